"""考察依据: claims put on the board and taken off."""

from collections.abc import Iterator
from typing import Any

from django import forms

from xuanxian.access.actor import Actor
from xuanxian.policy.instruments import ItemList
from xuanxian.selection import models, services
from xuanxian.selection.deeds.deed import Deed, DeedForm, ReasonForm, declare, workers
from xuanxian.selection.instruments import Inspection, Stage
from xuanxian.selection.models.inspection import ClaimSide, ClaimSource
from xuanxian.selection.models.talks import TalkPurpose
from xuanxian.selection.rules import Rules


class ClaimForm(DeedForm):
    """What is so, for which section of the report, and where it comes from."""

    section = forms.ChoiceField(label="考察材料部分")
    side = forms.ChoiceField(
        label="性质", choices=ClaimSide.choices, widget=forms.RadioSelect, initial=ClaimSide.FOR
    )
    text = forms.CharField(
        label="内容", widget=forms.Textarea(attrs={"rows": 3}), help_text="写具体的事，一条一件"
    )
    source = forms.ChoiceField(label="来源")
    source_said = forms.CharField(
        label="来源说明",
        required=False,
        max_length=200,
        help_text="来源是干部档案或实地走访的，写明哪份材料、哪一页，或何时何地",
    )

    def prepare(self) -> None:
        inspection = self.rules.first(Inspection)
        self.choice("section").choices = [
            (one.id, one.title) for one in (inspection.report_sections if inspection else ())
        ]
        self.choice("source").choices = [("", "请选择"), *_sources(self.subject, self.rules)]


def _sources(candidacy: models.Candidacy, rules: Rules) -> Iterator[tuple[str, str]]:
    """What stands in the case and can be named as a source, `kind:id` → words."""
    for talk in candidacy.talks.filter(purpose=TalkPurpose.INSPECTION.value):
        yield f"{ClaimSource.TALK}:{talk.pk}", f"谈话：{talk.interviewee}（{talk.on:%Y.%m.%d}）"
    inspection = rules.first(Inspection)
    row = models.InspectionRecord.objects.filter(pk=candidacy.pk).first()
    if row and row.rating_poll:
        yield f"{ClaimSource.RATING}:", "民主测评结果"
    for one in inspection.forms if inspection else ():
        if row and one.id in row.form_polls:
            yield f"{ClaimSource.FORM}:{one.id}", f"专项测评：{one.title}"
    for one in inspection.lists if inspection else ():
        if row and one.id in row.lists:
            yield f"{ClaimSource.LIST}:{one.id}", f"清单：{rules.get(one.id, ItemList).title}"
    for letter in candidacy.letters.exclude(answer=""):
        yield f"{ClaimSource.LETTER}:{letter.pk}", f"复函：{letter.asks}（{letter.title}）"
    for material in candidacy.materials.all():
        yield f"{ClaimSource.MATERIAL}:{material.pk}", f"材料：{material.title}"
    yield f"{ClaimSource.FILE}:", "干部档案（写来源说明）"
    yield f"{ClaimSource.VISIT}:", "实地走访（写来源说明）"


def _add_claim(candidacy: models.Candidacy, cleaned: dict[str, Any], actor: Actor) -> Any:
    kind, _, source = cleaned["source"].partition(":")
    services.add_claim(
        candidacy,
        cleaned["section"],
        cleaned["text"],
        side=cleaned["side"],
        source_kind=kind,
        source=source,
        source_said=cleaned["source_said"],
        actor=actor,
    )


declare(
    Deed(
        verb="add_claim",
        title="记入考察依据",
        subject=models.Candidacy,
        form=ClaimForm,
        perform=_add_claim,
        roles=workers("add_claim", Stage.INSPECTION),
        hint="考察材料由依据汇成初稿，再由人修改；材料中不写谈话对象的姓名。",
        button="记入",
    )
)
declare(
    Deed(
        verb="withdraw_claim",
        title="撤回考察依据",
        subject=models.Claim,
        form=ReasonForm,
        perform=lambda claim, cleaned, actor: services.withdraw_claim(
            claim, cleaned["reason"], actor=actor
        ),
        roles=workers("add_claim", Stage.INSPECTION),
        button="撤回",
    )
)
