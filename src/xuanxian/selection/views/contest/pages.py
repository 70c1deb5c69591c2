"""A contest: overview with posts, applications, one application, one round, lots, results."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Count, F, Q, QuerySet
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from xuanxian.access.permissions import SignedInRequest, needs
from xuanxian.kernel import clock
from xuanxian.kernel.errors import Refusal
from xuanxian.policy.outcome import Outcome, Verdict
from xuanxian.policy.parts import role_names
from xuanxian.registry.queries.people import PeopleChoice, find_people, people_in_scope
from xuanxian.selection import models, queries
from xuanxian.selection.deeds import Deed, deed_of
from xuanxian.selection.instruments import Contest
from xuanxian.selection.instruments.contest.fields import fields_of
from xuanxian.selection.queries.contest import applications_of, contest_facts, marks_in_order
from xuanxian.selection.queries.contest_duties import contest_duty, step_state
from xuanxian.selection.rules import Rules
from xuanxian.selection.services import contest as contests
from xuanxian.selection.services.contest import QUALIFICATION, Finding
from xuanxian.selection.views.access import contest_for

ON_A_PAGE = 50

STATES = (
    ("", "全部"),
    ("open", "待审查"),
    ("qualified", "合格"),
    ("refused", "不合格"),
    ("left", "退出"),
    ("going", "进入下一环节"),
)


def head(
    contest: models.Contest, tab: str, *, tells_next: bool = False
) -> tuple[dict[str, Any], Rules, Contest]:
    """What every page of a contest shows on top, its rules and its instrument.

    Args:
        tells_next: whether to find out what comes next, which reads all applications.
    """
    rules = queries.rules_of(contest.round)
    instrument = rules.get(contest.instrument, Contest)
    duty = contest_duty(contest, rules) if tells_next else None
    context = {
        "contest": contest,
        "round": contest.round,
        "tab": tab,
        "rounds": instrument.rounds,
        "duty": duty,
        "duty_roles": role_names(duty.roles) if duty else "",
        "today": clock.today(),
        "is_open": not contest.ended_on and not contest.round.closed_on,
    }
    return context, rules, instrument


def open_deeds(request: SignedInRequest, rules: Rules, subject: Any, *verbs: str) -> list[Deed]:
    """The deeds on `subject` that the account may do under the policy."""
    deeds = (deed_of(type(subject), verb) for verb in verbs)
    return [one for one in deeds if one and one.open_to(request.user, rules, subject)]


@needs("selection.view_case")
def contest(request: SignedInRequest, contest_id: UUID) -> HttpResponse:
    """The notice, the posts with who applied, what comes next."""
    found = contest_for(request, contest_id)
    context, rules, instrument = head(found, "overview", tells_next=True)
    text = request.GET.get("text", "").strip()
    posts = found.posts.select_related("into").annotate(
        entered=Count("applications"),
        qualified=Count(
            "applications", filter=Q(applications__qualified=True, applications__left="")
        ),
        going=Count("applications", filter=Q(applications__going_on=True)),
    )
    if text:
        posts = posts.filter(title__icontains=text)
    page = Paginator(posts.order_by("place"), ON_A_PAGE).get_page(request.GET.get("page"))
    verbs = (
        ["take_on", "end_contest"]
        if found.closed_on
        else ["close_applications", "enter_application"]
    )
    settle = deed_of(models.ContestPost, "settle_contest_post")
    return render(
        request,
        "selection/contest/contest.html",
        {
            **context,
            "page": page,
            "text": text,
            "competing": _competing(found, rules, instrument, list(page)),
            "totals": found.applications.aggregate(
                entered=Count("pk"),
                people=Count("person", distinct=True),
                open=Count("pk", filter=Q(qualified__isnull=True, left="")),
                qualified=Count("pk", filter=Q(qualified=True, left="")),
                going=Count("pk", filter=Q(going_on=True)),
            ),
            "seats": sum(found.posts.values_list("seats", flat=True)),
            "verbs": open_deeds(request, rules, found, *verbs) if context["is_open"] else [],
            "may_settle": bool(
                context["is_open"]
                and found.closed_on
                and not found.steps.filter(held_on__isnull=False).exists()
                and settle
                and page.object_list
                and settle.open_to(request.user, rules, page.object_list[0])
            ),
            "rules_in_words": instrument.explain(),
        },
    )


def _competing(
    contest: models.Contest, rules: Rules, instrument: Contest, posts: list[models.ContestPost]
) -> dict[str, Outcome]:
    """Title of a post → whether enough people compete for it, for the posts of a page."""
    if instrument.competition is None or instrument.field != "post" or contest.closed_on is None:
        return {}
    keys = [one.pk for one in posts]
    rows = applications_of(contest).filter(Q(post__in=keys) | Q(post__into__in=keys))
    facts = contest_facts(contest, rows, posts=keys)
    if not facts.posts:
        return {}
    return {
        one.id: Outcome.of(one.remarks) for one in fields_of(instrument, facts, rules.parameters)
    }


@needs("selection.view_case")
def applications(request: SignedInRequest, contest_id: UUID) -> HttpResponse:
    """Who applied: narrowed by post, state, name or number; reviewed together."""
    found = contest_for(request, contest_id)
    context, rules, _ = head(found, "applications")
    choice = {
        name: request.GET.get(name, "").strip() for name in ("text", "state", "found", "post")
    }
    rows = found.applications.select_related("person__unit", "post").order_by("number")
    narrowed = _narrowed(rows, choice)
    review = deed_of(models.Application, "review_application")
    page = Paginator(narrowed, ON_A_PAGE).get_page(request.GET.get("page"))
    first = next(iter(page), None)
    return render(
        request,
        "selection/contest/applications.html",
        {
            **context,
            "page": page,
            "choice": choice,
            "states": STATES,
            "verdicts": [(one.value, one.label) for one in Verdict],
            "any": rows.exists(),
            "post": found.posts.filter(pk=choice["post"]).first() if choice["post"] else None,
            "may_review": bool(
                context["is_open"]
                and first
                and review
                and review.open_to(request.user, rules, first)
            ),
            "verbs": open_deeds(request, rules, found, "enter_application")
            if context["is_open"] and not found.closed_on
            else [],
        },
    )


def _narrowed(rows: Any, choice: dict[str, str]) -> Any:
    text = choice["text"]
    if text:
        named = Q(person__name__icontains=text) | Q(post__title__icontains=text)
        rows = rows.filter(named | Q(number=int(text))) if text.isdigit() else rows.filter(named)
    match choice["state"]:
        case "open":
            rows = rows.filter(qualified__isnull=True, left="")
        case "qualified":
            rows = rows.filter(qualified=True, left="")
        case "refused":
            rows = rows.filter(qualified=False)
        case "left":
            rows = rows.exclude(left="")
        case "going":
            rows = rows.filter(going_on=True)
    if choice["found"]:
        rows = rows.filter(found=choice["found"])
    try:
        return rows.filter(post=UUID(choice["post"])) if choice["post"] else rows
    except ValueError:
        raise Http404 from None


@needs("selection.view_case")
@require_POST
def review(request: SignedInRequest, contest_id: UUID) -> HttpResponse:
    """Let in those ticked, or everybody whom the facts let pass."""
    found = contest_for(request, contest_id)
    rules = queries.rules_of(found.round)
    chosen = deed_of(models.Application, "review_application")
    rows = found.applications.select_related("person")
    if request.POST.get("all"):
        rows = rows.filter(qualified__isnull=True, left="", found__in=("pass", "flag"))
    else:
        try:
            rows = rows.filter(pk__in=[UUID(key) for key in request.POST.getlist("application")])
        except ValueError:
            raise Http404 from None
    listed = list(rows)
    back = f"{reverse('contest_applications', args=[found.pk])}?{request.POST.get('back', '')}"
    if not listed:
        messages.error(request, "没有可以认定的报名：请勾选，或没有待审查而自动核验通过的人员。")
        return redirect(back)
    if chosen is None or not chosen.open_to(request.user, rules, listed[0]):
        raise PermissionDenied("按本批次依据的制度，您的角色不办理此事。")
    try:
        contests.review_applications(
            found,
            [Finding(one, qualified=True, reason=request.POST.get("reason", "")) for one in listed],
            actor=chosen.actor(request.user, rules, listed[0]),
        )
    except Refusal as refusal:
        for problem in refusal.problems[:10]:
            messages.error(request, f"{problem.where}：{problem.message}{problem.mend}")
    else:
        messages.success(request, f"已认定{len(listed)}人合格并记入纪实。")
    return redirect(back)


@needs("selection.view_case")
def find(request: SignedInRequest, contest_id: UUID) -> HttpResponse:
    """Find somebody on whose behalf to enter an application."""
    found = contest_for(request, contest_id)
    context, _, _ = head(found, "applications")
    text = request.GET.get("text", "").strip()
    people = find_people(
        people_in_scope(request.user).select_related("unit"), PeopleChoice(text=text)
    )
    return render(
        request,
        "selection/contest/find.html",
        {
            **context,
            "text": text,
            "page": Paginator(people, ON_A_PAGE).get_page(request.GET.get("page")),
        },
    )


@needs("selection.view_case")
def application(request: SignedInRequest, application_id: UUID) -> HttpResponse:
    """One application: what the facts say, what people found, marks, results, objections."""
    row = get_object_or_404(
        models.Application.objects.select_related(
            "person__unit", "post__into", "candidacy", "contest"
        ),
        pk=application_id,
    )
    found = contest_for(request, row.contest_id)
    context, rules, instrument = head(found, "applications")
    verbs = open_deeds(
        request, rules, row, "review_application", "withdraw_application", "raise_objection",
        *(("choose_post",) if instrument.choice else ()),
        *(("call_reserve",) if row.stands.get("reserve") and not row.going_on else ()),
    )  # fmt: skip
    titles = {QUALIFICATION: "资格审查"} | {one.id: one.title for one in instrument.rounds}
    return render(
        request,
        "selection/contest/application.html",
        {
            **context,
            "application": row,
            "judgements": [
                (rules.instruments[name].title, Outcome.model_validate(outcome))
                for name, outcome in row.candidacy.judgements.items()
                if name in rules.instruments
            ],
            "stands": row.stands,
            "marks": marks_in_order(instrument, row.stands.get("marks", {})),
            "outcome": Outcome.model_validate(row.stands["outcome"]) if row.stands else None,
            "objections": [
                (one, titles.get(one.against, one.against), open_deeds(
                    request, rules, one, "answer_objection") if not one.answered_on else [])
                for one in row.objections.all()
            ],
            "verbs": verbs
            if context["is_open"] and not row.left
            else [one for one in verbs if one.verb == "call_reserve" and not row.left],
        },
    )  # fmt: skip


@needs("selection.view_case")
def step(request: SignedInRequest, contest_id: UUID, step_id: str) -> HttpResponse:
    """One round: lots, papers, examiners, marks, signatures, announcement, publication."""
    found = contest_for(request, contest_id)
    context, rules, instrument = head(found, step_id, tells_next=True)
    if instrument.round(step_id) is None:
        raise Http404
    state = step_state(found, instrument, step_id)
    verbs = open_deeds(
        request, rules, found, "commit_draw", "keep_examiners", "seal_paper", "record_absence",
        "sign_marks", "decide_going_on", "publish_results",
    )  # fmt: skip
    keys = deed_of(models.Contest, "record_absence")
    return render(
        request,
        "selection/contest/step.html",
        {
            **context,
            "state": state,
            "step": state.round,
            "exam_in_words": state.round.exam.spoken() if state.round.exam else "",
            "signatures": [
                (one, one["digest"] == state.digest)
                for one in (state.row.signatures if state.row else ())
            ],
            "verbs": verbs if context["is_open"] and found.closed_on else [],
            "may_key": bool(
                context["is_open"]
                and found.closed_on
                and keys
                and keys.open_to(request.user, rules, found)
            ),
        },
    )


@needs("selection.view_case")
def results(request: SignedInRequest, contest_id: UUID, step_id: str) -> HttpResponse:
    """The published results of a round, a page at a time, post by post."""
    found = contest_for(request, contest_id)
    context, _, instrument = head(found, step_id)
    round_ = instrument.round(step_id)
    row = found.steps.filter(step=step_id, published_on__isnull=False).first()
    if round_ is None or row is None:
        raise Http404
    text = request.GET.get("text", "").strip()
    rows = published_standings(found, step_id)
    if text:
        named = Q(application__person__name__icontains=text)
        rows = rows.filter(named | Q(application__post__title__icontains=text))
    page = Paginator(rows, ON_A_PAGE).get_page(request.GET.get("page"))
    return render(
        request,
        "selection/contest/results.html",
        {
            **context,
            "row": row,
            "step": round_,
            "names": [one.id for one in (*round_.scores, *round_.totals)],
            "page": page,
            "text": text,
        },
    )


def published_standings(contest: models.Contest, step_id: str) -> QuerySet[models.Standing]:
    """The results of a round, post by post in the order of the places."""
    return (
        models.Standing.objects.filter(application__contest=contest, step=step_id)
        .select_related("application__person", "application__post__into")
        .order_by("application__post__place", F("rank").asc(nulls_last=True), "application__number")
    )


@needs("selection.view_case")
def draw(request: SignedInRequest, draw_id: UUID) -> HttpResponse:
    """A drawing of lots, before and after; as JSON for `scripts/draw.py`."""
    row = get_object_or_404(models.Draw.objects.select_related("contest__round"), pk=draw_id)
    found = contest_for(request, row.contest_id)
    context, rules, instrument = head(found, row.step)
    round_ = instrument.round(row.step)
    title = f"{found.title} {round_.title if round_ else row.step}"
    if "json" in request.GET and row.made_on:
        return JsonResponse(
            {
                "format": "xuanxian-draw/1",
                "title": title,
                "kind": row.kind,
                "lots": row.lots,
                "commitment": row.commitment,
                "nonce": row.nonce,
                "public_value": row.public_value,
                "result": row.result,
            },
            json_dumps_params={"ensure_ascii": False, "indent": 1},
            headers={"Content-Disposition": f'attachment; filename="draw-{row.pk}.json"'},
        )
    return render(
        request,
        "selection/contest/draw.html",
        {
            **context,
            "draw": row,
            "step": round_,
            "order": list(enumerate(row.result, start=1)),
            "serving": found.examiners.filter(step=row.step, serves=True)
            if row.kind == "examiners"
            else (),
            "verbs": open_deeds(request, rules, row, "make_draw") if not row.made_on else [],
        },
    )
