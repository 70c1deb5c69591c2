"""What the voter's page answers. Nothing here may be written down: no log, no cache, no session."""

import json
from collections.abc import Callable
from functools import cache, wraps
from importlib.resources import files
from typing import Any, TypeVar
from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from pydantic import BaseModel, ValidationError

from xuanxian.ballots import services
from xuanxian.ballots.envelope import LARGEST
from xuanxian.ballots.hall_network import address_of
from xuanxian.ballots.poll_form import Content
from xuanxian.ballots.services.casting import BallotPaper, cast_paper
from xuanxian.ballots.voter import filling
from xuanxian.ballots.voter.filling import BLOCK, Asked, Voted
from xuanxian.kernel.errors import Problem, Refusal

LARGEST_BODY = LARGEST + 2 * BLOCK

Page = Callable[[HttpRequest], HttpResponse]
Form = TypeVar("Form", bound=BaseModel)


def _only(method: str) -> Callable[[Page], Page]:
    def decorate(page: Page) -> Page:
        @wraps(page)
        def guarded(request: HttpRequest) -> HttpResponse:
            if request.method != method:
                return HttpResponse(status=405, headers={"Allow": method})
            if method == "POST" and not _from_this_site(request):
                return HttpResponse(status=403)
            return page(request)

        return guarded

    return decorate


@_only("GET")
def entrance(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    """The empty page; its script takes the code from the fragment or lets it be typed."""
    return HttpResponse(render_to_string("ballots/voter/entrance.html"))


@_only("GET")
def script(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    """The page's own script."""
    return _asset("voter.js", "text/javascript; charset=utf-8")


@_only("GET")
def style(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    """The page's own style."""
    return _asset("voter.css", "text/css; charset=utf-8")


@_only("POST")
def paper(request: HttpRequest) -> HttpResponse:
    """The ballot to be filled in, for the slip whose code is posted."""
    try:
        asked = _read(request, Asked)
        found = services.ballot_papers(asked.code, address_of(request))[0]
    except Refusal as refusal:
        return _refused(refusal)
    return HttpResponse(render_to_string("ballots/voter/paper.html", filling.shown(found)))


@_only("POST")
def cast(request: HttpRequest) -> HttpResponse:
    """Cast; the answer is the same whatever was chosen."""
    try:
        voted = _read(request, Voted)
        address = address_of(request)
        found = _paper_for(voted, address)
        cast_paper(found, _answers(found, voted))
    except Refusal as refusal:
        return _refused(refusal)
    response = HttpResponse(_done(found.of_meeting))
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response


@cache
def _done(of_meeting: bool) -> str:
    """The answer to every cast, byte for byte: it is drawn once."""
    return render_to_string("ballots/voter/done.html", {"of_meeting": of_meeting})


def _paper_for(voted: Voted, address: str | None) -> BallotPaper:
    """The paper that was filled in; a slip good for one poll only need not name it.

    Raises:
        SlipRefused: the slip cannot be voted with there.
    """
    papers = services.ballot_papers(voted.code, address)
    found = [paper for paper in papers if voted.poll in {"", str(paper.poll)}]
    if len(found) != 1:
        raise services.SlipRefused
    return found[0]


def _answers(found: BallotPaper, voted: Voted) -> Content:
    """What was voted.

    Raises:
        Refusal: a place that the ballot does not have.
    """
    try:
        return filling.meant(found, voted)
    except ValueError as error:
        raise _unreadable() from error


def _read(request: HttpRequest, form: type[Form]) -> Form:
    """The posted JSON, read strictly: no field twice, none unknown, no more than a ballot needs.

    Raises:
        Refusal: it is not what the page's own script sends.
    """
    length = request.META.get("CONTENT_LENGTH") or ""
    if not length.isdigit() or int(length) > LARGEST_BODY:
        raise _unreadable()
    try:
        content = json.loads(request.read(LARGEST_BODY), object_pairs_hook=_without_doubles)
        return form.model_validate(content)
    except (ValueError, RecursionError, ValidationError) as error:
        raise _unreadable() from error


def _without_doubles(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a field twice")
    return found


def _unreadable() -> Refusal:
    return Refusal(Problem("", "", "", "选票没有读懂。", "请重新扫描票上的二维码，再填一次。"))


def _refused(refusal: Refusal) -> HttpResponse:
    # Status 200: a status that told slips apart would stand in the logs of proxies on the way.
    return HttpResponse(
        render_to_string("ballots/voter/refused.html", {"problems": refusal.problems})
    )


def _from_this_site(request: HttpRequest) -> bool:
    """Whether a page of this site sent the POST; there is no session to hold a token."""
    origin = request.headers.get("Origin")
    if origin is not None:
        return urlsplit(origin).netloc == request.get_host()
    return request.headers.get("Sec-Fetch-Site") == "same-origin"


def _asset(name: str, content_type: str) -> HttpResponse:
    content = files("xuanxian.ballots.voter").joinpath("assets", name).read_bytes()
    return HttpResponse(content, content_type=content_type)
