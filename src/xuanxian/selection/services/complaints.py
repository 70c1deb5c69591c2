"""公示期反映: taking a report in, its steps, what was found, and what follows for both sides."""

import uuid
from datetime import date

from django.db import transaction

from xuanxian.access.actor import Actor
from xuanxian.kernel import clock
from xuanxian.kernel.errors import Problem, Refusal
from xuanxian.selection import models, storage
from xuanxian.selection.instruments import Stage
from xuanxian.selection.instruments.notice import REPORT_VERDICTS
from xuanxian.selection.services.entering import (
    Entered,
    day_or_today,
    enter_case,
    wanted,
)
from xuanxian.selection.services.notice import notice_of

_FROM_NOTICE_ON = (Stage.NOTICE, Stage.APPOINTMENT, Stage.PROBATION)
"""A report may come, and be found out, also after the appointment."""


@transaction.atomic
def receive_complaint(
    candidacy: models.Candidacy,
    text: str,
    *,
    actor: Actor,
    channel: str = "",
    on: date | None = None,
) -> models.ReceivedReport:
    """Register a report about a person. Its text is filed apart; the record keeps its digest.

    Args:
        text: what is reported. Who reported it must not stand in it.
        channel: how it came, as 来信 or 来访.

    Raises:
        Refusal: no text, before the notice began, or a role that may not.
    """
    entered, candidacy = enter_case(candidacy, actor, *_FROM_NOTICE_ON, receiving=True)
    entered.allow("receive_complaint", Stage.NOTICE)
    row = models.PublicNotice.objects.filter(pk=candidacy.pk).first()
    if row is None or row.started_on is None:
        raise Refusal(f"{candidacy.person.name}还没有公示。")
    content = wanted(text, "反映内容")
    day = day_or_today(on, "收到日期", not_before=row.started_on)
    handling = notice_of(entered.rules).reports
    first = handling.next_step((), decided=False)
    due = handling.due_on(first, day, entered.rules.parameters)
    report = uuid.uuid4()
    entered.take(
        "complaint.received",
        {
            "report": str(report),
            "candidacy": str(candidacy.pk),
            "channel": channel.strip(),
            "text_digest": storage.store(content.encode(), name="反映内容"),
            "on": day.isoformat(),
            "due_on": due.isoformat() if due else None,
        },
    )
    return models.ReceivedReport.objects.get(pk=report)


@transaction.atomic
def handle_complaint(
    report: models.ReceivedReport, verdict: str, handling: str, *, actor: Actor
) -> models.ReceivedReport:
    """Record what became of a report: unfounded, partly founded or founded.

    Raises:
        Refusal: an unknown verdict, no account of the handling, handled already, a step the policy
            wants before the verdict not taken.
    """
    entered, candidacy = enter_case(report.candidacy, actor, *_FROM_NOTICE_ON, receiving=True)
    entered.allow("handle_complaint", Stage.NOTICE)
    fresh = models.ReceivedReport.objects.get(pk=report.pk)
    if fresh.verdict != "pending":
        raise Refusal("这件反映已有核查结论。")
    if verdict not in REPORT_VERDICTS or verdict == "pending":
        raise Refusal(Problem(candidacy.person.name, "核查结论", verdict, "不是有效结论。", ""))
    rule = notice_of(entered.rules).reports
    before = rule.next_step(fresh.steps_taken, decided=False)
    if before is not None:
        raise Refusal(
            Problem(
                candidacy.person.name,
                "核查结论",
                REPORT_VERDICTS[verdict],
                f"还没有{before.title}。",
                "请依次办理后再登记结论。",
            )
        )
    today = clock.today()
    following = rule.next_step(fresh.steps_taken, decided=True)
    due = rule.due_on(following, today, entered.rules.parameters)
    entered.take(
        "complaint.handled",
        {
            "report": str(report.pk),
            "candidacy": str(candidacy.pk),
            "verdict": verdict,
            "handling": wanted(handling, "核查情况和处理意见"),
            "on": today.isoformat(),
            "due_on": due.isoformat() if due else None,
        },
    )
    return models.ReceivedReport.objects.get(pk=report.pk)


