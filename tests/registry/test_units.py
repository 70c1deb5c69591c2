"""Units, posts and establishment."""

from datetime import date

import pytest

from tests.registry.cast import ACTOR, TODAY
from xuanxian.kernel.errors import Refusal
from xuanxian.registry import models, queries, services
from xuanxian.registry.queries import PeopleChoice

UNITS = models.Organisation.objects
PEOPLE = models.Person.objects.all()


def _refused(county, entries, corrections, message, verb):
    before = entries(), corrections(), UNITS.count(), models.Post.objects.count()
    with pytest.raises(Refusal, match=message):
        verb()
    after = entries(), corrections(), UNITS.count(), models.Post.objects.count()
    assert after == before


def test_it_refuses_a_code_that_does_not_continue_the_parents(county, entries, corrections):
    _refused(
        county,
        entries,
        corrections,
        "编码应以上级机构",
        lambda: services.enter_organisation(
            code="02.01",
            name="某局",
            kind="government",
            parent=county.area,
            actor=ACTOR,
            source="测试",
        ),
    )


def test_it_refuses_a_code_that_is_taken(county, entries, corrections):
    _refused(
        county,
        entries,
        corrections,
        "机构编码",
        lambda: services.enter_organisation(
            code="01.01", name="某局", kind="government", actor=ACTOR, source="测试"
        ),
    )


def test_it_refuses_a_rank_outside_the_code_table(county, entries, corrections):
    _refused(
        county,
        entries,
        corrections,
        "代码表中没有这个职务层次",
        lambda: services.enter_post(
            county.finance,
            title="顾问",
            kind="leading",
            rank="XX",
            management="county",
            actor=ACTOR,
            source="测试",
        ),
    )


def test_it_refuses_fewer_seats_than_holders(county, entries, corrections):
    services.appoint_to_post(
        county.wang, county.deputy, on=TODAY, document_number="某任〔2026〕1号", actor=ACTOR
    )
    _refused(
        county,
        entries,
        corrections,
        "职数不能少于在任人数",
        lambda: services.correct_post(county.deputy, {"seats": 1}, actor=ACTOR, reason="缩编"),
    )
    county.deputy.refresh_from_db()
    assert county.deputy.seats == 2


def test_it_refuses_to_abolish_a_unit_that_people_serve_in(county, entries, corrections):
    _refused(
        county,
        entries,
        corrections,
        "还有现职人员1人",
        lambda: services.correct_organisation(
            county.finance, {"abolished_on": TODAY}, actor=ACTOR, reason="机构改革"
        ),
    )


def test_a_correction_of_a_unit_keeps_what_stood_before(county):
    services.correct_organisation(
        county.finance, {"short_name": "财政局"}, actor=ACTOR, reason="规范简称"
    )
    [kept] = queries.corrections_of(county.finance)
    assert (kept.before, kept.after) == ({"short_name": ""}, {"short_name": "财政局"})


def test_a_correction_of_a_post_keeps_what_stood_before(county):
    services.correct_post(county.chief, {"portfolio": "主持全面工作"}, actor=ACTOR, reason="补录")
    [kept] = queries.corrections_of(county.chief)
    assert (kept.before, kept.after) == ({"portfolio": ""}, {"portfolio": "主持全面工作"})


def _approve(county, approved, valid_from, reserved=0):
    return services.approve_establishment(
        county.finance,
        rank="1A42",
        approved=approved,
        reserved=reserved,
        valid_from=valid_from,
        actor=ACTOR,
    )


def test_a_new_figure_ends_the_one_before_it_the_day_before(county):
    _approve(county, 2, date(2024, 1, 1))
    _approve(county, 3, date(2026, 7, 1))
    first, second = models.Establishment.objects.order_by("valid_from")
    assert first.valid_until == date(2026, 6, 30)
    assert second.valid_until is None


def test_the_figure_of_a_day_is_the_one_in_force_then(county):
    _approve(county, 2, date(2024, 1, 1))
    _approve(county, 3, date(2026, 7, 1))
    [then] = queries.establishment_figures([county.finance], date(2026, 6, 30))
    [now] = queries.establishment_figures([county.finance], TODAY)
    assert (then.approved, now.approved) == (2, 3)


def test_it_refuses_a_figure_from_before_the_one_in_force(county):
    _approve(county, 2, date(2024, 1, 1))
    with pytest.raises(Refusal, match=r"已有自2024\.01\.01起的核定数"):
        _approve(county, 3, date(2023, 1, 1))
    assert models.Establishment.objects.count() == 1


def test_it_refuses_to_reserve_more_than_is_approved(county):
    with pytest.raises(Refusal, match="预留数多于核定数"):
        _approve(county, 1, date(2024, 1, 1), reserved=2)
    assert not models.Establishment.objects.exists()


def test_actual_is_counted_from_the_holdings(county):
    # By hand: approved 3, one reserved, 陈一 holds one of them: 3 - 1 - 1 leaves 1 vacant.
    _approve(county, 3, date(2024, 1, 1), reserved=1)
    [figure] = queries.establishment_figures([county.finance], TODAY)
    assert (figure.approved, figure.reserved, figure.actual, figure.vacant) == (3, 1, 1, 1)
    services.remove_from_post(
        county.chen.post_holdings.get(), on=TODAY, document_number="", reason="退休", actor=ACTOR
    )
    [figure] = queries.establishment_figures([county.finance], TODAY)
    assert (figure.actual, figure.vacant, figure.over) == (0, 2, 0)


def test_more_people_than_approved_show_as_over(county):
    _approve(county, 0, date(2024, 1, 1))
    [figure] = queries.establishment_figures([county.finance], TODAY)
    assert figure.over == 1


def test_vacancies_count_free_seats_and_leave_out_taken_posts(county):
    # The chief's seat is free, one of two deputy seats is.
    found = {post.title: free for post, free in queries.vacancies(UNITS.all(), TODAY)}
    assert found == {"局长": 1, "副局长": 1}
    services.appoint_to_post(
        county.wang, county.chief, on=TODAY, document_number="某任〔2026〕1号", actor=ACTOR
    )
    found = {post.title: free for post, free in queries.vacancies(UNITS.all(), TODAY)}
    assert found == {"副局长": 1}


def test_the_team_stands_in_order_of_rank_with_vacancies_as_empty_seats(county):
    seats = queries.seats_of(county.finance, TODAY, team_only=True)
    shown = [(seat.post.title, seat.holding and seat.holding.person.name) for seat in seats]
    assert shown == [("局长", None), ("副局长", "陈一"), ("副局长", None)]


def test_the_tree_holds_people_and_vacancies_of_each_unit(county):
    [top] = queries.unit_tree(UNITS.all(), TODAY)
    figures = {node.unit.name: (node.people, node.vacancies) for node in top.children}
    assert figures == {"某县教育局": (1, 0), "某县财政局": (1, 2)}


def test_the_list_by_unit_follows_a_corrected_code(county):
    services.correct_organisation(county.education, {"code": "01.09"}, actor=ACTOR, reason="重编")
    names = [
        person.name for person in queries.find_people(PEOPLE.all(), PeopleChoice(order="unit"))
    ]
    assert names == ["陈一", "王二"]
