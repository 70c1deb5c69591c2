"""What the events of a contest do to the tables: notice, applications, posts, results."""

from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import NAMESPACE_OID, UUID, uuid5

from xuanxian.selection import models
from xuanxian.selection.instruments import Stage
from xuanxian.selection.models.contest import PostWay
from xuanxian.selection.projection.event import Event, projects
from xuanxian.selection.projection.states import advance
from xuanxian.selection.states import Move, State, after

_AT_ONCE = 500


@projects("contest.published", "发布竞争选拔公告")
def _published(event: Event) -> None:
    body = event.body
    contest = models.Contest.objects.create(
        id=body["contest"],
        round_id=body["round"],
        instrument=body["instrument"],
        title=body["title"],
        text=body["text"],
        sites=body["sites"],
        opens_on=event.day("opens_on"),
        closes_on=event.day("closes_on"),
        published_on=event.day("on"),
    )
    models.ContestPost.objects.bulk_create(
        models.ContestPost(
            id=one["post"],
            contest=contest,
            vacancy_id=one["vacancy"],
            title=one["title"],
            conditions=one["conditions"],
            seats=one["seats"],
            seats_left=one["seats"],
            place=place,
        )
        for place, one in enumerate(body["posts"])
    )


@projects("contest.stated", "登记竞争选拔的全案情况")
def _stated(event: Event) -> None:
    contest = models.Contest.objects.get(pk=event.body["contest"])
    contest.values = {**contest.values, **event.body["values"]}
    contest.save(update_fields=["values"])


@projects("contest.applied", "报名")
def _applied(event: Event) -> None:
    on = event.day("on")
    candidacies, applications = [], []
    for one in event.body["applications"]:
        candidacies.append(
            models.Candidacy(
                id=one["candidacy"],
                vacancy_id=one["vacancy"],
                person_id=one["person"],
                source=event.body["source"],
                reason=one["statement"],
                stage=Stage.CONTEST.value,
                entered_on=on,
                state=State.ACTIVE,
                state_since=on,
                judgements=one["judgements"],
                stated=one["stated"],
                snapshot=one["snapshot"],
                judged_on=on,
                years_in_post=one["years_in_post"],
                place=one["number"],
            )
        )
        applications.append(
            models.Application(
                id=one["application"],
                contest_id=event.body["contest"],
                post_id=one["post"],
                person_id=one["person"],
                candidacy_id=one["candidacy"],
                number=one["number"],
                applied_on=on,
                by_person=event.body["by_person"],
                statement=one["statement"],
                found=one["found"],
            )
        )
    models.Candidacy.objects.bulk_create(candidacies, batch_size=_AT_ONCE)
    models.Application.objects.bulk_create(applications, batch_size=_AT_ONCE)


@projects("application.left", "弃权或取消资格")
def _left(event: Event) -> None:
    body = event.body
    models.Application.objects.filter(pk=body["application"]).update(left=body["reason"])
    advance(body["candidacy"], Move.WITHDRAW if body["gives_up"] else Move.DROP, event)


@projects("applications.reviewed", "审查报名资格")
def _reviewed(event: Event) -> None:
    body = event.body
    for finding in body["findings"]:
        models.Application.objects.filter(pk__in=finding["applications"]).update(
            qualified=finding["qualified"],
            review=finding["reason"],
            reviewed_by=event.by,
            reviewed_on=event.day("on"),
        )


@projects("applications.closed", "报名截止")
def _closed(event: Event) -> None:
    models.Contest.objects.filter(pk=event.body["contest"]).update(closed_on=event.day("on"))


@projects("contest_post.settled", "核减、合并或取消竞争职位")
def _settled(event: Event) -> None:
    body = event.body
    models.ContestPost.objects.filter(pk=body["post"]).update(
        way=body["way"], seats_left=body["seats"], into_id=body["into"], reason=body["reason"]
    )
    if body["way"] == PostWay.MERGED:
        into = models.ContestPost.objects.get(pk=body["into"])
        into.seats_left += body["moved"]
        into.save(update_fields=["seats_left"])


@projects("objection.raised", "提出异议")
def _objection_raised(event: Event) -> None:
    body = event.body
    models.Objection.objects.create(
        id=body["objection"],
        application_id=body["application"],
        against=body["against"],
        text=body["text"],
        raised_on=event.day("on"),
        by_person=body["by_person"],
        place=event.number,
    )


@projects("objection.answered", "答复异议")
def _objection_answered(event: Event) -> None:
    body = event.body
    models.Objection.objects.filter(pk=body["objection"]).update(
        upheld=body["upheld"],
        answer=body["answer"],
        answered_on=event.day("on"),
        answered_by=event.by,
    )


