"""会议记录 of a sitting: who was there, what was voted and decided, who spoke, signatures."""

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from xuanxian.access.models import Role
from xuanxian.access.permissions import SignedInRequest, may, needs
from xuanxian.ballots import queries as ballots
from xuanxian.documents.downloads import as_download
from xuanxian.documents.papers.access import MAKE
from xuanxian.documents.papers.as_docx import render_docx
from xuanxian.documents.papers.as_pdf import render_pdf
from xuanxian.documents.papers.notices import chinese
from xuanxian.documents.papers.sheet import Block, Sheet, body, heading, line, section
from xuanxian.documents.production import enter_production
from xuanxian.selection import models, queries, storage
from xuanxian.selection.instruments import Meeting, Stage
from xuanxian.selection.instruments.meeting import DECISIONS

_RENDERERS = {"docx": render_docx, "pdf": render_pdf}
_ACTING = (Role.ORGANISATION_STAFF, Role.ORGANISATION_LEADER)
OFFICE = ("selection.manage_case", "selection.lead_case")


def compose_minutes(sitting: models.Sitting, signers: tuple[str, ...]) -> Sheet:
    """The minutes as the record knows them.

    Args:
        signers: in which capacities the policy has them signed.
    """
    absent = [name for name in sitting.members if name not in sitting.present]
    blocks: list[Block] = [
        line("工作秘密　注意保存", face="hei", size=14),
        heading(f"{sitting.body}会议记录"),
        body(f"时间：{chinese(sitting.held_on)}"),
        body(f"主持人：{sitting.chief}"),
        body(f"应到{len(sitting.members)}人：{'、'.join(sitting.members)}"),
        body(f"实到{len(sitting.present)}人：{'、'.join(sitting.present)}"),
        body(f"缺席：{'、'.join(absent) or '无'}"),
    ]
    items = sitting.items.select_related(
        "candidacy__person", "candidacy__vacancy__post__organisation"
    )
    for number, item in enumerate(items, start=1):
        one = item.candidacy
        blocks.append(section(f"议题{number}：{one.person.name}拟任{one.vacancy.post}"))
        blocks.append(body(f"回避：{'、'.join(item.recused) or '无'}"))
        if order := sitting.speakers.get(str(item.pk)):
            blocks.append(body(f"发言次序：{'、'.join(order)}"))
        if votes := _votes(item):
            blocks.append(body(f"表决：{votes}"))
        decided = DECISIONS.get(item.decision, "还没有登记")
        remark = f"（{item.remark}）" if item.remark else ""
        blocks.append(body(f"决定：{decided}{remark}"))
    if sitting.minutes:
        blocks.append(section("发言要点"))
        text = storage.read(sitting.minutes).decode()
        blocks += [body(part) for part in text.splitlines() if part.strip()]
    blocks.append(line(f"记录人：{sitting.minutes_by}", before=1))
    for title in signers:
        signed = sitting.minutes_signed.get(title)
        said = f"{signed['name']}　{signed['on']}" if signed else "　" * 8
        blocks.append(line(f"{title}（签字）：{said}"))
    return Sheet(title=f"{sitting.body}{sitting.held_on:%Y%m%d}会议记录", blocks=tuple(blocks))


def _votes(item: models.SittingItem) -> str:
    """How the item was voted on, in words; "" before the count."""
    if item.hands:
        return "，".join(f"{mark}{number}" for mark, number in item.hands.items())
    result = ballots.result(item.poll) if item.poll else None
    own = result.of(str(item.candidacy_id)) if result else None
    if result is None or own is None:
        return ""
    return "，".join(
        f"{name}{number}" for name, number in {**result.denominators, **own.counts}.items()
    )


@needs(MAKE)
@require_safe
@cache_control(private=True, no_store=True)
def of_sitting(request: SignedInRequest, sitting_id: UUID, form: str) -> HttpResponse:
    """The minutes as docx or pdf, for the office, with an entry on the record."""
    sitting = get_object_or_404(models.Sitting.objects.select_related("round__unit"), pk=sitting_id)
    round_ = sitting.round
    rules = queries.rules_of(round_)
    refuse_others(request, round_)
    if form not in _RENDERERS:
        raise Http404
    people = [item.candidacy for item in sitting.items.select_related("candidacy")]
    if not all(queries.need_to_know(request.user, rules, one) for one in people):
        raise Http404
    meeting = rules.first(Meeting)
    sheet = compose_minutes(sitting, meeting.minutes_signed_by if meeting else ())
    content = _RENDERERS[form](sheet)
    enter_production(
        round_.stream,
        sheet.title,
        content,
        actor=request.user.acting_as(*_ACTING),
        form=form,
        candidacies=[one.pk for one in people],
    )
    return as_download(content, sheet.title, form)


def refuse_others(request: SignedInRequest, round_: models.Round) -> None:
    """Answer as if there were nothing to whoever does not prepare meetings of the round.

    Raises:
        Http404: so.
    """
    if (
        not queries.rounds_in_scope(request.user).filter(pk=round_.pk).exists()
        or Stage.DELIBERATION
        not in queries.reads_of(request.user, queries.rules_of(round_), round_)
        or not may(request.user, MAKE, round_.unit_code)
        or not any(may(request.user, one, round_.unit_code) for one in OFFICE)
    ):
        raise Http404
