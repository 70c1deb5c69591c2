"""The policy kind `portrait`: what a person, a team or a unit is like, in tags, each with a reason.

Tags come from conditions over figures, or are chosen by people from a list. Too few figures, and no
portrait is drawn. Over time, large swings are shown. A portrait decides nothing.
"""

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from functools import cached_property
from itertools import pairwise
from typing import Any, Literal

from pydantic import Field, model_validator

from xuanxian.kernel.errors import Problem, Refusal
from xuanxian.policy.expressions import Kind, Value, ValueType, show
from xuanxian.policy.formulas import Formula
from xuanxian.policy.formulas import exact as exact_number
from xuanxian.policy.instruments.saying import in_place, read_aloud
from xuanxian.policy.instruments.subjects import (
    SUBJECT_NAMES,
    NamedValue,
    Subject,
    names_of,
    values_given,
)
from xuanxian.policy.kinds import Instrument, Provision, StatedExpression, answer_of
from xuanxian.policy.outcome import Outcome, Verdict
from xuanxian.policy.parts import ExactText, Facts, Finding, Parameters, Part, Whole, said, whole


class Tag(Part):
    """A tag given where a condition holds."""

    id: str
    title: str
    when: str
    cite: str = ""


class Side(Part):
    """One side of the portrait.

    Attributes:
        tags: given by conditions.
        labels: chosen by people from these.
        counted: how many labels the source counts, where it names fewer.
        most: how many labels may be chosen; None without limit.
    """

    id: str
    title: str
    tags: tuple[Tag, ...] = ()
    labels: tuple[str, ...] = ()
    counted: Whole | None = None
    most: Whole | None = None
    cite: str = ""

    @model_validator(mode="after")
    def _says_something(self) -> "Side":
        if not self.tags and not self.labels:
            raise ValueError("写 tags（按条件）或 labels（由人选定），至少一种。")
        if len(set(self.labels)) != len(self.labels):
            raise ValueError("labels 中有相同的标签。")
        return self


class Curve(Part):
    """A figure looked at over time.

    Attributes:
        figure: sum over the values of one time.
        swing: a change of this much or more, up or down, from one time to the next is shown.
        measure: what is done then, in words.
    """

    id: str
    title: str
    figure: str
    swing: ExactText = ""
    measure: str = ""
    cite: str = ""


class Glimpse(Facts):
    """The values of one time, as 2025年度."""

    time: str
    values: Mapping[str, Any] = {}


class PortraitFacts(Facts):
    """What is known of the subject: values now, labels chosen, values of earlier times in order."""

    values: Mapping[str, Any] = {}
    labels: Mapping[str, tuple[str, ...]] = {}
    series: tuple[Glimpse, ...] = ()


