"""公示: putting people up, ending the notice."""

from collections.abc import Sequence
from datetime import date

from django.db import transaction

from xuanxian.access.actor import Actor
from xuanxian.kernel import clock
from xuanxian.kernel.errors import Problem, Refusal
from xuanxian.selection import models
from xuanxian.selection.instruments import Notice, Stage
from xuanxian.selection.queries.stage_facts.notice import achievements_facts
from xuanxian.selection.rules import Rules
from xuanxian.selection.services.entering import (
    day_or_today,
    enter_case,
    enter_cases,
    refuse_blocking,
    wanted,
)


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
        Refusal: a notice is up already, no text, a place the policy wants is missing, a statement
            of achievements that is not in order, a role that may not.
    """
    entered, people = enter_cases(candidacies, actor, Stage.NOTICE)
    entered.allow("start_notice", Stage.NOTICE)
    notice = notice_of(entered.rules)
    for candidacy in people:
        row = models.PublicNotice.objects.filter(pk=candidacy.pk).first()
        if row and row.started_on and row.ended_on is None:
            raise Refusal(f"{candidacy.person.name}正在公示。")
    day = day_or_today(on, "公示日期", not_before=max(candidacy.entered_on for candidacy in people))
    shown_at = [site.strip() for site in sites if site.strip()] or list(notice.sites)
    if missing := notice.missing_sites(shown_at):
        raise Refusal(
            Problem(
                "公示",
                "公示地点",
                "、".join(shown_at),
                f"缺少{'、'.join(missing)}。",
                f"制度要求在{'、'.join(notice.sites)}同时公示。",
            )
        )
    if notice.achievements is not None:
        for candidacy in people:
            refuse_blocking(
                notice.judge_achievements(
                    achievements_facts(candidacy, day), entered.rules.parameters
                ),
                f"{candidacy.person.name}的实绩材料",
                "请补正后再公示。",
            )
    entered.take(
        "notice.started",
        {
            "candidacies": [str(one.pk) for one in people],
            "names": [one.person.name for one in people],
            "text": wanted(text, "公示内容"),
            "sites": shown_at,
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
    notice = notice_of(entered.rules)
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


def notice_of(rules: Rules) -> Notice:
    """The notice of the policy.

    Raises:
        Refusal: it has none.
    """
    found = rules.first(Notice)
    if found is None:
        raise Refusal("本批次依据的制度没有公示。")
    return found
