"""工作台 and the one search."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from xuanxian.access import figures, todo
from xuanxian.access import search as access_search
from xuanxian.access.permissions import SignedInRequest, may, needs
from xuanxian.kernel import clock
from xuanxian.record import queries as record

RECENT_ENTRIES = 8
HITS_A_GROUP = 20


@needs("web.view_desk")
@require_safe
def desk(request: SignedInRequest) -> HttpResponse:
    """What waits for the account by deadline, key figures, what happened of late."""
    today = clock.today()
    todos = todo.todos_of(request.user)
    return render(
        request,
        "web/desk.html",
        {
            "today": today,
            "overdue": [one for one in todos if one.due and one.due < today],
            "due_today": [one for one in todos if one.due == today],
            "later": [one for one in todos if one.due and one.due > today],
            "undated": [one for one in todos if one.due is None],
            "todos": todos,
            "figures": figures.figures_for(request.user),
            "recent": record.recent_entries(request.user, RECENT_ENTRIES),
            "may_see_record": may(request.user, "record.view_stream"),
        },
    )


@needs("web.search")
@require_safe
def search(request: SignedInRequest) -> HttpResponse:
    """Hits of every room for one text."""
    text = request.GET.get("q", "").strip()
    groups = access_search.find(request.user, text, HITS_A_GROUP)
    return render(
        request,
        "web/search.html",
        {"search_text": text, "groups": groups, "most": HITS_A_GROUP},
    )
