"""Fields that the forms of deeds share."""

import re
from typing import Any

from django import forms

from xuanxian.ballots.instruments import Ballot
from xuanxian.ballots.questionnaire import Questionnaire
from xuanxian.kernel import clock
from xuanxian.selection import models
from xuanxian.selection.states import AT_WORK

_BETWEEN_NAMES = re.compile(r"[、，,；;\s]+")


class NamesField(forms.CharField):
    """Several names in one box, divided by 、，; or a new line; answers a list."""

    def __init__(self, *, label: str, help_text: str = "多个姓名用顿号隔开", **named: Any) -> None:
        named.setdefault("widget", forms.Textarea(attrs={"rows": 2}))
        super().__init__(label=label, help_text=help_text, **named)

    def to_python(self, value: Any) -> Any:
        text = super().to_python(value) or ""
        return [name for name in _BETWEEN_NAMES.split(text) if name]

    def prepare_value(self, value: Any) -> Any:
        return "、".join(value) if isinstance(value, list) else value


class DayField(forms.DateField):
    """A day, written 2026.11.21, 2026-11-21 or 20261121; today unless said otherwise."""

    def __init__(self, *, label: str = "日期", **named: Any) -> None:
        named.setdefault("widget", forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
        super().__init__(
            label=label,
            input_formats=["%Y-%m-%d", "%Y.%m.%d", "%Y%m%d", "%Y年%m月%d日"],
            initial=clock.today,
            error_messages={"invalid": "不是有效日期，请写成 2026.11.21。"},
            **named,
        )


class CandidatesField(forms.ModelMultipleChoiceField):
    """Some of the people of a round or post, as boxes to tick."""

    def __init__(self, *, label: str, **named: Any) -> None:
        super().__init__(
            models.Candidacy.objects.none(),
            label=label,
            widget=forms.CheckboxSelectMultiple,
            **named,
        )

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.person.name}（拟任{obj.vacancy.post}）"


def people_beside(candidacy: models.Candidacy) -> Any:
    """The active people of the round who stand in the same stage, the person included."""
    return (
        models.Candidacy.objects.filter(
            vacancy__round=candidacy.vacancy.round_id,
            stage=candidacy.stage,
            state__in=AT_WORK,
            ended_on__isnull=True,
        )
        .select_related("person", "vacancy__post__organisation", "vacancy__round")
        .order_by("vacancy__place", "place")
    )


def add_electorate(form: forms.Form, ballot: Ballot | Questionnaire) -> None:
    """One field a class of voters: how many are entitled (应到)."""
    for place, voters in enumerate(ballot.electorate):
        form.fields[f"entitled_{place}"] = forms.IntegerField(
            label=f"{voters.name}应到人数", min_value=0, initial=0
        )


def electorate_of(cleaned: dict[str, Any], ballot: Ballot | Questionnaire) -> dict[str, int]:
    """The numbers that `add_electorate` asked for, by class; empty classes left out."""
    numbers = {
        voters.name: cleaned[f"entitled_{place}"] for place, voters in enumerate(ballot.electorate)
    }
    return {name: number for name, number in numbers.items() if number}
