"""What the pages of a meeting share: finding it, telling who sees how much of it."""

from uuid import UUID

from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from xuanxian.access.models import Role
from xuanxian.access.permissions import SignedInRequest
from xuanxian.ballots.models import Meeting, Poll


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
