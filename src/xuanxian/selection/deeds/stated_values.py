"""The values that a policy asks people to state of a candidate, as fields of a form."""

from collections.abc import Mapping
from typing import Any

from django import forms

from xuanxian.policy.instruments import Criteria, Quota
from xuanxian.policy.instruments.subjects import NamedValue
from xuanxian.selection.deeds.fields import DayField
from xuanxian.selection.rules import Rules

_PREFIX = "stated_"


def stated_fields(rules: Rules, stated: Mapping[str, Any]) -> dict[str, forms.Field]:
    """A field a value that the policy's criteria and batch quotas ask for; left open it is unknown.

    Args:
        stated: what was stated before, by name.
    """
    fields: dict[str, forms.Field] = {}
    asking: list[Criteria | Quota] = [
        *rules.all(Criteria),
        *(one for one in rules.all(Quota) if one.of == "batch"),
    ]
    for instrument in asking:
        for name, value in instrument.values.items():
            fields.setdefault(
                f"{_PREFIX}{name}",
                _field(f"{instrument.title}：{name}", value, stated.get(name)),
            )
    return fields


def stated_in(cleaned: Mapping[str, Any]) -> dict[str, Any]:
    """What the form states, by name; fields left open are left out."""
    return {
        name.removeprefix(_PREFIX): value
        for name, value in cleaned.items()
        if name.startswith(_PREFIX) and value not in {"", None}
    }


def _field(label: str, value: NamedValue, before: Any) -> forms.Field:
    common: dict[str, Any] = {"label": label, "required": False, "help_text": value.note}
    match value.type:
        case "boolean":
            return forms.TypedChoiceField(
                choices=[("", "还不清楚"), ("yes", "是"), ("no", "否")],
                coerce=lambda answer: answer == "yes",
                empty_value=None,
                initial={True: "yes", False: "no"}.get(before, ""),
                **common,
            )
        case "number":
            common["label"] = f"{label}（{value.unit}）" if value.unit else label
            return forms.RegexField(
                r"^\d+(\.\d+)?$",
                initial=before,
                error_messages={"invalid": "请填写数字。"},
                **common,
            )
        case "date":
            field = DayField(**common)
            field.initial = before
            return field
    if value.choices:
        return forms.ChoiceField(
            choices=[("", "还不清楚"), *((one, one) for one in value.choices)],
            initial=before or "",
            **common,
        )
    return forms.CharField(max_length=200, initial=before or "", **common)
