"""The result of a poll, on the screen and as the paper that tellers sign."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from xuanxian.access.models import Account, Role
from xuanxian.access.permissions import SignedInRequest, may, needs
from xuanxian.ballots import note_queries, result_queries, services
from xuanxian.ballots.answers import Validity
from xuanxian.ballots.models import Poll, ResultSignature
from xuanxian.ballots.name_rules_spoken import unit_rules
from xuanxian.ballots.poll_form import QuestionnaireForm
from xuanxian.ballots.questionnaire_tally import QuestionnaireResult
from xuanxian.ballots.result_forms import SignResultForm
from xuanxian.ballots.results import TallyResult
from xuanxian.ballots.services.boxes import box_of
from xuanxian.ballots.views.result_tables import (
    class_rows,
    figures_of,
    measure_columns,
    measured,
    people_of,
    questions_of,
)
from xuanxian.ballots.views.steps import actor_of, poll_or_404, scope_of_poll, take_step
from xuanxian.ballots.wording import rules_of


@require_POST
@needs("ballots.count_poll", unit=scope_of_poll)
def count(request: SignedInRequest, poll_id: UUID) -> HttpResponse:
    """计票 of a signed poll."""
    services.count(poll_or_404(poll_id), actor=actor_of(request.user))
    messages.success(request, "已计票。")
    return redirect("poll_result", poll_id)


@require_safe
@needs("ballots.view_result", "ballots.act_as_teller")
def result(request: SignedInRequest, poll_id: UUID) -> HttpResponse:
    """投票结果. Supervisors and tellers see numbers, not breakdowns or verdicts."""
    found = poll_or_404(poll_id)
    refuse_strangers(request.user, found)
    if isinstance(found.form, QuestionnaireForm):
        return _of_questionnaire(request, found, found.form)
    _, tallied = counted_or_404(poll_id)
    whole = sees_whole(request.user, found)
    ballot = found.ballot
    reach = found.unit_code or None
    subjects = tallied.ranking if ballot.rank_by else tallied.subjects
    context = {
        "poll": found,
        "ballot": ballot,
        "result": tallied,
        "rules": rules_of(found),
        "whole": whole,
        **people_of(tallied),
        "counted": ballot.counted,
        "columns": measure_columns(ballot, tallied) if whole else (),
        "rows": [
            (each, [(key, each.counts[key]) for key in ballot.counted], measured(tallied, each))
            for each in subjects
        ],
        "class_rows": class_rows(ballot, tallied, subjects) if whole else [],
        "class_columns": tuple(ballot.measures),
        **_to_sign(request.user, found),
        "unmatched": len(result_queries.unmatched(found)),
        "matched": list(found.write_in_decisions.all()) if found.write_ins_digest else [],
        "may_match": may(request.user, "ballots.count_poll", reach)
        or str(request.user.pk) in services.tellers_of(found),
        "may_try": whole and len(tallied.by_class) > 0 and result_queries.is_final(found),
        "may_go_on": whole
        and ballot.second_round is not None
        and may(request.user, "ballots.manage_poll", reach),
        "second_round": found.later_rounds.exclude(state=Poll.State.ABANDONED).first(),
        "headings": note_queries.headings_of(found),
        "unit_rules": unit_rules(Validity.of(ballot, found.subject_list, found.parameter_values)),
        "rejected_before": result_queries.rejected_before(found),
    }
    return render(request, "ballots/result.html", context)


def _of_questionnaire(
    request: SignedInRequest, found: Poll, form: QuestionnaireForm
) -> HttpResponse:
    """What the questionnaires say, question by question."""
    counted = found.counted
    if not isinstance(counted, QuestionnaireResult):
        raise Http404("本次问卷还没有结果。")
    whole = sees_whole(request.user, found)
    context = {
        "poll": found,
        "form": form,
        "result": counted,
        "rules": rules_of(found),
        "whole": whole,
        **people_of(counted),
        "questions": questions_of(form.questionnaire, counted, whole=whole),
        "figures": figures_of(counted) if whole else [],
        "judged": bool(form.questionnaire.requirements)
        or any(each.passes for each in form.questionnaire.scales),
        "headings": note_queries.headings_of(found),
        "texts": note_queries.number_of_texts(found),
        **_to_sign(request.user, found),
    }
    return render(request, "ballots/questionnaire_result.html", context)


def _to_sign(account: Account, found: Poll) -> dict[str, Any]:
    """Who has signed, and what the account may do with the result."""
    reach = found.unit_code or None
    return {
        "signatures": _signatures(found),
        "may_sign": bool(capacities_of(account, found)) and result_queries.is_final(found),
        "may_download": may(account, "documents.make_document", reach)
        and may(account, "ballots.view_result", reach),
    }


@require_http_methods(["GET", "POST"])
@needs("ballots.view_result", "ballots.act_as_teller")
def sign_result(request: SignedInRequest, poll_id: UUID) -> HttpResponse:
    """签署结果: a teller, the supervisor or the chair types the own name."""
    found = poll_or_404(poll_id)
    if found.result is None:
        raise Http404("本次投票还没有结果。")
    refuse_strangers(request.user, found)
    capacities = capacities_of(request.user, found)
    if not capacities:
        raise PermissionDenied("您不是本次投票的计票人、监票人或主持人，不能签署。")
    form = SignResultForm(capacities, request.POST or None)

    def act() -> str:
        services.sign_result(
            found,
            form.cleaned_data["capacity"],
            form.cleaned_data["name"],
            actor=actor_of(request.user),
        )
        return "已签署。"

    return take_step(
        request,
        found,
        form,
        act,
        heading="签署计票结果",
        explanation=[
            "签署前请先核对结果报告单上的票数和得票。",
            "签名只对现在的结果有效；结果重新计算的，须重新签署。",
        ],
        button="签署",
        back=reverse("poll_result", args=[found.pk]),
    )


def counted_or_404(poll_id: UUID) -> tuple[Poll, TallyResult]:
    """A poll of ballots and its result, or a page that says there is none."""
    found = poll_or_404(poll_id)
    tallied = found.tally_result
    if tallied is None:
        raise Http404("问卷没有这一步。" if found.asks_questionnaire else "本次投票还没有结果。")
    return found, tallied


def refuse_strangers(account: Account, poll: Poll) -> None:
    """Let in who may see results over the unit, and the tellers of this poll.

    Raises:
        PermissionDenied: somebody else.
    """
    if not may(account, "ballots.view_result", poll.unit_code or None) and not _is_teller(
        account, poll
    ):
        raise PermissionDenied("您的角色没有打开此页面的权限。")


def sees_whole(account: Account, poll: Poll) -> bool:
    """Whether breakdowns, measures and verdicts are for the account: for the office alone."""
    return account.holds(
        Role.ORGANISATION_STAFF, Role.ORGANISATION_LEADER, over=poll.unit_code or None
    )


def capacities_of(account: Account, poll: Poll) -> list[tuple[str, str]]:
    """In which capacities the account may sign the result."""
    reach = poll.unit_code or None
    found = []
    seated = any(seat.account for seat in box_of(poll).seats)
    if _is_teller(account, poll) or (
        not seated and account.holds(Role.ORGANISATION_STAFF, over=reach)
    ):
        found.append(ResultSignature.Capacity.TELLER)
    if account.holds(Role.DISCIPLINE_OFFICER, over=reach):
        found.append(ResultSignature.Capacity.SUPERVISOR)
    if account.holds(Role.ORGANISATION_LEADER, over=reach):
        found.append(ResultSignature.Capacity.CHAIR)
    return [(capacity.value, capacity.label) for capacity in found]


def _is_teller(account: Account, poll: Poll) -> bool:
    return any(seat.account == str(account.pk) for seat in box_of(poll).seats)


def _signatures(poll: Poll) -> list[tuple[str, list[ResultSignature], list[str]]]:
    """Capacity, who has signed, and names beside lines still to be signed on paper."""
    signed = result_queries.signatures(poll)
    lines = []
    for capacity in ResultSignature.Capacity:
        own = [each for each in signed if each.capacity == capacity]
        names = {each.name for each in own}
        wanted = [""]
        if capacity == ResultSignature.Capacity.TELLER:
            wanted = [name for name in poll.box_tellers if name not in names] or ["", ""]
        lines.append((capacity.label, own, [] if own and wanted[0] == "" else wanted))
    return lines
