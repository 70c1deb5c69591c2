"""Lists of applications and of marks as workbooks: read row by row, every fault named."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from xuanxian.exchange.roster.workbook import Sheet, open_workbook
from xuanxian.kernel.errors import Problem, Refusal
from xuanxian.registry.models import Person, PersonStatus
from xuanxian.selection import models
from xuanxian.selection.models.contest import PostWay
from xuanxian.selection.services.contest.applications import Applying

APPLICATION_TITLES = ("姓名", "身份证号", "单位", "报考职位", "报名说明")
MARK_TITLES = ("报名序号", "姓名")


@dataclass(frozen=True)
class Line:
    """One row of a sheet by its titles, and what messages call it."""

    where: str
    cells: Mapping[str, str]

    def __getitem__(self, title: str) -> str:
        return self.cells.get(title, "").strip()


def _lines(data: bytes, name: str, wanted: Sequence[str]) -> Iterator[Line]:
    """The rows below the titles of the first sheet.

    Raises:
        Refusal: no workbook, or a title is missing.
    """
    sheets = open_workbook(data, name)
    sheet: Sheet | None = next((one for one in sheets if any(map(any, one.rows))), None)
    if sheet is None:
        raise Refusal(Problem(name, "", "", "表格是空的。", "请核对文件。"))
    titles = [cell.strip() for cell in sheet.rows[0]]
    if missing := [title for title in wanted if title not in titles]:
        raise Refusal(
            Problem(name, "标题行", "、".join(missing), "第一行没有这些标题。",
                    f"第一行应当有：{'、'.join(wanted)}。可以下载空表照填。")
        )  # fmt: skip
    for number, row in enumerate(sheet.rows[1:], start=sheet.first_row + 1):
        cells = dict(zip(titles, row, strict=False))
        if any(cell.strip() for cell in row):
            yield Line(f"第{number}行", cells)


def read_applications(
    contest: models.Contest, data: bytes, name: str, scope: str
) -> list[Applying]:
    """Who applies for what, from a workbook with `APPLICATION_TITLES`.

    A person is found by ID number, or by name and unit where that is enough.

    Args:
        scope: code of the unit under which people are looked for.

    Raises:
        Refusal: every row that cannot be understood, with what is wrong and how to mend it.
    """
    lines = list(_lines(data, name, ("姓名", "报考职位")))
    posts = {one.title: one for one in contest.posts.filter(way=PostWay.OPEN)}
    posts |= {one.title.replace(" ", ""): one for one in posts.values()}
    people = _People({line["姓名"] for line in lines}, scope)
    problems: list[Problem] = []
    found = []
    for line in lines:
        post = posts.get(line["报考职位"].replace(" ", ""))
        if post is None:
            problems.append(
                Problem(line.where, "报考职位", line["报考职位"], "公告中没有这个职位。",
                        "请照公告的职位名称填写。")
            )  # fmt: skip
        person, why = people.find(line)
        if person is None:
            problems.append(Problem(line.where, "姓名", line["姓名"], *why))
        if post and person:
            found.append(Applying(person, post, line["报名说明"], row=line.where))
    if not lines:
        problems.append(Problem(name, "", "", "标题行以下没有内容。", "请核对文件。"))
    if problems:
        raise Refusal(problems)
    return found


class _People:
    """The people of a scope whose names stand in a list, read at once."""

    def __init__(self, names: set[str], scope: str) -> None:
        self._named: dict[str, list[Person]] = {}
        listed = sorted(names)
        for at in range(0, len(listed), 500):
            rows = Person.objects.filter(
                name__in=listed[at : at + 500], unit_code__startswith=scope
            ).select_related("unit")
            for row in rows:
                self._named.setdefault(row.name, []).append(row)

    def find(self, line: Line) -> tuple[Person | None, tuple[str, str]]:
        """The person of a row, or what is wrong and how to mend it."""
        rows = self._named.get(line["姓名"], [])
        if not rows:
            return None, ("干部库中没有这个人。", "请核对姓名，或先录入档案。")
        if number := line["身份证号"].upper():
            rows = [row for row in rows if row.id_number.upper() == number]
            if not rows:
                return None, ("姓名与身份证号对不上。", "请核对身份证号。")
        elif unit := line["单位"]:
            rows = [row for row in rows if row.unit and row.unit.name == unit]
            if not rows:
                return None, ("这个单位没有这个人。", "请核对单位，或填写身份证号。")
        serving = [row for row in rows if row.status == PersonStatus.SERVING]
        rows = serving or rows
        if len(rows) > 1:
            return None, ("有几个同名的人。", "请填写身份证号或单位。")
        return rows[0], ("", "")


def read_marks(contest: models.Contest, data: bytes, name: str, score: str) -> dict[str, str]:
    """Application id → mark, from a workbook with 报名序号, 姓名 and a column of the score's name.

    Rows without a mark are left out.

    Raises:
        Refusal: a number that is none, twice, or of somebody else; every row is named.
    """
    lines = list(_lines(data, name, (*MARK_TITLES, score)))
    rows = {
        number: (str(pk), person)
        for number, pk, person in contest.applications.values_list("number", "pk", "person__name")
    }
    problems, found = [], {}
    for line in lines:
        digits = line["报名序号"].removesuffix("号").removesuffix(".0")
        row = rows.get(int(digits)) if digits.isdecimal() else None
        if row is None:
            problems.append(
                Problem(line.where, "报名序号", line["报名序号"], "没有这个序号。", "请核对。")
            )
            continue
        key, person = row
        if person != line["姓名"]:
            problems.append(
                Problem(line.where, "姓名", line["姓名"], f"{digits}号是{person}。",
                        "请核对序号和姓名。")
            )  # fmt: skip
        if key in found:
            problems.append(Problem(line.where, "报名序号", digits, "写了两次。", "请删去一行。"))
        if line[score]:
            found[key] = line[score]
    if not found and not problems:
        problems.append(Problem(name, score, "", "没有成绩。", "请填写后再导入。"))
    if problems:
        raise Refusal(problems)
    return found
