"""The forms by which a matter is given to somebody and closed."""

from typing import Any

from django import forms

from xuanxian.access.models import Account
from xuanxian.insight.models import Discrepancy


class OwnerForm(forms.Form):
    """Who looks into it."""

    owner = forms.ModelChoiceField(Account.objects.none(), label="责任人", empty_label="请选择")

    def __init__(self, *arguments: Any, owners: list[Account], **named: Any) -> None:
        super().__init__(*arguments, **named)
        field: Any = self.fields["owner"]
        field.queryset = Account.objects.filter(pk__in=[one.pk for one in owners])
        field.label_from_instance = lambda one: one.full_name


class CloseForm(forms.Form):
    """What came of looking into it."""

    conclusion = forms.ChoiceField(
        label="结论", choices=[("", "请选择"), *Discrepancy.Conclusion.choices]
    )
    reason = forms.CharField(
        label="核实情况",
        help_text="怎样核实、查明什么、更正在哪里",
        widget=forms.Textarea(attrs={"rows": 4}),
    )
