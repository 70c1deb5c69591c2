"""任职单位: in which units somebody has served, and what posts of a kind were held there."""

from collections.abc import Callable

import polars as pl

from xuanxian.facts.definitions.definition import (
    FactDefiner,
    FactKind,
    FactValue,
    Subject,
    together,
)
from xuanxian.facts.definitions.file_columns import ROW
from xuanxian.facts.definitions.reading import PostPlace, Reading, UnitPlace, months_covered
from xuanxian.facts.definitions.readings import Readings, known_text, shared
from xuanxian.facts.definitions.spans import months_covered_together
from xuanxian.facts.definitions.tenure import date_of, months_of, years_of
from xuanxian.kernel.partial_date import PartialDate
from xuanxian.registry.dossier import PostEntry

fact = FactDefiner(Subject.PERSON, "经历")

_POSTS = "A02 职务、机构"
UNIT_KINDS = (
    "党委机关",
    "人大机关",
    "政府机关",
    "政协机关",
    "纪委监委机关",
    "法院",
    "检察院",
    "群团组织",
    "乡镇（街道）",
    "事业单位",
    "国有企业",
    "地区",
    "内设机构",
)


@fact(
    "单位类别",
    FactKind.TEXT,
    source="机构（B0131）",
    meaning="所在单位的机构类别。",
    choices=UNIT_KINDS,
)
def unit_kind(file: Reading) -> FactValue:
    unit = file.surroundings.units.get(file.dossier.unit_code)
    if unit is None or not unit.kind:
        return FactValue(None, "不知道所在单位或其类别。")
    return FactValue(unit.kind, f"{unit.name}为{unit.kind}。")


@together("单位类别")
def unit_kinds(files: Readings) -> pl.Series:
    known = files.units.select(unit_code="unit", kind="unit_kind")
    return (
        files.base.select("unit_code")
        .join(known, on="unit_code", how="left", maintain_order="left")
        .select(known_text(pl.col("kind")))["kind"]
    )


@fact(
    "现任单位任职年限",
    FactKind.INTEGER,
    unit="年",
    source=_POSTS,
    meaning="在现任职务所在单位连续任职的整年数。",
)
def years_in_unit(file: Reading) -> FactValue:
    start, why = _unit_since(file)
    return years_of(file, start, "到本单位任职", why)


@together("现任单位任职年限")
def years_in_units(files: Readings) -> pl.Series:
    return files.spread(_units_since(files), files.years_since(pl.col("start_last")))


@fact(
    "现任单位任职月数",
    FactKind.INTEGER,
    unit="个月",
    source=_POSTS,
    meaning="在现任职务所在单位连续任职的整月数。",
)
def months_in_unit(file: Reading) -> FactValue:
    start, why = _unit_since(file)
    return months_of(file, start, "到本单位任职", why)


@together("现任单位任职月数")
def months_in_units(files: Readings) -> pl.Series:
    return files.spread(_units_since(files), files.months_since(pl.col("start_last")))


@fact(
    "到现任单位任职日期",
    FactKind.DATE,
    source=_POSTS,
    meaning="在现任职务所在单位连续任职的起始日期；只记到月的取月末。",
)
def unit_since(file: Reading) -> FactValue:
    return date_of(*_unit_since(file))


@together("到现任单位任职日期")
def units_since(files: Readings) -> pl.Series:
    return files.spread(_units_since(files), "start_last")


@fact(
    "任职单位数",
    FactKind.INTEGER,
    unit="个",
    source=_POSTS,
    meaning="任过职务的不同单位数；有职务不能对应到机构时为不详。",
)
def unit_count(file: Reading) -> FactValue:
    if not file.dossier.posts:
        return FactValue(None, "档案中没有职务信息。")
    codes = [_unit_of(file, post) for post in file.posts_so_far]
    if "" in codes:
        title = file.posts_so_far[codes.index("")].title
        return FactValue(None, f"{title}没有对应到机构。")
    return FactValue(len(set(codes)), f"先后在{len(set(codes))}个单位任职。")


