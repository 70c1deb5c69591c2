"""Upload, report, store, undo."""

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from xuanxian.access.permissions import SignedInRequest
from xuanxian.exchange import queries, services
from xuanxian.exchange.forms import ReasonForm, UploadForm
from xuanxian.exchange.models import ImportBatch
from xuanxian.exchange.views.access import needs_import, staff
from xuanxian.exchange.views.columns import proposed_mapping, remembered_mapping, roster_of
from xuanxian.kernel.errors import Refusal

_PAGE = 50
_STORED_AT_ONCE = 40
"""Files stored between two looks at the progress; a second or two of work."""


@require_GET
@needs_import
def batches(request: SignedInRequest) -> HttpResponse:
    """The upload form and every import so far."""
    return _list(request, UploadForm())


def _list(
    request: SignedInRequest, form: UploadForm, refusal: Refusal | None = None
) -> HttpResponse:
    rows = queries.batches_with_figures()
    return render(
        request,
        "exchange/batches.html",
        {
            "form": form,
            "refusal": refusal,
            "page": Paginator(rows, _PAGE).get_page(request.GET.get("page")),
        },
        status=422 if refusal or form.errors else 200,
    )


@require_POST
@needs_import
def upload(request: SignedInRequest) -> HttpResponse:
    """Check the uploaded files; a roster goes on to its columns, everything else to its report."""
    form = UploadForm(request.POST, request.FILES)
    if not form.is_valid():
        return _list(request, form)
    try:
        files = services.gather((file.name, file.read()) for file in form.cleaned_data["chosen"])
        sheet = roster_of(files)
        remembered = remembered_mapping(sheet) if sheet else None
        mapping = remembered or (proposed_mapping(sheet) if sheet else None)
        batch, _ = services.prepare_batch(files, mapping, actor=staff(request.user))
    except Refusal as refusal:
        return _list(request, UploadForm(), refusal)
    if sheet and not remembered:
        return redirect("exchange:columns", batch.pk)
    return redirect("exchange:batch", batch.pk)


@require_GET
@needs_import
def batch(request: SignedInRequest, batch_id: UUID) -> HttpResponse:
    """The report on a batch, what storing it will do, and how it went."""
    found = get_object_or_404(ImportBatch, pk=batch_id)
    show = request.GET.get("show", "")
    files = queries.files_of(found, show)
    return render(
        request,
        "exchange/batch.html",
        {
            "batch": found,
            "figures": queries.figures_of(found),
            "progress": queries.progress_of(found),
            "show": show,
            "choices": queries.CHOICES,
            "page": Paginator(files, _PAGE).get_page(request.GET.get("page")),
            "is_roster": found.mapping is not None,
        },
    )


@require_POST
@needs_import
def store(request: SignedInRequest, batch_id: UUID) -> HttpResponse:
    """Store the next files; asked again by the progress bar until none is left."""
    found = get_object_or_404(ImportBatch, pk=batch_id)
    try:
        found = services.store_batch(found, actor=staff(request.user), at_most=_STORED_AT_ONCE)
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return _to_batch(request, batch_id)
    if found.state == ImportBatch.State.STORED:
        figures = queries.figures_of(found)
        messages.success(
            request, f"已导入{figures.stored}个文件，{figures.refused}个因有错误没有导入。"
        )
        return _to_batch(request, batch_id)
    if request.headers.get("HX-Request"):
        context = {"batch": found, "progress": queries.progress_of(found)}
        return render(request, "exchange/parts/progress.html", context)
    return redirect("exchange:batch", batch_id)


def _to_batch(request: SignedInRequest, batch_id: UUID) -> HttpResponse:
    answer = redirect("exchange:batch", batch_id)
    if request.headers.get("HX-Request"):
        return HttpResponse(headers={"HX-Redirect": answer.url})
    return answer


@needs_import
def undo(request: SignedInRequest, batch_id: UUID) -> HttpResponse:
    """Ask for the reason, then set everything back."""
    found = get_object_or_404(ImportBatch, pk=batch_id)
    form = ReasonForm(request.POST or None)
    refusal = None
    if request.method == "POST" and form.is_valid():
        try:
            services.undo_batch(
                found, actor=staff(request.user), reason=form.cleaned_data["reason"]
            )
        except Refusal as refused:
            refusal = refused
        else:
            messages.success(request, "已撤销，干部、机构和职位恢复到导入之前。")
            return redirect("exchange:batch", batch_id)
    return render(
        request,
        "exchange/undo.html",
        {"batch": found, "form": form, "refusal": refusal, "figures": queries.figures_of(found)},
        status=422 if refusal or form.errors else 200,
    )


@require_POST
@needs_import
def discard(request: SignedInRequest, batch_id: UUID) -> HttpResponse:
    """Give up a checked batch."""
    found = get_object_or_404(ImportBatch, pk=batch_id)
    try:
        services.discard_batch(found, actor=staff(request.user))
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect("exchange:batch", batch_id)
    messages.success(request, f"已放弃“{found.title}”，没有导入任何内容。")
    return redirect("exchange:import")
