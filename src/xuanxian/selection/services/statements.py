"""What a person says of his own case, and the settling of his appeals by others."""

import uuid

from django.db import transaction

from xuanxian.access.actor import Actor
from xuanxian.access.models import Role
from xuanxian.kernel import clock
from xuanxian.kernel.errors import Problem, Refusal
from xuanxian.selection import models
from xuanxian.selection.instruments import OwnCase
from xuanxian.selection.instruments.own_case import APPEAL_RESULTS
from xuanxian.selection.services.entering import Entered, enter, wanted
from xuanxian.selection.states import APPEALABLE, State


@transaction.atomic
def state_on_own_case(
    candidacy: models.Candidacy, text: str, *, actor: Actor
) -> models.OwnStatement:
    """Put what the person says of what was found on the record.

    Raises:
        Refusal: not his own case, the policy does not open it to replies, it has ended, no text.
    """
    entered, own, fresh = _enter_own(candidacy, actor)
    if not own.replies:
        raise Refusal("本批次依据的制度没有规定本人说明。")
    if not fresh.is_under_way:
        raise Refusal("本次选任已经办结，不能再作说明。", mend="对决定不服的，请提出申诉。")
    return _make(entered, fresh, "本人说明", text, is_appeal=False, due_on="")


@transaction.atomic
def appeal(candidacy: models.Candidacy, text: str, *, actor: Actor) -> models.OwnStatement:
    """Appeal against the decision by which the person stands as now.

    Raises:
        Refusal: not his own case, no appeal in the policy, no decision that can be appealed, too
            late, an appeal open, no text.
    """
    entered, own, fresh = _enter_own(candidacy, actor)
    if own.appeal_working_days is None:
        raise Refusal("本批次依据的制度没有规定申诉。")
    if State(fresh.state) not in APPEALABLE:
        raise Refusal("现在没有可以申诉的决定。")
    until = own.appeal_until(fresh.state_since, entered.rules.parameters)
    if until is not None and clock.today() > until:
        raise Refusal(
            Problem(
                "申诉", "申诉期限", clock.today().isoformat(), f"到{until.isoformat()}为止。", ""
            )
        )
    if fresh.own_statements.filter(is_appeal=True, settled_on__isnull=True).exists():
        raise Refusal("已有申诉正在处理。")
    due = own.settle_until(clock.today(), entered.rules.parameters)
    return _make(
        entered,
        fresh,
        fresh.get_state_display(),
        text,
        is_appeal=True,
        due_on=due.isoformat() if due else "",
    )


@transaction.atomic
def settle_appeal(
    statement: models.OwnStatement, result: str, text: str, *, actor: Actor
) -> models.OwnStatement:
    """Record what became of an appeal; whoever took the decision does not settle it.

    The decision itself is changed by its own verb, as resuming.

    Raises:
        Refusal: settled already, no appeal, an unknown result, no text, somebody who took the
            decision, or a role that may not.
    """
    entered = enter(statement.candidacy.round, actor)
    own = entered.rules.first(OwnCase)
    fresh = models.OwnStatement.objects.select_related("candidacy__person").get(pk=statement.pk)
    if own is None or not fresh.is_appeal:
        raise Refusal("这不是申诉。")
    entered.allow_roles(own.settled_by, "申诉处理")
    name = fresh.candidacy.person.name
    if fresh.settled_on:
        raise Refusal(f"{name}的申诉已经处理。")
    decided_by = {one.by for one in fresh.candidacy.state_changes.all()}
    decided_by |= set(
        fresh.candidacy.sitting_items.exclude(decided_by="").values_list("decided_by", flat=True)
    )
    if actor.name in decided_by or actor.account == str(fresh.candidacy.person.account_id):
        raise Refusal(
            Problem(
                name,
                "处理人",
                actor.name,
                "参与作出决定的人和本人不能处理申诉。",
                "请由其他人处理。",
            )
        )
    if result not in APPEAL_RESULTS:
        raise Refusal(Problem(name, "处理结果", result, "不是有效结果。", "请核对。"))
    entered.take(
        "appeal.settled",
        {
            "own_statement": str(fresh.pk),
            "candidacy": str(fresh.candidacy_id),
            "name": name,
            "appeal_result": result,
            "text": wanted(text, "处理意见"),
            "on": clock.today().isoformat(),
        },
    )
    return models.OwnStatement.objects.get(pk=statement.pk)


def _enter_own(
    candidacy: models.Candidacy, actor: Actor
) -> tuple[Entered, OwnCase, models.Candidacy]:
    entered = enter(candidacy.vacancy.round, actor)
    fresh = models.Candidacy.objects.select_related("person", "vacancy__round").get(pk=candidacy.pk)
    if actor.role != Role.PERSON or actor.account != str(fresh.person.account_id):
        raise Refusal("只有本人可以对自己的选任作说明或申诉。")
    own = entered.rules.first(OwnCase)
    if own is None:
        raise Refusal("本批次依据的制度没有向本人公开。")
    return entered, own, fresh


def _make(
    entered: Entered,
    candidacy: models.Candidacy,
    about: str,
    text: str,
    *,
    is_appeal: bool,
    due_on: str,
) -> models.OwnStatement:
    statement = uuid.uuid4()
    entered.take(
        "own_statement.made",
        {
            "own_statement": str(statement),
            "candidacy": str(candidacy.pk),
            "name": candidacy.person.name,
            "is_appeal": is_appeal,
            "about": about,
            "text": wanted(text, "内容"),
            "due_on": due_on,
            "on": clock.today().isoformat(),
        },
    )
    return models.OwnStatement.objects.get(pk=statement)
