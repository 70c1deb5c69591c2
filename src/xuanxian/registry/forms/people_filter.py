"""The filters of the list of people; what they say is kept in the address."""

from typing import Any

from django import forms
from django.forms.utils import flatatt
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from xuanxian.registry import codes, models
from xuanxian.registry.queries.people import ORDERS, PeopleChoice

_EDUCATION = (("10", "研究生"), ("20", "大学本科以上"), ("30", "大学专科以上"))


class PlainSelect(forms.Select):
    """A select drawn at once: Django draws each option by a template, and units are hundreds."""

    def render(
        self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None
    ) -> SafeString:
        chosen = str(value or "")
        options = format_html_join(
            "",
            '<option value="{}"{}>{}</option>',
            (
                (code, _SELECTED if str(code) == chosen else "", label)
                for code, label in self.choices
            ),
        )
        described = flatatt(self.build_attrs(self.attrs, {**(attrs or {}), "name": name}))
        return format_html("<select{}>{}</select>", described, options)


_SELECTED = SafeString(" selected")


def _one_of(label: str, choices: Any = ()) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, required=False, choices=choices, widget=PlainSelect)


class PeopleFilterForm(forms.Form):
    """All fields may be left out; what cannot be read narrows nothing and says so."""

    text = forms.CharField(
        label="姓名",
        required=False,
        max_length=40,
        widget=forms.TextInput({"placeholder": "姓名、拼音或首字母", "size": 14}),
    )
    unit = _one_of("单位")
    rank = _one_of("职务层次")
    sex = _one_of("性别", [("", "全部"), ("1", "男"), ("2", "女")])
    politics = _one_of("政治面貌")
    education = _one_of("学历", [("", "全部"), *_EDUCATION])
    youngest = forms.IntegerField(label="年龄自", required=False, min_value=16, max_value=120)
    oldest = forms.IntegerField(label="至", required=False, min_value=16, max_value=120)
    status = _one_of("人员状态")
    order = _one_of("排序")

    def __init__(self, *arguments: Any, units: Any = (), **named: Any) -> None:
        super().__init__(*arguments, **named)
        self._offer("unit", [(unit.code, str(unit)) for unit in units])
        self._offer("rank", codes.table("rank").choices())
        self._offer("politics", codes.table("politics").choices())
        self._offer("status", [*models.PersonStatus.choices, ("all", "全部人员")], empty=None)
        self._offer("order", [(key, name) for key, (name, _) in ORDERS.items()], empty=None)
        self.order_fields(list(self.base_fields))

    def _offer(self, name: str, choices: list[tuple[str, str]], empty: str | None = "全部") -> None:
        first = [] if empty is None else [("", empty)]
        self.fields[name].choices = [*first, *choices]  # type: ignore[attr-defined]

    def choice(self) -> PeopleChoice:
        """What the list is narrowed to; fields in error are left out."""
        self.is_valid()
        given = {
            name: value for name, value in self.cleaned_data.items() if value not in ("", None)
        }
        if given.get("status") == "all":
            given["status"] = ""
        return PeopleChoice(**given)
