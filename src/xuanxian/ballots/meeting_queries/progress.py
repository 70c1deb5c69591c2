"""How far meetings have got: the one next thing to do, what waits on a desk, lists."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, Q, Sum
from django.urls import reverse

from xuanxian.access.models import Account
from xuanxian.access.permissions import may
from xuanxian.access.todo import Todo
from xuanxian.ballots.meeting_queries.items import AgendaLine, agenda, classes_of
from xuanxian.ballots.models import Meeting, MeetingClass, Poll
from xuanxian.ballots.queries import meetings_over, paper_waits


@dataclass(frozen=True)
class NextStep:
    """The one thing to be done next in a meeting.

    Attributes:
        step: key of `STEP_NAMES`; "" when nothing is left.
        line: the item it concerns; None where it concerns the meeting.
    """

    step: str
    line: AgendaLine | None = None

    @property
    def name(self) -> str:
        """How it is called."""
        return STEP_NAMES.get(self.step, "")

    @property
    def title(self) -> str:
        """The same with the item it concerns."""
        return f"第{self.line.number}项{self.name}" if self.line else self.name


STEP_NAMES = {
    "add": "加入表决项",
    "key": "制票箱密钥",
    "test": "试开空票箱",
    "slips": "制票",
    "presence": "登记实到人数",
    "discuss": "讨论",
    "open": "开始投票",
    "close": "截止投票",
    "paper": "录入纸质票",
    "box": "两名计票人开箱",
    "count": "计票",
    "announce": "宣布结果",
    "second_round": "确定第二轮人选",
    "destroy": "销毁密钥",
}


def next_step(meeting: Meeting, lines: Sequence[AgendaLine]) -> NextStep:
    """What is to be done next: add, key, test, slips, presence, item by item, destroy."""
    standing = [line for line in lines if line.poll.state != Poll.State.ABANDONED]
    secret = [line for line in standing if line.poll.is_secret]
    if not lines:
        return NextStep("add")
    ahead = [line for line in secret if line.poll.state == Poll.State.PREPARED]
    if any(line.poll.box_public_key is None for line in ahead):
        return NextStep("key")
    if any(not line.poll.box_tested for line in ahead):
        return NextStep("test")
    if any(not line.balance or not line.balance.issued for line in ahead):
        return NextStep("slips")
    if standing and any(each.present is None for each in classes_of(meeting)):
        return NextStep("presence")
    for line in standing:
        if step := _step_of(line):
            return NextStep(step, line)
    if any(not line.poll.key_destroyed for line in secret):
        return NextStep("destroy")
    return NextStep("")


def _step_of(line: AgendaLine) -> str:
    match line.poll.state:
        case Poll.State.PREPARED if line.poll.awaits_first_round:
            return "second_round"
        case Poll.State.PREPARED:
            return "discuss" if line.undiscussed else "open"
        case Poll.State.OPEN:
            return "close"
        case Poll.State.CLOSED if line.poll.is_secret:
            return "paper" if paper_waits(line.poll) else "box"
        case Poll.State.CLOSED:
            return "count"
        case Poll.State.OPENED if not line.is_announced:
            return "announce"
    return ""


MOST_TODOS = 30
"""Meetings at work at one time; a desk that lists more helps nobody."""


def todos_of(account: Account) -> list[Todo]:
    """Meetings that wait for the account's next step."""
    if not may(account, "ballots.manage_meeting"):
        return []
    unfinished = (
        Q(polls__isnull=True)
        | Q(polls__state__in=(Poll.State.PREPARED, Poll.State.OPEN, Poll.State.CLOSED))
        | Q(polls__state=Poll.State.OPENED, polls__secrecy="secret", polls__key_destroyed=False)
        | Q(polls__state=Poll.State.OPENED, polls__agenda_item__isnull=True)
        | Q(polls__state=Poll.State.OPENED, polls__agenda_item__announced="")
    )
    within = meetings_over(account, "ballots.manage_meeting")
    found = []
    for meeting in within.filter(unfinished).distinct()[:MOST_TODOS]:
        step = next_step(meeting, agenda(meeting))
        if step.step:
            found.append(
                Todo(
                    title=f"{meeting.title}：{step.title}",
                    url=reverse("meeting", args=[meeting.pk]),
                    why=f"会议日期{meeting.held_on:%Y.%m.%d}。",
                    role="organisation_staff",
                )
            )
    return found


@dataclass(frozen=True)
class MeetingRow:
    """A meeting in the list: how many items it has and how far it got.

    Attributes:
        items: polls on the agenda.
        finished: of them, those counted or given up.
        entitled: 应到 over all classes.
    """

    meeting: Meeting
    items: int
    finished: int
    entitled: int


def with_numbers(meetings: Sequence[Meeting]) -> list[MeetingRow]:
    """`meetings` with their numbers, in their order."""
    keys = [meeting.pk for meeting in meetings]
    done = Q(state__in=(Poll.State.OPENED, Poll.State.ABANDONED))
    counted = Poll.objects.filter(meeting__in=keys).order_by().values_list("meeting")
    items = {
        key: (number, finished)
        for key, number, finished in counted.annotate(items=Count("pk"), finished=Count("pk", done))
    }
    entitled = dict(
        MeetingClass.objects.filter(meeting__in=keys)
        .order_by()
        .values_list("meeting")
        .annotate(Sum("entitled"))
    )
    return [
        MeetingRow(meeting, *items.get(meeting.pk, (0, 0)), entitled.get(meeting.pk, 0))
        for meeting in meetings
    ]
