"""民主测评, 德的正反测评, lists filled in."""

from typing import Any

from django import forms

from xuanxian.access.actor import Actor
from xuanxian.ballots.instruments import Ballot
from xuanxian.ballots.questionnaire import Questionnaire
from xuanxian.policy.instruments import ItemList
from xuanxian.selection import models, services
from xuanxian.selection.deeds.deed import Deed, DeedForm, declare, workers
from xuanxian.selection.deeds.fields import add_electorate, electorate_of
from xuanxian.selection.deeds.inspection.together import TogetherForm
from xuanxian.selection.instruments import Inspection, Stage


class RatingForm(TogetherForm):
    """The electorate of the democratic rating."""

    def prepare(self) -> None:
        super().prepare()
        inspection = self.rules.first(Inspection)
        if inspection and inspection.rating:
            self.ballot = self.rules.get(inspection.rating, Ballot)
            add_electorate(self, self.ballot)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if hasattr(self, "ballot") and not self.errors:
            cleaned["electorates"] = electorate_of(cleaned, self.ballot)
        return cleaned


class FormForm(DeedForm):
    """Which questionnaire, and how many people are asked."""

    def prepare(self) -> None:
        self.asked: Questionnaire | None = None
        inspection = self.rules.first(Inspection)
        titles = {one.id: one.title for one in (inspection.forms if inspection else ())}
        chosen = self.data.get("form") or self.initial.get("form") or next(iter(titles), "")
        if chosen in titles:
            self.asked = self.rules.get(chosen, Questionnaire)
            self.fields["form"] = forms.ChoiceField(
                label="测评表", choices=[(chosen, titles[chosen])], initial=chosen
            )
            add_electorate(self, self.asked)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if self.asked is None:
            raise forms.ValidationError("制度没有专项测评。")
        if not self.errors:
            cleaned["electorates"] = electorate_of(cleaned, self.asked)
        return cleaned


class ListForm(DeedForm):
    """Item by item: is the case, is not, or not known."""

    def prepare(self) -> None:
        inspection = self.rules.first(Inspection)
        titles = {one.id: one.title for one in (inspection.lists if inspection else ())}
        chosen = self.data.get("list") or self.initial.get("list") or next(iter(titles), "")
        self.asked = self.rules.get(chosen, ItemList) if chosen in titles else None
        if self.asked is None:
            return
        self.fields["list"] = forms.ChoiceField(
            label="清单", choices=[(chosen, titles[chosen])], initial=chosen
        )
        row = models.InspectionRecord.objects.filter(pk=self.subject.pk).first()
        before = row.lists.get(chosen) if row else None
        for item in self.asked.items:
            self.fields[f"item_{item.id}"] = forms.ChoiceField(
                label=f"{item.group}：{item.label}" if item.group else item.label,
                choices=[("yes", "有"), ("no", "没有"), ("unknown", "不了解")],
                widget=forms.RadioSelect,
                help_text=item.note,
                initial=None
                if before is None
                else "yes"
                if item.id in before["ticked"]
                else "unknown"
                if item.id in before["unknown"]
                else "no",
            )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if self.asked is None:
            raise forms.ValidationError("制度没有要填写的清单。")
        return cleaned


def _fill_list(candidacy: models.Candidacy, cleaned: dict[str, Any], actor: Actor) -> Any:
    answers = {
        name.removeprefix("item_"): answer
        for name, answer in cleaned.items()
        if name.startswith("item_")
    }
    return services.fill_list(
        candidacy,
        cleaned["list"],
        ticked=[item for item, answer in answers.items() if answer == "yes"],
        unknown=[item for item, answer in answers.items() if answer == "unknown"],
        actor=actor,
    )


declare(
    Deed(
        verb="prepare_rating",
        title="组织民主测评",
        subject=models.Candidacy,
        form=RatingForm,
        perform=lambda candidacy, cleaned, actor: services.prepare_rating(
            list(cleaned["people"]), cleaned.get("electorates", {}), actor=actor
        ),
        roles=workers("prepare_rating", Stage.INSPECTION),
        hint="生成一次投票，随后在“会议投票”中制作投票码、开始和计票。",
        button="生成投票",
    )
)
declare(
    Deed(
        verb="prepare_form",
        title="组织专项测评",
        subject=models.Candidacy,
        form=FormForm,
        perform=lambda candidacy, cleaned, actor: services.prepare_form(
            candidacy, cleaned["form"], cleaned["electorates"], actor=actor
        ),
        roles=workers("prepare_form", Stage.INSPECTION),
        hint="生成一次问卷投票，随后在“会议投票”中开始和计票；一份问卷只问一个人。",
        button="生成问卷",
    )
)
declare(
    Deed(
        verb="fill_list",
        title="填写清单",
        subject=models.Candidacy,
        form=ListForm,
        perform=_fill_list,
        roles=workers("fill_list", Stage.INSPECTION),
        hint="逐项填写；“不了解”不当作没有，按制度可能暂缓。",
        button="保存",
    )
)
