"""Changing a draft: parameters, rules, the whole text; tried as one types, saved as versions."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from xuanxian.access.permissions import SignedInRequest, needs
from xuanxian.kernel.errors import Refusal
from xuanxian.policy import catalogue
from xuanxian.policy.difference import Difference, differences
from xuanxian.policy.drafts import queries, services, writing
from xuanxian.policy.drafts.checking import Trial, tried
from xuanxian.policy.drafts.forms import ParametersForm, RuleForm, TextForm
from xuanxian.policy.instruments.criteria import Criteria, Rule
from xuanxian.policy.models import DraftVersion, PolicyDraft
from xuanxian.policy.schema import Policy
from xuanxian.policy.views.drafts import (
    PARTS,
    WRITE,
    actor_of,
    draft_for,
    opened_version,
    page_of,
    read_only_part,
)

NEW = "new"
"""In an address: a rule, or a group of rules, that is not there yet."""
NEW_GROUP = "local_conditions"
NEW_GROUP_TITLE = "本级补充条件"


@needs(WRITE)
def draft(request: SignedInRequest, draft_id: UUID) -> HttpResponse:
    """A part of a draft's page: what can be changed, or what it comes to."""
    chosen = draft_for(request.user, draft_id)
    part = request.GET.get("part", "parameters")
    part = part if part in PARTS else "parameters"
    latest = services.latest_version(chosen)
    refusal, policy = None, None
    try:
        policy = queries.policy_of(latest)
    except Refusal as refused:
        refusal = refused
    more: dict[str, Any] = {"refusal": refusal, "policy": policy, "opened": latest.number}
    if part == "yaml":
        more["form"] = TextForm(initial={"text": latest.text})
    elif part == "parameters" and policy is not None:
        more["form"] = ParametersForm(policy)
    elif part == "rules" and policy is not None:
        more["groups"] = _told(policy)
    more |= read_only_part(chosen, part, policy)
    return render(request, "policy/drafts/draft.html", page_of(request, chosen, part, **more))


@needs(WRITE)
@require_POST
def save_parameters(request: SignedInRequest, draft_id: UUID) -> HttpResponse:
    """Try the parameters of the form, and save them unless only tried."""
    chosen = draft_for(request.user, draft_id)
    opened = _version(chosen, opened_version(request))
    policy = queries.policy_of(opened)
    form = ParametersForm(policy, request.POST)
    latest = services.latest_version(chosen)

    def make() -> str:
        return writing.with_parameters(latest.text, form.changes())

    if request.htmx:  # type: ignore[attr-defined]
        return _shown(request, tried(make, queries.policy_or_none(latest)))
    try:
        changed = [policy.parameters[name].label or name for name in form.changes()]
        _save(request, chosen, make(), f"参数：{'、'.join(changed)}")
    except services.Overtaken as overtaken:
        merged = _merged(request.POST, form, queries.policy_of(overtaken.latest))
        form = ParametersForm(queries.policy_of(overtaken.latest), merged)
        return _again(request, chosen, "parameters", overtaken, policy, form=form)
    except Refusal as refusal:
        return _again(request, chosen, "parameters", refusal, policy, form=form, opened=opened)
    return redirect("policies:draft", chosen.pk)


@needs(WRITE)
@require_POST
def save_text(request: SignedInRequest, draft_id: UUID) -> HttpResponse:
    """Try the whole text, and save it unless only tried."""
    chosen = draft_for(request.user, draft_id)
    opened = _version(chosen, opened_version(request))
    form = TextForm(request.POST)
    # Browsers send every line feed as two characters.
    text = request.POST.get("text", "").replace("\r\n", "\n")
    before = queries.policy_or_none(opened)
    if request.htmx:  # type: ignore[attr-defined]
        return _shown(request, tried(lambda: text, before), with_lines=True)
    try:
        _save(request, chosen, text, "全文")
    except Refusal as refusal:
        form = TextForm(initial={"text": text})
        return _again(request, chosen, "yaml", refusal, before, form=form, opened=opened)
    return redirect(_address(chosen, "yaml"))


@needs(WRITE)
def rule(
    request: SignedInRequest, draft_id: UUID, instrument_id: str, rule_id: str
) -> HttpResponse:
    """One rule: tried as one types, saved as a version."""
    chosen = draft_for(request.user, draft_id)
    latest = services.latest_version(chosen)
    policy = queries.policy_of(latest)
    criteria, present = _criteria(policy, instrument_id), None
    if rule_id != NEW:
        present = next((each for each in criteria.rules if each.id == rule_id), None)
        if present is None:
            raise Http404
    form = RuleForm(criteria, present, request.POST or None)
    head = _head(criteria, is_new=instrument_id == NEW)
    target = rule_id if present else writing.new_rule_id(_rule_ids(policy, criteria.id))

    def make() -> str:
        return writing.with_rule(latest.text, head, target, form.as_fields(present))

    if request.method == "POST" and request.htmx:  # type: ignore[attr-defined]
        return _shown(request, tried(make, policy))
    refusal: Refusal | None = None
    changes: tuple[Difference, ...] = ()
    opened = latest.number
    if request.method == "POST":
        try:
            change = f"规则：{form.data.get('label', '')}{'' if present else '（新增）'}"
            _save(request, chosen, make(), change)
            return redirect(_address(chosen, "rules"))
        except services.Overtaken as overtaken:
            refusal, opened = overtaken, overtaken.latest.number
            changes = _meanwhile(chosen, opened_version(request), overtaken.latest)
        except Refusal as refused:
            refusal = refused
    return render(
        request,
        "policy/drafts/rule.html",
        page_of(
            request,
            chosen,
            "rules",
            policy=policy,
            criteria=criteria,
            rule=present,
            form=form,
            refusal=refusal,
            opened=opened,
            meanwhile=changes,
            instrument_id=instrument_id,
            rule_id=rule_id,
        ),
        status=422 if refusal else 200,
    )


