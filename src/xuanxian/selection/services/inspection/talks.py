"""考察谈话: who is to be talked with, each talk with its notes, and who signed them."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction

from xuanxian.access.actor import Actor
from xuanxian.kernel.errors import Problem, Refusal
from xuanxian.selection import models, storage
from xuanxian.selection.instruments import Stage, Talk
from xuanxian.selection.models.talks import TalkPurpose
from xuanxian.selection.services.entering import distinct_names, enter_case, wanted
from xuanxian.selection.services.inspection.standing import inspection_of, refuse_outsiders
from xuanxian.selection.services.nomination import take_talk


@dataclass(frozen=True)
class Interviewee:
    """Somebody to be talked with; `of_class` is an id of the policy's classes."""

    name: str
    of_class: str
    post: str = ""


@transaction.atomic
def schedule_talks(
    candidacy: models.Candidacy, interviewees: Sequence[Interviewee], *, actor: Actor
) -> list[models.ScheduledTalk]:
    """Say who is to be talked with; said again it replaces the schedule, talks held stay.

    Raises:
        Refusal: nobody, a name twice, an unknown class, somebody of the team, a policy without
            classes, a role that may not.
    """
    entered, candidacy = enter_case(candidacy, actor, Stage.INSPECTION)
    entered.allow("schedule_talks", Stage.INSPECTION)
    inspection = inspection_of(entered.rules)
    if not inspection.talk:
        raise Refusal("本批次依据的制度没有规定考察谈话。")
    instrument = entered.rules.get(inspection.talk, Talk)
    if not interviewees:
        raise Refusal("谈话安排中没有人。", mend="请至少列入一人。")
    names = [wanted(one.name, "谈话对象") for one in interviewees]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise Refusal(
            Problem(
                "谈话安排",
                "谈话对象",
                "、".join(twice),
                "列了两次。",
                "同一人只列一次；同名的，请写上单位以便区分。",
            )
        )
    for one in interviewees:
        refuse_unknown_class(instrument, one.of_class)
    row = models.InspectionRecord.objects.filter(pk=candidacy.pk).first()
    own = [name for name in names if row and name in {member["name"] for member in row.team}]
    if own:
        raise Refusal(f"{'、'.join(own)}是考察组成员，不能列为谈话对象。")
    entered.take(
        "talks.scheduled",
        {
            "candidacy": str(candidacy.pk),
            "interviewees": [
                {
                    "id": str(uuid.uuid4()),
                    "name": one.name.strip(),
                    "of_class": one.of_class,
                    "post": one.post.strip(),
                }
                for one in interviewees
            ],
        },
    )
    return list(candidacy.scheduled_talks.all())


@transaction.atomic
def record_inspection_talk(
    candidacy: models.Candidacy,
    *,
    interviewee: str,
    interviewers: Sequence[str],
    actor: Actor,
    on: date | None = None,
    interviewee_post: str = "",
    of_class: str = "",
    text: str = "",
) -> models.Talk:
    """Record one talk of the inspection; the interviewers are members of the team.

    Args:
        of_class: id of the class of the policy; that of the schedule by default.
        text: what was said; kept as a file, not on the record.

    Raises:
        Refusal: too few interviewers, one outside the team, an unknown class, the policy has no
            such talks.
    """
    entered, candidacy = enter_case(candidacy, actor, Stage.INSPECTION)
    entered.allow("record_inspection_talk", Stage.INSPECTION)
    inspection = inspection_of(entered.rules)
    if not inspection.talk:
        raise Refusal("本批次依据的制度没有规定考察谈话。")
    by = distinct_names(interviewers)
    refuse_outsiders(candidacy, by, "谈话人", "请由考察组成员谈话，或先调整考察组。")
    instrument = entered.rules.get(inspection.talk, Talk)
    whom = interviewee.strip()
    scheduled = candidacy.scheduled_talks.filter(name=whom).first()
    of_class = of_class or (scheduled.of_class if scheduled else "")
    refuse_unknown_class(instrument, of_class)
    return take_talk(
        entered,
        instrument,
        purpose=TalkPurpose.INSPECTION,
        interviewee=interviewee,
        interviewee_post=interviewee_post or (scheduled.post if scheduled else ""),
        interviewers=by,
        on=on,
        candidacy=candidacy,
        notes=storage.store(text.strip().encode(), name="谈话记录") if text.strip() else "",
        of_class=of_class,
    )


@transaction.atomic
def write_talk_notes(talk: models.Talk, text: str, *, actor: Actor) -> models.Talk:
    """Keep what was said in a talk of the inspection; signatures on earlier notes lapse.

    Raises:
        Refusal: no text, no talk of an inspection under way, a role that may not.
    """
    candidacy = _candidacy_of(talk)
    entered, candidacy = enter_case(candidacy, actor, Stage.INSPECTION)
    entered.allow("record_inspection_talk", Stage.INSPECTION)
    digest = storage.store(wanted(text, "谈话记录").encode(), name="谈话记录")
    entered.take(
        "talk_notes.written",
        {"talk": str(talk.pk), "candidacy": str(candidacy.pk), "notes": digest},
    )
    return models.Talk.objects.get(pk=talk.pk)


@transaction.atomic
def sign_talk_notes(talk: models.Talk, name: str, *, actor: Actor) -> models.Talk:
    """Register that an interviewer signed the notes of a talk.

    Raises:
        Refusal: no notes yet, somebody who did not hold the talk or signed already, a role that
            may not.
    """
    candidacy = _candidacy_of(talk)
    entered, candidacy = enter_case(candidacy, actor, Stage.INSPECTION)
    entered.allow("sign_talk_notes", Stage.INSPECTION)
    fresh = models.Talk.objects.get(pk=talk.pk)
    who = name.strip()
    if not fresh.notes:
        raise Refusal(f"与{fresh.interviewee}的谈话还没有记录。", mend="请先写谈话记录。")
    if who not in fresh.interviewers:
        raise Refusal(f"{who}没有参加与{fresh.interviewee}的谈话。", mend="请由谈话人签字。")
    if who in fresh.signed_by:
        raise Refusal(f"{who}已经签字。")
    entered.take(
        "talk_notes.signed", {"talk": str(fresh.pk), "candidacy": str(candidacy.pk), "name": who}
    )
    return models.Talk.objects.get(pk=talk.pk)


def refuse_unknown_class(instrument: Talk, of_class: str) -> None:
    """Refuse a class of interviewees that the policy does not name.

    Raises:
        Refusal: so.
    """
    if of_class and of_class not in {one.id for one in instrument.classes}:
        listed = "、".join(one.title for one in instrument.classes) or "（制度没有分类）"
        raise Refusal(
            Problem(instrument.title, "谈话对象类别", of_class, "没有这一类。", f"可选：{listed}。")
        )


def _candidacy_of(talk: models.Talk) -> models.Candidacy:
    if talk.purpose != TalkPurpose.INSPECTION or talk.candidacy is None:
        raise Refusal("这不是考察谈话。")
    return talk.candidacy
