"""退休 as the annexed tables of the 2024 decision on raising the retirement age show it."""

from datetime import date

import pytest

from xuanxian.facts import snapshot
from xuanxian.kernel.partial_date import PartialDate
from xuanxian.registry.dossier import Dossier, RankEntry


def _facts(birth, sex="1", rank="", as_of=date(2026, 11, 21)):
    ranks = (RankEntry(code=rank, held_from=PartialDate(2015, 1)),) if rank else ()
    file = Dossier(name="某人", sex=sex, birth=PartialDate.parse(birth), ranks=ranks)
    return snapshot.of_person(file, as_of)


# Month of birth, years and months of age, month of retirement: lines of the annexed tables.
@pytest.mark.parametrize(
    ("sex", "birth", "years", "months", "day"),
    [
        ("1", "1964.12", 60, 0, date(2024, 12, 1)),
        ("1", "1965.01", 60, 1, date(2025, 2, 1)),
        ("1", "1965.04", 60, 1, date(2025, 5, 1)),
        ("1", "1965.05", 60, 2, date(2025, 7, 1)),
        ("1", "1970.01", 61, 4, date(2031, 5, 1)),
        ("1", "1976.08", 62, 11, date(2039, 7, 1)),
        ("1", "1976.09", 63, 0, date(2039, 9, 1)),
        ("1", "1990.09", 63, 0, date(2053, 9, 1)),
        ("2", "1969.12", 55, 0, date(2024, 12, 1)),
        ("2", "1970.01", 55, 1, date(2025, 2, 1)),
        ("2", "1981.08", 57, 11, date(2039, 7, 1)),
        ("2", "1981.09", 58, 0, date(2039, 9, 1)),
    ],
)
def test_the_age_rises_with_the_month_of_birth_as_the_tables_say(sex, birth, years, months, day):
    facts = _facts(birth, sex)
    assert facts["法定退休年龄月数"].value == years * 12 + months
    assert facts["法定退休日期"].value == day


def test_women_from_the_county_deputy_rank_up_follow_the_other_table():
    assert _facts("1970.01", "2", "1A41")["法定退休年龄月数"].value == 55 * 12 + 1
    assert _facts("1970.01", "2", "1A32")["法定退休年龄月数"].value == 61 * 12 + 4


def test_months_left_are_full_months_and_never_below_zero():
    # Born 1966.08.15: the 20th month of the table, the age 60 years and 5 months: 2027.01.15.
    assert _facts("1966.08.15", as_of=date(2026, 11, 15))["距法定退休月数"].value == 2
    assert _facts("1966.08.15", as_of=date(2026, 11, 16))["距法定退休月数"].value == 1
    facts = _facts("1966.08.15", as_of=date(2027, 1, 15))
    assert (facts["距法定退休月数"].value, facts["已到法定退休年龄"].value) == (0, True)
    facts = _facts("1966.08.15", as_of=date(2027, 1, 14))
    assert (facts["距法定退休月数"].value, facts["已到法定退休年龄"].value) == (0, False)
    assert _facts("1950.01", as_of=date(2027, 1, 15))["距法定退休月数"].value == 0


def test_the_day_is_that_of_birth_or_the_last_of_a_shorter_month():
    # Born 1965.01.31: 60 years and a month later February 2025 has 28 days.
    assert _facts("1965.01.31")["法定退休日期"].value == date(2025, 2, 28)


def test_earlier_retirement_is_three_years_before_but_not_before_the_first_age():
    assert _facts("1976.09")["弹性提前退休最早日期"].value == date(2036, 9, 1)
    assert _facts("1965.05")["弹性提前退休最早日期"].value == date(2025, 5, 1)


def test_without_sex_or_birth_nothing_is_known():
    assert _facts("1970.01", sex="")["法定退休日期"].value is None
    unborn = snapshot.of_person(Dossier(name="某人", sex="1"), date(2026, 11, 21))
    assert unborn["距法定退休月数"].value is None


def test_what_could_not_be_verified_says_so():
    from xuanxian.facts.definitions import FACTS

    assert "待核对" in FACTS["法定退休日期"].unconfirmed
