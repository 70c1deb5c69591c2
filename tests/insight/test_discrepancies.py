"""不一致: found, given to somebody, closed with a reason, and nothing decided by it."""

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from tests.insight.test_vote_analysis import account, signed_in
from tests.selection import whole_case
from tests.selection.county import LEADER, STAFF
from tests.selection.test_signed_nominations import record, rules_with_gate
from xuanxian.access.models import Account, Role
from xuanxian.access.todo import todos_of
from xuanxian.insight.discrepancies import services
from xuanxian.insight.discrepancies.projection import replay
from xuanxian.insight.models import Discrepancy
from xuanxian.kernel import clock
from xuanxian.kernel.errors import Refusal
from xuanxian.record.models import Entry
from xuanxian.registry.models import Person, Relative
from xuanxian.selection import models as selection
from xuanxian.selection import services as case_services
from xuanxian.selection.instruments.file_review import ItemFinding
from xuanxian.selection.projection import replay as rebuild_round

pytestmark = pytest.mark.django_db

DAY = whole_case.OPENED


def look(case: whole_case.Case) -> int:
    with clock.set_to(DAY):
        return services.look_for_discrepancies(case.round, actor=STAFF)


def of_kind(kind: str) -> list[Discrepancy]:
    return list(Discrepancy.objects.filter(kind=kind).order_by("place"))


def with_impossible_joining() -> whole_case.Case:
    """陈某甲, born March 1985, is said to have begun to work in March 1995, at ten."""
    case = whole_case.opened()
    assert look(case) == 0
    Person.objects.filter(pk=case.candidacy.person_id).update(joined_work="1995.03")
    return case


def test_a_file_that_contradicts_itself_is_found_once_and_stops_nobody() -> None:
    case = with_impossible_joining()
    found = look(case)
    assert found == len(of_kind("file")) >= 1
    assert all("参加工作" in each.explanation for each in of_kind("file"))
    assert {each.person for each in of_kind("file")} == {case.candidacy.person}
    assert look(case) == 0
    assert selection.Candidacy.objects.get(pk=case.candidacy.pk).state == "active"


def test_what_reviewers_doubt_is_listed_with_what_they_determined() -> None:
    case = whole_case.opened()
    findings = {item: ItemFinding(consistent=True) for item in whole_case.FILE_ITEMS}
    findings["birth"] = ItemFinding(
        consistent=False, doubt="入党志愿书早一年", determined="1985年3月"
    )
    with clock.set_to(DAY):
        case_services.review_file(
            case.candidacy,
            findings,
            reviewers=["审核甲", "审核乙"],
            conclusion="pending",
            actor=STAFF,
        )
    assert look(case) == 1
    (doubt,) = of_kind("archive")
    assert "入党志愿书早一年，认定为1985年3月" in doubt.explanation


def test_a_nominator_who_declares_no_relation_but_is_in_the_file_is_found() -> None:
    case = whole_case.opened(rules_with_gate())
    record(case, relation="无")
    assert look(case) == 0
    Relative.objects.create(person=case.candidacy.person, name="刘某", relation="舅父", place=9)
    look(case)
    (found,) = of_kind("nomination")
    assert "同名的舅父" in found.explanation


def test_a_matter_is_closed_once_with_a_conclusion_and_a_reason() -> None:
    case = with_impossible_joining()
    look(case)
    found = of_kind("file")[0]
    with clock.set_to(DAY):
        with pytest.raises(Refusal, match="没有填写"):
            services.close_discrepancy(found, "corrected", " ", actor=STAFF)
        with pytest.raises(Refusal, match="没有选择"):
            services.close_discrepancy(found, "forgotten", "查了", actor=STAFF)
        closed = services.close_discrepancy(found, "corrected", "按档案更正", actor=LEADER)
        assert (closed.closed_by, closed.closed_on) == (LEADER.name, DAY)
        with pytest.raises(Refusal, match="已由"):
            services.close_discrepancy(found, "explained", "再查", actor=STAFF)
    # What was closed stays closed: the same matter is not found anew.
    assert look(case) == 0


