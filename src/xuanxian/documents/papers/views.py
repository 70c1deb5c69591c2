"""Making a paper of a case: what to add, then the file, with an entry on the record."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import cache_control

from xuanxian.access.models import Role
from xuanxian.access.permissions import SignedInRequest, needs
from xuanxian.documents.downloads import as_download
from xuanxian.documents.papers.access import MAKE, paper_for
from xuanxian.documents.papers.as_docx import render_docx
from xuanxian.documents.papers.as_pdf import render_pdf
from xuanxian.documents.papers.catalogue import others_on
from xuanxian.documents.papers.forms import PaperForm
from xuanxian.documents.production import enter_production
from xuanxian.kernel.errors import Refusal
from xuanxian.selection import queries

_ACTING = (Role.ORGANISATION_STAFF, Role.ORGANISATION_LEADER, Role.INSPECTION_TEAM)
_RENDERERS = {"docx": render_docx, "pdf": render_pdf}


@needs(MAKE)
@cache_control(private=True, no_store=True)
def paper(request: SignedInRequest, candidacy_id: UUID, key: str) -> HttpResponse:
    """Ask what the paper needs; on sending, make it, enter it on the record, give it out."""
    chosen, case = paper_for(request.user, candidacy_id, key)
    people = [
        one
        for one in others_on(chosen, case)
        if queries.need_to_know(request.user, case.rules, one)
    ]
    form = PaperForm(request.POST or None, paper=chosen, case=case, people=people)
    refusal = None
    if request.method == "POST" and form.is_valid():
        answers, kind = form.answers(people), form.cleaned_data["form"]
        try:
            sheet = chosen.compose(case, answers)
            content = _RENDERERS[kind](sheet)
        except Refusal as refused:
            refusal = refused
        else:
            enter_production(
                case.round.stream,
                sheet.title,
                content,
                actor=request.user.acting_as(*_ACTING),
                form=kind,
                candidacies=[one.pk for one in answers.people],
            )
            return as_download(content, sheet.title, kind)
    return render(
        request,
        "documents/paper.html",
        {
            "paper": chosen,
            "candidacy": case.candidacy,
            "round": case.round,
            "form": form,
            "refusal": refusal,
        },
        status=422 if refusal or form.errors else 200,
    )
