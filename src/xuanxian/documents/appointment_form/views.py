"""Giving out the 干部任免审批表: of one person, of a case's person, or of many at once."""

import io
import zipfile
from collections.abc import Callable, Sequence
from contextlib import suppress
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_POST

from xuanxian.access.models import Role
from xuanxian.access.permissions import SignedInRequest, may, needs
from xuanxian.documents.appointment_form.as_docx import render_appointment_forms_docx
from xuanxian.documents.appointment_form.as_pdf import render_appointment_forms_pdf
from xuanxian.documents.appointment_form.content import AppointmentFormData, appointment_form_data
from xuanxian.documents.downloads import as_download
from xuanxian.documents.production import enter_production
from xuanxian.exchange.lrmx import write_lrmx
from xuanxian.kernel import clock
from xuanxian.kernel.errors import Refusal
from xuanxian.kernel.partial_date import PartialDate
from xuanxian.registry.dossier import AppointmentForm, Dossier
from xuanxian.registry.models import Person
from xuanxian.registry.queries import people_in_scope, read_dossiers
from xuanxian.selection import models, queries

TITLE = "干部任免审批表"

MOST = 500
"""Forms in one file at most: it is set in memory while the browser waits."""

Pair = tuple[Dossier, AppointmentForm]


def _cells(pairs: Sequence[Pair]) -> list[AppointmentFormData]:
    today = clock.today()
    return [appointment_form_data(dossier, form, today) for dossier, form in pairs]


def _as_lrmx(pairs: Sequence[Pair]) -> bytes:
    if len(pairs) == 1:
        return write_lrmx(*pairs[0])
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for number, (dossier, form) in enumerate(pairs, 1):
            archive.writestr(f"{number:03}{dossier.name}.lrmx", write_lrmx(dossier, form))
    return packed.getvalue()


_RENDERERS: dict[str, Callable[[Sequence[Pair]], bytes]] = {
    "pdf": lambda pairs: render_appointment_forms_pdf(_cells(pairs)),
    "docx": lambda pairs: render_appointment_forms_docx(_cells(pairs)),
    "lrmx": _as_lrmx,
}


@needs("documents.make_document")
def of_person(request: SignedInRequest, person_id: UUID) -> HttpResponse:
    """The form of one person, without a proposal; `?form=docx` or `lrmx` instead of pdf."""
    person = get_object_or_404(_visible(request), pk=person_id)
    dossier = read_dossiers([person])[person.pk]
    return _given_out(request, [(dossier, _unproposed(request))], people=[person.pk])


@needs("documents.make_document")
def of_candidacy(request: SignedInRequest, candidacy_id: UUID) -> HttpResponse:
    """The form of a case's person with what is proposed: 拟任、拟免、任免理由."""
    candidacy = get_object_or_404(queries.candidacies_in_scope(request.user), pk=candidacy_id)
    round_ = candidacy.round
    if not queries.need_to_know(request.user, queries.rules_of(round_), candidacy) or not all(
        may(request.user, permission, round_.unit_code) for permission in _permissions(request)
    ):
        raise Http404
    dossier = read_dossiers([candidacy.person])[candidacy.person_id]
    return _given_out(
        request,
        [(dossier, proposal_of(candidacy, str(request.user)))],
        candidacies=[candidacy.pk],
        stream=round_.stream,
    )


@needs("documents.make_document")
@require_POST
def of_many(request: SignedInRequest) -> HttpResponse:
    """The forms of the people ticked in a list, in its order, in one file."""
    keys = list(dict.fromkeys(request.POST.getlist("person")))
    if not keys:
        raise Refusal("没有选择干部。", mend="请在名单中勾选后再生成。")
    if len(keys) > MOST:
        raise Refusal(f"选了{len(keys)}人，一次最多{MOST}人。", mend="请分批生成。")
    found = {person.pk: person for person in _visible(request).filter(pk__in=_as_keys(keys))}
    people = [found[key] for key in _as_keys(keys) if key in found]
    if not people:
        raise Http404
    dossiers = read_dossiers(people)
    form = _unproposed(request)
    return _given_out(
        request, [(dossiers[one.pk], form) for one in people], people=[one.pk for one in people]
    )


def _as_keys(texts: Sequence[str]) -> list[UUID]:
    """The keys among `texts`, in their order; what is none names nobody."""
    found = []
    for text in texts:
        with suppress(ValueError):
            found.append(UUID(text))
    return found


def _visible(request: SignedInRequest) -> QuerySet[Person]:
    people = people_in_scope(request.user, "registry.view_person")
    for permission in _permissions(request):
        people &= people_in_scope(request.user, permission)
    return people


def _permissions(request: SignedInRequest) -> tuple[str, ...]:
    """What the asked form needs: .lrmx holds the whole file, the identity number among it."""
    if _form(request) == "lrmx":
        return "documents.make_document", "exchange.export_files"
    return ("documents.make_document",)


def _form(request: SignedInRequest) -> str:
    return request.GET.get("form") or request.POST.get("form") or "pdf"


def _unproposed(request: SignedInRequest) -> AppointmentForm:
    return _filled_today(str(request.user))


def _filled_today(filled_by: str) -> AppointmentForm:
    today = PartialDate.of(clock.today())
    return AppointmentForm(age_reckoned_on=today, filled_on=today, filled_by=filled_by)


def proposal_of(candidacy: models.Candidacy, filled_by: str) -> AppointmentForm:
    """What the form of a case's person proposes: 拟任、拟免、任免理由.

    Args:
        filled_by: 填表人.
    """
    return _filled_today(filled_by).model_copy(
        update={
            "proposed_post": f"{candidacy.vacancy.post.organisation.name}"
            f"{candidacy.vacancy.post.title}",
            "post_to_leave": candidacy.leaves.title if candidacy.leaves else "",
            "reason": candidacy.reason,
            "reporting_unit": candidacy.round.unit.name,
        }
    )


def _given_out(
    request: SignedInRequest,
    pairs: Sequence[Pair],
    *,
    people: Sequence[UUID] = (),
    candidacies: Sequence[UUID] = (),
    stream: str = "",
) -> HttpResponse:
    """Render, enter on the record, and answer the file."""
    form = _form(request)
    if form not in _RENDERERS:
        raise Http404
    content = _RENDERERS[form](pairs)
    title = f"{TITLE}（{pairs[0][0].name}）" if len(pairs) == 1 else f"{TITLE}（{len(pairs)}人）"
    ending = "zip" if form == "lrmx" and len(pairs) > 1 else form
    single = f"person:{people[0]}" if len(people) == 1 else "export:appointment_form"
    with transaction.atomic():
        enter_production(
            stream or single,
            title,
            content,
            actor=request.user.acting_as(
                Role.ORGANISATION_STAFF, Role.ORGANISATION_LEADER, Role.INSPECTION_TEAM
            ),
            form=ending,
            people=people,
            candidacies=candidacies,
            stream_title="" if stream or len(people) == 1 else "导出任免审批表",
        )
    return as_download(content, title, ending)
