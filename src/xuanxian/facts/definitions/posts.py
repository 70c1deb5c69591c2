"""现任职务、职务层次与职级: where somebody stands, and since when."""

from collections.abc import Sequence

from xuanxian.facts.definitions.definition import FactDefiner, FactKind, FactValue, Subject
from xuanxian.facts.definitions.reading import Reading, counted_from, rank_label
from xuanxian.kernel.partial_date import PartialDate
from xuanxian.registry import codes
from xuanxian.registry.dossier import PostEntry, RankEntry

fact = FactDefiner(Subject.PERSON, "职务")

_POSTS = "A02 职务"
_RANKS = "A05 职务层次与职级"
_OFF_THE_LADDER = frozenset({"试用期人员", "其他"})
RANK_LEVELS = tuple(
    code.label
    for code in reversed(codes.table("rank").codes.values())
    if code.label not in _OFF_THE_LADDER
)
"""职务层次, lowest first."""


@fact("现任职务", FactKind.TEXT, source="A01 基本情况（A0192A）", meaning="现任职务全称。")
def current_post(file: Reading) -> FactValue:
    if file.posts_in_force:
        titles = "，".join(post.title for post in file.posts_in_force)
        return FactValue(titles, f"{file.day}在任{len(file.posts_in_force)}个职务。")
    if file.dossier.posts:
        return FactValue(None, f"{file.day}没有在任的职务。")
    text = file.dossier.current_post
    return FactValue(text or None, f"档案记为{text}。" if text else "档案中没有现任职务。")


@fact("任现职日期", FactKind.DATE, source=_POSTS, meaning="任现主职务的日期；只记到月的取月末。")
def post_since(file: Reading) -> FactValue:
    return _date_of(_main_start(file), _why_no_start(file))


@fact("任现职年限", FactKind.INTEGER, unit="年", source=_POSTS, meaning="任现主职务的整年数。")
def years_in_post(file: Reading) -> FactValue:
    return _years(file, _main_start(file), "任现职", _why_no_start(file))


@fact("任现职月数", FactKind.INTEGER, unit="个月", source=_POSTS, meaning="任现主职务的整月数。")
def months_in_post(file: Reading) -> FactValue:
    return _months(file, _main_start(file), "任现职", _why_no_start(file))


@fact("兼任职务数", FactKind.INTEGER, unit="个", source=_POSTS, meaning="主职务以外的在任职务数。")
def concurrent_posts(file: Reading) -> FactValue:
    if not file.dossier.posts:
        return FactValue(None, "档案中没有职务信息。")
    count = max(len(file.posts_in_force) - 1, 0)
    return FactValue(count, f"{file.day}在任{len(file.posts_in_force)}个职务。")


@fact("试用期内", FactKind.BOOLEAN, source=_POSTS, meaning="有在任职务的试用期尚未届满。")
def on_probation(file: Reading) -> FactValue:
    running = _probation(file)
    if running:
        return FactValue(True, f"{running[-1].title}的试用期至{running[-1].probation_until}。")
    if not file.posts_in_force:
        return FactValue(None, "档案中没有在任的职务。")
    return FactValue(False, "在任职务没有未届满的试用期。")


@fact("试用期至", FactKind.DATE, source=_POSTS, meaning="未届满的试用期的最后一日。")
def probation_until(file: Reading) -> FactValue:
    ends = [post.probation_until for post in _probation(file) if post.probation_until]
    return _date_of(max(ends, default=None), "没有未届满的试用期。")


@fact("最近任用方式", FactKind.TEXT, source="A02 职务（A0247）", meaning="现主职务的选拔任用方式。")
def last_manner(file: Reading) -> FactValue:
    manner = file.main_post.manner if file.main_post else ""
    return FactValue(
        manner or None, f"档案记为{manner}。" if manner else "档案中没有选拔任用方式。"
    )


