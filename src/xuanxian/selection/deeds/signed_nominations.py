"""署名推荐: the form as it came in, taken back, or found untrue."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from xuanxian.access.actor import Actor
from xuanxian.registry import codes
from xuanxian.registry.models import Organisation, Person
from xuanxian.registry.queries.people import under_codes
from xuanxian.selection import models, services
from xuanxian.selection.deeds.deed import Deed, DeedForm, ReasonForm, declare, workers_here
from xuanxian.selection.deeds.fields import DayField
from xuanxian.selection.instruments import SignedNomination
from xuanxian.selection.rules import Rules

_UNKNOWN = ("", "不明")


class SignedNominationForm(DeedForm):
    """Who puts the person forward, how, and what the form bears and says."""

    nominator = forms.CharField(label="推荐人", max_length=60, help_text="集体推荐的填党组织名称")
    nominator_post = forms.CharField(label="推荐人职务", max_length=120)
    nominator_unit = forms.CharField(
        label="推荐人单位",
        required=False,
        max_length=120,
        help_text="填名册里的单位全称，用来核对推荐范围和亲属关系",
    )
    of_class = forms.ChoiceField(label="推荐主体", required=False)
    manner = forms.ChoiceField(label="推荐方式", required=False)
    oral = forms.BooleanField(label="只口头推荐，没有填表", required=False)
    direction = forms.ChoiceField(label="推荐方向", widget=forms.RadioSelect)
    rank = forms.ChoiceField(label="推荐的职务层次", required=False, help_text="非定向推荐的必填")
    promotion = forms.ChoiceField(
        label="提拔重用", required=False, choices=[_UNKNOWN, ("yes", "是"), ("no", "不是")]
    )
    relation = forms.CharField(
        label="申明与被推荐人的关系",
        required=False,
        max_length=60,
        help_text="没有关系的填“无”，没有申明的不填",
    )
    attested = forms.MultipleChoiceField(
        label="签字盖章", required=False, widget=forms.CheckboxSelectMultiple
    )
    received_on = DayField(label="收到日期")

    def prepare(self) -> None:
        instrument = self.rules.first(SignedNomination)
        if instrument is None:
            return
        self._offer("of_class", [(one.id, one.title) for one in instrument.nominators], "都不是")
        self._offer("manner", [(one.id, one.title) for one in instrument.manners], "都不是")
        ways = {
            "directed": f"定向：{self.subject.vacancy.post}",
            "undirected": "非定向：按职务层次",
        }
        self.choice("direction").choices = [(one, ways[one]) for one in instrument.directions]
        self.choice("direction").initial = instrument.directions[0]
        if "undirected" in instrument.directions:
            ranks = codes.table("rank")
            self.choice("rank").choices = [
                ("", "（不填）"),
                *((code, ranks.label(code)) for code in ranks.codes),
            ]
            self.choice("rank").initial = ""
        else:
            del self.fields["rank"]
        if not any(one.promotions_only for one in instrument.attestations):
            del self.fields["promotion"]
        if not (instrument.kin or instrument.asks_relation):
            del self.fields["relation"]
        elif instrument.kin:
            self.fields["relation"].help_text += f"；{'、'.join(instrument.kin)}照此填写"
        self._offer("attested", [(one.id, one.title) for one in instrument.attestations])
        self._elements = [one.id for one in instrument.elements]
        for element in instrument.elements:
            self.fields[f"element_{element.id}"] = forms.CharField(
                label=element.title, required=False, widget=forms.Textarea(attrs={"rows": 2})
            )

    def _offer(self, name: str, choices: list[tuple[str, str]], none: str = "") -> None:
        """Give a field its choices, or take it out where the policy has none."""
        if not choices:
            del self.fields[name]
        else:
            self.choice(name).choices = [*([("", none)] if none else []), *choices]

    def clean_nominator_unit(self) -> Organisation | None:
        """The unit by its name in the registry."""
        name = self.cleaned_data["nominator_unit"].strip()
        if not name:
            return None
        scope = under_codes([self.subject.round.unit.code])
        found = list(Organisation.objects.filter(scope, name=name)[:2])
        if len(found) != 1:
            raise ValidationError("名册里没有这个单位，或者不止一个，请填全称。")
        return found[0]

    def clean(self) -> dict[str, Any]:
        """What the service takes."""
        cleaned = super().clean() or {}
        if self.errors:
            return cleaned
        unit = cleaned.get("nominator_unit")
        return {
            "nominator": cleaned["nominator"],
            "nominator_post": cleaned["nominator_post"],
            "nominator_unit": unit,
            "nominator_person": _known(cleaned["nominator"], unit),
            "of_class": cleaned.get("of_class", ""),
            "manner": cleaned.get("manner", ""),
            "oral": cleaned["oral"],
            "directed": cleaned["direction"] == "directed",
            "rank": cleaned.get("rank", ""),
            "promotion": {"yes": True, "no": False}.get(cleaned.get("promotion", "")),
            "relation": cleaned.get("relation") or None,
            "attested": cleaned.get("attested", ()),
            "text": {one: cleaned[f"element_{one}"] for one in self._elements},
            "received_on": cleaned["received_on"],
        }


def _known(name: str, unit: Organisation | None) -> Person | None:
    """The nominator in the registry: the one person of this name in the unit; None if not one."""
    if unit is None:
        return None
    found = list(Person.objects.filter(name=name.strip(), unit=unit)[:2])
    return found[0] if len(found) == 1 else None


def _record(candidacy: models.Candidacy, form: dict[str, Any], actor: Actor) -> Any:
    return services.record_signed_nomination(candidacy, actor=actor, **form)


def _keepers(rules: Rules, form: models.NominationForm) -> tuple[str, ...]:
    return rules.procedure.stages[0].roles_for("withdraw_signed_nomination")


declare(
    Deed(
        verb="record_signed_nomination",
        title="登记署名推荐",
        subject=models.Candidacy,
        form=SignedNominationForm,
        perform=_record,
        roles=workers_here("record_signed_nomination"),
        hint="不合规定的也登记，写明为什么不算；推荐表的内容只有办理人员可以看。",
        button="登记",
    )
)
declare(
    Deed(
        verb="withdraw_signed_nomination",
        title="撤销署名推荐",
        subject=models.NominationForm,
        form=ReasonForm,
        perform=lambda form, cleaned, actor: services.withdraw_signed_nomination(
            form, cleaned["reason"], actor=actor
        ),
        roles=_keepers,
        hint="推荐人收回，或者登记有误的。撤销后不再计算，登记仍在。",
        button="撤销",
    )
)
declare(
    Deed(
        verb="find_nomination_untrue",
        title="认定推荐失实",
        subject=models.NominationForm,
        form=ReasonForm,
        perform=lambda form, cleaned, actor: services.find_nomination_untrue(
            form, cleaned["reason"], actor=actor
        ),
        roles=_keepers,
        hint="这份推荐作废，推荐人在制度规定的期限内不得推荐；被推荐人怎样处理另行研究。",
        button="认定",
        grave=True,
    )
)
