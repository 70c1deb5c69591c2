"""Forms of the result pages: matching written names, signing, trying weights, a second round."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django import forms

from xuanxian.ballots.answers import Subject
from xuanxian.ballots.instruments import Ballot
from xuanxian.ballots.laboratory import Trial, blocks_of
from xuanxian.ballots.models import WriteInDecision
from xuanxian.ballots.results import SubjectResult, TallyResult
from xuanxian.ballots.services import Meant

_OTHERS = [
    (meaning.value, meaning.label)
    for meaning in (
        WriteInDecision.Meaning.AS_WRITTEN,
        WriteInDecision.Meaning.UNIDENTIFIED,
    )
]


class MeaningsForm(forms.Form):
    """One choice for every written name; a name left open is left for later."""

    def __init__(
        self,
        waiting: Mapping[str, int],
        subjects: Sequence[Subject],
        suggestions: Mapping[str, Iterable[tuple[str, str]]],
        own: Mapping[str, str],
        *arguments: Any,
        **named: Any,
    ) -> None:
        """Make a field for each name.

        Args:
            waiting: written name → how often.
            subjects: who stands on the ballot.
            suggestions: written name → id and description of people of the registry.
            own: written name → what this teller said of it before.
        """
        super().__init__(*arguments, **named)
        self._names = {}
        listed = [(f"listed:{each.id}", f"{each.name} {each.title}".strip()) for each in subjects]
        for place, (written, number) in enumerate(waiting.items()):
            people = [(f"person:{key}", said) for key, said in suggestions.get(written, ())]
            choices: list[Any] = [("", "待认定")]
            if people:
                choices.append(("干部库中姓名相同的人", people))
            choices += [("票上所列的人", listed), ("其他", _OTHERS)]
            field = f"meaning_{place}"
            self._names[field] = written
            self.fields[field] = forms.ChoiceField(
                label=f"{written}（{number} 票）",
                choices=choices,
                required=False,
                initial=own.get(written, ""),
            )

    @property
    def meant(self) -> dict[str, Meant]:
        """Written name → what was chosen."""
        chosen = {}
        for field, written in self._names.items():
            meaning, _, subject = self.cleaned_data[field].partition(":")
            if meaning:
                chosen[written] = Meant(meaning, subject)
        return chosen


class DoubtForm(forms.Form):
    """Which decisions on written names are wrong, and why."""

    def __init__(self, written: Sequence[str], *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.fields["names"] = forms.MultipleChoiceField(
            label="认定有错的姓名",
            choices=[(name, name) for name in written],
            widget=forms.CheckboxSelectMultiple,
        )
        self.fields["reason"] = forms.CharField(
            label="理由", max_length=300, widget=forms.Textarea(attrs={"rows": 3})
        )


class AnswerDoubtForm(forms.Form):
    """What another teller says of the doubt."""

    answer = forms.ChoiceField(
        label="处理意见",
        choices=[("agree", "同意，重新认定这些姓名"), ("keep", "不同意，维持原来的认定")],
        widget=forms.RadioSelect,
    )

    @property
    def agrees(self) -> bool:
        """Whether the names are decided again."""
        return bool(self.cleaned_data["answer"] == "agree")


class SignResultForm(forms.Form):
    """The signer's capacity and own name."""

    def __init__(self, capacities: Sequence[tuple[str, str]], *arguments: Any, **named: Any):
        super().__init__(*arguments, **named)
        self.fields["capacity"] = forms.ChoiceField(label="身份", choices=capacities)
        self.fields["name"] = forms.CharField(
            label="签名",
            help_text="请写本人姓名，与登录的账号一致。",
            max_length=60,
            widget=forms.TextInput(attrs={"autocomplete": "off"}),
        )


class TrialForm(forms.Form):
    """Other weights, a field for each class that may weigh apart, and another threshold."""

    def __init__(
        self,
        ballot: Ballot,
        result: TallyResult,
        weights: Mapping[str, str],
        *arguments: Any,
        **named: Any,
    ) -> None:
        super().__init__(*arguments, **named)
        self._blocks = {}
        for place, block in enumerate(blocks_of(result)):
            field = f"weight_{place}"
            self._blocks[field] = block
            together = len({weights[name] for name in block}) == 1
            self.fields[field] = forms.CharField(
                label=f"{'、'.join(block)}的权重",
                help_text="人数太少的类别合在一起，用同一个权重。" if len(block) > 1 else "",
                initial=weights[block[0]] if together else "",
                max_length=40,
            )
        self.fields["passes"] = forms.CharField(
            label="通过条件",
            help_text=f"不填按原规则{f'（{ballot.passes}）' if ballot.passes else ''}。",
            required=False,
            max_length=300,
        )

    @property
    def trial(self) -> Trial:
        """What is to be tried."""
        return Trial(
            weights={
                name: self.cleaned_data[field].strip()
                for field, block in self._blocks.items()
                for name in block
            },
            passes=self.cleaned_data["passes"].strip(),
        )


class SecondRoundForm(forms.Form):
    """Who of those at one rank goes on, where places are fewer."""

    def __init__(self, tied: Sequence[SubjectResult], places: int, *arguments: Any, **named: Any):
        super().__init__(*arguments, **named)
        if tied:
            self.fields["chosen"] = forms.MultipleChoiceField(
                label=f"名次并列，由人决定谁进入第二轮（还可进 {places} 人）",
                choices=[(one.subject, one.name) for one in tied],
                widget=forms.CheckboxSelectMultiple,
            )

    @property
    def chosen(self) -> list[str]:
        """Ids of those chosen."""
        return list(self.cleaned_data.get("chosen", []))
