"""The course of a career on two tracks, posts and ranks, with what happened beside them. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Literal

from xuanxian.kernel.partial_date import PartialDate
from xuanxian.registry import codes
from xuanxian.registry.dossier import Dossier


@dataclass(frozen=True, slots=True)
class Span:
    """Something held from and to; `until` None means to the present."""

    track: Literal["post", "rank", "grade", "study"]
    title: str
    since: PartialDate
    until: PartialDate | None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Moment:
    """Something that happened on a date."""

    kind: Literal["reward", "sanction", "assessment", "party", "work"]
    title: str
    when: PartialDate


@dataclass(frozen=True, slots=True)
class Timeline:
    """Spans and moments, each oldest first; what has no date is left out and counted."""

    spans: tuple[Span, ...]
    moments: tuple[Moment, ...]
    undated: int


def timeline_of(dossier: Dossier) -> Timeline:
    """The timeline of a file."""
    dated: list[Span] = []
    undated = 0
    for span in _spans(dossier):
        if span is None:
            undated += 1
        else:
            dated.append(span)
    moments = sorted(_moments(dossier), key=lambda moment: moment.when)
    return Timeline(tuple(sorted(dated, key=lambda span: span.since)), tuple(moments), undated)


def _spans(dossier: Dossier) -> Iterable[Span | None]:
    for post in dossier.posts:
        yield _span("post", post.title, post.held_from, post.held_until, post.appointment_document)
    for rank in dossier.ranks:
        label = codes.table("rank").label(rank.code)
        track: Literal["rank", "grade"] = "rank" if rank.line == "0" else "grade"
        yield _span(track, label, rank.held_from, rank.held_until, rank.document_number)
    for course in dossier.education:
        mode = "全日制" if course.mode == "full_time" else "在职"
        title = f"{mode}{course.level_text or codes.table('education').label(course.level)}"
        # A course without its beginning is still a moment worth showing at its end.
        yield _span(
            "study", title, course.entered or course.graduated, course.graduated, course.school
        )


def _span(
    track: Literal["post", "rank", "grade", "study"],
    title: str,
    since: PartialDate | None,
    until: PartialDate | None,
    note: str,
) -> Span | None:
    return Span(track, title, since, until, note) if since else None


def _moments(dossier: Dossier) -> Iterable[Moment]:
    for entry in dossier.rewards_sanctions:
        if entry.approved_on:
            yield Moment(entry.nature, entry.name, entry.approved_on)
    for assessment in dossier.assessments:
        label = codes.table("assessment").label(assessment.grade)
        title = f"{assessment.year}年度考核{label}"
        yield Moment("assessment", title, PartialDate(assessment.year, 12))
    for status in dossier.party:
        if status.joined:
            label = codes.table("politics").label(status.status)
            yield Moment("party", f"加入：{label}", status.joined)
    if dossier.joined_work:
        yield Moment("work", "参加工作", dossier.joined_work)


@dataclass(frozen=True, slots=True)
class Bar:
    """A span drawn: left edge and width in thousandths of the whole, and the lane it is in."""

    span: Span
    left: int
    width: int
    lane: int


@dataclass(frozen=True, slots=True)
class Drawing:
    """What a page needs to draw a timeline: bars by track and the years along it."""

    tracks: tuple[tuple[str, int, tuple[Bar, ...]], ...]
    years: tuple[tuple[int, int], ...]


_TRACKS = (("study", "学习"), ("post", "职务"), ("rank", "层次"), ("grade", "职级"))


def drawing_of(timeline: Timeline, until: date) -> Drawing | None:
    """Lay the spans out between the first of them and `until`; None when there is none."""
    spans = [span for span in timeline.spans if span.since.earliest() <= until]
    if not spans:
        return None
    first = min(span.since.earliest() for span in spans).year
    start, end = date(first, 1, 1), date(until.year + 1, 1, 1)
    whole = (end - start).days

    def place(day: date) -> int:
        return round(1000 * (min(max(day, start), end) - start).days / whole)

    tracks = []
    for key, name in _TRACKS:
        bars: list[Bar] = []
        ends: list[int] = []
        for span in (span for span in spans if span.track == key):
            left = place(span.since.earliest())
            right = place(span.until.earliest() if span.until else until)
            lane = next((lane for lane, taken in enumerate(ends) if taken <= left), len(ends))
            ends[lane:] = [max(right, left + 4), *ends[lane + 1 :]]
            bars.append(Bar(span, left, max(right - left, 4), lane))
        if bars:
            tracks.append((name, len(ends), tuple(bars)))
    step = 5 if end.year - start.year > 12 else 1
    years = tuple(
        (year, place(date(year, 1, 1)))
        for year in range(start.year, end.year + 1)
        if year % step == 0
    )
    return Drawing(tuple(tracks), years)
