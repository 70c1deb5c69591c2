"""动议: opening a round, its plan and approvals, vacancies, and the people proposed."""

import uuid
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.db import transaction

from xuanxian.access.actor import Actor
from xuanxian.kernel import clock
from xuanxian.kernel.errors import Problem, Refusal
from xuanxian.policy.outcome import Outcome
from xuanxian.policy.queries import in_force
from xuanxian.registry.models import (
    Organisation,
    Person,
    PersonStatus,
    Post,
    PostHolding,
)
from xuanxian.selection import models
from xuanxian.selection.instruments import Motion, Stage
from xuanxian.selection.instruments.motion import PlanVersion
from xuanxian.selection.judging import judge_person
from xuanxian.selection.projection import take
from xuanxian.selection.queries.plan_versions import people_now
from xuanxian.selection.rules import Rules
from xuanxian.selection.services.entering import (
    Entered,
    checked_statements,
    day_or_today,
    distinct_names,
    enter,
    enter_case,
    judge_again,
    refuse_blocking,
    wanted,
)
from xuanxian.selection.services.establishment import establishment_of


@transaction.atomic
def open_round(
    *,
    title: str,
    unit: Organisation,
    actor: Actor,
    occasion: str = "",
    rules: Rules | None = None,
) -> models.Round:
    """Open a round under the policy in force for `unit` today, which is pinned.

    Args:
        title: 批次名称.
        unit: whose organisation department runs it.
        occasion: 动议时机, in the words of the policy where it lists them.
        rules: the rules to pin instead of the adopted policy, for rehearsals.

    Raises:
        Refusal: no policy is adopted, it has no procedure, the occasion is none of those the policy
            lists (临时动议), or the role may not open rounds.
    """
    title = wanted(title, "批次名称")
    if rules is None:
        rules = adopted_rules(unit, clock.today())
    _refuse_other_occasions(rules, title, occasion)
    round_id = uuid.uuid4()
    Entered(models.Round(pk=round_id, title=title), rules, actor).allow("open_round", Stage.MOTION)
    take(
        f"case:{round_id}",
        "round.opened",
        {
            "round": str(round_id),
            "title": title,
            "unit": str(unit.pk),
            "unit_name": unit.name,
            "occasion": occasion.strip(),
            "rules": rules.dump(),
            "on": clock.today().isoformat(),
        },
        actor=actor,
        title=title,
    )
    return models.Round.objects.get(pk=round_id)


def _refuse_other_occasions(rules: Rules, title: str, occasion: str) -> None:
    motion = rules.first(Motion)
    if motion and motion.occasions and occasion.strip() not in motion.occasions:
        raise Refusal(
            Problem(
                title,
                "动议时机",
                occasion,
                "不在制度所列情形之内，不得临时动议。",
                f"制度所列情形：{'；'.join(motion.occasions)}。",
            )
        )


def adopted_rules(unit: Organisation, as_of: date) -> Rules:
    """The rules of the policy adopted for `unit` on `as_of`.

    Raises:
        Refusal: none is adopted.
    """
    return Rules.of_policy(in_force(unit.code, as_of, having="procedure").policy)


@transaction.atomic
def write_plan(round_: models.Round, plan: Mapping[str, str], *, actor: Actor) -> models.Round:
    """Write elements of the motion's plan, by their ids in the policy; others stay as they are.

    Raises:
        Refusal: an element the policy does not name, or the motion was approved already; where the
            plan goes through versions, only once the last one is reached.
    """
    entered = enter(round_, actor)
    entered.allow("write_plan", Stage.MOTION)
    motion = entered.rules.first(Motion)
    known = {element.id for element in motion.plan} if motion else set()
    if unknown := [name for name in plan if name not in known]:
        raise Refusal(
            Problem(round_.title, "动议方案", "、".join(unknown), "制度没有这些要素。", "请核对。")
        )
    given = list(entered.round.approvals.values_list("approver", flat=True))
    version = motion.version_at(given) if motion else None
    if given and (version is None or not version.released_by):
        raise Refusal("动议方案已经审批，不能再改。", mend="确需调整的，请另行动议。")
    texts = {name: text.strip() for name, text in plan.items()}
    entered.take(
        "plan.written",
        {"round": str(round_.pk), "plan": {**entered.round.plan, **texts}},
    )
    return models.Round.objects.get(pk=round_.pk)


@transaction.atomic
def approve_motion(
    round_: models.Round,
    approver: str,
    *,
    actor: Actor,
    on: date | None = None,
    remark: str = "",
) -> models.Approval:
    """Register that one of the policy's approvers has approved the motion.

    Raises:
        Refusal: an unknown approver, one before it missing, approved already, a plan unfinished,
            or a role that may not register it.
    """
    entered = enter(round_, actor)
    motion = entered.rules.first(Motion)
    wanted_one = (
        next((one for one in motion.approvers if one.id == approver), None) if motion else None
    )
    if motion is None or wanted_one is None:
        raise Refusal(Problem(round_.title, "审批主体", approver, "制度没有这个审批主体。", ""))
    entered.allow_roles(wanted_one.roles, f"{wanted_one.title}审批")
    given = set(entered.round.approvals.values_list("approver", flat=True))
    if approver in given:
        raise Refusal(f"{wanted_one.title}已经同意。")
    before = [one.title for one in motion.approvers if one.id not in given]
    if before[0] != wanted_one.title:
        raise Refusal(f"{before[0]}还没有同意。", mend="请按制度规定的次序审批。")
    unwritten = [
        element.title for element in motion.plan if not entered.round.plan.get(element.id, "")
    ]
    if unwritten:
        raise Refusal(f"动议方案没有写明{'、'.join(unwritten)}。", mend="请先写全动议方案。")
    approval = uuid.uuid4()
    day = day_or_today(on, "审批日期", not_before=entered.round.opened_on)
    entered.take(
        "motion.approved",
        {
            "round": str(round_.pk),
            "approval": str(approval),
            "approver": approver,
            "title": wanted_one.title,
            "remark": remark.strip(),
            "on": day.isoformat(),
            **_released(entered.round, motion.version_at(given)),
        },
    )
    return models.Approval.objects.get(pk=approval)


