"""What the tellers' registrar asks and is told, and its page for a teller's phone.

The token of a teller's key file comes in a header, never in an address. Nothing is logged here.
"""

import json
from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from xuanxian.ballots import services
from xuanxian.ballots.views.boxes import box_or_404
from xuanxian.ballots.views.steps import UNPROCESSABLE, notice_of
from xuanxian.kernel.errors import Refusal

_MOST_ENVELOPES = 100_000


class _Asked(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)

    known: dict[str, int] = {}


class _Noted(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)

    poll: str
    hashes: list[str] = Field(max_length=_MOST_ENVELOPES)


@require_safe
@never_cache
@login_not_required
def page(request: HttpRequest, box_id: UUID) -> HttpResponse:
    """监票登记: the registrar as a page, which keeps the hashes in memory and saves them."""
    box = box_or_404(box_id)
    context = {"box": box, "notice": notice_of(box)}
    return render(request, "ballots/registrar.html", context)


@csrf_exempt  # answers a token in a header, which no other site's page can send
@require_POST
@never_cache
@login_not_required
def tell(request: HttpRequest, box_id: UUID) -> HttpResponse:
    """What the registrar does not know yet."""
    box = box_or_404(box_id)
    try:
        asked = _Asked.model_validate(_body(request))
        polls = services.tell(box, _token(request), asked.known)
    except (Refusal, ValidationError, ValueError) as fault:
        return _refused(fault)
    return JsonResponse({"box": str(box.id), "title": box.title, "polls": polls})


@csrf_exempt
@require_POST
@never_cache
@login_not_required
def state_noted(request: HttpRequest, box_id: UUID) -> HttpResponse:
    """What the registrar noted, against what is in the box."""
    box = box_or_404(box_id)
    try:
        noted = _Noted.model_validate(_body(request))
        compared = services.state_noted(box, _token(request), noted.poll, noted.hashes)
    except (Refusal, ValidationError, ValueError) as fault:
        return _refused(fault)
    return JsonResponse(
        {
            "agrees": compared.agrees,
            "missing": list(compared.missing),
            "unknown": list(compared.unknown),
        }
    )


def _body(request: HttpRequest) -> Any:
    return json.loads(request.body or b"{}")


def _token(request: HttpRequest) -> str:
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    return token.strip() if scheme == "Bearer" else ""


def _refused(fault: Exception) -> HttpResponse:
    said = str(fault) if isinstance(fault, Refusal) else "没有读懂。"
    return JsonResponse({"refused": said}, status=UNPROCESSABLE)
