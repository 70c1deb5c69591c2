"""The verbs of policies: adopt one for a scope, end an adoption."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from django.db import transaction

from xuanxian.access.actor import Actor
from xuanxian.kernel import clock
from xuanxian.kernel.errors import Problem, Refusal
from xuanxian.policy import catalogue, parameters, queries
from xuanxian.policy.models import Adoption, Precedence
from xuanxian.policy.schema import Policy
from xuanxian.record import services as record
from xuanxian.registry.models import Organisation


@transaction.atomic
def adopt(
    policy: str | Policy,
    *,
    scope: str,
    valid_from: date,
    given: Mapping[str, Any] | None = None,
    actor: Actor,
    valid_until: date | None = None,
    root: Path | None = None,
) -> Adoption:
    """Make `policy`, of the catalogue when named by its id, the rule of `scope` from a day on.

    Args:
        scope: code of the unit whose management scope it is; "" for everywhere.
        given: values for the parameters the source leaves open, and tighter ones for those that
            may be tightened; as text or plain values.
        valid_until: first day on which it no longer holds; None until further notice.
        root: the catalogue, None for the installation's.

    Raises:
        Refusal: no such policy or unit, a parameter is left open or does not fit.
    """
    if isinstance(policy, str):
        policy = catalogue.load(policy, root=root)
    _refuse_unknown_scope(scope)
    if valid_until is not None and valid_until <= valid_from:
        raise Refusal(
            Problem("采用", "止", str(valid_until), "不晚于开始日期。", "请改正起止日期。")
        )
    chosen = parameters.with_parameters(policy, given or {})
    parameters.refuse_open(chosen)
    values = {
        name: parameters.written(chosen.parameters[name].value)
        for name in policy.parameters
        if chosen.parameters[name].value != policy.parameters[name].value
    }
    adoption = Adoption.objects.create(
        scope=scope,
        policy=policy.id,
        title=policy.title,
        digest=policy.digest,
        valid_from=valid_from,
        valid_until=valid_until,
        parameters=values,
        content=policy.content,
        adopted_at=clock.now(),
        adopted_by=actor.name,
    )
    record.append(
        stream_of(scope),
        "policy.adopted",
        {
            "adoption": str(adoption.pk),
            "policy": policy.id,
            "title": policy.title,
            "digest": policy.digest,
            "valid_from": valid_from.isoformat(),
            "valid_until": valid_until.isoformat() if valid_until else "",
            "parameters": {name: _recordable(value) for name, value in values.items()},
        },
        actor=actor,
        title=f"制度采用：{_scope_name(scope)}",
    )
    return adoption


@transaction.atomic
def end_adoption(adoption: Adoption, *, on: date, reason: str, actor: Actor) -> None:
    """Let `adoption` hold no longer from `on` on. Cases under way keep the version they pinned.

    Raises:
        Refusal: `on` lies before it began, or no reason is given.
    """
    if not reason.strip():
        raise Refusal(Problem("停止采用", "理由", "", "没有写理由。", "请写明理由。"))
    if on < adoption.valid_from:
        raise Refusal(
            Problem("停止采用", "日期", str(on), "早于采用日期。", f"不早于{adoption.valid_from}。")
        )
    adoption.valid_until = on
    adoption.save(update_fields=["valid_until"])
    record.append(
        stream_of(adoption.scope),
        "policy.ended",
        {"adoption": str(adoption.pk), "policy": adoption.policy, "on": on.isoformat(),
         "reason": reason.strip()},
        actor=actor,
    )  # fmt: skip


@transaction.atomic
def decide_precedence(
    prevails: Adoption, yields: Adoption, *, reason: str, actor: Actor
) -> Precedence:
    """Decide which of two adoptions that clash is followed; deciding anew replaces the decision.

    Cases under way keep the version they pinned.

    Raises:
        Refusal: they do not clash today, or no reason is given.
    """
    pair = {prevails.pk, yields.pk}
    clashing = any(
        {each.followed.adoption_id, each.other.adoption_id} == pair
        for each in queries.conflicts(clock.today())
    )
    if not clashing:
        raise Refusal(
            Problem("制度冲突", "", prevails.title, "这两个制度现在没有冲突。", "请刷新冲突一览。")
        )
    if not reason.strip():
        raise Refusal(Problem("制度冲突", "理由", "", "没有写理由。", "请写明理由。"))
    # The record keeps what was decided before; here stands only what holds now.
    Precedence.objects.filter(prevails__in=pair, yields__in=pair).delete()
    precedence = Precedence.objects.create(
        prevails=prevails,
        yields=yields,
        reason=reason.strip(),
        decided_at=clock.now(),
        decided_by=actor.name,
    )
    record.append(
        stream_of(min(prevails.scope, yields.scope, key=len)),
        "policy.precedence_decided",
        {
            "prevails": str(prevails.pk),
            "prevails_title": prevails.title,
            "yields": str(yields.pk),
            "yields_title": yields.title,
            "reason": reason.strip(),
        },
        actor=actor,
    )
    return precedence


def preview(policy: Policy, given: Mapping[str, Any]) -> Policy:
    """The policy as it would be adopted with `given`; open parameters may remain.

    Raises:
        Refusal: a value does not fit.
    """
    return parameters.with_parameters(policy, given)


def stream_of(scope: str) -> str:
    """The record stream that tells which policies a scope adopted."""
    return f"policy:{scope or 'everywhere'}"


def _refuse_unknown_scope(scope: str) -> None:
    if scope and not Organisation.objects.filter(code=scope).exists():
        raise Refusal(
            Problem("采用", "适用范围", scope, "没有这个机构编码。", "请在机构页查看编码。")
        )


def _scope_name(scope: str) -> str:
    if not scope:
        return "全部"
    return Organisation.objects.values_list("name", flat=True).get(code=scope)


def _recordable(value: Any) -> Any:
    return value if isinstance(value, str | int | bool | list) else str(value)
