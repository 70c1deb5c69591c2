"""民主推荐: range, meeting, talks, accepting the results, setting the inspection targets."""

import uuid
from collections.abc import Mapping, Sequence
from datetime import date

from django.db import transaction

from xuanxian.access.actor import Actor
from xuanxian.ballots import queries as ballot_queries
from xuanxian.ballots import services as ballots
from xuanxian.ballots.answers import Subject
from xuanxian.ballots.instruments import Ballot
from xuanxian.ballots.models import Poll
from xuanxian.ballots.own_units import unit_name
from xuanxian.kernel import clock
from xuanxian.kernel.errors import Problem, Refusal
from xuanxian.policy.parts import whole
from xuanxian.selection import models
from xuanxian.selection.instruments import Nomination, Stage, Talk
from xuanxian.selection.models.talks import TalkPurpose
from xuanxian.selection.rules import Rules
from xuanxian.selection.services.entering import (
    Entered,
    day_or_today,
    distinct_names,
    enter,
    refuse_unless_at,
    wanted,
)


@transaction.atomic
def set_nomination_range(
    vacancy: models.Vacancy,
    *,
    people: int,
    talks_due: int = 0,
    opinions_agree: bool = False,
    actor: Actor,
) -> models.Vacancy:
    """Fix how many people take part in the nomination (参加范围) and how many are talked with.

    Args:
        people: 范围人数.
        talks_due: 应谈人数.
        opinions_agree: staff state that opinions are concentrated; lets a policy skip the meeting.

    Raises:
        Refusal: negative numbers, results accepted already, or a role that may not.
    """
    entered, vacancy = _enter_vacancy(vacancy, actor)
    entered.allow("set_nomination_range", Stage.NOMINATION)
    if people < 0 or talks_due < 0:
        raise Refusal(Problem(str(vacancy), "参加范围", str(people), "不是有效人数。", "请核对。"))
    _refuse_accepted(vacancy)
    entered.take(
        "nomination_range.set",
        {
            "vacancy": str(vacancy.pk),
            "range": people,
            "talks_due": talks_due,
            "opinions_agree": opinions_agree,
        },
    )
    return models.Vacancy.objects.get(pk=vacancy.pk)


@transaction.atomic
def prepare_meeting(
    vacancy: models.Vacancy,
    electorates: Mapping[str, int],
    *,
    actor: Actor,
    title: str = "",
) -> Poll:
    """Prepare the poll of the recommendation meeting over the people now in the nomination.

    Args:
        electorates: class of voters → 应到.
        title: as voters read it; made from the post when empty.

    Raises:
        Refusal: the policy has no meeting, nobody stands in the nomination, results are accepted,
            or a poll is under way.
    """
    entered, vacancy = _enter_vacancy(vacancy, actor)
    entered.allow("prepare_meeting", Stage.NOMINATION)
    nomination = _nomination(entered.rules)
    if nomination.meeting is None:
        raise Refusal("本批次依据的制度没有会议推荐。")
    _refuse_accepted(vacancy)
    refuse_poll_under_way(vacancy.nomination_poll)
    people = _at_nomination(vacancy)
    poll = ballots.prepare_poll(
        instrument=entered.rules.get(nomination.meeting.ballot, Ballot),
        parameters=entered.rules.parameters,
        title=title.strip() or f"{vacancy.post}人选会议推荐",
        subjects=[subject_of(candidacy) for candidacy in people],
        electorates=[ballots.Electorate(name, number) for name, number in electorates.items()],
        case=entered.round.stream,
        unit_code=entered.round.unit.code,
        actor=actor,
    )
    entered.take("nomination_poll.prepared", {"vacancy": str(vacancy.pk), "poll": str(poll.pk)})
    return poll


