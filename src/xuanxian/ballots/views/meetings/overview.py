"""The list of meetings, a new one, and one meeting with the one thing to do next."""

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from xuanxian.access.models import Account
from xuanxian.access.permissions import SignedInRequest, may, needs, scope_of
from xuanxian.ballots import meeting_queries, queries, services
from xuanxian.ballots.instruments import Ballot
from xuanxian.ballots.meeting_forms import MeetingForm
from xuanxian.ballots.meeting_queries import NextStep
from xuanxian.ballots.models import Meeting
from xuanxian.ballots.views.meetings.steps import (
    meeting_or_404,
    scope_of_meeting,
    sees_more_than_members,
)
from xuanxian.ballots.views.steps import UNPROCESSABLE, actor_of
from xuanxian.kernel import clock
from xuanxian.kernel.errors import Problem, Refusal
from xuanxian.policy import queries as policies
from xuanxian.registry.models import Organisation
from xuanxian.registry.queries.units import units_in_scope

MEETINGS_A_PAGE = 50

STEP_TEXTS = {
    "add": "从所采用制度的投票中选定规则，写明投票对象。会议可以有多项表决，一人一张票，逐项填写。",
    "key": "指定三名计票人，各设口令、存密钥文件。全部表决项共用一把钥匙，任意两人才能开箱。",
    "test": "投票前三人各交验一次密钥，试开空票箱：箱内没有票，口令也没有记错。",
    "slips": "按人员类别制票并当场打印，每人一张，各项表决通用。没打印就无法找回。",
    "presence": "按签到表登记各类人员实到人数，各项表决一并采用。",
    "discuss": "按发言次序逐人讨论，主要负责人最后表态；有人须回避的先登记，可以作缓议处理。",
    "open": "核对到会人数后开始投票。",
    "close": "确认都已投完后截止。截止后投来的票一律不收。",
    "paper": "纸质票清点收回数，两名计票人各自录入，核对一致后并入票箱。",
    "box": "先宣读票数平衡，再由两名计票人交验密钥文件和口令，当场开箱、计票。",
    "count": "投票已截止，可以计票。",
    "announce": "宣布前，会场大屏和会议成员都看不到结果。",
    "second_round": "按第一轮结果确定谁进入第二轮，仍用各人手中的票；不进行第二轮的，登记理由。",
    "destroy": "全部开箱后，计票人当场销毁密钥文件，从此旧备份也打不开。请两人见证并登记。",
}


@require_safe
@needs("ballots.view_meeting")
def meeting_list(request: SignedInRequest) -> HttpResponse:
    """会议: the latest first."""
    text = request.GET.get("q", "").strip()
    found = queries.meetings_over(request.user, "ballots.view_meeting")
    if text:
        found = found.filter(title__icontains=text)
    page = Paginator(found, MEETINGS_A_PAGE).get_page(request.GET.get("page"))
    return render(
        request,
        "ballots/meetings/list.html",
        {
            "page": page,
            "rows": meeting_queries.with_numbers(list(page)),
            "text": text,
            "may_manage": may(request.user, "ballots.manage_meeting"),
        },
    )


@require_http_methods(["GET", "POST"])
@needs("ballots.manage_meeting")
def new_meeting(request: SignedInRequest) -> HttpResponse:
    """建立会议."""
    scopes = _scopes(request.user)
    adopting = policies.scope_names()
    scope = next((code for code, _ in scopes if code in adopting), scopes[0][0])
    form = MeetingForm(
        scopes,
        known_classes(scope),
        request.POST or None,
        initial={"held_on": clock.today().isoformat(), "unit_code": scope},
    )
    refusal = None
    if form.is_bound and form.is_valid():
        cleaned = form.cleaned_data
        try:
            _refuse_out_of_reach(request.user, cleaned["unit_code"])
            meeting = services.prepare_meeting(
                title=cleaned["title"],
                classes=form.classes,
                held_on=cleaned["held_on"],
                venue=cleaned["venue"],
                unit_code=cleaned["unit_code"],
                actor=actor_of(request.user),
            )
        except Refusal as fault:
            refusal = fault
        else:
            messages.success(request, "已建立会议。请加入表决项。")
            return redirect("meeting", meeting.pk)
    failed = refusal is not None or bool(form.errors)
    return render(
        request,
        "ballots/meetings/new.html",
        {"form": form, "refusal": refusal},
        status=UNPROCESSABLE if failed else 200,
    )


