"""监督信息: the policy that asks for it, who reports, what is open."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from xuanxian.access.models import Account, Role
from xuanxian.kernel import clock
from xuanxian.policy.formulas import Parameters
from xuanxian.policy.outcome import Reason
from xuanxian.policy.parts import Named
from xuanxian.policy.queries import all_in_force
from xuanxian.registry.models import Organisation
from xuanxian.selection import models
from xuanxian.selection.instruments.information_report import (
    InformationFacts,
    InformationReport,
    Matter,
)


@dataclass(frozen=True)
class Reporting:
    """Who reports to a unit under the policy in force.

    Attributes:
        unit: who is reported to.
        policy: title of the policy.
        instrument: what it asks.
        parameters: its values.
        since: first day it is in force.
    """

    unit: Organisation
    policy: str
    instrument: InformationReport
    parameters: Parameters
    since: date


@dataclass(frozen=True)
class LedgerRow:
    """One body and what came in from it, period by period."""

    body: Named
    answered_by: str
    cells: tuple[tuple[Reason, models.BodyReport | None], ...]


def reporting_to(unit: Organisation, as_of: date | None = None) -> Reporting | None:
    """The first policy in force for `unit` that asks for reports, None when none does."""
    for adopted in all_in_force(unit.code, as_of or clock.today()):
        for instrument in adopted.instruments:
            if isinstance(instrument, InformationReport):
                return Reporting(
                    unit,
                    adopted.policy.title,
                    instrument,
                    adopted.quantities,
                    adopted.valid_from,
                )
    return None


def reporting_of(account: Account) -> list[tuple[Reporting, Named]]:
    """For whom the account reports, and as which body: by the units named for the bodies."""
    found = []
    codes = [code for role, code in account.reach if role == Role.CONSULTED_BODY]
    for row in models.ConsultedBody.objects.select_related("unit", "body"):
        if not any(row.body.code.startswith(code) for code in codes):
            continue
        reporting = reporting_to(row.unit)
        for body in reporting.instrument.bodies if reporting else ():
            if reporting and body.title == row.name:
                found.append((reporting, body))
    return found


def periods_until(reporting: Reporting, day: date, count: int) -> list[date]:
    """First days of the last `count` periods since the policy is in force, that of `day` last."""
    instrument = reporting.instrument
    periods = [instrument.period_of(reporting.since)]
    while periods[-1] < instrument.period_of(day):
        periods.append(instrument.period_after(periods[-1]))
    return periods[-count:]


def ledger(reporting: Reporting, periods: Iterable[date], as_of: date) -> list[LedgerRow]:
    """Bodies × periods: what came in and what the policy says of it."""
    asked = list(periods)
    rows = {
        (row.body, row.period): row
        for row in models.BodyReport.objects.filter(unit=reporting.unit, period__in=asked)
    }
    said = {
        period: _said(
            reporting,
            period,
            {body: row.submitted_on for (body, on), row in rows.items() if on == period},
            as_of,
        )
        for period in asked
    }
    named = {
        row.name: row.body.name
        for row in models.ConsultedBody.objects.filter(unit=reporting.unit).select_related("body")
    }
    return [
        LedgerRow(
            body=body,
            answered_by=named.get(body.title, ""),
            cells=tuple((said[period][body.id], rows.get((body.id, period))) for period in asked),
        )
        for body in reporting.instrument.bodies
    ]


def _said(
    reporting: Reporting, period: date, received: Mapping[str, date], as_of: date
) -> Mapping[str, Reason]:
    """Body id → what the policy says of its report."""
    facts = InformationFacts(as_of=as_of, period=period, received=received)
    outcome = reporting.instrument.decide(facts, reporting.parameters)
    return {reason.rule.rpartition(".")[2]: reason for reason in outcome.reasons}


def open_matters(people: Any) -> Mapping[UUID, tuple[Matter, ...]]:
    """Person id → matters nobody has looked into yet.

    Args:
        people: ids of persons, or a query of them.
    """
    found: dict[UUID, list[Matter]] = defaultdict(list)
    rows = models.ReportedMatter.objects.filter(person__in=people, result="")
    for row in rows.order_by("reported_on", "pk"):
        found[row.person_id].append(
            Matter(body=row.body_title, reported_on=row.reported_on, urgent=row.urgent)
        )
    return {person: tuple(matters) for person, matters in found.items()}
