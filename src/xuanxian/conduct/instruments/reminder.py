"""提醒、函询、诫勉: grounds, when a reply is due, and how long it weighs on the person."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any, Literal

from pydantic import Field, model_validator

from xuanxian.conduct.instruments.deadlines import Deadline, day_said
from xuanxian.conduct.instruments.declared import meaning_for, refuse_repeated
from xuanxian.conduct.instruments.written_out import WrittenOut
from xuanxian.policy.expressions import Value
from xuanxian.policy.formulas import Parameters
from xuanxian.policy.kinds import Moment, Provision
from xuanxian.policy.outcome import Outcome, Verdict
from xuanxian.policy.parts import Facts, Finding, Part, RoleCode, role_names

REPLIES: dict[str, str] = {
    "accepted": "说明清楚，予以了结",
    "insufficient": "没有说明清楚，须继续了解",
    "escalate": "需要采取更重的方式",
}
"""What a reply came to → its words."""


class Form(Part):
    """One form of reminding: 提醒, 函询 or 诫勉.

    Attributes:
        grounds: in which situations, in words.
        by: who may do it.
        manner: how, as 谈话 or 书面.
        reply: how long the person has to answer in writing; None where no answer is asked for.
        influence: how long it weighs on matters; None where it does not.
        matters: on which matters.
        verdict: what it means for them while it lasts.
    """

    id: str
    title: str
    grounds: tuple[str, ...] = ()
    by: tuple[RoleCode, ...] = ()
    manner: str = ""
    reply: Deadline | None = None
    influence: Deadline | None = None
    matters: tuple[str, ...] = ()
    verdict: Verdict = Verdict.HOLD
    cite: str = ""


class ReminderFacts(Facts):
    """One letter or talk, as it stands on the day `as_of`.

    Attributes:
        form: id or title.
        ground: the situation it is given for.
        sent_on: the day it was given or sent.
        replied_on: the day the answer came.
        result: what the answer came to; "" while nobody has read it.
        closed_on: the day it was closed.
        matter: the matter asked about; "" for all.
    """

    as_of: date
    form: str
    ground: str = ""
    sent_on: date
    replied_on: date | None = None
    result: Literal["", "accepted", "insufficient", "escalate"] = ""
    closed_on: date | None = None
    matter: str = ""

    @model_validator(mode="after")
    def _in_order(self) -> "ReminderFacts":
        for day, what in ((self.replied_on, "答复"), (self.closed_on, "了结")):
            if day and day < self.sent_on:
                raise ValueError(f"{what}日期早于发出日期，请改正其中一个。")
        return self


class Reminder(WrittenOut):
    """How people are reminded.

    Attributes:
        of: whom, in words.
        forms: lightest first.
    """

    KIND = "reminder"
    TITLE = "提醒函询诫勉"

    kind: Literal["reminder"] = "reminder"
    of: str = "干部"
    forms: tuple[Form, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _forms_differ(self) -> "Reminder":
        refuse_repeated((form.id for form in self.forms), "forms")
        refuse_repeated((form.title for form in self.forms), "forms › title")
        return self

    def form(self, name: str) -> Form:
        """The form with this id or title.

        Raises:
            ValueError: there is none.
        """
        for each in self.forms:
            if name in {each.id, each.title}:
                return each
        known = "、".join(each.title for each in self.forms)
        raise ValueError(f"没有“{name}”这种方式，可用的有：{known}。")

    def provisions(self) -> list[Provision]:
        """See `Instrument.provisions`: one item a form, the lightest first."""
        items = [
            Provision(f"{self._sentence(form)}。", form.cite, ("forms", form.id))
            for form in self.forms
        ]
        return [
            Provision(f"对{self.of}由轻到重采取下列方式："),
            *items,
            Provision("没有答复、没有看过答复或者没有了结的，有关事项先暂缓；逾期不等于说明清楚。"),
        ]

    def _sentence(self, form: Form) -> str:
        grounds = f"，用于{'、'.join(form.grounds)}的" if form.grounds else ""
        manner = f"，以{form.manner}进行" if form.manner else ""
        by = f"，由{role_names(form.by)}办理" if form.by else ""
        reply = f"，本人应在{form.reply.spoken}内答复" if form.reply else ""
        meaning = meaning_for("、".join(form.matters) or "有关事项", form.verdict)
        influence = f"，影响期{form.influence.spoken}，期内{meaning}" if form.influence else ""
        return f"{form.title}{grounds}{manner}{by}{reply}{influence}"

    def suggestions(self) -> Mapping[str, Sequence[str]]:
        """See `Instrument.suggestions`: forms, grounds and matters."""
        own = {
            "form": tuple(form.title for form in self.forms),
            "ground": tuple(dict.fromkeys(each for form in self.forms for each in form.grounds)),
            "matter": tuple(dict.fromkeys(each for form in self.forms for each in form.matters)),
        }
        return {**super().suggestions(), **{key: each for key, each in own.items() if each}}

    def decide(self, facts: ReminderFacts, parameters: Parameters) -> Outcome:
        """What the letter means on the day asked about."""
        return Outcome.of(self._judged(facts, parameters)[0])

    def _judged(
        self, facts: ReminderFacts, parameters: Parameters
    ) -> tuple[Finding, dict[str, Any]]:
        form = self.form(facts.form)
        finding = Finding(self)
        answer: dict[str, Any] = {"方式": form.title}
        if form.grounds and facts.ground not in form.grounds:
            finding.missing(
                "ground",
                "事由",
                f"“{facts.ground or '没有写明'}”不在{form.title}所列情形之内，请核对。",
                threshold="；".join(form.grounds),
            )
        if form.reply:
            self._judge_reply(form, form.reply, facts, parameters, finding, answer)
        if facts.closed_on is None or facts.closed_on > facts.as_of:
            finding.missing("closed", "了结", f"{form.title}还没有了结。")
        if form.influence:
            until = form.influence.last_day_in_force(facts.sent_on, parameters)
            answer["影响期至"] = until.isoformat()
            concerns = not facts.matter or not form.matters or facts.matter in form.matters
            runs = facts.as_of <= until
            matter = facts.matter or "、".join(form.matters) or "有关事项"
            finding.add(
                "influence",
                form.verdict if runs and concerns else Verdict.PASS,
                f"{form.title}影响期",
                f"影响期至{day_said(until)}"
                + (f"，期内{meaning_for(matter, form.verdict)}。" if runs and concerns
                   else "，已经届满。" if not runs else f"，不影响{matter}。"),
                threshold=f"{day_said(until)}届满",
                cite=form.cite,
            )  # fmt: skip
        return finding, answer

    def _judge_reply(
        self,
        form: Form,
        reply: Deadline,
        facts: ReminderFacts,
        parameters: Parameters,
        finding: Finding,
        answer: dict[str, Any],
    ) -> None:
        due = reply.last_day(facts.sent_on, parameters)
        answer["答复期限"] = due.isoformat()
        replied = facts.replied_on
        if replied is None or replied > facts.as_of:
            late = "，已经逾期" if facts.as_of > due else ""
            finding.missing("reply", "答复", f"本人还没有答复，期限为{day_said(due)}{late}。")
            return
        if replied > due:
            finding.add(
                "late",
                Verdict.FLAG,
                "答复期限",
                f"本人于{day_said(replied)}答复，超过期限{day_said(due)}。",
            )
        if facts.result == "accepted":
            finding.met("reply", "答复", f"{day_said(replied)}的答复：{REPLIES['accepted']}。")
        else:
            words = REPLIES.get(facts.result, "还没有看过，不知是否说明清楚")
            finding.missing("reply", "答复", f"{day_said(replied)}的答复：{words}。")

    def rehearse(
        self, given: Mapping[str, Any], parameters: Mapping[str, Value]
    ) -> Mapping[str, Any]:
        """See `Instrument.rehearse`; `given` fits `ReminderFacts`.

        Answers 方式, 答复期限 and 影响期至 where the form has them, and the verdict.
        """
        return self._answer(ReminderFacts.model_validate(dict(given)), parameters)

    def _answer(self, facts: ReminderFacts, parameters: Parameters) -> dict[str, Any]:
        finding, answer = self._judged(facts, parameters)
        rules = {reason.rule.partition(".")[2]: reason.verdict.value for reason in finding}
        return {**answer, "verdict": Outcome.of(finding).verdict.value, "rules": rules}

    def timeline(
        self, given: Mapping[str, Any], parameters: Mapping[str, Value]
    ) -> Sequence[Moment]:
        """See `Instrument.timeline`: sent, answer due, answered, closed, influence over."""
        facts = ReminderFacts.model_validate(dict(given))
        form = self.form(facts.form)
        told: dict[date, list[str]] = {facts.sent_on: [f"发出{form.title}"]}
        if form.reply:
            after = form.reply.last_day(facts.sent_on, parameters) + timedelta(days=1)
            if facts.replied_on is None or facts.replied_on >= after:
                told.setdefault(after, []).append("答复期限已过，还没有答复")
        for day, what in ((facts.replied_on, "本人答复"), (facts.closed_on, "了结")):
            if day:
                told.setdefault(day, []).append(what)
        if form.influence:
            until = form.influence.last_day_in_force(facts.sent_on, parameters)
            told.setdefault(until + timedelta(days=1), []).append("影响期届满")
        return [
            Moment(
                day,
                "；".join(lines) + "。",
                self._answer(facts.model_copy(update={"as_of": day}), parameters),
            )
            for day, lines in sorted(told.items())
            if day <= facts.as_of
        ]
