"""录入: one ballot after the other, without a hand on the mouse; 核定 where two differ."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.forms.boundfield import BoundField
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from xuanxian.access.permissions import SignedInRequest, needs
from xuanxian.ballots.models import PaperBatch, ScannedForm
from xuanxian.ballots.paper.content import Filled, filled_of, spoilt
from xuanxian.ballots.paper.form import PaperForm, Section
from xuanxian.ballots.paper.forms import EntryForm, shown_of
from xuanxian.ballots.paper.of_poll import forms_of, layouts_of
from xuanxian.ballots.paper.scanning.cutting import cut_out
from xuanxian.ballots.poll_form import Content
from xuanxian.ballots.services import paper
from xuanxian.ballots.services.paper.entering import THIRD, keyed_in
from xuanxian.ballots.services.paper.scans import DoubtfulForm, form_of
from xuanxian.ballots.views.paper.finding import batch_or_404, scope_of_batch, teller_of
from xuanxian.ballots.views.steps import UNPROCESSABLE
from xuanxian.kernel.errors import Refusal

_KEYS = "123456789abcdefghijklmnopqrstuvw"
"""The key of each option; x is for what cannot be read."""


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
    form = _form(request, batch, doubtful.reading.filled if doubtful else Filled())
    refusal = None
    content = _content(request, batch, form)
    if content is not None:
        sent = request.POST.get("form", "") if doubtful else ""
        try:
            batch = paper.key_ballot(batch, content, teller=teller, form=sent)
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
    decided = keyed_in(batch.entries.filter(place=THIRD).first())
    first, second = pairs[len(decided)]
    form = _form(request, batch, Filled())
    voted = batch.poll.form
    versions = {"first": first.read(voted), "second": second.read(voted)}
    content = versions.get(request.POST.get("as", "")) or _content(request, batch, form)
    refusal = None
    if content is not None:
        try:
            batch = paper.settle_ballot(batch, content, teller=teller)
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
            ("first", "按第一种", _spoken(batch, versions["first"])),
            ("second", "按第二种", _spoken(batch, versions["second"])),
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


def _printed(batch: PaperBatch) -> PaperForm:
    return forms_of(batch.poll)[batch.voters.name]


def _form(request: SignedInRequest, batch: PaperBatch, read: Filled) -> EntryForm:
    poll, printed = batch.poll, _printed(batch)
    rules = poll.paper_rules
    if rules is None:
        raise Http404
    return EntryForm(
        printed,
        poll.form,
        request.POST if request.method == "POST" and "as" not in request.POST else None,
        rules=rules,
        initial=shown_of(read, printed),
    )


def _content(request: SignedInRequest, batch: PaperBatch, form: EntryForm) -> Content | None:
    if request.POST.get("spoilt"):
        return spoilt(batch.poll.form)
    return form.content if form.is_bound and form.is_valid() else None


def _page(
    request: SignedInRequest, batch: PaperBatch, form: EntryForm, context: dict[str, Any]
) -> HttpResponse:
    printed = _printed(batch)
    sections = [
        _section(form, at, section)
        for at, section in enumerate(printed.sections)
        if section.kind != "notes"
    ]
    failed = context["refusal"] is not None or bool(form.errors)
    return render(
        request,
        "ballots/paper/entry.html",
        {
            **context,
            "poll": batch.poll,
            "batch": batch,
            "form": form,
            "progress": f"第 {context['number']} 张，共 {context['of']} 张",
            "sections": sections,
            "naming": all(not section["options"] for section in sections),
            "several": any(section["several"] for section in sections),
            "longest": max((section["options"] for section in sections), key=len, default=[]),
        },
        status=UNPROCESSABLE if failed else 200,
    )


def _section(form: EntryForm, at: int, section: Section) -> dict[str, Any]:
    """A part of the form as it is keyed in: its lines with their fields, or its own fields."""
    marking = section.kind == "lines" and len(section.options) > 1
    lines: list[dict[str, Any]] = []
    if section.kind == "choices":
        boxes = [form[f"tick_{at}_0_{option}"] for option in range(len(section.options))]
        keyed = zip(_KEYS, boxes, section.options, strict=False)
        lines = [{"boxes": [(key, box, box.value(), text) for key, box, text in keyed]}]
    elif section.kind == "lines":
        for place, line in enumerate(section.lines):
            bound = form[f"mark_{at}_{place}" if marking else f"tick_{at}_{place}_0"]
            lines.append(
                {
                    "name": line.texts[0],
                    "beside": "　".join(each for each in line.texts[1:] if each),
                    "bound": bound,
                    "value": bound.value(),
                    "notes": _fields(form, f"note_{at}_{place}_"),
                }
            )
    return {
        "heading": section.heading,
        "lines": lines,
        "several": section.kind == "choices",
        "options": [
            (str(option), _KEYS[option], text) for option, text in enumerate(section.options)
        ]
        if marking
        else [],
        "written": []
        if section.kind in {"lines", "choices"}
        else [*_fields(form, f"written_{at}_"), *_fields(form, f"note_{at}_")],
    }


def _fields(form: EntryForm, beginning: str) -> list[BoundField]:
    return [form[name] for name in form.fields if name.startswith(beginning)]


def _doubts(batch: PaperBatch, doubtful: DoubtfulForm) -> list[dict[str, Any]]:
    """What is to be looked at, with the page each line stands on."""
    layout, printed = layouts_of(batch.poll)[batch.voters.name], _printed(batch)
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
                "heading": printed.sections[doubt.section].heading if doubt.section >= 0 else "",
                "page": pages[0] if pages else None,
            }
        )
    return found


def _spoken(batch: PaperBatch, content: Content) -> list[str]:
    """What one teller keyed in, in words."""
    if content.spoilt:
        return ["整张票无效"]
    filled = filled_of(batch.poll.form, content)
    said: list[str] = []
    for at, section in enumerate(_printed(batch).sections):
        ticked = {(line, option) for where, line, option in filled.ticks if where == at}
        written = [text for where, _, text in filled.written if where == at]
        if section.kind == "choices":
            chosen = [text for option, text in enumerate(section.options) if (0, option) in ticked]
            said.append(f"{section.heading}：{'、'.join(chosen) or '未选'}")
        elif section.kind == "lines" and len(section.options) > 1:
            for place, line in enumerate(section.lines):
                marks = [text for at_, text in enumerate(section.options) if (place, at_) in ticked]
                said.append(f"{line.texts[0]}：{'、'.join(marks) or '未填'}")
        elif section.kind == "lines":
            said += [line.texts[0] for at_, line in enumerate(section.lines) if (at_, 0) in ticked]
        elif section.kind == "names":
            said += [f"{name}（另写）" for name in written]
        elif section.kind == "writing":
            said.append(f"{section.heading}：{'；'.join(written) or '未填'}")
    said += [f"随名填写：{text}" for _, _, _, text in filled.notes]
    return said or ["未选人"]


def _said_at_the_end(batch: PaperBatch) -> str:
    if batch.state == PaperBatch.State.SEALED:
        return f"{batch}两人录入一致，已入箱。"
    if batch.state == PaperBatch.State.DIFFERS:
        return f"{batch}两人录入不一致，请第三人核定。"
    return f"{batch}您已录完，等另一名计票人录完后比对。"
