"""分级预警: colour levels from severity, influence and frequency; a ledger until rectified."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from fractions import Fraction
from typing import Any, Literal

from pydantic import Field, field_validator, model_validator

from xuanxian.conduct.instruments.deadlines import Deadline, day_said
from xuanxian.conduct.instruments.declared import judge, refuse_repeated
from xuanxian.conduct.instruments.occurrence import Occurrence
from xuanxian.conduct.instruments.written_out import WrittenOut
from xuanxian.kernel.deadlines import add_months
from xuanxian.policy.expressions import Value, ValueType, number, ordered
from xuanxian.policy.formulas import Parameters
from xuanxian.policy.instruments.saying import read_aloud
from xuanxian.policy.kinds import Moment, Provision, StatedExpression
from xuanxian.policy.outcome import Outcome, Verdict
from xuanxian.policy.parts import Facts, Finding, Part, Whole, said, whole


class Level(Part):
    """One level of warning.

    Attributes:
        colour: its colour, as 蓝色.
        title: its name beside the colour, as 四级.
        when: condition over 情节, 影响, 次数.
        action: what is then done, in words; people do it.
        rectify: how long the person has to put it right; None where it is not said.
        verdict: what an open warning of this level means.
    """

    id: str
    colour: str
    title: str = ""
    when: str
    action: str
    rectify: Deadline | None = None
    verdict: Verdict = Verdict.FLAG
    cite: str = ""

    @property
    def name(self) -> str:
        """It as 蓝色（四级）."""
        return f"{self.colour}（{self.title}）" if self.title else self.colour


class LedgerFacts(Facts):
    """The ledger of one person. 情节 and 影响 stand in `values` of each occurrence."""

    as_of: date
    events: tuple[Occurrence, ...] = ()

    @field_validator("events")
    @classmethod
    def _dated(cls, events: tuple[Occurrence, ...]) -> tuple[Occurrence, ...]:
        if undated := [entry.event for entry in events if entry.on is None]:
            raise ValueError(f"“{undated[0]}”没有写日期，预警台账的每一条都要有 on。")
        return events


class TieredWarning(WrittenOut):
    """Warnings by level.

    Attributes:
        of: of whom, in words.
        severities: degrees of 情节, lightest first.
        influences: degrees of 影响, smallest first.
        window_months: months looked back for 次数, 12 months as a year; None: all.
        counts: what 次数 counts: this behaviour, or everything of the person.
        levels: lightest first; the heaviest whose condition holds is the level.
        behaviours: the list of what is warned of, in words; () leaves it open.
    """

    KIND = "warning"
    TITLE = "分级预警"

    kind: Literal["warning"] = "warning"
    of: str = "干部"
    severities: tuple[str, ...] = Field(min_length=1)
    influences: tuple[str, ...] = ()
    window_months: Whole | None = None
    counts: Literal["behaviour", "person"] = "behaviour"
    levels: tuple[Level, ...] = Field(min_length=1)
    behaviours: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _fits_together(self) -> "TieredWarning":
        refuse_repeated((level.id for level in self.levels), "levels")
        refuse_repeated((level.colour for level in self.levels), "levels › colour")
        refuse_repeated(self.severities, "severities")
        refuse_repeated(self.influences, "influences")
        before = Verdict.PASS
        for level in self.levels:
            if level.verdict.weight < before.weight:
                raise ValueError(
                    f"{level.name}预警比前一级轻，请由轻到重写，并检查各级的 verdict。"
                )
            before = level.verdict
        return self

    @property
    def names(self) -> dict[str, ValueType]:
        """What the levels may name."""
        return {
            "情节": ordered(self.severities),
            **({"影响": ordered(self.influences)} if self.influences else {}),
            "次数": number("次"),
        }

    def expressions(self) -> Sequence[StatedExpression]:
        """See `Instrument.expressions`."""
        return [
            StatedExpression(("levels", level.id, "when"), level.when, self.names)
            for level in self.levels
        ]

    def provisions(self) -> list[Provision]:
        """See `Instrument.provisions`: one item a level, the lightest first."""
        said_all = [Provision(f"{self.of}有苗头性、倾向性问题的，记入预警台账，整改完成才销号。")]
        if self.behaviours:
            said_all.append(Provision(f"预警的行为：{'；'.join(self.behaviours)}。"))
        degrees = f"情节由轻到重分{'、'.join(self.severities)}"
        if self.influences:
            degrees += f"；影响由小到大分{'、'.join(self.influences)}"
        what = "同一种行为" if self.counts == "behaviour" else "本人全部预警行为"
        window = f"最近{said(self.window_months)}个月内" if self.window_months is not None else ""
        said_all.append(Provision(f"{degrees}；次数指{window}{what}经核实的次数，含本次。"))
        said_all.append(Provision("按下列级别预警："))
        said_all += [
            Provision(f"{self._sentence(level)}。", level.cite, ("levels", level.id))
            for level in self.levels
        ]
        said_all.append(
            Provision("同时符合几级的，按最重的一级；情节、影响不明而可能更重的，暂缓定级。")
        )
        return said_all

    def _sentence(self, level: Level) -> str:
        rectify = f"，限{level.rectify.spoken}内整改" if level.rectify else ""
        meaning = "" if level.verdict is Verdict.PASS else f"；未销号前{level.verdict.label}"
        when = read_aloud(level.when, self.names)
        return f"{when}的，启动{level.name}预警，{level.action}{rectify}{meaning}"

    def suggestions(self) -> Mapping[str, Sequence[str]]:
        """See `Instrument.suggestions`: the degrees, and behaviours that are named."""
        own = {"情节": self.severities, "影响": self.influences}
        return {**super().suggestions(), **{key: each for key, each in own.items() if each}}

    def level_of(
        self, entry: Occurrence, ledger: Sequence[Occurrence], parameters: Parameters
    ) -> tuple[Level | None, str]:
        """The level of one occurrence, and what is unknown that could make it heavier.

        Raises:
            ValueError: 情节 or 影响 is none of the degrees.
        """
        values = self._values(entry, ledger, parameters)
        found: Level | None = None
        missing = ""
        for level in self.levels:
            judged = judge(level.when, self.names, values, parameters)
            if judged.met:
                found, missing = level, ""
            elif judged.met is None:
                missing = judged.missing
        return found, missing

    def _values(
        self, entry: Occurrence, ledger: Sequence[Occurrence], parameters: Parameters
    ) -> dict[str, Value]:
        values: dict[str, Value] = {}
        degrees = {"情节": self.severities, "影响": self.influences}
        for name, value in entry.values.items():
            if name not in degrees or (value is not None and value not in degrees[name]):
                known = "、".join(degrees.get(name, ())) or "、".join(degrees)
                raise ValueError(f"“{name}”不能是“{value}”，可用的有：{known}。")
            values[name] = value
        since = date.min
        if self.window_months is not None and entry.on:
            months = whole(self.window_months, parameters, of="次数的统计期（月）")
            since = add_months(entry.on, -months)
        values["次数"] = Fraction(
            sum(
                other.times
                for other in ledger
                if other.state == "confirmed"
                and other.on
                and entry.on
                and since < other.on <= entry.on
                and (self.counts == "person" or other.event == entry.event)
            )
        )
        return values

    def decide(self, facts: LedgerFacts, parameters: Parameters) -> Outcome:
        """What stands open in the ledger on the day asked about."""
        return Outcome.of(self._judged(facts, parameters)[0])

    def _judged(self, facts: LedgerFacts, parameters: Parameters) -> tuple[Finding, dict[str, Any]]:
        finding = Finding(self)
        answer: dict[str, Any] = {"预警": "无", "处理": [], "台账": [], "已销号": 0, "逾期": []}
        heaviest: Level | None = None
        for position, entry in enumerate(facts.events, start=1):
            if entry.state == "unfounded" or not entry.on or entry.on > facts.as_of:
                continue
            rule = f"entry{position}"
            if entry.state == "pending":
                finding.missing(rule, entry.event, f"{entry.said}待核实，核实后定级。")
                continue
            level, missing = self.level_of(entry, facts.events, parameters)
            if entry.rectified_on and entry.rectified_on <= facts.as_of:
                answer["已销号"] += 1
                finding.met(rule, entry.event, f"{entry.said}已整改，销号。")
                continue
            if missing:
                at_least = f"至少是{level.name}预警，" if level else ""
                finding.missing(
                    rule, entry.event, f"情况不明：{entry.said}{at_least}{missing}不明，暂缓定级。"
                )
                continue
            if level is None:
                finding.met(rule, entry.event, f"{entry.said}没有达到预警程度。")
                continue
            if heaviest is None or self.levels.index(level) > self.levels.index(heaviest):
                heaviest = level
            answer["台账"].append(f"{level.colour}：{entry.said}")
            self._judge_open(rule, entry, level, facts.as_of, parameters, finding, answer)
        if heaviest:
            answer["预警"], answer["处理"] = heaviest.colour, [heaviest.action]
        return finding, answer

    def _judge_open(
        self,
        rule: str,
        entry: Occurrence,
        level: Level,
        as_of: date,
        parameters: Parameters,
        finding: Finding,
        answer: dict[str, Any],
    ) -> None:
        due = level.rectify.last_day(entry.on, parameters) if level.rectify and entry.on else None
        limit = f"，应于{day_said(due)}前整改" if due else ""
        is_late = due is not None and as_of > due
        if is_late:
            answer["逾期"].append(entry.said)
        verdict = level.verdict
        if is_late and verdict.weight < Verdict.HOLD.weight:
            verdict = Verdict.HOLD
        finding.add(
            rule,
            verdict,
            entry.event,
            f"{entry.said}，{level.name}预警，{level.action}{limit}"
            f"{'，已经逾期' if is_late else ''}。",
            threshold=level.when,
            cite=level.cite,
        )

    def rehearse(
        self, given: Mapping[str, Any], parameters: Mapping[str, Value]
    ) -> Mapping[str, Any]:
        """See `Instrument.rehearse`; `given` fits `LedgerFacts`.

        Answers 预警 (the heaviest open colour), 处理, 台账, 已销号, 逾期 and the verdict.
        """
        return self._answer(LedgerFacts.model_validate(dict(given)), parameters)

    def _answer(self, facts: LedgerFacts, parameters: Parameters) -> dict[str, Any]:
        finding, answer = self._judged(facts, parameters)
        rules = {reason.rule.partition(".")[2]: reason.verdict.value for reason in finding}
        return {**answer, "verdict": Outcome.of(finding).verdict.value, "rules": rules}

    def timeline(
        self, given: Mapping[str, Any], parameters: Mapping[str, Value]
    ) -> Sequence[Moment]:
        """See `Instrument.timeline`: what happened, what ran out of time, what was put right."""
        facts = LedgerFacts.model_validate(dict(given))
        told: dict[date, list[str]] = {}
        for entry in facts.events:
            if entry.on is None or entry.state != "confirmed":
                continue
            level, _ = self.level_of(entry, facts.events, parameters)
            what = f"启动{level.name}预警" if level else "没有达到预警程度或暂缓定级"
            told.setdefault(entry.on, []).append(f"“{entry.event}”，{what}")
            if entry.rectified_on:
                told.setdefault(entry.rectified_on, []).append(f"“{entry.event}”整改销号")
            if level and level.rectify:
                overdue = level.rectify.last_day(entry.on, parameters) + timedelta(days=1)
                if entry.rectified_on is None or entry.rectified_on >= overdue:
                    told.setdefault(overdue, []).append(f"“{entry.event}”逾期未整改")
        return [
            Moment(
                day,
                "；".join(lines) + "。",
                self._answer(facts.model_copy(update={"as_of": day}), parameters),
            )
            for day, lines in sorted(told.items())
            if day <= facts.as_of
        ]
