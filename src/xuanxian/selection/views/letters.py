"""审核把关 across rounds: the ledger of letters, the page of the bodies that answer."""

from datetime import timedelta
from typing import Any
from urllib.parse import quote
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.db.models import Q, QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import cache_control

from xuanxian.access.models import Role
from xuanxian.access.permissions import SignedInRequest, needs
from xuanxian.kernel import clock
from xuanxian.kernel.errors import Refusal
from xuanxian.policy.parts import role_names
from xuanxian.registry.models import Organisation
from xuanxian.registry.queries.units import managing_units
from xuanxian.selection import models, queries, services, storage
from xuanxian.selection.deeds import Deed, deed_of
from xuanxian.selection.deeds.letters import ReplyForm, answer_letter, repliers
from xuanxian.selection.queries.consulted_bodies import named_bodies
from xuanxian.selection.queries.letters import (
    LETTER_STATES,
    in_state,
    letters_in_scope,
    letters_to_answer,
)

LETTERS_ON_A_PAGE = 30
_SOON = timedelta(days=3)
_DEEDS = ("record_reply", "extend_letter", "withdraw_letter")


@needs("selection.manage_case")
def ledger(request: SignedInRequest) -> HttpResponse:
    """Every letter of the rounds in scope; several can be reminded of at once."""
    letters = letters_in_scope(request.user)
    refusal = None
    if request.method == "POST":
        chosen = letters.filter(pk__in=_ids(request.POST.getlist("letter")))
        try:
            count = _remind(request, chosen)
        except Refusal as refused:
            refusal = refused
        else:
            messages.success(request, f"已登记催办{count}件，并记入纪实。")
            return redirect(request.get_full_path())
    state = request.GET.get("state", "open")
    text = request.GET.get("text", "").strip()
    body = request.GET.get("body", "")
    rows = in_state(letters, state, clock.today())
    if text:
        rows = rows.filter(
            Q(candidacy__person__name__icontains=text) | Q(document_number__icontains=text)
        )
    if body:
        rows = rows.filter(asks=body)
    # What waits longest comes first; of what is settled, the latest.
    waiting = state in {"open", "overdue"}
    rows = rows.order_by(*(("due_on", "sent_on") if waiting else ("-sent_on",)), "pk")
    page = Paginator(rows, LETTERS_ON_A_PAGE).get_page(request.GET.get("page"))
    return render(
        request,
        "selection/letters.html",
        {
            "page": page,
            "rows": [(letter, _open_deeds(request, letter)) for letter in page],
            "any_open": any(letter.is_open for letter in page),
            "any": letters.exists(),
            "states": LETTER_STATES,
            "state": state,
            "text": text,
            "body": body,
            "bodies": letters.order_by("asks").values_list("asks", flat=True).distinct(),
            "today": clock.today(),
            "soon": clock.today() + _SOON,
            "refusal": refusal,
        },
        status=422 if refusal else 200,
    )


def _open_deeds(request: SignedInRequest, letter: models.Letter) -> list[Deed]:
    """What the account may do with a letter, besides reminding of several at once."""
    if not letter.is_open or not letter.candidacy.is_under_way:
        return []
    rules = queries.rules_of(letter.candidacy.round)
    found = (deed_of(models.Letter, verb) for verb in _DEEDS)
    return [deed for deed in found if deed and deed.open_to(request.user, rules, letter)]


@transaction.atomic
def _remind(request: SignedInRequest, letters: QuerySet[models.Letter]) -> int:
    """Remind the bodies of all chosen letters, or of none."""
    chosen = list(letters)
    if not chosen:
        raise Refusal("没有选择函件。", mend="请勾选要催办的函件。")
    for letter in chosen:
        services.remind_of_letter(
            letter,
            manner=request.POST.get("manner", "").strip() or "电话",
            actor=request.user.acting_as(
                Role.ORGANISATION_STAFF, over=letter.candidacy.round.unit.code
            ),
        )
    return len(chosen)


@needs("selection.answer_clearance")
def replies(request: SignedInRequest) -> HttpResponse:
    """The letters that wait for the account's body, and those it answered."""
    state = request.GET.get("state", "open")
    text = request.GET.get("text", "").strip()
    found = letters_to_answer(request.user, state)
    if text:
        found = [letter for letter in found if text in letter.candidacy.person.name]
    return render(
        request,
        "selection/replies.html",
        {
            "page": Paginator(found, LETTERS_ON_A_PAGE).get_page(request.GET.get("page")),
            "state": state,
            "text": text,
            "today": clock.today(),
            "soon": clock.today() + _SOON,
        },
    )


