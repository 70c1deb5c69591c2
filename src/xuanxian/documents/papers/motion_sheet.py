"""动议方案 of a round as a sheet: plan, posts and people, approvals, versions and what changed."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

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
    body,
    cells,
    heading,
    heads,
    line,
    section,
    table_heading,
)
from xuanxian.documents.production import enter_production
from xuanxian.kernel import clock
from xuanxian.selection import models, queries
from xuanxian.selection.instruments import Motion
from xuanxian.selection.queries.need_to_know import reads_motion
from xuanxian.selection.queries.plan_versions import people_now, versions_of
from xuanxian.selection.rules import Rules

_RENDERERS = {"docx": render_docx, "pdf": render_pdf}


def compose_motion_sheet(round_: models.Round, rules: Rules) -> Sheet:
    """The sheet of a round as its motion stands today."""
    motion = rules.first(Motion)
    blocks: list[Block] = [
        heading("干部调整动议方案"),
        line(f"（{round_.title}）", face="kai", align="center"),
        line(f"{round_.unit.name}　{chinese(clock.today())}", face="kai", align="center", size=14),
    ]
    if round_.occasion:
        blocks += [section("动议时机"), body(round_.occasion)]
    for element in motion.plan if motion else ():
        blocks += [section(element.title), body(round_.plan.get(element.id) or "（没有填写）")]
    vacancies = {
        str(one.post): one for one in round_.vacancies.select_related("post__organisation")
    }
    blocks.append(table_heading("职位和人选"))
    blocks.append(
        Table(
            widths=(6, 26, 8, 30, 30),
            head=(heads("序号", "职位", "职数", "人选", "职数预审"),),
            rows=tuple(
                cells(
                    (
                        str(number),
                        one["post"],
                        str(vacancies[one["post"]].seats),
                        "、".join(one["people"]),
                        _figures(vacancies[one["post"]]),
                    ),
                    long=(3, 4),
                )
                for number, one in enumerate(people_now(round_), start=1)
            ),
            size=SMALL_SIZE,
        )
    )
    given = {one.approver: one for one in round_.approvals.all()}
    if motion and motion.approvers:
        blocks.append(table_heading("审批"))
        blocks.append(
            Table(
                widths=(34, 20, 20, 26),
                head=(heads("审批主体", "登记人", "日期", "意见"),),
                rows=tuple(
                    cells((one.title, *_approval(given.get(one.id)))) for one in motion.approvers
                ),
                size=SMALL_SIZE,
            )
        )
    versions = [one for one in versions_of(round_, motion) if one.is_reached] if motion else []
    if versions:
        blocks.append(table_heading("方案的版本"))
        blocks.append(
            Table(
                widths=(30, 24, 46),
                head=(heads("版本", "同意", "与上一版相比"),),
                rows=tuple(
                    cells(
                        (
                            one.title,
                            f"{one.row.released_by}\n{one.row.on:%Y.%m.%d}" if one.row else "",
                            "—"
                            if one.differences is None
                            else "\n".join(one.differences) or "相同",
                        ),
                        long=(2,),
                    )
                    for one in versions
                ),
                size=SMALL_SIZE,
            )
        )
    return Sheet(title=f"{round_.title}动议方案", blocks=tuple(blocks), narrow=True)


def _figures(vacancy: models.Vacancy) -> str:
    found = vacancy.establishment
    if not found:
        return "不占职数"
    approved = "未核定" if found["approved"] is None else f"核定{found['approved']}"
    return (
        f"{approved}、实有{found['filled']}、预留{found['reserved']}、"
        f"拟免{found['leaving']}、拟配{found['planned']}"
    )


def _approval(row: models.Approval | None) -> tuple[str, str, str]:
    return (row.by, f"{row.on:%Y.%m.%d}", row.remark) if row else ("", "", "")


def _unit_of(request: HttpRequest, round_id: UUID, **_: object) -> str | None:  # noqa: ARG001
    round_ = models.Round.objects.filter(pk=round_id).select_related("unit").first()
    return round_.unit.code if round_ else None


@needs(MAKE, unit=_unit_of)
@cache_control(private=True, no_store=True)
@require_safe
def of_round(request: SignedInRequest, round_id: UUID, form: str) -> HttpResponse:
    """Give the sheet out, with an entry on the record."""
    round_ = get_object_or_404(queries.rounds_in_scope(request.user), pk=round_id)
    rules = queries.rules_of(round_)
    if form not in _RENDERERS or not reads_motion(request.user, rules, round_):
        raise Http404
    sheet = compose_motion_sheet(round_, rules)
    content = _RENDERERS[form](sheet)
    enter_production(
        round_.stream,
        sheet.title,
        content,
        actor=request.user.acting_as(Role.ORGANISATION_STAFF, Role.ORGANISATION_LEADER),
        form=form,
    )
    return as_download(content, sheet.title, form)
