"""A questionnaire that a poll is held on, and what a voter's phone sends of it."""

from typing import Any

from tests.ballots.conftest import CHEAP, STAFF, TELLERS, Meeting
from tests.ballots.test_questionnaire import POSITIVE, REVERSE, form
from xuanxian.ballots import services
from xuanxian.ballots.answers import Subject
from xuanxian.ballots.models import Poll
from xuanxian.ballots.questionnaire import Questionnaire
from xuanxian.ballots.services import Electorate

KNOWN = {
    "form": "selection",
    "id": "known",
    "title": "您了解到的情况",
    "options": [
        {"id": "calls", "title": "有人打招呼"},
        {"id": "dinners", "title": "有人请客"},
        {"id": "none", "title": "没有"},
    ],
    "most": "2",
}
ADVICE = {"form": "text", "id": "advice", "title": "意见建议", "longest": 60}
WORK = Subject(id="work", name="本单位选人用人工作")


def questionnaire(**more: Any) -> Questionnaire:
    """Two scales, a selection and a text, in this order."""
    given = {"smallest_group": "$smallest", "title": "选人用人工作评议"} | more
    return form(POSITIVE, REVERSE, KNOWN, ADVICE, **given)


def lines(
    positive: str = "00", reverse: str = "00", known: str = "..1", advice: str = ""
) -> list[str]:
    """What the phone sends: by default everything best, and nobody knows of anything."""
    return [positive, reverse, known, advice]


def prepared(people: int = 12, instrument: Questionnaire | None = None) -> Meeting:
    """A secret poll on the questionnaire, with key and slips."""
    instrument = instrument or questionnaire()
    poll = services.prepare_poll(
        instrument=instrument,
        parameters={"smallest": 5},
        title="选人用人工作民主评议",
        subjects=[WORK],
        electorates=[Electorate(each.name, people) for each in instrument.electorate],
        case="",
        actor=STAFF,
    )
    files = services.make_box_key(poll, TELLERS, actor=STAFF, cost=CHEAP)
    counts = {each.name: people for each in instrument.electorate}
    return Meeting(poll, services.issue_slips(poll, counts, actor=STAFF), files)


def opened(people: int = 12, instrument: Questionnaire | None = None) -> Meeting:
    """The same open for voting, everybody present."""
    meeting = prepared(people, instrument)
    services.test_box(meeting.poll, meeting.keys(0, 1, 2), actor=STAFF)
    present = {each.name: people for each in meeting.poll.classes.all()}
    services.record_presence(meeting.poll, present, actor=STAFF)
    meeting.poll = services.open_poll(meeting.poll, actor=STAFF)
    return meeting


def counted(meeting: Meeting) -> Poll:
    """Closed, opened by two tellers and counted."""
    services.close_poll(meeting.poll, actor=STAFF)
    services.open_box(Poll.objects.get(pk=meeting.poll.pk), meeting.keys(0, 1), actor=STAFF)
    return Poll.objects.get(pk=meeting.poll.pk)
