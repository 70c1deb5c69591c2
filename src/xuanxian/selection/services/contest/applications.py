"""报名: by staff on behalf or by the cadre himself, one or many at once; 资格审查; objections."""

import uuid
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Max

from xuanxian.access.actor import Actor
from xuanxian.access.models import Role
from xuanxian.kernel import clock
from xuanxian.kernel.errors import Problem, Refusal
from xuanxian.policy.outcome import Outcome, Verdict
from xuanxian.policy.parts import whole
from xuanxian.registry.models import Person, PersonStatus, PostHolding
from xuanxian.selection import models
from xuanxian.selection.instruments import Stage
from xuanxian.selection.judging import Judgement, judge_people
from xuanxian.selection.models.contest import PostWay
from xuanxian.selection.services.contest.entering import EnteredContest
from xuanxian.selection.services.entering import checked_statements, day_or_today, wanted
from xuanxian.selection.states import Move, allows

SOURCE = "报名"
QUALIFICATION = "qualification"
"""What an objection is against, besides the rounds of a contest."""


@dataclass(frozen=True)
class Applying:
    """Somebody who applies for a post.

    Attributes:
        statement: what the applicant says besides the file.
        stated: values that criteria ask of people and no file holds, by name.
        row: where it stands in a list, for messages; "" for a single one.
    """

    person: Person
    post: models.ContestPost
    statement: str = ""
    stated: Mapping[str, Any] = field(default_factory=dict)
    row: str = ""

    @property
    def where(self) -> str:
        """What messages call it."""
        return f"{self.row} {self.person.name}".strip()


@transaction.atomic
def enter_application(
    contest: models.Contest,
    applying: Sequence[Applying],
    *,
    actor: Actor,
    on: date | None = None,
) -> list[models.Application]:
    """Enter applications on behalf of people, all of them or none.

    Each becomes a candidacy at the contest, judged at once on today's facts; a bar does not refuse.

    Raises:
        Refusal: late, too early, twice, for more posts than one may, not serving; every fault is
            named.
    """
    inside = EnteredContest(contest, actor)
    inside.allow("enter_application")
    return _apply(inside, applying, on=on, by_person=False)


@transaction.atomic
def apply_oneself(
    post: models.ContestPost, statement: str, *, person: Person, actor: Actor
) -> models.Application:
    """Apply for a post oneself, signed in.

    Raises:
        Refusal: not the own account, out of the scope of the contest, or as `enter_application`.
    """
    inside = EnteredContest(post.contest, actor)
    refuse_stranger(person, actor)
    if not person.unit_code.startswith(inside.row.round.unit.code):
        raise Refusal(f"您不在“{inside.row.title}”的报名范围。")
    (application,) = _apply(
        inside, [Applying(person, post, statement.strip())], on=None, by_person=True
    )
    return application


def refuse_stranger(person: Person, actor: Actor) -> None:
    """
    Raises:
        Refusal: the account is not that of `person`, or does not act as himself.
    """
    if actor.role != Role.PERSON or str(person.account_id) != actor.account:
        raise Refusal("只能由本人办理。", mend="由工作人员代办的，请从竞争选拔页面登记。")


def _apply(
    inside: EnteredContest, applying: Sequence[Applying], *, on: date | None, by_person: bool
) -> list[models.Application]:
    if not applying:
        raise Refusal("没有报名人员。")
    day = day_or_today(on, "报名日期")
    problems = [*_time_problems(inside, day), *_problems(inside, applying)]
    if problems:
        raise Refusal(problems)
    said = [checked_statements(inside.entered.rules, one.stated) for one in applying]
    judged = judge_people(
        inside.entered.rules,
        [(one.person, one.post.vacancy.post, stated)
         for one, stated in zip(applying, said, strict=True)],
        clock.today(),
    )  # fmt: skip
    number = (inside.applications.aggregate(most=Max("number"))["most"] or 0) + 1
    bodies = [
        {
            "application": str(uuid.uuid4()),
            "candidacy": str(uuid.uuid4()),
            "post": str(one.post.pk),
            "vacancy": str(one.post.vacancy_id),
            "person": str(one.person.pk),
            "person_name": one.person.name,
            "number": number + place,
            "statement": one.statement.strip(),
            "stated": stated,
            "found": _verdict(inside, judgement).value,
            **judgement.dump(),
        }
        for place, (one, stated, judgement) in enumerate(zip(applying, said, judged, strict=True))
    ]
    inside.take(
        "contest.applied",
        {
            "applications": bodies,
            "source": SOURCE,
            "by_person": by_person,
            "on": day.isoformat(),
        },
    )
    return list(inside.applications.filter(number__gte=number).order_by("number"))


