"""What is looked at once more before somebody takes up a post: the days between the gates and the
appointment may have changed it."""

from collections.abc import Sequence
from datetime import date

from xuanxian.kernel import clock
from xuanxian.kernel.errors import Problem, Refusal
from xuanxian.policy.outcome import Outcome, Verdict
from xuanxian.registry import codes
from xuanxian.registry.models import Organisation, Person, PersonStatus, PostHolding
from xuanxian.registry.queries import establishment_figures
from xuanxian.selection import course, models
from xuanxian.selection.instruments import Motion, Notice, Stage
from xuanxian.selection.instruments.motion import EstablishmentFacts
from xuanxian.selection.queries.case_facts import case_facts
from xuanxian.selection.queries.round_rows import unit_of
from xuanxian.selection.services.entering import Entered, refuse_blocking


def refuse_days_before_the_case(candidacy: models.Candidacy, effective_on: date) -> None:
    """Refuse an appointment that counts from before the round was opened.

    Raises:
        Refusal: so.
    """
    opened = candidacy.vacancy.round.opened_on
    if effective_on < opened:
        raise Refusal(
            Problem(
                candidacy.person.name,
                "任职时间",
                effective_on.isoformat(),
                f"早于批次启动日期{opened.isoformat()}。",
                "请核对日期。",
            )
        )


def locked_person(candidacy: models.Candidacy) -> Person:
    """The person, locked: two rounds appoint the same person one after the other.

    Raises:
        Refusal: no longer in service.
    """
    person = Person.objects.select_for_update().get(pk=candidacy.person_id)
    if person.status != PersonStatus.SERVING:
        raise Refusal(f"{person.name}已不是现职人员，不能任职。", mend="请核对人选。")
    return person


def refuse_open_reports(entered: Entered, candidacy: models.Candidacy) -> None:
    """Refuse while something reported during or after the notice is not cleared.

    Raises:
        Refusal: so; one problem a report.
    """
    notice = entered.rules.first(Notice)
    if notice is None or entered.rules.procedure.step(Stage.NOTICE) is None:
        return
    asked = course.gate(entered.rules, case_facts(candidacy), Stage.NOTICE)
    about = tuple(f"{notice.id}.report.{report.pk}" for report in candidacy.reports.all())
    refuse_blocking(
        Outcome.of([reason for reason in asked.reasons if reason.rule in about]),
        candidacy.person.name,
        "请先登记核查结论，或退回公示环节。",
    )


def posts_left(
    entered: Entered, candidacy: models.Candidacy, also: Sequence[PostHolding]
) -> list[PostHolding]:
    """The holdings that end with the appointment, locked: the one proposed and those in `also`.

    Raises:
        Refusal: one is not held by the person any more, or a main post (主职务) would be kept
            beside the new one although the policy allows no 兼任.
    """
    name = candidacy.person.name
    held = {
        holding.pk: holding
        for holding in PostHolding.objects.select_for_update().filter(
            person=candidacy.person_id, held_until__isnull=True
        )
    }
    leaving = [holding.pk for holding in also]
    if candidacy.leaves_id and candidacy.leaves_id not in leaving:
        leaving.insert(0, candidacy.leaves_id)
    if gone := [pk for pk in leaving if pk not in held]:
        titles = "、".join(PostHolding.objects.filter(pk__in=gone).values_list("title", flat=True))
        raise Refusal(
            Problem(name, "拟免职务", titles, "不是现任职务。", "请核对拟免职务。"),
        )
    kept = [one.title for pk, one in held.items() if one.is_main and pk not in leaving]
    if kept and not entered.rules.procedure.concurrent_posts:
        raise Refusal(
            Problem(
                name,
                "现任职务",
                "、".join(kept),
                "还在任，制度没有允许兼任。",
                "请在办理任职时列为同时免去的职务，或先办理免职。",
            )
        )
    return [held[pk] for pk in leaving]


def refuse_over_establishment(
    entered: Entered, candidacy: models.Candidacy, leaving: Sequence[PostHolding]
) -> None:
    """Refuse somebody beyond the establishment as it is today, unless this was released before.

    Only who serves counts now, not who is planned: a post vacated only on paper is not vacant.

    Raises:
        Refusal: over what is approved, or nothing is known of it, and the policy stops it.
    """
    motion, post = entered.rules.first(Motion), candidacy.vacancy.post
    if motion is None or not post.counts_against_establishment:
        return
    # Locked, so that two rounds do not both find the last seat free.
    unit = Organisation.objects.select_for_update().get(pk=unit_of(post.organisation).pk)
    figure = next(
        (one for one in establishment_figures([unit], clock.today()) if one.rank == post.rank),
        None,
    )
    freed = sum(
        holding.rank == post.rank
        and holding.post is not None
        and holding.post.counts_against_establishment
        and unit_of(holding.post.organisation) == unit
        for holding in leaving
    )
    outcome = motion.decide_establishment(
        EstablishmentFacts(
            unit=unit.name,
            rank=codes.table("rank").label(post.rank),
            approved=figure.approved if figure else None,
            filled=figure.actual if figure else 0,
            reserved=figure.reserved if figure else 0,
            leaving=freed,
            planned=1,
        )
    )
    set_aside = set(candidacy.exemptions.values_list("rule", "overrides"))
    refuse_blocking(
        Outcome.of(
            reason
            for reason in outcome.reasons
            if (reason.rule, reason.verdict is Verdict.BAR) not in set_aside
        ),
        candidacy.person.name,
        "请先办理调出人员的免职，或退回动议环节报批。",
    )
