"""Applications of many people from a workbook, and the empty sheets to fill in."""

from urllib.parse import quote
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render

from xuanxian.access.permissions import SignedInRequest, needs
from xuanxian.exchange.limits import WORKBOOK_BYTES
from xuanxian.exchange.roster.writer import write_sheets
from xuanxian.kernel.errors import Problem, Refusal
from xuanxian.selection import models
from xuanxian.selection.deeds import deed_of
from xuanxian.selection.deeds.fields import DayField
from xuanxian.selection.instruments.contest.points import FormulaScore
from xuanxian.selection.queries.contest_duties import step_state
from xuanxian.selection.services import contest as contests
from xuanxian.selection.services.contest.sheets import (
    APPLICATION_TITLES,
    MARK_TITLES,
    read_applications,
)
from xuanxian.selection.views.access import contest_for
from xuanxian.selection.views.contest.pages import head

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class ImportForm(forms.Form):
    """The workbook and the day of the applications."""

    file = forms.FileField(label="报名表（.xlsx）")
    on = DayField(label="报名日期")


@needs("selection.view_case")
def applications(request: SignedInRequest, contest_id: UUID) -> HttpResponse:
    """Enter the applications of a workbook, all of them or none."""
    found = contest_for(request, contest_id)
    context, rules, _ = head(found, "applications")
    chosen = deed_of(models.Contest, "enter_application")
    if chosen is None or not chosen.open_to(request.user, rules, found):
        raise PermissionDenied("按本批次依据的制度，您的角色不登记报名。")
    if "blank" in request.GET:
        posts = [[title] for title in found.posts.values_list("title", flat=True)]
        return _sheet(
            {"报名": (list(APPLICATION_TITLES), []), "职位": (["报考职位"], posts)}, "报名表"
        )
    form = ImportForm(request.POST or None, request.FILES or None)
    refusal = None
    if request.method == "POST" and form.is_valid():
        upload = form.cleaned_data["file"]
        try:
            if upload.size > WORKBOOK_BYTES:
                raise Refusal(Problem(upload.name, "", "", "文件太大。", "请拆成几个文件。"))
            applying = read_applications(found, upload.read(), upload.name, found.round.unit.code)
            entered = contests.enter_application(
                found, applying, actor=chosen.actor(request.user, rules, found),
                on=form.cleaned_data["on"],
            )  # fmt: skip
        except Refusal as refused:
            refusal = refused
        else:
            messages.success(request, f"已登记{len(entered)}份报名并记入纪实。")
            return redirect("contest_applications", found.pk)
    return render(
        request,
        "selection/contest/import.html",
        {**context, "form": form, "refusal": refusal},
        status=422 if refusal else 200,
    )


@needs("selection.view_case")
def blank_marks(request: SignedInRequest, contest_id: UUID, step_id: str) -> HttpResponse:
    """A sheet of who takes part in a round, with a column for every score, to fill in."""
    found = contest_for(request, contest_id)
    _, _, instrument = head(found, step_id)
    round_ = instrument.round(step_id)
    if round_ is None:
        raise Http404
    names = [one.id for one in round_.scores if not isinstance(one, FormulaScore)]
    rows = [
        [f"{one.number:04}", one.person.name, *("" for _ in names), one.post.title]
        for one in step_state(found, instrument, step_id).taking_part
    ]
    return _sheet({"成绩": ([*MARK_TITLES, *names, "职位"], rows)}, f"{round_.title}成绩表")


def _sheet(sheets: dict[str, tuple[list[str], list[list[str]]]], title: str) -> HttpResponse:
    return HttpResponse(
        write_sheets(sheets),
        content_type=_XLSX,
        headers={"Content-Disposition": f"attachment; filename*=UTF-8''{quote(title)}.xlsx"},
    )
