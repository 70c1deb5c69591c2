"""Forms of signed ballots: who signs, and the ballot of one signer."""

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms

from xuanxian.access.models import Account
from xuanxian.ballots.answers import LONGEST_WRITTEN_NAME, Answers, key_of_written
from xuanxian.ballots.instruments import Names
from xuanxian.ballots.models import PollClass
from xuanxian.ballots.named_notes import even_text
from xuanxian.ballots.poll_form import BallotForm
from xuanxian.ballots.queries import ClassTurnout


class SignersForm(forms.Form):
    """Which accounts vote, class by class."""

    def __init__(
        self,
        classes: Iterable[PollClass],
        accounts: Sequence[Account],
        *arguments: Any,
        **named: Any,
    ) -> None:
        super().__init__(*arguments, **named)
        self._names = [voters.name for voters in classes]
        choices = [
            (str(account.pk), f"{account.full_name}（{account.username}）") for account in accounts
        ]
        for place, voters in enumerate(classes):
            self.fields[f"signers_{place}"] = forms.MultipleChoiceField(
                label=f"{voters.name}（应到 {voters.entitled} 人）",
                choices=choices,
                initial=[signer["account"] for signer in voters.signers],
                widget=forms.CheckboxSelectMultiple,
                required=False,
            )

    @property
    def accounts(self) -> dict[str, list[str]]:
        """Class → ids of the accounts chosen."""
        return {
            name: self.cleaned_data[f"signers_{place}"] for place, name in enumerate(self._names)
        }


class SignedBallotForm(forms.Form):
    """A signed ballot, keyed in from its paper form.

    What is written beside names is asked for once the names are chosen: the form sent first comes
    back with a field for every note.
    """

    def __init__(
        self,
        form: BallotForm,
        classes: Iterable[ClassTurnout],
        *arguments: Any,
        **named: Any,
    ) -> None:
        super().__init__(*arguments, **named)
        ballot, subjects = form.ballot, form.subjects
        self._ballot, self._subjects, self._notes = ballot, subjects, form.validity.notes
        self.fields["class_name"] = forms.ChoiceField(
            label="人员类别", choices=[(each.name, each.name) for each in classes]
        )
        self.fields["signer"] = forms.CharField(
            label="署名人", help_text="同名的，在姓名后注明单位。", max_length=80
        )
        if isinstance(ballot.question, Names) and ballot.question.units:
            self.fields["unit"] = forms.CharField(
                label="署名人单位",
                help_text="写机构库中的名称，用来核对本单位和本单位以外的人选；不明的不填。",
                max_length=120,
                required=False,
            )
        if isinstance(ballot.question, Names):
            self.fields["names"] = forms.MultipleChoiceField(
                label="所选的人",
                choices=[(subject.id, subject.name) for subject in subjects],
                help_text=f"选定后，逐人填写{'、'.join(note.title for note in self._notes)}。"
                if self._notes
                else "",
                widget=forms.CheckboxSelectMultiple,
                required=False,
            )
            if ballot.question.write_in:
                self.fields["written"] = forms.CharField(
                    label="另选他人",
                    help_text=f"一行一个姓名，每个不超过 {LONGEST_WRITTEN_NAME} 字。",
                    widget=forms.Textarea(attrs={"rows": 3}),
                    required=False,
                )
            self._ask_notes()
            return
        for place, subject in enumerate(subjects):
            self.fields[f"mark_{place}"] = forms.ChoiceField(
                label=f"{subject.name} {subject.proposal}".strip(),
                choices=[("", "未填"), *((option, option) for option in ballot.options)],
                widget=forms.RadioSelect,
                required=False,
            )

    def _ask_notes(self) -> None:
        """A field for every note beside the names that were sent."""
        self._note_fields: dict[str, list[str]] = {}
        if not self.is_bound or not self._notes:
            return
        chosen = set(self.data.getlist("names"))  # type: ignore[attr-defined]
        named = [
            (one.id, one.name, f"{at}") for at, one in enumerate(self._subjects) if one.id in chosen
        ]
        named += [
            (key_of_written(name), name, f"written_{at}")
            for at, name in enumerate(_lines(self.data.get("written", "")))
        ]
        for key, name, place in named:
            for at, note in enumerate(self._notes):
                field = f"note_{place}_{at}"
                self._note_fields.setdefault(key, []).append(field)
                self.fields[field] = forms.CharField(
                    label=f"{name}：{note.title}",
                    max_length=note.longest,
                    required=note.missing != "nothing",
                    widget=forms.Textarea(attrs={"rows": 3}),
                )

    @property
    def answers(self) -> Answers:
        """What stands on the ballot."""
        if isinstance(self._ballot.question, Names):
            names = tuple(self.cleaned_data["names"])
            written = tuple(_lines(self.cleaned_data.get("written", "")))
            keys = [*names, *(key_of_written(name) for name in written)]
            notes = {
                key: tuple(
                    even_text(self.cleaned_data.get(field, ""))
                    for field in self._note_fields.get(key, ())
                )
                for key in keys
            }
            return Answers(
                names=names,
                written=written,
                notes={key: texts for key, texts in notes.items() if any(texts)},
            )
        return Answers(
            marks={
                subject.id: mark
                for place, subject in enumerate(self._subjects)
                if (mark := self.cleaned_data[f"mark_{place}"])
            }
        )


def _lines(text: str) -> list[str]:
    return [name.strip() for name in text.splitlines() if name.strip()]


class OwnBallotForm(SignedBallotForm):
    """The ballot of the account signed in: name and class are known."""

    def __init__(self, form: BallotForm, *arguments: Any, **named: Any) -> None:
        super().__init__(form, (), *arguments, **named)
        for known in ("class_name", "signer", "unit"):
            self.fields.pop(known, None)
