"""竞争性选拔: applying, and the rounds published one after the other."""

from datetime import date
from typing import Any

from xuanxian.policy.outcome import Outcome, Verdict
from xuanxian.selection.course import ContestStanding
from xuanxian.selection.instruments import Contest
from xuanxian.selection.instruments.contest import CandidateFacts, ContestFacts, PostFacts, decide
from xuanxian.selection.rehearsal import steps
from xuanxian.selection.rehearsal.ground import Ground, carry_out


@carry_out.register
def _apply(step: steps.EnterContest, ground: Ground) -> None:
    ground.rules.get(step.contest, Contest)
    entered = ground.contests.setdefault(step.contest, {})
    for name in step.who:
        entered[name] = CandidateFacts(id=name, post=step.post, qualified=step.qualified)
    ground.change(step.who, lambda facts: {"contest": {
        **facts.contest, step.contest: ContestStanding()
    }})  # fmt: skip
    ground.tell(step, "报名，资格审查" + ("合格" if step.qualified else "不合格"), step.who)


@carry_out.register
def _marks(step: steps.ContestMarks, ground: Ground) -> None:
    contest = ground.rules.get(step.contest, Contest)
    entered = ground.contests.setdefault(step.contest, {})
    for name in step.who:
        entered[name] = _with(entered.get(name) or CandidateFacts(id=name), step)
    seats = step.seats or dict.fromkeys({one.post for one in entered.values()}, 1)
    result = decide(
        contest.up_to(step.round),
        ContestFacts(
            posts=tuple(PostFacts(id=post, seats=number) for post, number in seats.items()),
            candidates=tuple(entered.values()),
            values=step.case,
            as_of=step.on,
        ),
        ground.rules.parameters,
    )
    last = step.round == contest.rounds[-1].id
    for one in result.candidates:
        final = one.goes_on is not None and (last or one.goes_on is False)
        _stand(ground, contest.id, one.candidate, one.outcome, final, step.on)
        title = contest.up_to(step.round).rounds[-1].title
        ground.tell(
            step,
            f"公布{title}的成绩",
            (one.candidate,),
            verdict=one.outcome.verdict,
            outcome=one.outcome,
        )


def _with(one: CandidateFacts, step: steps.ContestMarks) -> CandidateFacts:
    given: dict[str, Any] = {
        "marks": {**one.marks, **step.marks.get(one.id, {})},
        "values": {**one.values, **step.values.get(one.id, {})},
        "absent": (*one.absent, *step.absent.get(one.id, ())),
    }
    if one.id in step.decided:
        given["decided"] = {**one.decided, step.round: step.decided[one.id]}
    return one.model_copy(update=given)


def _stand(
    ground: Ground, contest: str, name: str, outcome: Outcome, final: bool, on: date
) -> None:
    known = ground.courses[name].facts.contest.get(contest)
    was = known.outcome if known is not None and known.final else None
    if was is not None and was.verdict is Verdict.BAR:
        return  # out after a round before, as it was published then
    standing = ContestStanding(outcome=outcome, final=final, held_on=on)
    ground.change([name], lambda facts: {"contest": {**facts.contest, contest: standing}})
