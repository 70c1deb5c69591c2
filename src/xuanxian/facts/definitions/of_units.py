"""单位: what is true of a unit, its posts and its establishment."""

from collections.abc import Callable

from xuanxian.facts.definitions.definition import FactDefiner, FactKind, FactValue, Subject
from xuanxian.facts.definitions.reading import full_months_between, rank_label
from xuanxian.facts.definitions.structure import PostReading, RankFigure, UnitReading
from xuanxian.facts.definitions.units_served import UNIT_KINDS

fact = FactDefiner(Subject.UNIT, "机构")
of_posts = FactDefiner(Subject.UNIT, "职位与空缺")
of_figures = FactDefiner(Subject.UNIT, "职数")

_UNIT = "机构"
_POSTS = "职位库、A02 职务"
_FIGURES = "职数"
_COUNTED = ("1A31", "1A32", "1A41", "1A42")


@fact("单位名称", FactKind.TEXT, source=_UNIT, meaning="机构的名称。")
def name(unit: UnitReading) -> FactValue:
    return FactValue(unit.name, f"机构记为{unit.name}。")


@fact("机构类别", FactKind.TEXT, source="机构（B0131）", meaning="机构的类别。", choices=UNIT_KINDS)
def kind(unit: UnitReading) -> FactValue:
    return FactValue(unit.kind or None, f"机构记为{unit.kind}。" if unit.kind else "没有记类别。")


@fact(
    "机构级别",
    FactKind.TEXT,
    source="机构（B0127）",
    meaning="机构的级别，按机构所记的文字或代码。",
)
def level(unit: UnitReading) -> FactValue:
    return FactValue(
        unit.level or None, f"机构记为{unit.level}。" if unit.level else "没有记级别。"
    )


@fact("机构成立月数", FactKind.INTEGER, unit="个月", source=_UNIT, meaning="成立以来的整月数。")
def months_since_established(unit: UnitReading) -> FactValue:
    if unit.established_on is None:
        return FactValue(None, "机构没有记成立日期。")
    months = max(full_months_between(unit.established_on, unit.as_of), 0)
    return FactValue(months, f"{unit.established_on:%Y.%m.%d}成立，满{months}个月。")


@fact("内设机构数", FactKind.INTEGER, unit="个", source=_UNIT, meaning="内设机构的个数。")
def sections(unit: UnitReading) -> FactValue:
    return FactValue(unit.sections, f"有内设机构{unit.sections}个。")


@fact(
    "下级机构数",
    FactKind.INTEGER,
    unit="个",
    source=_UNIT,
    meaning="直接下级机构数，内设机构除外。",
)
def children(unit: UnitReading) -> FactValue:
    return FactValue(unit.children, f"有直接下级机构{unit.children}个。")


@fact(
    "单位现职人数",
    FactKind.INTEGER,
    unit="人",
    source="A01 基本情况",
    meaning="干部库中属于本单位（含内设机构）的现职人员数。",
)
def people(unit: UnitReading) -> FactValue:
    return FactValue(unit.people, f"干部库中有现职人员{unit.people}人。")


def _seats(posts: list[PostReading]) -> str:
    taken = sum(post.seats - post.free_seats for post in posts)
    return f"职位{len(posts)}个，职数{sum(post.seats for post in posts)}名，已配{taken}名"


def _define_posts(word: str, chosen: Callable[[PostReading], bool]) -> None:
    def posts_of(unit: UnitReading) -> list[PostReading]:
        return [post for post in unit.posts if chosen(post)]

    @of_posts(
        f"{word}职位数",
        FactKind.INTEGER,
        unit="名",
        source=_POSTS,
        meaning=f"{word}职位的名额合计。",
    )
    def seats(unit: UnitReading) -> FactValue:
        posts = posts_of(unit)
        return FactValue(sum(post.seats for post in posts), f"{_seats(posts)}。")

    @of_posts(
        f"{word}职位空缺数",
        FactKind.INTEGER,
        unit="名",
        source=_POSTS,
        meaning=f"{word}职位中没有配备的名额。",
    )
    def free(unit: UnitReading) -> FactValue:
        posts = posts_of(unit)
        vacant = "、".join(post.title for post in posts if post.free_seats)
        number = sum(post.free_seats for post in posts)
        return FactValue(number, f"{_seats(posts)}{'，空缺' + vacant if vacant else ''}。")


_define_posts("全部", lambda post: True)
_define_posts("领导", lambda post: post.kind == "领导职务")
_define_posts("班子", lambda post: post.is_team_member)
_define_posts("中层", lambda post: post.kind == "中层职务")


@of_posts(
    "主要负责人是否空缺",
    FactKind.BOOLEAN,
    source=_POSTS,
    meaning="班子中的正职职位有没有配备的。",
)
def chief_vacant(unit: UnitReading) -> FactValue:
    chiefs = [post for post in unit.posts if post.is_chief and post.is_team_member]
    if not chiefs:
        return FactValue(None, "职位库没有班子正职职位。")
    vacant = "、".join(post.title for post in chiefs if post.free_seats)
    return FactValue(bool(vacant), f"{vacant}空缺。" if vacant else "班子正职职位都有人在任。")


