"""Before and after a sitting: the agenda sent out, the minutes, their signatures."""

import uuid
from collections.abc import Mapping, Sequence
from datetime import date

from django.db import transaction

from xuanxian.access.actor import Actor
from xuanxian.kernel.errors import Problem, Refusal
from xuanxian.selection import models, storage
from xuanxian.selection.instruments import Stage
from xuanxian.selection.services.deliberation import meeting_of
from xuanxian.selection.services.entering import (
    day_or_today,
    distinct_names,
    enter,
    enter_cases,
    wanted,
)
from xuanxian.selection.states import Move


@transaction.atomic
def issue_agenda(
    candidacies: Sequence[models.Candidacy],
    meets_on: date,
    *,
    actor: Actor,
    on: date | None = None,
) -> models.Agenda:
    """Send out the agenda of a meeting; nothing is added to it afterwards.

    Args:
        candidacies: in the order in which they will be discussed.

    Raises:
        Refusal: an agenda for that day is out, the meeting follows too soon, somebody is not
            ready for deliberation, or a role that may not.
    """
    entered, people = enter_cases(candidacies, actor, Stage.DELIBERATION, moves=[Move.CONVENE])
    entered.allow("issue_agenda", Stage.DELIBERATION)
    meeting = meeting_of(entered.rules)
    day = day_or_today(on, "印发日期", not_before=max(one.entered_on for one in people))
    earliest = meeting.earliest_meeting(day, entered.rules.parameters)
    if meets_on < earliest:
        raise Refusal(
            Problem(
                meeting.body,
                "会议日期",
                meets_on.isoformat(),
                f"议题{day.isoformat()}印发，最早{earliest.isoformat()}开会。",
                "请推迟会议。",
            )
        )
    out = models.Agenda.objects.filter(
        round=entered.round, instrument=meeting.id, meets_on=meets_on
    )
    if out.exists():
        raise Refusal(
            f"{meets_on.isoformat()}会议的议题已经印发，不能再增加。",
            mend="请列入下一次会议，不得临时动议。",
        )
    agenda = uuid.uuid4()
    entered.take(
        "agenda.issued",
        {
            "agenda": str(agenda),
            "round": str(entered.round.pk),
            "instrument": meeting.id,
            "body": meeting.body,
            "meets_on": meets_on.isoformat(),
            "candidacies": [str(one.pk) for one in people],
            "names": [one.person.name for one in people],
            "on": day.isoformat(),
        },
    )
    return models.Agenda.objects.get(pk=agenda)


@transaction.atomic
def write_minutes(
    sitting: models.Sitting,
    text: str,
    *,
    actor: Actor,
    speakers: Mapping[str, Sequence[str]] | None = None,
    on: date | None = None,
) -> models.Sitting:
    """Register the minutes: who spoke in which order on each item, and what was said.

    The text is filed apart; the record keeps its digest. Minutes written anew are signed anew.

    Args:
        speakers: id of the item → names in the order they spoke.

    Raises:
        Refusal: no text, somebody who was not there or had left the room, signed already, before
            the meeting, or a role that may not.
    """
    entered = enter(sitting.round, actor)
    entered.allow("write_minutes", Stage.DELIBERATION)
    fresh = models.Sitting.objects.get(pk=sitting.pk)
    if fresh.minutes_signed:
        raise Refusal("会议记录已经签字，不能再改。")
    items = {str(item.pk): item for item in fresh.items.select_related("candidacy__person")}
    spoken: dict[str, list[str]] = {}
    for key, names in (speakers or {}).items():
        item = items.get(key)
        if item is None:
            raise Refusal(Problem(fresh.body, "议题", key, "不是这次会议的议题。", "请核对。"))
        order = distinct_names(names)
        outside = [name for name in order if name not in fresh.present or name in item.recused]
        if outside:
            raise Refusal(
                Problem(
                    f"{fresh.body}讨论{item.candidacy.person.name}",
                    "发言次序",
                    "、".join(outside),
                    "没有到会，或者已经回避离场。",
                    "请核对发言的成员。",
                )
            )
        if order:
            spoken[key] = order
    content = wanted(text, "会议记录")
    entered.take(
        "minutes.written",
        {
            "sitting": str(fresh.pk),
            "speakers": spoken,
            "text_digest": storage.store(content.encode(), name="会议记录"),
            "on": day_or_today(on, "记录日期", not_before=fresh.held_on).isoformat(),
        },
    )
    return models.Sitting.objects.get(pk=sitting.pk)


@transaction.atomic
def sign_minutes(
    sitting: models.Sitting,
    signer: str,
    signed_by: str,
    *,
    actor: Actor,
    on: date | None = None,
) -> models.Sitting:
    """Register a signature under the minutes.

    Args:
        signer: one of the capacities the policy names.
        signed_by: the name of whoever signed.

    Raises:
        Refusal: no minutes, a capacity the policy does not name, signed already, no name, or a
            role that may not.
    """
    entered = enter(sitting.round, actor)
    entered.allow("sign_minutes", Stage.DELIBERATION)
    meeting = meeting_of(entered.rules)
    fresh = models.Sitting.objects.get(pk=sitting.pk)
    if not fresh.minutes or fresh.minutes_on is None:
        raise Refusal("会议记录还没有登记。", mend="请先登记会议记录。")
    if signer not in meeting.minutes_signed_by:
        named = "、".join(meeting.minutes_signed_by) or "没有"
        raise Refusal(
            Problem(fresh.body, "签字身份", signer, "制度没有写这一方。", f"制度所列：{named}。")
        )
    if signer in fresh.minutes_signed:
        raise Refusal(f"会议记录已有{signer}签字。")
    entered.take(
        "minutes.signed",
        {
            "sitting": str(fresh.pk),
            "signer": signer,
            "signed_by": wanted(signed_by, "签字人"),
            "on": day_or_today(on, "签字日期", not_before=fresh.minutes_on).isoformat(),
        },
    )
    return models.Sitting.objects.get(pk=sitting.pk)