def _released(round_: models.Round, version: PlanVersion | None) -> dict[str, Any]:
    """The version of the plan that an approval releases, with the posts and people in it."""
    if version is None:
        return {}
    return {
        "version": {
            "row": str(uuid.uuid4()),
            "id": version.id,
            "title": version.title,
            "people": people_now(round_),
        }
    }


@transaction.atomic
def add_vacancy(
    round_: models.Round,
    post: Post,
    *,
    actor: Actor,
    seats: int = 1,
    manner: str = "委任制",
    requirements: str = "",
    leaving: int = 0,
) -> models.Vacancy:
    """Put a post up to be filled; the establishment is checked and kept with it (职数预审).

    Over quota holds the people of the post in the motion, or, where the policy says so, refuses.

    Args:
        seats: how many people are to be appointed.
        manner: 任用方式, 委任制 or another the policy's probation knows.
        leaving: how many holders of that rank in the unit are to leave in the same round.

    Raises:
        Refusal: the post is in the round already, the numbers make no sense, or the policy lets
            nothing start that does not pass the review.
    """
    entered = enter(round_, actor)
    entered.allow("add_vacancy", Stage.MOTION)
    if entered.round.vacancies.filter(post=post).exists():
        raise Refusal(f"{post}已列入本批次。")
    if seats < 1 or leaving < 0:
        raise Refusal(Problem(str(post), "拟配人数", str(seats), "不是有效人数。", "请核对。"))
    motion = entered.rules.first(Motion)
    facts = establishment_of(post, seats=seats, leaving=leaving, as_of=clock.today())
    outcome = motion.decide_establishment(facts) if motion and facts else Outcome.of([])
    if motion and motion.establishment.refuse:
        refuse_blocking(outcome, str(post), "预审不通过的职位不能启动；请先核减或者报批职数。")
    vacancy = uuid.uuid4()
    entered.take(
        "vacancy.added",
        {
            "round": str(round_.pk),
            "vacancy": str(vacancy),
            "post": str(post.pk),
            "post_title": str(post),
            "seats": seats,
            "manner": wanted(manner, "任用方式"),
            "requirements": requirements.strip(),
            "establishment": facts.model_dump(mode="json") if facts else {},
            "outcome": outcome.model_dump(mode="json"),
        },
    )
    return models.Vacancy.objects.get(pk=vacancy)


@transaction.atomic
def propose_candidate(
    vacancy: models.Vacancy,
    person: Person,
    *,
    actor: Actor,
    reason: str,
    source: str = "",
    leaves: PostHolding | None = None,
    stated: Mapping[str, Any] | None = None,
    signers: Sequence[str] = (),
) -> models.Candidacy:
    """Propose somebody for a vacancy and judge qualification and exclusions on today's facts.

    A bar does not refuse: it stays visible and stops the person at the gate.

    Args:
        reason: 提名理由.
        source: where the proposal comes from.
        leaves: the holding that ends with the appointment (拟免职务).
        stated: values the criteria ask of people and no file holds, by name.
        signers: names of those who propose the person together (联名), () when nobody does.

    Raises:
        Refusal: the person is proposed already, does not serve, or holds the post.
    """
    entered = enter(vacancy.round, actor)
    entered.allow("propose_candidate", Stage.MOTION)
    if models.Candidacy.objects.filter(vacancy=vacancy, person=person).exists():
        raise Refusal(f"{person.name}已是{vacancy.post}的人选。")
    if person.status != PersonStatus.SERVING:
        raise Refusal(f"{person.name}不是现职人员。", mend="请核对人选。")
    if person.post_holdings.filter(post=vacancy.post, held_until__isnull=True).exists():
        raise Refusal(f"{person.name}已任{vacancy.post}。", mend="请核对拟任职务。")
    if leaves is not None and (leaves.person_id != person.pk or leaves.held_until is not None):
        raise Refusal(f"{leaves.title}不是{person.name}的现任职务。", mend="请核对拟免职务。")
    said = checked_statements(entered.rules, stated or {})
    judgement = judge_person(entered.rules, person, vacancy.post, clock.today(), said)
    candidacy = uuid.uuid4()
    entered.take(
        "candidate.proposed",
        {
            "candidacy": str(candidacy),
            "vacancy": str(vacancy.pk),
            "person": str(person.pk),
            "person_name": person.name,
            "leaves": str(leaves.pk) if leaves else None,
            "source": source.strip(),
            "signers": distinct_names(signers),
            "reason": wanted(reason, "提名理由"),
            "stage": entered.rules.procedure.stages[0].stage.value,
            "on": clock.today().isoformat(),
            "stated": said,
            **judgement.dump(),
        },
    )
    return models.Candidacy.objects.get(pk=candidacy)


@transaction.atomic
def judge_candidate(
    candidacy: models.Candidacy, *, actor: Actor, stated: Mapping[str, Any] | None = None
) -> models.Candidacy:
    """Judge qualification and exclusions again, on today's facts.

    Args:
        stated: values people state now; what they stated before stands where it is not named.

    Raises:
        Refusal: the candidacy has ended, or the role may not.
    """
    entered, candidacy = enter_case(candidacy, actor)
    entered.allow("judge_candidate", Stage(candidacy.stage))
    judge_again(entered, candidacy, stated or {})
    return models.Candidacy.objects.get(pk=candidacy.pk)
