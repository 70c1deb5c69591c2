"""What happens in a meeting and has to be answered for, on the record."""

import re
import unicodedata

from django.db import transaction

from xuanxian.access.actor import Actor
from xuanxian.ballots.models import Incident, Meeting, Poll
from xuanxian.ballots.slip_codes import LENGTH
from xuanxian.kernel import clock
from xuanxian.kernel.errors import Problem, Refusal
from xuanxian.record.services import append

_LONG_RUN = re.compile(rf"[0-9A-Za-z](?:[\s\-\u2010-\u2015]*[0-9A-Za-z]){{{LENGTH - 1},}}")
"""What may be the code of a slip, however it is grouped."""


@transaction.atomic
def note_incident(
    meeting: Meeting, kind: Incident.Kind, text: str, *, actor: Actor, poll: Poll | None = None
) -> Incident:
    """Note what happened.

    Args:
        meeting: where.
        kind: what sort of thing.
        text: what happened, in Chinese; never the code of a slip, which would tie a person to it.
        actor: who notes it.
        poll: which vote it concerns; None for the meeting as a whole.

    Raises:
        Refusal: no text, one that holds the code of a slip, or a poll of another meeting.
    """
    told = _told(meeting, text, "经过")
    if poll is not None and poll.meeting_id != meeting.pk:
        raise Refusal(
            Problem(meeting.title, "表决项", poll.title, "不是本次会议的。", "请重新选择。")
        )
    incident = Incident.objects.create(
        meeting=meeting,
        poll=poll,
        kind=kind,
        text=told,
        noted_at=clock.now(),
        noted_by=actor.name,
    )
    append(
        meeting.case,
        "meeting.incident_noted",
        {
            "meeting": str(meeting.pk),
            "incident": str(incident.pk),
            "incident_kind": incident.get_kind_display(),
            "poll_title": poll.title if poll else "",
            "told": told,
        },
        actor=actor,
    )
    return incident


@transaction.atomic
def settle_incident(incident: Incident, text: str, *, actor: Actor) -> Incident:
    """Note how an incident was dealt with, once.

    Raises:
        Refusal: no text, one that holds the code of a slip, or settled before.
    """
    incident = Incident.objects.select_for_update().get(pk=incident.pk)
    meeting = incident.meeting
    if incident.settled_at is not None:
        raise Refusal(
            Problem(meeting.title, "处理", "", "已经登记过处理。", "有新情况的，另行登记。")
        )
    incident.settlement = _told(meeting, text, "处理")
    incident.settled_at, incident.settled_by = clock.now(), actor.name
    incident.save(update_fields=["settlement", "settled_at", "settled_by"])
    append(
        meeting.case,
        "meeting.incident_settled",
        {
            "meeting": str(meeting.pk),
            "incident": str(incident.pk),
            "settlement": incident.settlement,
        },
        actor=actor,
    )
    return incident


def _told(meeting: Meeting, text: str, field: str) -> str:
    told = text.strip()
    if not told:
        raise Refusal(Problem(meeting.title, field, "", "没有填写。", "请写明情况。"))
    if _LONG_RUN.search(unicodedata.normalize("NFKC", told)):
        raise Refusal(
            Problem(
                meeting.title,
                field,
                "",
                "含有票面编号。",
                "编号一经登记，就能把票和人对上。请删去编号，只写情况。",
            )
        )
    return told
