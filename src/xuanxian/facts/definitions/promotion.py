"""各职务层次的任职经历, and what they mean towards the post somebody is proposed for."""

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
from xuanxian.facts.definitions.reading import RANK_LEVELS, Reading, months_covered, rank_label
from xuanxian.facts.definitions.readings import Readings, labels, shared
from xuanxian.facts.definitions.spans import months_covered_together
from xuanxian.registry import codes
from xuanxian.registry.dossier import PostEntry

fact = FactDefiner(Subject.PERSON, "任职经历与拟任")

_RANKS = "A05 职务层次与职级"
_POSTS = "A02 职务"
_COUNTED = ("1A42", "1A41", "1A32", "1A31", "1A22", "1A21")


def _define_by_rank(code: str) -> None:
    label = rank_label(code)

    @fact(
        f"{label}任职年限",
        FactKind.INTEGER,
        unit="年",
        source=_RANKS,
        meaning=f"在{label}层次上累计任职的整年数，中断的前后合计。",
    )
    def years(file: Reading) -> FactValue:
        return years_at(file, code)

    @fact(
        f"{label}任职月数",
        FactKind.INTEGER,
        unit="个月",
        source=_RANKS,
        meaning=f"在{label}层次上累计任职的整月数，中断的前后合计。",
    )
    def months(file: Reading) -> FactValue:
        return months_at(file, code)

    @fact(
        f"{label}任职职位数",
        FactKind.INTEGER,
        unit="个",
        source=_POSTS,
        meaning=f"在{label}层次上任过的不同职位数。",
    )
    def posts(file: Reading) -> FactValue:
        return posts_at(file, {code})

    together(f"{label}任职年限")(lambda files: _months_at_together(files, code) // 12)
    together(f"{label}任职月数")(lambda files: _months_at_together(files, code))
    together(f"{label}任职职位数")(lambda files: _posts_at_together(files, code))


for _code in _COUNTED:
    _define_by_rank(_code)


@fact(
    "拟任职务层次",
    FactKind.CODE,
    levels=RANK_LEVELS,
    source="拟任职位",
    meaning="拟任职位的职务层次。",
    of_proposal=True,
)
def proposed_rank(file: Reading) -> FactValue:
    proposed = _proposed(file)
    if proposed is None:
        return FactValue(None, "没有拟任职位。")
    return FactValue(proposed, f"拟任职位的职务层次为{proposed}。")


@together("拟任职务层次")
def proposed_ranks(files: Readings) -> pl.Series:
    return files.column(_proposed_together())


@fact(
    "晋升层级数",
    FactKind.INTEGER,
    unit="级",
    source="拟任职位、A05 职务层次与职级",
    meaning="拟任职务层次高出现职务层次的级数：平级为0，逐级提拔为1，越级为2以上。",
    of_proposal=True,
)
def steps_up(file: Reading) -> FactValue:
    proposed, current = _proposed(file), rank_label(file.rank) if file.rank else ""
    if proposed is None:
        return FactValue(None, "没有拟任职位。")
    if current not in RANK_LEVELS:
        return FactValue(None, "档案中没有可比较的现职务层次。")
    steps = RANK_LEVELS.index(proposed) - RANK_LEVELS.index(current)
    return FactValue(steps, f"现为{current}，拟任{proposed}，相差{steps}级。")


@together("晋升层级数")
def steps_up_together(files: Readings) -> pl.Series:
    place = {label: number for number, label in enumerate(RANK_LEVELS)}
    current = pl.lit(files.rank).replace(labels("rank"))
    return files.column(
        _proposed_together().replace_strict(place, default=None, return_dtype=pl.Int64)
        - current.replace_strict(place, default=None, return_dtype=pl.Int64)
    )


@fact(
    "下一级任职年限",
    FactKind.INTEGER,
    unit="年",
    source="拟任职位、A05 职务层次与职级",
    meaning="在比拟任职务低一级的职务层次上累计任职的整年数。",
    of_proposal=True,
)
def years_one_below(file: Reading) -> FactValue:
    below = _one_below(file)
    return FactValue(None, "没有拟任职位。") if below is None else years_at(file, below)


@together("下一级任职年限")
def years_one_below_together(files: Readings) -> pl.Series:
    return months_one_below_together(files) // 12


@fact(
    "下一级任职月数",
    FactKind.INTEGER,
    unit="个月",
    source="拟任职位、A05 职务层次与职级",
    meaning="在比拟任职务低一级的职务层次上累计任职的整月数。",
    of_proposal=True,
)
def months_one_below(file: Reading) -> FactValue:
    below = _one_below(file)
    return FactValue(None, "没有拟任职位。") if below is None else months_at(file, below)


@together("下一级任职月数")
def months_one_below_together(files: Readings) -> pl.Series:
    return _of_one_below(files, _months_at_together)


@fact(
    "下一级职位数",
    FactKind.INTEGER,
    unit="个",
    source="拟任职位、A02 职务",
    meaning="在比拟任职务低一级的职务层次上任过的不同职位数。",
    of_proposal=True,
)
def posts_one_below(file: Reading) -> FactValue:
    below = _one_below(file)
    return FactValue(None, "没有拟任职位。") if below is None else posts_at(file, {below})


@together("下一级职位数")
def posts_one_below_together(files: Readings) -> pl.Series:
    return _of_one_below(files, _posts_at_together)


def years_at(file: Reading, code: str) -> FactValue:
    """Full years spent on the rank `code`, all stays added up."""
    months = months_at(file, code)
    if not isinstance(months.value, int):
        return months
    return FactValue(months.value // 12, months.explanation)


def months_at(file: Reading, code: str) -> FactValue:
    """Full months spent on the rank `code`, all stays added up."""
    if not any(entry.line == "0" for entry in file.dossier.ranks):
        return FactValue(None, "档案中没有职务层次的起止时间。")
    label = rank_label(code)
    stays = [entry for entry in file.ranks("0") if entry.code == code]
    if any(entry.held_from is None for entry in stays):
        return FactValue(None, f"{label}的任职没有开始时间。")
    spans = [(entry.held_from, entry.held_until) for entry in stays if entry.held_from]
    months = months_covered(spans, file.as_of)
    if not spans:
        return FactValue(0, f"没有{label}的任职经历。")
    written = "；".join(f"{start}至{end or file.day}" for start, end in spans)
    return FactValue(months, f"{label}：{written}，累计{months}个月。")


@shared
def _months_at_together(files: Readings, code: str) -> pl.Series:
    stays = files.ranks("0").filter(pl.col("code") == code)
    undated = files.has(stays.filter(pl.col("held_from").is_null()))
    months = files.spread(months_covered_together(stays, files.as_of), "months").fill_null(0)
    dated = files.has(files.sets["ranks"].filter(pl.col("line") == "0"))
    known = pl.lit(dated) & ~pl.lit(undated)
    return files.column(pl.when(known).then(pl.lit(months)))


def posts_at(file: Reading, ranks: set[str]) -> FactValue:
    """How many different posts of one of `ranks` have been held."""
    if not file.dossier.posts:
        return FactValue(None, "档案中没有职务信息。")
    held = [post for post in file.posts_so_far if post.rank in ranks]
    unknown = [post for post in file.posts_so_far if not post.rank]
    if unknown:
        return FactValue(None, f"{unknown[0].title}没有记职务层次，无法计数。")
    if not held and any(entry.code in ranks for entry in file.ranks("0")):
        return FactValue(None, "有这一层次的任职时间，但没有对应的职务条目，无法计数。")
    titles = list(dict.fromkeys(_identity(post) for post in held))
    names = "；".join(dict.fromkeys(post.title for post in held))
    label = "、".join(rank_label(code) for code in sorted(ranks))
    return FactValue(len(titles), f"{label}职位：{names}。" if names else f"没有任过{label}职位。")


@shared
def _posts_at_together(files: Readings, code: str) -> pl.Series:
    posts = files.posts_so_far
    held = posts.filter(pl.col("rank") == code).with_columns(
        identity=pl.when(pl.col("post") != "").then("post").otherwise("title")
    )
    number = files.spread(held.group_by(ROW).agg(pl.col("identity").n_unique()), "identity")
    number = number.fill_null(0)
    unranked = files.has(posts.filter(pl.col("rank") == ""))
    served = files.has(files.ranks("0").filter(pl.col("code") == code))
    told = ~pl.lit(unranked) & ((pl.lit(number) > 0) | ~pl.lit(served))
    return files.column(pl.when(pl.lit(files.has_posts) & told).then(pl.lit(number)))


def _of_one_below(files: Readings, form: Callable[[Readings, str], pl.Series]) -> pl.Series:
    """The form for the rank below the one each person is proposed for."""
    table = codes.table("rank")
    below = dict(zip(RANK_LEVELS[1:], RANK_LEVELS, strict=False))
    asked = files.column(_proposed_together().replace_strict(below, default=None))
    value = pl.lit(None, dtype=pl.Int64)
    for label in asked.drop_nulls().unique().sort():
        code = table.code_of(label)
        if code is not None:
            series = form(files, code).cast(pl.Int64)
            value = pl.when(pl.lit(asked) == label).then(pl.lit(series)).otherwise(value)
    return files.column(value)


def _proposed_together() -> pl.Expr:
    label = pl.col("proposed_rank").replace(labels("rank"))
    return pl.when(label.is_in(RANK_LEVELS)).then(label)


def _identity(post: PostEntry) -> str:
    return str(post.post) if post.post else post.title


def _proposed(file: Reading) -> str | None:
    code = file.surroundings.proposed_rank
    label = rank_label(code) if code else ""
    return label if label in RANK_LEVELS else None


def _one_below(file: Reading) -> str | None:
    proposed = _proposed(file)
    if proposed is None or proposed == RANK_LEVELS[0]:
        return None
    return codes.table("rank").code_of(RANK_LEVELS[RANK_LEVELS.index(proposed) - 1])