@needs(WRITE)
@require_POST
def drop_rule(
    request: SignedInRequest, draft_id: UUID, instrument_id: str, rule_id: str
) -> HttpResponse:
    """Take a rule out; an inherited one is marked as dropped in the text."""
    chosen = draft_for(request.user, draft_id)
    latest = services.latest_version(chosen)
    criteria = _criteria(queries.policy_of(latest), instrument_id)
    dropped = next((each for each in criteria.rules if each.id == rule_id), None)
    if dropped is None:
        raise Http404
    try:
        text = writing.without_rule(
            latest.text,
            _head(criteria, is_new=False),
            rule_id,
            is_inherited=_is_inherited(latest, criteria.id, rule_id),
        )
        _save(request, chosen, text, f"规则：删去{dropped.label}")
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return redirect(_address(chosen, "rules"))


def _save(request: SignedInRequest, draft: PolicyDraft, text: str, change: str) -> None:
    version = services.save(
        draft,
        text=text,
        change=change if len(change) <= 200 else f"{change[:199]}…",
        opened=opened_version(request),
        actor=actor_of(request),
    )
    messages.success(request, f"已保存为第{version.number}版。")


def _shown(request: SignedInRequest, trial: Trial, *, with_lines: bool = False) -> HttpResponse:
    context = {"trial": trial, "with_lines": with_lines}
    return render(request, "policy/drafts/trial.html", context)


def _again(
    request: SignedInRequest,
    draft: PolicyDraft,
    part: str,
    refusal: Refusal,
    before: Policy | None,
    *,
    form: forms.Form,
    opened: DraftVersion | None = None,
) -> HttpResponse:
    """The form again as it was sent, with what stood against saving it."""
    number = opened.number if opened else 0
    meanwhile: tuple[Difference, ...] = ()
    if isinstance(refusal, services.Overtaken):
        meanwhile = _meanwhile(draft, opened_version(request), refusal.latest)
        number = refusal.latest.number
    context = page_of(
        request,
        draft,
        part,
        refusal=refusal,
        policy=before,
        form=form,
        opened=number,
        meanwhile=meanwhile,
    )
    return render(request, "policy/drafts/draft.html", context, status=422)


def _meanwhile(draft: PolicyDraft, opened: int, latest: DraftVersion) -> tuple[Difference, ...]:
    """What others changed since the version that was opened."""
    before = draft.versions.filter(number=opened).first()
    first = queries.policy_or_none(before) if before else None
    second = queries.policy_or_none(latest)
    return differences(first, second) if first and second else ()


def _merged(sent: QueryDict, form: ParametersForm, latest: Policy) -> QueryDict:
    """What was sent, with the fields that its writer left alone as they stand now."""
    merged = sent.copy()
    try:
        changed = form.changes()
    except Refusal:
        return merged
    fresh = ParametersForm(latest)
    for name in fresh.fields:
        key, _, parameter = name.partition("-")
        if key not in changed.get(parameter, {}):
            merged[name] = fresh[name].initial or ""
    return merged


def _version(draft: PolicyDraft, number: int) -> DraftVersion:
    found = draft.versions.select_related("draft").filter(number=number).first()
    return found or services.latest_version(draft)


def _groups(policy: Policy) -> list[Criteria]:
    return [each for each in policy.instruments if isinstance(each, Criteria)]


def _told(policy: Policy) -> list[tuple[Criteria, list[tuple[Rule, str]]]]:
    """Every group with its rules, each read aloud."""
    groups = []
    for group in _groups(policy):
        said = {each.part: each.text for each in policy.provisions(group)}
        groups.append((group, [(rule, said[("rules", rule.id)]) for rule in group.rules]))
    return groups


def _criteria(policy: Policy, instrument_id: str) -> Criteria:
    """The group of rules; for `NEW` one that does not stand in the policy yet."""
    if instrument_id == NEW:
        # A group needs a rule; this one is replaced by the first that is written.
        return Criteria(
            id=NEW_GROUP, title=NEW_GROUP_TITLE, rules=(Rule(id=NEW, label="", rule="TRUE"),)
        )
    for each in _groups(policy):
        if each.id == instrument_id:
            return each
    raise Http404


def _head(criteria: Criteria, *, is_new: bool) -> dict[str, Any]:
    head: dict[str, Any] = {"kind": "criteria", "id": criteria.id}
    if is_new:
        head |= {"title": criteria.title, "of": criteria.of}
    return head


def _rule_ids(policy: Policy, instrument_id: str) -> list[str]:
    return [rule.id for each in _groups(policy) if each.id == instrument_id for rule in each.rules]


def _is_inherited(latest: DraftVersion, instrument_id: str, rule_id: str) -> bool:
    """Whether what the draft extends has the rule, so that leaving it out is not enough."""
    policy = queries.policy_of(latest)
    if not policy.extends:
        return False
    base = catalogue.load(policy.extends)
    return rule_id in _rule_ids(base, instrument_id)


def _address(draft: PolicyDraft, part: str) -> str:
    return f"{reverse('policies:draft', args=(draft.pk,))}?part={part}"
