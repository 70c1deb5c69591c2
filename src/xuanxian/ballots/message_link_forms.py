"""The form of telephone numbers that links are made for."""

from collections.abc import Iterable
from typing import Any

from django import forms

from xuanxian.ballots.forms import IssueSlipsForm
from xuanxian.ballots.models import PollClass


class MessageLinksForm(IssueSlipsForm):
    """Telephone numbers of every class, and where phones reach this installation."""

    def __init__(self, classes: Iterable[PollClass], *arguments: Any, **named: Any) -> None:
        super().__init__((), *arguments, word="", filled={}, **named)
        self._classes = [voters.name for voters in classes]
        for place, name in enumerate(self._classes):
            self.fields[f"numbers_{place}"] = forms.CharField(
                label=f"{name}的手机号码",
                help_text="一行一个。",
                required=False,
                widget=forms.Textarea(
                    attrs={"rows": 8, "autocomplete": "off", "spellcheck": "false"}
                ),
            )
        self.fields[
            "address"
        ].help_text = (
            "写入链接。收到短信的手机要能打开这个地址，如 https://toupiao.example.gov.cn。"
        )

    @property
    def numbers(self) -> dict[str, list[str]]:
        """Class → numbers as typed."""
        return {
            name: [
                line for line in self.cleaned_data[f"numbers_{place}"].splitlines() if line.strip()
            ]
            for place, name in enumerate(self._classes)
        }