@together("任职单位数")
def unit_counts(files: Readings) -> pl.Series:
    posts = files.posts_so_far
    unmapped = files.has(posts.filter(pl.col("unit").fill_null("") == ""))
    units = files.spread(posts.group_by(ROW).agg(pl.col("unit").n_unique()), "unit").fill_null(0)
    known = pl.lit(files.has_posts) & ~pl.lit(unmapped)
    return files.column(pl.when(known).then(pl.lit(units)))


_TOWN = "乡镇（街道）"


def _define_held(
    word: str,
    meaning: str,
    needs_unit: bool,
    fits: Callable[[PostPlace, UnitPlace | None], bool],
    fit: pl.Expr,
) -> None:
    """Facts of leading posts of one kind: whether one was ever held, and for how many months.

    Args:
        needs_unit: whether the unit of a post has to be known to tell.
        fits, fit: whether a post is of the kind, for one post and for a column of posts.
    """

    def sorted_out(file: Reading) -> tuple[list[PostEntry], list[PostEntry]]:
        """Posts of the kind, and posts of which that cannot be told."""
        held, unknown = [], []
        for post in file.posts_so_far:
            place = file.surroundings.posts.get(post.post) if post.post else None
            unit = file.surroundings.units.get(place.unit_code) if place else None
            if place is None or (needs_unit and unit is None):
                unknown.append(post)
            elif place.is_leading and fits(place, unit):
                held.append(post)
        return held, unknown

    def sorted_out_together(files: Readings) -> tuple[pl.DataFrame, pl.DataFrame]:
        known = pl.col("is_leading").is_not_null()
        if needs_unit:
            known = known & pl.col("unit_name").is_not_null()
        posts = files.posts_so_far.with_columns(is_known=known)
        held = posts.filter("is_known", "is_leading", fit)
        return held, posts.filter(~pl.col("is_known"))

    @fact(f"担任过{word}", FactKind.BOOLEAN, source=_POSTS, meaning=f"现任或曾任{meaning}。")
    def has_held(file: Reading) -> FactValue:
        if not file.dossier.posts:
            return FactValue(None, "档案中没有职务信息。")
        held, unknown = sorted_out(file)
        if held:
            return FactValue(True, f"{held[0].held_from or '时间不详'}任{held[0].title}。")
        if unknown:
            return FactValue(None, f"{unknown[0].title}没有对应到职位库，无法认定。")
        return FactValue(False, f"没有任过{meaning}。")

    @together(f"担任过{word}")
    def have_held(files: Readings) -> pl.Series:
        held, unknown = (files.has(frame) for frame in sorted_out_together(files))
        return files.column(
            pl.when(~pl.lit(files.has_posts))
            .then(None)
            .when(pl.lit(held))
            .then(True)
            .when(~pl.lit(unknown))
            .then(False)
        )

    @fact(
        f"{word}任职月数",
        FactKind.INTEGER,
        unit="个月",
        source=_POSTS,
        meaning=f"任{meaning}的整月数，中断的前后合计，重叠的只计一次。",
    )
    def months_held(file: Reading) -> FactValue:
        if not file.dossier.posts:
            return FactValue(None, "档案中没有职务信息。")
        held, unknown = sorted_out(file)
        if unknown:
            return FactValue(None, f"{unknown[0].title}没有对应到职位库，无法认定。")
        if any(post.held_from is None for post in held):
            return FactValue(None, f"有{word}没有任职时间。")
        spans = [(post.held_from, post.held_until) for post in held if post.held_from]
        months = months_covered(spans, file.as_of)
        titles = "；".join(f"{post.held_from}任{post.title}" for post in held)
        if not titles:
            return FactValue(0, f"没有任过{meaning}。")
        return FactValue(months, f"{titles}，共{months}个月。")

    @together(f"{word}任职月数")
    def months_held_together(files: Readings) -> pl.Series:
        held, unknown = sorted_out_together(files)
        undated = held.filter(pl.col("held_from").is_null())
        months = files.spread(months_covered_together(held, files.as_of), "months").fill_null(0)
        told = ~pl.lit(files.has(unknown)) & ~pl.lit(files.has(undated))
        return files.column(pl.when(pl.lit(files.has_posts) & told).then(pl.lit(months)))