@transaction.atomic
def record_recommendation_talk(
    vacancy: models.Vacancy,
    *,
    interviewee: str,
    interviewers: Sequence[str],
    names: Sequence[models.Candidacy] = (),
    actor: Actor,
    on: date | None = None,
    interviewee_post: str = "",
    notes: str = "",
) -> models.Talk:
    """Record one talk of the 谈话推荐: who was talked with, by whom, whom he recommended.

    Args:
        names: those recommended, of this vacancy.
        notes: digest of the notes on file, "" when none are.

    Raises:
        Refusal: fewer interviewers than the policy asks, the same person twice, a name of another
            post, results accepted already.
    """
    entered, vacancy = _enter_vacancy(vacancy, actor)
    entered.allow("record_recommendation_talk", Stage.NOMINATION)
    nomination = _nomination(entered.rules)
    if nomination.talks is None:
        raise Refusal("本批次依据的制度没有谈话推荐。")
    _refuse_accepted(vacancy)
    if strangers := [one for one in names if one.vacancy_id != vacancy.pk]:
        raise Refusal(f"{'、'.join(map(str, strangers))}不是{vacancy.post}的人选。")
    if vacancy.talks.filter(
        purpose=TalkPurpose.RECOMMENDATION, interviewee=interviewee.strip()
    ).exists():
        raise Refusal(f"与{interviewee.strip()}的谈话推荐已经记录。", mend="请核对谈话对象。")
    return take_talk(
        entered,
        entered.rules.get(nomination.talks.talk, Talk),
        purpose=TalkPurpose.RECOMMENDATION,
        interviewee=interviewee,
        interviewee_post=interviewee_post,
        interviewers=interviewers,
        on=on,
        vacancy=vacancy,
        names=[str(one.pk) for one in names],
        notes=notes,
    )


@transaction.atomic
def accept_results(
    vacancy: models.Vacancy, opinion: str, *, actor: Actor, on: date | None = None
) -> models.Vacancy:
    """People accept the results of meeting and talks; the figures go on the record with them.

    Raises:
        Refusal: no opinion, a poll not counted, or a role that may not.
    """
    entered, vacancy = _enter_vacancy(vacancy, actor)
    entered.allow("accept_results", Stage.NOMINATION)
    result = None
    if vacancy.nomination_poll:
        result = ballot_queries.result(vacancy.nomination_poll)
        if result is None:
            raise Refusal(f"{vacancy.post}的会议推荐还没有计票。", mend="请先计票。")
    talks = vacancy.talks.filter(purpose=TalkPurpose.RECOMMENDATION)
    people = [one for one in vacancy.candidacies.all() if one.is_under_way]
    figures = {}
    for candidacy in people:
        own = result.of(str(candidacy.pk)) if result else None
        figures[str(candidacy.pk)] = {
            "name": candidacy.person.name,
            "meeting": own.counts if own else {},
            "talks": sum(str(candidacy.pk) in talk.names for talk in talks),
        }
    day = day_or_today(on, "认定日期", not_before=entered.round.opened_on)
    entered.take(
        "results.accepted",
        {
            "vacancy": str(vacancy.pk),
            "opinion": wanted(opinion, "认定意见"),
            "denominators": result.denominators if result else {},
            "talks_held": talks.count(),
            "figures": figures,
            "on": day.isoformat(),
        },
    )
    return models.Vacancy.objects.get(pk=vacancy.pk)


@transaction.atomic
def set_targets(
    vacancy: models.Vacancy,
    targets: Sequence[models.Candidacy],
    reason: str,
    *,
    actor: Actor,
) -> models.Vacancy:
    """People set the 考察对象 of a post; votes advise, they do not choose (不唯票).

    Raises:
        Refusal: results not accepted, a number the policy does not allow, people of another post
            or no longer in the nomination, no reason.
    """
    entered, vacancy = _enter_vacancy(vacancy, actor)
    entered.allow("set_targets", Stage.NOMINATION)
    nomination = _nomination(entered.rules)
    if vacancy.accepted_on is None:
        raise Refusal(f"{vacancy.post}的推荐结果还没有认定。", mend="请先研究认定推荐结果。")
    chosen = list(
        vacancy.candidacies.filter(pk__in=[one.pk for one in targets]).select_related("person")
    )
    if len(chosen) != len({one.pk for one in targets}):
        raise Refusal(f"所选人员中有人不是{vacancy.post}的人选。", mend="请核对。")
    for candidacy in chosen:
        refuse_unless_at(candidacy, Stage.NOMINATION)
    least = whole(nomination.targets.minimum, entered.rules.parameters, of="考察对象人数下限")
    most = nomination.targets.maximum
    limit = None if most is None else whole(most, entered.rules.parameters, of="考察对象人数上限")
    if not chosen or (limit is not None and len(chosen) > limit):
        line = f"不少于{least}名" + ("" if limit is None else f"、不多于{limit}名")
        raise Refusal(
            Problem(str(vacancy), "考察对象", f"{len(chosen)}名", f"制度要求{line}。", "请核对。")
        )
    entered.take(
        "targets.set",
        {
            "vacancy": str(vacancy.pk),
            "candidacies": sorted(str(one.pk) for one in chosen),
            "names": [one.person.name for one in chosen],
            "reason": wanted(reason, "确定考察对象的理由"),
            "on": clock.today().isoformat(),
        },
    )
    return models.Vacancy.objects.get(pk=vacancy.pk)


