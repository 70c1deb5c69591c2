"""The discipline officer's page: counts, seals, who did what; never what was voted."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from xuanxian.access.permissions import SignedInRequest, needs
from xuanxian.ballots import meeting_queries
from xuanxian.ballots.meeting_forms import IncidentForm, SettleForm
from xuanxian.ballots.models import Incident
from xuanxian.ballots.services.incidents import note_incident, settle_incident
from xuanxian.ballots.views.meetings.steps import (
    meeting_or_404,
    poll_of,
    scope_of_meeting,
)
from xuanxian.ballots.views.steps import actor_of, take_step


@require_safe
@never_cache
@needs("ballots.supervise_meeting", unit=scope_of_meeting)
def supervision(request: SignedInRequest, meeting_id: UUID) -> HttpResponse:
    """监督: balances, seals, steps, incidents."""
    found = meeting_or_404(meeting_id)
    lines = meeting_queries.agenda(found)
    return render(
        request,
        "ballots/meetings/supervision.html",
        {
            "meeting": found,
            "lines": lines,
            "notice": meeting_queries.notice(lines),
            "steps": meeting_queries.steps_taken(found),
            "incidents": meeting_queries.incidents(found),
        },
    )


@require_http_methods(["GET", "POST"])
@needs("ballots.supervise_meeting", unit=scope_of_meeting)
def note(request: SignedInRequest, meeting_id: UUID) -> HttpResponse:
    """登记情况."""
    found = meeting_or_404(meeting_id)
    polls = [(str(poll.pk), poll.title) for poll in found.polls.order_by("place")]
    form = IncidentForm(polls, request.POST or None)

    def act() -> str:
        cleaned = form.cleaned_data
        note_incident(
            found,
            Incident.Kind(cleaned["kind"]),
            cleaned["text"],
            poll=poll_of(found, cleaned["poll"]) if cleaned["poll"] else None,
            actor=actor_of(request.user),
        )
        return "已登记，并记入纪实。"

    return take_step(
        request,
        found,
        form,
        act,
        heading="登记情况",
        explanation=["持票人称票已被使用、对程序有异议等，当场登记，记入纪实，不能删改。"],
        button="登记",
        back=reverse("meeting_supervision", args=[found.pk]),
    )


@require_http_methods(["GET", "POST"])
@needs("ballots.supervise_meeting", unit=scope_of_meeting)
def settle(request: SignedInRequest, meeting_id: UUID, incident_id: UUID) -> HttpResponse:
    """登记处理."""
    found = meeting_or_404(meeting_id)
    incident = get_object_or_404(Incident, pk=incident_id, meeting=found)
    form = SettleForm(request.POST or None)

    def act() -> str:
        settle_incident(incident, form.cleaned_data["text"], actor=actor_of(request.user))
        return "已登记处理。"

    return take_step(
        request,
        found,
        form,
        act,
        heading="登记处理",
        explanation=[f"{incident.get_kind_display()}：{incident.text}"],
        button="登记",
        back=reverse("meeting_supervision", args=[found.pk]),
    )
