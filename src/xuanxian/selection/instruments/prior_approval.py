"""事前报批: which clause is broken, and whose approval is needed before which stage is left.

破格, 越级 and doing without a recommendation are not for the office itself to decide: it asks the
body the policy names, and without its reply in favour nobody goes on. Silence is never consent.
"""

from collections.abc import Iterable
from datetime import date
from typing import Literal

from pydantic import Field, model_validator

from xuanxian.kernel.deadlines import last_working_day
from xuanxian.policy.expressions import show
from xuanxian.policy.kinds import Instrument, Provision
from xuanxian.policy.outcome import Outcome, Reason, Verdict
from xuanxian.policy.parts import Facts, Finding, Named, Parameters, Part, Whole, said, whole
from xuanxian.selection.instruments.procedure import Stage

ReplyWord = Literal["approved", "refused"]

REPLIES: dict[str, str] = {"approved": "同意", "refused": "不同意"}
"""Reply of the body asked → its word."""


class ApprovalItem(Part):
    """One kind of exception.

    Attributes:
        breaks: rules whose breach it is, as `qualification.county_working_years`, or the id of an
            instrument for all of its rules.
        forbidden_by: rules whose breach forbids the exception altogether.
        approver: the body asked.
        holds: the stage that nobody leaves without its reply in favour.
        grounds: what such a request may rest on.
        reply_working_days: by when the body replies; None where the policy sets no day.
        on_request: it concerns only those for whom it is asked, not everybody who breaks a rule.
    """

    id: str
    title: str
    breaks: tuple[str, ...] = Field(min_length=1)
    forbidden_by: tuple[str, ...] = ()
    approver: str
    holds: Stage
    grounds: tuple[Named, ...] = ()
    reply_working_days: Whole | None = None
    on_request: bool = False
    cite: str = ""

    def is_broken_by(self, rule: str) -> bool:
        """Whether breaking `rule` is what this exception is about."""
        return any(rule == each or rule.startswith(f"{each}.") for each in self.breaks)


class ApprovalRequest(Facts):
    """A request sent, and the reply if it came."""

    item: str
    sent_on: date
    due_on: date | None = None
    reply: ReplyWord | None = None
    replied_on: date | None = None
    document_number: str = ""


class PriorApprovalFacts(Facts):
    """One person on the day `as_of`.

    Attributes:
        stage: the stage that is to be left.
        broken: rule → what was said of it, for every rule that is broken for certain.
        requests: in the order they were sent; the last of an item counts.
    """

    as_of: date
    stage: Stage = Stage.MOTION
    broken: dict[str, str] = {}
    requests: tuple[ApprovalRequest, ...] = ()


