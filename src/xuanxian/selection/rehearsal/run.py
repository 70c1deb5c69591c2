"""Carrying a scenario: each step changes plain facts, each move asks the gate. Pure."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from xuanxian.ballots.answers import Answers, Subject
from xuanxian.ballots.instruments import Ballot
from xuanxian.ballots.tally import Turnout, tally
from xuanxian.kernel.errors import Refusal
from xuanxian.policy.outcome import Outcome, Verdict
from xuanxian.selection import course
from xuanxian.selection.course import CaseFacts, ExemptionFacts, NextStep
from xuanxian.selection.instruments import Clearance, FileReview, Nomination, Probation, Stage
from xuanxian.selection.instruments.checklist import Checklist, MaterialFacts
from xuanxian.selection.instruments.clearance import ClearanceFacts, Letter, Reply
from xuanxian.selection.instruments.inspection import Report
from xuanxian.selection.instruments.motion import Approval, EstablishmentFacts
from xuanxian.selection.instruments.notice import ReceivedReport
from xuanxian.selection.instruments.parts import role_names
from xuanxian.selection.instruments.talk import TalkFacts, TalkRecord
from xuanxian.selection.judging import judge_given
from xuanxian.selection.rehearsal import scenario as given
from xuanxian.selection.rules import Rules

EVENTS = {
    "plan": "plan.written",
    "approve": "motion.approved",
    "talks": "talk.recorded",
    "accept": "results.accepted",
    "targets": "targets.set",
    "inspection_notice": "inspection_notice.published",
    "team": "team.appointed",
    "report": "report.submitted",
    "letter": "letter.sent",
    "reply": "letter.answered",
    "file_review": "file.reviewed",
    "sitting": "sitting.convened",
    "decide": "decision.recorded",
    "notice": "notice.started",
    "end_notice": "notice.ended",
    "appoint": "person.appointed",
    "assess": "probation.assessed",
}
"""Step → the entry a live case leaves for it, which may stand for a material."""


@dataclass
class Course:
    """One person's way: the facts as they are now, the state, how the last move came out."""

    name: str
    facts: CaseFacts
    state: str = "active"
    outcome: Outcome | None = None


@dataclass(frozen=True)
class Line:
    """One line of the timeline."""

    on: date
    what: str
    who: tuple[str, ...]
    verdict: Verdict | None = None
    outcome: Outcome | None = None
    said: str = ""


@dataclass
class Rehearsal:
    """How a scenario came out.

    Attributes:
        timeline: every step with what it led to.
        courses: name → where the person stands in the end.
        next: name → what would come next, for those under way.
        failures: every expectation that was not met, in Chinese.
    """

    title: str
    rules: Rules
    timeline: list[Line] = field(default_factory=list)
    courses: dict[str, Course] = field(default_factory=dict)
    next: dict[str, NextStep] = field(default_factory=dict)
    failures: list[str] = field(default_factory=list)


def rehearse(scenario: given.Scenario, rules: Rules) -> Rehearsal:
    """Carry `scenario` under `rules`.

    Raises:
        Refusal: a step names something the policy lacks, or a parameter is open.
    """
    return _Run(scenario, rules).carry()


