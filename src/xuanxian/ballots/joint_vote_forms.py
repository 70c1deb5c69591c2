"""The form on which the results of several votes are put together."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms

from xuanxian.ballots.joint_vote import JointVote, Vote
from xuanxian.ballots.models import Poll
from xuanxian.ballots.results import SubjectResult
from xuanxian.ballots.services.joint_vote import Stated


class JoinForm(forms.Form):
    """Which poll each vote was, figures of votes held otherwise, what people state besides."""

    def __init__(
        self,
        instrument: JointVote,
        polls: Sequence[Poll],
        subjects: Sequence[SubjectResult],
        *arguments: Any,
        **named: Any,
    ) -> None:
        super().__init__(*arguments, **named)
        self._instrument, self._subjects = instrument, subjects
        self._polls = {str(poll.pk): poll for poll in polls}
        choices = [
            ("", "不是投票，在下面填写"),
            *((key, p.title) for key, p in self._polls.items()),
        ]
        for at, vote in enumerate(instrument.votes):
            self.fields[f"poll_{at}"] = forms.ChoiceField(
                label=vote.title, choices=choices, required=False
            )
            self.fields[f"figures_{at}"] = forms.CharField(
                label=f"{vote.title}的{'、'.join(vote.measures)}",
                help_text="没有投票的才填：一行一人，姓名，比率，如“王某甲，12/20”。",
                widget=forms.Textarea(attrs={"rows": 3}),
                required=False,
            )
        people = [(one.subject, one.name) for one in subjects]
        for at, (name, circumstance) in enumerate(instrument.values.items()):
            if circumstance.type == "boolean":
                self.fields[f"value_{at}"] = forms.MultipleChoiceField(
                    label=f"{name}的人",
                    help_text=circumstance.note or "没有选的，按不是。",
                    choices=people,
                    widget=forms.CheckboxSelectMultiple,
                    required=False,
                )
            else:
                self.fields[f"value_{at}"] = forms.CharField(
                    label=name,
                    help_text=f"{circumstance.note}一行一人，姓名，数。",
                    widget=forms.Textarea(attrs={"rows": 3}),
                    required=False,
                )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        for at, vote in enumerate(self._instrument.votes):
            if not cleaned.get(f"poll_{at}"):
                self._read(f"figures_{at}", cleaned, len(vote.measures))
        for at, circumstance in enumerate(self._instrument.values.values()):
            if circumstance.type == "number":
                self._read(f"value_{at}", cleaned, 1)
        return cleaned

    @property
    def polls(self) -> dict[str, Poll]:
        """Vote → the poll it was."""
        return {
            vote.id: self._polls[key]
            for at, vote in enumerate(self._instrument.votes)
            if (key := self.cleaned_data[f"poll_{at}"])
        }

    @property
    def stated(self) -> dict[str, Stated]:
        """Subject → what people state."""
        return {one.subject: self._stated_of(one) for one in self._subjects}

    def _stated_of(self, one: SubjectResult) -> Stated:
        figures = {}
        for at, vote in enumerate(self._instrument.votes):
            if not self.cleaned_data[f"poll_{at}"]:
                figures[vote.id] = self._figures(at, vote, one.name)
        values: dict[str, bool | str | None] = {}
        for at, (name, circumstance) in enumerate(self._instrument.values.items()):
            given = self.cleaned_data[f"value_{at}"]
            if circumstance.type == "boolean":
                values[name] = one.subject in given
            else:
                values[name] = _rows(given).get(one.name, [None])[0]
        return Stated(figures, values)

    def _figures(self, at: int, vote: Vote, name: str) -> dict[str, str]:
        row = _rows(self.cleaned_data[f"figures_{at}"]).get(name)
        return dict(zip(vote.measures, row, strict=False)) if row else {}

    def _read(self, field: str, cleaned: Mapping[str, Any], numbers: int) -> None:
        names = [one.name for one in self._subjects]
        for name, row in _rows(cleaned.get(field, "")).items():
            if names.count(name) != 1:
                self.add_error(field, f"“{name}”不在名单上，或者有同名的。")
            elif len(row) != numbers:
                self.add_error(field, f"“{name}”应当填 {numbers} 个数。")


def _rows(text: str) -> dict[str, list[str]]:
    """Name → the numbers behind it, line by line."""
    found = {}
    for line in text.splitlines():
        name, *numbers = (part.strip() for part in line.replace(",", "，").split("，"))
        if name:
            found[name] = numbers
    return found
