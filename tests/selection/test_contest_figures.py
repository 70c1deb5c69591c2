"""Competitive selections at the size the articles tell of, under the policies of the catalogue."""

from typing import Any

from xuanxian.policy import catalogue, parameters

DONGPING = "山东省/泰安市/东平县/选拔年轻干部到乡镇任职"
JIAOZHOU = "山东省/青岛市/胶州市/双推双考"


def held(policy_id: str, instrument: str, given: dict[str, Any], **tried: Any) -> Any:
    """What a contest says of `given` under one policy."""
    policy = parameters.for_rehearsal(catalogue.load(policy_id), tried)
    return policy.instrument(instrument).rehearse(given, policy.values)


def test_fourteen_posts_inspect_seventeen_so_that_five_of_twelve_appointed_are_tracked() -> None:
    """东平县: 14 planned, 1.2 of them 17, of whom 12 were appointed and 5 tracked.

    Forty sit both examinations in the same order, so the upper half are twenty and the ratio alone
    draws the line. 1.2 × 14 = 16.8; the article inspected 17.
    """
    candidates = {
        f"{place:02}": {"qualified": True, "笔试": 100 - place, "面试": 100 - place}
        for place in range(1, 41)
    }
    result = held(
        DONGPING,
        "contest",
        {"posts": {"乡镇领导班子成员": 14}, "candidates": candidates},
        written_weight="50%",
        interview_weight="50%",
    )
    going_on = sorted(result["入围"])
    assert going_on == [f"{place:02}" for place in range(1, 18)]
    assert len(going_on) - 12 == 5


def test_half_of_those_recommended_are_interviewed_and_110_of_249_inspected() -> None:
    """胶州市: 249 passed the first look at half, so 498 were looked at; 110 became targets.

    All targets entered a pool: 35 of A and 75 of B are 110. How many are taken from the interview
    the article does not say by a rule, so the county sets 110.
    """
    looked_at = {
        f"{place:03}": {"初审评价": f"{100 - place / 10:.1f}", "在职在编": True}
        for place in range(1, 499)
    }
    first = held(JIAOZHOU, "screening", {"candidates": looked_at}, interviewed_on=110)["入围"]
    assert len(first) == 249
    assert sorted(first) == sorted(looked_at)[:249]

    interviewed = {name: {"面试": f"{100 - int(name) / 10:.1f}"} for name in first}
    targets = held(JIAOZHOU, "interview", {"candidates": interviewed}, interviewed_on=110)["入围"]
    assert len(targets) == 35 + 75
    assert sorted(targets) == sorted(first)[:110]
