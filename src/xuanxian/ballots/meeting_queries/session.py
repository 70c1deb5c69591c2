"""A meeting in session: turnout gates, what the screen shows, who has the floor, deferral."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from xuanxian.ballots.meeting_queries.items import AgendaLine
from xuanxian.ballots.models import AgendaItem, Discussion, Poll
from xuanxian.ballots.services.agenda import HANDS, floor_left
from xuanxian.kernel.errors import Refusal
from xuanxian.policy.formulas import Formula


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
        condition = line.poll.form.instrument.turnout
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


def deferral_rule(poll: Poll) -> str:
    """When a wish to defer carries, in Chinese words; "" where the policy does not say."""
    item = AgendaItem.objects.filter(poll=poll).first()
    if item is None or not item.deferral:
        return ""
    return Formula(item.deferral, HANDS, poll.parameter_values).spoken()