class PriorApproval(Instrument):
    """The exceptions that have to be approved beforehand."""

    KIND = "prior_approval"
    TITLE = "事前报批"

    kind: Literal["prior_approval"] = "prior_approval"
    items: tuple[ApprovalItem, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _items_differ(self) -> "PriorApproval":
        ids = [item.id for item in self.items]
        if len(set(ids)) != len(ids):
            raise ValueError("items 中有相同的 id")
        return self

    def item(self, item_id: str) -> ApprovalItem | None:
        """The item with this id, None when there is none."""
        return next((item for item in self.items if item.id == item_id), None)

    def due_on(self, item: ApprovalItem, sent_on: date, parameters: Parameters) -> date | None:
        """Last day for the reply, None where the policy sets none."""
        if item.reply_working_days is None:
            return None
        days = whole(item.reply_working_days, parameters, of=f"{item.title}批复期限（工作日）")
        return last_working_day(sent_on, days, count_first_day=False)

    def explain(self) -> list[str]:
        """See `Instrument.explain`."""
        return [each.text for each in self.provisions()]

    def provisions(self) -> list[Provision]:
        """See `Instrument.provisions`: one item for each exception."""
        provisions = [Provision("下列情形须事前报批，没有批复不得进入下一环节，不回复不视为同意：")]
        for item in self.items:
            due = (
                f"，{said(item.reply_working_days)}个工作日内批复"
                if item.reply_working_days is not None
                else ""
            )
            grounds = (
                f"；理由限于{'、'.join(ground.title for ground in item.grounds)}"
                if item.grounds
                else ""
            )
            provisions.append(
                Provision(
                    f"{item.title}：离开{item.holds.label}环节以前报{item.approver}批准"
                    f"{due}{grounds}。",
                    item.cite,
                    ("items", item.id),
                )
            )
        return provisions

    def decide(self, facts: PriorApprovalFacts, parameters: Parameters) -> Outcome:
        """Whether every exception has been approved by the time its stage is left."""
        del parameters
        finding = Finding(self)
        for item in self.items:
            self._judge(item, facts, finding)
        if not list(finding):
            finding.met("none", "事前报批", "没有需要事前报批的情形。")
        return Outcome.of(finding)

    def _judge(self, item: ApprovalItem, facts: PriorApprovalFacts, finding: Finding) -> None:
        request = last_request(facts, item.id)
        broken = {rule: text for rule, text in facts.broken.items() if item.is_broken_by(rule)}
        if request is None and (item.on_request or not broken):
            return
        why = "；".join(text.rstrip("。") for text in broken.values())
        forbidden = [text for rule, text in facts.broken.items() if rule in item.forbidden_by]
        if forbidden:
            finding.add(
                item.id,
                Verdict.BAR,
                item.title,
                f"{forbidden[0].rstrip('。')}，不得{item.title}。",
                cite=item.cite,
            )
            return
        said_first = f"{why}，属于{item.title}。" if why else ""
        order = list(Stage)
        if request is None:
            due_now = order.index(facts.stage) >= order.index(item.holds)
            finding.add(
                item.id,
                Verdict.HOLD if due_now else Verdict.FLAG,
                item.title,
                f"{said_first}离开{item.holds.label}环节以前须报{item.approver}批准，还没有报批。",
                cite=item.cite,
            )
        elif request.reply is None:
            due_now = order.index(facts.stage) >= order.index(item.holds)
            overdue = ""
            if request.due_on is not None and facts.as_of > request.due_on:
                overdue = f"（期限{request.due_on:%Y.%m.%d}已过，不回复不视为同意）"
            finding.add(
                f"{item.id}.reply",
                Verdict.HOLD if due_now else Verdict.FLAG,
                item.title,
                f"{request.sent_on:%Y.%m.%d}已报{item.approver}，还没有批复{overdue}。",
                cite=item.cite,
            )
        elif request.reply == "refused":
            finding.add(
                item.id,
                Verdict.BAR,
                item.title,
                f"{_replied(item, request)}不同意。",
                cite=item.cite,
            )
        else:
            finding.met(item.id, item.title, f"{_replied(item, request)}同意。", cite=item.cite)

    def routed(self, reason: Reason, facts: PriorApprovalFacts, stage: Stage) -> Reason:
        """A reason that an exception covers flags: once approved, and before its stage is left.

        Nothing is routed that is not certain, that forbids the exception, or that was refused.
        """
        if reason.verdict not in {Verdict.HOLD, Verdict.BAR}:
            return reason
        order = list(Stage)
        for item in self.items:
            if not item.is_broken_by(reason.rule):
                continue
            if any(rule in item.forbidden_by for rule in facts.broken):
                continue
            request = last_request(facts, item.id)
            reply = request.reply if request else None
            ahead = order.index(stage) < order.index(item.holds) and reason.rule in facts.broken
            if reply == "approved" and request is not None:
                note = f"{_replied(item, request)}同意{item.title}"
            elif ahead and reply is None and not item.on_request:
                note = f"属于{item.title}，离开{item.holds.label}环节以前须报{item.approver}批准"
            else:
                continue
            return reason.model_copy(
                update={"verdict": Verdict.FLAG, "explanation": f"{reason.explanation}（{note}）"}
            )
        return reason


def last_request(facts: PriorApprovalFacts, item_id: str) -> ApprovalRequest | None:
    """The last request of an item, None when there was none."""
    return next((one for one in reversed(facts.requests) if one.item == item_id), None)


def broken_for_certain(reasons: Iterable[Reason]) -> dict[str, str]:
    """Rule → what was said, of those that are broken; what is only unknown is not."""
    return {
        reason.rule: reason.explanation
        for reason in reasons
        if reason.verdict is not Verdict.PASS and show(None) not in reason.figures.values()
    }


def _replied(item: ApprovalItem, request: ApprovalRequest) -> str:
    number = f"（{request.document_number}）" if request.document_number else ""
    day = f"{request.replied_on:%Y.%m.%d}" if request.replied_on else ""
    return f"{item.approver}{day}批复{number}"
