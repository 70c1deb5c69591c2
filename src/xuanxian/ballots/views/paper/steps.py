"""The steps of paper forms: handing out, exchanging, voiding, counting what came back, piles."""

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from xuanxian.access.permissions import SignedInRequest, needs
from xuanxian.ballots.forms import SecondPersonForm
from xuanxian.ballots.models import Poll
from xuanxian.ballots.paper.forms import (
    ExchangeForm,
    PaperCountsForm,
    ScanForm,
    VoidPaperForm,
)
from xuanxian.ballots.services import paper
from xuanxian.ballots.services.boxes import box_of
from xuanxian.ballots.views.paper.finding import (
    rules_open,
    scope_of_batch,
    secret_poll_or_404,
    teller_of,
)
from xuanxian.ballots.views.second_person import second_person
from xuanxian.ballots.views.steps import actor_of, take_step

_ONE_VOTER_ONE_FORM = "一人只用一种：领了票的，交回票换纸质票，原票由两人当场作废。"


@sensitive_post_parameters()
@never_cache
@require_http_methods(["GET", "POST"])
@needs("ballots.manage_poll", unit=scope_of_batch)
def issue(request: SignedInRequest, poll_id: UUID) -> HttpResponse:
    """发出纸质票, instead of slips."""
    poll = secret_poll_or_404(poll_id)
    form = PaperCountsForm(
        _names(poll), request.POST or None, word="发出张数", ask_rules=rules_open(poll)
    )

    def act() -> str:
        persons = (actor_of(request.user), actor_of(second_person(request, poll, form)))
        paper.issue_paper(poll.meeting or poll, form.counts, persons=persons, rules=form.rules)
        return f"已登记发出纸质票 {sum(form.counts.values())} 张。"

    explanation = ["整类人员用纸质票的，在投票开始前登记发出张数。", _ONE_VOTER_ONE_FORM]
    return _step(
        request, poll, form, act, "发出纸质票", [*explanation, *_of_meeting(poll)], "登记发出"
    )


@sensitive_post_parameters()
@never_cache
@require_http_methods(["GET", "POST"])
@needs("ballots.manage_poll", unit=scope_of_batch)
def exchange(request: SignedInRequest, poll_id: UUID) -> HttpResponse:
    """以票换纸质票."""
    poll = secret_poll_or_404(poll_id)
    form = ExchangeForm(request.POST or None, ask_rules=rules_open(poll))

    def act() -> str:
        persons = (actor_of(request.user), actor_of(second_person(request, poll, form)))
        exchanged = paper.exchange_slips(
            poll.meeting or poll, form.lines, persons=persons, rules=form.rules
        )
        return f"已作废票 {sum(exchanged.values())} 张，请发出同样张数的纸质票。"

    explanation = [_ONE_VOTER_ONE_FORM, "已经投过的票不能换。"]
    return _step(
        request, poll, form, act, "以票换纸质票", [*explanation, *_of_meeting(poll)], "作废票并换发"
    )


@sensitive_post_parameters()
@never_cache
@require_http_methods(["GET", "POST"])
@needs("ballots.manage_poll", unit=scope_of_batch)
def void(request: SignedInRequest, poll_id: UUID) -> HttpResponse:
    """作废纸质票."""
    poll = secret_poll_or_404(poll_id)
    form = VoidPaperForm(_names(poll), request.POST or None, word="作废张数")

    def act() -> str:
        persons = (actor_of(request.user), actor_of(second_person(request, poll, form)))
        replaced = form.cleaned_data["replaced"]
        paper.void_paper(poll, form.counts, persons=persons, replaced=replaced)
        return f"已作废纸质票 {sum(form.counts.values())} 张。"

    explanation = ["填坏的、多发的纸质票收回后由两人当场登记作废，并销毁。"]
    return _step(request, poll, form, act, "作废纸质票", explanation, "登记作废")


@sensitive_post_parameters()
@never_cache
@require_http_methods(["GET", "POST"])
@needs("ballots.manage_poll", unit=scope_of_batch)
def returned(request: SignedInRequest, poll_id: UUID) -> HttpResponse:
    """登记收回的纸质票."""
    poll = secret_poll_or_404(poll_id)
    form = PaperCountsForm(
        _names(poll),
        request.POST or None,
        word="收回张数",
        filled={each.name: each.paper_returned or 0 for each in poll.classes.all()},
    )

    def act() -> str:
        persons = (actor_of(request.user), actor_of(second_person(request, poll, form)))
        paper.record_paper_returned(poll, form.counts, persons=persons)
        return "已登记收回的纸质票。请按类别打乱后分批，或者扫描。"

    explanation = ["投票截止后开纸质票箱，只点张数、不看内容，由两人登记。"]
    return _step(request, poll, form, act, "登记收回的纸质票", explanation, "登记收回")


@require_POST
@needs("ballots.count_poll", unit=scope_of_batch)
def lay(request: SignedInRequest, poll_id: UUID) -> HttpResponse:
    """分批."""
    batches = paper.lay_batches(secret_poll_or_404(poll_id), actor=teller_of(request.user))
    messages.success(request, f"已分为 {len(batches)} 批，请按各批张数清点、打乱后录入。")
    return redirect("paper_desk", poll_id)


@never_cache
@require_http_methods(["GET", "POST"])
@needs("ballots.count_poll", unit=scope_of_batch)
def scan(request: SignedInRequest, poll_id: UUID) -> HttpResponse:
    """扫描识读."""
    poll = secret_poll_or_404(poll_id)
    form = ScanForm(request.POST or None, request.FILES or None)

    def act() -> str:
        batches = paper.read_scan(poll, form.contents, actor=teller_of(request.user))
        read = sum(batch.size for batch in batches)
        doubtful = sum(batch.waiting for batch in batches)
        then = f"，其中 {doubtful} 张存疑，请两名计票人各自认定" if doubtful else "，全部入箱"
        return f"已识读 {read} 张{then}。"

    explanation = [
        "只能识读由系统印制、四角有黑色方块的票。扫描前请打乱次序。",
        "痕迹过浅、一项多处填写、框外有字迹和另写姓名的，由两名计票人看图认定。",
        "图像加密保存，复核期满后删除。有一页读不出，整个文件都不收。",
    ]
    return _step(request, poll, form, act, "扫描识读", explanation, "上传并识读")


@require_POST
@needs("ballots.manage_poll", unit=scope_of_batch)
def delete_scans(request: SignedInRequest, poll_id: UUID) -> HttpResponse:
    """删除到期的扫描图像."""
    number = paper.delete_scans(secret_poll_or_404(poll_id), actor=actor_of(request.user))
    messages.success(request, f"已删除 {number} 张票的扫描图像，密钥已销毁。")
    return redirect("paper_desk", poll_id)


def _step(
    request: SignedInRequest,
    poll: Poll,
    form: SecondPersonForm | ExchangeForm | ScanForm,
    act: Callable[[], str],
    heading: str,
    explanation: list[str],
    button: str,
) -> HttpResponse:
    """Show a form, and once it is sent act and go back to the desk."""
    return take_step(
        request,
        poll,
        form,
        act,
        heading=heading,
        explanation=explanation,
        button=button,
        back=reverse("paper_desk", args=[poll.pk]),
    )


def _names(poll: Poll) -> list[str]:
    return list(poll.classes.values_list("name", flat=True))


def _of_meeting(poll: Poll) -> list[str]:
    if poll.meeting is None:
        return []
    number = len(box_of(poll).polls)
    return [f"会议的 {number} 项无记名表决同时登记，每人各发一张。"]
