"""空缺岗位台账: list what is vacant, state what it asks for, announce it, take recommendations."""

import json
from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import transaction

from xuanxian.access.actor import Actor
from xuanxian.access.models import Role
from xuanxian.kernel import clock
from xuanxian.kernel.errors import Problem, Refusal
from xuanxian.policy.parts import role_names
from xuanxian.record import services as record
from xuanxian.registry.models import Organisation, Person
from xuanxian.registry.queries.people import under_codes
from xuanxian.registry.queries.units import vacancies
from xuanxian.selection import models, storage
from xuanxian.selection.instruments.vacancy_notice import SignedNominationFacts
from xuanxian.selection.queries.vacant_posts import Noticing, class_of, noticing_of
from xuanxian.selection.services.entering import day_or_today, wanted

_MAY_KEEP = (Role.ORGANISATION_STAFF,)
_MAY_BAN = (Role.ORGANISATION_STAFF, Role.ORGANISATION_LEADER)


@transaction.atomic
def renew_vacant_posts(unit: Organisation, *, actor: Actor) -> tuple[int, int]:
    """Bring the ledger up to date, as after a round: list what is vacant, close what is filled.

    Posts that belong to no class of the policy are not listed.

    Returns:
        How many were listed and how many closed.

    Raises:
        Refusal: no policy in force has vacant posts announced, or a role that may not.
    """
    _allow(actor, _MAY_KEEP)
    noticing = _noticing(unit)
    today = clock.today()
    free = {
        post: seats
        for post, seats in vacancies(
            Organisation.objects.filter(under_codes([unit.code])).select_related(
                "parent__parent__parent"
            ),
            today,
        )
        if post.counts_against_establishment
    }
    standing = {
        row.post_id: row
        for row in models.VacantPost.objects.select_for_update().filter(
            unit=unit, closed_on__isnull=True
        )
    }
    closed = [row for post, row in standing.items() if post not in {one.pk for one in free}]
    for row in closed:
        row.closed_on = today
        row.save()
    listed = []
    for post, seats in free.items():
        found = class_of(noticing, post)
        if found is None or post.pk in standing:
            continue
        listed.append(
            models.VacantPost.objects.create(
                unit=unit,
                post=post,
                seats=seats,
                post_class=found.id,
                post_class_title=found.title,
                listed_on=today,
            )
        )
    if listed or closed:
        _append(
            unit,
            "vacant_posts.renewed",
            {
                "listed": [{"vacant_post": str(row.pk), "post": str(row.post_id),
                            "post_title": str(row.post), "seats": row.seats,
                            "post_class": row.post_class_title} for row in listed],
                "closed": [str(row.pk) for row in closed],
            },
            actor,
        )  # fmt: skip
    return len(listed), len(closed)


@transaction.atomic
def state_requirements(
    vacant: models.VacantPost, requirements: Mapping[str, str], *, actor: Actor
) -> models.VacantPost:
    """Write what a vacant post asks for, by the policy's elements.

    Raises:
        Refusal: closed or announced already, an element the policy does not name, or a role that
            may not.
    """
    _allow(actor, _MAY_KEEP)
    row = _open(vacant)
    noticing = _noticing(row.unit)
    known = {one.id for one in noticing.instrument.requirements}
    if unknown := [name for name in requirements if name not in known]:
        raise Refusal(
            Problem(str(row.post), "人选标准", "、".join(unknown), "制度没有这些要素。", "请核对。")
        )
    if row.noticed_on:
        raise Refusal(
            f"{row.post}已于{row.noticed_on.isoformat()}预告，人选标准不能再改。",
            mend="确需修改的，请先销号再重新列入、重新预告。",
        )
    row.requirements = {**row.requirements, **{k: v.strip() for k, v in requirements.items()}}
    row.save()
    _append(
        row.unit,
        "vacant_post.described",
        {"vacant_post": str(row.pk), "requirements": row.requirements},
        actor,
    )
    return row


@transaction.atomic
def announce_vacant_post(
    vacant: models.VacantPost,
    *,
    whom: str,
    manner: str,
    actor: Actor,
    plenary: bool = False,
    on: date | None = None,
) -> models.VacantPost:
    """Register that a vacant post was announced (预告): to whom, in which way.

    Raises:
        Refusal: closed, announced already, its requirements unwritten, told to others than the
            policy says, a day to come, or a role that may not.
    """
    _allow(actor, _MAY_KEEP)
    row = _open(vacant)
    noticing = _noticing(row.unit)
    if row.noticed_on:
        raise Refusal(f"{row.post}已于{row.noticed_on.isoformat()}预告。")
    unwritten = [
        one.title
        for one in noticing.instrument.requirements
        if not row.requirements.get(one.id, "")
    ]
    if unwritten:
        raise Refusal(
            Problem(
                str(row.post), "人选标准", "", f"没有写明{'、'.join(unwritten)}。", "请先写全。"
            )
        )
    layer = noticing.instrument.layer_of(row.post_class)
    if layer is not None and whom != layer.whom:
        raise Refusal(
            Problem(
                str(row.post),
                "预告对象",
                whom,
                f"{row.post_class_title}应当向{layer.whom}预告。",
                "请按岗位层次预告。",
            )
        )
    row.noticed_on = day_or_today(on, "预告日期", not_before=row.listed_on)
    row.whom, row.manner, row.plenary = whom, wanted(manner, "预告方式"), plenary
    row.save()
    _append(
        row.unit,
        "vacant_post.announced",
        {
            "vacant_post": str(row.pk),
            "whom": row.whom,
            "manner": row.manner,
            "plenary": plenary,
            "on": row.noticed_on.isoformat(),
        },
        actor,
    )
    return row


