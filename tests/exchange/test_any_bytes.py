"""Whatever a file holds, reading it answers with problems and never breaks."""

from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.exchange.samples import LIN, lrmx, workbook
from xuanxian.exchange.checks import check_dossier
from xuanxian.exchange.form_texts import CELLS, FormTexts, file_from
from xuanxian.exchange.lrm import read_lrm, write_lrm
from xuanxian.exchange.lrmx import read_lrmx
from xuanxian.exchange.roster import read_tables

SAMPLE, RECORD = lrmx(), write_lrm(LIN)[0]
MANY = settings(max_examples=100, deadline=None)

near_dates = st.text("0123456789.-—/年月日（）()；、至今其间加入民盟建优秀称职无 \n", max_size=40)


@MANY
@given(st.data())
def test_a_lrmx_with_bytes_changed_anywhere(data: st.DataObject) -> None:
    changed = bytearray(SAMPLE)
    for _ in range(data.draw(st.integers(1, 4))):
        place = data.draw(st.integers(0, len(changed) - 1))
        changed[place : place + data.draw(st.integers(0, 3))] = data.draw(st.binary(max_size=4))
    read = read_lrmx(bytes(changed), "a.lrmx")
    assert read.dossier is not None or read.has_errors


@MANY
@given(st.binary(max_size=200) | st.text(max_size=80).map(lambda text: text.encode("gb18030")))
def test_a_lrm_of_any_bytes(data: bytes) -> None:
    read = read_lrm(data, "a.lrm")
    assert read.dossier is not None or read.has_errors


@MANY
@given(st.data())
def test_a_lrm_with_bytes_changed_anywhere(data: st.DataObject) -> None:
    changed = bytearray(RECORD)
    place = data.draw(st.integers(0, len(changed) - 1))
    changed[place : place + data.draw(st.integers(0, 9))] = data.draw(st.binary(max_size=6))
    read = read_lrm(bytes(changed), "a.lrm", data.draw(st.none() | st.binary(max_size=9)))
    assert read.dossier is not None or read.has_errors


@MANY
@given(st.dictionaries(st.sampled_from(sorted(CELLS)), near_dates | st.text(max_size=30)))
def test_cells_of_any_text_read_and_check(cells: dict[str, str]) -> None:
    texts = FormTexts(cells=cells, relatives=[("父亲", "甲", cells.get("JianLi", ""), "", "")])
    read = file_from(texts, "a.lrmx")
    assert read.dossier is not None
    check_dossier(read.dossier, "a.lrmx", as_of=date(2026, 1, 1))


@settings(max_examples=60, deadline=None)
@given(
    st.sampled_from(["县直", "任职", "职位"]),
    st.lists(
        st.lists(
            st.sampled_from(["姓名", "性别", "民族", "出生年月", "机构编码", "职务名称"])
            | st.text(max_size=6)
            | st.integers(-9, 10**17)
            | st.floats(allow_nan=False, allow_infinity=False),
            min_size=1,
            max_size=5,
        ),
        max_size=5,
    ),
)
def test_a_workbook_of_any_cells(sheet: str, rows: list[list[object]]) -> None:
    read = read_tables(workbook({sheet: rows}), "a.xlsx")
    assert read.rows or read.problems


@MANY
@given(st.binary(max_size=300))
def test_a_workbook_of_any_bytes(data: bytes) -> None:
    assert read_tables(b"PK\x03\x04" + data, "a.xlsx").problems
