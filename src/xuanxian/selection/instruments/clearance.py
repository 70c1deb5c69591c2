"""审核把关 by letter: who is asked about what, by when, and what each kind of answer means."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Literal

from pydantic import Field, model_validator

from xuanxian.kernel.deadlines import add_months, last_working_day
from xuanxian.policy.expressions import Expression, Quantity, Value, ValueType
from xuanxian.policy.fact_names import fact_types
from xuanxian.policy.formulas import Formula
from xuanxian.policy.kinds import Instrument, Provision, StatedExpression
from xuanxian.policy.outcome import Outcome, Verdict
from xuanxian.policy.parts import (
    Facts,
    Finding,
    Parameters,
    Part,
    RoleCode,
    Whole,
    role_names,
    said,
    whole,
)

Answer = Literal["favourable", "partial", "unfavourable"]

ANSWERS: dict[str, str] = {
    "favourable": "无影响使用的情形",
    "partial": "有情况需要核实",
    "unfavourable": "有影响使用的情形",
}
"""Answer → how the interface words it."""


_OF_POST = (
    "职位类别",
    "职位层次",
    "是否正职职位",
    "是否班子职位",
    "职位管理权限",
    "职位所在单位类别",
)

CONSULTED_ON: Mapping[str, ValueType] = {
    **{name: fact_types("post")[name] for name in _OF_POST},
    "是否党外人士": fact_types("person")["是否党外人士"],
}
"""The facts by which a policy says whom a case of what kind is asked of."""


class ClearanceItem(Part):
    """One body asked about one thing.

    Attributes:
        asks: the body asked.
        about: what it answers for.
        when: a condition over `CONSULTED_ON`; the body is asked only where it holds. "" always.
        reply_working_days: by when; None when the policy sets no such date.
        reply_months: by when, in months from the letter; instead of working days.
        silence: an overdue reply holds, or counts as consent (and then only flags).
        partial, unfavourable: what such an answer means.
        signatures: by title, who must have signed the reply; both for a dual signature.
        sealed: the reply bears the body's seal.
        answered_by: roles that may record the reply.
        valid_months: after so many months a reply must be asked for again; None: never.
        required: an item not required is asked where the case calls for it.
        own_unit: the letter goes to the unit in which the person serves.
    """

    id: str
    title: str
    asks: str
    about: str = ""
    when: str = ""
    reply_working_days: Whole | None = None
    reply_months: Whole | None = None
    silence: Literal["hold", "consent"] = "hold"
    partial: Verdict = Verdict.HOLD
    unfavourable: Verdict = Verdict.BAR
    signatures: tuple[str, ...] = ()
    sealed: bool = True
    answered_by: tuple[RoleCode, ...] = ()
    valid_months: Whole | None = None
    required: bool = True
    own_unit: bool = False
    cite: str = ""

    @model_validator(mode="after")
    def _one_deadline(self) -> "ClearanceItem":
        if self.reply_working_days is not None and self.reply_months is not None:
            raise ValueError("reply_working_days 和 reply_months 只能写一个")
        if self.silence == "consent" and self.has_no_deadline:
            raise ValueError("逾期视为同意的（silence: consent）必须写回复期限")
        return self

    @property
    def has_no_deadline(self) -> bool:
        """Whether the policy sets no day for the reply."""
        return self.reply_working_days is None and self.reply_months is None

    def is_asked(self, values: Mapping[str, Any], parameters: Parameters) -> bool | None:
        """Whether the case is one in which this body is asked; None where that cannot be told.

        Args:
            values: what is known of `CONSULTED_ON`.
        """
        if not self.when:
            return True
        return Formula(self.when, CONSULTED_ON, parameters).holds(values)


class Reply(Facts):
    """An answer as received; `answer` as people classed it."""

    answer: Answer
    replied_on: date
    text: str = ""
    sealed: bool = False
    signed_by: tuple[str, ...] = ()


class Letter(Facts):
    """A letter of one item: sent, due, perhaps answered."""

    item: str
    sent_on: date
    due_on: date | None = None
    reply: Reply | None = None


class ClearanceFacts(Facts):
    """The letters of one person on the day `as_of`; the last letter of an item counts.

    Attributes:
        values: what is known of `CONSULTED_ON`; a name that is missing is unknown.
    """

    as_of: date
    letters: tuple[Letter, ...] = ()
    values: Mapping[str, Any] = {}


class Clearance(Instrument):
    """凡提四必 and whatever else a policy has asked by letter."""

    KIND = "clearance"
    TITLE = "审核把关"

    kind: Literal["clearance"] = "clearance"
    items: tuple[ClearanceItem, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _items_differ(self) -> "Clearance":
        ids = [item.id for item in self.items]
        if len(set(ids)) != len(ids):
            raise ValueError("items 中有相同的 id")
        return self

    def item(self, item_id: str) -> ClearanceItem | None:
        """The item with this id, None when there is none."""
        return next((item for item in self.items if item.id == item_id), None)

    def expressions(self) -> Sequence[StatedExpression]:
        """See `Instrument.expressions`."""
        return [
            StatedExpression(("items", place, "when"), item.when, dict(CONSULTED_ON))
            for place, item in enumerate(self.items)
            if item.when
        ]

    def explain(self) -> list[str]:
        """See `Instrument.explain`."""
        return [each.text for each in self.provisions()]

    def provisions(self) -> list[Provision]:
        """See `Instrument.provisions`: one item for each body that is asked."""
        provisions = [Provision("提交讨论决定以前，征求并核实下列意见：")]
        for item in self.items:
            due = ""
            if item.reply_working_days is not None:
                due = f"，{said(item.reply_working_days)}个工作日内回复"
            elif item.reply_months is not None:
                due = f"，{said(item.reply_months)}个月内回复"
            silence = "逾期不回复视为同意" if item.silence == "consent" else "不回复不视为同意"
            form = [
                *(["加盖公章"] if item.sealed else []),
                *([f"{'、'.join(item.signatures)}签字"] if item.signatures else []),
            ]
            sealed = f"；回复须{'、'.join(form)}" if form else ""
            text = (
                f"{item.title}：{_when_said(item)}"
                f"{'' if item.required else '必要时'}征求{item.asks}"
                f"{f'对{item.about}的' if item.about else ''}意见{due}，{silence}"
                f"{sealed}；"
                f"有情况需核实的，{item.partial.consequence}；"
                f"有影响使用情形的，{item.unfavourable.consequence}"
                f"{f'；由{role_names(item.answered_by)}登记' if item.answered_by else ''}。"
            )
            provisions.append(Provision(text, item.cite, ("items", item.id)))
        return provisions

    def due_on(self, item: ClearanceItem, sent_on: date, parameters: Parameters) -> date | None:
        """Last day for the reply to a letter sent on `sent_on`, which itself is not counted."""
        if item.reply_months is not None:
            months = whole(item.reply_months, parameters, of=f"{item.title}回复期限（月）")
            return add_months(sent_on, months)
        if item.reply_working_days is None:
            return None
        days = whole(item.reply_working_days, parameters, of=f"{item.title}回复期限（工作日）")
        return last_working_day(sent_on, days, count_first_day=False)

    def decide(self, facts: ClearanceFacts, parameters: Parameters) -> Outcome:
        """What the answers together allow."""
        finding = Finding(self)
        last = {letter.item: letter for letter in facts.letters}
        for item in self.items:
            letter = last.get(item.id)
            asked = item.is_asked(facts.values, parameters)
            if letter is None and asked is None and item.required:
                unknown = Formula(item.when, CONSULTED_ON, parameters).unknown_among(facts.values)
                finding.missing(
                    f"{item.id}.asked",
                    item.title,
                    f"是否须征求{item.asks}的意见不明：{'、'.join(unknown)}没有记载。",
                    cite=item.cite,
                )
            elif letter is None:
                if item.required and asked is True:
                    finding.missing(
                        f"{item.id}.letter",
                        item.title,
                        f"还没有征求{item.asks}的意见。",
                        cite=item.cite,
                    )
            elif letter.reply is None:
                self._judge_silence(item, letter, facts.as_of, finding)
            else:
                self._judge_reply(item, letter.reply, facts.as_of, finding, parameters)
        return Outcome.of(finding)

    def _judge_silence(
        self, item: ClearanceItem, letter: Letter, as_of: date, finding: Finding
    ) -> None:
        due = letter.due_on
        if due is None or as_of <= due:
            by = f"，{due:%Y.%m.%d}前回复" if due else ""
            finding.missing(
                f"{item.id}.reply",
                item.title,
                f"已于{letter.sent_on:%Y.%m.%d}发函{item.asks}{by}，尚未回复。",
                cite=item.cite,
            )
        elif item.silence == "consent":
            finding.add(
                f"{item.id}.reply",
                Verdict.FLAG,
                item.title,
                f"{item.asks}到{due:%Y.%m.%d}没有回复，按规定视为同意。",
                cite=item.cite,
            )
        else:
            finding.missing(
                f"{item.id}.reply",
                item.title,
                f"{item.asks}应于{due:%Y.%m.%d}前回复，已逾期{(as_of - due).days}天；"
                "不回复不视为同意。",
                figures={"逾期天数": (as_of - due).days},
                cite=item.cite,
            )

    def _judge_reply(
        self,
        item: ClearanceItem,
        reply: Reply,
        as_of: date,
        finding: Finding,
        parameters: Parameters,
    ) -> None:
        verdict = {
            "favourable": Verdict.PASS,
            "partial": item.partial,
            "unfavourable": item.unfavourable,
        }[reply.answer]
        text = f"：{reply.text}" if reply.text else ""
        finding.add(
            f"{item.id}.answer",
            verdict,
            item.title,
            f"{item.asks}{reply.replied_on:%Y.%m.%d}回复“{ANSWERS[reply.answer]}”{text}。",
            cite=item.cite,
        )
        unsigned = [title for title in item.signatures if title not in reply.signed_by]
        if unsigned:
            finding.missing(
                f"{item.id}.signatures",
                f"{item.title}签字",
                f"{item.asks}的回复缺少{'、'.join(unsigned)}签字。",
                cite=item.cite,
            )
        if item.sealed and not reply.sealed:
            finding.missing(
                f"{item.id}.seal",
                f"{item.title}公章",
                f"{item.asks}的回复没有加盖公章。",
                cite=item.cite,
            )
        if item.valid_months is not None:
            months = whole(item.valid_months, parameters, of=f"{item.title}有效期（月）")
            expiry = add_months(reply.replied_on, months)
            if as_of >= expiry:
                finding.missing(
                    f"{item.id}.validity",
                    f"{item.title}有效期",
                    f"{item.asks}的回复到{expiry:%Y.%m.%d}已过{months}个月有效期，应重新征求意见。",
                    cite=item.cite,
                )


def _when_said(item: ClearanceItem) -> str:
    if not item.when:
        return ""
    # Parameters keep their names here: a policy puts the values in their place.
    held: dict[str, Quantity | Value] = {}
    return f"{Expression.parse(item.when, CONSULTED_ON, held).spoken()}的，"