@needs("selection.answer_clearance")
def reply(request: SignedInRequest, letter_id: UUID) -> HttpResponse:
    """One letter as the body sees it: whom it is about, what is asked, by when; and the answer.

    The post somebody is proposed for is not told, as in the letter itself.
    """
    letter = _letter_to_answer(request, letter_id)
    rules = queries.rules_of(letter.candidacy.round)
    form, refusal = None, None
    if letter.is_open and letter.candidacy.is_under_way:
        form = ReplyForm(
            request.POST if request.method == "POST" else None,
            request.FILES or None,
            subject=letter,
            rules=rules,
            account=request.user,
        )
        if request.method == "POST" and form.is_valid():
            actor = request.user.acting_as(*repliers(rules, letter), over=letter.unit_code)
            try:
                answer_letter(letter, form.cleaned_data, actor)
            except Refusal as refused:
                refusal = refused
            else:
                messages.success(request, "回复已登记并记入纪实。")
                return redirect("replies")
    return render(
        request,
        "selection/reply.html",
        {
            "letter": letter,
            "person": letter.candidacy.person,
            "form": form,
            "refusal": refusal,
            "late": bool(letter.is_open and letter.due_on and letter.due_on < clock.today()),
        },
        status=422 if refusal else 200,
    )


@needs("selection.answer_clearance")
@cache_control(private=True, no_store=True)
def reply_file(request: SignedInRequest, letter_id: UUID) -> HttpResponse:
    """The scanned reply, as a download."""
    letter = get_object_or_404(models.Letter.objects.exclude(reply_file=""), pk=letter_id)
    round_ = letter.candidacy.round
    if not queries.letter_open_to(request.user, queries.rules_of(round_), round_, letter):
        raise Http404
    response = HttpResponse(
        storage.read(letter.reply_file), content_type="application/octet-stream"
    )
    name = quote(letter.reply_file_name or "复函")
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{name}"
    return response


class BodyForm(forms.Form):
    """The unit behind a name that policies ask by."""

    name = forms.CharField(widget=forms.HiddenInput, max_length=120)
    body = forms.ModelChoiceField(
        Organisation.objects.none(),
        label="答复单位",
        required=False,
        empty_label="由组织部登记纸质回复",
    )
    telephone = forms.CharField(label="联系电话", required=False, max_length=60)


@needs("selection.manage_case")
def bodies(request: SignedInRequest) -> HttpResponse:
    """联审单位: which unit answers for which name."""
    units = managing_units(request.user, "selection.manage_case")
    unit = units.filter(code=request.GET.get("unit", "")).first() or units.first()
    if unit is None:
        raise Http404
    choices = Organisation.objects.filter(
        code__startswith=unit.code, abolished_on__isnull=True
    ).order_by("code")
    refusal, broken = None, None
    if request.method == "POST":
        form = _body_form(choices, data=request.POST)
        if form.is_valid():
            try:
                services.name_consulted_body(
                    unit,
                    form.cleaned_data["name"],
                    form.cleaned_data["body"],
                    telephone=form.cleaned_data["telephone"],
                    actor=request.user.acting_as(Role.ORGANISATION_STAFF, over=unit.code),
                )
            except Refusal as refused:
                refusal = refused
            else:
                messages.success(request, "已保存，以后发出的函由该单位答复。")
                return redirect(request.get_full_path())
        else:
            broken = form
    rows: list[tuple[Any, forms.Form]] = []
    for place, one in enumerate(named_bodies(unit)):
        if broken is not None and broken.data.get("name") == one.name:
            rows.append((one, broken))
            continue
        initial = {
            "name": one.name,
            "body": one.named.body_id if one.named else None,
            "telephone": one.named.telephone if one.named else "",
        }
        rows.append((one, _body_form(choices, initial=initial, place=place)))
    return render(
        request,
        "selection/bodies.html",
        {
            "unit": unit,
            "units": units,
            "rows": rows,
            "refusal": refusal,
            "answering": role_names([Role.CONSULTED_BODY]),
        },
        status=422 if refusal or broken else 200,
    )


def _body_form(choices: Any, *, place: int = 0, **named: Any) -> BodyForm:
    form = BodyForm(auto_id=f"body-{place}-%s", **named)
    field: Any = form.fields["body"]
    field.queryset = choices
    return form


def _letter_to_answer(request: SignedInRequest, letter_id: UUID) -> models.Letter:
    """The letter, where it is this account's to answer and not about himself.

    Raises:
        Http404: there is none, or it is not.
    """
    letter = get_object_or_404(
        models.Letter.objects.select_related("candidacy__person", "candidacy__vacancy__round"),
        pk=letter_id,
    )
    rules = queries.rules_of(letter.candidacy.round)
    if letter.candidacy.person.account_id == request.user.pk:
        raise Http404
    if not queries.answers_letter(request.user, rules, letter):
        raise Http404
    return letter


def _ids(texts: list[str]) -> list[UUID]:
    found = []
    for text in texts:
        try:
            found.append(UUID(text))
        except ValueError:
            continue
    return found
