"""A second round inside a meeting: on the agenda from the beginning, the same slips vote."""

from datetime import date
from typing import Any

import pytest

from tests.ballots.conftest import CHEAP, LI, PASSPHRASES, STAFF, TELLERS, WANG, instrument
from tests.ballots.meetings import page, signed_in
from tests.ballots.test_result_pages import JIA, NOMINATION, YI
from xuanxian.access.models import Role
from xuanxian.ballots import meeting_queries, services
from xuanxian.ballots.answers import Answers, Subject
from xuanxian.ballots.discussion_rules import DiscussionRules
from xuanxian.ballots.models import AgendaItem, Poll
from xuanxian.ballots.services import Electorate, Meant, agenda
from xuanxian.ballots.services.adding import add_to_agenda
from xuanxian.kernel.errors import Refusal

pytestmark = pytest.mark.django_db

ZHAO = Subject(id="zhao", name="赵某丙")


class Held:
    """Ten people nominate one of three in a meeting; the first two go on to a second round."""

    def __init__(self, **rule: Any) -> None:
        self.meeting = services.prepare_meeting(
            title="推荐会",
            classes=[Electorate("委员", 10)],
            held_on=date(2026, 11, 20),
            actor=STAFF,
        )
        changes = NOMINATION | {"second_round": {"at_most": 2, **rule}}
        (self.first,) = add_to_agenda(
            self.meeting,
            instrument=instrument(**changes),
            parameters={"smallest": 5},
            rules=DiscussionRules(recused_entitled=True),
            title="推荐某局局长",
            subjects=[WANG, LI, ZHAO],
            separately=False,
            actor=STAFF,
        )
        self.second = self.first.later_rounds.get()
        files = services.make_box_key(self.meeting, TELLERS, actor=STAFF, cost=CHEAP)
        self.keys = list(zip(files, PASSPHRASES, strict=True))
        services.test_box(self.meeting, self.keys, actor=STAFF)
        self.slips = services.issue_slips(self.meeting, {"委员": 10}, actor=STAFF)
        services.record_presence(self.meeting, {"委员": 10}, actor=STAFF)

    def vote(self, poll: Poll, *names: str) -> None:
        """One slip for each of `names`; "" casts an empty ballot."""
        services.open_poll(poll, actor=STAFF)
        for slip, name in zip(self.slips, names, strict=False):
            services.cast(slip.code, Answers(names=(name,) if name else ()), poll.pk)
        services.close_poll(poll, actor=STAFF)
        services.open_box(Poll.objects.get(pk=poll.pk), self.keys[:2], actor=STAFF)

    def announce(self, poll: Poll) -> None:
        agenda.announce(poll, AgendaItem.Announced.FIGURES, actor=STAFF)

    def step(self) -> tuple[str, int | None]:
        found = meeting_queries.next_step(self.meeting, meeting_queries.agenda(self.meeting))
        return found.step, found.line.number if found.line else None

    @property
    def address(self) -> str:
        return f"/ballots/meetings/{self.meeting.pk}/"


def test_the_second_round_follows_on_the_agenda_and_waits() -> None:
    held = Held()
    lines = meeting_queries.agenda(held.meeting)
    assert [line.poll.title for line in lines] == ["推荐某局局长", "推荐某局局长（第二轮）"]
    assert lines[1].state == "视第一轮结果"
    assert held.second.subjects == []
    # Slips are made for both, and it is the first that opens.
    assert held.second.slips.count() == held.first.slips.count() == 10
    assert held.step() == ("open", 1)
    with pytest.raises(Refusal, match="第一轮的结果还没有确定谁进入第二轮"):
        services.open_poll(held.second, actor=STAFF)
    staff = signed_in(Role.ORGANISATION_STAFF)
    assert "视第一轮结果" in page(staff, held.address)


