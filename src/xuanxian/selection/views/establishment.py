"""职数台账: units with their ranks, what is planned, and what the review finds."""

from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import render

from xuanxian.access.models import Account
from xuanxian.access.permissions import SignedInRequest, needs
from xuanxian.kernel import clock
from xuanxian.registry.models import Organisation
from xuanxian.registry.queries.units import managing_units, units_in_scope
from xuanxian.selection.queries.establishment_ledger import (
    LedgerUnit,
    Reviewing,
    establishment_ledger,
    reviewing_of,
)

UNITS_ON_A_PAGE = 20
VIEW = "selection.manage_case"

STATES = {"all": "全部单位", "found": "审查有问题的", "over": "超职数的", "planned": "有拟配的"}
"""What the ledger may be narrowed to."""


def ledger_shown(
    account: Account, unit_code: str, text: str, state: str
) -> tuple[Organisation, Reviewing | None, list[LedgerUnit]]:
    """The managing unit chosen, what it is reviewed under, and the units asked for.

    Raises:
        Http404: the account manages no unit.
    """
    managing = managing_units(account, VIEW)
    chosen = managing.filter(code=unit_code).first() or managing.first()
    if chosen is None:
        raise Http404
    today = clock.today()
    units = (
        units_in_scope(account, VIEW)
        .filter(
            code__startswith=chosen.code, abolished_on__isnull=True, establishments__isnull=False
        )
        .distinct()
        .order_by("place", "code")
    )
    if text:
        units = units.filter(name__icontains=text)
    reviewing = reviewing_of(chosen, today)
    rows = establishment_ledger(units, today, reviewing)
    return chosen, reviewing, [row for row in rows if _belongs(row, state)]


def _belongs(row: LedgerUnit, state: str) -> bool:
    match state:
        case "found":
            return bool(row.findings)
        case "over":
            return any(line.figure.over for line in row.lines)
        case "planned":
            return any(line.planned for line in row.lines)
    return True


def totals(rows: list[LedgerUnit]) -> dict[str, int]:
    """核定、实有、预留、拟配、超配 over all units shown, of ranks that have a figure."""
    lines = [line for row in rows for line in row.lines if line.figure.approved is not None]
    return {
        "核定": sum(line.figure.approved or 0 for line in lines),
        "实有": sum(line.figure.actual for line in lines),
        "预留": sum(line.figure.reserved for line in lines),
        "拟配": sum(line.planned for line in lines),
        "超配": sum(line.figure.over for line in lines),
    }


@needs(VIEW)
def ledger(request: SignedInRequest) -> HttpResponse:
    """The ledger of the units a managing unit looks after."""
    state, text = request.GET.get("state", "all"), request.GET.get("text", "").strip()
    chosen, reviewing, rows = ledger_shown(request.user, request.GET.get("unit", ""), text, state)
    whole = request.GET.get("all") == "1"
    page = Paginator(rows, max(len(rows), 1) if whole else UNITS_ON_A_PAGE)
    asked: dict[str, Any] = {"unit": chosen.code, "text": text, "state": state}
    return render(
        request,
        "selection/establishment.html",
        {
            "chosen": chosen,
            "units": managing_units(request.user, VIEW),
            "reviewing": reviewing,
            "rules_in_words": reviewing.rules_in_words if reviewing else (),
            "page": page.get_page(request.GET.get("page")),
            "whole": whole,
            "totals": totals(rows),
            "states": STATES,
            "state": state,
            "text": text,
            "query": urlencode(asked),
            "today": clock.today(),
        },
    )
