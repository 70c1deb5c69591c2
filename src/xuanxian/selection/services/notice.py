"""公示: putting people up, what is reported about them, ending the notice."""

import uuid
from collections.abc import Sequence
from datetime import date

from django.db import transaction

from xuanxian.access.actor import Actor
from xuanxian.kernel import clock
from xuanxian.kernel.errors import Problem, Refusal
from xuanxian.selection import models, storage
from xuanxian.selection.instruments import Notice, Stage
from xuanxian.selection.instruments.notice import REPORT_VERDICTS
from xuanxian.selection.rules import Rules
from xuanxian.selection.services.entering import (
    day_or_today,
    enter_case,
    enter_cases,
    wanted,
)

_FROM_NOTICE_ON = (Stage.NOTICE, Stage.APPOINTMENT)


@transaction.atomic
def start_notice(
    candidacies: Sequence[models.Candidacy],
    *,
    text: str,
    actor: Actor,
    sites: Sequence[str] = (),
    on: date | None = None,
) -> list[models.PublicNotice]:
    """Put one or several people up; the last day follows the policy and the public holidays.

    Args:
        text: what is shown.
        sites: where; those of the policy when empty.

    Raises:
        Refusal: a notice is up already, no text, a role that may not.
    """
    entered, people = enter_cases(candidacies, actor, Stage.NOTICE)
    entered.allow("start_notice", Stage.NOTICE)
    notice = _notice(entered.rules)
    for candidacy in people:
        row = models.PublicNotice.objects.filter(pk=candidacy.pk).first()
        if row and row.started_on and row.ended_on is None:
            raise Refusal(f"{candidacy.person.name}正在公示。")
    day = day_or_today(on, "公示日期", not_before=max(candidacy.entered_on for candidacy in people))
    entered.take(
        "notice.started",
        {
            "candidacies": [str(one.pk) for one in people],
            "names": [one.person.name for one in people],
            "text": wanted(text, "公示内容"),
            "sites": [site.strip() for site in sites if site.strip()] or list(notice.sites),
            "on": day.isoformat(),
            "last_day": notice.last_day(day, entered.rules.parameters).isoformat(),
        },
    )
    return list(models.PublicNotice.objects.filter(pk__in=[one.pk for one in people]))


@transaction.atomic
def exempt_notice(
    candidacy: models.Candidacy, because: str, *, actor: Actor
) -> models.PublicNotice:
    """Register that no notice is held, because of one of the circumstances the policy lists.

    Raises:
        Refusal: the policy does not list it, or a notice is up.
    """
    entered, candidacy = enter_case(candidacy, actor, Stage.NOTICE)
    entered.allow("exempt_notice", Stage.NOTICE)
    notice = _notice(entered.rules)
    if because not in notice.exempt:
        listed = "；".join(notice.exempt) or "没有"
        raise Refusal(
            Problem(
                candidacy.person.name,
                "不公示的情形",
                because,
                "制度没有列入这种情形。",
                f"制度所列：{listed}。",
            )
        )
    entered.take("notice.exempted", {"candidacy": str(candidacy.pk), "because": because})
    return models.PublicNotice.objects.get(pk=candidacy.pk)


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
    report = uuid.uuid4()
    entered.take(
        "complaint.received",
        {
            "report": str(report),
            "candidacy": str(candidacy.pk),
            "channel": channel.strip(),
            "text_digest": storage.store(content.encode(), name="反映内容"),
            "on": day.isoformat(),
        },
    )
    return models.ReceivedReport.objects.get(pk=report)


@transaction.atomic
def handle_complaint(
    report: models.ReceivedReport, verdict: str, handling: str, *, actor: Actor
) -> models.ReceivedReport:
    """Record what became of a report: unfounded, partly founded or founded.

    Raises:
        Refusal: an unknown verdict, no account of the handling, handled already.
    """
    entered, candidacy = enter_case(report.candidacy, actor, *_FROM_NOTICE_ON, receiving=True)
    entered.allow("handle_complaint", Stage.NOTICE)
    fresh = models.ReceivedReport.objects.get(pk=report.pk)
    if fresh.verdict != "pending":
        raise Refusal("这件反映已有核查结论。")
    if verdict not in REPORT_VERDICTS or verdict == "pending":
        raise Refusal(Problem(candidacy.person.name, "核查结论", verdict, "不是有效结论。", ""))
    entered.take(
        "complaint.handled",
        {
            "report": str(report.pk),
            "candidacy": str(candidacy.pk),
            "verdict": verdict,
            "handling": wanted(handling, "核查情况和处理意见"),
            "on": clock.today().isoformat(),
        },
    )
    return models.ReceivedReport.objects.get(pk=report.pk)


@transaction.atomic
def end_notice(candidacy: models.Candidacy, *, actor: Actor) -> models.PublicNotice:
    """Register the result once the notice is over.

    Raises:
        Refusal: its last day has not passed, no notice, or ended already.
    """
    entered, candidacy = enter_case(candidacy, actor, Stage.NOTICE)
    entered.allow("end_notice", Stage.NOTICE)
    row = models.PublicNotice.objects.filter(pk=candidacy.pk).first()
    name = candidacy.person.name
    if row is None or row.started_on is None or row.last_day is None:
        raise Refusal(f"{name}还没有公示。")
    if row.ended_on:
        raise Refusal(f"{name}的公示结果已经登记。")
    if clock.today() <= row.last_day:
        raise Refusal(
            f"{name}的公示到{row.last_day.isoformat()}才期满。", mend="期满后的第一天起可以登记。"
        )
    entered.take(
        "notice.ended",
        {
            "candidacy": str(candidacy.pk),
            "reports": candidacy.reports.count(),
            "on": clock.today().isoformat(),
        },
    )
    return models.PublicNotice.objects.get(pk=candidacy.pk)


def _notice(rules: Rules) -> Notice:
    found = rules.first(Notice)
    if found is None:
        raise Refusal("本批次依据的制度没有公示。")
    return found
