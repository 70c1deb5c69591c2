"""Which column of a roster is which field of a person: proposed, chosen, remembered."""

import hashlib
from collections.abc import Sequence

from pydantic import BaseModel, ConfigDict, Field

from xuanxian.exchange.roster.tables import PersonRow
from xuanxian.exchange.roster.workbook import Sheet

_OTHER_TITLES = {
    "name": ("干部姓名", "名字"),
    "id_number": ("身份证", "身份证号码", "公民身份号码", "身份证件号码"),
    "birth": ("生日", "出生日期", "出生时间", "出生年月日"),
    "nation": ("族别",),
    "joined_party": ("入党年月", "入党日期", "加入中共时间", "政治面貌", "政治面貌及入党时间"),
    "joined_work": ("工作时间", "工作年月", "参加工作年月", "参加工作日期"),
    "title": ("职称", "专业技术职称"),
    "speciality": ("熟悉专业", "专长", "特长"),
    "full_time_level": ("全日制教育学历", "全日制教育 学历", "学历", "全日制学历学位"),
    "full_time_degree": ("全日制教育学位", "学位"),
    "full_time_school": (
        "全日制教育毕业院校系及专业", "全日制教育毕业院校及专业", "毕业院校及专业",
    ),
    "in_service_level": ("在职教育学历",),
    "in_service_degree": ("在职教育学位",),
    "in_service_school": ("在职教育毕业院校系及专业", "在职教育毕业院校及专业"),
    "current_post": ("单位及职务", "工作单位及职务", "现任职务（全称）", "职务"),
    "unit_code": ("机构编码", "所在单位编码"),
    "place": ("排序", "排序号"),
    "rank": ("职务层次", "现任职务层次"),
    "assessments": ("近三年年度考核结果", "年度考核"),
}  # fmt: skip
_ROWS_SEARCHED = 6
_ENOUGH_TITLES = 3


class ColumnMapping(BaseModel):
    """How to read one sheet of people.

    Attributes:
        sheet: name of the sheet.
        title_row: how many rows down the titles stand, from 0; a second line of titles under
            merged cells is joined to the first.
        columns: field of `PersonRow` → number of the column, from 0.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    sheet: str
    title_row: int = Field(0, ge=0)
    columns: dict[str, int]


def titles_of(sheet: Sheet, title_row: int) -> tuple[list[str], int]:
    """(titles, lines they take). Merged heads of two lines read as 全日制教育学历."""
    upper = list(sheet.rows[title_row]) if title_row < len(sheet.rows) else []
    lower = sheet.rows[title_row + 1] if title_row + 1 < len(sheet.rows) else ()
    # A second line of titles fills only what stands under a merged cell of the first.
    under = [place for place, text in enumerate(lower) if text]
    merged = {place for place in under if not upper[place] or _next_blank(upper, place)}
    if not under or len(merged) != len(under) or upper[0] == "" or lower[0]:
        return [_plain(title) for title in upper], 1
    titles, last = [], ""
    for place, title in enumerate(upper):
        last = title or last
        titles.append(_plain(last + lower[place] if place in merged else title))
    return titles, 2


def _next_blank(upper: Sequence[str], place: int) -> bool:
    return place + 1 < len(upper) and not upper[place + 1]


def _plain(title: str) -> str:
    return "".join(title.split())


def propose_mapping(sheet: Sheet) -> ColumnMapping | None:
    """The mapping that the titles of `sheet` suggest; None when no row looks like titles."""
    for row in range(min(_ROWS_SEARCHED, len(sheet.rows))):
        titles, _ = titles_of(sheet, row)
        columns = _columns_by(titles)
        if "name" in columns and len(columns) >= _ENOUGH_TITLES:
            return ColumnMapping(sheet=sheet.name, title_row=row, columns=columns)
    return None


def _columns_by(titles: Sequence[str]) -> dict[str, int]:
    columns: dict[str, int] = {}
    bare = [title.split("（")[0].split("(")[0] for title in titles]
    for field, info in PersonRow.model_fields.items():
        for wanted in (str(info.title), *_OTHER_TITLES.get(field, ())):
            for candidates in (titles, bare):
                if wanted in candidates and field not in columns:
                    place = list(candidates).index(wanted)
                    if place not in columns.values():
                        columns[field] = place
    return columns


def signature_of(sheet: Sheet, title_row: int) -> str:
    """A digest of the titles, by which a remembered mapping is found again."""
    titles, _ = titles_of(sheet, title_row)
    return hashlib.sha256("\x1f".join(titles).encode()).hexdigest()