@require_safe
@never_cache
@needs("ballots.view_meeting", unit=scope_of_meeting)
def meeting(request: SignedInRequest, meeting_id: UUID) -> HttpResponse:
    """One meeting: for members agenda and announced results, for others what is to be done."""
    found = meeting_or_404(meeting_id)
    lines = meeting_queries.agenda(found)
    if not sees_more_than_members(request, found):
        return render(request, "ballots/meetings/members.html", {"meeting": found, "lines": lines})
    reach = found.unit_code or None
    step = meeting_queries.next_step(found, lines)
    return render(
        request,
        "ballots/meetings/meeting.html",
        {
            "meeting": found,
            "lines": lines,
            "classes": meeting_queries.classes_of(found),
            "gates": meeting_queries.gates(lines),
            "step": step,
            "notice": meeting_queries.notice(lines),
            "step_text": text_of(found, step),
            "step_url": address_of(found, step),
            "slips_out": any(line.balance and line.balance.issued for line in lines),
            "may_step": may(request.user, permission_for(step.step), reach),
            "may_manage": may(request.user, "ballots.manage_meeting", reach),
            "may_chair": may(request.user, "ballots.chair_meeting", reach),
            "may_supervise": may(request.user, "ballots.supervise_meeting", reach),
            "may_view_result": may(request.user, "ballots.view_result", reach),
            "may_view_record": may(request.user, "record.view_stream"),
        },
    )


def permission_for(step: str) -> str:
    """Who does a step."""
    if step in {"discuss", "open", "close", "announce", "second_round"}:
        return "ballots.chair_meeting"
    if step in {"paper", "box", "count"}:
        return "ballots.count_poll"
    return "ballots.manage_meeting"


def text_of(found: Meeting, step: NextStep) -> str:
    """What a step is about; once tellers are named, whose keys are still missing."""
    seats = services.box_of(found).seats if step.step == "key" else []
    if not seats:
        return STEP_TEXTS.get(step.step, "")
    missing = [seat.name for seat in seats if seat.public_half is None]
    return (
        f"已指定计票人{'、'.join(seat.name for seat in seats)}，"
        f"等{'、'.join(missing)}在自己的设备上制钥。三人都制好，票箱密钥才产生。"
        if missing
        else "加入了新的表决项，要重新制钥，原来的密钥文件作废。"
    )


def address_of(found: Meeting, step: NextStep) -> str:
    """The page on which a step is done."""
    match step.step:
        case "":
            return ""
        case "key" | "test":
            return reverse("box", args=[found.pk])
        case "box":
            return reverse("box_hand_in", args=[found.pk])
        case "paper" if step.line is not None:
            return reverse("paper_desk", args=[step.line.poll.pk])
        case "slips":
            return reverse("issue_slips", args=[found.pk])
        case "presence":
            return reverse("record_presence", args=[found.pk])
        case "destroy":
            return reverse("destroy_key", args=[found.pk])
        case "discuss" | "open" | "close" | "announce" | "count" | "second_round":
            return reverse("meeting_chair", args=[found.pk])
    return reverse(f"meeting_{step.step}", args=[found.pk])


def known_classes(unit_code: str) -> list[str]:
    """Names of the classes of voters that the policies in force for a unit use."""
    return [
        voters.name
        for adopted in policies.all_in_force(unit_code, clock.today())
        for instrument in adopted.instruments
        if isinstance(instrument, Ballot)
        for voters in instrument.electorate
    ]


def _scopes(account: Account) -> list[tuple[str, str]]:
    """The units for which the account may hold meetings, each with its name."""
    units = [
        (unit.code, unit.name)
        for unit in units_in_scope(account, "ballots.manage_meeting").order_by("code")
    ]
    everywhere = scope_of(account, "ballots.manage_meeting") == ("",)
    return [("", "全部单位"), *units] if everywhere or not units else units


def _refuse_out_of_reach(account: Account, unit_code: str) -> None:
    if not may(account, "ballots.manage_meeting", unit_code):
        name = Organisation.objects.filter(code=unit_code).values_list("name", flat=True).first()
        raise Refusal(
            Problem("会议", "管理范围", name or unit_code, "不在您的管理范围内。", "请重新选择。")
        )
