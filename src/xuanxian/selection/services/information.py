"""监督信息: bodies report matters and periods, the office looks into each matter."""

import uuid
from datetime import date

from django.db import transaction

from xuanxian.access.actor import Actor
from xuanxian.access.models import Role
from xuanxian.kernel import clock
from xuanxian.kernel.errors import Problem, Refusal
from xuanxian.policy.parts import role_names
from xuanxian.record import services as record
from xuanxian.registry.models import Organisation, Person
from xuanxian.selection import models, storage
from xuanxian.selection.queries.information import Reporting, reporting_to
from xuanxian.selection.services.entering import wanted

RESULTS: dict[str, str] = {
    "unfounded": "查无实据",
    "explained": "不影响使用",
    "confirmed": "查实",
}
"""How a matter ends → what the interface says. Confirming decides nothing about a person."""

_MAY_REPORT = (Role.CONSULTED_BODY, Role.ORGANISATION_STAFF)
_MAY_HANDLE = (Role.ORGANISATION_STAFF, Role.ORGANISATION_LEADER)


@transaction.atomic
def report_matter(
    unit: Organisation,
    body: str,
    person: Person,
    text: str,
    *,
    actor: Actor,
    urgent: bool = False,
) -> models.ReportedMatter:
    """Report something about a person; the text is kept apart from the record.

    Args:
        unit: who is reported to.
        body: id of the reporting body in the policy in force.
        urgent: an important matter, reported at once.

    Raises:
        Refusal: no policy asks for reports, an unknown body, no text, a role that may not.
    """
    _allow(actor, _MAY_REPORT)
    reporting, title = _reporting(unit, body)
    today = clock.today()
    matter = uuid.uuid4()
    digest = storage.store(wanted(text, "情况内容").encode(), name="监督信息")
    period = reporting.instrument.period_of(today)
    record.append(
        stream_of(unit),
        "matter.reported",
        {
            "matter": str(matter),
            "body_id": body,
            "body_name": title,
            "person": str(person.pk),
            "text_digest": digest,
            "urgent": urgent,
            "period": period.isoformat(),
        },
        actor=actor,
        title=f"{unit.name}监督信息",
    )
    return models.ReportedMatter.objects.create(
        id=matter,
        unit=unit,
        body=body,
        body_title=title,
        period=period,
        person=person,
        text_digest=digest,
        urgent=urgent,
        reported_on=today,
        reported_by=actor.name,
    )


@transaction.atomic
def submit_body_report(
    unit: Organisation, body: str, period: date, *, actor: Actor
) -> models.BodyReport:
    """Close a period for a body: it has reported what it knows of; nothing is a 零报告.

    Args:
        period: any day of the period.

    Raises:
        Refusal: no policy asks for reports, an unknown body, a period to come or from before the
            policy is in force, reported already, or a role that may not.
    """
    _allow(actor, _MAY_REPORT)
    reporting, title = _reporting(unit, body)
    first = reporting.instrument.period_of(period)
    name = reporting.instrument.period_name(first)
    today = clock.today()
    if first > today:
        raise Refusal(Problem(title, "报送期", name, "还没有开始。", "请核对。"))
    if first < reporting.instrument.period_of(reporting.since):
        raise Refusal(
            Problem(title, "报送期", name, "早于这项制度的采用日期，不需要报送。", "请核对。")
        )
    if models.BodyReport.objects.filter(unit=unit, body=body, period=first).exists():
        raise Refusal(
            f"{title}已经报送了{name}的情况。", mend="有新情况的，请作为一条情况随时报送。"
        )
    matters = models.ReportedMatter.objects.filter(unit=unit, body=body, period=first).count()
    record.append(
        stream_of(unit),
        "body_report.submitted",
        {
            "body_id": body,
            "body_name": title,
            "period": first.isoformat(),
            "matters": matters,
        },
        actor=actor,
        title=f"{unit.name}监督信息",
    )
    return models.BodyReport.objects.create(
        unit=unit,
        body=body,
        body_title=title,
        period=first,
        matters=matters,
        submitted_on=today,
        submitted_by=actor.name,
    )


@transaction.atomic
def handle_matter(
    matter: models.ReportedMatter, result: str, handling: str, *, actor: Actor
) -> models.ReportedMatter:
    """Say what came of a matter.

    Args:
        result: one of `RESULTS`.
        handling: what was found and done.

    Raises:
        Refusal: handled already, an unknown result, no words, or a role that may not.
    """
    _allow(actor, _MAY_HANDLE)
    fresh = models.ReportedMatter.objects.select_for_update().get(pk=matter.pk)
    if fresh.result:
        raise Refusal("这条情况已经处理。")
    if result not in RESULTS:
        listed = "、".join(RESULTS.values())
        raise Refusal(Problem("监督信息", "核实结论", result, "不是有效结论。", f"请选{listed}。"))
    fresh.result = result
    fresh.handling = wanted(handling, "处理意见")
    fresh.handled_on = clock.today()
    fresh.handled_by = actor.name
    record.append(
        stream_of(fresh.unit),
        "matter.handled",
        {"matter": str(fresh.pk), "verdict": result, "handling": fresh.handling},
        actor=actor,
    )
    fresh.save()
    return fresh


def stream_of(unit: Organisation) -> str:
    """The record of what is reported to a unit."""
    return f"information:{unit.pk}"


def _reporting(unit: Organisation, body: str) -> tuple[Reporting, str]:
    reporting = reporting_to(unit)
    if reporting is None:
        raise Refusal(f"{unit.name}没有采用写有监督信息报送的制度。", mend="请先采用这样的制度。")
    for one in reporting.instrument.bodies:
        if one.id == body:
            return reporting, one.title
    raise Refusal(Problem(reporting.policy, "报送单位", body, "制度中没有这个单位。", "请核对。"))


def _allow(actor: Actor, roles: tuple[Role, ...]) -> None:
    if actor.role not in roles:
        raise Refusal(f"此事由{role_names(roles)}办理。", mend="请由有权限的人员办理。")
