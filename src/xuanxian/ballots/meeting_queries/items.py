"""The agenda of a meeting: each item with its numbers, none of them a partial result.

A page asks a fixed number of questions of the database, however many slips and polls there are.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from django.db.models import Count, F, Q

from xuanxian.ballots import queries
from xuanxian.ballots.models import (
    AgendaItem,
    Discussion,
    Meeting,
    MeetingClass,
    Poll,
    PollClass,
    SignedBallot,
    Slip,
)
from xuanxian.ballots.poll_form import QuestionnaireForm
from xuanxian.ballots.queries import (
    Balance,
    ClassTurnout,
    secret_turnout,
    signed_turnout,
    with_paper,
)
from xuanxian.ballots.questionnaire import FreeText
from xuanxian.ballots.questionnaire_tally import QuestionnaireResult
from xuanxian.ballots.results import SubjectResult


@dataclass(frozen=True)
class AnnouncedQuestion:
    """A question of a questionnaire with the answers to each of its items.

    Attributes:
        title: the question.
        counted: what was counted of each item, by name.
        items: the items with their counts.
    """

    title: str
    counted: tuple[str, ...]
    items: tuple[SubjectResult, ...]


@dataclass(frozen=True)
class AgendaLine:
    """One poll on the agenda and all that pages say of it before its count.

    Attributes:
        number: place on the agenda, from 1.
        item: what was arranged beside the vote; None where nothing was.
        discussions: who is discussed before the vote, in order.
        classes: people, slips out and ballots cast, class by class.
        balance: where the slips are; None of a signed poll.
        together: numbers of the items opened and closed with it; none where it stands alone.
    """

    number: int
    poll: Poll
    item: AgendaItem | None
    discussions: tuple[Discussion, ...]
    classes: tuple[ClassTurnout, ...]
    balance: Balance | None
    together: tuple[int, ...] = ()

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
        if self.poll.awaits_first_round:
            return "视第一轮结果"
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

    @property
    def answers(self) -> tuple[AnnouncedQuestion, ...]:
        """What was announced of a questionnaire, question by question; nothing before."""
        form, counted = self.poll.form, self.poll.counted
        if not (
            self.shows_figures
            and isinstance(form, QuestionnaireForm)
            and isinstance(counted, QuestionnaireResult)
        ):
            return ()
        return tuple(
            AnnouncedQuestion(
                question.title,
                form.questionnaire.ballot_of(question).counted,
                counted.questions[question.id].subjects,
            )
            for question in form.questionnaire.questions
            if not isinstance(question, FreeText) and question.id in counted.questions
        )

    @property
    def figures(self) -> list[tuple[str, str]]:
        """What was announced of a questionnaire as a whole: the name of a figure and the figure."""
        counted = self.poll.counted
        if not self.shows_figures or not isinstance(counted, QuestionnaireResult):
            return []
        return [
            (name, figure.shown(name))
            for name, figure in {**counted.summary, **counted.measures}.items()
            if figure is not None
        ]


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
    lines = [
        _line(number, poll, discussions[poll.pk], classes[poll.pk], slips, signed)
        for number, poll in enumerate(polls, 1)
    ]
    return tuple(replace(line, together=_tied_to(line, lines)) for line in lines)


def _tied_to(line: AgendaLine, lines: Sequence[AgendaLine]) -> tuple[int, ...]:
    """Numbers of the other items that are opened and closed at once with it."""
    group = line.item.together if line.item else 0
    return tuple(
        other.number
        for other in lines
        if group
        and other is not line
        and other.item
        and other.item.together == group
        and other.poll.state != Poll.State.ABANDONED
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
    stay = bool(item and item.counted_present)
    shown = []
    for each in classes:
        of_class = slips.get(each.pk, _NO_SLIPS)
        if poll.is_secret:
            shown.append(secret_turnout(each, of_class.issued - of_class.void, of_class.cast))
        else:
            shown.append(signed_turnout(each, signed.get(each.pk, 0), stay))
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
        balance=with_paper(balance, classes) if poll.is_secret else None,
    )


def notice(lines: Sequence[AgendaLine]) -> str:
    """What the way of keeping the box key cannot promise, for every page; "" where nothing."""
    return queries.notice(line.poll for line in lines)


def classes_of(meeting: Meeting) -> list[MeetingClass]:
    """The classes of people, in order."""
    return list(meeting.classes.all())


def slips_out(meeting: Meeting) -> dict[str, int]:
    """Class that votes in a secret poll → slips and forms out, not void, the most of any poll."""
    rows = (
        PollClass.objects.filter(poll__meeting=meeting, poll__secrecy="secret")
        .exclude(poll__state=Poll.State.ABANDONED)
        .annotate(
            out=Count("slips", Q(slips__state=Slip.State.ISSUED))
            + F("paper_issued")
            - F("paper_void")
        )
        .order_by("place")
    )
    out: dict[str, int] = {}
    for row in rows:
        out[row.name] = max(out.get(row.name, 0), row.out)
    return out
