"""上会材料 of an agenda as a zip: the list, and for each person the form and the report."""

import io
import zipfile
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from xuanxian.access.models import Role
from xuanxian.access.permissions import SignedInRequest, needs
from xuanxian.documents.appointment_form.as_docx import render_appointment_forms_docx
from xuanxian.documents.appointment_form.content import appointment_form_data
from xuanxian.documents.appointment_form.views import proposal_of
from xuanxian.documents.downloads import as_download
from xuanxian.documents.papers import gathering
from xuanxian.documents.papers.access import MAKE
from xuanxian.documents.papers.as_docx import render_docx
from xuanxian.documents.papers.deliberation_list import (
    DeliberationList,
    compose_deliberation_list,
)
from xuanxian.documents.papers.gathering import Answers, Case, people_of
from xuanxian.documents.papers.inspection_report import compose_inspection_report
from xuanxian.documents.papers.minutes import refuse_others
from xuanxian.documents.production import enter_production
from xuanxian.kernel import clock
from xuanxian.registry.queries import read_dossiers
from xuanxian.selection import models, queries

_ACTING = (Role.ORGANISATION_STAFF, Role.ORGANISATION_LEADER)


@needs(MAKE)
@require_safe
@cache_control(private=True, no_store=True)
def of_agenda(request: SignedInRequest, agenda_id: UUID) -> HttpResponse:
    """Everything the body has before it, in the order of the agenda, in one file."""
    agenda = get_object_or_404(models.Agenda.objects.select_related("round__unit"), pk=agenda_id)
    round_ = agenda.round
    refuse_others(request, round_)
    found = {
        str(one.pk): one
        for one in models.Candidacy.objects.filter(pk__in=agenda.candidacies).select_related(
            "person", "leaves", "vacancy__post__organisation", "vacancy__round__unit"
        )
    }
    people = [found[key] for key in agenda.candidacies if key in found]
    rules = queries.rules_of(round_)
    if not all(queries.need_to_know(request.user, rules, one) for one in people):
        raise Http404
    content = pack(agenda, people, filled_by=str(request.user))
    title = f"{agenda.body}{agenda.meets_on:%Y%m%d}上会材料"
    enter_production(
        round_.stream,
        title,
        content,
        actor=request.user.acting_as(*_ACTING),
        form="zip",
        candidacies=[one.pk for one in people],
    )
    return as_download(content, title, "zip")


def pack(agenda: models.Agenda, people: list[models.Candidacy], *, filled_by: str) -> bytes:
    """The files of the pack as one zip: 00 the list, then each person's form and report."""
    today = clock.today()
    dossiers = read_dossiers([one.person for one in people])
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        listed = compose_deliberation_list(
            DeliberationList(
                body=agenda.body, held_on=agenda.meets_on, people=people_of(people, today)
            )
        )
        archive.writestr("00讨论任免干部名单.docx", render_docx(listed))
        for number, one in enumerate(people, start=1):
            name = f"{number:02}{one.person.name}"
            form = proposal_of(one, filled_by)
            data = appointment_form_data(dossiers[one.person_id], form, today)
            archive.writestr(f"{name}/干部任免审批表.docx", render_appointment_forms_docx([data]))
            case = Case(one)
            if case.inspection is not None and case.inspection.submitted_on:
                report = gathering.inspection_report(case, Answers(people=(one,)))
                archive.writestr(
                    f"{name}/考察材料.docx", render_docx(compose_inspection_report(report))
                )
    return packed.getvalue()