@transaction.atomic
def advance_complaint(
    report: models.ReceivedReport,
    step: str,
    remark: str,
    *,
    actor: Actor,
    on: date | None = None,
) -> models.ReceivedReport:
    """Take the next step of handling a report, as 呈批, 转办, 督办 or, after the verdict, 反馈.

    Args:
        step: id of the step in the policy; it must be the one whose turn it is.
        remark: to whom, by which letter, what was said.

    Raises:
        Refusal: a step whose turn it is not, no remark, before the step before it, or a role that
            may not.
    """
    entered, candidacy = enter_case(report.candidacy, actor, *_FROM_NOTICE_ON, receiving=True)
    rule = notice_of(entered.rules).reports
    fresh = models.ReceivedReport.objects.get(pk=report.pk)
    decided = fresh.verdict != "pending"
    following = rule.next_step(fresh.steps_taken, decided=decided)
    known = rule.step(step)
    if following is None or following.id != step:
        turn = f"应当{following.title}" if following else "没有待办的步骤"
        raise Refusal(
            Problem(
                candidacy.person.name,
                "办理步骤",
                known.title if known else step,
                f"现在{turn}。",
                "请按制度的次序办理。",
            )
        )
    usual = entered.rules.step(Stage.NOTICE).roles_for("handle_complaint")
    entered.allow_roles(following.roles or usual, following.title)
    since = date.fromisoformat(fresh.steps[-1]["on"]) if fresh.steps else fresh.received_on
    if decided and fresh.handled_on is not None:
        since = max(since, fresh.handled_on)
    day = day_or_today(on, f"{following.title}日期", not_before=since)
    after = rule.next_step((*fresh.steps_taken, following.id), decided=decided)
    due = rule.due_on(after, day, entered.rules.parameters)
    entered.take(
        "complaint.advanced",
        {
            "report": str(fresh.pk),
            "candidacy": str(candidacy.pk),
            "step": following.id,
            "title": following.title,
            "remark": wanted(remark, "办理情况"),
            "on": day.isoformat(),
            "due_on": due.isoformat() if due else None,
        },
    )
    return models.ReceivedReport.objects.get(pk=report.pk)


@transaction.atomic
def clear_person(
    report: models.ReceivedReport, manner: str, *, actor: Actor, on: date | None = None
) -> models.ReceivedReport:
    """Clear somebody about whom a report was unfounded (澄清正名).

    Args:
        manner: how and before whom, as 在单位会议上说明.

    Raises:
        Refusal: the report was not found unfounded, cleared already, no manner, or a role that may
            not.
    """
    entered, candidacy, fresh = _unfounded(report, actor, "澄清正名")
    if fresh.cleared_on:
        raise Refusal(f"已于{fresh.cleared_on.isoformat()}为{candidacy.person.name}澄清正名。")
    entered.take(
        "complaint.cleared",
        {
            "report": str(fresh.pk),
            "candidacy": str(candidacy.pk),
            "manner": wanted(manner, "澄清方式"),
            "on": day_or_today(on, "澄清日期", not_before=fresh.handled_on).isoformat(),
        },
    )
    return models.ReceivedReport.objects.get(pk=report.pk)


@transaction.atomic
def refer_accuser(
    report: models.ReceivedReport,
    document_number: str,
    *,
    actor: Actor,
    on: date | None = None,
) -> models.ReceivedReport:
    """Hand a false accusation to the body the policy names; who accused is not named here.

    Raises:
        Refusal: the policy names no body, the report was not found unfounded, referred already, no
            document, or a role that may not.
    """
    entered, candidacy, fresh = _unfounded(report, actor, "移送诬告陷害线索")
    body = notice_of(entered.rules).reports.false_reports_to
    if not body:
        raise Refusal("本批次依据的制度没有写明诬告陷害由谁处理。")
    if fresh.accuser_referred_on:
        raise Refusal(f"已于{fresh.accuser_referred_on.isoformat()}移送{body}。")
    entered.take(
        "complaint.accuser_referred",
        {
            "report": str(fresh.pk),
            "candidacy": str(candidacy.pk),
            "body": body,
            "document_number": wanted(document_number, "移送文号"),
            "on": day_or_today(on, "移送日期", not_before=fresh.handled_on).isoformat(),
        },
    )
    return models.ReceivedReport.objects.get(pk=report.pk)


def _unfounded(
    report: models.ReceivedReport, actor: Actor, what: str
) -> tuple[Entered, models.Candidacy, models.ReceivedReport]:
    """A report that was found unfounded, read anew under the lock of its round.

    Raises:
        Refusal: it was not, or a role that may not.
    """
    entered, candidacy = enter_case(report.candidacy, actor, *_FROM_NOTICE_ON, receiving=True)
    entered.allow("handle_complaint", Stage.NOTICE)
    fresh = models.ReceivedReport.objects.get(pk=report.pk)
    if fresh.verdict != "unfounded":
        raise Refusal(
            Problem(
                candidacy.person.name,
                what,
                REPORT_VERDICTS[fresh.verdict],
                "只有查无实据的反映才办理。",
                "请先登记核查结论。",
            )
        )
    return entered, candidacy, fresh
