"""Where people stand: gates, next steps, the board of a round, one stage seen closely."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

from django.db.models import Sum

from xuanxian.kernel import clock
from xuanxian.policy.outcome import Outcome, Reason, Verdict
from xuanxian.record.models import Stream
from xuanxian.selection import course, models
from xuanxian.selection.course import CaseFacts, NextStep
from xuanxian.selection.instruments import Notice, Stage
from xuanxian.selection.queries.case_facts import (
    case_facts,
    facts_of_round,
    rules_of,
)
from xuanxian.selection.rules import Rules
from xuanxian.selection.states import ENDED, State


class Progress(StrEnum):
    """How far a person is with a stage."""

    DONE = "done"
    NOW = "now"
    BLOCKED = "blocked"
    AHEAD = "ahead"
    ENDED = "ended"

    @property
    def label(self) -> str:
        """The word users read."""
        return {
            "done": "已完成",
            "now": "进行中",
            "blocked": "受阻",
            "ahead": "未到",
            "ended": "终止于此",
        }[self.value]


@dataclass(frozen=True)
class Cell:
    """One person at one stage.

    Attributes:
        verdict: what the gate said when the person left, or says now; None for stages ahead.
        on: day on which the stage was left or entered; None for stages ahead.
        reason: what holds or bars there, in a few words; "" where nothing does.
    """

    stage: Stage
    label: str
    progress: Progress
    verdict: Verdict | None = None
    on: date | None = None
    reason: str = ""


@dataclass(frozen=True)
class BoardRow:
    """One person with all stages; `next` is None once the candidacy has ended.

    Attributes:
        blocked_by: what holds or bars first, None where nothing does or the work stands still.
        since: day from which the person stands so.
    """

    candidacy: models.Candidacy
    cells: tuple[Cell, ...]
    outcome: Outcome
    next: NextStep | None
    blocked_by: Reason | None
    since: date


@dataclass(frozen=True)
class Board:
    """People × stages of a round."""

    round: models.Round
    stages: tuple[tuple[Stage, str], ...]
    rows: tuple[BoardRow, ...]


@dataclass(frozen=True)
class Blocking:
    """A reason that holds or bars, and who may set it aside.

    Attributes:
        roles: roles that may release the hold or override the bar; () when nobody may.
        overrides: whether that is an override (破例) rather than a release (放行).
    """

    reason: Reason
    roles: tuple[str, ...]
    overrides: bool


@dataclass(frozen=True)
class StageView:
    """One person at one stage, closely.

    Attributes:
        done: reasons that pass.
        flags: reasons that only inform, releases and overrides among them.
        missing: reasons that hold or bar.
        passage: how the stage was last left, None when it was not.
        next: what comes next, where the person stands in this very stage.
    """

    stage: Stage
    label: str
    progress: Progress
    outcome: Outcome
    done: tuple[Reason, ...]
    flags: tuple[Reason, ...]
    missing: tuple[Blocking, ...]
    passage: models.Passage | None
    next: NextStep | None


def gate(
    candidacy: models.Candidacy, stage: Stage | str | None = None, as_of: date | None = None
) -> Outcome:
    """Whether the person may leave `stage`, the present one by default."""
    rules = rules_of(candidacy.vacancy.round)
    return course.gate(rules, case_facts(candidacy, as_of), Stage(stage or candidacy.stage))


def next_step(candidacy: models.Candidacy, as_of: date | None = None) -> NextStep | None:
    """Who has to do what by when; None once the candidacy has ended."""
    rules = rules_of(candidacy.vacancy.round)
    return _next(rules, candidacy, case_facts(candidacy, as_of))


def board(
    round_: models.Round, as_of: date | None = None, *, only: Collection[UUID] | None = None
) -> Board:
    """People of a round against the stages of its procedure, in the order of the posts.

    Args:
        only: ids of the candidacies shown; everybody worked one by one when None.
    """
    rules = rules_of(round_)
    facts = facts_of_round(round_, rules, as_of, only=only)
    people = (
        models.Candidacy.objects.filter(pk__in=facts)
        .select_related("person", "vacancy", "vacancy__post", "vacancy__post__organisation")
        .prefetch_related("passages")
        .order_by("vacancy__place", "place")
    )
    return Board(
        round=round_,
        stages=tuple((step.stage, step.label) for step in rules.procedure.stages),
        rows=tuple(_row(rules, candidacy, facts[candidacy.pk]) for candidacy in people),
    )


def stage_view(
    candidacy: models.Candidacy, stage: Stage | str | None = None, as_of: date | None = None
) -> StageView:
    """One stage of one person: done, missing, who may set what aside, what comes next."""
    rules = rules_of(candidacy.vacancy.round)
    facts = case_facts(candidacy, as_of)
    wanted = Stage(stage or candidacy.stage)
    passage = candidacy.passages.filter(stage=wanted).last()
    here = candidacy.is_under_way and candidacy.stage == wanted
    cells = _row(rules, candidacy, facts).cells
    progress = next(cell.progress for cell in cells if cell.stage is wanted)
    if passage is not None and not here:
        outcome = Outcome.model_validate(passage.outcome)
    else:
        outcome = course.gate(rules, facts, wanted)
    return StageView(
        stage=wanted,
        label=rules.step(wanted).label,
        progress=progress,
        outcome=outcome,
        done=tuple(one for one in outcome.reasons if one.verdict is Verdict.PASS),
        flags=tuple(one for one in outcome.reasons if one.verdict is Verdict.FLAG),
        missing=tuple(_blocking(rules, wanted, outcome.reasons)),
        passage=passage,
        next=_next(rules, candidacy, facts) if here else None,
    )


@dataclass(frozen=True)
class Standing:
    """What the gate of the present stage says of one person, and what comes next."""

    verdict: Verdict
    next: NextStep | None


def standings(round_: models.Round) -> Mapping[UUID, Standing]:
    """How everybody of a round stands today, by candidacy id.

    Asking every gate of a round of thousands takes seconds, so the answers are kept until the
    record grows anywhere or the day changes: nothing that gates ask changes without an entry.
    """
    entries = Stream.objects.aggregate(Sum("length"))["length__sum"] or 0
    stamp = (entries, clock.today())
    kept = _KEPT.get(round_.pk)
    if kept is None or kept[0] != stamp:
        if len(_KEPT) >= _ROUNDS_KEPT:
            _KEPT.clear()
        kept = _KEPT[round_.pk] = (
            stamp,
            {
                row.candidacy.pk: Standing(row.outcome.verdict, row.next)
                for row in board(round_).rows
            },
        )
    return kept[1]


_KEPT: dict[UUID, tuple[tuple[int, date], dict[UUID, Standing]]] = {}
_ROUNDS_KEPT = 16


def _next(rules: Rules, candidacy: models.Candidacy, facts: CaseFacts) -> NextStep | None:
    """What comes next, where the work stands still: what people have to decide."""
    if not candidacy.is_under_way:
        return None
    step = rules.step(candidacy.stage)
    match candidacy.state:
        case State.HELD | State.BARRED:
            until = candidacy.state_until
            barred = candidacy.state == State.BARRED
            return NextStep(
                stage=step.stage,
                verb="resume_candidate",
                what="研究是否恢复",
                roles=step.roles_for("resume_candidate"),
                due=until,
                rule=("不得的期限" if barred else "暂缓的复查日期") if until else "",
                why=f"{State(candidacy.state).label}：{candidacy.state_reason}",
                waits=bool(barred and until and facts.as_of <= until),
            )
        case State.DEFERRED:
            return NextStep(
                stage=step.stage,
                verb="convene",
                what="重新提交会议讨论",
                roles=step.roles_for("convene"),
                why=f"会议决定缓议：{candidacy.state_reason}",
            )
    return course.next_step(rules, facts)


def _row(rules: Rules, candidacy: models.Candidacy, facts: CaseFacts) -> BoardRow:
    left = {
        Stage(passage.stage): passage
        for passage in candidacy.passages.all()
        if not passage.sent_back
    }
    order = [step.stage for step in rules.procedure.stages]
    here = order.index(Stage(candidacy.stage))
    outcome = course.gate(rules, facts, Stage(candidacy.stage))
    blocked_by = None
    if candidacy.is_at_work:
        blocked_by = next(
            (one for one in outcome.reasons if one.verdict in {Verdict.HOLD, Verdict.BAR}), None
        )
    cells = []
    for place, step in enumerate(rules.procedure.stages):
        passage = left.get(step.stage)
        completed = candidacy.ended_on is not None and candidacy.state not in ENDED
        if passage is not None and (place < here or completed):
            verdict = Verdict(passage.outcome["verdict"])
            cells.append(Cell(step.stage, step.label, Progress.DONE, verdict, passage.left_on))
        elif place == here and not completed:
            progress = Progress.NOW
            if not candidacy.is_under_way:
                progress = Progress.ENDED
            elif outcome.blocks:
                progress = Progress.BLOCKED
            cells.append(
                Cell(
                    step.stage,
                    step.label,
                    progress,
                    outcome.verdict,
                    candidacy.entered_on,
                    blocked_by.label if blocked_by else "",
                )
            )
        else:
            cells.append(Cell(step.stage, step.label, Progress.AHEAD))
    return BoardRow(
        candidacy=candidacy,
        cells=tuple(cells),
        outcome=outcome,
        next=_next(rules, candidacy, facts),
        blocked_by=blocked_by,
        since=_since(rules, candidacy, facts, blocked_by),
    )


def _since(
    rules: Rules, candidacy: models.Candidacy, facts: CaseFacts, reason: Reason | None
) -> date:
    """Since when a person stands as now: since the letter or notice waited for, else the stage."""
    if candidacy.state != State.ACTIVE:
        return candidacy.state_since
    if reason is None:
        return candidacy.entered_on
    found = course.gate_of(rules, Stage(candidacy.stage), reason.rule)
    if found is None:
        return candidacy.entered_on
    item = reason.rule.removeprefix(found.check).removeprefix(".").split(".")[0]
    letters = facts.clearance.get(found.check)
    sent = [one.sent_on for one in (letters.letters if letters else ()) if one.item == item]
    if sent:
        return sent[-1]
    if isinstance(rules.instruments.get(found.check), Notice) and facts.notice.started_on:
        return facts.notice.started_on
    return candidacy.entered_on


def _blocking(rules: Rules, stage: Stage, reasons: Iterable[Reason]) -> Iterable[Blocking]:
    for reason in reasons:
        if reason.verdict not in {Verdict.HOLD, Verdict.BAR}:
            continue
        gate = course.gate_of(rules, stage, reason.rule)
        overrides = reason.verdict is Verdict.BAR
        roles = (gate.override if overrides else gate.release) if gate else ()
        yield Blocking(reason=reason, roles=roles, overrides=overrides)
