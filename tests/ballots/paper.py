"""Polls with paper forms, in the states that tests of paper start from."""

from collections.abc import Mapping, Sequence
from typing import Any

from tests.ballots.conftest import STAFF, SUPERVISOR, Meeting, prepared
from xuanxian.access.actor import Actor
from xuanxian.ballots import services
from xuanxian.ballots.answers import Answers
from xuanxian.ballots.models import PaperBatch, Poll
from xuanxian.ballots.paper.rules import SettledPaperRules
from xuanxian.ballots.services import paper

TWO = (STAFF, SUPERVISOR)
FIRST = Actor(account="11", name="计票员甲", role="organisation_staff")
SECOND = Actor(account="12", name="计票员乙", role="organisation_staff")
THIRD = Actor(account="13", name="计票员丙", role="discipline_officer")
RULES = SettledPaperRules(largest_batch=25, unclear_line="blank", scans_kept_days=30)


def both(mark: str) -> Answers:
    """The same mark for both persons on the ballot."""
    return Answers(marks={"wang": mark, "li": mark})


def mixed(
    people: int = 20, on_paper: int = 8, rules: SettledPaperRules = RULES, **changes: Any
) -> Meeting:
    """An open poll of `people` a class, `on_paper` of whom exchanged their slips for forms."""
    meeting = prepared(people, **changes)
    services.test_box(meeting.poll, meeting.keys(0, 1, 2), actor=STAFF)
    codes = [slip.code for slip in meeting.slips[-on_paper:]] if on_paper else []
    if codes:
        paper.exchange_slips(meeting.poll, codes, persons=TWO, rules=rules)
    services.record_presence(
        meeting.poll, {each.name: people for each in meeting.poll.classes.all()}, actor=STAFF
    )
    meeting.poll = services.open_poll(meeting.poll, actor=STAFF)
    return meeting


def closed(returned: Mapping[str, int], people: int = 20, cast: int = 8, **changes: Any) -> Meeting:
    """A closed poll whose box of paper was counted and laid in piles."""
    meeting = mixed(people, **changes)
    meeting.cast(cast)
    meeting.poll = services.close_poll(meeting.poll, actor=STAFF)
    paper.record_paper_returned(meeting.poll, returned, persons=TWO)
    return meeting


def key(batch: PaperBatch, ballots: Sequence[Answers], teller: Actor) -> PaperBatch:
    """One teller keys a whole pile in."""
    for answers in ballots:
        batch = paper.key_ballot(batch, answers, teller=teller)
    return batch


def key_twice(batch: PaperBatch, ballots: Sequence[Answers]) -> PaperBatch:
    """Two tellers key a pile in, the second from the other end."""
    key(batch, ballots, FIRST)
    return key(batch, list(reversed(ballots)), SECOND)


def open_box(meeting: Meeting) -> Poll:
    """Open the box and count."""
    services.open_box(meeting.poll, meeting.keys(0, 1), actor=STAFF)
    return Poll.objects.get(pk=meeting.poll.pk)
