"""录入: one ballot after the other, without a hand on the mouse; 核定 where two differ."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from xuanxian.access.permissions import SignedInRequest, needs
from xuanxian.ballots.answers import Answers, Validity
from xuanxian.ballots.instruments import Names
from xuanxian.ballots.models import PaperBatch, ScannedForm
from xuanxian.ballots.paper.forms import EntryForm, shown_of
from xuanxian.ballots.paper.of_poll import layouts_of
from xuanxian.ballots.paper.scanning.cutting import cut_out
from xuanxian.ballots.services import paper
from xuanxian.ballots.services.paper.entering import THIRD, content_of
from xuanxian.ballots.services.paper.scans import DoubtfulForm, form_of
from xuanxian.ballots.views.paper.finding import batch_or_404, scope_of_batch, teller_of
from xuanxian.ballots.views.steps import UNPROCESSABLE
from xuanxian.kernel.errors import Refusal


@sensitive_post_parameters()
@never_cache
@require_http_methods(["GET", "POST"])
@needs("ballots.count_poll", unit=scope_of_batch)
def enter(request: SignedInRequest, poll_id: UUID, batch_id: UUID) -> HttpResponse:
    """Key in one ballot of a pile, or decide one doubtful form of a scan."""
    batch, teller = batch_or_404(poll_id, batch_id), teller_of(request.user)
    mine = batch.entries.filter(account=teller.account, place__lt=THIRD).first()
    done = mine.number if mine else 0
    if batch.state != PaperBatch.State.ENTERING or done >= batch.waiting:
        return redirect("paper_desk", poll_id)
    doubtful: DoubtfulForm | None = None
    if batch.how == PaperBatch.How.SCANNED:
        doubtful = paper.doubtful_forms(batch, teller=teller)[0]
    form = _form(request, batch, doubtful.reading.answers if doubtful else Answers())
    refusal = None
    answers = _answers(request, form)
    if answers is not None:
        sent = request.POST.get("form", "") if doubtful else ""
        try:
            batch = paper.key_ballot(batch, answers, teller=teller, form=sent)
        except Refusal as fault:
            refusal = fault
        else:
            if done + 1 < batch.waiting:
                return redirect("paper_enter", poll_id, batch_id)
            messages.success(request, _said_at_the_end(batch))
            return redirect("paper_desk", poll_id)
    context = {
        "heading": f"录入 {batch}",
        "number": done + 1,
        "of": batch.waiting,
        "doubtful": doubtful,
        "doubts": _doubts(batch, doubtful) if doubtful else [],
        "refusal": refusal,
    }
    return _page(request, batch, form, context)


@sensitive_post_parameters()
@never_cache
@require_http_methods(["GET", "POST"])
@needs("ballots.count_poll", unit=scope_of_batch)
def settle(request: SignedInRequest, poll_id: UUID, batch_id: UUID) -> HttpResponse:
    """Decide one ballot of the difference, as the third teller."""
    batch, teller = batch_or_404(poll_id, batch_id), teller_of(request.user)
    if batch.state != PaperBatch.State.DIFFERS:
        return redirect("paper_desk", poll_id)
    pairs = paper.pairs_to_settle(batch, teller=teller).pairs
    decided = content_of(batch.entries.filter(place=THIRD).first())
    first, second = pairs[len(decided)]
    form = _form(request, batch, Answers())
    chosen = {"first": first.answers, "second": second.answers}.get(request.POST.get("as", ""))
    answers = chosen or _answers(request, form)
    refusal = None
    if answers is not None:
        try:
            batch = paper.settle_ballot(batch, answers, teller=teller)
        except Refusal as fault:
            refusal = fault
        else:
            if batch.state == PaperBatch.State.DIFFERS:
                return redirect("paper_settle", poll_id, batch_id)
            messages.success(request, f"{batch}已核定入箱。")
            return redirect("paper_desk", poll_id)
    row = batch.scanned_forms.filter(key=first.form).first() if first.form else None
    doubtful = form_of(row) if row else None
    context = {
        "heading": f"核定 {batch}",
        "number": len(decided) + 1,
        "of": len(pairs),
        "settling": True,
        "versions": [
            ("first", "按第一种", _spoken(batch, first.answers)),
            ("second", "按第二种", _spoken(batch, second.answers)),
        ],
        "doubtful": doubtful,
        "doubts": _doubts(batch, doubtful) if doubtful else [],
        "refusal": refusal,
    }
    return _page(request, batch, form, context)


@require_POST
@needs("ballots.count_poll", unit=scope_of_batch)
def begin_again(request: SignedInRequest, poll_id: UUID, batch_id: UUID) -> HttpResponse:
    """重录本批."""
    batch = paper.begin_again(batch_or_404(poll_id, batch_id), teller=teller_of(request.user))
    messages.success(request, f"{batch}已清除，请从第一张开始重录。")
    return redirect("paper_desk", poll_id)


@require_safe
@never_cache
@needs("ballots.count_poll", unit=scope_of_batch)
def picture(
    request: SignedInRequest, poll_id: UUID, batch_id: UUID, key: str, page: int
) -> HttpResponse:
    """A page of a doubtful form, or only one line of it, for those who decide it."""
    batch = batch_or_404(poll_id, batch_id)
    row = ScannedForm.objects.filter(batch=batch, key=key).exclude(reading=None).first()
    if row is None or batch.state == PaperBatch.State.SEALED:
        raise Http404
    pages = form_of(row).pages
    if page >= len(pages):
        raise Http404
    content: bytes | None = pages[page]
    section, line = request.GET.get("section", ""), request.GET.get("line", "")
    if section.isdigit() and line.isdigit():
        layout = layouts_of(batch.poll)[batch.voters.name]
        content = cut_out(pages[page], layout.pages[page], int(section), int(line))
    if content is None:
        raise Http404
    return HttpResponse(content, content_type="image/jpeg")


def _form(request: SignedInRequest, batch: PaperBatch, read: Answers) -> EntryForm:
    poll = batch.poll
    ballot, subjects, rules = poll.ballot, poll.subject_list, poll.paper_rules
    if rules is None:
        raise Http404
    validity = Validity.of(ballot, subjects, poll.parameter_values)
    return EntryForm(
        ballot,
        subjects,
        validity.most,
        request.POST if request.method == "POST" and "as" not in request.POST else None,
        rules=rules,
        initial=shown_of(read, subjects, ballot),
    )


def _answers(request: SignedInRequest, form: EntryForm) -> Answers | None:
    if request.POST.get("spoilt"):
        return Answers(spoilt=True)
    return form.answers if form.is_bound and form.is_valid() else None


def _page(
    request: SignedInRequest, batch: PaperBatch, form: EntryForm, context: dict[str, Any]
) -> HttpResponse:
    poll = batch.poll
    naming = isinstance(poll.ballot.question, Names)
    lines = []
    for place, subject in enumerate(poll.subject_list):
        bound = form[f"name_{place}" if naming else f"mark_{place}"]
        lines.append((subject, bound, bound.value()))
    written = [form[name] for name in form.fields if name.startswith("written_")]
    keys = "123456789abcdefghijklmnopqrstuvw"
    options = [(str(at), keys[at], option) for at, option in enumerate(poll.ballot.options)]
    failed = context["refusal"] is not None or bool(form.errors)
    return render(
        request,
        "ballots/paper/entry.html",
        {
            **context,
            "poll": poll,
            "batch": batch,
            "form": form,
            "progress": f"第 {context['number']} 张，共 {context['of']} 张",
            "naming": naming,
            "lines": lines,
            "options": options,
            "written": written,
        },
        status=UNPROCESSABLE if failed else 200,
    )


def _doubts(batch: PaperBatch, doubtful: DoubtfulForm) -> list[dict[str, Any]]:
    """What is to be looked at, with the page each line stands on."""
    layout = layouts_of(batch.poll)[batch.voters.name]
    found = []
    for doubt in doubtful.reading.doubts:
        spot = (doubt.section, doubt.line)
        pages = [
            at
            for at, page in enumerate(layout.pages)
            if any((box.section, box.line) == spot for box in page.boxes)
            or any((field.section, field.line) == spot for field in page.fields)
        ]
        found.append(
            {
                "why": doubt.why,
                "section": doubt.section,
                "line": doubt.line,
                "number": doubt.line + 1,
                "page": pages[0] if pages else None,
            }
        )
    return found


def _spoken(batch: PaperBatch, answers: Answers) -> list[str]:
    """What one teller keyed in, in words."""
    poll = batch.poll
    if answers.spoilt:
        return ["整张票无效"]
    if isinstance(poll.ballot.question, Names):
        chosen = [each.name for each in poll.subject_list if each.id in answers.names]
        chosen += [f"{name}（另写）" for name in answers.written]
        return chosen or ["未选人"]
    return [f"{each.name}：{answers.marks.get(each.id, '未填')}" for each in poll.subject_list]


def _said_at_the_end(batch: PaperBatch) -> str:
    if batch.state == PaperBatch.State.SEALED:
        return f"{batch}两人录入一致，已入箱。"
    if batch.state == PaperBatch.State.DIFFERS:
        return f"{batch}两人录入不一致，请第三人核定。"
    return f"{batch}您已录完，等另一名计票人录完后比对。"
