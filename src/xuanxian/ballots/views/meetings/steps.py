"""What the pages of a meeting share: finding it, showing the form of one step."""

from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from xuanxian.access.models import Role
from xuanxian.access.permissions import SignedInRequest
from xuanxian.ballots.models import Meeting, Poll
from xuanxian.ballots.views.steps import UNPROCESSABLE
from xuanxian.kernel.errors import Refusal


def meeting_or_404(meeting_id: UUID) -> Meeting:
    """The meeting, or a page that says there is none."""
    return get_object_or_404(Meeting, pk=meeting_id)


def poll_of(meeting: Meeting, poll_id: UUID) -> Poll:
    """A poll on the agenda of `meeting`, or a page that says there is none."""
    return get_object_or_404(
        Poll.objects.select_related("agenda_item"), pk=poll_id, meeting=meeting
    )


def scope_of_meeting(request: HttpRequest, meeting_id: UUID, **_: object) -> str | None:  # noqa: ARG001
    """For `needs`: the unit over which a role reaches the meeting; None where any will do."""
    return meeting_or_404(meeting_id).unit_code or None


def sees_more_than_members(request: SignedInRequest, meeting: Meeting) -> bool:
    """Whether the reader runs, leads or supervises; members see agenda and announced results."""
    return bool(
        request.user.holds(
            Role.ORGANISATION_STAFF,
            Role.ORGANISATION_LEADER,
            Role.DISCIPLINE_OFFICER,
            over=meeting.unit_code or None,
        )
    )


def meeting_step(
    request: HttpRequest,
    meeting: Meeting,
    form: forms.Form,
    *,
    heading: str,
    explanation: list[str],
    button: str,
    refusal: Refusal | None = None,
    warning: str = "",
    back: str = "",
    template: str = "ballots/meetings/step.html",
    **more: Any,
) -> HttpResponse:
    """The page of one step of a meeting; see `views.steps.step_page`.

    Args:
        back: where the reader returns to; the page of the meeting by default.
        template: a page with a body of its own, which extends the usual one.
        more: what else it shows.
    """
    context: dict[str, Any] = {
        "meeting": meeting,
        "form": form,
        "heading": heading,
        "explanation": explanation,
        "button": button,
        "refusal": refusal,
        "warning": warning,
        "back": back or reverse("meeting", args=[meeting.pk]),
        **more,
    }
    failed = refusal is not None or (form.is_bound and not form.is_valid())
    return render(request, template, context, status=UNPROCESSABLE if failed else 200)
