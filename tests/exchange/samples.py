"""One ordinary made-up person, and the files that tell of her."""

import io
import zipfile

import xlsxwriter
from PIL import Image

from xuanxian.exchange.lrmx import write_lrmx
from xuanxian.kernel.partial_date import PartialDate
from xuanxian.registry.dossier import (
    AssessmentEntry,
    Dossier,
    EducationEntry,
    PartyEntry,
    RelativeEntry,
    ResumeLine,
)


def month(text: str) -> PartialDate:
    return PartialDate.parse(text)


def jpeg(width: int = 60, height: int = 80) -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", (width, height), (200, 180, 160)).save(buffer, "JPEG")
    return buffer.getvalue()


# The ID number is the example of GB 11643-1999: born 1949.12.31, a woman (002), check X.
LIN = Dossier(
    name="林安然",
    id_number="11010519491231002X",
    sex="2",
    birth=month("1949.12"),
    nation="01",
    native_place="云泽安和",
    birthplace="云泽安和",
    health="健康",
    joined_work=month("1971.07"),
    current_post="安和县水利局局长",
    party=(PartyEntry(status="01", joined=month("1975.06")),),
    education=(
        EducationEntry(
            mode="full_time",
            level="20",
            level_text="大学",
            degree="400",
            degree_text="工学学士",
            school="云泽大学水利系水利工程专业",
            is_highest=True,
        ),
    ),
    resume=(
        ResumeLine(
            held_from=month("1967.09"),
            held_until=month("1971.07"),
            text="云泽大学水利系水利工程专业学习",
            kind="study",
        ),
        ResumeLine(
            held_from=month("1971.07"), held_until=month("1990.03"), text="安和县水利局科员"
        ),
        ResumeLine(held_from=month("1990.03"), text="安和县水利局局长"),
    ),
    assessments=(AssessmentEntry(year=2019, grade="1"), AssessmentEntry(year=2020, grade="2")),
    relatives=(
        RelativeEntry(
            relation="丈夫",
            name="周远",
            birth=month("1948.03"),
            politics="群众",
            unit_and_post="安和县中学教师",
        ),
    ),
    photo=jpeg(),
)


def lrmx(**changes: object) -> bytes:
    """The .lrmx of the ordinary person with `changes` to her dossier."""
    return write_lrmx(LIN.model_copy(update=changes))


def replaced(old: str, new: str, data: bytes | None = None) -> bytes:
    """The ordinary .lrmx with the text `old`, which must be there, replaced by `new`."""
    data = data or lrmx()
    assert old.encode() in data
    return data.replace(old.encode(), new.encode())


def zipped(entries: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in entries.items():
            archive.writestr(name, data)
    return buffer.getvalue()


def workbook(sheets: dict[str, list[list[object]]]) -> bytes:
    """An .xlsx as another program would write it: numbers as numbers, = as formula."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    for name, rows in sheets.items():
        sheet = book.add_worksheet(name)
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
    book.close()
    return buffer.getvalue()
