"""What the pages of one step share: whose step it is, taking it, showing its form.

A step is of one poll, of a meeting for all of its polls, or of the box of either. Where a meeting
and a poll by itself do the same, the page has one view, whose subject is what holds the box.
"""

from collections.abc import Callable, Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from xuanxian.access.actor import Actor
from xuanxian.access.models import Account, Role
from xuanxian.ballots import queries
from xuanxian.ballots.models import Meeting, Poll
from xuanxian.ballots.services import Box, Holder
from xuanxian.kernel.errors import Refusal

UNPROCESSABLE = 422


def poll_or_404(poll_id: UUID) -> Poll:
    """The poll, or a page that says there is none."""
    return get_object_or_404(Poll, pk=poll_id)


def scope_of_poll(request: HttpRequest, poll_id: UUID) -> str | None:  # noqa: ARG001
    """For `needs`: the unit over which a role reaches the poll; None where any will do."""
    return poll_or_404(poll_id).unit_code or None


def holder_or_404(holder_id: UUID) -> Holder:
    """The meeting or the poll with this id; for a poll of a meeting that meeting."""
    meeting = Meeting.objects.filter(pk=holder_id).first()
    if meeting is not None:
        return meeting
    poll = get_object_or_404(Poll.objects.select_related("meeting"), pk=holder_id)
    return poll.meeting or poll


def scope_of_holder(request: HttpRequest, holder_id: UUID) -> str | None:  # noqa: ARG001
    """For `needs`: the unit over which a role reaches it; None where any will do."""
    return holder_or_404(holder_id).unit_code or None


def actor_of(account: Account) -> Actor:
    """Who does the step: staff first, then supervision."""
    return account.acting_as(
        Role.ORGANISATION_STAFF, Role.DISCIPLINE_OFFICER, Role.ORGANISATION_LEADER
    )


def page_of(subject: Holder | Box) -> str:
    """The address of the page that shows the whole of it."""
    if isinstance(subject, Box):
        return reverse("box", args=[subject.id])
    return reverse("meeting" if isinstance(subject, Meeting) else "poll", args=[subject.pk])


def trail_to(subject: Holder | Box) -> list[tuple[str, str]]:
    """Name and address of the pages above a step, from the list downwards."""
    if isinstance(subject, Box):
        holder = holder_or_404(subject.id)
        return [*trail_to(holder), ("票箱", page_of(subject))]
    if isinstance(subject, Meeting):
        above = [("会议", reverse("meetings"))]
    elif subject.meeting is not None:
        above = trail_to(subject.meeting)
    else:
        above = [("会议投票", reverse("polls"))]
    return [*above, (subject.title, page_of(subject))]


def notice_of(subject: Holder | Box) -> str:
    """What cannot be promised of the secrecy of its polls; "" where nothing."""
    match subject:
        case Poll():
            return subject.box_notice
        case Meeting():
            return queries.notice(subject.polls.all())
    return queries.notice(subject.polls)


def said_of_opened(polls: Sequence[Poll]) -> str:
    """What is said where voting begins."""
    return f"投票已开始{_at_once(polls)}。"


def said_of_closed(polls: Sequence[Poll]) -> str:
    """What is said where voting ends; only secret polls have a box."""
    sealed = "，票箱已封" if any(each.is_secret for each in polls) else ""
    return f"投票已截止{_at_once(polls)}{sealed}。"


def _at_once(polls: Sequence[Poll]) -> str:
    return f"，{len(polls)} 项同时" if len(polls) > 1 else ""


def take_step(
    request: HttpRequest,
    subject: Holder | Box,
    form: forms.Form,
    act: Callable[[], str | HttpResponse],
    *,
    onward: str = "",
    **page: Any,
) -> HttpResponse:
    """Show the form of a step; once it is sent and reads well, do what it asks and go back.

    Args:
        request: the request.
        subject: the poll, meeting or box.
        form: the form.
        act: does the step. It answers what is said then, or a page of its own.
        onward: where the reader goes after it; by default where `back` leads.
        page: what else `step_page` shows.

    Returns:
        The form, with what `act` refused; or what comes after.
    """
    refusal = None
    if form.is_bound and form.is_valid():
        try:
            done = act()
        except Refusal as fault:
            refusal = fault
        else:
            if isinstance(done, HttpResponse):
                return done
            messages.success(request, done)
            return redirect(onward or page.get("back") or page_of(subject))
    return step_page(request, subject, form, refusal=refusal, **page)


def step_page(
    request: HttpRequest,
    subject: Holder | Box,
    form: forms.Form,
    *,
    heading: str,
    explanation: list[str],
    button: str,
    refusal: Refusal | None = None,
    warning: str = "",
    back: str = "",
    template: str = "ballots/step.html",
    **more: Any,
) -> HttpResponse:
    """The page of one step: what it is for, its form, what was refused.

    Args:
        request: the request.
        subject: the poll, meeting or box.
        form: the form.
        heading: what is done here.
        explanation: sentences above the form.
        button: on the button.
        refusal: what the service refused just now.
        warning: a question asked before the form is sent.
        back: where the reader returns to; by default the page of `subject`.
        template: a page with a body of its own, which extends the usual one.
        more: what else it shows.
    """
    context: dict[str, Any] = {
        _name_of(subject): subject,
        "trail": trail_to(subject),
        "notice": notice_of(subject),
        "form": form,
        "heading": heading,
        "explanation": explanation,
        "button": button,
        "refusal": refusal,
        "warning": warning,
        "back": back or page_of(subject),
        **more,
    }
    failed = refusal is not None or (form.is_bound and not form.is_valid())
    return render(request, template, context, status=UNPROCESSABLE if failed else 200)


def _name_of(subject: Holder | Box) -> str:
    """What templates call it."""
    match subject:
        case Poll():
            return "poll"
        case Meeting():
            return "meeting"
    return "box"
