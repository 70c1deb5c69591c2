"""What is known of the inspection of one person."""

from collections import Counter

from xuanxian.policy.instruments import ItemList
from xuanxian.policy.instruments.item_list import ListFacts
from xuanxian.policy.outcome import Outcome
from xuanxian.selection import models
from xuanxian.selection.instruments.inspection import InspectionFacts, Report, TeamMember
from xuanxian.selection.queries.round_rows import RoundRows


def inspection_facts(rows: RoundRows, candidacy: models.Candidacy) -> InspectionFacts:
    """The inspection: notice, plan, team, forms, lists, evidence, report."""
    claims = Counter(one.section for one in candidacy.claims.all() if one.withdrawn_on is None)
    row = getattr(candidacy, "inspection", None)
    if row is None:
        return InspectionFacts(
            as_of=rows.as_of, years_in_post=candidacy.years_in_post, claims=claims
        )
    report = None
    if row.submitted_on:
        report = Report(
            submitted_on=row.submitted_on,
            sections=row.sections,
            shortcomings=tuple(row.shortcomings),
            signed_by=tuple(row.signed_by),
        )
    return InspectionFacts(
        as_of=rows.as_of,
        notice_on=row.notice_on,
        planned_on=row.planned_on,
        team=tuple(TeamMember.model_validate(one) for one in row.team),
        pledged=tuple(row.pledged),
        forms={
            form: outcome
            for form, poll in row.form_polls.items()
            if (outcome := rows.form_outcome(poll)) is not None
        },
        lists=_lists(rows, row),
        years_in_post=candidacy.years_in_post,
        former_unit_asked=row.former_unit_asked,
        claims=claims,
        report=report,
        appraisals={name: tuple(made["signed"]) for name, made in row.appraisals.items()},
    )


def _lists(rows: RoundRows, row: models.InspectionRecord) -> dict[str, Outcome]:
    """List id → what it says of the person, for the lists filled in."""
    return {
        name: rows.rules.get(name, ItemList).decide(
            ListFacts(ticked=tuple(filled["ticked"]), unknown=tuple(filled["unknown"])),
            rows.rules.parameters,
        )
        for name, filled in row.lists.items()
    }
