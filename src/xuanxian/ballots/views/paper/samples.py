"""票样: what a ballot or questionnaire of a policy looks like on paper and on the phone."""

from collections.abc import Mapping
from urllib.parse import urlencode
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from xuanxian.access.permissions import SignedInRequest, needs
from xuanxian.ballots.instruments import Ballot
from xuanxian.ballots.paper.sample import sample_layout, sample_of
from xuanxian.ballots.poll_form import BallotForm, QuestionnaireForm
from xuanxian.ballots.questionnaire import Questionnaire
from xuanxian.ballots.services.casting import BallotPaper
from xuanxian.ballots.views.paper.sheets import sheets_of
from xuanxian.ballots.voter import filling
from xuanxian.kernel.errors import Refusal
from xuanxian.policy import catalogue, queries
from xuanxian.policy.models import Adoption
from xuanxian.policy.schema import Policy

_NOBODY = UUID(int=0)


def address(instrument: str, which: Mapping[str, str]) -> str:
    """Where the sample of an instrument of a policy stands; see `policy.sample_pages`."""
    return f"{reverse('ballot_sample')}?{urlencode({**which, 'instrument': instrument})}"


def sample_or_404(request: HttpRequest) -> tuple[Policy, BallotForm | QuestionnaireForm]:
    """The policy and the form that the query names.

    Raises:
        Http404: there is none.
    """
    policy = _policy(request)
    wanted = request.GET.get("instrument", "")
    found = next((each for each in policy.instruments if each.id == wanted), None)
    if not isinstance(found, Ballot | Questionnaire):
        raise Http404
    return policy, sample_of(found, policy.quantities)


@require_safe
@needs("policy.view_policy")
def sample(request: SignedInRequest) -> HttpResponse:
    """The form as it is printed, with the way to the phone and to the PDF."""
    policy, form = sample_or_404(request)
    sheets, refusal = {}, None
    try:
        sheets = sheets_of(sample_layout(form))
    except Refusal as fault:
        refusal = fault
    instrument = form.instrument
    version = request.GET.get("version", "")
    return render(
        request,
        "ballots/paper/sample.html",
        {
            **sheets,
            "refusal": refusal,
            "policy": policy,
            "policy_address": reverse("policies:version", args=[version])
            if version
            else reverse("policies:policy", args=[policy.id]),
            "instrument": instrument,
            "title": instrument.title or instrument.TITLE,
            "query": request.GET.urlencode(),
            "rules": policy.explain(instrument),
        },
    )


@require_safe
@needs("policy.view_policy")
def on_phone(request: SignedInRequest) -> HttpResponse:
    """The form as voters see it on the phone; it sends nothing."""
    policy, form = sample_or_404(request)
    instrument = form.instrument
    paper = BallotPaper(
        poll=_NOBODY,
        of_meeting=False,
        box_notice="",
        title=f"样张：{instrument.title or instrument.TITLE}",
        form=form,
        slip="",
        voters=instrument.electorate[0].name,
        public_half=b"",
        padded_length=0,
    )
    context = {"back": f"{reverse('ballot_sample')}?{request.GET.urlencode()}", "policy": policy}
    return render(
        request, "ballots/paper/sample_on_phone.html", {**filling.shown(paper), **context}
    )


def _policy(request: HttpRequest) -> Policy:
    version, policy_id = request.GET.get("version", ""), request.GET.get("policy", "")
    if version:
        try:
            adoption = Adoption.objects.filter(pk=UUID(version)).first()
        except ValueError:
            adoption = None
        if adoption is None:
            raise Http404
        return queries.adopted_version(adoption.pk).policy
    if policy_id not in catalogue.policy_ids():
        raise Http404
    return catalogue.load(policy_id)
