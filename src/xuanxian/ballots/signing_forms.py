"""Forms of signed ballots: who signs, and the ballot of one signer."""

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms

from xuanxian.access.models import Account
from xuanxian.ballots.answers import Subject
from xuanxian.ballots.forms import SignedBallotForm
from xuanxian.ballots.instruments import Ballot
from xuanxian.ballots.models import PollClass


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


class OwnBallotForm(SignedBallotForm):
    """The ballot of the account signed in: name and class are known."""

    def __init__(
        self, ballot: Ballot, subjects: Sequence[Subject], *arguments: Any, **named: Any
    ) -> None:
        super().__init__(ballot, subjects, (), *arguments, **named)
        del self.fields["class_name"], self.fields["signer"]
