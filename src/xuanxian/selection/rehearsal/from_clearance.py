"""The steps from the clearance to the probation."""

from datetime import date

from xuanxian.kernel.errors import Refusal
from xuanxian.policy.outcome import Verdict
from xuanxian.selection.course import file_review_at
from xuanxian.selection.instruments import Clearance, Meeting, Probation, Stage
from xuanxian.selection.instruments.clearance import ClearanceFacts, Letter, Reply
from xuanxian.selection.instruments.file_review import FileReviewFacts
from xuanxian.selection.instruments.notice import ReceivedReport
from xuanxian.selection.rehearsal import steps
from xuanxian.selection.rehearsal.ground import Ground, carry_out


@carry_out.register
def _letter(step: steps.SendLetter, ground: Ground) -> None:
    for item in step.items:
        clearance = _clearance_with(ground, item)
        found = clearance.item(item)
        due = clearance.due_on(found, step.on, ground.rules.parameters) if found else None
        for name in step.who:
            letter = Letter(item=item, sent_on=step.on, due_on=due)
            ground.letters[name].append((clearance.id, letter))
            _put_letters(ground, name, step.on)
        title = found.title if found else item
        by = f"，{due.isoformat()}前回复" if due else ""
        ground.tell(step, f"发函：{title}{by}", step.who)


@carry_out.register
def _reply(step: steps.ReplyGiven, ground: Ground) -> None:
    reply = Reply(
        answer=step.answer,
        replied_on=step.on,
        text=step.text,
        sealed=step.sealed,
        signed_by=step.signed_by,
    )
    letters = ground.letters[step.who]
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
    _put_letters(ground, step.who, step.on)
    titles = [
        found.title
        for item in step.items
        if (found := _clearance_with(ground, item).item(item)) is not None
    ]
    ground.tell(step, f"收到回复：{'、'.join(titles)}", (step.who,), said=step.text)


@carry_out.register
def _file_review(step: steps.ReviewFile, ground: Ground) -> None:
    review = file_review_at(ground.rules, ground.courses[step.who].facts.stage)
    if review is None:
        raise Refusal("制度没有档案审核。", mend="请去掉 do: file_review。")
    done = FileReviewFacts(
        as_of=step.on,
        findings=step.findings(tuple(item.id for item in review.items)),
        reviewers=step.reviewers,
        by_step=step.by_step,
        conclusion=step.conclusion,
        reviewed_on=step.on,
        person_signed_on=step.on if step.person_signs else None,
    )
    ground.change(
        [step.who], lambda facts: {"file_reviews": {**facts.file_reviews, review.id: done}}
    )
    ground.tell(step, review.title or "审核干部人事档案", (step.who,))


@carry_out.register
def _sitting(step: steps.SittingGiven, ground: Ground) -> None:
    # A vote belongs to the sitting it was taken on; a new one begins without.
    ballots = {meeting.ballot for meeting in ground.rules.all(Meeting)}
    ground.change(
        step.who,
        lambda facts: {
            "polls": {name: poll for name, poll in facts.polls.items() if name not in ballots}
        },
    )
    for name in step.who:
        before = ground.courses[name].facts.meeting
        rejected = before.rejected_on
        if before.decision == "rejected" and before.decided_on:
            rejected = (*rejected, before.decided_on)
        ground.set(
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
    ground.tell(step, f"召开会议，应到{len(step.due)}人，实到{len(step.present)}人", step.who)


@carry_out.register
def _decide(step: steps.Decide, ground: Ground) -> None:
    ground.set(step.who, "meeting", decision=step.decision, decided_on=step.on, hands=step.hands)
    word = {"approved": "同意", "rejected": "不同意", "deferred": "缓议"}[step.decision]
    ground.tell(step, f"登记会议决定：{word}", step.who)


@carry_out.register
def _notice(step: steps.StartNotice, ground: Ground) -> None:
    if step.exempt_because:
        ground.set(step.who, "notice", exempt_because=step.exempt_because)
        ground.tell(step, f"不公示：{step.exempt_because}", step.who)
        return
    ground.set(step.who, "notice", started_on=step.on, ended_on=None)
    ground.tell(step, "开始公示", step.who)


@carry_out.register
def _end_notice(step: steps.EndNotice, ground: Ground) -> None:
    ground.set(step.who, "notice", ended_on=step.on)
    ground.tell(step, "登记公示结果", step.who)


@carry_out.register
def _complaint(step: steps.Complaint, ground: Ground) -> None:
    known = {one.id: one for one in ground.courses[step.who].facts.notice.reports}
    received = known[step.id].received_on if step.id in known else step.on
    known[step.id] = ReceivedReport(id=step.id, received_on=received, verdict=step.verdict)
    ground.set([step.who], "notice", reports=tuple(known.values()))
    what = "收到公示期反映" if step.verdict == "pending" else "核查公示期反映"
    ground.tell(step, what, (step.who,))


@carry_out.register
def _appoint(step: steps.AppointGiven, ground: Ground) -> None:
    effective = step.effective_on or step.on
    facts = ground.courses[step.who].facts
    if facts.stage is not Stage.APPOINTMENT:
        ground.tell(step, "不能任职：还没有进入任职环节", (step.who,), verdict=Verdict.BAR)
        return
    probation = ground.rules.first(Probation)
    until = None
    if probation and probation.applies(facts.probation.manner):
        until = probation.last_day(effective, ground.rules.parameters)
    ground.change([step.who], lambda _: {"appointed_on": effective})
    ground.set([step.who], "probation", started_on=effective, until=until)
    said = f"试用期至{until.isoformat()}" if until else "没有试用期"
    ground.tell(step, f"任职，自{effective.isoformat()}起", (step.who,), said=said)


@carry_out.register
def _assess(step: steps.Assess, ground: Ground) -> None:
    probation = ground.rules.first(Probation)
    chosen = probation.outcome(step.outcome) if probation else None
    facts = ground.courses[step.who].facts.probation
    if probation is None or chosen is None:
        raise Refusal(f"制度的试用期没有“{step.outcome}”这个结论。", mend="请改正情景。")
    if chosen.effect == "extend" and facts.until:
        until = probation.extended_until(facts.until, chosen, ground.rules.parameters)
        ground.set([step.who], "probation", until=until, extended=facts.extended + 1)
    else:
        ground.set([step.who], "probation", outcome=chosen.id, assessed_on=step.on)
        if chosen.effect == "relieve":
            ground.courses[step.who].state = "relieved"
    ground.tell(step, f"试用期考核：{chosen.title}", (step.who,))


def _clearance_with(ground: Ground, item: str) -> Clearance:
    for clearance in ground.rules.all(Clearance):
        if clearance.item(item):
            return clearance
    raise Refusal(f"制度的审核把关中没有“{item}”这一项。", mend="请改正情景。")


def _put_letters(ground: Ground, name: str, on: date) -> None:
    by_instrument: dict[str, list[Letter]] = {}
    for instrument, letter in ground.letters[name]:
        by_instrument.setdefault(instrument, []).append(letter)
    ground.change(
        [name],
        lambda facts: {
            "clearance": {
                **facts.clearance,
                **{
                    instrument: facts.clearance.get(
                        instrument, ClearanceFacts(as_of=on)
                    ).model_copy(update={"letters": tuple(letters)})
                    for instrument, letters in by_instrument.items()
                },
            }
        },
    )
