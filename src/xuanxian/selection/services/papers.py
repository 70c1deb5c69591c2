"""Filing and auditing the materials of the record checklist."""

import uuid

from django.db import transaction

from xuanxian.access.actor import Actor
from xuanxian.kernel import clock
from xuanxian.kernel.errors import Problem, Refusal
from xuanxian.selection import models, storage
from xuanxian.selection.instruments import Checklist
from xuanxian.selection.services.entering import enter, wanted


@transaction.atomic
def attach_material(
    round_: models.Round,
    item: str,
    *,
    file_name: str,
    content: bytes,
    actor: Actor,
    candidacy: models.Candidacy | None = None,
) -> models.Material:
    """File a material; the bytes are kept under the installation's home by their SHA-256.

    Args:
        item: id of the material in the policy's checklist.
        candidacy: whose material it is; None for one of the round.

    Raises:
        Refusal: an item the checklist lacks, a material of a person without the person, an empty
            or too large file, or a role that does not file it.
    """
    entered = enter(round_, actor)
    checklist = entered.rules.first(Checklist)
    found = checklist.item(item) if checklist else None
    if checklist is None or found is None:
        raise Refusal(Problem(round_.title, "纪实项目", item, "纪实清单中没有这一项。", "请核对。"))
    if (found.of == "person") != (candidacy is not None):
        whose = "要指明是谁的材料" if found.of == "person" else "是整批共用的材料，不分人"
        raise Refusal(Problem(round_.title, found.title, "", f"这一项{whose}。", "请核对。"))
    if candidacy is not None and candidacy.vacancy.round_id != entered.round.pk:
        raise Refusal(Problem(round_.title, "人选", str(candidacy), "不在本批次。", "请核对。"))
    link = next(one for one in checklist.links if found in one.items)
    entered.allow_roles(
        found.recorder or entered.rules.step(link.stage).roles_for("attach_material"),
        found.title,
    )
    # A name is for showing; a path in it would lead somewhere.
    name = wanted(file_name.replace("\\", "/").rsplit("/", 1)[-1], "文件名")[:200]
    material = uuid.uuid4()
    entered.take(
        "material.attached",
        {
            "material": str(material),
            "round": str(entered.round.pk),
            "candidacy": str(candidacy.pk) if candidacy else None,
            "item": item,
            "title": found.title,
            "file_name": name,
            "digest": storage.store(content, name=name),
            "size": len(content),
            "on": clock.today().isoformat(),
        },
    )
    return models.Material.objects.get(pk=material)


@transaction.atomic
def audit_material(material: models.Material, *, actor: Actor) -> models.Material:
    """Register that the material was checked, by somebody else than who filed it.

    Raises:
        Refusal: audited already, the same person, a role that does not audit it, or the file no
            longer has the content that was filed.
    """
    entered = enter(material.round, actor)
    fresh = models.Material.objects.get(pk=material.pk)
    checklist = entered.rules.first(Checklist)
    item = checklist.item(fresh.item) if checklist else None
    if checklist is None or item is None:
        raise Refusal(Problem(fresh.title, "纪实项目", fresh.item, "纪实清单中没有这一项。", ""))
    entered.allow_roles(item.auditor, f"{item.title}审核")
    if fresh.audited_by:
        raise Refusal(f"“{fresh.title}”已由{fresh.audited_by}审核。")
    if checklist.recorder_is_not_auditor and fresh.recorded_by == actor.name:
        raise Refusal(f"“{fresh.title}”由{actor.name}归集，应由其他人审核。")
    storage.read(fresh.digest)
    entered.take(
        "material.audited",
        {
            "material": str(fresh.pk),
            "candidacy": str(fresh.candidacy_id) if fresh.candidacy_id else None,
            "title": fresh.title,
            "on": clock.today().isoformat(),
        },
    )
    return models.Material.objects.get(pk=material.pk)
