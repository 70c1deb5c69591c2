"""What the voter's page answers. Nothing here may be written down: no log, no cache, no session."""

import json
from collections.abc import Callable
from functools import cache, wraps
from importlib.resources import files
from typing import Any, TypeVar
from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from xuanxian.ballots import services
from xuanxian.ballots.answers import LONGEST_WRITTEN_NAME, Answers, key_of_written
from xuanxian.ballots.envelope import LARGEST
from xuanxian.ballots.hall_network import address_of
from xuanxian.ballots.name_rules_spoken import rules_on_names
from xuanxian.ballots.named_notes import even_text
from xuanxian.ballots.services.casting import BallotPaper, cast_paper
from xuanxian.kernel.errors import Problem, Refusal

_BLOCK = 2048
LARGEST_BODY = LARGEST + 2 * _BLOCK
_MOST_LINES = 1000

Page = Callable[[HttpRequest], HttpResponse]
Form = TypeVar("Form", bound=BaseModel)


class _Asked(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)

    code: str = Field(max_length=200)


class _Voted(_Asked):
    """A ballot as the script sends it: places instead of ids, the first being 0."""

    poll: str = Field(default="", max_length=36)
    marks: list[int | None] = Field(default=[], max_length=_MOST_LINES)
    names: list[int] = Field(default=[], max_length=_MOST_LINES)
    written: list[str] = Field(default=[], max_length=_MOST_LINES)
    notes: list[list[str]] = Field(default=[], max_length=_MOST_LINES)


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
        asked = _read(request, _Asked)
        found = services.ballot_papers(asked.code, address_of(request))[0]
    except Refusal as refusal:
        return _refused(refusal)
    return HttpResponse(render_to_string("ballots/voter/paper.html", _context(found)))


@_only("POST")
def cast(request: HttpRequest) -> HttpResponse:
    """Cast; the answer is the same whatever was chosen."""
    try:
        voted = _read(request, _Voted)
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


def _paper_for(voted: _Voted, address: str | None) -> BallotPaper:
    """The paper that was filled in; a slip good for one poll only need not name it.

    Raises:
        SlipRefused: the slip cannot be voted with there.
    """
    papers = services.ballot_papers(voted.code, address)
    found = [paper for paper in papers if voted.poll in {"", str(paper.poll)}]
    if len(found) != 1:
        raise services.SlipRefused
    return found[0]


def _context(found: BallotPaper) -> dict[str, Any]:
    question = found.ballot.question
    rules = [f"“{option}”最多选 {at_most} 个。" for option, at_most in found.limits]
    if question.form == "names":
        least = f"，至少 {found.least} 名" if found.least else ""
        rules.append(f"最多选 {found.most} 名{least}。")
        rules += rules_on_names(found.validity)
        blank = ""
    else:
        blank = question.blank
    if blank == "无效":
        rules.append("每一项都要填，有一项没有填的，整张票无效。")
    elif blank:
        rules.append(f"没有填的，计为{blank}。")
    return {
        "paper": found,
        "form": question.form,
        "options": list(enumerate(found.ballot.options)),
        "rules": rules,
        "blank": blank,
        "limits": json.dumps(dict(found.limits), ensure_ascii=False),
        "write_in": range(1, found.most + 1)
        if question.form == "names" and question.write_in
        else (),
        "longest_name": LONGEST_WRITTEN_NAME,
        "notes": found.validity.notes,
        "length": _posted_length(found),
    }


def _posted_length(found: BallotPaper) -> int:
    """Bytes to which the page's script pads whatever is voted, so that its length tells nothing.

    A sealed ballot allows as much for every answer as it can take here, and more.
    """
    return -(-(found.padded_length + 512) // _BLOCK) * _BLOCK


def _answers(found: BallotPaper, voted: _Voted) -> Answers:
    """The answers meant by places.

    Raises:
        Refusal: a place that the ballot does not have.
    """
    subjects, options = found.subjects, found.ballot.options
    try:
        if any(place < 0 for place in (*voted.names, *(m for m in voted.marks if m is not None))):
            raise IndexError
        if voted.marks and len(voted.marks) != len(subjects):
            raise IndexError
        names = tuple(subjects[place].id for place in voted.names)
        keys = [*names, *(key_of_written(name) for name in voted.written)]
        if voted.notes and len(voted.notes) != len(keys):
            raise IndexError
        return Answers(
            marks={
                subjects[place].id: options[mark]
                for place, mark in enumerate(voted.marks)
                if mark is not None
            },
            names=names,
            written=tuple(voted.written),
            notes={
                key: tuple(even_text(text) for text in texts)
                for key, texts in zip(keys, voted.notes, strict=False)
                if any(texts)
            },
        )
    except IndexError as error:
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
