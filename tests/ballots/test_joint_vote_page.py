"""Two votes joined on a page: what the policy asks, what people state, what stands on the record.

The figures are those of 郯城's rule: two recommendations are held against one line, and somebody
falls only where both stay at or under half.
"""

from datetime import date
from typing import Any

import pytest

from tests.ballots.conftest import STAFF
from tests.ballots.test_result_pages import NOMINATION, counted, signed_in, told_by
from xuanxian.access.models import Role
from xuanxian.ballots.answers import Answers
from xuanxian.ballots.models import Poll
from xuanxian.policy import catalogue
from xuanxian.policy import services as policies
from xuanxian.record.models import Entry

pytestmark = pytest.mark.django_db

RULES = """
policy: 某省/合并
title: 某省合并认定办法
parameters:
  majority: {value: 1/2}
  equal_floor: {value: 2/3}
instruments:
  - kind: joint_vote
    id: veto
    title: 两项推荐的否决
    votes:
      - {id: meeting, title: 会议推荐, measures: [得票率]}
      - {id: talks, title: 谈话推荐, measures: [得票率]}
    values:
      等额选拔: {note: 经研究同意等额选拔的}
    requirements:
      - {id: both_fail, label: 两项都不过半, when: NOT 等额选拔, else: bar,
         require: 会议推荐得票率 > $majority OR 谈话推荐得票率 > $majority}
      - {id: exception, label: 等额的两项都要达到, when: 等额选拔, else: bar,
         require: 会议推荐得票率 >= $equal_floor AND 谈话推荐得票率 >= $equal_floor}
    effect: gates
"""


def nominated(wang: int, li: int, valid: int = 10) -> Poll:
    """王某甲 named on `wang` ballots of ten, 李某乙 on `li`."""
    names = [
        Answers(names=tuple(key for key, votes in (("wang", wang), ("li", li)) if at < votes))
        for at in range(valid)
    ]
    question = NOMINATION["question"] | {"write_in": False}
    return counted(names, question=question).poll


def adopt() -> None:
    policies.adopt(catalogue.from_text(RULES), scope="", valid_from=date(2026, 1, 1), actor=STAFF)


def verdicts(base: Poll, *talks: Any, **form: Any) -> dict[str, str]:
    """What the page says of everybody, as it stands on the record."""
    browser, _ = signed_in(Role.ORGANISATION_STAFF, name=f"赵{Entry.objects.count()}")
    sent = {"poll_0": str(base.pk), "poll_1": str(talks[0].pk) if talks else ""} | form
    page = browser.post(f"/ballots/{base.pk}/result/joint/", sent)
    assert page.status_code == 200, page.content.decode()
    return {one["name"]: one["verdict"] for one in told_by("poll.votes_joined")["joined"]}


@pytest.mark.parametrize(
    ("meeting", "talks", "form", "expected"),
    [
        # Of ten: 5 and 5 are half each, not more: both fail. 6 and 0: one of them holds.
        ((5, 6), (5, 0), {}, {"王某甲": "bar", "李某乙": "pass"}),
        ((5, 0), (6, 5), {}, {"王某甲": "pass", "李某乙": "bar"}),
        # The exception needs both: 7 and 6 of ten, with two thirds asked of each.
        ((7, 7), (7, 6), {"value_0": ["wang", "li"]}, {"王某甲": "pass", "李某乙": "bar"}),
        # It is the exception for one of them only.
        ((6, 6), (0, 0), {"value_0": ["wang"]}, {"王某甲": "bar", "李某乙": "pass"}),
    ],
)
def test_two_polls_are_joined_as_the_policy_says(
    meeting: tuple[int, int], talks: tuple[int, int], form: dict[str, Any],
    expected: dict[str, str],
) -> None:  # fmt: skip
    adopt()
    assert verdicts(nominated(*meeting), nominated(*talks), **form) == expected


def test_a_vote_held_as_talks_is_stated_as_figures() -> None:
    adopt()
    figures = {"figures_1": "王某甲，11/20\n李某乙,10/20"}
    assert verdicts(nominated(5, 5), **figures) == {"王某甲": "pass", "李某乙": "bar"}


def test_whose_figure_nobody_states_is_neither_through_nor_barred() -> None:
    adopt()
    # 5 of ten do not suffice alone, and what the talks said of 李某乙 is not known.
    found = verdicts(nominated(5, 5), figures_1="王某甲，11/20")
    assert found["李某乙"] == "hold"


def test_reasons_are_shown_and_results_stay_as_they_are() -> None:
    adopt()
    base, talks = nominated(5, 6), nominated(4, 6)
    before = Poll.objects.get(pk=base.pk).result
    browser, _ = signed_in(Role.ORGANISATION_STAFF)
    address = f"/ballots/{base.pk}/result/joint/"
    assert address in browser.get(f"/ballots/{base.pk}/result/").content.decode()
    page = browser.post(address, {"poll_0": str(base.pk), "poll_1": str(talks.pk)})
    shown = page.content.decode()
    assert "会议推荐得票率50.00%" in shown
    assert "谈话推荐得票率40.00%" in shown
    assert Poll.objects.get(pk=base.pk).result == before
    told = told_by("poll.votes_joined")
    assert told["policy"] == "某省合并认定办法"
    assert "不符合" in told["joined"][0]["reasons"][0]


@pytest.mark.parametrize(
    ("form", "said"),
    [
        ({"poll_0": "", "figures_0": "王某甲，1/2"}, "本次投票没有选"),
        ({"figures_1": "张三，1/2"}, "不在名单上"),
        ({"figures_1": "王某甲，1/2，1/3"}, "应当填 1 个数"),
        ({"figures_1": "王某甲，一半"}, "条件"),
    ],
)
def test_what_does_not_fit_is_said_and_nothing_is_joined(form: dict[str, str], said: str) -> None:
    adopt()
    base = nominated(5, 6)
    browser, _ = signed_in(Role.ORGANISATION_STAFF)
    page = browser.post(f"/ballots/{base.pk}/result/joint/", {"poll_0": str(base.pk)} | form)
    assert page.status_code == 422
    assert said in page.content.decode()
    assert not Entry.objects.filter(kind="poll.votes_joined").exists()


def test_without_a_rule_in_force_the_page_says_so_and_supervisors_do_not_open_it() -> None:
    base = nominated(5, 6)
    browser, _ = signed_in(Role.ORGANISATION_STAFF)
    page = browser.get(f"/ballots/{base.pk}/result/joint/").content.decode()
    assert "没有合并认定的规定" in page
    other, _ = signed_in(Role.DISCIPLINE_OFFICER)
    assert other.get(f"/ballots/{base.pk}/result/joint/").status_code == 403
