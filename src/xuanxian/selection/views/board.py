"""The board of a round: people × stages, what is done to many at once, and the list for print."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Q, QuerySet
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse

from xuanxian.access.permissions import SignedInRequest, needs
from xuanxian.kernel import clock
from xuanxian.kernel.errors import Refusal
from xuanxian.policy.outcome import Verdict
from xuanxian.selection import models, queries
from xuanxian.selection.deeds import bulk
from xuanxian.selection.instruments import Contest, Stage
from xuanxian.selection.queries import board_pages as boards
from xuanxian.selection.rules import Rules
from xuanxian.selection.states import State
from xuanxian.selection.views.access import round_for
from xuanxian.selection.views.rounds import head_of, may_do

MOST_ON_PAPER = 3000
POSTS_ON_THE_BOARD = 20


@needs("selection.view_case")
def round_page(request: SignedInRequest, round_id: UUID) -> HttpResponse:
    """The board, narrowed by its address, fifty people a page; the posts of the round."""
    round_ = round_for(request, round_id)
    rules = queries.rules_of(round_)
    choice = boards.BoardChoice.of(request.GET)
    shown = boards.board_page(request.user, round_, choice, request.GET.get("page"))
    posts = _posts(round_)
    return render(
        request,
        "selection/round.html",
        {
            **head_of(request, round_, rules, "board"),
            "stages": shown.board.stages,
            "rows": shown.board.rows,
            "page": shown.page,
            "known": sum(shown.counts.values()),
            "counts": [(state, shown.counts[state]) for state in State if state in shown.counts],
            "choice": choice,
            "verdicts": [(verdict.value, verdict.label) for verdict in Verdict],
            "states": models.round.STATES,
            "units": boards.units_of_posts(round_),
            "roles": boards.acting_roles(rules),
            "me": boards.ME,
            "bulk": _open_bulk(request, rules, round_),
            "vacancies": posts[:POSTS_ON_THE_BOARD],
            "posts": posts.count(),
            "sittings": round_.sittings.all(),
            "contests": round_.contests.annotate(people=Count("applications"))
            if Stage.CONTEST in queries.reads_of(request.user, rules, round_)
            else (),
            "may_publish_contest": not round_.closed_on
            and len(rules.all(Contest)) > round_.contests.count()
            and may_do(request, rules, round_, "publish_contest"),
            "today": clock.today(),
        },
    )


@needs("selection.view_case")
def round_posts(request: SignedInRequest, round_id: UUID) -> HttpResponse:
    """All posts of the round, page by page."""
    round_ = round_for(request, round_id)
    text = request.GET.get("text", "").strip()
    posts = _posts(round_)
    if text:
        posts = posts.filter(
            Q(post__title__icontains=text) | Q(post__organisation__name__icontains=text)
        )
    return render(
        request,
        "selection/round_posts.html",
        {
            **head_of(request, round_, queries.rules_of(round_), "posts"),
            "page": Paginator(posts, boards.PEOPLE_ON_A_PAGE).get_page(request.GET.get("page")),
            "text": text,
        },
    )


def _posts(round_: models.Round) -> QuerySet[models.Vacancy]:
    return (
        round_.vacancies.select_related("post__organisation")
        .annotate(
            people=Count(
                "candidacies",
                filter=Q(candidacies__isnull=False) & Q(candidacies__ended_on__isnull=True),
            )
        )
        .order_by("place", "pk")
    )


@needs("selection.view_case")
def round_sheet(request: SignedInRequest, round_id: UUID) -> HttpResponse:
    """Everybody whom the address leaves, or those ticked, on one sheet for print."""
    round_ = round_for(request, round_id)
    ids = _ids(request, round_, request.GET)[:MOST_ON_PAPER]
    board = queries.board(round_, only=ids)
    return render(
        request,
        "selection/round_sheet.html",
        {
            **head_of(request, round_, queries.rules_of(round_), "board"),
            "board": board,
            "today": clock.today(),
        },
    )


@needs("selection.view_case")
def round_bulk(request: SignedInRequest, round_id: UUID, verb: str) -> HttpResponse:
    """Do one thing to many people: what it asks, what would pass and what not, then do it."""
    round_ = round_for(request, round_id)
    rules = queries.rules_of(round_)
    deed = bulk.BULK_DEEDS.get(verb)
    if deed is None or not bulk.open_to(deed, request.user, rules, round_):
        raise Http404
    if request.method != "POST":
        return redirect("round", round_.pk)
    ids = _ids(request, round_, request.POST)
    people = list(boards.chosen(request.user, round_, ids))
    asked = "step" in request.POST
    form = deed.form(
        request.POST if asked else None,
        subject=people[0] if people else models.Candidacy(vacancy=models.Vacancy(round=round_)),
        rules=rules,
        account=request.user,
    )
    results: list[bulk.Result] = []
    refusal = None
    # A form without a question that must be answered is tried at once.
    ready = form.is_valid() if asked else False
    if ready:
        do = bulk.carry_out if request.POST["step"] == "do" else bulk.rehearse
        try:
            results = do(deed, people, form.cleaned_data, account=request.user, rules=rules)
        except Refusal as refused:
            refusal = refused
        else:
            if request.POST["step"] == "do":
                return _told(request, round_, deed, results)
    return render(
        request,
        "selection/round_bulk.html",
        {
            **head_of(request, round_, rules, "board"),
            "deed": deed,
            "form": form,
            "people": people,
            "tried": bool(results),
            "passing": [one for one in results if one.passes],
            "failing": [one for one in results if not one.passes],
            "refusal": refusal,
            "most": bulk.MOST_AT_ONCE,
        },
        status=422 if refusal else 200,
    )


def _told(
    request: SignedInRequest,
    round_: models.Round,
    deed: bulk.BulkDeed,
    results: list[bulk.Result],
) -> HttpResponse:
    done = [one.candidacy.person.name for one in results if one.passes]
    if done:
        messages.success(
            request, f"{deed.title}：{len(done)}人已办理并记入纪实（{'、'.join(done)}）。"
        )
    for one in results:
        if not one.passes:
            why = "；".join(str(problem) for problem in one.problems)
            messages.warning(request, f"{one.candidacy.person.name}没有办理：{why}")
    return redirect(reverse("round", args=[round_.pk]))


def _ids(request: SignedInRequest, round_: models.Round, values: QueryDict) -> list[UUID]:
    """Who was ticked; everybody the filters leave where all of them are meant or nobody is."""
    ticked = []
    for text in values.getlist("person"):
        try:
            ticked.append(UUID(text))
        except ValueError:
            raise Http404 from None
    if ticked and not values.get("all"):
        known = boards.people_known_to(request.user, round_).filter(pk__in=ticked)
        return list(known.values_list("pk", flat=True))
    if request.method == "POST" and not values.get("all"):
        return []
    found = boards.narrowed(request.user, round_, boards.BoardChoice.of(values))
    return found if isinstance(found, list) else list(found.values_list("pk", flat=True))


def _open_bulk(
    request: SignedInRequest, rules: Rules, round_: models.Round
) -> list[dict[str, Any]]:
    if round_.closed_on:
        return []
    return [
        {"verb": deed.verb, "title": deed.title}
        for deed in bulk.BULK_DEEDS.values()
        if bulk.open_to(deed, request.user, rules, round_)
    ]