def subject_of(candidacy: models.Candidacy) -> Subject:
    """The person as a ballot prints him."""
    person = candidacy.person
    return Subject(
        id=str(candidacy.pk),
        name=person.name,
        title=person.current_post,
        proposal=str(candidacy.vacancy.post),
        unit=unit_name(person.unit),
    )


def refuse_poll_under_way(poll_id: uuid.UUID | None) -> None:
    """Refuse while a poll prepared earlier is neither counted nor given up.

    Raises:
        Refusal: so.
    """
    if poll_id is None:
        return
    poll = Poll.objects.get(pk=poll_id)
    if poll.state != Poll.State.ABANDONED and poll.tally_result is None:
        raise Refusal(f"“{poll.title}”还在进行。", mend="请先计票，或写明理由作废。")


def take_talk(
    entered: Entered,
    instrument: Talk,
    *,
    purpose: TalkPurpose,
    interviewee: str,
    interviewee_post: str,
    interviewers: Sequence[str],
    on: date | None,
    vacancy: models.Vacancy | None = None,
    candidacy: models.Candidacy | None = None,
    names: Sequence[str] = (),
    notes: str = "",
    of_class: str = "",
) -> models.Talk:
    """Check one talk against its instrument and record it; for the verbs that record talks.

    Raises:
        Refusal: fewer interviewers than the policy asks, or one of them is the interviewee.
    """
    whom = wanted(interviewee, "谈话对象")
    by = distinct_names(interviewers)
    least = whole(instrument.interviewers_minimum, entered.rules.parameters, of="谈话人数")
    if len(by) < least:
        raise Refusal(
            Problem(
                f"与{whom}的谈话",
                "谈话人",
                "、".join(by),
                f"应由{least}人以上进行。",
                "请补齐谈话人。",
            )
        )
    if whom in by:
        raise Refusal(
            Problem(f"与{whom}的谈话", "谈话人", whom, "谈话人与谈话对象是同一人。", "请核对。")
        )
    talk = uuid.uuid4()
    day = day_or_today(on, "谈话日期", not_before=entered.round.opened_on)
    entered.take(
        "talk.recorded",
        {
            "talk": str(talk),
            "round": str(entered.round.pk),
            "vacancy": str(vacancy.pk) if vacancy else None,
            "candidacy": str(candidacy.pk) if candidacy else None,
            "purpose": purpose.value,
            "interviewee": whom,
            "interviewee_post": interviewee_post.strip(),
            "interviewers": by,
            "names": sorted(names),
            "notes": notes,
            "of_class": of_class,
            "on": day.isoformat(),
        },
    )
    return models.Talk.objects.get(pk=talk)


def _enter_vacancy(vacancy: models.Vacancy, actor: Actor) -> tuple[Entered, models.Vacancy]:
    entered = enter(vacancy.round, actor)
    fresh = models.Vacancy.objects.select_related("post", "post__organisation", "round").get(
        pk=vacancy.pk
    )
    return entered, fresh


def _nomination(rules: Rules) -> Nomination:
    found = rules.first(Nomination)
    if found is None:
        raise Refusal("本批次依据的制度没有民主推荐。")
    return found


def _refuse_accepted(vacancy: models.Vacancy) -> None:
    if vacancy.targets_set_on:
        raise Refusal(f"{vacancy.post}的考察对象已经确定。", mend="确需重新推荐的，请先退回人选。")


def _at_nomination(vacancy: models.Vacancy) -> list[models.Candidacy]:
    people = [
        one
        for one in vacancy.candidacies.select_related("person", "vacancy", "vacancy__post")
        if one.is_at_work and one.stage == Stage.NOMINATION
    ]
    if not people:
        raise Refusal(f"{vacancy.post}没有进入民主推荐环节的人选。", mend="请先完成动议。")
    return people
