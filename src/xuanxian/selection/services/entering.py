"""How every verb begins: the round locked, the rules read, the actor's right checked."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from xuanxian.access.actor import Actor
from xuanxian.access.models import Role
from xuanxian.kernel import clock
from xuanxian.kernel.errors import Problem, Refusal
from xuanxian.policy.instruments import Criteria, Quota
from xuanxian.policy.outcome import Outcome, Verdict
from xuanxian.policy.parts import role_names
from xuanxian.record.models import Entry
from xuanxian.registry.dossier import RelativeEntry
from xuanxian.registry.models import Person
from xuanxian.registry.queries import read_dossier
from xuanxian.selection import models, states
from xuanxian.selection.instruments import Stage
from xuanxian.selection.judging import judge_person
from xuanxian.selection.projection import take
from xuanxian.selection.queries.case_facts import rules_of
from xuanxian.selection.rules import Rules
from xuanxian.selection.states import Move, State


@dataclass(frozen=True)
class Entered:
    """A round inside the transaction of a verb: locked, with its rules and who acts."""

    round: models.Round
    rules: Rules
    actor: Actor

    def take(self, kind: str, body: dict[str, Any]) -> Entry:
        """Take a step on the record of the round."""
        return take(self.round.stream, kind, body, actor=self.actor)

    def allow(self, verb: str, stage: Stage) -> None:
        """Refuse unless the policy gives `verb` of `stage` to the actor's role.

        Raises:
            Refusal: it gives it to others.
        """
        step = self.rules.step(stage)
        self.allow_roles(step.roles_for(verb), step.label)

    def allow_roles(self, roles: Iterable[str], what: str) -> None:
        """Refuse unless the actor's role is one of `roles`.

        Raises:
            Refusal: it is not.
        """
        wanted = tuple(roles)
        if self.actor.role not in wanted:
            held = Role(self.actor.role).label if self.actor.role in Role.values else "当前角色"
            may = f"由{role_names(wanted)}办理" if wanted else "不允许任何角色办理"
            raise Refusal(
                Problem(
                    where=self.round.title,
                    field=what,
                    value=held,
                    message=f"按本批次依据的制度，此事{may}。",
                    mend="请由有权限的人员办理。",
                )
            )


def enter(round_: models.Round, actor: Actor, *, even_closed: bool = False) -> Entered:
    """Lock the round for this transaction; verbs on one round follow one another.

    Args:
        even_closed: for what may come to light after a round was closed.

    Raises:
        Refusal: the round is closed.
    """
    locked = models.Round.objects.select_for_update().get(pk=round_.pk)
    if locked.closed_on and not even_closed:
        raise Refusal(f"“{locked.title}”已于{locked.closed_on.isoformat()}办结。")
    return Entered(locked, rules_of(locked), actor)


def enter_case(
    candidacy: models.Candidacy,
    actor: Actor,
    *stages: Stage,
    moves: Sequence[Move] = (),
    receiving: bool = False,
) -> tuple[Entered, models.Candidacy]:
    """Lock the round and read the candidacy anew; it must be at work and in one of `stages`.

    Args:
        moves: what the verb does to the state, where it does; one of them must be possible.
        receiving: the verb only takes in what arrives, as a reply, also while the work stands
            still.

    Raises:
        Refusal: it has ended, stands still or stands elsewhere.
    """
    entered = enter(candidacy.vacancy.round, actor, even_closed=Move.VOID in moves)
    fresh = models.Candidacy.objects.select_related(
        "vacancy", "vacancy__post", "vacancy__post__organisation", "vacancy__round", "person"
    ).get(pk=candidacy.pk)
    refuse_unless_at(fresh, *stages, moves=moves, receiving=receiving)
    return entered, fresh


def enter_cases(
    candidacies: Sequence[models.Candidacy],
    actor: Actor,
    *stages: Stage,
    moves: Sequence[Move] = (),
) -> tuple[Entered, list[models.Candidacy]]:
    """`enter_case` for several people of one round.

    Raises:
        Refusal: nobody, people of several rounds, or somebody who has ended or stands elsewhere.
    """
    if not candidacies:
        raise Refusal("没有选择人选。", mend="请至少选择一名人选。")
    rounds = {candidacy.vacancy.round_id for candidacy in candidacies}
    if len(rounds) > 1:
        raise Refusal("所选人选不属于同一批次。", mend="请分批次办理。")
    pairs = [enter_case(candidacy, actor, *stages, moves=moves) for candidacy in candidacies]
    return pairs[0][0], [fresh for _, fresh in pairs]


def refuse_unless_at(
    candidacy: models.Candidacy,
    *stages: Stage,
    moves: Sequence[Move] = (),
    receiving: bool = False,
) -> None:
    """Refuse when the state of the candidacy lets nothing of the kind be done, or it does not
    stand in one of `stages`. See `enter_case`.

    Raises:
        Refusal: so.
    """
    name = candidacy.person.name
    ended = candidacy.ended_on is not None
    if not states.permits(candidacy.state, ended=ended, moves=moves, receiving=receiving):
        raise Refusal(_standing_said(candidacy, moves), mend=_MENDS.get(candidacy.state, ""))
    if stages and candidacy.stage not in stages:
        wanted = "、".join(stage.label for stage in stages)
        raise Refusal(
            Problem(
                where=name,
                field="环节",
                value=Stage(candidacy.stage).label,
                message=f"这一步在{wanted}环节办理。",
                mend="请先完成前面的环节，或核对人选。",
            )
        )


def _standing_said(candidacy: models.Candidacy, moves: Sequence[Move]) -> str:
    what = "、".join(dict.fromkeys(move.label for move in moves))
    name, said = candidacy.person.name, _SAID[candidacy.state]
    if candidacy.ended_on is not None and candidacy.state not in states.ENDED:
        said = "的选任已经办结"
    return f"{name}{said}{f'，不能{what}' if what else ''}。"


_SAID: Mapping[str, str] = {
    State.ACTIVE: "还在办理，没有任职",
    State.HELD: "已经暂缓",
    State.BARRED: "已列为不得",
    State.DEFERRED: "已经缓议",
    State.REJECTED: "没有获得通过",
    State.WITHDRAWN: "的选任已经由本人退出",
    State.DROPPED: "的选任已经终止",
    State.VOID: "的选任已经作废",
    State.APPOINTED: "已经任职",
    State.ON_PROBATION: "已经任职，正在试用",
    State.CONFIRMED: "已经转正",
    State.RETURNED: "已经免去试任职务",
}

_MENDS: Mapping[str, str] = {
    State.HELD: "需要继续的，请先恢复。",
    State.BARRED: "需要继续的，请先恢复。",
    State.DEFERRED: "请重新提交会议讨论，或退回前面的环节。",
}


def refuse_blocking(outcome: Outcome, where: str, mend: str = "") -> None:
    """Turn what holds or bars into a refusal.

    Raises:
        Refusal: `outcome` blocks; one problem a reason.
    """
    if not outcome.blocks:
        return
    raise Refusal(
        Problem(
            where=where,
            field=reason.label,
            value="",
            message=reason.explanation,
            mend=mend if reason.verdict is Verdict.HOLD else "",
        )
        for reason in outcome.reasons
        if reason.verdict in {Verdict.HOLD, Verdict.BAR}
    )


def checked_statements(rules: Rules, stated: Mapping[str, Any]) -> dict[str, Any]:
    """What people state of somebody, as JSON data.

    Raises:
        Refusal: a value that no criteria and no quota of the policy asks for.
    """
    asked = {name for criteria in rules.all(Criteria) for name in criteria.values}
    # A quota over the round may count by what only people can say, as work on the front line.
    asked |= {name for quota in rules.all(Quota) for name in quota.values}
    if unknown := [name for name in stated if name not in asked]:
        raise Refusal(
            Problem(
                rules.title, "由人认定的情况", "、".join(unknown), "制度没有问这一项。", "请核对。"
            )
        )
    return {
        name: value if isinstance(value, bool | int) else str(value)
        for name, value in stated.items()
    }


def judge_again(entered: Entered, candidacy: models.Candidacy, stated: Mapping[str, Any]) -> None:
    """Judge somebody on today's facts and keep the result.

    Raises:
        Refusal: as `checked_statements`.
    """
    said = {**candidacy.stated, **checked_statements(entered.rules, stated)}
    judgement = judge_person(
        entered.rules, candidacy.person, candidacy.vacancy.post, clock.today(), said
    )
    entered.take(
        "candidate.judged",
        {
            "candidacy": str(candidacy.pk),
            "on": clock.today().isoformat(),
            "stated": said,
            **judgement.dump(),
        },
    )


def wanted(text: str, field: str, mend: str = "") -> str:
    """`text` without surrounding space.

    Raises:
        Refusal: it is empty.
    """
    if not text.strip():
        raise Refusal(Problem("", field, "", "没有填写。", mend or f"请填写{field}。"))
    return text.strip()


def day_or_today(on: date | None, field: str, *, not_before: date | None = None) -> date:
    """`on`, today by default; a day to come, or before what it follows, is refused.

    Raises:
        Refusal: so.
    """
    today = clock.today()
    day = on or today
    if day > today:
        raise Refusal(Problem("", field, day.isoformat(), "是将来的日期。", "请填写实际日期。"))
    if not_before and day < not_before:
        raise Refusal(
            Problem("", field, day.isoformat(), f"早于{not_before.isoformat()}。", "请核对日期。")
        )
    return day


def distinct_names(names: Iterable[str]) -> list[str]:
    """Names trimmed, empty ones and repetitions left out, in order."""
    return list(dict.fromkeys(name.strip() for name in names if name.strip()))


def relation_between(person: Person, name: str, other: Person | None = None) -> str:
    """How somebody named `name` is related to `person`, as the file says; "" when it does not.

    Args:
        other: the somebody, where the registry knows him; then linked relatives count, and a
            relative of the same name who is linked to somebody else does not.
    """
    relatives: tuple[RelativeEntry, ...] = read_dossier(person, with_photo=False).relatives
    for entry in relatives:
        if entry.is_deceased:
            continue
        if other is not None and entry.linked_person is not None:
            if entry.linked_person == other.pk:
                return entry.relation
            continue
        if entry.name == name:
            return entry.relation
    if other is not None:
        for entry in read_dossier(other, with_photo=False).relatives:
            if entry.linked_person == person.pk:
                return f"其{entry.relation}为考察对象"
    return ""
