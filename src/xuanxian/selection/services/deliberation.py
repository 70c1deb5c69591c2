"""讨论决定: convening the body, recusals, the vote, and the decision people confirm."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction

from xuanxian.access.actor import Actor
from xuanxian.ballots import queries as ballot_queries
from xuanxian.ballots import services as ballots
from xuanxian.ballots.instruments import Ballot
from xuanxian.ballots.models import Poll
from xuanxian.kernel.errors import Problem, Refusal
from xuanxian.policy.outcome import Outcome
from xuanxian.selection import models
from xuanxian.selection.instruments import Meeting, Stage
from xuanxian.selection.instruments.meeting import DECISIONS, MeetingFacts
from xuanxian.selection.queries.case_facts import case_facts
from xuanxian.selection.queries.rejections import rejections
from xuanxian.selection.rules import Rules
from xuanxian.selection.services.entering import (
    day_or_today,
    distinct_names,
    enter_case,
    enter_cases,
    refuse_blocking,
    relation_between,
    wanted,
)
from xuanxian.selection.services.nomination import refuse_poll_under_way, subject_of
from xuanxian.selection.states import Move


@dataclass(frozen=True)
class AgendaItem:
    """One person on the agenda.

    Attributes:
        recused: names of members who leave the room for it.
        namesakes: names of members who only bear the name of a relative; people vouch for it.
        listed: it stood on the agenda sent out before.
        consents_to_reconsider: members who agreed that an earlier decision be taken again.
    """

    candidacy: models.Candidacy
    recused: tuple[str, ...] = ()
    namesakes: tuple[str, ...] = ()
    listed: bool = True
    consents_to_reconsider: int = 0


@transaction.atomic
def convene(
    agenda: Sequence[AgendaItem],
    *,
    members: Sequence[str],
    present: Sequence[str],
    chief: str,
    actor: Actor,
    on: date | None = None,
) -> models.Sitting:
    """Convene the deciding body over one or several people of a round.

    Args:
        members: 应到, everybody entitled to attend.
        present: 实到, of them.
        chief: the principal leader, who presides.

    Raises:
        Refusal: an item was not on the closed agenda, the quorum of an item is not met, a member is
            related to a person and does not leave, a proposal returns too early, somebody is not
            ready for deliberation.
    """
    entered, people = enter_cases(
        [item.candidacy for item in agenda], actor, Stage.DELIBERATION, moves=[Move.CONVENE]
    )
    entered.allow("convene", Stage.DELIBERATION)
    meeting = meeting_of(entered.rules)
    due, there = distinct_names(members), distinct_names(present)
    if strangers := [name for name in there if name not in due]:
        raise Refusal(
            Problem(
                meeting.body, "实到", "、".join(strangers), "不在应到名单中。", "列席的不计入实到。"
            )
        )
    if chief.strip() not in there:
        raise Refusal(Problem(meeting.body, "主持人", chief, "不在实到名单中。", "请核对。"))
    day = day_or_today(on, "会议日期", not_before=max(one.entered_on for one in people))
    earlier = rejections(
        people=[one.person_id for one in people], posts=[one.vacancy.post_id for one in people]
    )
    on_agenda = _on_agenda(entered.round, meeting, day)
    items: list[dict[str, Any]] = []
    for item, candidacy in zip(agenda, people, strict=True):
        listed = item.listed and (on_agenda is None or str(candidacy.pk) in on_agenda)
        recused = distinct_names(item.recused)
        namesakes = distinct_names(item.namesakes)
        _refuse_wrong_recusal(meeting, candidacy, there, {*recused, *namesakes}, recused)
        facts = MeetingFacts(
            as_of=day,
            held_on=day,
            due=tuple(due),
            present=tuple(there),
            recused=tuple(recused),
            listed=listed,
            rejected_on=tuple(
                day for _, day in earlier[candidacy.person_id, candidacy.vacancy.post_id]
            ),
            consents_to_reconsider=item.consents_to_reconsider,
        )
        entry = meeting.decide(facts, entered.rules.parameters)
        early = ("quorum", "listed", "reproposal", "reconsideration")
        refuse_blocking(
            Outcome.of(
                reason
                for reason in entry.reasons
                if reason.rule.removeprefix(f"{meeting.id}.") in early
            ),
            f"{candidacy.person.name}的议题",
            "请按规定重新安排。",
        )
        items.append(
            {
                "item": str(uuid.uuid4()),
                "candidacy": str(candidacy.pk),
                "name": candidacy.person.name,
                "recused": recused,
                "namesakes": namesakes,
                "listed": listed,
                "consents_to_reconsider": item.consents_to_reconsider,
                "counts": meeting.counts(facts),
            }
        )
    sitting = uuid.uuid4()
    entered.take(
        "sitting.convened",
        {
            "sitting": str(sitting),
            "round": str(entered.round.pk),
            "instrument": meeting.id,
            "body": meeting.body,
            "members": due,
            "present": there,
            "chief": chief.strip(),
            "items": items,
            "on": day.isoformat(),
        },
    )
    return models.Sitting.objects.get(pk=sitting)


@transaction.atomic
def prepare_decision_poll(
    items: Sequence[models.SittingItem], *, actor: Actor, title: str = ""
) -> Poll:
    """Prepare the ballot over items of one sitting from whose discussion the same people left.

    应到 is what the policy makes it after recusals; 实到 is recorded and slips are issued in the
    poll itself, for `Meeting.counts(...)["实到"]` people.

    Raises:
        Refusal: the policy votes without ballots, items of several sittings or with different
            recusals, decided already, or a poll is under way.
    """
    rows = list(
        models.SittingItem.objects.filter(pk__in=[item.pk for item in items])
        .select_related("sitting", "candidacy")
        .order_by("place")
    )
    if not rows:
        raise Refusal("没有选择议题。")
    entered, people = enter_cases([row.candidacy for row in rows], actor, Stage.DELIBERATION)
    entered.allow("prepare_decision_poll", Stage.DELIBERATION)
    meeting = meeting_of(entered.rules)
    if not meeting.ballot:
        raise Refusal("本批次依据的制度不用选票表决。", mend="请直接登记表决情况。")
    if len({row.sitting_id for row in rows}) > 1:
        raise Refusal("所选议题不在同一次会议。", mend="请分别表决。")
    if len({tuple(sorted(row.recused)) for row in rows}) > 1:
        raise Refusal("所选议题的回避人员不同，应到人数不一样。", mend="请分别表决。")
    for row in rows:
        if row.decision:
            raise Refusal(f"{row.candidacy.person.name}的议题已有决定。")
        refuse_poll_under_way(row.poll)
    sitting = rows[0].sitting
    counts = meeting.counts(_facts_of(rows[0]))
    ballot = entered.rules.get(meeting.ballot, Ballot)
    if len(ballot.electorate) != 1:
        raise Refusal("会议表决的人员类别应当只有一类。", mend="请改正制度中的表决投票。")
    poll = ballots.prepare_poll(
        instrument=ballot,
        parameters=entered.rules.parameters,
        title=title.strip() or f"{sitting.body}{sitting.held_on.isoformat()}干部任免表决",
        subjects=[subject_of(candidacy) for candidacy in people],
        electorates=[ballots.Electorate(ballot.electorate[0].name, counts["应到"])],
        case=entered.round.stream,
        unit_code=entered.round.unit.code,
        actor=actor,
    )
    entered.take(
        "decision_poll.prepared",
        {
            "items": [str(row.pk) for row in rows],
            "candidacies": [str(one.pk) for one in people],
            "poll": str(poll.pk),
        },
    )
    return poll


@transaction.atomic
def record_decision(
    item: models.SittingItem,
    decision: str,
    *,
    actor: Actor,
    remark: str = "",
    hands: Mapping[str, int] | None = None,
    spoken_last: str = "",
    on: date | None = None,
) -> models.SittingItem:
    """People confirm what the body decided: `approved`, `rejected` or `deferred` (缓议).

    A vote that did not carry cannot be recorded as approval; one that carried may still end in
    缓议 or rejection, with a remark, because votes do not decide alone.

    Args:
        hands: 同意, 反对, 缓议, 弃权, where the policy votes without ballots; 缓议 alone where
            it votes by ballot and says when a wish to defer carries.
        spoken_last: the member who gave his opinion last.

    Raises:
        Refusal: decided already, the ballot not counted, approval of what did not carry, votes
            that do not add up, or a remark missing.
    """
    entered, candidacy = enter_case(item.candidacy, actor, Stage.DELIBERATION)
    entered.allow("record_decision", Stage.DELIBERATION)
    row = models.SittingItem.objects.select_related("sitting").get(pk=item.pk)
    meeting = meeting_of(entered.rules)
    name = candidacy.person.name
    if row.decision:
        raise Refusal(f"{name}的议题已有决定。", mend="需要复议的，请重新召开会议。")
    if decision not in DECISIONS:
        raise Refusal(
            Problem(name, "会议决定", decision, "不是有效决定。", "请选同意、不同意或缓议。")
        )
    if spoken_last.strip() and spoken_last.strip() not in row.sitting.present:
        raise Refusal(Problem(name, "最后表态", spoken_last, "没有到会。", "请核对。"))
    if decision != "approved":
        wanted(remark, "说明", "请写明理由。")
    counted = dict(hands or {})
    result = ballot_queries.result(row.poll) if row.poll else None
    if meeting.ballot and decision != "deferred" and result is None:
        raise Refusal(f"{name}的表决还没有计票。", mend="请先计票。")
    if counted:
        there = meeting.counts(_facts_of(row))["实到"]
        if meeting.ballot and not (meeting.deferral and set(counted) == {"缓议"}):
            raise Refusal("本批次依据的制度用选票表决。", mend="请以选票结果为准。")
        if any(number < 0 for number in counted.values()) or sum(counted.values()) > there:
            raise Refusal(
                Problem(name, "表决情况", "", f"各项合计超过实到{there}人。", "请核对表决情况。")
            )
    facts = case_facts(candidacy)
    if decision == "deferred" and not meeting.carries_deferral(
        facts.meeting.model_copy(update={"hands": counted}), entered.rules.parameters
    ):
        raise Refusal(
            Problem(
                name,
                "缓议",
                str(counted.get("缓议", 0)),
                "同意缓议的人数没有达到规定。",
                "请提交表决，或核对人数。",
            )
        )
    poll = facts.polls.get(meeting.ballot)
    vote = meeting.decide(
        facts.meeting.model_copy(update={"poll": poll, "hands": counted, "decision": None}),
        entered.rules.parameters,
    )
    if decision == "approved":
        carried = Outcome.of(
            reason for reason in vote.reasons if reason.rule != f"{meeting.id}.decision"
        )
        refuse_blocking(carried, name, "请按表决结果登记。")
    day = day_or_today(on, "决定日期", not_before=row.sitting.held_on)
    own = result.of(str(candidacy.pk)) if result else None
    entered.take(
        "decision.recorded",
        {
            "item": str(row.pk),
            "candidacy": str(candidacy.pk),
            "name": name,
            "decision": decision,
            "hands": counted,
            "votes": {**result.denominators, **own.counts} if result and own else counted,
            "remark": remark.strip(),
            "spoken_last": spoken_last.strip(),
            "on": day.isoformat(),
        },
    )
    return models.SittingItem.objects.get(pk=item.pk)


def meeting_of(rules: Rules) -> Meeting:
    """The meeting of the policy.

    Raises:
        Refusal: it has none.
    """
    found = rules.first(Meeting)
    if found is None:
        raise Refusal("本批次依据的制度没有讨论决定会议。")
    return found


def _on_agenda(round_: models.Round, meeting: Meeting, day: date) -> frozenset[str] | None:
    """Whom the agenda for a meeting on `day` lists; None where the policy asks for no agenda."""
    if not meeting.closed_agenda:
        return None
    row = models.Agenda.objects.filter(round=round_, instrument=meeting.id, meets_on=day).first()
    return frozenset(row.candidacies if row else ())


def _facts_of(row: models.SittingItem) -> MeetingFacts:
    sitting = row.sitting
    return MeetingFacts(
        as_of=sitting.held_on,
        held_on=sitting.held_on,
        due=tuple(sitting.members),
        present=tuple(sitting.present),
        recused=tuple(row.recused),
    )


def _refuse_wrong_recusal(
    meeting: Meeting,
    candidacy: models.Candidacy,
    there: list[str],
    accounted_for: set[str],
    recused: list[str],
) -> None:
    name = candidacy.person.name
    if absent := [one for one in recused if one not in there]:
        raise Refusal(
            Problem(name, "回避", "、".join(absent), "没有到会，谈不上回避。", "请核对。")
        )
    for member in there:
        if member in accounted_for:
            continue
        relation = "本人" if member == name else relation_between(candidacy.person, member)
        if relation:
            raise Refusal(
                Problem(
                    f"{meeting.body}讨论{name}",
                    "回避",
                    member,
                    f"与{name}的关系是“{relation}”，应当回避。",
                    "请登记回避；只是同名的，请核对后注明。",
                )
            )