@fact("职务层次", FactKind.CODE, levels=RANK_LEVELS, source=_RANKS, meaning="当前的职务层次。")
def rank(file: Reading) -> FactValue:
    if not file.rank:
        return FactValue(None, "档案中没有职务层次。")
    label = rank_label(file.rank)
    if label not in RANK_LEVELS:
        return FactValue(None, f"档案记为{label}，不在职务层次的高低序列中。")
    return FactValue(label, f"档案记为{label}。")


@fact("是否正职层次", FactKind.BOOLEAN, source=_RANKS, meaning="职务层次是正职。")
def is_chief_rank(file: Reading) -> FactValue:
    value = rank(file)
    if not isinstance(value.value, str):
        return value
    return FactValue(value.value.endswith("正职"), value.explanation)


@fact(
    "任现职务层次日期",
    FactKind.DATE,
    source=_RANKS,
    meaning="最近一次进入现职务层次的日期；只记到月的取月末。",
)
def rank_since(file: Reading) -> FactValue:
    return _date_of(_rank_start(file), "档案中没有任现职务层次的时间。")


@fact(
    "任现职务层次年限",
    FactKind.INTEGER,
    unit="年",
    source=_RANKS,
    meaning="连续任现职务层次的整年数。",
)
def years_in_rank(file: Reading) -> FactValue:
    return _years(file, _rank_start(file), "任现职务层次", "档案中没有任现职务层次的时间。")


@fact(
    "任现职务层次月数",
    FactKind.INTEGER,
    unit="个月",
    source=_RANKS,
    meaning="连续任现职务层次的整月数。",
)
def months_in_rank(file: Reading) -> FactValue:
    return _months(file, _rank_start(file), "任现职务层次", "档案中没有任现职务层次的时间。")


@fact("职级", FactKind.TEXT, source=_RANKS, meaning="当前的职级。")
def grade(file: Reading) -> FactValue:
    held = [entry for entry in file.ranks("1") if not file.has_ended(entry.held_until)]
    text = held[-1].code if held else file.dossier.grade
    return FactValue(text or None, f"档案记为{text}。" if text else "档案中没有职级。")


@fact("任现职级年限", FactKind.INTEGER, unit="年", source=_RANKS, meaning="任现职级的整年数。")
def years_in_grade(file: Reading) -> FactValue:
    held = [entry for entry in file.ranks("1") if not file.has_ended(entry.held_until)]
    start = _start_of_run(file.ranks("1"), held[-1]) if held else None
    return _years(file, start, "任现职级", "档案中没有任现职级的时间。")


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


def _rank_start(file: Reading) -> PartialDate | None:
    current = [
        entry
        for entry in file.ranks("0")
        if entry.code == file.rank and not file.has_ended(entry.held_until)
    ]
    return _start_of_run(file.ranks("0"), current[-1]) if current else None


def _start_of_run(entries: Sequence[RankEntry], last: RankEntry) -> PartialDate | None:
    """When the unbroken run of entries of the same code that ends with `last` began."""
    start = last.held_from
    for entry in reversed([row for row in entries if row.code == last.code and row is not last]):
        if start is None or entry.held_until is None or entry.held_from is None:
            break
        if entry.held_until.latest() < start.earliest():
            break
        start = min(start, entry.held_from)
    return start


def _date_of(start: PartialDate | None, missing: str) -> FactValue:
    if start is None:
        return FactValue(None, missing)
    return FactValue(start.latest(), f"档案记为{start}{counted_from(start)}")


def _years(file: Reading, start: PartialDate | None, what: str, missing: str) -> FactValue:
    if start is None:
        return FactValue(None, missing)
    years = file.years_since(start)
    return FactValue(years, f"{start}{what}，至{file.day}满{years}年{counted_from(start)}")


def _months(file: Reading, start: PartialDate | None, what: str, missing: str) -> FactValue:
    if start is None:
        return FactValue(None, missing)
    months = file.months_since(start)
    return FactValue(months, f"{start}{what}，至{file.day}满{months}个月{counted_from(start)}")
