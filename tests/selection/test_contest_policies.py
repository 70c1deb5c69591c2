"""The competitive selections of the catalogue: how they read, and that they differ on purpose."""

from typing import Any

import pytest

from xuanxian.policy import catalogue, parameters
from xuanxian.selection.instruments import Contest

COUNTY = "山东省/临沂市/郯城县"


def verdicts(policy_id: str, instrument: str, given: dict[str, Any], **tried: Any) -> Any:
    """Name → verdict under one policy."""
    policy = parameters.for_rehearsal(catalogue.load(policy_id), tried)
    return policy.instrument(instrument).rehearse(given, policy.values)["结论"]


def test_three_ways_of_one_county_judge_the_same_votes_differently() -> None:
    """45 % in both recommendations, 80 points in the rating: three documents, three answers.

    竞推式 wants one of the two over half; 组合拳 one of the two at half, and a rating of 85 in
    principle; 一述双推 only that one of the two is concentrated, here set to 40 %.
    """
    votes = {"会议推荐得票": 18, "谈话推荐得票": 9}
    marks = {"民主测评": 80, "个别谈话推荐": 80}
    counted = {"会议推荐有效票": 40, "谈话推荐有效票": 20}
    assert verdicts(
        f"{COUNTY}/竞推式竞争上岗",
        "contest",
        {"values": counted, "candidates": {"甲": {**votes, **marks, "民主推荐": 80}}},
    ) == {"甲": "bar"}
    assert verdicts(
        f"{COUNTY}/中层干部竞争性选拔组合拳",
        "recommendation",
        {
            "candidates": {
                "甲": {
                    "民主测评": 80,
                    "会议推荐得票率": "45%",
                    "谈话推荐得票率": "45%",
                    "人选只有一人": False,
                },
                "乙": {
                    "民主测评": 80,
                    "会议推荐得票率": "50%",
                    "谈话推荐得票率": "45%",
                    "人选只有一人": False,
                },
            }
        },
    ) == {"甲": "bar", "乙": "flag"}
    second = {**votes, "会议推荐得票": 10, "会议投票推荐": 25, "民主测评": 76, "个别谈话推荐": 45}
    assert (
        verdicts(
            f"{COUNTY}/一述双推",
            "contest",
            {
                "values": {**counted, "等额选拔": False},
                "candidates": {"甲": {**votes, **marks, "会议投票推荐": 80}, "乙": second},
            },
            concentrated="40%",
        )["甲"]
        == "pass"
    )


CONTESTS = [
    policy_id
    for policy_id in catalogue.policy_ids()
    if "kind: contest"
    in (catalogue.catalogue_folder() / f"{policy_id}.yaml").read_text(encoding="utf-8")
]


@pytest.mark.parametrize("policy_id", CONTESTS)
def test_every_contest_reads_with_its_parameters_in_place(policy_id: str) -> None:
    policy = catalogue.load(policy_id)
    assert policy.of_kind("contest")
    for instrument in policy.of_kind("contest"):
        assert isinstance(instrument, Contest)
        said = "".join(policy.explain(instrument))
        assert "$" not in said
        assert "〔" not in said.replace("〔待定", "").replace("〔未定", "")
        for each in instrument.rounds:
            assert each.title in said
            for score in each.scores:
                assert score.id in said