@of_posts(
    "最长空缺月数",
    FactKind.INTEGER,
    unit="个月",
    source=_POSTS,
    meaning="空缺最久的领导职位已空缺的整月数；没有空缺的为0。",
)
def longest_vacancy(unit: UnitReading) -> FactValue:
    posts = [post for post in unit.posts if post.kind == "领导职务" and post.free_seats]
    if not posts:
        return FactValue(0, "领导职位没有空缺。")
    dated = []
    for post in posts:
        since, how = post.vacant_since
        if since is None:
            return FactValue(None, f"{post.title}：{how}")
        dated.append((since, post.title, how))
    since, title, how = min(dated)
    months = max(full_months_between(since, unit.as_of), 0)
    return FactValue(months, f"{title}：{how.removesuffix('。')}，满{months}个月。")


@of_figures(
    "核定领导职数",
    FactKind.INTEGER,
    unit="名",
    source=_FIGURES,
    meaning="各级正职、副职的核定职数合计。",
)
def approved(unit: UnitReading) -> FactValue:
    return _total(unit, lambda figure: figure.approved)


@of_figures(
    "实有领导人数",
    FactKind.INTEGER,
    unit="人",
    source="职数、A02 职务",
    meaning="各职务层次占职数的实有人数合计；从任职统计，不取填报数。",
)
def actual(unit: UnitReading) -> FactValue:
    number = sum(figure.actual for figure in _leading(unit).values())
    return FactValue(number, _by_rank(unit) or "没有占职数的任职。")


@of_figures("预留领导职数", FactKind.INTEGER, unit="名", source=_FIGURES, meaning="预留职数合计。")
def reserved(unit: UnitReading) -> FactValue:
    return _total(unit, lambda figure: figure.reserved)


@of_figures(
    "可用领导职数",
    FactKind.INTEGER,
    unit="名",
    source="职数、A02 职务",
    meaning="各职务层次核定减预留减实有的合计，超配的层次按0计。",
)
def free_figure(unit: UnitReading) -> FactValue:
    return _total(unit, lambda figure: None if figure.free is None else max(figure.free, 0))


@of_figures(
    "超配人数",
    FactKind.INTEGER,
    unit="人",
    source="职数、A02 职务",
    meaning="各职务层次实有超过核定的人数合计；没有核定职数的层次为不详。",
)
def over(unit: UnitReading) -> FactValue:
    return _total(unit, lambda figure: None if figure.approved is None else figure.over)


@of_figures(
    "是否超职数", FactKind.BOOLEAN, source="职数、A02 职务", meaning="有职务层次实有超过核定。"
)
def is_over(unit: UnitReading) -> FactValue:
    if any(figure.over for figure in _leading(unit).values()):
        return FactValue(True, _by_rank(unit))
    value = over(unit)
    return FactValue(None if value.value is None else False, value.explanation)


def _define_rank(code: str) -> None:
    label = rank_label(code)

    @of_figures(
        f"{label}核定职数",
        FactKind.INTEGER,
        unit="名",
        source=_FIGURES,
        meaning=f"{label}的核定职数。",
    )
    def approved_of(unit: UnitReading) -> FactValue:
        figure = unit.figures.get(code)
        if figure is None or figure.approved is None:
            return FactValue(None, f"没有核定{label}职数。")
        return FactValue(figure.approved, _written(code, figure))

    @of_figures(
        f"{label}实有人数",
        FactKind.INTEGER,
        unit="人",
        source="职数、A02 职务",
        meaning=f"占职数的{label}实有人数。",
    )
    def actual_of(unit: UnitReading) -> FactValue:
        figure = unit.figures.get(code)
        if figure is None:
            return FactValue(0, f"没有{label}在任。")
        return FactValue(figure.actual, _written(code, figure))

    @of_figures(
        f"{label}可用职数",
        FactKind.INTEGER,
        unit="名",
        source="职数、A02 职务",
        meaning=f"{label}核定减预留减实有；超配时为负数。",
    )
    def free_of(unit: UnitReading) -> FactValue:
        figure = unit.figures.get(code)
        if figure is None or figure.free is None:
            return FactValue(None, f"没有核定{label}职数。")
        return FactValue(figure.free, _written(code, figure))


for _code in _COUNTED:
    _define_rank(_code)


def _leading(unit: UnitReading) -> dict[str, RankFigure]:
    """The figures of leading ranks (正职、副职); 科员 and below are no 领导职数."""
    return {
        code: figure
        for code, figure in unit.figures.items()
        if rank_label(code).endswith(("正职", "副职"))
    }


def _total(unit: UnitReading, count: Callable[[RankFigure], int | None]) -> FactValue:
    figures = _leading(unit)
    if not figures:
        return FactValue(None, "没有核定领导职数。")
    total = 0
    for code, figure in figures.items():
        number = count(figure)
        if number is None:
            return FactValue(None, f"{rank_label(code)}有人在任而没有核定职数。")
        total += number
    return FactValue(total, _by_rank(unit))


def _by_rank(unit: UnitReading) -> str:
    lines = [_written(code, figure) for code, figure in _leading(unit).items()]
    return "；".join(line.removesuffix("。") for line in lines) + "。" if lines else ""


def _written(code: str, figure: RankFigure) -> str:
    approved = "没有核定" if figure.approved is None else f"核定{figure.approved}名"
    return f"{rank_label(code)}{approved}，预留{figure.reserved}名，实有{figure.actual}人。"
