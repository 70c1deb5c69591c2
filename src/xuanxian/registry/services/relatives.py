"""Saying that a relative in a file is somebody who serves too."""

from django.db import transaction

from xuanxian.access.actor import Actor
from xuanxian.kernel import clock
from xuanxian.kernel.errors import Refusal
from xuanxian.record import services as record
from xuanxian.registry import models
from xuanxian.registry.services.people import stream_of


@transaction.atomic
def link_relative(relative: models.Relative, candidate: models.Person, *, actor: Actor) -> None:
    """Confirm that `relative` and `candidate` are one human being.

    Raises:
        Refusal: the candidate is the person whose file it is, or bears another name.
    """
    person = relative.person
    if candidate.pk == person.pk:
        raise Refusal(f"{relative.relation}不能是本人。", mend="请核对所选干部。")
    if candidate.name != relative.name:
        raise Refusal(
            f"{relative.relation}{relative.name}与{candidate.name}姓名不同。",
            mend="请先核对并更正姓名，再确认关联。",
        )
    _set_link(relative, candidate, "确认亲属关联", actor)


@transaction.atomic
def unlink_relative(relative: models.Relative, *, actor: Actor, reason: str) -> None:
    """Take a link back.

    Raises:
        Refusal: no reason is given.
    """
    if not reason.strip():
        raise Refusal("没有写明取消关联的原因。", mend="请写明原因后再保存。")
    _set_link(relative, None, reason, actor)


@transaction.atomic
def decline_link(relative: models.Relative, candidate: models.Person, *, actor: Actor) -> None:
    """Note that a proposed pair are two different people, so that it is not proposed again."""
    models.DeclinedLink.objects.get_or_create(person=relative.person, candidate=candidate)
    record.append(
        stream_of(relative.person),
        "relative.link_declined",
        {"relation": relative.relation, "name": relative.name, "candidate": str(candidate.pk)},
        actor=actor,
    )


def _set_link(
    relative: models.Relative, candidate: models.Person | None, reason: str, actor: Actor
) -> None:
    before = str(relative.linked_person_id) if relative.linked_person_id else None
    after = str(candidate.pk) if candidate else None
    if before == after:
        return
    relative.linked_person = candidate
    relative.save()
    entry = {"relation": relative.relation, "name": relative.name}
    models.Correction.objects.create(
        subject_kind="person",
        subject=relative.person_id,
        information_set="家庭成员",
        before={**entry, "linked_person": before},
        after={**entry, "linked_person": after},
        reason=reason,
        corrected_by=actor.name,
        corrected_at=clock.now(),
    )
    record.append(
        stream_of(relative.person),
        "relative.linked" if candidate else "relative.unlinked",
        {**entry, "before": before, "after": after, "reason": reason},
        actor=actor,
    )
