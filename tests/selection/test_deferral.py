"""Deferral by so many of those present, and rejection for good, where a policy says so."""

import pytest

from tests.selection import whole_case
from tests.selection.county import COMMITTEE, MEMBER, STAFF, everybody, national_rules, vote
from tests.selection.snapshots import refused
from xuanxian.access.models import Account
from xuanxian.kernel import clock
from xuanxian.selection import models, services
from xuanxian.selection.deeds.deliberation import DecisionForm
from xuanxian.selection.rules import Rules
from xuanxian.selection.services import AgendaItem

pytestmark = pytest.mark.django_db


def deferring_by_half() -> Rules:
    """The national rules, but more than half of those present defer and a rejection is final."""
    data = national_rules().dump()
    for instrument in data["instruments"]:
        if instrument["id"] == "meeting":
            instrument["deferral"] = "缓议 > 1/2 * 实到"
            instrument["rejected_returns"] = False
            instrument["reconsideration"] = ""
    return Rules.load(data)


def sitting_of(case: whole_case.Case) -> models.SittingItem:
    """The person's item in a sitting of seven of nine."""
    return services.convene(
        [AgendaItem(case.candidacy)],
        members=COMMITTEE,
        present=COMMITTEE[:7],
        chief=COMMITTEE[0],
        actor=STAFF,
    ).items.get()


def test_too_few_cannot_defer_and_enough_can_without_a_vote() -> None:
    case = whole_case.deliberating(deferring_by_half())
    with clock.set_to(whole_case.DECIDED):
        item = sitting_of(case)
        for wishing in (None, {"缓议": 3}):
            with refused(case, "没有达到规定"):
                services.record_decision(
                    item, "deferred", remark="意见不一", hands=wishing, actor=MEMBER
                )
        with refused(case, "用选票表决"):
            services.record_decision(
                item, "deferred", remark="意见不一", hands={"缓议": 4, "同意": 3}, actor=MEMBER
            )
        with refused(case, "超过实到7人"):
            services.record_decision(
                item, "deferred", remark="意见不一", hands={"缓议": 8}, actor=MEMBER
            )
        # Four of seven present are more than half.
        decided = services.record_decision(
            item, "deferred", remark="意见不一", hands={"缓议": 4}, actor=MEMBER
        )
    assert (decided.decision, decided.hands) == ("deferred", {"缓议": 4})


def test_who_votes_by_ballot_is_asked_only_how_many_would_defer() -> None:
    case = whole_case.deliberating(deferring_by_half())
    with clock.set_to(whole_case.DECIDED):
        item = sitting_of(case)

    def counts_asked(rules: Rules) -> set[str]:
        form = DecisionForm(subject=item, rules=rules, account=Account())
        return {name for name in form.fields if name.startswith("hands_")}

    assert counts_asked(deferring_by_half()) == {"hands_缓议"}
    assert counts_asked(national_rules()) == set()


def test_what_was_rejected_for_good_is_not_convened_upon_again() -> None:
    case = whole_case.deliberating(deferring_by_half())
    with clock.set_to(whole_case.DECIDED):
        item = sitting_of(case)
        poll = services.prepare_decision_poll([item], actor=STAFF)
        vote(poll, everybody([case.candidacy.pk], "不同意"), {"委员": 7})
        services.record_decision(item, "rejected", remark="没有过半数", actor=MEMBER)
        with refused(case, "同一任免方案不得再次提出"):
            sitting_of(case)
