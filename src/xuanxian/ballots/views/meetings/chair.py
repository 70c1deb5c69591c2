"""The chair's page: the agenda, who speaks, who leaves, deferring, opening, closing, announcing."""

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from xuanxian.access.permissions import SignedInRequest, may, needs
from xuanxian.ballots import meeting_queries
from xuanxian.ballots.meeting_forms import AnnounceForm, ArrangeForm, DeferForm, RecusalForm
from xuanxian.ballots.models import AgendaItem, Discussion, Meeting, Poll
from xuanxian.ballots.services import agenda, together
from xuanxian.ballots.services.recusal import set_recusals
from xuanxian.ballots.views.meetings.overview import STEP_TEXTS
from xuanxian.ballots.views.meetings.steps import (
    meeting_or_404,
    poll_of,
    scope_of_meeting,
)
from xuanxian.ballots.views.steps import actor_of, said_of_closed, said_of_opened, take_step


@require_safe
@never_cache
@needs("ballots.chair_meeting", unit=scope_of_meeting)
def chair(request: SignedInRequest, meeting_id: UUID) -> HttpResponse:
    """主持: what goes on now, what comes next, the whole agenda."""
    found = meeting_or_404(meeting_id)
    lines = meeting_queries.agenda(found)
    step = meeting_queries.next_step(found, lines)
    wanted = request.GET.get("item", "")
    line = next((one for one in lines if str(one.poll.pk) == wanted), step.line)
    reach = found.unit_code or None
    return render(
        request,
        "ballots/meetings/chair.html",
        {
            "meeting": found,
            "lines": lines,
            "step": step,
            "notice": meeting_queries.notice(lines),
            "step_text": STEP_TEXTS.get(step.step, ""),
            "line": line,
            "floor": meeting_queries.floor(line) if line else None,
            "gates": meeting_queries.gates([line]) if line else (),
            "may_count": may(request.user, "ballots.count_poll", reach),
            "may_manage": may(request.user, "ballots.manage_meeting", reach),
            "arrangeable": any(_arrangeable(one) for one in lines),
        },
    )


@require_safe
@never_cache
@needs("ballots.chair_meeting", unit=scope_of_meeting)
def turnout(request: SignedInRequest, meeting_id: UUID, poll_id: UUID) -> HttpResponse:
    """How many have voted so far on one item; never what."""
    found = meeting_or_404(meeting_id)
    lines = meeting_queries.agenda(found)
    line = next((one for one in lines if one.poll.pk == poll_id), None)
    if line is None:
        return HttpResponse(status=404)
    return render(request, "ballots/meetings/numbers.html", {"line": line})


@require_http_methods(["GET", "POST"])
@needs("ballots.chair_meeting", unit=scope_of_meeting)
def arrange(request: SignedInRequest, meeting_id: UUID) -> HttpResponse:
    """安排讨论: speaking order for the items that are discussed before they are voted on."""
    found = meeting_or_404(meeting_id)
    lines = [line for line in meeting_queries.agenda(found) if _arrangeable(line)]
    before = next((line.item for line in lines if line.item and line.item.speakers), None)
    form = ArrangeForm(
        [(str(line.poll.pk), f"第{line.number}项 {line.poll.title}") for line in lines],
        request.POST or None,
        initial={
            "speakers": "\n".join(before.speakers) if before else "",
            "chief": before.chief if before else "",
        },
    )

    def act() -> str:
        cleaned = form.cleaned_data
        agenda.arrange_discussions(
            [line.poll for line in lines if str(line.poll.pk) in cleaned["items"]],
            speakers=form.names,
            chief=cleaned["chief"],
            actor=actor_of(request.user),
        )
        return "已安排讨论。"

    explanation = ["逐人讨论后才能开始该项的投票。成员先发言，主要负责人最后表态。"]
    if any(line.item and line.item.chief_last for line in lines):
        explanation.append("所执行的制度要求主要负责人最后表态。")
    return take_step(
        request,
        found,
        form,
        act,
        heading="安排讨论",
        explanation=explanation,
        button="安排",
        back=reverse("meeting_chair", args=[found.pk]),
    )


@require_http_methods(["GET", "POST"])
@needs("ballots.chair_meeting", unit=scope_of_meeting)
def recuse(request: SignedInRequest, meeting_id: UUID, poll_id: UUID) -> HttpResponse:
    """登记回避."""
    found = meeting_or_404(meeting_id)
    poll = poll_of(found, poll_id)
    item = AgendaItem.objects.filter(poll=poll).first()
    form = RecusalForm(
        [each.name for each in poll.classes.all()],
        request.POST or None,
        before=item.recused if item else (),
        said=(item.recused_entitled, item.recused_present) if item else (None, None),
        done=(item.counted_entitled, item.counted_present) if item else (None, None),
    )

    def act() -> str:
        set_recusals(
            poll,
            form.recusals,
            counted_entitled=form.counted("entitled"),
            counted_present=form.counted("present"),
            actor=actor_of(request.user),
        )
        return "已登记回避。"

    return take_step(
        request,
        found,
        form,
        act,
        heading="登记回避",
        explanation=[
            f"{poll.title}。涉及本人和亲属的成员离场回避，不参加讨论和表决；没有人回避的，全部留空。",
            "离场前，把自己的票封好交监票人保管，本项结束后领回。票面编号不登记，登记了就能把票和人对上；"
            "系统按人数从发出的票中扣减，收回的多于扣减后的发出数，结果无效。",
        ],
        button="登记",
        back=address_of_item(found, poll),
    )


