"""成绩和名次 of a round of a contest, as it was published: docx, pdf or xlsx."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe
from pydantic import BaseModel, ConfigDict

from xuanxian.access.models import Role
from xuanxian.access.permissions import SignedInRequest, needs
from xuanxian.documents.downloads import as_download
from xuanxian.documents.papers.access import MAKE
from xuanxian.documents.papers.as_docx import render_docx
from xuanxian.documents.papers.as_pdf import render_pdf
from xuanxian.documents.papers.notices import chinese
from xuanxian.documents.papers.sheet import (
    SMALL_SIZE,
    Block,
    Sheet,
    Table,
    cells,
    heading,
    heads,
    line,
    table_heading,
)
from xuanxian.documents.production import enter_production
from xuanxian.exchange.roster.writer import write_sheets
from xuanxian.kernel.names import spaced
from xuanxian.selection import models, queries
from xuanxian.selection.instruments import Contest, Stage
from xuanxian.selection.queries.contest import competes_for

_RENDERERS = {"docx": render_docx, "pdf": render_pdf}


class Standing(BaseModel):
    """One line of the results."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    post: str
    number: int
    name: str
    marks: tuple[str, ...]
    place: str
    conclusion: str


class ContestResults(BaseModel):
    """The results of one round.

    Attributes:
        names: scores and totals, in the order of `Standing.marks`.
        published: day of publication, in words.
        objections: until when objections are taken, in words; "" without limit.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    contest: str
    step: str
    unit: str
    published: str
    objections: str = ""
    names: tuple[str, ...]
    standings: tuple[Standing, ...]


def compose_contest_results(results: ContestResults) -> Sheet:
    """A table a post, in the order of the places."""
    blocks: list[Block] = [
        heading(f"{results.step}成绩和名次"),
        line(f"（{results.contest}）", face="kai", align="center"),
        line(f"{results.unit}　{results.published}", face="kai", align="center", size=14),
    ]
    posts = dict.fromkeys(one.post for one in results.standings)
    for post in posts:
        rows = [one for one in results.standings if one.post == post]
        blocks.append(table_heading(post))
        blocks.append(
            Table(
                widths=(8, 14, *(14 for _ in results.names), 8, 14),
                head=(heads("序号", "姓名", *results.names, "名次", "结论"),),
                rows=tuple(
                    cells((f"{one.number:04}", spaced(one.name), *one.marks, one.place,
                           one.conclusion))
                    for one in rows
                ),
                size=SMALL_SIZE,
            )
        )  # fmt: skip
    if results.objections:
        blocks.append(line(f"有异议的，请在{results.objections}前提出。", size=14, before=1))
    return Sheet(title=f"{results.contest}{results.step}成绩", blocks=tuple(blocks), narrow=True)


def workbook_of(results: ContestResults) -> bytes:
    """The same as one sheet, a row an applicant."""
    titles = ["职位", "报名序号", "姓名", *results.names, "名次", "结论"]
    rows = [
        [one.post, f"{one.number:04}", one.name, *one.marks, one.place, one.conclusion]
        for one in results.standings
    ]
    return write_sheets({results.step: (titles, rows)})


def results_of(contest: models.Contest, step_id: str) -> ContestResults:
    """The results of a round that stand as published last.

    Raises:
        Http404: there is no such round, or it is not published.
    """
    instrument = queries.rules_of(contest.round).get(contest.instrument, Contest)
    step, row = instrument.round(step_id), contest.steps.filter(step=step_id).first()
    if step is None or row is None or row.published_on is None:
        raise Http404
    names = tuple(one.id for one in (*step.scores, *step.totals))
    rows = models.Standing.objects.filter(
        application__contest=contest, step=step_id
    ).select_related("application__person", "application__post__into")
    standings = [
        Standing(
            post=competes_for(one.application).title,
            number=one.application.number,
            name=one.application.person.name,
            marks=tuple(one.stands["marks"].get(name, "—") for name in names),
            place=str(one.rank or "—"),
            conclusion=_conclusion(one),
        )
        for one in rows
    ]
    order = {post.title: place for place, post in enumerate(contest.posts.order_by("place"))}
    standings.sort(
        key=lambda one: (
            order[one.post],
            int(one.place) if one.place.isdigit() else len(standings) + 1,
            one.number,
        )
    )
    return ContestResults(
        contest=contest.title,
        step=step.title,
        unit=contest.round.unit.name,
        published=chinese(row.published_on),
        objections=chinese(row.objections_until) if row.objections_until else "",
        names=names,
        standings=tuple(standings),
    )


def _conclusion(standing: models.Standing) -> str:
    if standing.going_on:
        return "进入"
    reserve = standing.stands["reserve"]
    return f"递补第{reserve}" if reserve else "不进入"


def _unit_of(request: HttpRequest, contest_id: UUID, **_: object) -> str | None:
    del request
    contest = models.Contest.objects.filter(pk=contest_id).select_related("round__unit").first()
    return contest.round.unit.code if contest else None


@needs(MAKE, unit=_unit_of)
@cache_control(private=True, no_store=True)
@require_safe
def of_contest(request: SignedInRequest, contest_id: UUID, step_id: str, form: str) -> HttpResponse:
    """Give the results of a round out, with an entry on the record."""
    contest = get_object_or_404(models.Contest.objects.select_related("round__unit"), pk=contest_id)
    rules = queries.rules_of(contest.round)
    if (
        form not in {*_RENDERERS, "xlsx"}
        or Stage.CONTEST not in queries.reads_of(request.user, rules, contest.round)
        or contest.applications.filter(person__account=request.user.pk).exists()
    ):
        raise Http404
    results = results_of(contest, step_id)
    sheet = compose_contest_results(results)
    content = workbook_of(results) if form == "xlsx" else _RENDERERS[form](sheet)
    enter_production(
        contest.round.stream,
        sheet.title,
        content,
        actor=request.user.acting_as(Role.ORGANISATION_STAFF, Role.ORGANISATION_LEADER),
        form=form,
    )
    return as_download(content, sheet.title, form)
