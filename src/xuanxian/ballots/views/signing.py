"""Signed ballots of accounts: naming the signers, voting signed in."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from xuanxian.access.models import Role
from xuanxian.access.permissions import SignedInRequest, needs
from xuanxian.ballots import queries, services, signer_queries
from xuanxian.ballots.answers import Answers, key_of_written
from xuanxian.ballots.instruments import Names
from xuanxian.ballots.models import Poll
from xuanxian.ballots.name_rules_spoken import rules_on_names
from xuanxian.ballots.poll_form import BallotForm, Content, PollForm, QuestionnaireForm
from xuanxian.ballots.questionnaire_answers import FilledForm
from xuanxian.ballots.questionnaire_forms import (
    OwnQuestionnaireForm,
    SignedQuestionnaireForm,
    said_on,
)
from xuanxian.ballots.signing_forms import OwnBallotForm, SignedBallotForm, SignersForm
from xuanxian.ballots.views.steps import (
    UNPROCESSABLE,
    actor_of,
    page_of,
    poll_or_404,
    scope_of_poll,
    take_step,
)
from xuanxian.kernel.errors import Refusal


@require_http_methods(["GET", "POST"])
@needs("ballots.manage_poll", unit=scope_of_poll)
def signers(request: SignedInRequest, poll_id: UUID) -> HttpResponse:
    """确定署名人: which accounts vote, in which class."""
    found = poll_or_404(poll_id)
    form = SignersForm(
        list(found.classes.all()), signer_queries.possible_signers(found), request.POST or None
    )

    def act() -> str:
        services.name_signers(found, form.accounts, actor=actor_of(request.user))
        return "已确定署名人。"

    back = page_of(found.meeting or found)
    return take_step(
        request,
        found,
        form,
        act,
        back=back,
        heading="确定署名人",
        explanation=[
            "名单内的人登录后本人投票，每人一次。不用账号的，填写纸质署名票，由工作人员录入。",
        ],
        button="确定",
    )


@require_http_methods(["GET", "POST"])
@needs("ballots.manage_poll", unit=scope_of_poll)
def sign(request: SignedInRequest, poll_id: UUID) -> HttpResponse:
    """录入署名票: keyed in from the signed forms."""
    found = poll_or_404(poll_id)
    classes = queries.turnout_by_class(found)
    form = (
        SignedQuestionnaireForm(found.form, classes, request.POST or None)
        if isinstance(found.form, QuestionnaireForm)
        else SignedBallotForm(found.form, classes, request.POST or None)
    )

    def act() -> str:
        cleaned = form.cleaned_data
        services.cast_signed(
            found,
            class_name=cleaned["class_name"],
            signer=cleaned["signer"],
            unit=cleaned.get("unit", ""),
            answers=form.answers,
            actor=actor_of(request.user),
        )
        return f"已录入{cleaned['signer']}的署名票。"

    cast = sum(each.cast for each in classes)
    return take_step(
        request,
        found,
        form,
        act,
        heading="录入署名票",
        explanation=[found.form.sentence, f"已录入 {cast} 张。"],
        button="录入",
        onward=reverse("poll_sign", args=[found.pk]),
    )


@never_cache
@require_http_methods(["GET", "POST"])
@needs("ballots.cast_signed", unit=scope_of_poll)
def vote(request: SignedInRequest, poll_id: UUID) -> HttpResponse:
    """署名投票: fill in, look it over, sign. Only those named; one ballot each."""
    found = poll_or_404(poll_id)
    named = signer_queries.class_of_signer(found, request.user)
    if found.is_secret or named is None:
        raise PermissionDenied("您不是这次投票的署名人。")
    signed = signer_queries.has_signed(found, request.user)
    filled = request.method == "POST" and not signed
    posted = request.POST if filled else None
    form = (
        OwnQuestionnaireForm(found.form, posted)
        if isinstance(found.form, QuestionnaireForm)
        else OwnBallotForm(found.form, posted)
    )
    refusal, looked_over = None, False
    if filled and form.is_valid() and "back" not in request.POST:
        looked_over = True
        if "sign" in request.POST:
            try:
                services.cast_as_signer(
                    found,
                    account=request.user,
                    answers=form.answers,
                    actor=request.user.acting_as(
                        Role.COMMITTEE_MEMBER,
                        Role.ORGANISATION_LEADER,
                        Role.UNIT_PARTY_GROUP,
                        over=found.unit_code or None,
                    ),
                )
            except Refusal as fault:
                refusal, looked_over = fault, False
            else:
                messages.success(request, "署名票已收到。")
                return redirect("poll_vote", poll_id)
    context = {
        "poll": found,
        "form": form,
        "signer": named[1],
        "voters": named[0].name,
        "signed": signed,
        "open": found.state == Poll.State.OPEN,
        "rules": _rules(found.form),
        "looked_over": looked_over,
        "lines": _lines(found.form, form.answers) if looked_over else (),
        "refusal": refusal,
    }
    failed = refusal is not None or (filled and not form.is_valid())
    status = UNPROCESSABLE if failed else 200
    return render(request, "ballots/signed_vote.html", context, status=status)


def _rules(form: PollForm) -> list[str]:
    """How many names or marks a ballot may carry; a questionnaire says it question by question."""
    if not isinstance(form, BallotForm):
        return []
    validity = form.validity
    rules = [f"“{option}”最多选 {at_most} 个。" for option, at_most in validity.limits]
    if validity.choosing:
        least = f"，至少 {validity.least} 名" if validity.least else ""
        rules.append(f"最多选 {validity.most} 名{least}。")
        rules += rules_on_names(validity)
    if validity.complete:
        rules.append("每一项都要填。")
    return rules


def _lines(form: PollForm, content: Content) -> list[tuple[str, str]]:
    """What the signer looks over: who or what, and what is said of them."""
    if isinstance(form, QuestionnaireForm) and isinstance(content, FilledForm):
        return said_on(form, content)
    if not isinstance(form, BallotForm) or not isinstance(content, Answers):
        raise TypeError("content of another form")
    answers = content
    if isinstance(form.ballot.question, Names):
        named = [each for each in form.subjects if each.id in answers.names]
        rows = [(each.id, each.name, each.title or "推荐") for each in named]
        rows += [(key_of_written(name), name, "另选他人") for name in answers.written]
        return [
            (name, "；".join([said, *(text for text in answers.notes.get(key, ()) if text)]))
            for key, name, said in rows
        ]
    return [(each.name, answers.marks.get(each.id, "未填")) for each in form.subjects]
