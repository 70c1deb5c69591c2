"""Keying marks, importing them, the screen on the spot."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from xuanxian.access.permissions import SignedInRequest, needs
from xuanxian.exchange.limits import WORKBOOK_BYTES
from xuanxian.kernel.errors import Problem, Refusal
from xuanxian.selection import models, queries
from xuanxian.selection.contest.given import form_of
from xuanxian.selection.instruments import Contest, Stage
from xuanxian.selection.instruments.contest.points import FormulaScore
from xuanxian.selection.instruments.contest.scores import JudgedScore
from xuanxian.selection.queries.contest import marks_in_order
from xuanxian.selection.queries.contest_duties import step_state
from xuanxian.selection.rules import Rules
from xuanxian.selection.services import contest as contests
from xuanxian.selection.services.contest.sheets import read_marks
from xuanxian.selection.views.access import contest_for
from xuanxian.selection.views.contest.pages import head

ON_A_PAGE = 50


def _may(request: SignedInRequest, rules: Rules, contest: models.Contest, verb: str) -> bool:
    roles = rules.step(Stage.CONTEST).roles_for(verb)
    return request.user.holds(*roles, over=contest.round.unit.code)


@needs("selection.view_case")
def marks(request: SignedInRequest, contest_id: UUID, step_id: str) -> HttpResponse:
    """Key the marks of one score, of one examiner where it is judged; a page at a time."""
    found = contest_for(request, contest_id)
    context, rules, instrument = head(found, step_id)
    round_ = instrument.round(step_id)
    if round_ is None:
        raise Http404
    if not _may(request, rules, found, "key_marks"):
        raise PermissionDenied("按本批次依据的制度，您的角色不登记成绩。")
    scores = [one for one in round_.scores if not isinstance(one, FormulaScore)]
    name = request.GET.get("score", scores[0].id if scores else "")
    score = next((one for one in scores if one.id == name), None)
    if score is None:
        raise Http404
    keying = 2 if request.GET.get("keying") == "2" else 1
    serving = list(found.examiners.filter(step=step_id, serves=True))
    examiner = None
    if isinstance(score, JudgedScore) and serving:
        key = request.GET.get("examiner", str(serving[0].pk))
        examiner = next((one for one in serving if str(one.pk) == key), None)
        if examiner is None:
            raise Http404
    state = step_state(found, instrument, step_id)
    page = Paginator(state.taking_part, ON_A_PAGE).get_page(request.GET.get("page"))
    refusal = None
    if request.method == "POST":
        refusal = _key(request, found, rules, step_id, score.id, examiner, keying)
        if refusal is None:
            return redirect(request.get_full_path())
    keyed = {
        one.application_id: one.text
        for one in models.Mark.objects.filter(
            application__in=[one.pk for one in page],
            score=score.id,
            examiner=examiner,
            keying=keying,
        )
    }
    return render(
        request,
        "selection/contest/marks.html",
        {
            **context,
            "step": round_,
            "scores": scores,
            "score": score,
            "form_of": form_of(score),
            "keying": keying,
            "keyings": (1, 2) if round_.exam and round_.exam.keyed_twice else (1,),
            "examiner": examiner,
            "serving": serving if isinstance(score, JudgedScore) else (),
            "page": page,
            "rows": [
                (
                    one,
                    request.POST.get(f"mark_{one.pk}", keyed.get(one.pk, "")),
                    examiner.recused.get(str(one.number), "") if examiner else "",
                )
                for one in page
            ],
            "refusal": refusal,
        },
        status=422 if refusal else 200,
    )


def _key(
    request: SignedInRequest,
    contest: models.Contest,
    rules: Rules,
    step: str,
    score: str,
    examiner: models.Examiner | None,
    keying: int,
) -> Refusal | None:
    """Key what was sent; the refusal, where there is one."""
    upload = request.FILES.get("file")
    try:
        if upload is not None:
            if (upload.size or 0) > WORKBOOK_BYTES:
                raise Refusal(Problem(upload.name or "", "", "", "文件太大。", "请拆成几个文件。"))
            given = read_marks(contest, upload.read(), upload.name or "成绩表", score)
        else:
            given = {
                key.removeprefix("mark_"): str(text)
                for key, text in request.POST.items()
                if key.startswith("mark_") and str(text).strip()
            }
        number = contests.key_marks(
            contest, step, score, given, examiner=examiner, keying=keying,
            actor=_actor(request, rules, contest, "key_marks"),
        )  # fmt: skip
    except Refusal as refusal:
        return refusal
    messages.success(request, f"已登记{number}人的成绩并记入纪实。")
    return None


def _actor(request: SignedInRequest, rules: Rules, contest: models.Contest, verb: str) -> Any:
    roles = rules.step(Stage.CONTEST).roles_for(verb)
    return request.user.acting_as(*roles, over=contest.round.unit.code)


@needs("selection.view_case")
@require_POST
def announce(request: SignedInRequest, application_id: UUID, step_id: str) -> HttpResponse:
    """Announce somebody's marks; the screen shows them at its next turn."""
    row = get_object_or_404(models.Application, pk=application_id)
    found = contest_for(request, row.contest_id)
    rules = queries.rules_of(found.round)
    try:
        contests.announce_marks(row, step_id, actor=_actor(request, rules, found, "announce_marks"))
    except Refusal as refusal:
        for problem in refusal.problems:
            messages.error(request, f"{problem.message}{problem.mend}")
    return redirect(f"{reverse('contest_announcing', args=[found.pk, step_id])}")


@needs("selection.view_case")
def announcing(request: SignedInRequest, contest_id: UUID, step_id: str) -> HttpResponse:
    """Whose marks are whole and not yet announced, in the order drawn."""
    found = contest_for(request, contest_id)
    context, rules, instrument = head(found, step_id)
    if instrument.round(step_id) is None:
        raise Http404
    state = step_state(found, instrument, step_id)
    missing = {one.pk for one in state.missing}
    shown = {one.application_id: one for one in found.announcements.filter(step=step_id)}
    lot = f"{step_id}/order"
    rows = sorted(
        state.taking_part, key=lambda one: (one.lots.get(lot) or len(state.taking_part), one.number)
    )
    return render(
        request,
        "selection/contest/announcing.html",
        {
            **context,
            "step": state.round,
            "page": Paginator(
                [
                    (
                        one,
                        one.lots.get(lot),
                        one.pk not in missing,
                        marks_in_order(instrument, shown[one.pk].marks) if one.pk in shown else (),
                    )
                    for one in rows
                ],
                ON_A_PAGE,
            ).get_page(request.GET.get("page")),
            "may_announce": context["is_open"]
            and not state.published
            and _may(request, rules, found, "announce_marks"),
        },
    )


SHOWN_AT_ONCE = 12
"""Lines that can be read from the back of a hall."""


@needs("selection.view_case")
def screen(request: SignedInRequest, contest_id: UUID, step_id: str) -> HttpResponse:
    """The presenter's screen: what was announced, the latest on top, nothing else."""
    found = contest_for(request, contest_id)
    instrument = queries.rules_of(found.round).get(found.instrument, Contest)
    round_ = instrument.round(step_id)
    if round_ is None:
        raise Http404
    announced = (
        found.announcements.filter(step=step_id)
        .select_related("application__person", "application__post")
        .order_by("-place")
    )
    context = {
        "contest": found,
        "step": round_,
        "announced": [
            (one, marks_in_order(instrument, one.marks)) for one in announced[:SHOWN_AT_ONCE]
        ],
        "number": announced.count(),
    }
    template = "announced" if "now" in request.GET else "screen"
    return render(request, f"selection/contest/{template}.html", context)
