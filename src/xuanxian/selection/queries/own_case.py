"""What a person is shown of his own case: only what the policy opens, and nothing of others."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet
from django.urls import reverse

from xuanxian.access.models import Account
from xuanxian.access.todo import Todo
from xuanxian.ballots import queries as ballots
from xuanxian.kernel import clock
from xuanxian.policy.outcome import Outcome
from xuanxian.selection import models
from xuanxian.selection.instruments import FileReview, OwnCase, Stage
from xuanxian.selection.instruments.clearance import ANSWERS
from xuanxian.selection.instruments.meeting import DECISIONS
from xuanxian.selection.instruments.notice import REPORT_VERDICTS
from xuanxian.selection.instruments.own_case import SUBJECTS
from xuanxian.selection.queries.case_facts import rules_of
from xuanxian.selection.rules import Rules
from xuanxian.selection.states import APPEALABLE, State


@dataclass(frozen=True)
class Shown:
    """One thing shown to the person: its name and what is said, line by line."""

    title: str
    lines: Sequence[str]


@dataclass(frozen=True)
class OwnView:
    """The own case as far as it is open.

    Attributes:
        state: where it stands; "" where that is not open.
        stages: stage by its name, and whether it has been left; () where that is not open.
        shown: what was found.
        may_reply: a statement can be made now.
        appeal_until: last day for an appeal against the present decision; None: none can be made.
    """

    candidacy: models.Candidacy
    state: str
    stages: Sequence[tuple[str, bool]]
    shown: Sequence[Shown]
    may_reply: bool
    appeal_until: date | None


def own_candidacies(account: Account) -> list[models.Candidacy]:
    """The cases of the account's own person that a policy opens to him, the latest first."""
    return [one for one in _own(account) if rules_of(one.vacancy.round).first(OwnCase)]


def _own(account: Account) -> QuerySet[models.Candidacy]:
    return (
        models.Candidacy.objects.filter(person__account=account.pk)
        .select_related("person", "vacancy__post__organisation", "vacancy__round__unit")
        .order_by("-vacancy__round__opened_on", "place")
    )


def appeal_todos(account: Account) -> list[Todo]:
    """Appeals that wait for the account to settle them, in rounds still open."""
    waiting = models.OwnStatement.objects.filter(
        is_appeal=True,
        settled_on__isnull=True,
        candidacy__vacancy__round__closed_on__isnull=True,
    ).select_related("candidacy__person", "candidacy__vacancy__round__unit")
    found = []
    for one in waiting:
        own = rules_of(one.candidacy.round).first(OwnCase)
        code = one.candidacy.round.unit.code
        held = [role for role in (own.settled_by if own else ()) if account.holds(role, over=code)]
        # Who took part in the decision is refused by the service; nobody settles his own.
        if held and one.candidacy.person.account_id != account.pk:
            found.append(
                Todo(
                    title=f"{one.candidacy.person.name}：处理对“{one.about}”的申诉",
                    url=reverse("deed", args=["statement", one.pk, "settle_appeal"]),
                    due=one.due_on,
                    why=f"{one.made_on.isoformat()}提出申诉，还没有处理。",
                    role=held[0],
                )
            )
    return found


def own_view(candidacy: models.Candidacy) -> OwnView | None:
    """What the person may see; None where the policy opens nothing."""
    rules = rules_of(candidacy.vacancy.round)
    own = rules.first(OwnCase)
    if own is None:
        return None
    left = {Stage(passage.stage) for passage in candidacy.passages.all() if not passage.sent_back}
    opened = own.opened(left)
    until = None
    appealing = candidacy.own_statements.filter(is_appeal=True, settled_on__isnull=True).exists()
    if State(candidacy.state) in APPEALABLE and not appealing and not candidacy.round.closed_on:
        until = own.appeal_until(candidacy.state_since, rules.parameters)
    readers = {
        "qualification": _qualification,
        "file_review": _file_review,
        "clearance": _clearance,
        "complaints": _complaints,
        "decision": _decision,
        "votes": _votes,
    }
    return OwnView(
        candidacy=candidacy,
        state=candidacy.get_state_display() if "state" in opened else "",
        stages=[(step.label, step.stage in left) for step in rules.procedure.stages]
        if "state" in opened
        else (),
        shown=[
            Shown(SUBJECTS[what], lines)
            for what, read in readers.items()
            if what in opened and (lines := read(rules, candidacy))
        ],
        may_reply=own.replies and candidacy.is_under_way and not candidacy.round.closed_on,
        appeal_until=until if until and clock.today() <= until else None,
    )


def _qualification(rules: Rules, candidacy: models.Candidacy) -> list[str]:
    return [
        f"{reason.label}（{reason.verdict.label}）：{reason.explanation}"
        for name, dumped in candidacy.judgements.items()
        # What people judged of him is theirs to tell him.
        if getattr(rules.instruments.get(name), "of", "") == "person"
        for reason in Outcome.model_validate(dumped).reasons
    ]


def _file_review(rules: Rules, candidacy: models.Candidacy) -> list[str]:
    lines = []
    for row in models.FileReviewRecord.objects.filter(candidacy=candidacy):
        review = rules.first(FileReview)
        titles = {item.id: item.title for item in review.items} if review else {}
        conclusions = {one.id: one.title for one in review.conclusions} if review else {}
        lines += [
            f"{titles.get(item, item)}：{'一致' if found.get('consistent') else '不一致，需要核实'}"
            for item, found in row.findings.items()
        ]
        if row.conclusion:
            lines.append(f"结论：{conclusions.get(row.conclusion, row.conclusion)}")
    return lines


def _clearance(rules: Rules, candidacy: models.Candidacy) -> list[str]:
    # Which body said it and in which words is not open to him, only what it came to.
    del rules
    answers = [letter.answer for letter in candidacy.letters.all() if letter.answer]
    return [
        f"{ANSWERS[answer]}{answers.count(answer)}项" for answer in ANSWERS if answer in answers
    ]


def _complaints(rules: Rules, candidacy: models.Candidacy) -> list[str]:
    del rules
    return [
        f"{report.received_on:%Y.%m.%d}收到反映，{REPORT_VERDICTS.get(report.verdict, '正在核查')}"
        for report in candidacy.reports.all()
    ]


def _decision(rules: Rules, candidacy: models.Candidacy) -> list[str]:
    del rules
    return [
        f"{item.decided_on:%Y.%m.%d}{item.sitting.body}：{DECISIONS[item.decision]}"
        for item in candidacy.sitting_items.select_related("sitting")
        if item.decision and item.decided_on
    ]


def _votes(rules: Rules, candidacy: models.Candidacy) -> list[str]:
    del rules
    lines = []
    for item in candidacy.sitting_items.all():
        result = ballots.result(item.poll) if item.poll and item.decision else None
        own = result.of(str(candidacy.pk)) if result else None
        if own:
            lines.append("，".join(f"{name}{count}票" for name, count in own.counts.items()))
    return lines
