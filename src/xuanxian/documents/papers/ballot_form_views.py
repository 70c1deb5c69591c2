"""Giving out the paper forms of a poll, with an entry on the record."""

from uuid import UUID

from django.http import Http404, HttpResponse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_POST

from xuanxian.access.models import Role
from xuanxian.access.permissions import SignedInRequest, needs
from xuanxian.ballots.paper.of_poll import forms_of, layouts_of
from xuanxian.ballots.paper.sample import printed_sample, sample_layout
from xuanxian.ballots.views.paper.samples import sample_or_404
from xuanxian.ballots.views.steps import poll_or_404, scope_of_poll
from xuanxian.documents.downloads import as_download
from xuanxian.documents.papers.ballot_form import render_form_docx, render_form_pdf
from xuanxian.documents.policy_booklet.views import STREAM
from xuanxian.documents.production import enter_production


def _scope(request: SignedInRequest, poll_id: UUID, form: str) -> str | None:  # noqa: ARG001
    return scope_of_poll(request, poll_id)


@require_POST
@needs("ballots.manage_poll", unit=_scope)
@cache_control(private=True, no_store=True)
def ballot_form(request: SignedInRequest, poll_id: UUID, form: str) -> HttpResponse:
    """The forms of every class of a poll, one of each, as PDF to be copied or docx to be edited."""
    poll = poll_or_404(poll_id)
    if form == "pdf":
        layouts = list(layouts_of(poll).values())
        title, content = layouts[0].title, render_form_pdf(layouts)
    elif form == "docx":
        forms = list(forms_of(poll).values())
        title, content = forms[0].title, render_form_docx(forms)
    else:
        raise Http404
    name = f"{title}（{poll.title}）"
    actor = request.user.acting_as(Role.ORGANISATION_STAFF)
    enter_production(poll.case, name, content, actor=actor, form=form)
    return as_download(content, name, form)


@require_POST
@needs("documents.make_document")
@cache_control(private=True, no_store=True)
def ballot_sample(request: SignedInRequest, form: str) -> HttpResponse:
    """The sample of a ballot or questionnaire of a policy, made-up people on it."""
    policy, voted = sample_or_404(request)
    title = f"{voted.instrument.title or voted.instrument.TITLE}样张"
    if form == "pdf":
        content = render_form_pdf([sample_layout(voted)])
    elif form == "docx":
        content = render_form_docx([printed_sample(voted)])
    else:
        raise Http404
    name = f"{title}（{policy.title}）"
    actor = request.user.acting_as(
        Role.ORGANISATION_STAFF, Role.ORGANISATION_LEADER, Role.INSPECTION_TEAM
    )
    enter_production(STREAM, name, content, actor=actor, form=form, stream_title="导出制度文本")
    return as_download(content, name, form)
