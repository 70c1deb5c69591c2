"""Polls in the states that tests start from."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest

from xuanxian.access.actor import Actor
from xuanxian.ballots import services
from xuanxian.ballots.answers import Answers, Subject
from xuanxian.ballots.box_key import KeyFile, PassphraseCost, Teller
from xuanxian.ballots.instruments import Ballot
from xuanxian.ballots.models import Poll
from xuanxian.ballots.services import Electorate, PrintedSlip

CHEAP = PassphraseCost(operations=1, memory=8192)
"""The least Argon2id allows; what a passphrase costs is not what these tests are about."""

STAFF = Actor(account="1", name="王某某", role="organisation_staff")
SUPERVISOR = Actor(account="2", name="李某某", role="discipline_officer")
PASSPHRASES = ("春天的第一场雨落在山坡", "夏夜池塘里的一片蛙声", "秋收以后空空的打谷场")
TELLERS = tuple(
    Teller(name, passphrase)
    for name, passphrase in zip(("计票人甲", "计票人乙", "计票人丙"), PASSPHRASES, strict=True)
)
WANG = Subject(id="wang", name="王某甲", title="某镇副镇长", proposal="拟任某局局长")
LI = Subject(id="li", name="李某乙", title="某局副局长", proposal="拟任某镇镇长")


def instrument(**changes: Any) -> Ballot:
    """A committee's decision: more than half of 应到, two thirds present."""
    given: dict[str, Any] = {
        "id": "committee_vote",
        "purpose": "decision",
        "secrecy": "secret",
        "question": {"form": "marks", "options": ["同意", "反对", "弃权"], "blank": "弃权"},
        "electorate": [{"class": "委员"}],
        "smallest_group": "$smallest",
        "turnout": "实到 >= 应到 * 2/3",
        "measures": {"同意率": "同意 / 应到"},
        "passes": "同意 > 应到 / 2",
        "effect": "gates",
    }
    return Ballot.model_validate(given | changes)


@dataclass
class Meeting:
    """A poll with what its people carry about: slips and key files."""

    poll: Poll
    slips: tuple[PrintedSlip, ...]
    key_files: tuple[KeyFile, ...]

    def keys(self, *places: int) -> list[tuple[KeyFile, str]]:
        return [(self.key_files[place], PASSPHRASES[place]) for place in places]

    def cast(self, number: int, mark: str = "同意") -> None:
        """The first `number` slips vote `mark` on everybody."""
        for slip in self.slips[:number]:
            services.cast(slip.code, Answers(marks={"wang": mark, "li": mark}))


def prepared(people: int = 14, **changes: Any) -> Meeting:
    """A secret poll with key and slips, before anybody's presence is recorded."""
    ballot = instrument(**changes)
    poll = services.prepare_poll(
        instrument=ballot,
        parameters={"smallest": 5},
        title="县委常委会会议表决",
        subjects=[WANG, LI],
        electorates=[Electorate(voters.name, people) for voters in ballot.electorate],
        case="case:test",
        actor=STAFF,
    )
    files = services.make_box_key(poll, TELLERS, actor=STAFF, cost=CHEAP)
    slips = services.issue_slips(
        poll, {voters.name: people for voters in ballot.electorate}, actor=STAFF
    )
    poll.refresh_from_db()
    return Meeting(poll, slips, files)


def opened(people: int = 14, **changes: Any) -> Meeting:
    """A secret poll open for voting, everybody present."""
    meeting = prepared(people, **changes)
    services.test_box(meeting.poll, meeting.keys(0, 1, 2), actor=STAFF)
    services.record_presence(
        meeting.poll, {each.name: people for each in meeting.poll.classes.all()}, actor=STAFF
    )
    meeting.poll = services.open_poll(meeting.poll, actor=STAFF)
    return meeting


@pytest.fixture
def prepared_meeting(db: None) -> Callable[..., Meeting]:
    return prepared


@pytest.fixture
def open_meeting(db: None) -> Callable[..., Meeting]:
    return opened