def test_rows_come_back_from_the_record() -> None:
    case = with_impossible_joining()
    look(case)
    with clock.set_to(DAY):
        services.close_discrepancy(of_kind("file")[0], "explained", "登记有误", actor=STAFF)
    before = list(Discrepancy.objects.order_by("pk").values())
    replay(case.round.pk)
    assert list(Discrepancy.objects.order_by("pk").values()) == before


def test_rebuilding_a_round_leaves_what_was_found_in_it() -> None:
    case = with_impossible_joining()
    look(case)
    before = list(Discrepancy.objects.order_by("pk").values())
    rebuild_round(case.round.pk)
    assert list(Discrepancy.objects.order_by("pk").values()) == before


def test_a_matter_waits_for_everybody_who_may_until_it_is_given_to_one() -> None:
    case = with_impossible_joining()
    look(case)
    first = account(Role.ORGANISATION_STAFF, "3701", "组织员乙")
    second = account(Role.ORGANISATION_STAFF, "3701", "组织员丙")
    member = account(Role.COMMITTEE_MEMBER, "3701", "常委")
    found = of_kind("file")[0]

    def waits_for(who: Account) -> bool:
        address = reverse("discrepancy", args=[found.pk])
        return any(one.url == address for one in todos_of(who))

    assert waits_for(first)
    assert waits_for(second)
    assert not waits_for(member)
    with clock.set_to(DAY):
        with pytest.raises(Refusal, match="不能办理"):
            services.assign_discrepancy(found, member, actor=STAFF)
        services.assign_discrepancy(found, first, actor=STAFF)
    assert waits_for(first)
    assert not waits_for(second)


def test_nobody_reads_or_is_given_what_is_about_himself() -> None:
    case = with_impossible_joining()
    look(case)
    found = of_kind("file")[0]
    himself = account(Role.ORGANISATION_STAFF, "3701", "本人")
    Person.objects.filter(pk=case.candidacy.person_id).update(account=himself)
    himself.refresh_from_db()
    client = signed_in(himself)
    assert client.get(reverse("discrepancy", args=[found.pk])).status_code == 404
    round_page = reverse("discrepancies_of_round", args=[case.round.pk])
    assert client.get(round_page).status_code == 404
    with pytest.raises(Refusal, match="不能办理"):
        services.assign_discrepancy(found, himself, actor=STAFF)


def test_pages_find_list_assign_and_close() -> None:
    case = with_impossible_joining()
    staff = account(Role.ORGANISATION_STAFF, "3701", "组织员乙")
    client: Client = signed_in(staff)
    round_page = reverse("discrepancies_of_round", args=[case.round.pk])
    with clock.set_to(DAY):
        assert "查找不一致" in client.get(round_page).content.decode()
        client.post(round_page)
        found = of_kind("file")[0]
        for address in (
            round_page,
            reverse("discrepancies"),
            reverse("discrepancies_of_person", args=[case.candidacy.person_id]),
        ):
            assert found.explanation in client.get(address).content.decode()
        own = reverse("discrepancy", args=[found.pk])
        client.post(own, {"owner": staff.pk})
        assert client.post(own, {"conclusion": "explained", "reason": ""}).status_code == 422
        client.post(own, {"conclusion": "explained", "reason": "登记时写错年份"})
        assert "登记时写错年份" in client.get(own).content.decode()
        listed = client.get(reverse("discrepancies")).content.decode()
        assert found.explanation not in listed
    elsewhere = signed_in(account(Role.ORGANISATION_STAFF, "3799", "外县"))
    assert elsewhere.get(own).status_code in {403, 404}
    assert elsewhere.get(round_page).status_code == 404


def test_a_closed_round_is_not_looked_through() -> None:
    case = whole_case.opened()
    selection.Round.objects.filter(pk=case.round.pk).update(closed_on=date(2026, 3, 3))
    before = Entry.objects.count()
    with pytest.raises(Refusal, match="办结"):
        look(case)
    assert Entry.objects.count() == before
