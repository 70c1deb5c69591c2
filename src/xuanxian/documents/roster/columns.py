"""The columns a 花名册 may have, in the order of the field. Pure."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from xuanxian.documents.wording import age_on, education_cells, joining_of_party, politics_of
from xuanxian.kernel.names import spaced
from xuanxian.kernel.partial_date import PartialDate
from xuanxian.registry import codes
from xuanxian.registry.dossier import Dossier


@dataclass(frozen=True, slots=True)
class RosterRow:
    """One person of the roll.

    Attributes:
        unit: name of the unit that counts the person (单位归口).
        remark: what stands under 备注.
    """

    dossier: Dossier
    unit: str = ""
    remark: str = ""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the roll.

    Attributes:
        key: its name in addresses.
        title: its heading.
        heading: the heading merged over it and its neighbours, "" for none.
        width: in characters of the sheet's font.
        value: the text of the cell for a person on a day.
        centred: whether the cell is centred; long texts are not.
    """

    key: str
    title: str
    width: float
    value: Callable[[RosterRow, date], str]
    heading: str = ""
    centred: bool = True

    @property
    def label(self) -> str:
        """The column named apart from its neighbours: 全日制教育·学历学位."""
        return f"{self.heading}·{self.title}" if self.heading else self.title


def _month(when: PartialDate | None) -> str:
    return when.dotted() if when else ""


def _code(table: str, code: str) -> str:
    return codes.table(table).label(code) if code else ""


def _diploma(mode: str) -> Callable[[RosterRow, date], str]:
    def value(row: RosterRow, _: date) -> str:
        cells = education_cells(row.dossier, mode)
        return "\n".join(part for part in (cells.level, cells.degree) if part)

    return value


def _schools(mode: str) -> Callable[[RosterRow, date], str]:
    def value(row: RosterRow, _: date) -> str:
        return "\n".join(education_cells(row.dossier, mode).schools)

    return value


def _age(row: RosterRow, as_of: date) -> str:
    age = age_on(row.dossier.birth, as_of)
    return "" if age is None else str(age)


def _titles(row: RosterRow, _: date) -> str:
    return "、".join(title.name for title in row.dossier.titles if title.is_current)


def post_held_since(dossier: Dossier, on: date | None = None) -> PartialDate | None:
    """任现职时间: since when the main post of the day `on` is held; None when the file is silent.

    Args:
        on: the present when None.
    """
    held = [
        post
        for post in dossier.posts
        if post.held_from and _holds(post.held_from, post.held_until, on)
    ]
    main = [post for post in held if post.is_main] or held
    return max((post.held_from for post in main if post.held_from), default=None)


def rank_held_since(dossier: Dossier, line: str, on: date | None = None) -> PartialDate | None:
    """Since when the 职务层次 (line 0) or 职级 (line 1) of a day is held; None when unknown."""
    return max(
        (
            rank.held_from
            for rank in dossier.ranks
            if rank.line == line and rank.held_from and _holds(rank.held_from, rank.held_until, on)
        ),
        default=None,
    )


def _holds(held_from: PartialDate, held_until: PartialDate | None, on: date | None) -> bool:
    if on is None:
        return held_until is None
    return held_from.earliest() <= on and (held_until is None or on < held_until.earliest())


_FULL_TIME, _IN_SERVICE = "全日制教育", "在职教育"

COLUMNS = (
    Column("name", "姓名", 9, lambda row, _: spaced(row.dossier.name)),
    Column("unit", "单位归口", 18, lambda row, _: row.unit, centred=False),
    Column("post", "现任职务", 28, lambda row, _: row.dossier.current_post, centred=False),
    Column("sex", "性别", 5, lambda row, _: _code("sex", row.dossier.sex)),
    Column("nation", "民族", 7, lambda row, _: _code("nation", row.dossier.nation)),
    Column("native_place", "籍贯", 10, lambda row, _: row.dossier.native_place),
    Column("birthplace", "出生地", 10, lambda row, _: row.dossier.birthplace),
    Column("full_time", "学历学位", 11, _diploma("full_time"), _FULL_TIME),
    Column("full_time_school", "毕业院校系及专业", 20, _schools("full_time"), _FULL_TIME, False),
    Column("in_service", "学历学位", 11, _diploma("in_service"), _IN_SERVICE),
    Column("in_service_school", "毕业院校系及专业", 20, _schools("in_service"), _IN_SERVICE, False),
    Column("birth", "出生年月", 9, lambda row, _: _month(row.dossier.birth)),
    Column("age", "年龄", 5, _age),
    Column("joined_work", "参加工作时间", 9, lambda row, _: _month(row.dossier.joined_work)),
    Column("politics", "政治面貌", 9, lambda row, _: politics_of(row.dossier)),
    Column("joined_party", "入党时间", 9, lambda row, _: joining_of_party(row.dossier)),
    Column("title", "职称", 12, _titles),
    Column("rank", "现职务层次", 10, lambda row, _: _code("rank", row.dossier.rank)),
    Column("post_since", "任现职时间", 9, lambda row, _: _month(post_held_since(row.dossier))),
    Column(
        "rank_since",
        "任现职务层次时间",
        10,
        lambda row, _: _month(rank_held_since(row.dossier, "0")),
    ),
    Column("grade", "现职级", 10, lambda row, _: row.dossier.grade),
    Column(
        "grade_since", "任现职级时间", 10, lambda row, _: _month(rank_held_since(row.dossier, "1"))
    ),
    Column("remark", "备注", 12, lambda row, _: row.remark, centred=False),
)
"""No column tells of identity numbers, families or sanctions: a roll passes through many hands."""

USUAL = (
    "name", "post", "sex", "nation", "native_place", "full_time", "full_time_school",
    "in_service", "in_service_school", "birth", "joined_work", "joined_party", "post_since",
    "grade_since", "remark",
)  # fmt: skip
"""The columns chosen when nobody chooses."""


def columns_of(keys: tuple[str, ...] | list[str]) -> tuple[Column, ...]:
    """The columns with these keys, in the order of the field; unknown keys are passed over."""
    chosen = set(keys)
    return tuple(column for column in COLUMNS if column.key in chosen)
