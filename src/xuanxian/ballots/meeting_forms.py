"""Forms of the meeting pages."""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django import forms

from xuanxian.ballots.answers import Subject
from xuanxian.ballots.models import AgendaItem, Incident
from xuanxian.ballots.services import Electorate
from xuanxian.ballots.services.recusal import Recusal

CLASS_ROWS = 6
RECUSAL_ROWS = 3
_DAY = forms.DateInput(attrs={"type": "date"})


class ClassesForm(forms.Form):
    """The classes of people of a meeting and how many are entitled; empty rows are left out."""

    def __init__(
        self,
        known: Iterable[str],
        *arguments: Any,
        filled: Iterable[tuple[str, int]] = (),
        **named: Any,
    ) -> None:
        super().__init__(*arguments, **named)
        # Names that policies use, offered as one types: a poll finds its voters by them.
        self.known_classes = sorted(set(known))
        before = list(filled)
        self.rows = max(CLASS_ROWS, len(before) + 1)
        for row in range(self.rows):
            name, entitled = before[row] if row < len(before) else ("", None)
            self.fields[f"class_{row}"] = forms.CharField(
                label=f"人员类别{row + 1}",
                max_length=40,
                required=False,
                initial=name,
                widget=forms.TextInput(attrs={"list": "known-classes", "autocomplete": "off"}),
            )
            self.fields[f"entitled_{row}"] = forms.IntegerField(
                label="应到人数", min_value=0, required=False, initial=entitled
            )

    def class_rows(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        """Name and number side by side, for the page."""
        return [(self[f"class_{row}"], self[f"entitled_{row}"]) for row in range(self.rows)]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        for row in range(self.rows):
            name, entitled = cleaned.get(f"class_{row}"), cleaned.get(f"entitled_{row}")
            if name and entitled is None and not self.errors.get(f"entitled_{row}"):
                self.add_error(f"entitled_{row}", f"请填写{name}的应到人数，没有的填 0。")
            if entitled is not None and not name:
                self.add_error(f"class_{row}", "请填写人员类别的名称。")
        return cleaned

    @property
    def classes(self) -> list[Electorate]:
        """The rows filled in."""
        cleaned = self.cleaned_data
        return [
            Electorate(cleaned[f"class_{row}"].strip(), cleaned[f"entitled_{row}"])
            for row in range(self.rows)
            if cleaned.get(f"class_{row}")
        ]


class MeetingForm(ClassesForm):
    """A new meeting."""

    title = forms.CharField(label="会议名称", max_length=200)
    held_on = forms.DateField(label="日期", widget=_DAY)
    venue = forms.CharField(label="地点", max_length=120, required=False)

    def __init__(
        self, scopes: Sequence[tuple[str, str]], known: Iterable[str], *arguments: Any, **named: Any
    ) -> None:
        super().__init__(known, *arguments, **named)
        self.fields["unit_code"] = forms.ChoiceField(
            label="管理范围",
            help_text="按这个范围采用的制度投票；只有管到这里的人看得见本次会议。",
            choices=scopes,
            required=False,
        )

    def leading(self) -> list[forms.BoundField]:
        """The fields above the classes."""
        return [self[name] for name in ("title", "held_on", "venue", "unit_code")]


class AddPollForm(forms.Form):
    """A poll for the agenda: its instrument, who stands on it, what is voted on along with it.

    Args:
        instruments: policy → key and name of its ballots and questionnaires.
        questionnaires: key and name of the questionnaires among them.
        items: key and name of the items on the agenda that are not open yet.
    """

    def __init__(
        self,
        instruments: Sequence[tuple[str, Sequence[tuple[str, str]]]],
        *arguments: Any,
        questionnaires: Sequence[tuple[str, str]] = (),
        items: Sequence[tuple[str, str]] = (),
        **named: Any,
    ) -> None:
        super().__init__(*arguments, **named)
        self.fields["instrument"] = forms.ChoiceField(
            label="投票或问卷",
            help_text="所采用制度中的投票规则和测评问卷。",
            choices=[("", "请选择"), *instruments],
        )
        self.fields["title"] = forms.CharField(
            label="名称", help_text="投票人看到的名称；一人一项时，后面加上姓名。", max_length=160
        )
        self.fields["typed"] = forms.CharField(
            label="另行填写的对象",
            help_text="一行一名：姓名，现任职务，拟任免事项。后两项可以不填。"
            "问卷问一件事的，不填对象；问几个人的，一人一份，同时投票。",
            widget=forms.Textarea(attrs={"rows": 4}),
            required=False,
        )
        self.fields["proposal"] = forms.CharField(
            label="共同的事项",
            help_text="如“拟任某局副局长”；各人不同的，在上面逐行填写。",
            max_length=200,
            required=False,
        )
        self.fields["separately"] = forms.BooleanField(
            label="一人一项，逐项表决",
            help_text="有人须回避的，应当一人一项。",
            required=False,
        )
        if questionnaires:
            self.fields["along"] = forms.MultipleChoiceField(
                label="一并发放的问卷",
                help_text="如推荐时一并发放的拉票情况调查：同一张票，同时开始、同时截止，填完一份接着填下一份。",
                choices=questionnaires,
                widget=forms.CheckboxSelectMultiple,
                required=False,
            )
        if items:
            self.fields["along_with"] = forms.ChoiceField(
                label="与已有的一项同时投票",
                choices=[("", "单独投票"), *items],
                required=False,
            )

    def subjects(self, people: Iterable[tuple[str, str, str]]) -> list[Subject]:
        """Who stands on the ballot: people of the registry first, then those typed.

        Args:
            people: id, name and present post of those chosen.
        """
        proposal = self.cleaned_data["proposal"].strip()
        found = [
            Subject(id=key, name=name, title=post, proposal=proposal) for key, name, post in people
        ]
        for line in self.cleaned_data["typed"].splitlines():
            parts = [part.strip() for part in line.replace(",", "，").split("，", 2)]
            if parts[0]:
                name, title, own = (*parts, "", "")[:3]
                found.append(
                    Subject(
                        id=f"typed:{uuid.uuid4()}", name=name, title=title, proposal=own or proposal
                    )
                )
        return found


class ArrangeForm(forms.Form):
    """Who speaks in which order on which items."""

    def __init__(self, items: Sequence[tuple[str, str]], *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.fields["items"] = forms.MultipleChoiceField(
            label="讨论哪些表决项",
            choices=items,
            initial=[key for key, _ in items],
            widget=forms.CheckboxSelectMultiple,
        )
        self.fields["speakers"] = forms.CharField(
            label="发言次序",
            help_text="一行一名成员，按发言先后。主要负责人写在下一栏。",
            widget=forms.Textarea(attrs={"rows": 10}),
        )
        self.fields["chief"] = forms.CharField(
            label="最后表态的主要负责人",
            help_text="其他成员都发言后才能登记他的表态；制度不要求的不填。",
            max_length=60,
            required=False,
        )

    @property
    def names(self) -> list[str]:
        """The members, in order."""
        return [name.strip() for name in self.cleaned_data["speakers"].splitlines() if name.strip()]


_YES_NO = (("", "请选择"), ("yes", "计入"), ("no", "不计入"))


class RecusalForm(forms.Form):
    """Who leaves the room for one item, and how they are counted.

    `said` is what the policy says of 应到 and 实到, `done` what was chosen before.
    """

    def __init__(
        self,
        classes: Sequence[str],
        *arguments: Any,
        before: Sequence[Mapping[str, str]],
        said: tuple[bool | None, bool | None],
        done: tuple[bool | None, bool | None],
        **named: Any,
    ) -> None:
        super().__init__(*arguments, **named)
        self._rows = max(RECUSAL_ROWS, len(before) + 1)
        choices = [(name, name) for name in classes]
        for row in range(self._rows):
            given = before[row] if row < len(before) else {}
            self.fields[f"name_{row}"] = forms.CharField(
                label=f"回避人{row + 1}", max_length=60, required=False, initial=given.get("name")
            )
            self.fields[f"class_{row}"] = forms.ChoiceField(
                label="人员类别", choices=choices, initial=given.get("class")
            )
            self.fields[f"reason_{row}"] = forms.CharField(
                label="理由", max_length=200, required=False, initial=given.get("reason")
            )
        for name, label, rule, chosen in (
            ("entitled", "应到人数", said[0], done[0]),
            ("present", "实到人数", said[1], done[1]),
        ):
            counted = chosen if rule is None else rule
            self.fields[name] = forms.ChoiceField(
                label=f"回避的人是否计入{label}",
                help_text="制度没有写明，请按会议的决定填写。"
                if rule is None
                else "制度已有规定。",
                choices=_YES_NO,
                initial={None: "", True: "yes", False: "no"}[counted],
                # What the policy says is not for the meeting to choose.
                disabled=rule is not None,
            )

    @property
    def recusals(self) -> list[Recusal]:
        """The rows filled in."""
        cleaned = self.cleaned_data
        return [
            Recusal(cleaned[f"name_{row}"], cleaned[f"class_{row}"], cleaned[f"reason_{row}"])
            for row in range(self._rows)
            if cleaned[f"name_{row}"].strip()
        ]

    def counted(self, name: str) -> bool:
        """Whether those who leave count in `entitled` or `present`."""
        return bool(self.cleaned_data[name] == "yes")


class DeferForm(forms.Form):
    """How many raised their hands to defer."""

    wishing = forms.IntegerField(label="举手同意缓议的人数", min_value=1)


class AnnounceForm(forms.Form):
    """How much of a count is announced."""

    announced = forms.ChoiceField(
        label="宣布内容",
        choices=AgendaItem.Announced.choices,
        widget=forms.RadioSelect,
        help_text="宣布后，会场大屏和会议成员都看得到；推荐和测评的得票，一般只向有关领导汇报。",
    )


class IncidentForm(forms.Form):
    """What happened."""

    def __init__(self, polls: Sequence[tuple[str, str]], *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.fields["kind"] = forms.ChoiceField(label="情形", choices=Incident.Kind.choices)
        self.fields["poll"] = forms.ChoiceField(
            label="涉及的表决项", choices=[("", "整个会议"), *polls], required=False
        )
        self.fields["text"] = forms.CharField(
            label="经过",
            help_text="写明时间、情况和当场的处置。不写票面编号：编号能把票和人对上。",
            widget=forms.Textarea(attrs={"rows": 4}),
            max_length=2000,
        )


class SettleForm(forms.Form):
    """How an incident was dealt with."""

    text = forms.CharField(
        label="处理结果", widget=forms.Textarea(attrs={"rows": 4}), max_length=2000
    )
