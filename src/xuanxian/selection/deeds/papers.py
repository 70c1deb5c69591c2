"""纪实材料: filing and auditing."""

from typing import Any

from django import forms

from xuanxian.access.actor import Actor
from xuanxian.selection import models, services
from xuanxian.selection.deeds.deed import Deed, DeedForm, NoQuestions, declare
from xuanxian.selection.instruments import Checklist
from xuanxian.selection.rules import Rules


class MaterialForm(DeedForm):
    """Which material, and the file."""

    item = forms.ChoiceField(label="纪实项目")
    file = forms.FileField(label="文件", help_text="扫描件或电子文件，单个不超过50兆字节")

    wanted_of = "person"

    def prepare(self) -> None:
        checklist = self.rules.first(Checklist)
        field = self.choice("item")
        field.choices = [
            (
                link.label,
                [(item.id, item.title) for item in link.items if item.of == self.wanted_of],
            )
            for link in (checklist.links if checklist else ())
            if any(item.of == self.wanted_of for item in link.items)
        ]


class RoundMaterialForm(MaterialForm):
    """A material of the whole round."""

    wanted_of = "round"


def _attach(
    round_: models.Round,
    candidacy: models.Candidacy | None,
    cleaned: dict[str, Any],
    actor: Actor,
) -> models.Material:
    return services.attach_material(
        round_,
        cleaned["item"],
        file_name=cleaned["file"].name,
        content=cleaned["file"].read(),
        candidacy=candidacy,
        actor=actor,
    )


def _recorders(rules: Rules, subject: Any) -> tuple[str, ...]:
    checklist = rules.first(Checklist)
    roles: dict[str, None] = {}
    for link in checklist.links if checklist else ():
        step = rules.procedure.step(link.stage)
        for item in link.items:
            roles |= dict.fromkeys(
                item.recorder or (step.roles_for("attach_material") if step else ())
            )
    return tuple(roles)


def _auditors(rules: Rules, material: models.Material) -> tuple[str, ...]:
    checklist = rules.first(Checklist)
    item = checklist.item(material.item) if checklist else None
    return item.auditor if item else ()


declare(
    Deed(
        verb="attach_material",
        title="归集纪实材料",
        subject=models.Candidacy,
        form=MaterialForm,
        perform=lambda candidacy, cleaned, actor: _attach(
            candidacy.round, candidacy, cleaned, actor
        ),
        roles=_recorders,
        button="归集",
    )
)
declare(
    Deed(
        verb="attach_material",
        title="归集全批次的纪实材料",
        subject=models.Round,
        form=RoundMaterialForm,
        perform=lambda round_, cleaned, actor: _attach(round_, None, cleaned, actor),
        roles=_recorders,
        button="归集",
    )
)
declare(
    Deed(
        verb="audit_material",
        title="审核纪实材料",
        subject=models.Material,
        form=NoQuestions,
        perform=lambda material, cleaned, actor: services.audit_material(material, actor=actor),
        roles=_auditors,
        hint="归集人不能审核自己归集的材料。",
        button="审核无误",
    )
)
