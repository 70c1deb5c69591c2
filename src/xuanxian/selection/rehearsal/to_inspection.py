"""The steps from the motion to the inspection."""

from collections.abc import Callable, Iterable
from typing import Any

from xuanxian.ballots.answers import Answers, Subject
from xuanxian.ballots.instruments import Ballot
from xuanxian.ballots.tally import Turnout, tally
from xuanxian.kernel.errors import Refusal
from xuanxian.selection import course
from xuanxian.selection.course import CaseFacts
from xuanxian.selection.instruments import ElementReview, Nomination
from xuanxian.selection.instruments.element_review import ElementFacts, ElementFinding
from xuanxian.selection.instruments.inspection import Report
from xuanxian.selection.instruments.motion import Approval
from xuanxian.selection.instruments.nomination import PollFacts
from xuanxian.selection.instruments.talk import TalkFacts, TalkRecord
from xuanxian.selection.rehearsal import steps
from xuanxian.selection.rehearsal.ground import Ground, carry_out


@carry_out.register
def _plan(step: steps.WritePlan, ground: Ground) -> None:
    ground.set(ground.everybody, "motion", plan=step.plan)
    ground.tell(step, "填写动议方案")


@carry_out.register
def _approve(step: steps.Approve, ground: Ground) -> None:
    approval = Approval(approver=step.approver, by=step.by, on=step.on)
    ground.change(
        ground.everybody,
        lambda facts: {
            "motion": facts.motion.model_copy(
                update={"approvals": (*facts.motion.approvals, approval)}
            )
        },
    )
    ground.tell(step, f"{step.by}审批动议方案")


@carry_out.register
def _elements(step: steps.ReviewElements, ground: Ground) -> None:
    review = ground.rules.first(ElementReview)
    office = review.office(step.office) if review else None
    if review is None or office is None:
        raise Refusal("制度没有这个预审科室。", mend="请去掉 do: elements，或改正 office。")
    answers = {
        element.id: "doubt"
        if element.id in step.doubt
        else "cleared"
        if element.id in step.cleared
        else "clear"
        for element in review.elements_of(office.id)
    }
    found = {
        name: ElementFinding.model_validate({"answer": answer, "by": step.by, "on": step.on})
        for name, answer in answers.items()
    }

    def changed(facts: CaseFacts) -> dict[str, Any]:
        before = facts.elements.get(review.id, ElementFacts(as_of=step.on))
        after = before.model_copy(update={"findings": {**before.findings, **found}})
        return {"elements": {**facts.elements, review.id: after}}

    ground.change(step.who, changed)
    ground.tell(step, f"{office.title}预审动议前置要素", step.who)


@carry_out.register
def _range(step: steps.SetRange, ground: Ground) -> None:
    ground.set(
        ground.everybody,
        "nomination",
        range=step.people,
        opinions_agree=step.opinions_agree,
    )
    for nomination in ground.rules.all(Nomination):
        if nomination.talks:
            talks = TalkFacts(as_of=step.on, due=step.talks_due)
            _put_talks(ground, ground.everybody, nomination.talks.talk, talks)
    ground.tell(step, f"确定推荐参加范围{step.people}人")


@carry_out.register
def _talks(step: steps.TalksHeld, ground: Ground) -> None:
    records = tuple(
        TalkRecord(
            interviewee=interviewee,
            interviewers=step.interviewers,
            on=step.on,
            names=step.names,
        )
        for interviewee in step.interviewees
    )
    for name in (step.who,) if step.who else ground.everybody:
        known = ground.courses[name].facts.talks.get(step.instrument, TalkFacts(as_of=step.on))
        held = known.model_copy(update={"as_of": step.on, "talks": (*known.talks, *records)})
        _put_talks(ground, [name], step.instrument, held)
        nomination = ground.rules.first(Nomination)
        if nomination and nomination.talks and nomination.talks.talk == step.instrument:
            favour = {talk.interviewee for talk in held.talks if name in talk.names}
            ground.set(
                [name],
                "nomination",
                talks_held=len({talk.interviewee for talk in held.talks}),
                talks_in_favour=len(favour),
            )
    ground.tell(step, f"谈话{len(records)}人次", (step.who,) if step.who else (), said=step.note)


@carry_out.register
def _vote(step: steps.Vote, ground: Ground) -> None:
    ballot = ground.rules.get(step.ballot, Ballot)
    turnout = {
        name: Turnout(one.entitled, one.present, one.present if one.issued is None else one.issued)
        for name, one in step.turnout.items()
    }
    opened = []
    for group in step.ballots:
        marks = {name: group.mark_all for name in step.who if group.mark_all} | group.marks
        answers = Answers(marks=marks, names=group.names)
        opened += [(group.voters, answers)] * group.count
    result = tally(
        ballot,
        [Subject(id=name, name=name) for name in step.who],
        opened,
        turnout,
        ground.rules.parameters,
    )
    for name in step.who:
        poll = course.poll_facts(result, name, step.on)
        if poll is None:
            continue
        ground.change([name], _with_poll(step.ballot, poll))
        own = result.of(name)
        counts = "，".join(f"{key}{number}" for key, number in own.counts.items()) if own else ""
        totals = "，".join(f"{key}{number}" for key, number in result.denominators.items())
        ground.tell(
            step,
            f"{ballot.title or ballot.TITLE}计票",
            (name,),
            verdict=poll.outcome.verdict,
            outcome=poll.outcome,
            said=f"{totals}；{counts}",
        )


@carry_out.register
def _accept(step: steps.Accept, ground: Ground) -> None:
    ground.set(ground.everybody, "nomination", accepted_on=step.on)
    ground.tell(step, "研究认定推荐结果")


@carry_out.register
def _targets(step: steps.SetTargets, ground: Ground) -> None:
    ground.set(ground.everybody, "nomination", targets=len(step.who), is_target=False)
    ground.set(step.who, "nomination", is_target=True)
    ground.tell(step, "确定考察对象", step.who)


@carry_out.register
def _inspection_notice(step: steps.InspectionNotice, ground: Ground) -> None:
    ground.set(step.who, "inspection", notice_on=step.on)
    ground.tell(step, "发布考察预告", step.who)


@carry_out.register
def _team(step: steps.Team, ground: Ground) -> None:
    ground.set(step.who, "inspection", team=step.team)
    ground.tell(step, f"组成考察组{len(step.team)}人", step.who)


@carry_out.register
def _report(step: steps.ReportGiven, ground: Ground) -> None:
    report = Report(
        submitted_on=step.on,
        sections=step.sections,
        shortcomings=step.shortcomings,
        signed_by=step.signed_by,
    )
    ground.set([step.who], "inspection", report=report)
    ground.tell(step, "提交考察材料", (step.who,))


@carry_out.register
def _former_unit(step: steps.FormerUnit, ground: Ground) -> None:
    ground.set([step.who], "inspection", former_unit_asked=True)
    ground.tell(step, "到原任职单位延伸考察", (step.who,))


def _with_poll(ballot: str, poll: PollFacts) -> Callable[[CaseFacts], dict[str, Any]]:
    return lambda facts: {"polls": {**facts.polls, ballot: poll}}


def _put_talks(ground: Ground, names: Iterable[str], instrument: str, talks: TalkFacts) -> None:
    ground.change(names, lambda facts: {"talks": {**facts.talks, instrument: talks}})