class _Run:
    def __init__(self, scenario: given.Scenario, rules: Rules) -> None:
        self._scenario = scenario
        self._rules = rules
        self._result = Rehearsal(scenario.scenario, rules)
        self._letters: dict[str, list[tuple[str, Letter]]] = {}
        for name, person in scenario.people.items():
            self._letters[name] = []
            self._result.courses[name] = Course(name, self._first_facts(person))

    def _first_facts(self, person: given.PersonGiven) -> CaseFacts:
        on, post = self._scenario.opened_on, self._scenario.post
        judgement = judge_given(
            self._rules, person.dossier, person.facts, post.rank_code, on, person.stated
        )
        blank = CaseFacts.blank(
            on, self._rules.procedure.stages[0].stage, judgements=judgement.outcomes
        )
        figure = post.establishment
        establishment = (
            (EstablishmentFacts(unit=post.unit, rank=post.rank, **figure.model_dump()),)
            if figure
            else ()
        )
        return blank.model_copy(
            update={
                "motion": blank.motion.model_copy(
                    update={
                        "occasion": self._scenario.occasion,
                        "establishment": establishment,
                        "candidates": len(self._scenario.people),
                    }
                ),
                "inspection": blank.inspection.model_copy(
                    update={"years_in_post": judgement.years_in_post}
                ),
                "probation": blank.probation.model_copy(update={"manner": post.manner}),
            }
        )

    def carry(self) -> Rehearsal:
        for step in self._scenario.steps:
            self._reach(step.on)
            getattr(self, f"_do_{step.do}")(step)
            self._leave_material(step)
        for name, one in self._result.courses.items():
            if one.state == "active":
                one.outcome = course.gate(self._rules, one.facts, one.facts.stage)
                self._result.next[name] = course.next_step(self._rules, one.facts)
        self._compare()
        return self._result

    def _reach(self, day: date) -> None:
        """Let the day be `day` for everybody."""
        parts = (
            "motion", "nomination", "inspection", "file_review", "meeting", "notice",
            "probation", "materials",
        )  # fmt: skip

        def renew(facts: CaseFacts) -> dict[str, Any]:
            dated: dict[str, Any] = {
                name: getattr(facts, name).model_copy(update={"as_of": day}) for name in parts
            }
            dated["clearance"] = {
                name: one.model_copy(update={"as_of": day}) for name, one in facts.clearance.items()
            }
            return dated | {"as_of": day}

        self._change(self._result.courses, renew)

    def _change(self, names: Iterable[str], changes: Callable[[CaseFacts], dict[str, Any]]) -> None:
        for name in names:
            one = self._result.courses[name]
            one.facts = one.facts.model_copy(update=changes(one.facts))

    def _set(self, names: Iterable[str], part: str, **values: Any) -> None:
        """Change fields of one part of the facts."""
        self._change(names, lambda facts: {part: getattr(facts, part).model_copy(update=values)})

    def _tell(self, step: Any, what: str, who: Iterable[str] = (), **more: Any) -> None:
        self._result.timeline.append(Line(step.on, what, tuple(who), **more))

    @property
    def _everybody(self) -> list[str]:
        return list(self._result.courses)

    def _do_plan(self, step: given.WritePlan) -> None:
        self._set(self._everybody, "motion", plan=step.plan)
        self._tell(step, "填写动议方案")

    def _do_approve(self, step: given.Approve) -> None:
        approval = Approval(approver=step.approver, by=step.by, on=step.on)
        self._change(
            self._everybody,
            lambda facts: {
                "motion": facts.motion.model_copy(
                    update={"approvals": (*facts.motion.approvals, approval)}
                )
            },
        )
        self._tell(step, f"{step.by}审批动议方案")

    def _do_range(self, step: given.SetRange) -> None:
        self._set(
            self._everybody,
            "nomination",
            range=step.people,
            opinions_agree=step.opinions_agree,
        )
        for nomination in self._rules.all(Nomination):
            if nomination.talks:
                talks = TalkFacts(as_of=step.on, due=step.talks_due)
                self._put_talks(self._everybody, nomination.talks.talk, talks)
        self._tell(step, f"确定推荐参加范围{step.people}人")

    def _put_talks(self, names: Iterable[str], instrument: str, talks: TalkFacts) -> None:
        self._change(names, lambda facts: {"talks": {**facts.talks, instrument: talks}})

    def _do_talks(self, step: given.TalksHeld) -> None:
        records = tuple(
            TalkRecord(
                interviewee=interviewee,
                interviewers=step.interviewers,
                on=step.on,
                names=step.names,
            )
            for interviewee in step.interviewees
        )
        for name in (step.who,) if step.who else self._everybody:
            known = self._result.courses[name].facts.talks.get(
                step.instrument, TalkFacts(as_of=step.on)
            )
            held = known.model_copy(update={"as_of": step.on, "talks": (*known.talks, *records)})
            self._put_talks([name], step.instrument, held)
            nomination = self._rules.first(Nomination)
            if nomination and nomination.talks and nomination.talks.talk == step.instrument:
                favour = {talk.interviewee for talk in held.talks if name in talk.names}
                self._set(
                    [name],
                    "nomination",
                    talks_held=len({talk.interviewee for talk in held.talks}),
                    talks_in_favour=len(favour),
                )
        self._tell(step, f"谈话{len(records)}人次", (step.who,) if step.who else (), said=step.note)

    def _do_vote(self, step: given.Vote) -> None:
        ballot = self._rules.get(step.ballot, Ballot)
        turnout = {
            name: Turnout(
                one.entitled, one.present, one.present if one.issued is None else one.issued
            )
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
            self._rules.parameters,
        )
        for name in step.who:
            poll = course.poll_facts(result, name, step.on)
            if poll is None:
                continue
            self._change(
                [name], lambda facts, poll=poll: {"polls": {**facts.polls, step.ballot: poll}}
            )
            own = result.of(name)
            counts = (
                "，".join(f"{key}{number}" for key, number in own.counts.items()) if own else ""
            )
            totals = "，".join(f"{key}{number}" for key, number in result.denominators.items())
            self._tell(
                step,
                f"{ballot.title or ballot.TITLE}计票",
                (name,),
                verdict=poll.outcome.verdict,
                outcome=poll.outcome,
                said=f"{totals}；{counts}",
            )

    def _do_accept(self, step: given.Accept) -> None:
        self._set(self._everybody, "nomination", accepted_on=step.on)
        self._tell(step, "研究认定推荐结果")

    def _do_targets(self, step: given.SetTargets) -> None:
        self._set(self._everybody, "nomination", targets=len(step.who), is_target=False)
        self._set(step.who, "nomination", is_target=True)
        self._tell(step, "确定考察对象", step.who)

    def _do_inspection_notice(self, step: given.InspectionNotice) -> None:
        self._set(step.who, "inspection", notice_on=step.on)
        self._tell(step, "发布考察预告", step.who)

    def _do_team(self, step: given.Team) -> None:
        self._set(step.who, "inspection", team=step.team)
        self._tell(step, f"组成考察组{len(step.team)}人", step.who)

    def _do_report(self, step: given.ReportGiven) -> None:
        report = Report(
            submitted_on=step.on,
            sections=step.sections,
            shortcomings=step.shortcomings,
            signed_by=step.signed_by,
        )
        self._set([step.who], "inspection", report=report)
        self._tell(step, "提交考察材料", (step.who,))

    def _do_former_unit(self, step: given.FormerUnit) -> None:
        self._set([step.who], "inspection", former_unit_asked=True)
        self._tell(step, "到原任职单位延伸考察", (step.who,))

    def _clearance_with(self, item: str) -> Clearance:
        for clearance in self._rules.all(Clearance):
            if clearance.item(item):
                return clearance
        raise Refusal(f"制度的审核把关中没有“{item}”这一项。", mend="请改正情景。")

    def _put_letters(self, name: str, on: date) -> None:
        by_instrument: dict[str, list[Letter]] = {}
        for instrument, letter in self._letters[name]:
            by_instrument.setdefault(instrument, []).append(letter)
        self._change(
            [name],
            lambda _: {
                "clearance": {
                    instrument: ClearanceFacts(as_of=on, letters=tuple(letters))
                    for instrument, letters in by_instrument.items()
                }
            },
        )

    def _do_letter(self, step: given.SendLetter) -> None:
        for item in step.items:
            clearance = self._clearance_with(item)
            found = clearance.item(item)
            due = clearance.due_on(found, step.on, self._rules.parameters) if found else None
            for name in step.who:
                letter = Letter(item=item, sent_on=step.on, due_on=due)
                self._letters[name].append((clearance.id, letter))
                self._put_letters(name, step.on)
            title = found.title if found else item
            by = f"，{due.isoformat()}前回复" if due else ""
            self._tell(step, f"发函：{title}{by}", step.who)

    def _do_reply(self, step: given.ReplyGiven) -> None:
        reply = Reply(
            answer=step.answer,
            replied_on=step.on,
            text=step.text,
            sealed=step.sealed,
            signed_by=step.signed_by,
        )
        letters = self._letters[step.who]
        for item in step.items:
            waiting = [
                place
                for place, (_, letter) in enumerate(letters)
                if letter.item == item and letter.reply is None
            ]
            if not waiting:
                raise Refusal(f"没有等待回复的“{item}”函。", mend="请先写 do: letter。")
            instrument, letter = letters[waiting[-1]]
            letters[waiting[-1]] = (instrument, letter.model_copy(update={"reply": reply}))
        self._put_letters(step.who, step.on)
        self._tell(step, f"收到回复：{'、'.join(step.items)}", (step.who,), said=step.text)

    def _do_file_review(self, step: given.ReviewFile) -> None:
        review = self._rules.first(FileReview)
        items = tuple(item.id for item in review.items) if review else ()
        self._set(
            [step.who],
            "file_review",
            findings=step.findings(items),
            reviewers=step.reviewers,
            conclusion=step.conclusion,
            reviewed_on=step.on,
            person_signed_on=step.on if step.person_signs else None,
        )
        self._tell(step, "审核干部人事档案", (step.who,))

    def _do_sitting(self, step: given.SittingGiven) -> None:
        for name in step.who:
            before = self._result.courses[name].facts.meeting
            rejected = before.rejected_on
            if before.decision == "rejected" and before.decided_on:
                rejected = (*rejected, before.decided_on)
            self._set(
                [name],
                "meeting",
                held_on=step.on,
                due=step.due,
                present=step.present,
                recused=step.recused,
                chief=step.chief,
                spoken_last=step.spoken_last,
                listed=step.listed,
                consents_to_reconsider=step.consents_to_reconsider,
                rejected_on=rejected,
                decision=None,
                decided_on=None,
                hands={},
            )
        self._tell(step, f"召开会议，应到{len(step.due)}人，实到{len(step.present)}人", step.who)

    def _do_decide(self, step: given.Decide) -> None:
        self._set(step.who, "meeting", decision=step.decision, decided_on=step.on, hands=step.hands)
        word = {"approved": "同意", "rejected": "不同意", "deferred": "缓议"}[step.decision]
        self._tell(step, f"登记会议决定：{word}", step.who)

    def _do_notice(self, step: given.StartNotice) -> None:
        if step.exempt_because:
            self._set(step.who, "notice", exempt_because=step.exempt_because)
            self._tell(step, f"不公示：{step.exempt_because}", step.who)
            return
        self._set(step.who, "notice", started_on=step.on, ended_on=None)
        self._tell(step, "开始公示", step.who)

    def _do_end_notice(self, step: given.EndNotice) -> None:
        self._set(step.who, "notice", ended_on=step.on)
        self._tell(step, "登记公示结果", step.who)

    def _do_complaint(self, step: given.Complaint) -> None:
        known = {one.id: one for one in self._result.courses[step.who].facts.notice.reports}
        received = known[step.id].received_on if step.id in known else step.on
        known[step.id] = ReceivedReport(id=step.id, received_on=received, verdict=step.verdict)
        self._set([step.who], "notice", reports=tuple(known.values()))
        what = "收到公示期反映" if step.verdict == "pending" else "核查公示期反映"
        self._tell(step, what, (step.who,))

    def _do_appoint(self, step: given.AppointGiven) -> None:
        effective = step.effective_on or step.on
        facts = self._result.courses[step.who].facts
        if facts.stage is not Stage.APPOINTMENT:
            self._tell(step, "不能任职：还没有进入任职环节", (step.who,), verdict=Verdict.BAR)
            return
        probation = self._rules.first(Probation)
        until = None
        if probation and probation.applies(facts.probation.manner):
            until = probation.last_day(effective, self._rules.parameters)
        self._change([step.who], lambda _: {"appointed_on": effective})
        self._set([step.who], "probation", started_on=effective, until=until)
        said = f"试用期至{until.isoformat()}" if until else "没有试用期"
        self._tell(step, f"任职，自{effective.isoformat()}起", (step.who,), said=said)

    def _do_assess(self, step: given.Assess) -> None:
        probation = self._rules.first(Probation)
        chosen = probation.outcome(step.outcome) if probation else None
        facts = self._result.courses[step.who].facts.probation
        if probation is None or chosen is None:
            raise Refusal(f"制度的试用期没有“{step.outcome}”这个结论。", mend="请改正情景。")
        if chosen.effect == "extend" and facts.until:
            until = probation.extended_until(facts.until, chosen, self._rules.parameters)
            self._set([step.who], "probation", until=until, extended=facts.extended + 1)
        else:
            self._set([step.who], "probation", outcome=chosen.id, assessed_on=step.on)
            if chosen.effect == "relieve":
                self._result.courses[step.who].state = "relieved"
        self._tell(step, f"试用期考核：{chosen.title}", (step.who,))

    def _do_material(self, step: given.MaterialGiven) -> None:
        names = [step.who] if step.who else self._everybody
        self._file(names, step.item, step.by, step.on, step.audited_by)
        self._tell(step, f"归集材料：{step.item}", (step.who,) if step.who else ())

    def _file(
        self, names: Iterable[str], item: str, by: str, on: date, audited_by: str = ""
    ) -> None:
        material = MaterialFacts(recorded_by=by, recorded_on=on, audited_by=audited_by)
        self._change(
            names,
            lambda facts: {
                "materials": facts.materials.model_copy(
                    update={"materials": {**facts.materials.materials, item: material}}
                )
            },
        )

    def _leave_material(self, step: Any) -> None:
        """What a step leaves on the record may be the material that a link asks for."""
        checklist = self._rules.first(Checklist)
        event = EVENTS.get(step.do, "")
        who = getattr(step, "who", ()) or self._everybody
        names = [who] if isinstance(who, str) else list(who)
        if step.do == "notice" and step.exempt_because:
            event = "notice.exempted"
        if step.do == "vote":
            event = {
                "nomination": "nomination_poll.prepared",
                "rating": "rating_poll.prepared",
                "decision": "decision_poll.prepared",
            }[self._rules.get(step.ballot, Ballot).purpose]
        for link in checklist.links if checklist else ():
            for item in link.items:
                if event in item.steps:
                    self._file(names, item.id, "推演", step.on)

    def _do_set_aside(self, step: given.SetAside) -> None:
        one = self._result.courses[step.who]
        stage = one.facts.stage
        outcome = course.gate(self._rules, one.facts, stage)
        reason = next((each for each in outcome.reasons if each.rule == step.rule), None)
        gate = course.gate_of(self._rules, stage, step.rule)
        if reason is None or gate is None or reason.verdict not in {Verdict.HOLD, Verdict.BAR}:
            self._tell(step, f"没有可以放行或破例的“{step.rule}”", (step.who,))
            return
        overrides = reason.verdict is Verdict.BAR
        roles = gate.override if overrides else gate.release
        word = "破例" if overrides else "放行"
        if step.role not in roles:
            may = f"只能由{role_names(roles)}{word}" if roles else f"制度不允许{word}"
            self._tell(step, f"“{reason.label}”{may}", (step.who,), verdict=reason.verdict)
            return
        exemption = ExemptionFacts(
            stage=stage,
            check=gate.check,
            rule=step.rule,
            overrides=overrides,
            reason=step.reason,
            by=step.by,
            on=step.on,
        )
        self._change([step.who], lambda facts: {"exemptions": (*facts.exemptions, exemption)})
        self._tell(step, f"{word}“{reason.label}”", (step.who,), said=step.reason)

    def _do_drop(self, step: given.Drop) -> None:
        for name in step.who:
            self._result.courses[name].state = "dropped"
        remaining = sum(one.state == "active" for one in self._result.courses.values())
        self._set(self._everybody, "motion", candidates=remaining)
        self._tell(step, "终止", step.who, said=step.reason)

    def _do_move(self, step: given.Move) -> None:
        for name in step.who:
            one = self._result.courses[name]
            stage = one.facts.stage
            if one.state != "active":
                self._tell(step, f"已{one.state}，不再提交", (name,))
                continue
            moves = self._rules.step(stage).moves
            if step.role is not None and step.role not in moves:
                self._tell(step, f"{stage.label}只能由{role_names(moves)}提交", (name,))
                continue
            outcome = course.gate(self._rules, one.facts, stage)
            one.outcome = outcome
            if step.expect is not None and outcome.verdict is not step.expect:
                self._result.failures.append(
                    f"{step.on.isoformat()}{name}离开{stage.label}："
                    f"应为{step.expect.label}，实为{outcome.verdict.label}。"
                )
            what = f"{stage.label}未通过" if outcome.blocks else self._pass_on(one, step.on)
            self._tell(step, what, (name,), verdict=outcome.verdict, outcome=outcome)

    def _pass_on(self, one: Course, on: date) -> str:
        stage = one.facts.stage
        after = self._rules.procedure.after(stage)
        probation = self._rules.first(Probation)
        exempt = probation and not probation.applies(one.facts.probation.manner)
        if after is None or (after.stage is Stage.PROBATION and exempt):
            one.state = "completed"
            return f"{stage.label}通过，办结"
        one.facts = one.facts.model_copy(update={"stage": after.stage, "entered_on": on})
        return f"{stage.label}通过，进入{after.label}"

    def _compare(self) -> None:
        for name, wanted in self._scenario.expect.items():
            one = self._result.courses[name]
            if wanted.stage is not None and one.facts.stage is not wanted.stage:
                self._result.failures.append(
                    f"{name}应在{wanted.stage.label}，实在{one.facts.stage.label}。"
                )
            if wanted.state is not None and one.state != wanted.state:
                self._result.failures.append(f"{name}应为{wanted.state}，实为{one.state}。")
            if wanted.blocked_by is not None:
                blocking = {
                    reason.rule
                    for reason in (one.outcome.reasons if one.outcome else ())
                    if reason.verdict in {Verdict.HOLD, Verdict.BAR}
                }
                missing = set(wanted.blocked_by) - blocking
                more = blocking - set(wanted.blocked_by)
                if missing or more:
                    self._result.failures.append(
                        f"{name}应受阻于{'、'.join(wanted.blocked_by) or '无'}，"
                        f"实受阻于{'、'.join(sorted(blocking)) or '无'}。"
                    )