def _verdict(inside: EnteredContest, judgement: Judgement) -> Verdict:
    """What the facts say of an applicant: of the qualification and of what gates the stage."""
    asked = {inside.instrument.qualification}
    asked |= {gate.check for gate in inside.entered.rules.step(Stage.CONTEST).gates}
    return Outcome.of(
        reason
        for name, outcome in judgement.outcomes.items()
        if name in asked
        for reason in outcome.reasons
    ).verdict


def _time_problems(inside: EnteredContest, day: date) -> Iterable[Problem]:
    row = inside.row
    if row.closed_on or day > row.closes_on:
        last = (row.closed_on or row.closes_on).isoformat()
        yield Problem(
            row.title, "报名日期", day.isoformat(), f"报名已经截止（{row.closes_on}）。",
            f"{last}以后不再受理报名。",
        )  # fmt: skip
    if day < row.opens_on:
        yield Problem(
            row.title, "报名日期", day.isoformat(), "还没有开始报名。",
            f"报名从{row.opens_on.isoformat()}开始。",
        )  # fmt: skip


def _problems(inside: EnteredContest, applying: Sequence[Applying]) -> Iterable[Problem]:
    most = whole(inside.instrument.posts_each, inside.parameters, of="每人可报职位数")
    there: Counter[object] = Counter()
    taken: set[tuple[object, object]] = set()
    rows = models.Application.objects.filter(contest=inside.row, left="")
    for post, person in rows.values_list("post", "person"):
        there[person] += 1
        taken.add((post, person))
    left = set(
        models.Application.objects.filter(contest=inside.row)
        .exclude(left="")
        .values_list("post", "person")
    )
    proposed = set(
        models.Candidacy.objects.filter(
            vacancy__round=inside.entered.round, application__isnull=True
        ).values_list("vacancy", "person")
    )
    holding = set(
        PostHolding.objects.filter(
            held_until__isnull=True, post__in=inside.row.posts.values("vacancy__post")
        ).values_list("post", "person")
    )
    for one in applying:
        key = (one.post.pk, one.person.pk)
        title = one.post.title
        if one.post.contest_id != inside.row.pk or one.post.way != PostWay.OPEN:
            yield Problem(one.where, "职位", title, "这个职位现在不接受报名。", "请核对职位。")
        if key in taken:
            yield Problem(one.where, "职位", title, "这个人已经报了这个职位。", "请勿重复报名。")
        elif key in left:
            yield Problem(one.where, "职位", title, "已经弃权或取消资格，不能再报同一职位。", "")
        elif there[one.person.pk] >= most:
            yield Problem(
                one.where, "职位", title, f"每人最多报{most}个职位，已经报满。", "请先核对报名。"
            )
        elif (one.post.vacancy_id, one.person.pk) in proposed:
            yield Problem(one.where, "职位", title, "已是这个职位的人选。", "")
        if one.person.status != PersonStatus.SERVING:
            yield Problem(one.where, "人员", one.person.name, "不是现职人员。", "请核对人员。")
        if (one.post.vacancy.post_id, one.person.pk) in holding:
            yield Problem(one.where, "职位", title, "现在就任这个职务。", "请核对职位。")
        taken.add(key)
        there[one.person.pk] += 1


