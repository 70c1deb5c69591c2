"""任职回避: kin in the unit of the post, found in the registry."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as some

from tests.selection import whole_case
from tests.selection.county import ENTRY, LEADER, dossier
from xuanxian.kernel import clock
from xuanxian.policy.outcome import Verdict
from xuanxian.registry import services as registry
from xuanxian.registry.models import Person, Post, PostHolding, Relative
from xuanxian.selection import queries, services
from xuanxian.selection.instruments import Recusal, Stage
from xuanxian.selection.instruments.recusal import Kinship, RecusalFacts

stores = pytest.mark.django_db
DAY = whole_case.CLEARED


def serves_in_the_bureau(case: whole_case.Case, name: str, title: str = "局长") -> Person:
    """Somebody who holds a leading post of the bureau that the vacancy belongs to."""
    post = registry.enter_post(
        case.county.bureau,
        title=title,
        kind="leading",
        rank="1A41",
        management="county",
        actor=ENTRY,
        source="测试",
    )
    person = registry.enter_dossier(dossier(name), actor=ENTRY, source="测试")
    PostHolding.objects.create(person=person, post=post, title=f"某县财政局{title}")
    return person


def says(case: whole_case.Case) -> dict[str, Verdict]:
    with clock.set_to(DAY):
        outcome = queries.gate(case.candidacy, Stage.CLEARANCE)
    return {one.rule: one.verdict for one in outcome.reasons if one.rule.startswith("recusal.")}


@stores
def test_a_linked_relative_in_the_unit_of_the_post_holds_until_released_with_a_reason() -> None:
    case = whole_case.clearing()
    wife = serves_in_the_bureau(case, "周某")
    Relative.objects.create(
        person=case.candidacy.person, relation="妻子", name="周某", linked_person=wife, place=9
    )
    assert says(case)["recusal.same_unit.周某"] is Verdict.HOLD
    with clock.set_to(DAY):
        services.release_hold(
            case.candidacy, "recusal.same_unit.周某", "拟调离该局，不再同在一个单位", actor=LEADER
        )
    assert says(case)["recusal.same_unit.周某"] is Verdict.FLAG


@stores
def test_only_the_name_agrees_so_somebody_has_to_look() -> None:
    case = whole_case.clearing()
    serves_in_the_bureau(case, "周某")
    Relative.objects.create(person=case.candidacy.person, relation="妻子", name="周某", place=9)
    assert says(case)["recusal.same_unit.周某"] is Verdict.HOLD


@stores
def test_a_relative_linked_to_somebody_else_is_no_hit() -> None:
    case = whole_case.clearing()
    serves_in_the_bureau(case, "周某")
    namesake = registry.enter_dossier(dossier("周某"), actor=ENTRY, source="测试")
    Relative.objects.create(
        person=case.candidacy.person, relation="妻子", name="周某", linked_person=namesake, place=9
    )
    assert "recusal.same_unit.周某" not in says(case)


@stores
def test_who_has_left_the_unit_or_died_is_no_hit() -> None:
    case = whole_case.clearing()
    serves_in_the_bureau(case, "周某")
    relative = Relative.objects.create(
        person=case.candidacy.person, relation="父亲", name="周某", is_deceased=True, place=9
    )
    assert "recusal.same_unit.周某" not in says(case)
    Relative.objects.filter(pk=relative.pk).update(is_deceased=False)
    assert "recusal.same_unit.周某" in says(case)
    PostHolding.objects.filter(person__name="周某").update(held_until=date(2026, 1, 1))
    assert "recusal.same_unit.周某" not in says(case)


@stores
def test_the_registry_is_asked_the_same_number_of_times_for_few_and_many_relatives() -> None:
    case = whole_case.clearing()

    def queries_asked() -> int:
        with (
            CaptureQueriesContext(
                connection,
            ) as asked,
            clock.set_to(DAY),
        ):
            queries.standings(case.round)
        return len(asked)

    before = queries_asked()
    for number in range(8):
        serves_in_the_bureau(case, f"周某{number}", f"副局长{number}")
        Relative.objects.create(
            person=case.candidacy.person, relation="兄弟", name=f"周某{number}", place=9 + number
        )
    assert Post.objects.count() > 8
    assert queries_asked() == before


NATIONAL = Recusal.model_validate(
    {
        "id": "recusal",
        "kind": "recusal",
        "relations": ["妻子", "父亲"],
        "situations": [
            {"id": "unit", "title": "同一单位", "kind": "same_unit", "verdict": "hold"},
            {"id": "led", "title": "领导亲属", "kind": "kin_led", "verdict": "bar"},
        ],
    }
)


@given(
    relation=some.sampled_from(["妻子", "父亲", "表姐"]),
    certain=some.booleans(),
    post_leads=some.booleans(),
)
def test_only_counted_relations_count_and_only_certain_ones_bar(
    relation: str, certain: bool, post_leads: bool
) -> None:
    kin = Kinship(relation=relation, name="周某", unit="某局", post="科员", certain=certain)
    facts = RecusalFacts(as_of=DAY, post="某局局长", post_leads=post_leads, kin=(kin,))
    verdict = NATIONAL.decide(facts, {}).verdict
    if relation == "表姐":
        assert verdict is Verdict.PASS
    elif certain and post_leads:
        assert verdict is Verdict.BAR
    else:
        assert verdict is Verdict.HOLD
