"""The filters of the list of people; what they say is kept in the address."""

from typing import Any

from django import forms

from xuanxian.registry import codes, models
from xuanxian.registry.queries.people import ORDERS, PeopleChoice

_EDUCATION = (("10", "研究生"), ("20", "大学本科以上"), ("30", "大学专科以上"))


class PeopleFilterForm(forms.Form):
    """All fields may be left out; what cannot be read narrows nothing and says so."""

    text = forms.CharField(
        label="姓名",
        required=False,
        max_length=40,
        widget=forms.TextInput({"placeholder": "姓名、拼音或首字母", "size": 14}),
    )
    unit = forms.ChoiceField(label="单位", required=False)
    rank = forms.ChoiceField(label="职务层次", required=False)
    sex = forms.ChoiceField(
        label="性别", required=False, choices=[("", "全部"), ("1", "男"), ("2", "女")]
    )
    politics = forms.ChoiceField(label="政治面貌", required=False)
    education = forms.ChoiceField(label="学历", required=False, choices=[("", "全部"), *_EDUCATION])
    youngest = forms.IntegerField(label="年龄自", required=False, min_value=16, max_value=120)
    oldest = forms.IntegerField(label="至", required=False, min_value=16, max_value=120)
    status = forms.ChoiceField(label="人员状态", required=False)
    order = forms.ChoiceField(label="排序", required=False)

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
