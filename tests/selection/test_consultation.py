"""Consultation by kind of post and person: who is asked, by when, and what silence means."""

from datetime import date

import pytest

from tests.selection import whole_case
from tests.selection.county import ENTRY, STAFF
from xuanxian.kernel import clock
from xuanxian.kernel.partial_date import PartialDate
from xuanxian.policy.outcome import Verdict
from xuanxian.registry import services as registry
from xuanxian.registry.dossier import PartyEntry
from xuanxian.registry.queries import read_dossier
from xuanxian.selection import models, queries, services
from xuanxian.selection.instruments import Stage

pytestmark = pytest.mark.django_db


def says(case: whole_case.Case, item: str, on: date) -> dict[str, Verdict]:
    with clock.set_to(on):
        outcome = queries.gate(case.candidacy, Stage.CLEARANCE)
    return {
        one.rule: one.verdict
        for one in outcome.reasons
        if one.rule.startswith(f"clearance.{item}.")
    }


def with_politics(case: whole_case.Case, *entries: PartyEntry) -> None:
    person = case.candidacy.person
    dossier = read_dossier(person).model_copy(update={"party": entries})
    registry.correct_dossier(person, dossier, actor=ENTRY, reason="更正政治面貌")


def test_the_united_front_is_asked_about_people_outside_the_party_only() -> None:
    case = whole_case.clearing()
    # 某县财政局 is a 政府机关; 陈某甲 joined the party in 2007.
    assert says(case, "united_front", whole_case.CLEARED) == {}
    with_politics(case, PartyEntry(status="12", joined=PartialDate.parse("2010.05")))
    held = says(case, "united_front", whole_case.CLEARED)
    assert held == {"clearance.united_front.letter": Verdict.HOLD}


def test_a_file_that_does_not_say_holds_and_is_never_taken_for_no() -> None:
    case = whole_case.clearing()
    with_politics(case)
    assert says(case, "united_front", whole_case.CLEARED) == {
        "clearance.united_front.asked": Verdict.HOLD
    }


def test_the_co_managers_silence_of_a_month_is_consent_and_shown() -> None:
    case = whole_case.clearing()
    with clock.set_to(date(2026, 3, 18)):
        (letter,) = services.send_letter([case.candidacy], "co_manager", actor=STAFF)
    # 条例: one month; 18 March + 1 month = 18 April, a Saturday, which is not moved.
    assert letter.due_on == date(2026, 4, 18)
    assert says(case, "co_manager", date(2026, 4, 18)) == {
        "clearance.co_manager.reply": Verdict.HOLD
    }
    assert says(case, "co_manager", date(2026, 4, 19)) == {
        "clearance.co_manager.reply": Verdict.FLAG
    }


def test_a_co_manager_that_answered_in_time_is_not_silent() -> None:
    case = whole_case.clearing()
    with clock.set_to(date(2026, 3, 18)):
        (letter,) = services.send_letter([case.candidacy], "co_manager", actor=STAFF)
    with clock.set_to(date(2026, 4, 18)):
        services.record_reply(letter, "unfavourable", text="建议另选", sealed=True, actor=STAFF)
    assert says(case, "co_manager", date(2026, 4, 19)) == {
        "clearance.co_manager.answer": Verdict.BAR
    }
    assert models.Letter.objects.get(pk=letter.pk).replied_on == date(2026, 4, 18)
