"""积分: an account of points, what it measures, and what its figures mean for the holder."""

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from functools import cached_property
from typing import Any, Literal

from pydantic import Field, model_validator

from xuanxian.conduct.instruments.declared import plain, refuse_repeated, written_number
from xuanxian.conduct.instruments.points.book import Book, Statement
from xuanxian.conduct.instruments.points.course import course
from xuanxian.conduct.instruments.points.explaining import provisions
from xuanxian.conduct.instruments.points.facts import AccountFacts
from xuanxian.conduct.instruments.points.judging import Judgement, ranked, ranked_figures
from xuanxian.conduct.instruments.points.measuring import measured
from xuanxian.conduct.instruments.points.terms import (
    FIGURES,
    Bands,
    Consequence,
    Feedback,
    Item,
    Measure,
    Period,
)
from xuanxian.conduct.instruments.ranking import Ranking, places
from xuanxian.conduct.instruments.written_out import WrittenOut
from xuanxian.policy.expressions import NUMBER, Kind, Quantity, Value, ValueType, show
from xuanxian.policy.formulas import Parameters
from xuanxian.policy.instruments.subjects import NamedValue, names_of
from xuanxian.policy.kinds import Fault, Moment, Provision, StatedExpression
from xuanxian.policy.outcome import Outcome, Verdict
from xuanxian.policy.parts import ExactText


