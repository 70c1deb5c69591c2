"""Forms of the poll pages."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms

from xuanxian.ballots.box_key import SHORTEST_PASSPHRASE, TELLERS, KeyFile, Teller
from xuanxian.ballots.models import MeetingClass, PollClass
from xuanxian.ballots.services import NamedTeller

_ORDINALS = ("一", "二", "三")


def _passphrase(label: str, help_text: str = "") -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=help_text,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )


class MakeKeyForm(forms.Form):
    """Three tellers, each with a passphrase typed twice."""

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        for place, ordinal in enumerate(_ORDINALS):
            self.fields[f"teller_{place}"] = forms.CharField(
                label=f"计票人{ordinal}", max_length=60
            )
            self.fields[f"passphrase_{place}"] = _passphrase(
                f"计票人{ordinal}的口令",
                f"由本人输入，至少 {SHORTEST_PASSPHRASE} 个字符，用一句自己记得住的话。",
            )
            self.fields[f"again_{place}"] = _passphrase(f"计票人{ordinal}再输一次口令")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        for place, ordinal in enumerate(_ORDINALS):
            if cleaned.get(f"passphrase_{place}") != cleaned.get(f"again_{place}"):
                self.add_error(f"again_{place}", f"计票人{ordinal}两次输入的口令不同，请重新输入。")
        return cleaned

    @property
    def tellers(self) -> tuple[Teller, ...]:
        """The three, as typed."""
        return tuple(
            Teller(
                self.cleaned_data[f"teller_{place}"].strip(),
                self.cleaned_data[f"passphrase_{place}"],
            )
            for place in range(TELLERS)
        )


class KeysForm(forms.Form):
    """Key files and passphrases of some tellers."""

    def __init__(self, number: int, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.number = number
        for place in range(number):
            whose = f"第{_ORDINALS[place]}名计票人的" if number > 1 else "您的"
            self.fields[f"file_{place}"] = forms.FileField(label=f"{whose}密钥文件")
            self.fields[f"passphrase_{place}"] = _passphrase(f"{whose}口令")

    def keys(self) -> list[tuple[KeyFile, str]]:
        """What was given, read.

        Raises:
            Refusal: a file is no key file.
        """
        return [
            (
                KeyFile.read(self.cleaned_data[f"file_{place}"].read()),
                self.cleaned_data[f"passphrase_{place}"],
            )
            for place in range(self.number)
        ]


class NameTellersForm(forms.Form):
    """Three tellers: by account, or by name alone to be given a code on paper."""

    def __init__(self, accounts: Iterable[tuple[str, str]], *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        choices = [("", "没有账号，发密码条"), *accounts]
        for place, ordinal in enumerate(_ORDINALS):
            self.fields[f"teller_{place}"] = forms.CharField(
                label=f"计票人{ordinal}姓名", max_length=60
            )
            self.fields[f"account_{place}"] = forms.ChoiceField(
                label=f"计票人{ordinal}账号", choices=choices, required=False
            )

    @property
    def tellers(self) -> tuple[NamedTeller, ...]:
        """The three, as named."""
        return tuple(
            NamedTeller(
                self.cleaned_data[f"teller_{place}"].strip(), self.cleaned_data[f"account_{place}"]
            )
            for place in range(TELLERS)
        )


class TellerCodeForm(forms.Form):
    """The code on a teller's paper."""

    code = forms.CharField(
        label="密码条上的编号",
        help_text="由组织投票的人当面交给您，只能用一次。",
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )


class TellerKeyForm(forms.Form):
    """One teller's passphrase, typed twice."""

    code = forms.CharField(required=False, widget=forms.HiddenInput)
    passphrase = _passphrase(
        "口令", f"至少 {SHORTEST_PASSPHRASE} 个字符，用一句自己记得住、别人猜不到的话。"
    )
    again = _passphrase("再输一次口令")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("passphrase") != cleaned.get("again"):
            self.add_error("again", "两次输入的口令不同，请重新输入。")
        return cleaned


class NetworksForm(forms.Form):
    """The networks of the hall, one a line."""

    networks = forms.CharField(
        label="会场网络",
        help_text="一行一个网段，如 10.2.0.0/16；不填则不限定。",
        required=False,
        widget=forms.Textarea(attrs={"rows": 5, "spellcheck": "false"}),
    )

    @property
    def lines(self) -> list[str]:
        """The networks as typed."""
        return [each for each in self.cleaned_data["networks"].splitlines() if each.strip()]


class SecondPersonForm(forms.Form):
    """The second person's sign-in, below what the two do."""

    second_username = forms.CharField(
        label="第二人登录名", widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    second_password = forms.CharField(
        label="第二人密码",
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )


class DespiteRegistrarsForm(SecondPersonForm):
    """Why a box is opened that a registrar saw otherwise, and the second person's sign-in."""

    field_order = ("reason",)
    reason = forms.CharField(label="查明的情况和理由", max_length=500, widget=forms.Textarea)


class CountsForm(forms.Form):
    """A number for every class of voters."""

    def __init__(
        self,
        classes: Iterable[PollClass | MeetingClass],
        *arguments: Any,
        word: str,
        filled: Mapping[str, int | None],
        **named: Any,
    ) -> None:
        super().__init__(*arguments, **named)
        self._names = {}
        for place, each in enumerate(classes):
            self._names[f"number_{place}"] = each.name
            self.fields[f"number_{place}"] = forms.IntegerField(
                label=f"{each.name}{word}",
                help_text=f"应到 {each.entitled} 人",
                min_value=0,
                max_value=each.entitled,
                initial=filled.get(each.name),
            )

    @property
    def counts(self) -> dict[str, int]:
        """Class → number."""
        return {name: self.cleaned_data[field] for field, name in self._names.items()}


class IssueSlipsForm(CountsForm):
    """How many slips a class, and where phones reach this installation."""

    def __init__(self, *arguments: Any, address: str, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.fields["address"] = forms.CharField(
            label="手机访问地址",
            help_text="印入二维码。会场手机要能打开这个地址，如 https://toupiao.example.gov.cn。",
            initial=address,
            max_length=120,
        )

    def clean_address(self) -> str:
        """The address without a slash at its end."""
        address: str = self.cleaned_data["address"].strip().rstrip("/")
        if not address.startswith(("http://", "https://")) or "#" in address:
            raise forms.ValidationError("地址应以 https:// 或 http:// 开头。")
        return address


class VoidForm(SecondPersonForm):
    """Codes of slips not handed out, and the second person's sign-in."""

    field_order = ("codes",)
    codes = forms.CharField(
        label="票面编号",
        help_text="一行一张；可用扫码枪扫描二维码录入。",
        widget=forms.Textarea(attrs={"rows": 8, "autocomplete": "off", "spellcheck": "false"}),
    )

    @property
    def lines(self) -> list[str]:
        """The codes, one a line."""
        return [line.strip() for line in self.cleaned_data["codes"].splitlines() if line.strip()]


class AbandonForm(forms.Form):
    """Why a poll is given up."""

    reason = forms.CharField(label="作废理由", max_length=300, widget=forms.Textarea)


class DestroyForm(forms.Form):
    """Two who saw the key files destroyed."""

    first = forms.CharField(label="见证人一", max_length=60)
    second = forms.CharField(label="见证人二", max_length=60)