@projects("going_on.decided", "研究确定进入下一环节的人选")
def _decided(event: Event) -> None:
    body = event.body
    rows = list(models.Application.objects.filter(pk__in=body["decisions"]))
    for row in rows:
        row.decided = {**row.decided, body["step"]: body["decisions"][str(row.pk)]}
    models.Application.objects.bulk_update(rows, ["decided"], batch_size=_AT_ONCE)


@projects("results.published", "公布成绩和名次")
def _results(event: Event) -> None:
    body = event.body
    step = step_of(body["contest"], body["step"])
    step.published_on = event.day("on")
    step.objections_until = event.day_if_any("objections_until")
    step.save()
    results: dict[str, Any] = body["results"]
    rows = list(
        models.Application.objects.filter(contest=body["contest"]).filter(pk__in=results)
        if len(results) < _AT_ONCE
        else models.Application.objects.filter(contest=body["contest"])
    )
    rows = [row for row in rows if str(row.pk) in results]
    standings = []
    for row in rows:
        found = results[str(row.pk)]
        stands = found["stands"]
        row.stands = {"step": body["step"], "last": body["last"], **stands}
        row.going_on = found["going_on"]
        if stands["reached"] == body["step"]:
            standings.append(
                models.Standing(
                    id=key_of(row.pk, body["step"]),
                    application=row,
                    step=body["step"],
                    rank=stands["place"],
                    going_on=found["going_on"],
                    stands=stands,
                )
            )
    models.Application.objects.bulk_update(rows, ["stands", "going_on"], batch_size=_AT_ONCE)
    # Results corrected after an objection take the place of those published before.
    models.Standing.objects.filter(application__contest=body["contest"], step=body["step"]).delete()
    models.Standing.objects.bulk_create(standings, batch_size=_AT_ONCE)
    if body["last"]:
        chosen = [row.candidacy_id for row in rows if row.going_on]
        for some in _parts(chosen):
            models.Candidacy.objects.filter(pk__in=some).update(is_target=True)


@projects("reserve.called", "递补")
def _reserve_called(event: Event) -> None:
    body = event.body
    row = models.Application.objects.get(pk=body["application"])
    row.stands = {**row.stands, "outcome": body["outcome"]}
    row.going_on = True
    row.save(update_fields=["stands", "going_on"])
    models.Candidacy.objects.filter(pk=body["candidacy"]).update(is_target=True)


@projects("post.chosen", "选岗")
def _post_chosen(event: Event) -> None:
    models.Application.objects.filter(pk=event.body["application"]).update(
        choices=event.body["choices"]
    )


@projects("contest.ended", "竞争选拔结束")
def _ended(event: Event) -> None:
    body = event.body
    models.Contest.objects.filter(pk=body["contest"]).update(ended_on=event.day("on"))
    for some in _parts(body["candidacies"]):
        _drop(list(models.Candidacy.objects.filter(pk__in=some)), event)


def _drop(candidacies: list[models.Candidacy], event: Event) -> None:
    """Drop many at once, by the table of moves, as `advance` would one by one."""
    on, reason = event.day("on"), event.body["reason"]
    changes = []
    for one in candidacies:
        before = State(one.state)
        one.state = after(before, Move.DROP)
        one.state_since = one.ended_on = on
        one.state_reason, one.state_until = reason, None
        changes.append(
            models.StateChange(
                id=uuid5(one.pk, f"{event.number} {Move.DROP}"),
                candidacy=one,
                move=Move.DROP,
                before=before,
                state=one.state,
                on=on,
                by=event.by,
                reason=reason,
                place=event.number,
            )
        )
    models.Candidacy.objects.bulk_update(
        candidacies, ["state", "state_since", "ended_on", "state_reason", "state_until"]
    )
    models.StateChange.objects.bulk_create(changes)


def step_of(contest: str, step: str, held_on: date | None = None) -> models.ContestStep:
    """The row of a round of a contest, made when it is first needed."""
    row, _ = models.ContestStep.objects.get_or_create(
        contest_id=contest, step=step, defaults={"id": key_of(contest, step), "held_on": held_on}
    )
    return row


def key_of(*parts: object) -> UUID:
    """The key of a row that an event makes on the way: the same whenever the event is replayed."""
    return uuid5(NAMESPACE_OID, "/".join(map(str, parts)))


def _parts(keys: list[Any]) -> Iterable[list[Any]]:
    return (keys[at : at + _AT_ONCE] for at in range(0, len(keys), _AT_ONCE))
