"""The policies of the catalogue that use the kinds of growth and insight, read as documents."""

import re

import pytest

from xuanxian.policy import catalogue
from xuanxian.policy.rehearsal import run_cases

KINDS = {
    *("pool", "target", "training", "mentoring", "posting"),
    *("index", "portrait", "match", "alert", "forecast"),
}


def _ids() -> list[str]:
    return [
        policy_id
        for policy_id in catalogue.policy_ids()
        if KINDS & set(re.findall(r"^\s*- kind: (\w+)$", catalogue.text_of(policy_id), re.M))
    ]


@pytest.mark.parametrize("policy_id", _ids())
def test_a_policy_of_growing_and_analysing_reads_as_chinese(policy_id: str) -> None:
    policy = catalogue.load(policy_id)
    for instrument in policy.instruments:
        if instrument.kind not in KINDS:
            continue
        paragraphs = policy.explain(instrument)
        assert paragraphs
        for paragraph in paragraphs:
            # No name of a parameter and no operator is left standing; only 〔待定〕 may be open.
            assert not re.search(r"\$|〔“|>=|<=|<>| AND | OR |\bCASE\b", paragraph), paragraph


@pytest.mark.parametrize("policy_id", _ids())
def test_a_policy_of_growing_and_analysing_keeps_its_cases(policy_id: str) -> None:
    policy = catalogue.load(policy_id)
    own = {each.id for each in policy.instruments if each.kind in KINDS}
    results = [each for each in run_cases(policy) if each.case.instrument in own]
    assert {each.case.instrument for each in results} == own
    assert {each.case.name: each.differences for each in results if not each.passed} == {}