@require_http_methods(["GET", "POST"])
@needs("ballots.chair_meeting", unit=scope_of_meeting)
def defer(request: SignedInRequest, meeting_id: UUID, discussion_id: int) -> HttpResponse:
    """缓议 by hands, before the vote."""
    found = meeting_or_404(meeting_id)
    discussion = _discussion_of(found, discussion_id)
    poll = discussion.poll
    form = DeferForm(request.POST or None)

    def act() -> str:
        agenda.defer(discussion, form.cleaned_data["wishing"], actor=actor_of(request.user))
        return f"{discussion.name}已作缓议，不再表决。"

    rule = meeting_queries.deferral_rule(poll)
    return take_step(
        request,
        found,
        form,
        act,
        heading=f"缓议：{discussion.name}",
        explanation=[
            "对意见分歧较大的，表决前举手决定是否缓议。形成缓议的，从选票上取下，不再表决。",
            f"形成缓议的条件：{rule}。" if rule else "所执行的制度没有规定人数，由会议决定。",
        ],
        button="形成缓议",
        warning=f"确定对{discussion.name}作缓议处理？本次会议不再表决。",
        onward=reverse("meeting_chair", args=[found.pk]),
        back=address_of_item(found, poll),
    )


@require_http_methods(["GET", "POST"])
@needs("ballots.chair_meeting", unit=scope_of_meeting)
def announce(request: SignedInRequest, meeting_id: UUID, poll_id: UUID) -> HttpResponse:
    """宣布结果."""
    found = meeting_or_404(meeting_id)
    poll = poll_of(found, poll_id)
    form = AnnounceForm(request.POST or None)

    def act() -> str:
        agenda.announce(
            poll,
            AgendaItem.Announced(form.cleaned_data["announced"]),
            actor=actor_of(request.user),
        )
        return "已宣布，会场大屏显示结果。"

    return take_step(
        request,
        found,
        form,
        act,
        heading="宣布结果",
        explanation=[poll.title],
        button="宣布",
        warning="确定宣布？宣布后不能收回。",
        onward=reverse("meeting_chair", args=[found.pk]),
        back=address_of_item(found, poll),
    )


def _act(
    done: str, act: Callable[[SignedInRequest, Discussion], object]
) -> Callable[..., HttpResponse]:
    """A view that does one thing to a discussion and returns to its item."""

    @require_POST
    @needs("ballots.chair_meeting", unit=scope_of_meeting)
    def view(request: SignedInRequest, meeting_id: UUID, discussion_id: int) -> HttpResponse:
        found = meeting_or_404(meeting_id)
        discussion = _discussion_of(found, discussion_id)
        act(request, discussion)
        if done:
            messages.success(request, done.format(name=discussion.name))
        return _back_to(found, discussion.poll)

    return view


begin = _act(
    "",
    lambda request, discussion: agenda.begin_discussion(discussion, actor=actor_of(request.user)),
)
end = _act(
    "{name}讨论结束。",
    lambda request, discussion: agenda.end_discussion(discussion, actor=actor_of(request.user)),
)
speak = _act(
    "",
    lambda request, discussion: agenda.note_speaker(
        discussion,
        request.POST.get("name", ""),
        spoke="silent" not in request.POST,
        actor=actor_of(request.user),
    ),
)


@require_POST
@needs("ballots.chair_meeting", unit=scope_of_meeting)
def set_apart(request: SignedInRequest, meeting_id: UUID, poll_id: UUID) -> HttpResponse:
    """改为单独投票."""
    found = meeting_or_404(meeting_id)
    poll = poll_of(found, poll_id)
    together.set_apart(poll, actor=actor_of(request.user))
    messages.success(request, "已改为单独投票。")
    return _back_to(found, poll)


@require_POST
@needs("ballots.chair_meeting", unit=scope_of_meeting)
def open_voting(request: SignedInRequest, meeting_id: UUID, poll_id: UUID) -> HttpResponse:
    """开始投票."""
    found = meeting_or_404(meeting_id)
    poll = poll_of(found, poll_id)
    opened = together.open_together(poll, actor=actor_of(request.user))
    messages.success(request, said_of_opened(opened))
    return _back_to(found, poll)


@require_POST
@needs("ballots.chair_meeting", unit=scope_of_meeting)
def close_voting(request: SignedInRequest, meeting_id: UUID, poll_id: UUID) -> HttpResponse:
    """截止投票."""
    found = meeting_or_404(meeting_id)
    poll = poll_of(found, poll_id)
    closed = together.close_together(poll, actor=actor_of(request.user))
    messages.success(request, said_of_closed(closed))
    return _back_to(found, poll)


def _arrangeable(line: meeting_queries.AgendaLine) -> bool:
    """Whether its discussion may still be arranged."""
    begun = any(one.state != Discussion.State.WAITING for one in line.discussions)
    waits = line.poll.awaits_first_round
    return line.poll.state == Poll.State.PREPARED and not begun and not waits


def _discussion_of(found: Meeting, discussion_id: int) -> Discussion:
    return get_object_or_404(
        Discussion.objects.select_related("poll"), pk=discussion_id, poll__meeting=found
    )


def address_of_item(found: Meeting, poll: Poll) -> str:
    """The chair's page at one item."""
    return f"{reverse('meeting_chair', args=[found.pk])}?item={poll.pk}"


def _back_to(found: Meeting, poll: Poll) -> HttpResponse:
    return redirect(address_of_item(found, poll))
