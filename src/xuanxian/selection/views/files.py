"""Files of a case: materials and the texts of reports, only for those whose work they are."""

from urllib.parse import quote
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import cache_control

from xuanxian.access.permissions import SignedInRequest, needs
from xuanxian.selection import queries, storage
from xuanxian.selection.instruments import PriorApproval, Stage
from xuanxian.selection.views.access import subject_for


@needs("selection.view_case")
@cache_control(private=True, no_store=True)
def material(request: SignedInRequest, material_id: UUID) -> HttpResponse:
    """A filed material, as a download: what somebody uploaded is never shown as a page."""
    found, round_, _ = subject_for(request, "material", material_id)
    rules = queries.rules_of(round_)
    if not queries.material_open_to(request.user, rules, round_, found.item):
        raise PermissionDenied("这份材料只有办理和审核它的人员可以查看。")
    response = HttpResponse(storage.read(found.digest), content_type="application/octet-stream")
    name = quote(found.file_name)
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{name}"
    return response


@needs("selection.view_case")
@cache_control(private=True, no_store=True)
def complaint(request: SignedInRequest, report_id: UUID) -> HttpResponse:
    """The text of a report received, for the roles that handle it."""
    report, round_, candidacy = subject_for(request, "report", report_id)
    roles = queries.rules_of(round_).step(Stage.NOTICE).roles_for("handle_complaint")
    if not request.user.holds(*roles, over=round_.unit.code):
        raise PermissionDenied("反映内容只有核查人员可以查看。")
    return render(
        request,
        "selection/complaint.html",
        {
            "report": report,
            "round": round_,
            "candidacy": candidacy,
            "text": storage.read(report.text_digest).decode(),
        },
    )


@needs("selection.view_case")
@cache_control(private=True, no_store=True)
def approval_letter(request: SignedInRequest, request_id: UUID) -> HttpResponse:
    """The request for an exception as a letter, for those who work at the case."""
    found, round_, _ = subject_for(request, "approval", request_id)
    rules = queries.rules_of(round_)
    if not queries.works_at(request.user, rules, round_):
        raise Http404
    item = rules.get(found.instrument, PriorApproval).item(found.item)
    return render(
        request, "selection/approval_letter.html", {"one": found, "round": round_, "item": item}
    )
