"""Giving out a policy as docx or pdf, with an entry on the record."""

from uuid import UUID

from django.http import Http404, HttpResponse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_POST

from xuanxian.access.models import Role
from xuanxian.access.permissions import SignedInRequest, needs
from xuanxian.documents.downloads import as_download
from xuanxian.documents.papers.as_docx import render_docx
from xuanxian.documents.papers.as_pdf import render_pdf
from xuanxian.documents.policy_booklet.composing import compose_booklet
from xuanxian.documents.production import enter_production
from xuanxian.policy import catalogue
from xuanxian.policy.booklet import Booklet
from xuanxian.policy.booklet.gathering import booklet_of, booklet_of_adoption
from xuanxian.policy.models import Adoption

RENDERERS = {"docx": render_docx, "pdf": render_pdf}
STREAM = "export:policy"
_ACTING = (Role.ORGANISATION_STAFF, Role.ORGANISATION_LEADER, Role.INSPECTION_TEAM)


@needs("documents.make_document")
@require_POST
@cache_control(private=True, no_store=True)
def of_policy(request: SignedInRequest, form: str, policy_id: str) -> HttpResponse:
    """A policy of the catalogue."""
    if policy_id not in catalogue.policy_ids():
        raise Http404
    return _given_out(request, booklet_of(catalogue.load(policy_id)), form)


@needs("documents.make_document")
@require_POST
@cache_control(private=True, no_store=True)
def of_adoption(request: SignedInRequest, form: str, adoption_id: UUID) -> HttpResponse:
    """A policy as it was adopted."""
    if not Adoption.objects.filter(pk=adoption_id).exists():
        raise Http404
    return _given_out(request, booklet_of_adoption(adoption_id), form)


def _given_out(request: SignedInRequest, booklet: Booklet, form: str) -> HttpResponse:
    if form not in RENDERERS:
        raise Http404
    content = RENDERERS[form](compose_booklet(booklet))
    enter_production(
        STREAM,
        booklet.title,
        content,
        actor=request.user.acting_as(*_ACTING),
        form=form,
        stream_title="导出制度文本",
    )
    return as_download(content, booklet.title, form)
