"""Forms of the pages of paper ballots."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django import forms

from xuanxian.ballots.answers import LONGEST_WRITTEN_NAME, Answers, Subject, plain_name
from xuanxian.ballots.forms import VoidForm
from xuanxian.ballots.instruments import Ballot, Names
from xuanxian.ballots.paper.rules import PaperRules, SettledPaperRules

UNCLEAR = "x"
"""A line with two marks, or one nobody can read."""


class SecondPersonForm(forms.Form):
    """The second person's sign-in."""

    second_username = forms.CharField(
        label="第二人登录名", widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    second_password = forms.CharField(
        label="第二人密码",
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )


class _RulesFields(forms.Form):
    """What holds for the forms, asked where the instrument leaves it open."""

    largest_batch = forms.IntegerField(label="每批最多（张）", min_value=2, max_value=500)
    unclear_line = forms.ChoiceField(
        label="一项有多处填写或者无法辨认的",
        choices=[("", "请选择"), ("blank", "按未填计"), ("invalid", "整张票无效")],
    )
    scans_kept_days = forms.IntegerField(
        label="扫描图像保存天数", help_text="自计票之日起，供复核。", min_value=0, max_value=3650
    )


class _WithRules(forms.Form):
    """Asks for the rules only where nobody has said them."""

    def ask_rules(self) -> None:
        """Add the fields of the rules."""
        self.fields.update(_RulesFields().fields)
        self.order_fields(
            [name for name in self.fields if not name.startswith("second_")]
            + ["second_username", "second_password"]
        )

    @property
    def rules(self) -> SettledPaperRules | None:
        """The rules given; None where they were not asked."""
        if "largest_batch" not in self.fields:
            return None
        return SettledPaperRules(
            **{name: self.cleaned_data[name] for name in _RulesFields().fields}
        )


class PaperCountsForm(_WithRules, SecondPersonForm):
    """A number of forms for every class."""

    def __init__(
        self,
        classes: Iterable[str],
        *arguments: Any,
        word: str,
        filled: Mapping[str, int] | None = None,
        ask_rules: bool = False,
        **named: Any,
    ) -> None:
        super().__init__(*arguments, **named)
        self._names = {}
        fields = {}
        for place, name in enumerate(classes):
            self._names[f"number_{place}"] = name
            fields[f"number_{place}"] = forms.IntegerField(
                label=f"{name}{word}", min_value=0, initial=(filled or {}).get(name, 0)
            )
        self.fields = {**fields, **self.fields}
        if ask_rules:
            self.ask_rules()

    @property
    def counts(self) -> dict[str, int]:
        """Class → number."""
        return {name: self.cleaned_data[field] for field, name in self._names.items()}


class ExchangeForm(_WithRules, VoidForm):
    """Codes of slips given back for paper forms."""

    def __init__(self, *arguments: Any, ask_rules: bool = False, **named: Any) -> None:
        super().__init__(*arguments, **named)
        if ask_rules:
            self.ask_rules()


class VoidPaperForm(PaperCountsForm):
    """Spoilt forms, and whether others are handed out for them."""

    replaced = forms.BooleanField(label="同时换发新票", required=False, initial=True)


class _Files(forms.ClearableFileInput):
    allow_multiple_selected = True


class _FilesField(forms.FileField):
    widget = _Files

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        files = data if isinstance(data, list | tuple) else [data]
        return [super(_FilesField, self).clean(each, initial) for each in files]


class ScanForm(forms.Form):
    """Scanned files."""

    scans = _FilesField(
        label="扫描文件",
        help_text="PDF、jpg、png 或 tif，可选多个；双面扫描的空白背面自动跳过。",
        widget=_Files(attrs={"accept": ".pdf,.jpg,.jpeg,.png,.tif,.tiff"}),
    )

    @property
    def contents(self) -> list[tuple[str, bytes]]:
        """Name and content of each, by name."""
        found = [(each.name, each.read()) for each in self.cleaned_data["scans"]]
        return sorted(found, key=lambda each: each[0])


class EntryForm(forms.Form):
    """One ballot as a teller keys it in: one key an option, Enter for the next ballot."""

    def __init__(
        self,
        ballot: Ballot,
        subjects: Sequence[Subject],
        most: int,
        *arguments: Any,
        rules: PaperRules,
        **named: Any,
    ) -> None:
        super().__init__(*arguments, **named)
        self._ballot, self._subjects, self._rules = ballot, subjects, rules
        if isinstance(ballot.question, Names):
            for place, subject in enumerate(subjects):
                self.fields[f"name_{place}"] = forms.BooleanField(
                    label=subject.name, required=False
                )
            if ballot.question.write_in:
                for place in range(most):
                    self.fields[f"written_{place}"] = forms.CharField(
                        label=f"另选他人 {place + 1}",
                        max_length=LONGEST_WRITTEN_NAME,
                        required=False,
                        widget=forms.TextInput(attrs={"autocomplete": "off"}),
                    )
        else:
            choices = [(str(at), option) for at, option in enumerate(ballot.options)]
            choices += [("", "未填"), (UNCLEAR, "多选或看不清")]
            for place, subject in enumerate(subjects):
                self.fields[f"mark_{place}"] = forms.ChoiceField(
                    label=subject.name, choices=choices, required=False
                )

    @property
    def answers(self) -> Answers:
        """What stands on the form, by the rules of the poll."""
        values = self.cleaned_data
        if isinstance(self._ballot.question, Names):
            written = (value for name, value in values.items() if name.startswith("written_"))
            return Answers(
                names=tuple(
                    subject.id
                    for place, subject in enumerate(self._subjects)
                    if values[f"name_{place}"]
                ),
                written=tuple(name for name in written if plain_name(name)),
            )
        marks = {subject.id: values[f"mark_{at}"] for at, subject in enumerate(self._subjects)}
        if UNCLEAR in marks.values() and self._rules.unclear_line == "invalid":
            return Answers(spoilt=True)
        return Answers(
            marks={
                subject: self._ballot.options[int(mark)]
                for subject, mark in marks.items()
                if mark not in {"", UNCLEAR}
            }
        )


def shown_of(answers: Answers, subjects: Sequence[Subject], ballot: Ballot) -> dict[str, Any]:
    """What an `EntryForm` shows of `answers` to begin with."""
    found: dict[str, Any] = {}
    for place, subject in enumerate(subjects):
        if subject.id in answers.names:
            found[f"name_{place}"] = True
        if subject.id in answers.marks:
            found[f"mark_{place}"] = str(ballot.options.index(answers.marks[subject.id]))
    return found
