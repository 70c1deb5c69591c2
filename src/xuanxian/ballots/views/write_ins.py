"""核对另写的姓名: tellers say whom written names mean, each for themselves."""

from collections.abc import Iterable
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from xuanxian.access.models import Account
from xuanxian.access.permissions import SignedInRequest, may, needs
from xuanxian.ballots import result_queries, services
from xuanxian.ballots.models import Poll, WriteInDecision
from xuanxian.ballots.result_forms import AnswerDoubtForm, DoubtForm, MeaningsForm
from xuanxian.ballots.views.results import counted_or_404
from xuanxian.ballots.views.steps import actor_of, take_step
from xuanxian.registry.queries.people import people_in_scope

NAMES_A_PAGE = 50
_NAMESAKES = 12


@never_cache
@require_http_methods(["GET", "POST"])
@needs("ballots.count_poll", "ballots.act_as_teller")
def write_ins(request: SignedInRequest, poll_id: UUID) -> HttpResponse:
    """Every written name once, how often it was written, and what tellers say it means."""
    found, _ = counted_or_404(poll_id)
    _refuse_others(request.user, found)
    waiting = result_queries.unmatched(found)
    decisions = {each.written: each for each in found.write_in_decisions.all()}
    ordered = sorted(
        waiting,
        key=lambda written: (_is_agreed(decisions.get(written)), -waiting[written], written),
    )
    page = Paginator(ordered, NAMES_A_PAGE).get_page(request.GET.get("page"))
    on_page = {written: waiting[written] for written in page}
    form = MeaningsForm(
        on_page,
        found.subject_list,
        _suggestions(request.user, on_page),
        _own(decisions.values(), str(request.user.pk)),
        request.POST or None,
    )

    def act() -> str:
        agreed = services.state_meanings(found, form.meant, actor=actor_of(request.user))
        return f"已登记您的认定；其中 {agreed} 个两人一致。"

    return take_step(
        request,
        found,
        form,
        act,
        heading="另写姓名的认定",
        explanation=[
            "票上另写的姓名逐个认定是谁。两名计票人各用自己的账号认定，一致的才算数；"
            "不一致的，后认定的为新的意见，等另一人。",
            "这里只有姓名和次数，看不到是哪一张票；开出的票不会改动。",
        ],
        button="登记本页的认定",
        onward=request.get_full_path(),
        back=reverse("poll_result", args=[found.pk]),
        template="ballots/result_write_ins.html",
        page=page,
        rows=[
            (form[f"meaning_{place}"], decisions.get(written), written, number)
            for place, (written, number) in enumerate(on_page.items())
        ],
        left=sum(not _is_agreed(decisions.get(written)) for written in waiting),
        waiting=waiting,
        decided=list(decisions.values()) if found.write_ins_digest else [],
    )


@require_POST
@needs("ballots.count_poll", "ballots.act_as_teller")
def count_matched(request: SignedInRequest, poll_id: UUID) -> HttpResponse:
    """按认定计票."""
    found, _ = counted_or_404(poll_id)
    _refuse_others(request.user, found)
    services.count_matched(found, actor=actor_of(request.user))
    messages.success(request, "已按认定计票。")
    return redirect("poll_result", poll_id)


@require_http_methods(["GET", "POST"])
@needs("ballots.count_poll", "ballots.act_as_teller")
def doubt(request: SignedInRequest, poll_id: UUID) -> HttpResponse:
    """重新认定: one teller doubts what was decided, another answers."""
    found, _ = counted_or_404(poll_id)
    _refuse_others(request.user, found)
    if not found.write_ins_digest:
        return redirect("poll_write_ins", poll_id)  # nothing is decided yet that could be wrong
    decided = list(found.write_in_decisions.all())
    doubted = [each for each in decided if each.doubt]
    actor = actor_of(request.user)
    form: DoubtForm | AnswerDoubtForm = DoubtForm(
        [each.written for each in decided], request.POST or None
    )
    explanation = [
        "认定有错的，由一名计票人写明理由，另一名计票人同意后重新认定，再重新计票。",
        "开出的票不会改动，原来的认定和理由都留在纪实中；已有的签署作废。",
    ]
    if doubted:
        names = "、".join(each.written for each in doubted)
        by = doubted[0].doubted_by
        explanation.append(f"{by}对{names}的认定提出异议：{doubted[0].doubt}")
        form = AnswerDoubtForm(request.POST or None)

    def act() -> str:
        if isinstance(form, AnswerDoubtForm):
            services.settle_doubt(found, agrees=form.agrees, actor=actor)
            return "已重新开放认定。" if form.agrees else "认定维持不变。"
        cleaned = form.cleaned_data
        services.doubt_meanings(found, cleaned["names"], cleaned["reason"], actor=actor)
        return "已提出，等另一名计票人处理。"

    return take_step(
        request,
        found,
        form,
        act,
        heading="重新认定另写的姓名",
        explanation=explanation,
        button="登记",
        back=reverse("poll_write_ins", args=[found.pk]),
    )


def _refuse_others(account: Account, poll: Poll) -> None:
    tellers = services.tellers_of(poll)
    if str(account.pk) in tellers:
        return
    if tellers or not may(account, "ballots.count_poll", poll.unit_code or None):
        raise PermissionDenied("须由本次投票的计票人办理。")


def _is_agreed(decision: WriteInDecision | None) -> bool:
    return decision is not None and decision.is_agreed


def _own(decisions: Iterable[WriteInDecision], account: str) -> dict[str, str]:
    """What this teller said, as the form's choices name it; nobody else's, which would lead."""
    said = {}
    for each in decisions:
        if account in (each.proposed_account, each.agreed_account):
            subject = each.subject.removeprefix("person:")
            named = each.meaning in ("listed", "person")
            said[each.written] = f"{each.meaning}:{subject}" if named else each.meaning
    return said


def _suggestions(account: Account, names: Iterable[str]) -> dict[str, list[tuple[str, str]]]:
    """Written name → people of that name whom the account may see, with their units."""
    bare = {written: written.partition("(")[0] for written in names}
    people = (
        people_in_scope(account)
        .filter(name__in=set(bare.values()))
        .select_related("unit")
        .order_by("unit_code", "place", "pk")
    )
    by_name: dict[str, list[tuple[str, str]]] = {}
    for each in people:
        about = " ".join(part for part in (each.unit.name if each.unit else "", each.current_post))
        by_name.setdefault(each.name, []).append((str(each.pk), f"{each.name}　{about}".strip()))
    return {written: by_name.get(name, [])[:_NAMESAKES] for written, name in bare.items()}
