"""From the tables to the plain facts that decisions are made of."""

from collections.abc import Collection
from datetime import date
from uuid import UUID

from django.db.models import Q

from xuanxian.kernel import clock
from xuanxian.policy.outcome import Outcome
from xuanxian.selection import models
from xuanxian.selection.course import CaseFacts, ExemptionFacts
from xuanxian.selection.instruments import Recusal, Stage
from xuanxian.selection.instruments.information_report import InformationFacts
from xuanxian.selection.instruments.recusal import RecusalFacts
from xuanxian.selection.queries.round_rows import RoundRows
from xuanxian.selection.queries.stage_facts.appointment import (
    appointment_test_facts,
    follow_up_facts,
    probation_facts,
)
from xuanxian.selection.queries.stage_facts.approvals import approval_requests, own_case_facts
from xuanxian.selection.queries.stage_facts.clearance import clearance_facts, file_review_facts
from xuanxian.selection.queries.stage_facts.contest import contest_standing
from xuanxian.selection.queries.stage_facts.deliberation import meeting_facts
from xuanxian.selection.queries.stage_facts.inspection import inspection_facts
from xuanxian.selection.queries.stage_facts.materials import material_facts
from xuanxian.selection.queries.stage_facts.motion import element_facts, motion_facts
from xuanxian.selection.queries.stage_facts.nomination import nomination_facts
from xuanxian.selection.queries.stage_facts.nomination_forms import signed_nomination_facts
from xuanxian.selection.queries.stage_facts.notice import notice_facts
from xuanxian.selection.queries.stage_facts.polls import poll_facts_of
from xuanxian.selection.queries.stage_facts.recusal import recusal_facts
from xuanxian.selection.queries.stage_facts.talks import talk_facts
from xuanxian.selection.rules import Rules


def rules_of(round_: models.Round) -> Rules:
    """The rules the round was opened under; they never change, so they are read once."""
    if round_.pk not in _RULES:
        if len(_RULES) >= _RULES_KEPT:
            _RULES.clear()
        _RULES[round_.pk] = Rules.load(round_.rules)
    return _RULES[round_.pk]


_RULES: dict[UUID, Rules] = {}
_RULES_KEPT = 64


WORKED_ONE_BY_ONE = ~Q(stage=Stage.CONTEST.value)
"""The candidacies that boards and to-dos show one by one."""


def case_facts(candidacy: models.Candidacy, as_of: date | None = None) -> CaseFacts:
    """Everything known of one candidacy on `as_of`, today by default."""
    rules = rules_of(candidacy.vacancy.round)
    return facts_of_round(candidacy.vacancy.round, rules, as_of, only=[candidacy.pk])[candidacy.pk]


def facts_of_round(
    round_: models.Round,
    rules: Rules,
    as_of: date | None = None,
    *,
    only: Collection[UUID] | None = None,
) -> dict[UUID, CaseFacts]:
    """The facts of every candidacy of a round, by its id, in a fixed number of queries.

    Who is still in a contest is left out: there may be thousands, and what is done there is done to
    all of them together.
    """
    day = as_of or clock.today()
    people = (
        models.Candidacy.objects.filter(vacancy__round=round_)
        .select_related(
            "vacancy",
            "person__unit",
            "application",
            "inspection",
            "notice",
            "achievements",
            "appointment",
        )
        .prefetch_related(
            "letters",
            "file_reviews",
            "element_findings",
            "reports",
            "exemptions",
            "probation_assessments",
            "appointment_tests",
            "follow_up_visits",
            "talks",
            "scheduled_talks",
            "claims",
            "materials",
            "approval_requests",
            "own_statements",
        )
    )
    people = people.filter(pk__in=only) if only is not None else people.filter(WORKED_ONE_BY_ONE)
    rows = RoundRows(round_, rules, day)
    return {candidacy.pk: _facts(rows, candidacy) for candidacy in people}


def _facts(rows: RoundRows, candidacy: models.Candidacy) -> CaseFacts:
    vacancy = rows.vacancies[candidacy.vacancy_id]
    appointment = getattr(candidacy, "appointment", None)
    return CaseFacts(
        as_of=rows.as_of,
        stage=Stage(candidacy.stage),
        entered_on=candidacy.entered_on,
        motion=motion_facts(rows, candidacy, vacancy),
        judgements={
            name: Outcome.model_validate(outcome) for name, outcome in candidacy.judgements.items()
        },
        polls=poll_facts_of(rows, candidacy, vacancy),
        talks=talk_facts(rows, candidacy, vacancy),
        nomination=nomination_facts(rows, candidacy, vacancy),
        signed_nominations=signed_nomination_facts(rows, candidacy, vacancy),
        contest=contest_standing(rows, candidacy),
        inspection=inspection_facts(rows, candidacy),
        elements=element_facts(rows, candidacy),
        clearance=clearance_facts(rows, candidacy, vacancy),
        file_reviews=file_review_facts(rows, candidacy),
        recusal=recusal_facts(rows, candidacy, vacancy)
        if rows.rules.first(Recusal)
        else RecusalFacts(as_of=rows.as_of),
        information=InformationFacts(
            as_of=rows.as_of, matters=rows.matters.get(candidacy.person_id, ())
        ),
        meeting=meeting_facts(rows, candidacy),
        notice=notice_facts(rows, candidacy),
        own_case=own_case_facts(rows.as_of, candidacy),
        approval_requests=approval_requests(candidacy),
        appointed_on=appointment.effective_on if appointment else None,
        appointment_tests=appointment_test_facts(rows, candidacy),
        probation=probation_facts(rows, candidacy, vacancy),
        follow_up=follow_up_facts(rows, candidacy),
        materials=material_facts(rows, candidacy),
        exemptions=tuple(
            ExemptionFacts(
                stage=Stage(row.stage),
                check=row.check_id,
                rule=row.rule,
                overrides=row.overrides,
                reason=row.reason,
                by=row.by,
                on=row.on,
            )
            for row in candidacy.exemptions.all()
        ),
    )
