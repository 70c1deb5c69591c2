"""The list of people: what narrows it, in which order it stands, who sees whom."""

import pytest

from tests.registry.cast import ACTOR, TODAY, a_dossier, dated
from xuanxian.registry import models, queries, services
from xuanxian.registry.dossier import EducationEntry, PartyEntry
from xuanxian.registry.queries import PeopleChoice


def _enter(name, birth="1980.05", **changes):
    return services.enter_dossier(
        a_dossier(name=name, birth=dated(birth), **changes), actor=ACTOR, source="测试"
    )


def _names(**choice):
    found = queries.find_people(models.Person.objects.all(), PeopleChoice(**choice), TODAY)
    return [person.name for person in queries.PeoplePages(found).get_page(1)]


def test_it_stands_in_the_order_of_surname_strokes_by_default(county):
    # Strokes by hand: 丁 2, 王 4, 陈 7.
    _enter("丁三")
    assert _names() == ["丁三", "王二", "陈一"]


@pytest.mark.parametrize("text", ["陈", "一", "陈一", "chenyi", "chen", "cy", "CY", " 陈 一 "])
def test_it_finds_a_person_by_name_pinyin_or_initials(county, text):
    assert _names(text=text) == ["陈一"]


def test_it_reads_surnames_as_surnames(county):
    # 单 as a surname is Shan, not Dan.
    _enter("单立新")
    assert _names(text="shanlixin") == ["单立新"]
    assert _names(text="dan") == []


@pytest.mark.parametrize(
    ("choice", "names"),
    [
        ({"sex": "2"}, ["陈一"]),
        ({"rank": "1A42"}, ["陈一"]),
        ({"politics": "01"}, ["陈一"]),
        ({"education": "20"}, ["陈一"]),
        ({"education": "10"}, []),
        ({"unit": "01.02"}, ["陈一"]),
        ({"unit": "01"}, ["王二", "陈一"]),
        ({"status": "3"}, []),
        # On 2026.11.21 陈一 (1980.05) is 46, 王二 (1979.03.08) 47.
        ({"youngest": 47}, ["王二"]),
        ({"oldest": 46}, ["陈一"]),
        ({"youngest": 46, "oldest": 47}, ["王二", "陈一"]),
    ],
)
def test_it_is_narrowed_by_each_filter(county, choice, names):
    assert _names(**choice) == names


@pytest.mark.parametrize(
    ("birth", "is_fifty"),
    [("1976.11.21", True), ("1976.11.22", False), ("1976.11", True), ("1976.12", False)],
)
def test_ages_turn_on_the_birthday_and_a_month_counts_from_its_first_day(county, birth, is_fifty):
    _enter("丁三", birth)
    assert ("丁三" in _names(youngest=50)) is is_fifty
    assert ("丁三" in _names(oldest=49)) is not is_fifty


def test_the_highest_education_of_all_courses_counts(county):
    courses = (
        EducationEntry(mode="full_time", level="31"),
        EducationEntry(mode="in_service", level="14"),
    )
    _enter("丁三", education=courses, party=(PartyEntry(status="13"),))
    assert _names(education="10") == ["丁三"]
    assert _names(politics="13") == ["丁三"]


def test_it_sorts_by_rank_with_the_unknown_last(county):
    _enter("丁三", rank="1A41")
    assert _names(order="rank") == ["丁三", "陈一", "王二"]


def test_it_sorts_by_age_and_by_unit(county):
    assert _names(order="age") == ["王二", "陈一"]
    assert _names(order="youngest") == ["陈一", "王二"]
    assert _names(order="unit") == ["王二", "陈一"]


def test_pages_hold_fifty_with_a_true_total(county):
    for number in range(60):
        _enter(f"丁{number:02}")
    found = queries.find_people(models.Person.objects.all(), PeopleChoice(text="丁"), TODAY)
    pages = queries.PeoplePages(found)
    assert pages.count == 60
    assert [len(list(pages.page(number))) for number in (1, 2)] == [50, 10]


def test_a_page_takes_the_same_number_of_queries_however_long_it_is(
    county, django_assert_max_num_queries
):
    for number in range(30):
        _enter(f"丁{number:02}")
    found = queries.find_people(models.Person.objects.all(), PeopleChoice(), TODAY)
    with django_assert_max_num_queries(3):
        assert [str(person.unit) for person in queries.PeoplePages(found).get_page(1)]


def test_an_account_sees_the_people_of_its_scope_only(county):
    assert [person.name for person in queries.people_in_scope(county.group)] == ["陈一"]
    assert queries.people_in_scope(county.staff).count() == 2
    assert not queries.people_in_scope(county.nobody).exists()