class Points(WrittenOut):
    """An account of points (积分).

    Attributes:
        of: whose account it is, in words.
        values: figures an event or a round may bring, for conditions and measures.
        items: what adds and what takes.
        opening: points to begin with.
        least, most: floor and ceiling of the balance.
        period: when it starts anew.
        measures: figures computed from it, as 准确率.
        bands: what stretches of a figure mean.
        consequences: what other conditions over its figures mean.
        rankings: what the first and last of a group have to expect.
        feedback: who learns the result.
        effect: what the points are used for; advising is the default.
    """

    KIND = "points"
    TITLE = "积分"

    kind: Literal["points"] = "points"
    of: str = "干部"
    unit: str = "分"
    values: dict[str, NamedValue] = {}
    items: tuple[Item, ...] = Field(min_length=1)
    opening: ExactText = "0"
    least: ExactText | None = None
    most: ExactText | None = None
    period: Period | None = None
    measures: dict[str, Measure] = {}
    bands: Bands | None = None
    consequences: tuple[Consequence, ...] = ()
    rankings: tuple[Ranking, ...] = ()
    feedback: Feedback | None = None
    effect: Literal["ranks", "gates", "advises"] = "advises"

    @model_validator(mode="after")
    def _fits_together(self) -> "Points":
        refuse_repeated((each.id for each in self.consequences), "consequences")
        refuse_repeated((each.id for each in self.rankings), "rankings")
        refuse_repeated((f"{item.on} {item.when}".strip() for item in self.items), "items")
        if taken := [name for name in (*self.values, *self.measures) if name in FIGURES]:
            raise ValueError(f"“{taken[0]}”是账户自己的名称，请换一个。")
        for name, measure in self.measures.items():
            of = self.measures.get(measure.average_of)
            if measure.average_of and (of is None or not of.per_round):
                raise ValueError(
                    f"{name} 要平均的“{measure.average_of}”不是按次计算的指标，"
                    "请写 measures 中 per_round: true 的一个。"
                )
        known = {*FIGURES, *self.measures}
        for by in (
            *(each.by for each in self.rankings),
            *([self.bands.over] if self.bands else ()),
        ):
            if by not in known:
                raise ValueError(f"没有“{by}”这个数，可用的有：{'、'.join(sorted(known))}。")
        for message in self._unfit_limits({}):
            raise ValueError(message)
        return self

    def _unfit_limits(self, parameters: Mapping[str, Quantity]) -> Iterator[str]:
        least = written_number(self.least, parameters)
        most = written_number(self.most, parameters)
        if least is not None and most is not None and least > most:
            yield f"余额下限{show(least)}高于上限{show(most)}，请对调。"

    def faults(self, parameters: Mapping[str, Quantity]) -> Iterator[Fault]:
        """See `Instrument.faults`: stretches that overlap, limits and periods of nothing."""
        for message in self.bands.unfit(parameters) if self.bands else ():
            yield Fault(("bands", "steps"), message, "请改正各档或参数。")
        for message in self._unfit_limits(parameters):
            yield Fault(("least",), message, "请改正参数。")
        if self.period and written_number(self.period.months, parameters) == 0:
            yield Fault(("period", "months"), "计分周期是0个月。", "请写大于零的月数。")

    @cached_property
    def names(self) -> dict[str, ValueType]:
        """What consequences may name."""
        return {**dict.fromkeys(FIGURES, NUMBER), **dict.fromkeys(self.measures, NUMBER)}

    def expressions(self) -> Sequence[StatedExpression]:
        """See `Instrument.expressions`."""
        declared = names_of("case", self.values)
        own = {**dict.fromkeys(FIGURES, NUMBER), **declared}
        stated = [
            StatedExpression(("items", index, "when"), item.when, declared)
            for index, item in enumerate(self.items)
            if item.when
        ]
        stated += [
            StatedExpression(("measures", name, "value"), each.value, own, Kind.NUMBER)
            for name, each in self.measures.items()
            if each.value
        ]
        stated += [
            StatedExpression(("consequences", each.id, "when"), each.when, self.names)
            for each in self.consequences
        ]
        return stated

    def provisions(self) -> list[Provision]:
        """See `Instrument.provisions`."""
        return provisions(self)

    def book(self, parameters: Parameters) -> Book:
        """How entries are booked under `parameters`."""
        return Book(
            items=self.items,
            names=names_of("case", self.values),
            period=self.period,
            opening=self.opening,
            least=self.least,
            most=self.most,
            parameters=parameters,
        )

    def statement(self, facts: AccountFacts, parameters: Parameters) -> Statement:
        """The account on the day asked about.

        Raises:
            ValueError: an event the policy does not know, or an amount outside its bounds.
            Refusal: a parameter is not set.
        """
        return self.book(parameters).state(facts.events, facts.as_of, facts.opening)

    def decide(self, facts: AccountFacts, parameters: Parameters) -> Outcome:
        """What the account means for its holder: bands, consequences, places in the group."""
        return Outcome.of(Judgement(self, facts, parameters).finding)

    def label_of(self, name: str) -> str:
        """The Chinese name of a figure."""
        measure = self.measures.get(name)
        return measure.label if measure and measure.label else name

    def in_labels(self, text: str) -> str:
        """`text` with every measure by its Chinese name."""
        for name in sorted(self.measures, key=len, reverse=True):
            text = text.replace(name, self.label_of(name))
        return text

    def suggestions(self) -> Mapping[str, Sequence[str]]:
        """See `Instrument.suggestions`: the events that items name."""
        named = tuple(dict.fromkeys(item.on for item in self.items))
        return {**super().suggestions(), "events": named, "event": named}

    def rehearse(
        self, given: Mapping[str, Any], parameters: Mapping[str, Value]
    ) -> Mapping[str, Any]:
        """See `Instrument.rehearse`; `given` fits `AccountFacts`.

        Answers 起始分, 加分, 扣分, 得分, each measure by its name, 处理 (what is then done), 未计入
        (entries that do not count, with why), with a group 名次 and, for
        each ranking by its id, who is in (列入) and where people decide (待定), and the verdict.
        """
        facts = AccountFacts.model_validate(dict(given))
        return self._answer(facts, parameters)

    def _answer(self, facts: AccountFacts, parameters: Parameters) -> dict[str, Any]:
        statement = self.statement(facts, parameters)
        judgement = Judgement(self, facts, parameters)
        answer: dict[str, Any] = {
            name: plain(value) if isinstance(value, Fraction) else value
            for name, value in statement.figures.items()
        }
        answer |= measured(self, facts, parameters)
        answer["处理"] = judgement.effects
        answer["未计入"] = [
            f"{line.entry.said}：{line.why_not}" for line in statement.lines if line.why_not
        ]
        if statement.period:
            answer["本期"] = "至".join(day.isoformat() for day in statement.period)
        if facts.group:
            answer["名次"] = places(ranked_figures(facts.group))
            for ranking in self.rankings:
                standings = ranked(ranking, facts.group, parameters)
                answer[ranking.id] = {
                    "列入": [name for name, each in standings.items() if each.is_in],
                    "待定": [name for name, each in standings.items() if each.is_in is None],
                }
        answer["verdict"] = Outcome.of(judgement.finding).verdict.value
        answer["rules"] = {rule: verdict.value for rule, verdict in judgement.verdicts.items()}
        return answer

    def timeline(
        self, given: Mapping[str, Any], parameters: Mapping[str, Value]
    ) -> Sequence[Moment]:
        """See `Instrument.timeline`: every entry, expiry and new period, with the balance."""
        facts = AccountFacts.model_validate(dict(given))
        moments = []
        for day, said in course(self.book(parameters), facts.events, facts.as_of):
            values = self._answer(facts.model_copy(update={"as_of": day}), parameters)
            name = self.bands.over if self.bands else "得分"
            figure = values[name] if not isinstance(values[name], dict) else None
            done = "、".join(values["处理"])
            if not done and values["verdict"] == Verdict.HOLD.value:
                done = "有情况不明，暂缓"
            ending = f"，{done}" if done else ""
            told = f"{said}{self.label_of(name)}{show(figure)}{self.unit}{ending}。"
            moments.append(Moment(day, told, values))
        return moments
