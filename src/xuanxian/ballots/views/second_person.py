"""The second of two persons, who signs in on the page of the first."""

from copy import copy

from django import forms
from django.contrib.auth import authenticate
from django.http import QueryDict

from xuanxian.access.models import Account
from xuanxian.access.permissions import SignedInRequest, may
from xuanxian.ballots.services import Holder
from xuanxian.kernel.errors import Problem, Refusal


def second_person(request: SignedInRequest, holder: Holder, form: forms.Form) -> Account:
    """The second person, who has just signed in on the same page.

    Args:
        request: the request.
        holder: the poll or meeting it is about.
        form: valid, with `second_username` and `second_password`.

    Raises:
        Refusal: wrong name or password, or nobody who has anything to do with the poll or meeting.
    """
    # django-axes keeps the body of a failed attempt: it must see neither codes nor password.
    bare = copy(request)
    bare.POST = QueryDict()
    second = authenticate(
        bare,
        username=form.cleaned_data["second_username"],
        password=form.cleaned_data["second_password"],
    )
    if not isinstance(second, Account) or second.must_change_password:
        raise Refusal(
            Problem(holder.title, "第二人", "", "登录名或密码不对。", "请第二人本人重新输入。")
        )
    if not may(second, "ballots.view_poll", holder.unit_code or None):
        raise Refusal(
            Problem(holder.title, "第二人", str(second), "与本次投票无关。", "请由监票人办理。")
        )
    return second
