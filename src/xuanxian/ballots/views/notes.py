"""随名填写的内容: what was written beside names, person by person, for the office alone."""

from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from xuanxian.access.permissions import SignedInRequest, needs
from xuanxian.ballots import note_queries
from xuanxian.ballots.views.results import sees_whole
from xuanxian.ballots.views.steps import poll_or_404, scope_of_poll

TEXTS_A_PAGE = 50


@require_safe
@never_cache
@needs("ballots.view_result", unit=scope_of_poll)
def notes(request: SignedInRequest, poll_id: UUID) -> HttpResponse:
    """The texts beside one name, page by page, or of everybody."""
    found = poll_or_404(poll_id)
    if found.result is None:
        raise Http404("本次投票还没有结果。")
    headings = note_queries.headings_of(found)
    if not headings:
        raise Http404("本次投票没有要求填写文字。")
    if not sees_whole(request.user, found):
        raise PermissionDenied("填写的文字只供组织部门研究使用。")
    asked = found.asks_questionnaire
    people = note_queries.texts_by_question(found) if asked else note_queries.notes_by_person(found)
    chosen, text = request.GET.get("person", ""), request.GET.get("q", "").strip()
    rows = [
        (person.name, heading, said)
        for person in people
        if chosen in {"", person.subject}
        for heading, texts in person.by_heading.items()
        for said in texts
        if text in said.text
    ]
    page = Paginator(rows, TEXTS_A_PAGE).get_page(request.GET.get("page"))
    return render(
        request,
        "ballots/result_notes.html",
        {
            "poll": found,
            "headings": headings,
            "people": people,
            "chosen": chosen,
            "text": text,
            "page": page,
        },
    )
