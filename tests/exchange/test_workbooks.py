"""Workbooks written read back equal, whatever their rows say."""

import time
from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.exchange.people import maybe_words, months, names, words
from xuanxian.exchange.roster import (
    EstablishmentRow,
    HoldingRow,
    PersonRow,
    PostRow,
    RankRow,
    RewardSanctionRow,
    Tables,
    TrainingRow,
    UnitRow,
    read_tables,
    write_tables,
)
from xuanxian.exchange.roster.labels import code_by_label, label_by_code
from xuanxian.exchange.roster.tables import SHEETS

dates = st.dates(date(1950, 1, 1), date(2026, 12, 31))
maybe_dates = st.none() | dates
maybe_months = st.none() | months
whole = st.integers(0, 999)
of_person = {"name": names, "id_number": maybe_words, "birth": maybe_months}


def code(table: str) -> st.SearchStrategy[str]:
    return st.sampled_from(sorted(label_by_code(table)))


ROWS = {
    "units": st.builds(
        UnitRow, code=words, name=words, short_name=maybe_words, kind=code("organisation_kind"),
        level=maybe_words, parent_code=maybe_words, administered_by_code=maybe_words,
        place=whole, established_on=maybe_dates,
    ),
    "posts": st.builds(
        PostRow, unit_code=words, title=words, kind=code("post_kind"), rank=code("rank"),
        is_chief=st.booleans(), is_team_member=st.booleans(), management=code("management"),
        counts_against_establishment=st.booleans(), seats=st.integers(1, 9), place=whole,
        portfolio=maybe_words, requirements=maybe_words, established_on=maybe_dates,
    ),
    "establishment": st.builds(
        EstablishmentRow, unit_code=words, rank=code("rank"), approved=whole, reserved=whole,
        document_number=maybe_words, valid_from=dates,
    ),
    "people": st.builds(
        PersonRow, **of_person, sex=st.sampled_from(["1", "2"]), nation=code("nation"),
        native_place=maybe_words, joined_work=maybe_months, current_post=maybe_words,
        place=whole, rank=code("rank"), assessments=maybe_words,
    ),
    "holdings": st.builds(
        HoldingRow, **of_person, unit_code=maybe_words, post=maybe_words, full_title=maybe_words,
        rank=code("rank"), is_main=st.booleans(), held_from=maybe_months, held_until=maybe_months,
        appointment_document=maybe_words, probation_until=maybe_dates,
    ),
    "ranks": st.builds(
        RankRow, **of_person, line=code("rank_line"), code=code("rank"), held_from=maybe_months,
        held_until=maybe_months, document_number=maybe_words,
    ),
    "rewards_sanctions": st.builds(
        RewardSanctionRow, **of_person, nature=code("nature"), award=words,
        approved_on=maybe_months, authority=maybe_words, influence_until=maybe_dates,
        revoked_on=maybe_dates,
    ),
    "trainings": st.builds(
        TrainingRow, **of_person, course=words, institution=maybe_words, held_from=maybe_months,
        held_until=maybe_months, days=st.sampled_from(["", "3", "30.5"]),
    ),
}  # fmt: skip

tables = st.fixed_dictionaries(
    {key: st.lists(row, max_size=3).map(tuple) for key, row in ROWS.items()}
).map(lambda rows: Tables(**rows))


@settings(max_examples=40, deadline=None)
@given(tables)
def test_a_workbook_reads_back_equal(written: Tables) -> None:
    if written == Tables():
        return
    read = read_tables(write_tables(written), "县.xlsx")
    assert [str(problem) for problem in read.problems] == []
    rows = {key: tuple(row for _, row in read.rows.get(key, ())) for key in SHEETS}
    assert Tables(**rows) == written


def test_every_row_knows_its_place_in_the_file() -> None:
    written = Tables(people=(PersonRow(name="甲乙"), PersonRow(name="丙丁")))
    read = read_tables(write_tables(written), "县.xlsx")
    assert [where for where, _ in read.rows["people"]] == [
        "县.xlsx 干部 第2行",
        "县.xlsx 干部 第3行",
    ]


def test_a_cell_that_begins_with_an_equals_sign_stays_text() -> None:
    written = Tables(people=(PersonRow(name="甲乙", native_place="=1+1"),))
    read = read_tables(write_tables(written), "县.xlsx")
    assert read.problems == []
    assert read.rows["people"][0][1].native_place == "=1+1"


def test_labels_and_codes_of_every_coded_column_answer_each_other() -> None:
    for table in ("organisation_kind", "post_kind", "management", "rank", "rank_line", "nature"):
        for one, label in label_by_code(table).items():
            assert code_by_label(table)[label] == one


def test_the_same_rows_give_the_same_bytes_on_another_day() -> None:
    written = Tables(people=(PersonRow(name="甲乙"),))
    first = write_tables(written)
    time.sleep(1.1)
    assert write_tables(written) == first
