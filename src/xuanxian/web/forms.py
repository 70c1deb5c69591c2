"""Forms of the shell."""

from typing import Any

from django import forms
from django.contrib.auth.forms import AuthenticationForm

from xuanxian.access.models import Account, Role
from xuanxian.registry.models import Organisation


class SignInForm(AuthenticationForm):
    """登录名 and 密码."""

    error_messages = {
        "invalid_login": "登录名或密码不对。请检查大小写；连续输错五次，账号会锁定一小时。",
        "inactive": "这个账号已停用。请与系统管理员联系。",
    }

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.fields["username"].label = "登录名"
        self.fields["password"].label = "密码"


class OwnPasswordForm(forms.Form):
    """The present password once, the new one twice."""

    present = forms.CharField(
        label="现在的密码",
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    new = forms.CharField(
        label="新密码",
        strip=False,
        help_text="至少8位，不要用常见的密码。",
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    again = forms.CharField(
        label="再输一遍新密码",
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, account: Account, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.account = account

    def clean_present(self) -> str:
        present: str = self.cleaned_data["present"]
        if not self.account.check_password(present):
            raise forms.ValidationError("与现在的密码不一致，请重新输入。")
        return present

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("new") and cleaned["new"] != cleaned.get("again"):
            self.add_error("again", "两次输入的新密码不一样，请重新输入。")
        return cleaned


class AccountForm(forms.Form):
    """Who the account is for."""

    full_name = forms.CharField(label="姓名", max_length=60)
    username = forms.CharField(
        label="登录名", max_length=150, help_text="本人登录时输入，可用姓名拼音或工号。"
    )


class GrantForm(forms.Form):
    """A role and the unit it reaches."""

    role = forms.ChoiceField(label="角色", choices=Role.choices)
    unit = forms.ModelChoiceField(
        label="管理范围",
        queryset=Organisation.objects.order_by("code"),
        required=False,
        empty_label="全部单位",
        help_text="含其下属单位。不选即为全部单位。",
    )


class ClockForm(forms.Form):
    """How far the rehearsal clock moves."""

    days = forms.IntegerField(
        label="向前拨几天", min_value=1, max_value=3660, initial=1, help_text="只能向前，不能拨回。"
    )
