"""What may have changed between the last gate and the appointment stops it."""

from datetime import date

import pytest

from tests.selection import county as made_up
from tests.selection import short_case
from tests.selection.county import DISCIPLINE, ENTRY, LEADER, STAFF, County
from tests.selection.snapshots import refused, rows_of
from tests.selection.whole_case import NOTICE_OVER, OPENED, Case
from xuanxian.kernel import clock
from xuanxian.registry import services as registry
from xuanxian.registry.models import Person, PersonStatus
from xuanxian.selection import models, projection, services

pytestmark = pytest.mark.django_db


def held_by(person: Person) -> list[str]:
    now = person.post_holdings.filter(held_until__isnull=True)
    return sorted(now.values_list("title", flat=True))


def case_of(county: County, candidacy: models.Candidacy) -> Case:
    return Case(county, candidacy.round, candidacy.vacancy, candidacy, candidacy)


def test_nobody_keeps_a_main_post_beside_the_new_one() -> None:
    county = made_up.county()
    person = county.people[0]
    former = person.post_holdings.get()
    candidacy = short_case.proposed(county, county.post, person)
    short_case.carried_to_appointment(candidacy)
    with refused(case_of(county, candidacy), "某镇财政所所长.*没有允许兼任"):
        short_case.appoint(candidacy)

    appointment = short_case.appoint(candidacy, former)
    assert held_by(person) == ["某县财政局副局长"]
    assert [one["title"] for one in appointment.former_posts_left] == ["某镇财政所所长"]
    before = rows_of(candidacy.round.pk)
    projection.replay(candidacy.round.pk)
    assert rows_of(candidacy.round.pk) == before


def test_a_policy_may_allow_posts_held_together() -> None:
    county = made_up.county()
    person = county.people[0]
    rules = short_case.short_rules(concurrent_posts=True)
    candidacy = short_case.proposed(county, county.post, person, rules=rules)
    short_case.carried_to_appointment(candidacy)
    short_case.appoint(candidacy)
    assert held_by(person) == ["某县财政局副局长", "某镇财政所所长"]


def test_a_person_in_two_rounds_takes_up_one_post() -> None:
    county = made_up.county()
    person = county.people[1]
    first = short_case.proposed(county, county.post, person)
    other = short_case.proposed(county, short_case.second_post(county), person, title="第二批")
    for candidacy in (first, other):
        short_case.carried_to_appointment(candidacy)
    short_case.appoint(first)
    with refused(case_of(county, other), "财政局副局长.*没有允许兼任"):
        short_case.appoint(other)
    assert held_by(person) == ["某县财政局副局长"]


def test_a_figure_lowered_meanwhile_stops_the_appointment_beyond_it() -> None:
    county = made_up.county(approved=2)
    first = short_case.proposed(county, county.post, county.people[1])
    newcomer = registry.enter_dossier(made_up.dossier("钱某丁"), actor=ENTRY, source="测试")
    other = short_case.proposed(county, short_case.second_post(county), newcomer, title="第二批")
    for candidacy in (first, other):
        short_case.carried_to_appointment(candidacy)
    registry.approve_establishment(
        county.bureau, rank="1A42", approved=1, valid_from=date(2026, 4, 1), actor=ENTRY
    )
    short_case.appoint(first)
    with refused(case_of(county, other), "超配1名"):
        short_case.appoint(other)


def test_who_was_let_in_beyond_the_establishment_on_record_is_appointed() -> None:
    county = made_up.county(approved=0)
    candidacy = short_case.proposed(county, county.post, county.people[1])
    with clock.set_to(OPENED):
        services.release_hold(
            candidacy, "motion.establishment.乡科级副职", "经批准超配，两年内消化", actor=LEADER
        )
    short_case.carried_to_appointment(candidacy)
    short_case.appoint(candidacy)
    assert held_by(county.people[1]) == ["某县财政局副局长"]


def test_something_reported_after_the_notice_is_cleared_first() -> None:
    county = made_up.county()
    candidacy = short_case.proposed(county, county.post, county.people[1])
    short_case.carried_to_appointment(candidacy)
    with clock.set_to(NOTICE_OVER):
        report = services.receive_complaint(candidacy, "反映工作作风问题", actor=STAFF)
    with refused(case_of(county, candidacy), "正在核查"):
        short_case.appoint(candidacy)
    with clock.set_to(NOTICE_OVER):
        services.handle_complaint(report, "unfounded", "经核查不属实", actor=DISCIPLINE)
    short_case.appoint(candidacy)


def test_nobody_is_appointed_who_left_or_from_a_day_before_the_case() -> None:
    county = made_up.county()
    candidacy = short_case.proposed(county, county.post, county.people[1])
    short_case.carried_to_appointment(candidacy)
    case = case_of(county, candidacy)
    with clock.set_to(NOTICE_OVER), refused(case, "早于批次启动日期2026-03-02"):
        services.appoint(
            candidacy, document_number="别号", effective_on=date(2026, 3, 1), actor=LEADER
        )
    Person.objects.filter(pk=county.people[1].pk).update(status=PersonStatus.RETIRED)
    with refused(case, "不是现职人员"):
        short_case.appoint(candidacy)
