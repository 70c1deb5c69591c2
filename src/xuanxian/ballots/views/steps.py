"""What the pages of one step share: finding the poll, showing its form with what was refused."""

from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from xuanxian.access.actor import Actor
from xuanxian.access.models import Account, Role
from xuanxian.ballots.models import Poll
from xuanxian.kernel.errors import Refusal

UNPROCESSABLE = 422


def poll_or_404(poll_id: UUID) -> Poll:
    """The poll, or a page that says there is none."""
    return get_object_or_404(Poll, pk=poll_id)


def scope_of_poll(request: HttpRequest, poll_id: UUID) -> str | None:  # noqa: ARG001
    """For `needs`: the unit over which a role reaches the poll; None where any will do."""
    return poll_or_404(poll_id).unit_code or None


def actor_of(account: Account) -> Actor:
    """Who does the step: staff first, then supervision."""
    return account.acting_as(
        Role.ORGANISATION_STAFF, Role.DISCIPLINE_OFFICER, Role.ORGANISATION_LEADER
    )


def step_page(
    request: HttpRequest,
    poll: Poll,
    form: forms.Form,
    *,
    heading: str,
    explanation: list[str],
    button: str,
    refusal: Refusal | None = None,
    warning: str = "",
) -> HttpResponse:
    """The page of one step: what it is for, its form, what was refused.

    Args:
        request: the request.
        poll: the poll.
        form: the form.
        heading: what is done here.
        explanation: sentences above the form.
        button: on the button.
        refusal: what the service refused just now.
        warning: a question asked before the form is sent.
    """
    context: dict[str, Any] = {
        "poll": poll,
        "notice": poll.box_notice,
        "form": form,
        "heading": heading,
        "explanation": explanation,
        "button": button,
        "refusal": refusal,
        "warning": warning,
    }
    failed = refusal is not None or (form.is_bound and not form.is_valid())
    return render(request, "ballots/step.html", context, status=UNPROCESSABLE if failed else 200)
