"""Rounds: the list, opening one, its board, motion, papers, record, and its sittings."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from xuanxian.access.models import Role
from xuanxian.access.permissions import SignedInRequest, may, needs
from xuanxian.ballots import queries as ballots
from xuanxian.ballots.models import Poll
from xuanxian.kernel import clock
from xuanxian.kernel.errors import Refusal
from xuanxian.policy.outcome import Outcome
from xuanxian.record.models import Stream
from xuanxian.record.queries import entries_of
from xuanxian.registry.models import Organisation
from xuanxian.registry.queries.units import managing_units
from xuanxian.selection import models, queries, services
from xuanxian.selection.deeds import deed_of
from xuanxian.selection.instruments import Meeting, Motion, Stage
from xuanxian.selection.queries.composition import shares_of, team_changes
from xuanxian.selection.queries.need_to_know import reads_motion
from xuanxian.selection.queries.plan_versions import versions_of
from xuanxian.selection.rules import Rules
from xuanxian.selection.views.access import round_for

ROUNDS_ON_A_PAGE = 20


class RoundForm(forms.Form):
    """What a round needs to begin."""

    title = forms.CharField(label="批次名称", max_length=200)
    unit = forms.ModelChoiceField(
        Organisation.objects.none(),
        label="干部管理单位",
        empty_label=None,
        help_text="由其组织部门办理，按它采用的制度进行",
    )
    occasion = forms.CharField(label="动议时机", required=False, max_length=200)


@needs("selection.view_case")
def round_list(request: SignedInRequest) -> HttpResponse:
    """Rounds in scope, open ones first."""
    rounds = queries.rounds_in_scope(request.user).annotate(
        posts=Count("vacancies", distinct=True),
        people=Count(
            "vacancies__candidacies",
            filter=Q(vacancies__candidacies__isnull=False)
            & Q(vacancies__candidacies__ended_on__isnull=True),
            distinct=True,
        ),
    )
    # Counting groups the rows, and Django then leaves the model's own order out.
    rounds = rounds.order_by("-opened_on", "title", "pk")
    state, text = request.GET.get("state", "open"), request.GET.get("text", "").strip()
    if state == "open":
        rounds = rounds.filter(closed_on__isnull=True)
    elif state == "closed":
        rounds = rounds.filter(closed_on__isnull=False)
    if text:
        rounds = rounds.filter(title__icontains=text)
    # Counting groups the rows, and grouping forgets the order of the model.
    rounds = rounds.order_by("-opened_on", "title", "pk")
    return render(
        request,
        "selection/rounds.html",
        {
            "page": Paginator(rounds, ROUNDS_ON_A_PAGE).get_page(request.GET.get("page")),
            "state": state,
            "text": text,
            "any": queries.rounds_in_scope(request.user).exists(),
            "may_open": may(request.user, "selection.manage_case"),
            "may_rehearse": may(request.user, "policy.rehearse_policy"),
        },
    )


@needs("selection.manage_case")
def open_round(request: SignedInRequest) -> HttpResponse:
    """启动批次 under the policy in force."""
    form = RoundForm(request.POST or None)
    units = managing_units(request.user, "selection.manage_case")
    form.fields["unit"].queryset = units  # type: ignore[attr-defined]
    refusal = None
    if request.method == "POST" and form.is_valid():
        try:
            round_ = services.open_round(
                **form.cleaned_data, actor=request.user.acting_as(Role.ORGANISATION_STAFF)
            )
        except Refusal as refused:
            refusal = refused
        else:
            messages.success(request, f"已启动“{round_.title}”，请填写动议方案、提出空缺职位。")
            return redirect("round", round_.pk)
    return render(
        request,
        "selection/round_open.html",
        {"form": form, "refusal": refusal},
        status=422 if refusal else 200,
    )


@needs("selection.view_case")
def motion(request: SignedInRequest, round_id: UUID) -> HttpResponse:
    """The plan and its approvals."""
    round_ = round_for(request, round_id)
    rules = queries.rules_of(round_)
    instrument = rules.first(Motion)
    given = {approval.approver: approval for approval in round_.approvals.all()}
    version = instrument.version_at(given) if instrument else None
    reads = reads_motion(request.user, rules, round_)
    return render(
        request,
        "selection/motion.html",
        {
            **head_of(request, round_, rules, "motion"),
            "plan": [
                (element.title, round_.plan.get(element.id, ""))
                for element in (instrument.plan if instrument else ())
            ],
            "approvals": [
                (approver.title, given.get(approver.id))
                for approver in (instrument.approvers if instrument else ())
            ],
            "versions": versions_of(round_, instrument) if instrument and reads else [],
            "shares": shares_of(round_, rules, clock.today()) if reads else [],
            "teams": team_changes(round_, rules, clock.today())
            if reads and may(request.user, "registry.view_person", round_.unit.code)
            else [],
            "may_print": reads and may(request.user, "documents.make_document", round_.unit.code),
            "rules_in_words": rules.explain(instrument) if instrument else [],
            "may_write": may_do(request, rules, round_, "write_plan")
            and (not given or (version is not None and bool(version.released_by))),
            "may_approve": may_do(request, rules, round_, "approve_motion"),
        },
    )


@needs("selection.view_case")
def papers(request: SignedInRequest, round_id: UUID) -> HttpResponse:
    """纪实材料: what each link must leave and whether it is there."""
    round_ = round_for(request, round_id)
    rules = queries.rules_of(round_)
    materials: dict[tuple[str, object], models.Material] = {
        (material.item, material.candidacy_id): material
        for material in round_.materials.order_by("place")
    }
    links = []
    for link in queries.completeness(round_):
        items = [
            (state, materials.get((state.item.id, state.candidacy.pk if state.candidacy else None)))
            for state in link.items
            if (
                state.candidacy is None
                or queries.need_to_know(request.user, rules, state.candidacy)
            )
            and queries.material_open_to(request.user, rules, round_, state.item.id)
        ]
        links.append((link, items))
    return render(
        request,
        "selection/papers.html",
        {
            **head_of(request, round_, rules, "papers"),
            "links": links,
            "may_attach": may_do(request, rules, round_, "attach_material"),
        },
    )


@needs("selection.view_case")
def entries(request: SignedInRequest, round_id: UUID) -> HttpResponse:
    """The record of the round."""
    round_ = round_for(request, round_id)
    if not may(request.user, "record.view_stream"):
        return redirect("round", round_.pk)
    return render(
        request,
        "selection/entries.html",
        {
            **head_of(request, round_, queries.rules_of(round_), "entries"),
            "entries": entries_of(round_.stream, request.user),
            "stream": Stream.objects.get(name=round_.stream),
        },
    )


@needs("selection.view_case")
def sitting(request: SignedInRequest, sitting_id: UUID) -> HttpResponse:
    """One meeting of the deciding body: attendance, items, vote, decisions."""
    found = get_object_or_404(models.Sitting, pk=sitting_id)
    round_ = round_for(request, found.round_id)
    rules = queries.rules_of(round_)
    if Stage.DELIBERATION not in queries.reads_of(request.user, rules, round_):
        raise Http404
    meeting = rules.first(Meeting)
    rows = [
        item
        for item in found.items.select_related(
            "candidacy__person", "candidacy__vacancy__post__organisation",
            "candidacy__vacancy__round__unit",
        )
        if queries.need_to_know(request.user, rules, item.candidacy)
    ]  # fmt: skip
    polls = Poll.objects.in_bulk([item.poll for item in rows if item.poll])
    return render(
        request,
        "selection/sitting.html",
        {
            **head_of(request, round_, rules, "board"),
            "sitting": found,
            "items": [
                (item, polls.get(item.poll) if item.poll else None, _vote(item)) for item in rows
            ],
            "rules_in_words": rules.explain(meeting) if meeting else [],
            "may_prepare": may_do(request, rules, found, "prepare_decision_poll")
            and bool(meeting and meeting.ballot)
            and any(not item.poll and not item.decision for item in rows),
            "minutes_deeds": [
                (verb, title)
                for verb, title in (
                    ("write_minutes", "登记会议记录"),
                    ("sign_minutes", "会议记录签字"),
                )
                if may_do(request, rules, found, verb)
                and (verb == "sign_minutes") == bool(found.minutes)
            ],
            "agenda": models.Agenda.objects.filter(round=round_, meets_on=found.held_on).first(),
            "may_decide": any(may_do(request, rules, item, "record_decision") for item in rows),
        },
    )


def _vote(item: models.SittingItem) -> Outcome | None:
    result = ballots.result(item.poll) if item.poll else None
    own = result.of(str(item.candidacy_id)) if result else None
    return own.outcome if own else None


def head_of(
    request: SignedInRequest, round_: models.Round, rules: Rules, tab: str
) -> dict[str, Any]:
    """What every page of a round shows on top."""
    return {
        "round": round_,
        "tab": tab,
        "rules": rules,
        "may_view_record": may(request.user, "record.view_stream"),
        "may_add_vacancy": not round_.closed_on and may_do(request, rules, round_, "add_vacancy"),
        "may_close": not round_.closed_on and may_do(request, rules, round_, "close_round"),
    }


def may_do(request: SignedInRequest, rules: Rules, subject: Any, verb: str) -> bool:
    found = deed_of(type(subject), verb)
    return found is not None and found.open_to(request.user, rules, subject)
