"""现任职务: which posts somebody holds, and since when."""

import polars as pl

from xuanxian.facts.definitions.definition import (
    FactDefiner,
    FactKind,
    FactValue,
    Subject,
    together,
)
from xuanxian.facts.definitions.file_columns import ROW
from xuanxian.facts.definitions.reading import RANK_LEVELS as RANK_LEVELS
from xuanxian.facts.definitions.reading import Reading
from xuanxian.facts.definitions.readings import Readings, known_text, shared
from xuanxian.facts.definitions.tenure import date_of, months_of, years_of
from xuanxian.facts.definitions.words import words_in
from xuanxian.kernel.partial_date import PartialDate
from xuanxian.registry.dossier import PostEntry

fact = FactDefiner(Subject.PERSON, "职务")

_POSTS = "A02 职务"


@fact("现任职务", FactKind.TEXT, source="A01 基本情况（A0192A）", meaning="现任职务全称。")
def current_post(file: Reading) -> FactValue:
    if file.posts_in_force:
        titles = "，".join(post.title for post in file.posts_in_force)
        return FactValue(titles, f"{file.day}在任{len(file.posts_in_force)}个职务。")
    if file.dossier.posts:
        return FactValue(None, f"{file.day}没有在任的职务。")
    text = file.dossier.current_post
    return FactValue(text or None, f"档案记为{text}。" if text else "档案中没有现任职务。")


@together("现任职务")
def current_posts(files: Readings) -> pl.Series:
    held = files.posts_in_force.group_by(ROW, maintain_order=True).agg(
        pl.col("title").str.join("，")
    )
    titles = files.spread(held, "title")
    return files.column(
        pl.when(pl.lit(titles).is_not_null())
        .then(pl.lit(titles))
        .when(~pl.lit(files.has_posts))
        .then(known_text(pl.col("current_post")))
    )


@fact("任现职日期", FactKind.DATE, source=_POSTS, meaning="任现主职务的日期；只记到月的取月末。")
def post_since(file: Reading) -> FactValue:
    return date_of(_main_start(file), _why_no_start(file))


@together("任现职日期")
def posts_since(files: Readings) -> pl.Series:
    return files.spread(files.main_post, "held_from_last")


@fact("任现职年限", FactKind.INTEGER, unit="年", source=_POSTS, meaning="任现主职务的整年数。")
def years_in_post(file: Reading) -> FactValue:
    return years_of(file, _main_start(file), "任现职", _why_no_start(file))


@together("任现职年限")
def years_in_posts(files: Readings) -> pl.Series:
    return files.spread(files.main_post, files.years_since(pl.col("held_from_last")))


@fact("任现职月数", FactKind.INTEGER, unit="个月", source=_POSTS, meaning="任现主职务的整月数。")
def months_in_post(file: Reading) -> FactValue:
    return months_of(file, _main_start(file), "任现职", _why_no_start(file))


@together("任现职月数")
@shared
def months_in_posts(files: Readings) -> pl.Series:
    return files.spread(files.main_post, files.months_since(pl.col("held_from_last")))


@fact("兼任职务数", FactKind.INTEGER, unit="个", source=_POSTS, meaning="主职务以外的在任职务数。")
def concurrent_posts(file: Reading) -> FactValue:
    if not file.dossier.posts:
        return FactValue(None, "档案中没有职务信息。")
    count = max(len(file.posts_in_force) - 1, 0)
    return FactValue(count, f"{file.day}在任{len(file.posts_in_force)}个职务。")


@together("兼任职务数")
def concurrent_posts_together(files: Readings) -> pl.Series:
    held = files.count(files.posts_in_force)
    others = pl.max_horizontal(pl.lit(held) - 1, pl.lit(0, dtype=pl.Int64))
    return files.column(pl.when(pl.lit(files.has_posts)).then(others))


@fact("试用期内", FactKind.BOOLEAN, source=_POSTS, meaning="有在任职务的试用期尚未届满。")
def on_probation(file: Reading) -> FactValue:
    running = _probation(file)
    if running:
        return FactValue(True, f"{running[-1].title}的试用期至{running[-1].probation_until}。")
    if not file.posts_in_force:
        return FactValue(None, "档案中没有在任的职务。")
    return FactValue(False, "在任职务没有未届满的试用期。")


@together("试用期内")
def are_on_probation(files: Readings) -> pl.Series:
    running, held = files.has(_probation_together(files)), files.has(files.posts_in_force)
    return files.column(pl.when(pl.lit(running)).then(True).when(pl.lit(held)).then(False))


@fact("试用期至", FactKind.DATE, source=_POSTS, meaning="未届满的试用期的最后一日。")
def probation_until(file: Reading) -> FactValue:
    ends = [post.probation_until for post in _probation(file) if post.probation_until]
    return date_of(max(ends, default=None), "没有未届满的试用期。")


@together("试用期至")
def probations_until(files: Readings) -> pl.Series:
    ends = _probation_together(files).sort("probation_until")
    return files.spread(ends.unique(ROW, keep="last", maintain_order=True), "probation_until_last")


@fact("最近任用方式", FactKind.TEXT, source="A02 职务（A0247）", meaning="现主职务的选拔任用方式。")
def last_manner(file: Reading) -> FactValue:
    manner = file.main_post.manner if file.main_post else ""
    return FactValue(
        manner or None, f"档案记为{manner}。" if manner else "档案中没有选拔任用方式。"
    )


