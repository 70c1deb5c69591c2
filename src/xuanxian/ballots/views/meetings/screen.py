"""The meeting screen (会场大屏): for the projector, dark and large, never a partial result."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from xuanxian.access.permissions import SignedInRequest, needs
from xuanxian.ballots import meeting_queries
from xuanxian.ballots.views.meetings.steps import meeting_or_404, scope_of_meeting

NAMES_SHOWN = 24
"""More names than this are not readable from the last row; the forms have them all."""


@require_safe
@never_cache
@needs(
    "ballots.chair_meeting",
    "ballots.supervise_meeting",
    unit=scope_of_meeting,
)
def screen(request: SignedInRequest, meeting_id: UUID) -> HttpResponse:
    """The whole page, or with `?now` what it refreshes itself with."""
    found = meeting_or_404(meeting_id)
    lines = meeting_queries.agenda(found)
    template = "ballots/meetings/scene.html"
    if "now" not in request.GET:
        template = "ballots/meetings/screen.html"
    return render(
        request,
        template,
        {
            "meeting": found,
            "scene": meeting_queries.scene(lines),
            "names_shown": NAMES_SHOWN,
            "notice": meeting_queries.notice(lines),
        },
    )