_define_held(
    "领导职务",
    "领导职务",
    False,
    lambda place, unit: True,
    pl.lit(True),
)
_define_held(
    "正职领导职务",
    "某一单位的正职领导职务",
    False,
    lambda place, unit: place.is_chief,
    pl.col("is_chief"),
)
_define_held(
    "乡镇街道领导职务",
    "乡镇（街道）的领导职务",
    True,
    lambda place, unit: unit is not None and unit.kind == _TOWN,
    pl.col("unit_kind") == _TOWN,
)
_define_held(
    "乡镇街道党政正职",
    "乡镇（街道）的正职领导职务",
    True,
    lambda place, unit: place.is_chief and unit is not None and unit.kind == _TOWN,
    pl.col("is_chief") & (pl.col("unit_kind") == _TOWN),
)


def _unit_of(file: Reading, post: PostEntry) -> str:
    place = file.surroundings.posts.get(post.post) if post.post else None
    return place.unit_code if place else ""


def _unit_since(file: Reading) -> tuple[PartialDate | None, str]:
    if file.main_post is None:
        return None, "档案中没有在任的职务。"
    unit = _unit_of(file, file.main_post)
    if not unit:
        return None, f"{file.main_post.title}没有对应到机构。"
    name = file.surroundings.units[unit].name if unit in file.surroundings.units else ""
    start = file.main_post.held_from
    if start is None:
        return None, f"{file.main_post.title}没有任职时间。"
    for post in reversed(file.posts_so_far):
        same = _unit_of(file, post) == unit or bool(name and post.title.startswith(name))
        if not same or post.held_from is None or post is file.main_post:
            continue
        if post.held_until is None or post.held_until.latest() >= start.earliest():
            start = min(start, post.held_from)
    return start, ""


@shared
def _units_since(files: Readings) -> pl.DataFrame:
    """The start of the unbroken service in the unit of the main post, as `_unit_since`."""
    main = files.main_post.filter(pl.col("unit").fill_null("") != "")
    here = main.select(ROW, here="unit", name=pl.col("unit_name").fill_null(""))
    starts = main.select(ROW, "held_from_last", main_first="held_from_first")
    same = (pl.col("unit") == pl.col("here")).fill_null(False) | (
        (pl.col("name") != "") & pl.col("title").str.starts_with(pl.col("name"))
    )
    posts = (
        files.posts_so_far.filter(pl.col("held_from").is_not_null())
        .join(here, on=ROW, how="inner", maintain_order="left")
        .filter(same)
        .with_columns(reach=pl.col("held_until_last").fill_null(pl.date(9999, 12, 31)))
        .with_columns(farthest=pl.col("reach").cum_max().over(ROW).shift(1))
        .with_columns(
            run=(
                ~(
                    (pl.col(ROW) == pl.col(ROW).shift(1))
                    & (pl.col("farthest") >= pl.col("held_from_first"))
                ).fill_null(False)
            ).cum_sum()
        )
        .with_columns(start_last=pl.col("held_from_last").first().over("run"))
    )
    # The main post stands in one of the runs: the last that begins no later than it does.
    return (
        posts.join(starts.select(ROW, "main_first"), on=ROW, how="inner", maintain_order="left")
        .filter(pl.col("held_from_first") <= pl.col("main_first"))
        .unique(ROW, keep="last", maintain_order=True)
    )
