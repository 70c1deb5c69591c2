"""The list of polls, one poll with its next step, live turnout, the meeting screen."""

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from xuanxian.access.permissions import SignedInRequest, may, needs
from xuanxian.ballots import queries, services
from xuanxian.ballots.forms import AbandonForm
from xuanxian.ballots.models import Poll
from xuanxian.ballots.services import together
from xuanxian.ballots.views.steps import (
    actor_of,
    poll_or_404,
    said_of_closed,
    said_of_opened,
    scope_of_poll,
    take_step,
    trail_to,
)
from xuanxian.ballots.wording import rules_of

POLLS_A_PAGE = 50

_STEP_TEXTS = {
    "key": "指定三名计票人，各在自己的设备上设口令、存密钥文件。"
    "开箱时任意两人到场即可，一人打不开。",
    "test": "投票前三人各交验一次密钥，试开空票箱：箱内没有票，口令也没有记错。",
    "slips": "按人员类别制票并当场打印。票上有二维码和编号，不记姓名；系统只存编号的校验值，"
    "没打印就无法找回。",
    "presence": "按签到表登记各类人员实到人数。发出的票不能多于实到人数。",
    "open": "核对无误后开始投票。",
    "close": "确认都已投完后截止。截止后投来的票一律不收。",
    "paper": "先登记收回的纸质票，再由两人分批录入或者扫描，全部入箱后开箱。",
    "box": "先宣读票数平衡，再由两名计票人先后交验密钥文件和口令，当场开箱、计票。",
    "count": "投票已截止，可以计票。",
    "destroy": "开箱后，计票人当场销毁密钥文件，从此旧备份也打不开。请两人见证并登记。",
}

_STEP_ADDRESSES = {
    "key": "box",
    "test": "box",
    "slips": "issue_slips",
    "presence": "record_presence",
    "open": "poll_open",
    "close": "poll_close",
    "paper": "paper_desk",
    "box": "box",
    "count": "poll_count",
    "destroy": "destroy_key",
}


@require_safe
@needs("ballots.view_poll", "ballots.view_meeting")
def poll_list(request: SignedInRequest) -> HttpResponse:
    """会议投票: all polls, the latest first. Members of the committee have the meetings alone."""
    if not may(request.user, "ballots.view_poll"):
        return redirect("meetings")
    state, text = request.GET.get("state", ""), request.GET.get("q", "").strip()
    found = queries.polls_in_scope(request.user).select_related("meeting")
    if state in Poll.State.values:
        found = found.filter(state=state)
    if text:
        found = found.filter(title__icontains=text)
    page = Paginator(found, POLLS_A_PAGE).get_page(request.GET.get("page"))
    rows = [(each, queries.STEP_NAMES.get(queries.next_step(each), "")) for each in page]
    return render(
        request,
        "ballots/polls.html",
        {"page": page, "rows": rows, "states": Poll.State.choices, "state": state, "text": text},
    )


@require_safe
@needs("ballots.view_poll", "ballots.view_meeting", unit=scope_of_poll)
def poll(request: SignedInRequest, poll_id: UUID) -> HttpResponse:
    """One poll: where it stands and the one thing to do next; for members who is on the ballot."""
    found = poll_or_404(poll_id)
    reach = found.unit_code or None
    if not may(request.user, "ballots.view_poll", reach):
        if found.meeting is not None:
            return redirect("meeting", found.meeting_id)  # members see what was announced there
        context = {"poll": found, "rules": rules_of(found), "notice": found.box_notice}
        return render(request, "ballots/poll_for_members.html", context)
    step = queries.next_step(found)
    context = _turnout_context(found) | {
        "rules": rules_of(found),
        "trail": trail_to(found)[:-1],
        "step": step,
        "step_name": queries.STEP_NAMES.get(step, ""),
        "step_text": _STEP_TEXTS.get(step, ""),
        "step_url": _STEP_ADDRESSES.get(step, ""),
        "notice": found.box_notice,
        # What a meeting does for all of its polls, or in the order of its agenda, is done there.
        "of_meeting": found.meeting_id is not None and step not in {"paper", "box"},
        "step_is_form": step not in {"open", "close", "count"},
        "may_step": may(
            request.user,
            "ballots.count_poll" if step in {"box", "count", "paper"} else "ballots.manage_poll",
            reach,
        ),
        "may_manage": may(request.user, "ballots.manage_poll", reach),
        "may_view_result": found.result is not None
        and may(request.user, "ballots.view_result", reach),
        "may_view_record": may(request.user, "record.view_stream"),
    }
    return render(request, "ballots/poll.html", context)


@require_safe
@never_cache
@needs("ballots.view_poll", unit=scope_of_poll)
def turnout(request: SignedInRequest, poll_id: UUID) -> HttpResponse:
    """How many have voted so far, for the page to refresh itself with. Never what was voted."""
    found = poll_or_404(poll_id)
    template = "ballots/turnout.html" if "screen" not in request.GET else "ballots/figures.html"
    return render(request, template, _turnout_context(found))


@require_safe
@needs("ballots.view_poll", unit=scope_of_poll)
def screen(request: SignedInRequest, poll_id: UUID) -> HttpResponse:
    """The meeting screen: large figures of turnout, nothing else."""
    return render(request, "ballots/screen.html", _turnout_context(poll_or_404(poll_id)))


@require_POST
@needs("ballots.manage_poll", unit=scope_of_poll)
def open_voting(request: SignedInRequest, poll_id: UUID) -> HttpResponse:
    """开始投票; of an item that is voted on together with others, of all of them."""
    opened = together.open_together(poll_or_404(poll_id), actor=actor_of(request.user))
    messages.success(request, said_of_opened(opened))
    return redirect("poll", poll_id)


@require_POST
@needs("ballots.manage_poll", unit=scope_of_poll)
def close_voting(request: SignedInRequest, poll_id: UUID) -> HttpResponse:
    """截止投票; as above."""
    closed = together.close_together(poll_or_404(poll_id), actor=actor_of(request.user))
    messages.success(request, said_of_closed(closed))
    return redirect("poll", poll_id)


@require_http_methods(["GET", "POST"])
@needs("ballots.manage_poll", unit=scope_of_poll)
def abandon(request: SignedInRequest, poll_id: UUID) -> HttpResponse:
    """作废本次投票."""
    found = poll_or_404(poll_id)
    form = AbandonForm(request.POST or None)

    def act() -> str:
        services.abandon_poll(found, form.cleaned_data["reason"], actor=actor_of(request.user))
        return "本次投票已作废，票箱内的票已销毁，没有人看过。"

    return take_step(
        request,
        found,
        form,
        act,
        heading="作废本次投票",
        explanation=["作废后，箱内的票不再开启，也不能恢复。需要重新投票的，另行建立投票。"],
        button="作废",
        warning="确定作废本次投票？已投的票将永久销毁。",
    )


def _turnout_context(found: Poll) -> dict[str, object]:
    classes = queries.turnout_by_class(found)
    return {
        "poll": found,
        "classes": classes,
        "total": {
            "entitled": sum(each.entitled for each in classes),
            "present": sum(each.present or 0 for each in classes),
            "out": sum(each.out for each in classes),
            "cast": sum(each.cast for each in classes),
        },
        "presence_known": all(each.present is not None for each in classes),
        "balance": queries.balance(found) if found.is_secret else None,
    }
