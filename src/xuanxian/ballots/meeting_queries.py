"""What the pages of meetings read: agenda, numbers, the one next thing to do. No partial result.

A page asks a fixed number of questions of the database, however many slips and polls there are.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from fractions import Fraction
from uuid import UUID

from django.db.models import Count, Q, QuerySet, Sum
from django.urls import reverse

from xuanxian.access.models import Account, Role
from xuanxian.access.permissions import may
from xuanxian.access.todo import Todo
from xuanxian.ballots.models import (
    AgendaItem,
    Discussion,
    Incident,
    Meeting,
    MeetingClass,
    Poll,
    PollClass,
    SignedBallot,
    Slip,
)
from xuanxian.ballots.queries import Balance, ClassTurnout, meetings_over
from xuanxian.ballots.results import SubjectResult
from xuanxian.ballots.services.agenda import floor_left
from xuanxian.kernel.errors import Refusal
from xuanxian.policy.formulas import Formula
from xuanxian.record import event_names
from xuanxian.record.models import Entry

MOST_TODOS = 30
"""Meetings at work at one time; a desk that lists more helps nobody."""


@dataclass(frozen=True)
class AgendaLine:
    """One poll on the agenda and all that pages say of it before its count.

    Attributes:
        number: place on the agenda, from 1.
        item: what was arranged beside the vote; None where nothing was.
        discussions: who is discussed before the vote, in order.
        classes: people, slips out and ballots cast, class by class.
        balance: where the slips are; None of a signed poll.
    """

    number: int
    poll: Poll
    item: AgendaItem | None
    discussions: tuple[Discussion, ...]
    classes: tuple[ClassTurnout, ...]
    balance: Balance | None

    @property
    def deferred(self) -> tuple[Discussion, ...]:
        """Who was put off."""
        return tuple(one for one in self.discussions if one.state == Discussion.State.DEFERRED)

    @property
    def current(self) -> Discussion | None:
        """Who is under discussion."""
        return next((one for one in self.discussions if one.state == Discussion.State.NOW), None)

    @property
    def undiscussed(self) -> Discussion | None:
        """Who is to be discussed next, or is just now."""
        left = (Discussion.State.NOW, Discussion.State.WAITING)
        return next((one for one in self.discussions if one.state in left), None)

    @property
    def recused(self) -> list[dict[str, str]]:
        """Who leaves the room."""
        return list(self.item.recused) if self.item else []

    @property
    def is_announced(self) -> bool:
        """Whether its count was announced."""
        return bool(self.item and self.item.announced)

    @property
    def shows_figures(self) -> bool:
        """Whether ballots by subject were announced, not turnout alone."""
        return bool(self.item and self.item.announced == AgendaItem.Announced.FIGURES)

    @property
    def total(self) -> dict[str, int]:
        """应到, 实到, 发出 and 已投 over all classes."""
        return {
            "entitled": sum(each.entitled for each in self.classes),
            "present": sum(each.present or 0 for each in self.classes),
            "out": sum(each.out for each in self.classes),
            "cast": sum(each.cast for each in self.classes),
        }

    @property
    def presence_known(self) -> bool:
        """Whether 实到 was recorded."""
        return all(each.present is not None for each in self.classes)

    @property
    def state(self) -> str:
        """Where it stands, in Chinese."""
        if self.poll.state == Poll.State.ABANDONED:
            all_deferred = bool(self.discussions) and len(self.deferred) == len(self.discussions)
            return "缓议" if all_deferred else "已作废"
        if self.is_announced:
            return "已宣布"
        if self.poll.state == Poll.State.PREPARED and self.discussions:
            if self.current:
                return "正在讨论"
            return "待讨论" if self.undiscussed else "已讨论，待表决"
        return str(self.poll.get_state_display())

    @property
    def tone(self) -> str:
        """The colour of `state` on pages."""
        if self.poll.state == Poll.State.OPEN or self.current:
            return "accent"
        return {
            Poll.State.CLOSED: "hold",
            Poll.State.OPENED: "good" if self.is_announced else "hold",
            Poll.State.ABANDONED: "bar",
        }.get(Poll.State(self.poll.state), "")

    @property
    def outcomes(self) -> tuple[SubjectResult, ...]:
        """What was announced of each subject; nothing before, nor where turnout alone was."""
        tallied = self.poll.tally_result
        if tallied is None or not self.shows_figures:
            return ()
        return tallied.ranking if self.poll.ballot.rank_by else tallied.subjects


def agenda(meeting: Meeting) -> tuple[AgendaLine, ...]:
    """The polls of a meeting in the order of the agenda."""
    polls = list(
        meeting.polls.select_related("agenda_item", "meeting").order_by("place", "prepared_at")
    )
    discussions: dict[UUID, list[Discussion]] = defaultdict(list)
    for one in Discussion.objects.filter(poll__meeting=meeting).order_by("place"):
        discussions[one.poll_id].append(one)
    slips = _slips(meeting)
    signed = dict(
        SignedBallot.objects.filter(poll__meeting=meeting)
        .order_by()
        .values_list("voters")
        .annotate(Count("pk"))
    )
    classes: dict[UUID, list[PollClass]] = defaultdict(list)
    for each in PollClass.objects.filter(poll__meeting=meeting).order_by("place"):
        classes[each.poll_id].append(each)
    return tuple(
        _line(number, poll, discussions[poll.pk], classes[poll.pk], slips, signed)
        for number, poll in enumerate(polls, 1)
    )


def _slips(meeting: Meeting) -> dict[int, Balance]:
    """Class of a poll → where its slips are."""
    in_box = Q(envelope__isnull=False) | Q(state=Slip.State.CAST)
    rows = (
        Slip.objects.filter(poll__meeting=meeting)
        .order_by()
        .values("voters")
        .annotate(
            issued=Count("pk"),
            cast=Count("pk", in_box),
            unused=Count("pk", Q(state=Slip.State.ISSUED, envelope__isnull=True)),
            void=Count("pk", Q(state=Slip.State.VOID)),
        )
    )
    return {
        row["voters"]: Balance(row["issued"], row["cast"], row["unused"], row["void"])
        for row in rows
    }


_NO_SLIPS = Balance(0, 0, 0, 0)


def _line(
    number: int,
    poll: Poll,
    discussions: Sequence[Discussion],
    classes: Sequence[PollClass],
    slips: dict[int, Balance],
    signed: dict[int, int],
) -> AgendaLine:
    item = poll.agenda_item if hasattr(poll, "agenda_item") else None
    stay = bool(item and item.recused_present)
    shown = []
    for each in classes:
        of_class = slips.get(each.pk, _NO_SLIPS)
        if poll.is_secret:
            out, cast = of_class.issued - of_class.void - each.recused, of_class.cast
        else:
            out = (each.present or 0) - (each.recused if stay else 0)
            cast = signed.get(each.pk, 0)
        shown.append(ClassTurnout(each.name, each.entitled, each.present, max(out, 0), cast))
    balances = [slips.get(each.pk, _NO_SLIPS) for each in classes]
    balance = Balance(
        sum(one.issued for one in balances),
        sum(one.cast for one in balances),
        sum(one.unused for one in balances),
        sum(one.void for one in balances),
    )
    return AgendaLine(
        number=number,
        poll=poll,
        item=item,
        discussions=tuple(discussions),
        classes=tuple(shown),
        balance=balance if poll.is_secret else None,
    )


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
    "box": "两名计票人开箱",
    "count": "计票",
    "announce": "宣布结果",
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
        case Poll.State.PREPARED:
            return "discuss" if line.undiscussed else "open"
        case Poll.State.OPEN:
            return "close"
        case Poll.State.CLOSED:
            return "box" if line.poll.is_secret else "count"
        case Poll.State.OPENED if not line.is_announced:
            return "announce"
    return ""


def notice(lines: Sequence[AgendaLine]) -> str:
    """What the way of keeping the box key cannot promise, for every page; "" where nothing."""
    return next((line.poll.box_notice for line in lines if line.poll.box_notice), "")


def classes_of(meeting: Meeting) -> list[MeetingClass]:
    """The classes of people, in order."""
    return list(meeting.classes.all())


@dataclass(frozen=True)
class Gate:
    """What must hold of 到会人数 before votes may open.

    Attributes:
        rule: in Chinese words.
        polls: titles of the polls that ask it.
        entitled: 应到 the rule is held against.
        present: 实到, None before it is recorded.
        least: the fewest who must come; None where no number suffices.
        met: whether it holds; None before presence is recorded or where it cannot be told.
    """

    rule: str
    polls: tuple[str, ...]
    entitled: int
    present: int | None
    least: int | None
    met: bool | None


def gates(lines: Sequence[AgendaLine]) -> tuple[Gate, ...]:
    """The turnout gates of the polls that have not opened, those alike only once."""
    alike: dict[tuple[str, int, int | None], list[AgendaLine]] = defaultdict(list)
    rules: dict[str, Formula] = {}
    for line in lines:
        condition = line.poll.ballot.turnout
        if not condition or line.poll.state != Poll.State.PREPARED:
            continue
        try:
            rule = Formula(condition, ("应到", "实到"), line.poll.parameter_values)
        except Refusal:
            continue  # opening says so
        rules[rule.spoken()] = rule
        present = line.total["present"] if line.presence_known else None
        alike[rule.spoken(), line.total["entitled"], present].append(line)
    return tuple(
        Gate(
            rule=spoken,
            polls=tuple(line.poll.title for line in asking),
            entitled=entitled,
            present=present,
            least=next(
                (n for n in range(entitled + 1) if _holds(rules[spoken], entitled, n)), None
            ),
            met=None if present is None else _holds(rules[spoken], entitled, present),
        )
        for (spoken, entitled, present), asking in alike.items()
    )


def _holds(rule: Formula, entitled: int, present: int) -> bool | None:
    return rule.holds({"应到": Fraction(entitled), "实到": Fraction(present)})


@dataclass(frozen=True)
class Scene:
    """What the meeting screen shows now.

    Attributes:
        kind: voting, discussion, counting, result or agenda.
        lines: the items it shows; several while several are voted on together.
        recused: who has left the room.
    """

    kind: str
    lines: tuple[AgendaLine, ...] = ()
    recused: tuple[str, ...] = field(default=())


def scene(lines: Sequence[AgendaLine]) -> Scene:
    """What happens now, told by the state of the polls alone, so that it outlasts any restart."""
    voting = tuple(line for line in lines if line.poll.state == Poll.State.OPEN)
    if voting:
        return Scene("voting", voting, _left_room(voting))
    discussing = tuple(line for line in lines if line.current)
    if discussing:
        return Scene("discussion", discussing, _left_room(discussing))
    counting = tuple(
        line
        for line in lines
        if line.poll.state == Poll.State.CLOSED
        or (line.poll.state == Poll.State.OPENED and not line.is_announced)
    )
    if counting:
        return Scene("counting", counting)
    announced = [line for line in lines if line.item and line.item.announced_at]
    if announced:
        last = max(announced, key=lambda line: line.item.announced_at)  # type: ignore[union-attr,arg-type,return-value]
        return Scene("result", (last,))
    return Scene("agenda", tuple(lines))


def _left_room(lines: Sequence[AgendaLine]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(each["name"] for line in lines for each in line.recused))


@dataclass(frozen=True)
class Floor:
    """Who has spoken on one person, who is next.

    Attributes:
        left: still to be asked, in order, the chief last.
        next: whose turn it is, "" when all were asked.
    """

    discussion: Discussion
    left: tuple[str, ...]

    @property
    def next(self) -> str:
        """Whose turn it is."""
        return self.left[0] if self.left else ""


def floor(line: AgendaLine) -> Floor | None:
    """The floor of the discussion under way; None when there is none."""
    if line.current is None or line.item is None:
        return None
    return Floor(line.current, tuple(floor_left(line.item, line.current)))


def slips_out(meeting: Meeting) -> dict[str, int]:
    """Class that votes in a secret poll → slips out that are not void, the most of any poll."""
    rows = (
        PollClass.objects.filter(poll__meeting=meeting, poll__secrecy="secret")
        .exclude(poll__state=Poll.State.ABANDONED)
        .annotate(out=Count("slips", Q(slips__state=Slip.State.ISSUED)))
        .order_by("place")
    )
    out: dict[str, int] = {}
    for row in rows:
        out[row.name] = max(out.get(row.name, 0), row.out)
    return out


def incidents(meeting: Meeting) -> QuerySet[Incident]:
    """What was noted, in order of time."""
    return meeting.incidents.select_related("poll")


@dataclass(frozen=True)
class StepTaken:
    """Who did what when; nothing of what it was about."""

    what: str
    recorded_at: datetime
    who: str
    role: str


def steps_taken(meeting: Meeting) -> list[StepTaken]:
    """The entries of the meeting and its polls, without their content."""
    ours = Q(kind__startswith="meeting.") | Q(kind__startswith="poll.")
    entries = Entry.objects.filter(ours, stream=meeting.case).order_by("number")
    rows = entries.values_list("kind", "recorded_at", "actor_name", "actor_role")
    labels = {str(role.value): str(role.label) for role in Role}
    return [
        StepTaken(event_names.name_of(kind), at, who, labels.get(role, ""))
        for kind, at, who, role in rows
    ]


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
    items = {
        row["meeting"]: row
        for row in Poll.objects.filter(meeting__in=keys)
        .order_by()
        .values("meeting")
        .annotate(items=Count("pk"), finished=Count("pk", done))
    }
    entitled = dict(
        MeetingClass.objects.filter(meeting__in=keys)
        .order_by()
        .values_list("meeting")
        .annotate(Sum("entitled"))
    )
    return [
        MeetingRow(
            meeting,
            items.get(meeting.pk, {}).get("items", 0),
            items.get(meeting.pk, {}).get("finished", 0),
            entitled.get(meeting.pk, 0),
        )
        for meeting in meetings
    ]