def test_the_chair_opens_it_after_announcing_and_the_same_slips_vote() -> None:
    held = Held()
    held.vote(held.first, *["wang"] * 5, *["li"] * 3, *["zhao"] * 2)
    with pytest.raises(Refusal, match="第一轮结果还没有宣布"):
        services.begin_second_round(held.first, actor=STAFF)
    held.announce(held.first)
    assert held.step() == ("second_round", 2)
    chair = signed_in(Role.ORGANISATION_LEADER)
    form = f"{held.address}items/{held.first.pk}/second-round/"
    assert form in page(chair, f"{held.address}chair/")
    assert "王某甲、李某乙" in page(chair, form)
    done = chair.post(form, follow=True).content.decode()
    assert "进入第二轮的：王某甲、李某乙。" in done
    assert "开始投票" in done
    held.second.refresh_from_db()
    assert [one["name"] for one in held.second.subjects] == ["王某甲", "李某乙"]
    assert held.step() == ("open", 2)
    # All ten vote again with the slips they have.
    held.vote(held.second, *["wang"] * 6, *["li"] * 4)
    held.announce(held.second)
    result = Poll.objects.get(pk=held.second.pk).tally_result
    assert result is not None
    assert {one.name: one.counts["得票"] for one in result.subjects} == {"王某甲": 6, "李某乙": 4}
    assert held.step() == ("destroy", None)


def test_a_tie_at_the_last_place_is_for_people_to_settle() -> None:
    held = Held()
    held.vote(held.first, *["wang"] * 4, *["li"] * 3, *["zhao"] * 3)
    held.announce(held.first)
    with pytest.raises(Refusal, match="得票相同，只能再进 1 人"):
        services.begin_second_round(held.first, actor=STAFF)
    later = services.begin_second_round(held.first, chosen=["zhao"], actor=STAFF)
    assert [one["id"] for one in later.subjects] == ["wang", "zhao"]
    with pytest.raises(Refusal, match="没有等待人选的第二轮"):
        services.begin_second_round(held.first, chosen=["zhao"], actor=STAFF)


def test_it_can_be_left_out_with_a_reason() -> None:
    held = Held()
    held.vote(held.first, *["wang"] * 10)
    held.announce(held.first)
    chair = signed_in(Role.ORGANISATION_LEADER)
    form = f"{held.address}items/{held.second.pk}/no-second-round/"
    assert chair.post(form, {"reason": ""}).status_code == 422
    chair.post(form, {"reason": "第一轮推荐集中，不再进行第二轮"})
    held.second.refresh_from_db()
    assert held.second.state == Poll.State.ABANDONED
    assert held.step() == ("destroy", None)


def test_it_is_given_up_with_its_first_round() -> None:
    held = Held()
    services.abandon_poll(held.first, "会议改期", actor=STAFF)
    held.second.refresh_from_db()
    assert held.second.state == Poll.State.ABANDONED


def test_a_person_written_in_can_go_on() -> None:
    held = Held()
    services.open_poll(held.first, actor=STAFF)
    for slip in held.slips[:7]:
        services.cast(slip.code, Answers(written=("钱某丁",)), held.first.pk)
    for slip in held.slips[7:]:
        services.cast(slip.code, Answers(names=("wang",)), held.first.pk)
    services.close_poll(held.first, actor=STAFF)
    services.open_box(Poll.objects.get(pk=held.first.pk), held.keys[:2], actor=STAFF)
    agenda.announce(held.first, AgendaItem.Announced.TURNOUT, actor=STAFF)
    with pytest.raises(Refusal, match="请先认定另写的姓名"):
        services.begin_second_round(held.first, actor=STAFF)
    for teller in (JIA, YI):
        services.state_meanings(held.first, {"钱某丁": Meant("as_written")}, actor=teller)
    services.count_matched(held.first, actor=STAFF)
    later = services.begin_second_round(held.first, actor=STAFF)
    assert [one["name"] for one in later.subjects] == ["钱某丁", "王某甲"]
