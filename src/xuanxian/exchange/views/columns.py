"""Which column of a roster is which field, chosen with the first rows in view."""

from collections.abc import Sequence
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from xuanxian.access.permissions import SignedInRequest
from xuanxian.exchange import services
from xuanxian.exchange.forms import ColumnsForm
from xuanxian.exchange.models import ImportBatch, RememberedMapping
from xuanxian.exchange.roster.mapping import ColumnMapping, propose_mapping, signature_of
from xuanxian.exchange.roster.tables import SHEETS
from xuanxian.exchange.roster.workbook import Sheet, open_workbook
from xuanxian.exchange.services import SourceFile
from xuanxian.exchange.views.access import needs_import, staff
from xuanxian.kernel.errors import Refusal

_STANDARD = {model.SHEET for model in SHEETS.values()}


def roster_of(files: Sequence[SourceFile]) -> Sheet | None:
    """The first sheet among `files` that is none of the standard ones."""
    for file in files:
        if file.kind != "tables":
            continue
        try:
            sheets = open_workbook(file.data, file.name)
        except Refusal:
            # The report tells what is wrong with it.
            continue
        if not any(sheet.name in _STANDARD for sheet in sheets):
            return next((sheet for sheet in sheets if sheet.rows), None)
    return None


def proposed_mapping(sheet: Sheet) -> ColumnMapping:
    """The columns that the titles suggest; none at all where nothing is recognised."""
    return propose_mapping(sheet) or ColumnMapping(sheet=sheet.name, columns={})


def remembered_mapping(sheet: Sheet) -> ColumnMapping | None:
    """The columns chosen the last time a roster had the same titles."""
    proposed = proposed_mapping(sheet)
    known = RememberedMapping.objects.filter(
        signature=signature_of(sheet, proposed.title_row)
    ).first()
    return proposed.model_copy(update={"columns": known.columns}) if known else None


@needs_import
def columns(request: SignedInRequest, batch_id: UUID) -> HttpResponse:
    """Choose what each column means; saving checks the files again and remembers the choice."""
    batch = get_object_or_404(ImportBatch, pk=batch_id)
    if batch.state != ImportBatch.State.CHECKED:
        messages.error(request, f"这次导入{batch.get_state_display()}，不能再改列的含义。")
        return redirect("exchange:batch", batch_id)
    sheet = roster_of(services.kept_files(batch))
    if sheet is None:
        messages.error(request, "这批文件中没有花名册。")
        return redirect("exchange:batch", batch_id)
    mapping = _present_mapping(batch, sheet)
    form = ColumnsForm(sheet, mapping, request.POST or None)
    if request.method == "POST" and form.is_valid():
        chosen = form.chosen()
        actor = staff(request.user)
        services.remember_mapping(
            signature_of(sheet, chosen.title_row), chosen.columns, actor=actor
        )
        services.recheck_batch(batch, chosen, actor=actor)
        return redirect("exchange:batch", batch_id)
    return render(
        request,
        "exchange/columns.html",
        {"batch": batch, "form": form, "sheet": sheet},
        status=422 if form.errors else 200,
    )


def _present_mapping(batch: ImportBatch, sheet: Sheet) -> ColumnMapping:
    if batch.mapping and batch.mapping.get("columns"):
        return ColumnMapping.model_validate(batch.mapping)
    return proposed_mapping(sheet)
