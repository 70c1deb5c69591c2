"""The policy kind `mentoring`: who guides whom, loads, periods, talks; proposals of pairs."""

from datetime import date
from itertools import combinations
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from xuanxian.growth.instruments import Mentoring
from xuanxian.growth.instruments.mentoring import MentoringFacts
from xuanxian.growth.instruments.pairing import pair
from xuanxian.policy.expressions import Quantity
from xuanxian.policy.outcome import Outcome

PLAIN: dict[str, Any] = {
    "id": "m",
    "kind": "mentoring",
    "values": {"选调生": {}},
    "pairings": [
        {
            "id": "chief",
            "title": "副科级",
            "who": "职务层次 = '乡科级副职'",
            "mentors": ["县级领导"],
        },
        {
            "id": "other",
            "title": "选调生",
            "who": "选调生",
            "mentors": ["科室负责人"],
            "soft": True,
        },
    ],
    "mentees_most": "$most",
    "months": "$months",
    "renewal": "other",
    "cadences": [
        {"id": "talk", "title": "谈心谈话", "every": "quarter", "else": "hold"},
    ],
}
PARAMETERS: dict[str, Any] = {"most": 2, "months": 12}
DEPUTY = {"职务层次": "乡科级副职", "选调生": False}


def mentoring(**changes: Any) -> Mentoring:
    return Mentoring.model_validate({**PLAIN, **changes})


def verdicts(outcome: Outcome) -> dict[str, str]:
    return {one.rule.split(".", 1)[1]: one.verdict.value for one in outcome.reasons}


def decided(**given_facts: Any) -> dict[str, str]:
    standard = {
        "as_of": "2025-12-31",
        "values": DEPUTY,
        "mentorships": [{"mentor": "张", "kind": "县级领导", "since": "2025-07-01"}],
        "loads": {"张": 2},
        "entries": [{"of": "talk", "on": "2025-08-01"}, {"of": "talk", "on": "2025-12-31"}],
    }
    facts = MentoringFacts.model_validate({**standard, **given_facts})
    return verdicts(mentoring().decide(facts, PARAMETERS))


def test_a_pair_as_the_policy_wants_it_passes() -> None:
    assert decided() == {
        "chief": "pass",
        "chief.张": "pass",
        "load.张": "pass",
        "period.张": "pass",
        "talk": "pass",
    }


def test_each_departure_is_named() -> None:
    assert decided(mentorships=[])["chief"] == "flag"
    wrong = [{"mentor": "张", "kind": "科室负责人", "since": "2025-07-01"}]
    assert decided(mentorships=wrong)["chief.张"] == "hold"
    assert decided(loads={"张": 3})["load.张"] == "flag"
    assert decided(loads={})["load.张"] == "hold"
    assert decided(entries=[{"of": "talk", "on": "2025-08-01"}])["talk"] == "hold"
    softly = decided(values={"选调生": True, "职务层次": "乡科级正职"})
    assert softly["other.张"] == "flag"


def test_a_year_is_over_on_the_same_day_a_year_later() -> None:
    def period(as_of: str) -> str:
        return decided(
            as_of=as_of,
            mentorships=[{"mentor": "张", "kind": "县级领导", "since": "2024-12-31"}],
        )["period.张"]

    assert period("2025-12-30") == "pass"
    assert period("2025-12-31") == "flag"


def test_the_same_mentor_again_is_flagged_where_another_is_due() -> None:
    again = [
        {"mentor": "张", "kind": "县级领导", "since": "2024-01-01", "until": "2024-12-31"},
        {"mentor": "张", "kind": "县级领导", "since": "2025-07-01"},
    ]
    assert decided(mentorships=again)["renewal.张"] == "flag"


def test_who_needs_no_mentor_passes_and_who_is_unknown_holds() -> None:
    assert decided(values={"职务层次": "乡科级正职", "选调生": False}) == {"pairing": "pass"}
    assert decided(values={"选调生": False}) == {"pairing": "hold"}


def test_contradictory_numbers_are_refused() -> None:
    with pytest.raises(ValidationError, match="下限3大于上限2"):
        mentoring(mentees_least=3, mentees_most=2)


wanted = st.dictionaries(
    st.sampled_from(["甲", "乙", "丙", "丁", "戊"]), st.sets(st.sampled_from(["张", "王", "李"])),
    max_size=5,
)  # fmt: skip


@given(wishes=wanted, rooms=st.fixed_dictionaries({name: st.integers(0, 2) for name in "张王李"}))
def test_as_many_as_possible_are_given_a_mentor(
    wishes: dict[str, set[str]], rooms: dict[str, int]
) -> None:
    found = pair(list(wishes), rooms, lambda mentee, mentor: mentor in wishes[mentee])
    for mentee, mentor in found.items():
        assert mentor in wishes[mentee]
    for mentor, room in rooms.items():
        assert list(found.values()).count(mentor) <= room
    # Ore 1955: the most that can be placed is the least, over all groups of mentees, of those
    # outside the group and the room of everybody the group may have.
    groups = (
        group for size in range(len(wishes) + 1) for group in combinations(sorted(wishes), size)
    )
    assert len(found) == min(
        len(wishes)
        - len(group)
        + sum(rooms[mentor] for mentor in set().union(*(wishes[one] for one in group)))
        for group in groups
    )


def test_a_proposal_keeps_kinds_loads_and_changes_of_mentor() -> None:
    answer = mentoring().rehearse(
        {
            "mentees": {"甲": DEPUTY, "乙": DEPUTY, "丁": {},
                        "丙": {"选调生": True, "职务层次": "乡科级正职"}},
            "mentors": {"张": "县级领导", "王": "县级领导", "李": "科室负责人"},
            "before": {"甲": ["张"]},
            "loads": {"王": 1},
        },
        PARAMETERS,
    )  # fmt: skip
    assert answer["结对"] == {"甲": "王", "乙": "张", "丙": "李"}
    assert answer["未配"] == ["丁"]


def test_the_end_of_a_pair_comes_on_its_day() -> None:
    moments = mentoring().timeline(
        {
            "as_of": "2025-12-31",
            "values": DEPUTY,
            "mentorships": [{"mentor": "张", "since": "2025-07-01"}],
        },
        PARAMETERS,
    )
    assert [moment.on for moment in moments] == [date(2026, 7, 1)]


def test_contradictory_parameters_are_named_before_adoption() -> None:
    ranged = mentoring(mentees_least="$least", mentees_most="$most")
    wrong = {"least": Quantity.of(3), "most": Quantity.of(2)}
    assert [fault.path for fault in ranged.faults(wrong)] == [("mentees_most",)]
    assert list(ranged.faults({**wrong, "most": Quantity(None)})) == []
    assert list(ranged.faults({**wrong, "most": Quantity.of(3)})) == []
