"""轮岗名单: the list of those who have to move on, with its workbook."""

from urllib.parse import quote, urlencode

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import cache_control

from xuanxian.access.permissions import SignedInRequest, needs
from xuanxian.exchange.roster.writer import write_sheets
from xuanxian.kernel import clock
from xuanxian.policy.outcome import Verdict
from xuanxian.registry.models import Organisation
from xuanxian.registry.queries.units import managing_units
from xuanxian.selection.queries.rotation import (
    Rotating,
    RotationRow,
    rotating_of,
    rotation_list,
)

ROWS_ON_A_PAGE = 30
MANAGE = "selection.manage_case"
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

STATES = {"all": "全部", "due": "已满年限的", "soon": "将满年限的", "unknown": "任职时间不明的"}
"""What the list may be narrowed to."""


def _shown(request: SignedInRequest) -> tuple[Organisation, list[Rotating], list[RotationRow]]:
    units = managing_units(request.user, MANAGE)
    unit = units.filter(code=request.GET.get("unit", "")).first() or units.first()
    if unit is None:
        raise Http404
    today = clock.today()
    rotating = rotating_of(unit, today)
    text, state = request.GET.get("text", "").strip(), request.GET.get("state", "all")
    rows = [
        row
        for row in rotation_list(unit, rotating, today)
        if (not text or text in row.unit.name or text in row.holding.person.name)
        and (state == "all" or state == _state_of(row))
    ]
    return unit, rotating, rows


def _state_of(row: RotationRow) -> str:
    if row.due is None:
        return "unknown"
    return "soon" if row.due > clock.today() or row.reason.verdict is Verdict.PASS else "due"


@needs(MANAGE)
@cache_control(private=True, no_store=True)
def rotation(request: SignedInRequest) -> HttpResponse:
    """The list, or its workbook with `?form=xlsx`."""
    unit, rotating, rows = _shown(request)
    if request.GET.get("form") == "xlsx":
        title = f"{unit.name}轮岗名单{clock.today():%Y%m%d}"
        return HttpResponse(
            _workbook(rows),
            content_type=_XLSX,
            headers={"Content-Disposition": f"attachment; filename*=UTF-8''{quote(title)}.xlsx"},
        )
    asked = {name: request.GET[name] for name in ("unit", "text", "state") if name in request.GET}
    page = Paginator(rows, ROWS_ON_A_PAGE).get_page(request.GET.get("page"))
    return render(
        request,
        "selection/rotation.html",
        {
            "unit": unit,
            "units": managing_units(request.user, MANAGE),
            "rotating": rotating,
            "rules_in_words": [sentence for one in rotating for sentence in one.rules_in_words],
            "page": page,
            "rows": [(row, _state_of(row)) for row in page],
            "states": STATES,
            "state": request.GET.get("state", "all"),
            "text": request.GET.get("text", ""),
            "query": urlencode(asked),
            "today": clock.today(),
        },
    )


def _workbook(rows: list[RotationRow]) -> bytes:
    titles = ["单位", "姓名", "职务", "起算", "满年限", "情形", "结论", "说明", "依据"]
    return write_sheets(
        {
            "轮岗名单": (
                titles,
                [
                    [
                        row.unit.name,
                        row.holding.person.name,
                        str(row.holding.post),
                        f"{row.since:%Y.%m.%d}" if row.since else "",
                        f"{row.due:%Y.%m.%d}" if row.due else "",
                        row.reason.label,
                        STATES[_state_of(row)].removesuffix("的"),
                        row.reason.explanation,
                        row.policy,
                    ]
                    for row in rows
                ],
            )
        }
    )
