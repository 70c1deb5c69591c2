"""The form by which a policy is adopted: its scope, its first day, its parameters."""

from collections.abc import Sequence
from typing import Any

from django import forms

from xuanxian.policy.expressions import Kind
from xuanxian.policy.parameters import written
from xuanxian.policy.schema import Parameter, Policy

_DAYS = ["%Y-%m-%d", "%Y.%m.%d", "%Y%m%d"]
_PREFIX = "set-"
EVERYWHERE = "all"


class AdoptionForm(forms.Form):
    """One field a parameter that may be set; those fixed by the source are not asked."""

    scope = forms.ChoiceField(label="适用范围", help_text="这个机构和它管理的全部机构适用。")
    valid_from = forms.DateField(
        label="采用日期",
        input_formats=_DAYS,
        help_text="如 2026-11-21。此前开始的选任仍按原来的版本。",
        error_messages={"invalid": "不是日期，请写成 2026-11-21。"},
    )

    def __init__(
        self, policy: Policy, scopes: Sequence[tuple[str, str]], *arguments: Any, **named: Any
    ) -> None:
        super().__init__(*arguments, **named)
        self.fields["scope"].choices = [("", "请选择"), *scopes]  # type: ignore[attr-defined]
        self._policy = policy
        for name, parameter in policy.parameters.items():
            if parameter.is_open or parameter.stricter or parameter.choices:
                self.fields[_PREFIX + name] = _field(name, parameter)

    @property
    def open_fields(self) -> list[forms.BoundField]:
        """The parameters the source leaves open."""
        return [self[_PREFIX + name] for name in self._policy.open_parameters]

    @property
    def tighter_fields(self) -> list[forms.BoundField]:
        """The parameters that may be tightened."""
        opened = set(self._policy.open_parameters)
        return [
            self[name]
            for name in self.fields
            if name.startswith(_PREFIX) and name.removeprefix(_PREFIX) not in opened
        ]

    def given(self) -> dict[str, str]:
        """Parameter name → value, as typed; those left empty are left out."""
        return {
            name.removeprefix(_PREFIX): value
            for name, value in self.cleaned_data.items()
            if name.startswith(_PREFIX) and value
        }

    def scope_code(self) -> str:
        """The chosen unit's code; "" for everywhere."""
        chosen = self.cleaned_data["scope"]
        return "" if chosen == EVERYWHERE else str(chosen)


class EndForm(forms.Form):
    """When and why an adoption ends."""

    on = forms.DateField(
        label="停止日期",
        input_formats=_DAYS,
        help_text="从这一天起不再适用；正在进行的选任仍按原来的版本。",
        error_messages={"invalid": "不是日期，请写成 2026-11-21。"},
    )
    reason = forms.CharField(label="理由", max_length=200)


class PrecedenceForm(forms.Form):
    """Which of two adoptions that clash is followed, and why."""

    prevails = forms.ChoiceField(label="执行", widget=forms.RadioSelect)
    reason = forms.CharField(label="理由", max_length=500)

    def __init__(self, choices: Sequence[tuple[str, str]], *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.fields["prevails"].choices = choices  # type: ignore[attr-defined]


def _field(name: str, parameter: Parameter) -> forms.Field:
    label = parameter.label or name
    unit = f"单位：{parameter.unit}。" if parameter.unit else ""
    if parameter.is_open:
        help_text, required = f"{unit}原文没有规定，必须设定。", True
    else:
        way = {"higher": "只能更高", "lower": "只能更低"}.get(parameter.stricter or "", "")
        help_text = f"原文为{parameter.quantity.shown()}{'，' + way if way else ''}；不改则留空。"
        required = False
    if parameter.choices:
        listed = [(str(written(choice)), str(choice)) for choice in parameter.choices]
        choices = [("", "请选择" if required else "不改"), *listed]
        return forms.ChoiceField(
            label=label, choices=choices, help_text=help_text, required=required
        )
    mode = "decimal" if parameter.kind is Kind.NUMBER else "text"
    return forms.CharField(
        label=label,
        help_text=help_text,
        required=required,
        max_length=200,
        widget=forms.TextInput({"inputmode": mode, "autocomplete": "off", "size": 12}),
        error_messages={"required": "原文没有规定，请设定。"},
    )
