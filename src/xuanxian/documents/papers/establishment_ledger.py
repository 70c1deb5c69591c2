"""职数台账 as a workbook: the figures, and what the review finds."""

from django.http import HttpResponse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from xuanxian.access.permissions import SignedInRequest, needs
from xuanxian.documents.downloads import as_download
from xuanxian.exchange.roster.writer import write_sheets
from xuanxian.kernel import clock
from xuanxian.registry import codes
from xuanxian.selection.queries.establishment_ledger import LedgerUnit
from xuanxian.selection.views.establishment import VIEW, ledger_shown

_TITLES = ["单位", "职务层次", "核定", "实有", "预留", "拟配", "可用", "批准文号"]


def workbook_of(rows: list[LedgerUnit]) -> bytes:
    """One sheet of figures, one of findings."""
    ranks = codes.table("rank")
    figures = [
        [
            row.unit.name,
            ranks.label(line.figure.rank),
            "未核定" if line.figure.approved is None else str(line.figure.approved),
            str(line.figure.actual),
            str(line.figure.reserved),
            str(line.planned),
            "" if line.left is None else str(line.left),
            line.figure.document_number,
        ]
        for row in rows
        for line in row.lines
    ]
    found = [
        [row.unit.name, reason.label, reason.verdict.label, reason.explanation, reason.citation]
        for row in rows
        for reason in row.findings
    ]
    return write_sheets(
        {
            "职数台账": (_TITLES, figures),
            "审查问题": (["单位", "问题", "结论", "说明", "依据"], found),
        }
    )


@needs(VIEW)
@cache_control(private=True, no_store=True)
@require_safe
def ledger_workbook(request: SignedInRequest) -> HttpResponse:
    """The ledger as filtered on its page."""
    asked = request.GET
    chosen, _, rows = ledger_shown(
        request.user,
        asked.get("unit", ""),
        asked.get("text", "").strip(),
        asked.get("state", "all"),
    )
    title = f"{chosen.name}职数台账{clock.today():%Y%m%d}"
    return as_download(workbook_of(rows), title, "xlsx")
