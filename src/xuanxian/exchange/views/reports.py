"""The report on a batch and the empty template, as workbooks."""

from urllib.parse import quote
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_GET

from xuanxian.access.permissions import SignedInRequest
from xuanxian.exchange import queries
from xuanxian.exchange.models import ImportBatch
from xuanxian.exchange.roster.tables import SHEETS
from xuanxian.exchange.roster.writer import write_sheets
from xuanxian.exchange.views.access import needs_import

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def as_download(data: bytes, name: str, kind: str) -> HttpResponse:
    """`data` as a file that the browser saves under the Chinese `name` and never caches."""
    return HttpResponse(
        data,
        content_type=kind,
        headers={
            "Content-Disposition": f"attachment; filename*=UTF-8''{quote(name)}",
            "Cache-Control": "no-store",
        },
    )


@require_GET
@needs_import
def report(_request: SignedInRequest, batch_id: UUID) -> HttpResponse:
    """Every problem and every difference of a batch, for handing on to who can mend it."""
    batch = get_object_or_404(ImportBatch, pk=batch_id)
    return as_download(write_sheets(queries.report_sheets(batch)), "导入检查报告.xlsx", _XLSX)


@require_GET
@needs_import
def template(_request: SignedInRequest) -> HttpResponse:
    """An empty workbook with every sheet and its titles."""
    sheets: dict[str, tuple[list[str], list[list[str]]]] = {
        model.SHEET: ([str(field.title) for field in model.model_fields.values()], [])
        for model in SHEETS.values()
    }
    return as_download(write_sheets(sheets), "导入模板.xlsx", _XLSX)
