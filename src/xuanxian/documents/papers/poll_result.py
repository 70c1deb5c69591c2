"""计票结果表 of any poll, to be signed; asked for on the page of its result."""

from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.timezone import localtime
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from xuanxian.access.models import Role
from xuanxian.access.permissions import SignedInRequest, may, needs
from xuanxian.ballots import note_queries, result_queries
from xuanxian.ballots.models import Poll
from xuanxian.ballots.poll_form import QuestionnaireForm
from xuanxian.ballots.questionnaire_tally import QuestionnaireResult
from xuanxian.ballots.views.results import sees_whole
from xuanxian.documents.downloads import as_download
from xuanxian.documents.papers.access import MAKE
from xuanxian.documents.papers.as_docx import render_docx
from xuanxian.documents.papers.as_pdf import render_pdf
from xuanxian.documents.papers.notices import chinese
from xuanxian.documents.papers.questionnaire_table import (
    QuestionnaireTable,
    compose_questionnaire_table,
)
from xuanxian.documents.papers.result_parts import Note, Signed
from xuanxian.documents.papers.result_table import ResultTable, compose_result_table
from xuanxian.documents.papers.sheet import Sheet
from xuanxian.documents.production import enter_production

_RENDERERS = {"docx": render_docx, "pdf": render_pdf}


def _unit_of_poll(request: HttpRequest, poll_id: UUID, form: str) -> str | None:  # noqa: ARG001
    return get_object_or_404(Poll, pk=poll_id).unit_code or None


@require_safe
@needs(MAKE, unit=_unit_of_poll)
@cache_control(private=True, no_store=True)
def of_poll(request: SignedInRequest, poll_id: UUID, form: str) -> HttpResponse:
    """The result of a poll as docx or pdf; giving it out stands on the record."""
    poll = get_object_or_404(Poll, pk=poll_id)
    if not may(request.user, "ballots.view_result", poll.unit_code or None):
        raise PermissionDenied("您的角色不能查看投票结果。")
    if form not in _RENDERERS or poll.result is None:
        raise Http404("本次投票还没有结果。")
    with_notes = request.GET.get("with") == "notes"
    if with_notes and not sees_whole(request.user, poll):
        raise PermissionDenied("填写的文字只供组织部门研究使用。")
    sheet = result_sheet_of(poll, with_notes=with_notes)
    content = _RENDERERS[form](sheet)
    enter_production(
        poll.case,
        sheet.title,
        content,
        actor=request.user.acting_as(Role.ORGANISATION_STAFF, Role.ORGANISATION_LEADER),
        form=form,
    )
    return as_download(content, sheet.title, form)


def result_sheet_of(poll: Poll, *, with_notes: bool) -> Sheet:
    """The count of a poll as a paper.

    Args:
        poll: one that is counted.
        with_notes: whether what was written in the own words stands behind it.
    """
    notes = _notes(poll) if with_notes else ()
    if poll.asks_questionnaire:
        asked = questionnaire_table_of(poll)
        return compose_questionnaire_table(asked.model_copy(update={"notes": notes}))
    return compose_result_table(result_table_of(poll).model_copy(update={"notes": notes}))


def _notes(poll: Poll) -> tuple[Note, ...]:
    """What was written, in the order in which nothing of it goes together."""
    if poll.asks_questionnaire:
        return tuple(
            Note(name=question.name, heading="", text=said.text)
            for question in note_queries.texts_by_question(poll)
            for texts in question.by_heading.values()
            for said in texts
        )
    return tuple(
        Note(name=person.name, heading=heading, text=said.text, signer=said.signer)
        for person in note_queries.notes_by_person(poll)
        for heading, texts in person.by_heading.items()
        for said in texts
    )


def result_table_of(poll: Poll) -> ResultTable:
    """The count of a poll as it stands, and who has signed it.

    Raises:
        ValueError: it is not counted; a defect of the caller.
    """
    result = poll.tally_result
    if result is None:
        raise ValueError("the poll is not counted")
    return ResultTable(
        poll=poll.title,
        result=result,
        subtitles={one.id: one.proposal or one.title for one in poll.subject_list},
        tellers=tuple(poll.box_tellers),
        signed=_signed(poll),
        digest=result_queries.result_digest(poll),
        waiting=len(result_queries.unmatched(poll)),
    )


def questionnaire_table_of(poll: Poll) -> QuestionnaireTable:
    """What the questionnaires of a poll say, and who has signed it.

    Raises:
        ValueError: it is not counted; a defect of the caller.
    """
    form, result = poll.form, poll.counted
    if not isinstance(form, QuestionnaireForm) or not isinstance(result, QuestionnaireResult):
        raise ValueError("no questionnaires are counted")
    return QuestionnaireTable(
        poll=poll.title,
        about=form.subjects[0].name,
        form=form.questionnaire,
        result=result,
        texts=note_queries.number_of_texts(poll),
        tellers=tuple(poll.box_tellers),
        signed=_signed(poll),
        digest=result_queries.result_digest(poll),
    )


def _signed(poll: Poll) -> tuple[Signed, ...]:
    return tuple(
        Signed(
            capacity=each.get_capacity_display(),
            name=each.name,
            on=chinese(localtime(each.signed_at).date()),
        )
        for each in result_queries.signatures(poll)
    )