@transaction.atomic
def withdraw_application(
    application: models.Application, reason: str, *, actor: Actor, gives_up: bool = True
) -> models.Application:
    """Register that somebody gave up (弃权) or was disqualified (取消资格), with the reason.

    The candidacy ends with it.

    Args:
        gives_up: the person wished it; otherwise others disqualified him.

    Raises:
        Refusal: no reason, out already, or the role may not.
    """
    inside = EnteredContest(application.contest, actor)
    own = actor.role == Role.PERSON
    if own:
        refuse_stranger(application.person, actor)
    else:
        inside.allow("withdraw_application")
    fresh = inside.named([application.pk])[str(application.pk)]
    if fresh.left:
        raise Refusal(f"{fresh.label}已经退出：{fresh.left}。")
    move = Move.WITHDRAW if own or gives_up else Move.DROP
    candidacy = fresh.candidacy
    if candidacy.stage != Stage.CONTEST or not allows(candidacy.state, move):
        raise Refusal(
            f"{fresh.label}的选任已到{candidacy.get_stage_display()}·"
            f"{candidacy.get_state_display()}。",
            mend="请在人选页面办理。",
        )
    why = wanted(reason, "原因")
    said = f"{'本人弃权' if own or gives_up else '取消资格'}：{why}"
    inside.take(
        "application.left",
        {
            "application": str(fresh.pk),
            "candidacy": str(candidacy.pk),
            "gives_up": own or gives_up,
            "reason": said[:_LONGEST],
            "on": clock.today().isoformat(),
        },
    )
    return models.Application.objects.get(pk=application.pk)


_LONGEST = 200


@dataclass(frozen=True)
class Finding:
    """What people found of an application: qualified or not, and why."""

    application: models.Application
    qualified: bool
    reason: str = ""


@transaction.atomic
def review_applications(
    contest: models.Contest, findings: Sequence[Finding], *, actor: Actor
) -> list[models.Application]:
    """Record the result of 资格审查, all of it or none.

    A reason is needed for whoever is refused, and for whoever is let in although the facts hold or
    bar.

    Raises:
        Refusal: a reason is missing, marks were keyed already, or the role may not.
    """
    inside = EnteredContest(contest, actor)
    inside.allow("review_application")
    if not findings:
        raise Refusal("没有选择报名人员。")
    rows = inside.named([one.application.pk for one in findings])
    held = models.ContestStep.objects.filter(contest=inside.row, held_on__isnull=False).exists()
    upheld = set(
        models.Objection.objects.filter(
            application__in=list(rows.values()), against=QUALIFICATION, upheld=True
        ).values_list("application", flat=True)
    )
    problems = []
    together: dict[tuple[bool, str], list[str]] = {}
    for one in findings:
        row = rows[str(one.application.pk)]
        reason = one.reason.strip()
        if row.left:
            problems.append(Problem(row.label, "资格审查", row.left, "已经退出。", ""))
        if held and row.pk not in upheld:
            problems.append(
                Problem(row.label, "资格审查", "", "已经开始考试，不能再改资格审查结果。",
                        "确有错误的，先由本人提出异议。")
            )  # fmt: skip
        if not reason and not one.qualified:
            problems.append(Problem(row.label, "审查意见", "", "不合格的要写明理由。", "请填写。"))
        if not reason and one.qualified and Verdict(row.found) in {Verdict.HOLD, Verdict.BAR}:
            problems.append(
                Problem(row.label, "审查意见", Verdict(row.found).label,
                        "与自动核验的结论不同，要写明理由。", "请填写认定合格的理由。")
            )  # fmt: skip
        together.setdefault((one.qualified, reason), []).append(str(row.pk))
    if problems:
        raise Refusal(problems)
    inside.take(
        "applications.reviewed",
        {
            "findings": [
                {"applications": keys, "qualified": qualified, "reason": reason}
                for (qualified, reason), keys in together.items()
            ],
            "on": clock.today().isoformat(),
        },
    )
    return list(inside.applications.filter(pk__in=list(rows)))
