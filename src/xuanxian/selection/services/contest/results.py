"""公布成绩和名次, what is left to people, and choosing posts."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction

from xuanxian.access.actor import Actor
from xuanxian.kernel import clock
from xuanxian.kernel.deadlines import last_working_day
from xuanxian.kernel.errors import Problem, Refusal
from xuanxian.policy.expressions import show
from xuanxian.policy.outcome import Verdict
from xuanxian.policy.parts import role_names, whole
from xuanxian.selection import models
from xuanxian.selection.instruments.contest import CandidateResult
from xuanxian.selection.queries.contest import digest_of_marks, missing_marks, result_of
from xuanxian.selection.services.contest.entering import EnteredContest, some_names
from xuanxian.selection.services.entering import wanted


@transaction.atomic
def decide_going_on(
    contest: models.Contest,
    step: str,
    decisions: Mapping[str, bool],
    reason: str,
    *,
    actor: Actor,
) -> None:
    """Decide about those whom the marks leave to people: ties at the last place, open numbers.

    Args:
        decisions: application id → whether it goes on.

    Raises:
        Refusal: somebody about whom the marks leave nothing open, no reason, or the role may not.
    """
    inside = EnteredContest(contest, actor)
    inside.allow("decide_going_on")
    inside.refuse_unless_turn_of(step)
    inside.refuse_published(step)
    rows = inside.named(list(decisions))
    if not rows:
        raise Refusal("没有选择考生。")
    result = result_of(inside.row, inside.instrument, inside.parameters, step)
    by_label = {one.candidate: one for one in result.candidates}
    for row in rows.values():
        found = by_label.get(row.label)
        decided = step in row.decided
        if found is None or (found.goes_on is not None and not decided):
            raise Refusal(
                Problem(
                    row.label, inside.step(step).title, "", "去留已由成绩确定，不由人决定。", ""
                )
            )
        if found.marks and any(mark is None for mark in found.marks.values()):
            raise Refusal(Problem(row.label, "成绩", "", "成绩还不全。", "补齐以后再研究。"))
    inside.take(
        "going_on.decided",
        {
            "step": step,
            "decisions": {key: bool(goes_on) for key, goes_on in decisions.items()},
            "reason": wanted(reason, "研究情况"),
            "on": clock.today().isoformat(),
        },
    )


@transaction.atomic
def publish_results(contest: models.Contest, step: str, *, actor: Actor) -> models.ContestStep:
    """Publish marks, places and who goes on after a round, as the instrument answers.

    Raises:
        Refusal: signatures missing, marks missing, marks not announced, somebody's going on open,
            a post without a competition unsettled, published already, or the role may not.
    """
    inside = EnteredContest(contest, actor)
    inside.allow("publish_results")
    inside.refuse_unless_turn_of(step)
    inside.refuse_published(step)
    taking_part = inside.taking_part(step)
    if missing := missing_marks(inside.instrument, step, taking_part):
        raise Refusal(
            f"{some_names(missing)}的成绩不全，或两次录入不一致。",
            mend="补齐以后再公布；没有参加的请登记缺考。",
        )
    _refuse_unsigned(inside, step, taking_part)
    _refuse_unannounced(inside, step, taking_part)
    today = clock.today()
    result = result_of(inside.row, inside.instrument, inside.parameters, step, as_of=today)
    open_ones = [
        Problem(one.candidate, reason.label, "", reason.explanation, "请先研究确定，或补齐情况。")
        for one in result.candidates
        if one.goes_on is None
        for reason in one.outcome.reasons
        if reason.verdict is Verdict.HOLD
    ]
    if open_ones:
        raise Refusal(open_ones[:_SHOWN])
    fields = {one.id: one for one in result.fields}
    rows = {one.label: one for one in inside.applications}
    until = None
    if inside.instrument.objection_working_days is not None:
        days = whole(inside.instrument.objection_working_days, inside.parameters, of="异议期限")
        until = last_working_day(today, days, count_first_day=False).isoformat()
    inside.take(
        "results.published",
        {
            "step": step,
            "last": step == inside.instrument.rounds[-1].id,
            "results": {
                str(rows[one.candidate].pk): {
                    "stands": stands_of(one, fields[one.field].seats),
                    "going_on": one.goes_on,
                }
                for one in result.candidates
                if not _out_before(inside, rows[one.candidate], step)
            },
            "objections_until": until,
            "on": today.isoformat(),
        },
    )
    return models.ContestStep.objects.get(contest=inside.row, step=step)


_SHOWN = 20


def _out_before(inside: EnteredContest, row: models.Application, step: str) -> bool:
    """Whether a round before was the last for this application: what was said then stands."""
    ids = [each.id for each in inside.instrument.rounds]
    return row.going_on is False and row.stands.get("step") in ids[: ids.index(step)]


def stands_of(one: CandidateResult, seats: int) -> dict[str, Any]:
    """A result as it is kept: exact marks as text, the reasons whole."""
    return {
        "field": one.field,
        "seats": seats,
        "marks": {name: show(mark) for name, mark in one.marks.items() if mark is not None},
        "places": {name: place for name, place in one.places.items() if place is not None},
        "place": one.place,
        "tied_with": list(one.tied_with),
        "reached": one.reached,
        "reserve": one.reserve,
        "chosen": one.chosen,
        "outcome": one.outcome.model_dump(mode="json"),
    }


def _refuse_unsigned(
    inside: EnteredContest, step: str, taking_part: Sequence[models.Application]
) -> None:
    exam = inside.step(step).exam
    if exam is None or not exam.signed_by:
        return
    digest = digest_of_marks(inside.step(step), taking_part)
    row = inside.row_of(step)
    signed = {one["role"] for one in (row.signatures if row else ()) if one["digest"] == digest}
    if open_ones := [role for role in exam.signed_by if role not in signed]:
        raise Refusal(
            f"成绩还没有由{role_names(open_ones)}签字，或签字以后有改动。",
            mend="请核对成绩并签字，再公布。",
        )


def _refuse_unannounced(
    inside: EnteredContest, step: str, taking_part: Sequence[models.Application]
) -> None:
    exam = inside.step(step).exam
    if exam is None or not exam.announced:
        return
    there = set(
        models.Announcement.objects.filter(contest=inside.row, step=step).values_list(
            "application", flat=True
        )
    )
    names = {score.id for score in inside.step(step).scores}
    if open_ones := [
        one for one in taking_part if one.pk not in there and not names & set(one.absent)
    ]:
        raise Refusal(f"{some_names(open_ones)}的成绩还没有当场宣布。", mend="制度规定当场宣布。")


@transaction.atomic
def choose_post(
    application: models.Application, titles: Sequence[str], *, actor: Actor
) -> models.Application:
    """Register the posts somebody chooses, the one liked best first (选岗).

    Raises:
        Refusal: the policy has no choosing, a post that is not put up, one twice, or the results
            are published.
    """
    inside = EnteredContest(application.contest, actor)
    inside.allow("choose_post")
    if inside.instrument.choice is None:
        raise Refusal("制度没有规定选岗。")
    inside.refuse_published(inside.instrument.rounds[-1].id)
    fresh = inside.named([application.pk])[str(application.pk)]
    posts = set(inside.row.posts.values_list("title", flat=True))
    chosen = [title.strip() for title in titles if title.strip()]
    if not chosen:
        raise Refusal(Problem(fresh.label, "选岗", "", "没有选择岗位。", "请至少选择一个。"))
    if odd := [title for title in chosen if title not in posts]:
        raise Refusal(
            Problem(fresh.label, "选岗", odd[0], "没有这个岗位。", f"岗位有：{'、'.join(posts)}。")
        )
    if len(set(chosen)) < len(chosen):
        raise Refusal(Problem(fresh.label, "选岗", "、".join(chosen), "岗位写了两次。", "请核对。"))
    inside.take("post.chosen", {"application": str(fresh.pk), "choices": chosen})
    return models.Application.objects.get(pk=application.pk)