@transaction.atomic
def receive_nomination(
    vacant: models.VacantPost,
    person: Person,
    *,
    nominator: str,
    nominator_post: str,
    text: Mapping[str, str],
    was_told: bool,
    signed: bool,
    actor: Actor,
    received_on: date | None = None,
) -> models.SignedNomination:
    """Take a recommendation in, with what the policy says of it. The text is a file apart.

    One that does not count is kept with the reasons; nobody is proposed by it.

    Args:
        text: element id → what the nominator wrote.
        was_told: whether the nominator is one of those the post was announced to.
        signed: in writing, under the nominator's own name.

    Raises:
        Refusal: closed, not announced, the same recommendation twice, or a role that may not.
    """
    _allow(actor, _MAY_KEEP)
    row = _open(vacant)
    noticing = _noticing(row.unit)
    if row.noticed_on is None:
        raise Refusal(f"{row.post}还没有预告，不受理推荐。", mend="请先预告。")
    name, post = wanted(nominator, "推荐人"), wanted(nominator_post, "推荐人职务")
    day = day_or_today(received_on, "收到日期", not_before=row.noticed_on)
    if row.nominations.filter(nominator=name, nominator_post=post, person=person).exists():
        raise Refusal(f"{name}对{person.name}的推荐已经登记。")
    known = {one.id for one in noticing.instrument.elements}
    written = {key: said.strip() for key, said in text.items() if key in known and said.strip()}
    bans = models.NominatorBan.objects.filter(unit=row.unit, nominator=name, until__gte=day)
    own = bans.filter(nominator_post=post).order_by("-until").first()
    outcome = noticing.instrument.decide_nomination(
        SignedNominationFacts(
            received_on=day,
            noticed_on=row.noticed_on,
            was_told=was_told,
            signed=signed,
            written=tuple(written),
            barred_until=own.until if own else None,
            namesake_barred=own is None and bans.exists(),
        ),
        noticing.parameters,
    )
    content = json.dumps(written, ensure_ascii=False, sort_keys=True).encode()
    nomination = models.SignedNomination.objects.create(
        vacant_post=row,
        nominator=name,
        nominator_post=post,
        person=person,
        text_digest=storage.store(content, name="书面实名推荐"),
        received_on=day,
        received_by=actor.name,
        outcome=outcome.model_dump(mode="json"),
    )
    _append(
        row.unit,
        "signed_nomination.received",
        {
            "nomination": str(nomination.pk),
            "vacant_post": str(row.pk),
            "nominator": name,
            "nominator_post": post,
            "person": str(person.pk),
            "text_digest": nomination.text_digest,
            "on": day.isoformat(),
            "outcome": nomination.outcome,
        },
        actor,
    )
    return nomination


@transaction.atomic
def ban_nominator(
    unit: Organisation,
    *,
    nominator: str,
    nominator_post: str,
    reason: str,
    actor: Actor,
    on: date | None = None,
) -> models.NominatorBan:
    """Take somebody's right to recommend away for as long as the policy says.

    Raises:
        Refusal: no policy, no reason, barred on that day already, or a role that may not.
    """
    _allow(actor, _MAY_BAN)
    noticing = _noticing(unit)
    name, post = wanted(nominator, "推荐人"), wanted(nominator_post, "推荐人职务")
    day = day_or_today(on, "起算日期")
    until = noticing.instrument.barred_until(day, noticing.parameters)
    return keep_ban(unit, name, post, reason, day, until, actor)


def keep_ban(
    unit: Organisation,
    nominator: str,
    nominator_post: str,
    reason: str,
    banned_on: date,
    until: date,
    actor: Actor,
) -> models.NominatorBan:
    """Keep that somebody may not nominate from `banned_on` to `until`, both included.

    Raises:
        Refusal: no reason, or barred on that day already.
    """
    if models.NominatorBan.objects.filter(
        unit=unit, nominator=nominator, nominator_post=nominator_post, until__gte=banned_on
    ).exists():
        raise Refusal(f"{nominator}的推荐资格已经取消，还没有期满。")
    ban = models.NominatorBan.objects.create(
        unit=unit,
        nominator=nominator,
        nominator_post=nominator_post,
        reason=wanted(reason, "理由"),
        banned_on=banned_on,
        until=until,
        banned_by=actor.name,
    )
    _append(
        unit,
        "nominator.banned",
        {
            "ban": str(ban.pk),
            "nominator": nominator,
            "nominator_post": nominator_post,
            "reason": ban.reason,
            "on": banned_on.isoformat(),
            "until": until.isoformat(),
        },
        actor,
    )
    return ban


def stream_of(unit: Organisation) -> str:
    """The record of a unit's vacant posts."""
    return f"vacancies:{unit.pk}"


def _append(unit: Organisation, kind: str, body: dict[str, Any], actor: Actor) -> None:
    record.append(stream_of(unit), kind, body, actor=actor, title=f"{unit.name}空缺岗位")


def _open(vacant: models.VacantPost) -> models.VacantPost:
    row = models.VacantPost.objects.select_for_update().get(pk=vacant.pk)
    if row.closed_on:
        raise Refusal(f"{row.post}已于{row.closed_on.isoformat()}销号。")
    return row


def _noticing(unit: Organisation) -> Noticing:
    found = noticing_of(unit)
    if found is None:
        raise Refusal(f"{unit.name}没有采用写有空缺岗位预告的制度。", mend="请先采用这样的制度。")
    return found


def _allow(actor: Actor, roles: tuple[Role, ...]) -> None:
    if actor.role not in roles:
        raise Refusal(f"此事由{role_names(roles)}办理。", mend="请由有权限的人员办理。")