class Portrait(Instrument):
    """What a subject is like.

    Attributes:
        of: of whom.
        values: values besides the facts.
        sides: the sides of the portrait.
        curves: figures over time.
        figures: the values a portrait rests on.
        needs: how many of `figures` have to be known.
    """

    KIND = "portrait"
    TITLE = "画像"

    kind: Literal["portrait"] = "portrait"
    of: Subject = "person"
    values: dict[str, NamedValue] = {}
    sides: tuple[Side, ...] = Field(min_length=1)
    curves: tuple[Curve, ...] = ()
    figures: tuple[str, ...] = ()
    needs: Whole = 0

    @model_validator(mode="after")
    def _parts_fit(self) -> "Portrait":
        ids = [side.id for side in self.sides] + [curve.id for curve in self.curves]
        ids += [tag.id for side in self.sides for tag in side.tags]
        if twice := sorted({one for one in ids if ids.count(one) > 1}):
            raise ValueError(f"有相同的 id：{'、'.join(twice)}。")
        if isinstance(self.needs, int) and self.needs > len(self.figures):
            raise ValueError(
                f"needs 是{self.needs}，figures 只列了{len(self.figures)}项，不可能满足。"
            )
        return self

    @cached_property
    def names(self) -> dict[str, ValueType]:
        """What conditions and figures may name."""
        return names_of(self.of, self.values)

    def expressions(self) -> Sequence[StatedExpression]:
        """See `Instrument.expressions`."""
        stated = [
            StatedExpression(("sides", side.id, "tags", tag.id, "when"), tag.when, self.names)
            for side in self.sides
            for tag in side.tags
        ]
        for curve in self.curves:
            path = ("curves", curve.id)
            stated.append(
                StatedExpression((*path, "figure"), curve.figure, self.names, Kind.NUMBER)
            )
            if curve.swing:
                stated.append(StatedExpression((*path, "swing"), curve.swing, {}, Kind.NUMBER))
        stated += [
            StatedExpression(("figures",), f'"{name}"', self.names, None) for name in self.figures
        ]
        return stated

    def explain(self) -> list[str]:
        """See `Instrument.explain`."""
        return [each.text for each in self.provisions()]

    def provisions(self) -> list[Provision]:
        """See `Instrument.provisions`."""
        whom = SUBJECT_NAMES[self.of]
        said_all = []
        if self.figures:
            enough = ""
            if self.needs != 0:
                enough = f"；其中不少于{said(self.needs)}项有数据的才画像，否则列为资料不足"
            said_all.append(Provision(f"{whom}画像依据{'、'.join(self.figures)}等数据{enough}。"))
        for side in self.sides:
            said_all += self._side_provisions(side)
        for curve in self.curves:
            swing = (
                f"，相邻两次升降达到{in_place(curve.swing)}的标为起伏较大" if curve.swing else ""
            )
            measure = f"，{curve.measure}" if curve.swing and curve.measure else ""
            figure = read_aloud(curve.figure, self.names)
            text = f"{curve.title}：比较各个时期的{figure}{swing}{measure}。"
            said_all.append(Provision(text, curve.cite))
        said_all.append(Provision("标签各附依据，条件不明的列为待核；画像只供了解参考，不作结论。"))
        return said_all

    def _side_provisions(self, side: Side) -> Iterator[Provision]:
        if side.labels:
            counted = "" if side.counted is None else f"，共{said(side.counted)}类"
            most = "" if side.most is None else f"，每人不超过{said(side.most)}个"
            text = (
                f"{side.title}{counted}{most}，由组织从下列标签中选定：{'、'.join(side.labels)}。"
            )
            yield Provision(text, side.cite)
        if side.tags:
            yield Provision(f"{side.title}，按下列情形加注标签：", side.cite)
            for tag in side.tags:
                text = f"{tag.title}：{read_aloud(tag.when, self.names)}的。"
                yield Provision(text, tag.cite, ("sides", side.id, "tags", tag.id))

    def decide(self, facts: PortraitFacts, parameters: Parameters) -> Outcome:
        """The portrait: a reason for every tag, for what is unknown, and for large swings."""
        values = values_given(facts.values, self.names)
        finding = Finding(self)
        known = [name for name in self.figures if values.get(name) is not None]
        needs = whole(self.needs, parameters, of="画像所需数据项数")
        if len(known) < needs:
            lacking = "、".join(name for name in self.figures if name not in known)
            finding.missing(
                "needs",
                "画像资料",
                f"资料不足：{len(self.figures)}项依据中只有{len(known)}项，缺{lacking}，暂不画像。",
                figures={"已有项数": len(known)},
                threshold=f"≥{needs}项",
            )
            return Outcome.of(finding)
        for side in self.sides:
            self._judge_labels(finding, side, facts.labels.get(side.id, ()), parameters)
            for tag in side.tags:
                self._judge_tag(finding, tag, values, parameters)
        for curve in self.curves:
            self._judge_curve(finding, curve, facts.series, parameters)
        return Outcome.of(finding)

    def _judge_labels(
        self, finding: Finding, side: Side, chosen: Sequence[str], parameters: Parameters
    ) -> None:
        if strange := [one for one in chosen if one not in side.labels]:
            known = "、".join(side.labels) or "（没有由人选定的标签）"
            raise Refusal(
                Problem(side.title, "标签", strange[0], "不在标签表里。", f"可用的有：{known}。")
            )
        if not chosen:
            return
        most = None if side.most is None else whole(side.most, parameters, of=f"{side.title}标签数")
        over = most is not None and len(set(chosen)) > most
        finding.add(
            side.id,
            Verdict.HOLD if over else Verdict.PASS,
            side.title,
            f"选定标签：{'、'.join(chosen)}{f'，超过{most}个' if over else ''}。",
            figures={"标签数": len(set(chosen))},
            threshold="" if most is None else f"≤{most}个",
            cite=side.cite,
        )

    def _judge_tag(
        self,
        finding: Finding,
        tag: Tag,
        values: Mapping[str, Value],
        parameters: Parameters,
    ) -> None:
        formula = Formula(tag.when, self.names, parameters, expect=Kind.BOOLEAN)
        holds = formula.holds(values)
        if holds is None:
            unknown = "、".join(formula.unknown_among(values))
            finding.add(tag.id, Verdict.FLAG, tag.title, f"情况不明：{unknown}，待核。")
        elif holds:
            figures = {
                name: show(values.get(name), self.names[name].unit) for name in formula.names
            }
            stated = "，".join(f"{name}{figure}" for name, figure in figures.items())
            finding.met(
                tag.id, tag.title, f"{stated}，{formula.spoken()}。", figures=figures, cite=tag.cite
            )

    def _judge_curve(
        self,
        finding: Finding,
        curve: Curve,
        series: Sequence[Glimpse],
        parameters: Parameters,
    ) -> None:
        points = self._points(curve, series, parameters)
        if not curve.swing:
            return
        swing = exact_number(curve.swing, parameters)
        for (earlier, before), (later, after) in pairwise(points):
            if before is None or after is None or abs(after - before) < swing:
                continue
            way = "上升" if after > before else "下降"
            finding.add(
                f"{curve.id}.{later}",
                Verdict.FLAG,
                curve.title,
                f"{earlier}{show(before)}，{later}{show(after)}，{way}{show(abs(after - before))}，"
                f"起伏较大。{curve.measure}",
                figures={earlier: show(before), later: show(after)},
                threshold=f"升降≥{show(swing)}",
                cite=curve.cite,
            )

    def _points(
        self, curve: Curve, series: Sequence[Glimpse], parameters: Parameters
    ) -> list[tuple[str, Fraction | None]]:
        """The figure of each time; None where it cannot be computed."""
        formula = Formula(curve.figure, self.names, parameters, expect=Kind.NUMBER)
        return [
            (each.time, formula.number(values_given(each.values, self.names))) for each in series
        ]

    def rehearse(
        self, given: Mapping[str, Any], parameters: Mapping[str, Value]
    ) -> Mapping[str, Any]:
        """See `Instrument.rehearse`; adds the tags given, those unknown, and the curves."""
        facts = PortraitFacts.model_validate(dict(given))
        outcome = self.decide(facts, parameters)
        reasons = {each.rule.partition(".")[2]: each for each in outcome.reasons}
        drawn = "needs" not in reasons
        tags = [tag for side in self.sides for tag in side.tags]
        return {
            **answer_of(outcome),
            "标签": [
                tag.title
                for tag in tags
                if tag.id in reasons and reasons[tag.id].verdict is Verdict.PASS
            ],
            "待核": [
                tag.title
                for tag in tags
                if tag.id in reasons and reasons[tag.id].verdict is Verdict.FLAG
            ],
            "选定": {
                side.title: list(facts.labels[side.id])
                for side in self.sides
                if drawn and side.id in facts.labels
            },
            "曲线": {
                curve.title: [value for _, value in self._points(curve, facts.series, parameters)]
                for curve in self.curves
                if drawn
            },
        }