@together("最近任用方式")
def last_manners(files: Readings) -> pl.Series:
    return files.spread(files.main_post, known_text(pl.col("manner")))


@fact(
    "近五年职务变动次数",
    FactKind.INTEGER,
    unit="次",
    source=_POSTS,
    meaning="最近五年内就任主职务的次数。",
)
def recent_moves(file: Reading) -> FactValue:
    if not file.dossier.posts:
        return FactValue(None, "档案中没有职务信息。")
    main = [post for post in file.posts_so_far if post.is_main]
    if any(post.held_from is None for post in main):
        return FactValue(None, "有职务没有任职时间，无法计数。")
    recent = [post for post in main if post.held_from and file.years_since(post.held_from) < 5]
    titles = "；".join(f"{post.held_from}任{post.title}" for post in recent)
    return FactValue(len(recent), titles + "。" if titles else "最近五年没有就任新职。")


@together("近五年职务变动次数")
def recent_moves_together(files: Readings) -> pl.Series:
    main = files.posts_so_far.filter("is_main")
    undated = files.has(main.filter(pl.col("held_from").is_null()))
    recent = main.filter(files.years_since(pl.col("held_from_last")) < 5)
    known = pl.lit(files.has_posts) & ~pl.lit(undated)
    return files.column(pl.when(known).then(pl.lit(files.count(recent))))


@fact(
    "历任主职务数",
    FactKind.INTEGER,
    unit="个",
    source=_POSTS,
    meaning="现任和曾任主职务的任职次数。",
)
def main_posts(file: Reading) -> FactValue:
    if not file.dossier.posts:
        return FactValue(None, "档案中没有职务信息。")
    main = [post for post in file.posts_so_far if post.is_main]
    titles = "；".join(post.title for post in main)
    return FactValue(len(main), f"先后任{titles}。" if titles else "没有任过主职务。")


@together("历任主职务数")
def main_posts_together(files: Readings) -> pl.Series:
    held = files.count(files.posts_so_far.filter("is_main"))
    return files.column(pl.when(pl.lit(files.has_posts)).then(pl.lit(held)))


def _define_place(name: str, meaning: str, field: str, words: str) -> None:
    """A fact of the registry's post that the main post stands for."""

    @fact(name, FactKind.BOOLEAN, source="A02 职务、职位库", meaning=meaning)
    def holds(file: Reading) -> FactValue:
        if file.main_post is None:
            return FactValue(None, "档案中没有在任的职务。")
        post = file.main_post.post
        place = file.surroundings.posts.get(post) if post else None
        if place is None:
            return FactValue(None, f"{file.main_post.title}没有对应到职位库，无法认定。")
        value: bool = getattr(place, field)
        return FactValue(
            value, f"职位库中{file.main_post.title}{'是' if value else '不是'}{words}。"
        )

    together(name)(lambda files: files.spread(files.main_post, field))


_define_place("现任领导职务", "现任主职务是领导职务。", "is_leading", "领导职务")
_define_place("现任单位正职", "现任主职务是单位（部门）的正职。", "is_chief", "正职")
_define_place("现任班子成员", "现任主职务是领导班子成员。", "in_team", "班子成员职位")


_TERM_YEARS: int = words_in("terms")["years"]  # type: ignore[assignment]
_TERM_UNCONFIRMED = str(words_in("terms")["unconfirmed"])
_TERM_MONTHS = _TERM_YEARS * 12


@fact(
    "任现职届数",
    FactKind.INTEGER,
    unit="届",
    source=_POSTS,
    meaning=f"任现主职务已满的任期数，一个任期{_TERM_YEARS}年。",
    unconfirmed=_TERM_UNCONFIRMED,
)
def terms_in_post(file: Reading) -> FactValue:
    months = months_in_post(file)
    if not isinstance(months.value, int):
        return months
    return FactValue(months.value // _TERM_MONTHS, months.explanation)


@together("任现职届数")
def terms_in_posts(files: Readings) -> pl.Series:
    return months_in_posts(files) // _TERM_MONTHS


@fact(
    "距本届任期届满月数",
    FactKind.INTEGER,
    unit="个月",
    source=_POSTS,
    meaning=f"现主职务当前任期还剩的整月数，一个任期{_TERM_YEARS}年。",
    unconfirmed=_TERM_UNCONFIRMED,
)
def months_to_end_of_term(file: Reading) -> FactValue:
    months = months_in_post(file)
    if not isinstance(months.value, int):
        return months
    return FactValue(_TERM_MONTHS - months.value % _TERM_MONTHS, months.explanation)


@together("距本届任期届满月数")
def months_to_ends_of_terms(files: Readings) -> pl.Series:
    return _TERM_MONTHS - months_in_posts(files) % _TERM_MONTHS


def _probation(file: Reading) -> list[PostEntry]:
    return [
        post
        for post in file.posts_in_force
        if post.probation_until and post.probation_until.latest() >= file.as_of
    ]


def _main_start(file: Reading) -> PartialDate | None:
    return file.main_post.held_from if file.main_post else None


def _why_no_start(file: Reading) -> str:
    if file.main_post:
        return f"{file.main_post.title}没有任职时间。"
    return "档案中没有在任的职务。"


def _probation_together(files: Readings) -> pl.DataFrame:
    return files.posts_in_force.filter(pl.col("probation_until_last") >= files.as_of)
