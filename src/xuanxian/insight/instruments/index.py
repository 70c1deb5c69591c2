"""The policy kind `index`: a number about each subject, made of weighted parts, with bands.

The arithmetic is exact. A part that cannot be computed makes the index unknown, never lower; ranks
are shared and named where indices are equal. An index advises: it puts a subject before people.
"""

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from functools import cached_property
from itertools import pairwise
from typing import Any, Literal

from pydantic import Field, model_validator

from xuanxian.insight.instruments.components import (
    Band,
    Component,
    Mark,
    number_known,
    refuse_unequal_to_one,
)
from xuanxian.insight.instruments.measuring import Measured, Meter, names_with_means
from xuanxian.kernel.errors import Problem, Refusal
from xuanxian.policy.expressions import NUMBER, Kind, Quantity, Value, ValueType, exact, show
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
from xuanxian.policy.kinds import Fault, Instrument, Provision, StatedExpression, answer_of
from xuanxian.policy.outcome import Outcome, Verdict
from xuanxian.policy.parts import Facts, Finding, Parameters

INDEX = "指数"
RANK = "名次"
FROM_THE_END = "倒数名次"
COUNT = "参评数"

_ONLY = "本例"
"""What a subject is called that a case brings without a name."""

OUTCOME_NAMES: dict[str, ValueType] = dict.fromkeys((INDEX, RANK, FROM_THE_END, COUNT), NUMBER)
"""What a mark may name: the index, the rank from the top and from the end, how many are ranked."""


class IndexFacts(Facts):
    """Subjects compared with one another, and the one that is asked about."""

    subjects: Mapping[str, Mapping[str, Any]] = Field(min_length=1)
    subject: str


class Index(Instrument):
    """A number about each subject.

    Attributes:
        of: of whom.
        values: what each subject brings, besides the facts of a person.
        weighting: `share`: the weights of siblings add up to 1; `points`: they are multipliers.
        components: the parts.
        adjustments: added to (or taken from) the weighted sum: bonus and malus.
        group: a text value within which means are taken and ranks given; "" all together.
        order: whether the highest or the lowest is ranked first.
        tie: ids of components compared in turn where the index is equal.
        bands: from the highest down.
        marks: what calls for attention.
    """

    KIND = "index"
    TITLE = "指数"

    kind: Literal["index"] = "index"
    of: Subject = "unit"
    values: dict[str, NamedValue] = {}
    weighting: Literal["share", "points"] = "share"
    components: tuple[Component, ...] = Field(min_length=1)
    adjustments: tuple[Component, ...] = ()
    group: str = ""
    order: Literal["highest_first", "lowest_first"] = "highest_first"
    tie: tuple[str, ...] = ()
    bands: tuple[Band, ...] = ()
    marks: tuple[Mark, ...] = ()

    @model_validator(mode="after")
    def _parts_fit(self) -> "Index":
        ids = [part.id for part in self.parts()]
        ids += [band.id for band in self.bands] + [mark.id for mark in self.marks]
        if twice := sorted({one for one in ids if ids.count(one) > 1}):
            raise ValueError(f"有相同的 id：{'、'.join(twice)}。各分项、档次、情形的 id 不能重复。")
        if unknown := [one for one in self.tie if one not in {part.id for part in self.parts()}]:
            raise ValueError(f"tie 里的“{unknown[0]}”不是分项的 id。")
        if self.group and self.group not in self.values:
            raise ValueError(f"group 的“{self.group}”没有在 values 下声明。")
        if any(not band.at_least for band in self.bands[:-1]):
            raise ValueError("只有最低一档可以不写 at_least。")
        if self.weighting == "share":
            for siblings in self._siblings():
                refuse_unequal_to_one([each.weight for each in siblings])
        return self

    @property
    def _called(self) -> str:
        return self.title or self.TITLE

    def parts(self) -> Iterator[Component]:
        """Every part, with those inside it."""

        def walk(components: Sequence[Component]) -> Iterator[Component]:
            for each in components:
                yield each
                yield from walk(each.components)

        yield from walk((*self.components, *self.adjustments))

    def _siblings(self) -> Iterator[Sequence[Component]]:
        yield self.components
        yield from (part.components for part in self.parts() if part.components)

    @cached_property
    def names(self) -> dict[str, ValueType]:
        """The values a subject may bring."""
        return names_of(self.of, self.values)

    @cached_property
    def formula_names(self) -> dict[str, ValueType]:
        """What a formula may name: the values, and their means as 〔value〕均值."""
        return names_with_means(self.names)

    def expressions(self) -> Sequence[StatedExpression]:
        """See `Instrument.expressions`."""
        stated = []

        def walk(path: tuple[str | int, ...], components: Sequence[Component]) -> None:
            for each in components:
                here = (*path, each.id)
                if each.formula:
                    stated.append(
                        StatedExpression(
                            (*here, "formula"), each.formula, self.formula_names, Kind.NUMBER
                        )
                    )
                for key in ("weight", "least", "most"):
                    if text := getattr(each, key):
                        stated.append(StatedExpression((*here, key), text, {}, Kind.NUMBER))
                walk((*here, "components"), each.components)

        walk(("components",), self.components)
        walk(("adjustments",), self.adjustments)
        for band in self.bands:
            if band.at_least:
                path = ("bands", band.id, "at_least")
                stated.append(StatedExpression(path, band.at_least, {}, Kind.NUMBER))
        for mark in self.marks:
            stated.append(StatedExpression(("marks", mark.id, "when"), mark.when, OUTCOME_NAMES))
        return stated

    def faults(self, parameters: Mapping[str, Quantity]) -> Iterator[Fault]:
        """See `Instrument.faults`: weights that do not add up, bands that do not fall."""
        if self.weighting == "share":
            for siblings in self._siblings():
                weights = [number_known(each.weight, parameters) for each in siblings]
                known = [one for one in weights if one is not None]
                total = sum(known, Fraction())
                if total > 1 or (len(known) == len(weights) and total != 1):
                    named = "、".join(each.label for each in siblings)
                    message = f"“{named}”的权重之和是{show(total)}，不是1。"
                    yield Fault(("components",), message, "请使同一层各项之和为100%。")
        lines = [
            (band, line)
            for band in self.bands
            if band.at_least and (line := number_known(band.at_least, parameters)) is not None
        ]
        for (_, higher), (band, lower) in pairwise(lines):
            if lower >= higher:
                path = ("bands", band.id, "at_least")
                yield Fault(path, "各档的下限没有由高到低。", "请改正。", show(lower))

    def explain(self) -> list[str]:
        """See `Instrument.explain`."""
        return [each.text for each in self.provisions()]

    def provisions(self) -> list[Provision]:
        """See `Instrument.provisions`."""
        whom = SUBJECT_NAMES[self.of]
        how = "按权重相加" if self.weighting == "share" else "各乘分值后相加"
        said = []
        if self.values:
            said.append(Provision(f"计算所需的数据：{'；'.join(self._said_values())}。"))
        said.append(Provision(f"为每个{whom}算出一个指数，由下列各项{how}："))
        said += self._said_parts(("components",), self.components)
        if self.adjustments:
            said.append(Provision("另行加减下列各项："))
            said += [
                Provision(f"{self._said_part(each)}。", each.cite, ("adjustments", each.id))
                for each in self.adjustments
            ]
        if any("均值" in part.formula for part in self.parts()):
            over = f"同一{self.group}的" if self.group else "全部参评"
            text = f"“均值”是{over}{whom}该项数值的平均数，数值不明的不计入。"
            said.append(Provision(text))
        said.append(Provision(self._said_order()))
        if self.bands:
            said.append(Provision(f"分档：{'；'.join(self._said_bands())}。"))
        for mark in self.marks:
            when = read_aloud(mark.when, OUTCOME_NAMES)
            measure = f"{mark.measure}。" if mark.measure else ""
            weight = "提示关注" if mark.verdict == "flag" else "先核实研究"
            said.append(Provision(f"{mark.label}：{when}的，{weight}。{measure}", mark.cite))
        text = "任何一项数值不明，指数即不明，不按零计。指数只供分析研判参考，不代替对人的决定。"
        said.append(Provision(text))
        return said

    def _said_values(self) -> Iterator[str]:
        for name, each in self.values.items():
            unit = f"（{each.unit}）" if each.unit else ""
            yield f"{name}{unit}{f'，{each.note}' if each.note else ''}"

    def _said_parts(
        self, path: tuple[str, ...], components: Sequence[Component], within: str = ""
    ) -> Iterator[Provision]:
        share = "权重" if self.weighting == "share" else "分值"
        for each in components:
            here = (*path, each.id)
            place = f"“{within}”中的" if within else ""
            text = f"{place}{self._said_part(each)}；{share}{in_place(each.weight)}。"
            yield Provision(text, each.cite, here)
            yield from self._said_parts((*here, "components"), each.components, each.label)

    def _said_part(self, part: Component) -> str:
        if part.components:
            said = f"{part.label}：由{'、'.join(one.label for one in part.components)}合成"
        else:
            said = f"{part.label}：{read_aloud(part.formula, self.formula_names)}"
        bounds = [f"最低{in_place(part.least)}"] * bool(part.least) + [
            f"最高{in_place(part.most)}"
        ] * bool(part.most)
        return said + (f"（{'，'.join(bounds)}）" if bounds else "")

    def _said_order(self) -> str:
        order = "由高到低" if self.order == "highest_first" else "由低到高"
        within = f"，在同一{self.group}内" if self.group else ""
        labels = {part.id: part.label for part in self.parts()}
        if not self.tie:
            return f"指数{order}排名{within}，相同的并列。"
        tie = "、".join(labels[one] for one in self.tie)
        return f"指数{order}排名{within}，相同的依次比{tie}，仍相同的并列。"

    def _said_bands(self) -> Iterator[str]:
        above = ""
        for band in self.bands:
            start = f"不低于{in_place(band.at_least)}" if band.at_least else ""
            end = f"低于{in_place(above)}" if above else ""
            yield f"“{band.title}”为{'、'.join(one for one in (start, end) if one)}"
            above = band.at_least

    def measure(
        self, subjects: Mapping[str, Mapping[str, Any]], parameters: Parameters
    ) -> dict[str, Measured]:
        """The index of every subject, with parts, ranks and what was unknown.

        Args:
            subjects: name of each subject → its values as plain data.
            parameters: values of the `$name`s.

        Raises:
            Refusal: an undeclared value, an open parameter, weights that do not add up to 1.
        """
        if wrong := list(self.faults({k: Quantity.of(one) for k, one in parameters.items()})):
            raise Refusal(
                Problem(self._called, str(each.path[0]), "", each.message, each.mend)
                for each in wrong
            )
        read = {name: values_given(values, self.names) for name, values in subjects.items()}
        return Meter(self, parameters).measure(read)

    def band_of(self, index: Fraction, parameters: Parameters) -> Band | None:
        """The band in which an index lies; None where no band is that low.

        Raises:
            Refusal: a parameter is open.
        """
        for band in self.bands:
            if not band.at_least or index >= exact_number(band.at_least, parameters):
                return band
        return None

    def decide(self, facts: IndexFacts, parameters: Parameters) -> Outcome:
        """What the index says of one subject among those it is compared with."""
        if facts.subject not in facts.subjects:
            raise Refusal(
                Problem(self._called, "subject", facts.subject, "没有它的数据。", "请补上。")
            )
        return self._outcome(self.measure(facts.subjects, parameters)[facts.subject], parameters)

    def judged(self, given: Mapping[str, Any], parameters: Mapping[str, Value]) -> Outcome:
        """See `Instrument.judged`: of one subject, or the one that is asked about."""
        subjects = given.get("subjects") or {_ONLY: given.get("values", {})}
        chosen = given.get("subject") or (next(iter(subjects)) if len(subjects) == 1 else "")
        if "indices" in given or not chosen:
            raise NotImplementedError("a distribution is no outcome")
        return self.decide(IndexFacts(subjects=subjects, subject=str(chosen)), parameters)

    def _mark_formulas(self, parameters: Parameters) -> list[tuple[Mark, Formula]]:
        return [
            (mark, Formula(mark.when, OUTCOME_NAMES, parameters, expect=Kind.BOOLEAN))
            for mark in self.marks
        ]

    def _outcome(self, measured: Measured, parameters: Parameters) -> Outcome:
        finding = Finding(self)
        if measured.index is None:
            finding.missing(
                "index",
                self._called,
                f"情况不明：{'、'.join(measured.unknown)}，算不出指数，请核实。",
            )
            return Outcome.of(finding)
        band = self.band_of(measured.index, parameters)
        parts = {part.label: show(measured.parts.get(part.id)) for part in self.parts()}
        place = f"，在{measured.count}个中排第{measured.rank}" if measured.count > 1 else ""
        tied = f"（与{'、'.join(measured.tied)}并列）" if measured.tied else ""
        finding.met(
            "index",
            self._called,
            f"指数{show(measured.index)}{place}{tied}{f'，属于“{band.title}”' if band else ''}。",
            figures={INDEX: show(measured.index), **parts},
        )
        figures = measured.figures()
        for mark, formula in self._mark_formulas(parameters):
            if formula.holds(figures):
                finding.add(
                    mark.id,
                    Verdict(mark.verdict),
                    mark.label,
                    f"指数{show(measured.index)}，{formula.spoken()}。{mark.measure}",
                    figures={name: show(figures[name]) for name in formula.names},
                    threshold=formula.spoken(),
                    cite=mark.cite,
                )
        return Outcome.of(finding)

    def rehearse(
        self, given: Mapping[str, Any], parameters: Mapping[str, Value]
    ) -> Mapping[str, Any]:
        """What the index answers to a case.

        `given` holds `values` of one subject, `subjects` (name → values) with `subject` or without,
        or `indices`, a list of numbers that only have to be put into bands.
        """
        if "indices" in given:
            return self._answer_distribution([exact(each) for each in given["indices"]], parameters)
        subjects = given.get("subjects") or {_ONLY: given.get("values", {})}
        measured = self.measure(subjects, parameters)
        chosen = given.get("subject") or next(iter(subjects)) * (len(subjects) == 1)
        if chosen:
            one = measured[str(chosen)]
            labels = {part.id: part.label for part in self.parts()}
            return {
                **answer_of(self._outcome(one, parameters)),
                INDEX: one.index,
                RANK: one.rank,
                "档次": self._band_title(one.index, parameters),
                "分项": {labels[part]: value for part, value in one.parts.items()},
                "待核": list(one.unknown),
            }
        known = [one.index for one in measured.values() if one.index is not None]
        return {
            **self._answer_distribution(known, parameters),
            "各指数": {name: one.index for name, one in measured.items()},
            "各名次": {name: one.rank for name, one in measured.items()},
            "待核": [name for name, one in measured.items() if one.index is None],
            "关注": {
                mark.label: [name for name, one in measured.items() if formula.holds(one.figures())]
                for mark, formula in self._mark_formulas(parameters)
            },
        }

    def _band_title(self, index: Fraction | None, parameters: Parameters) -> str:
        band = None if index is None else self.band_of(index, parameters)
        return band.title if band else ""

    def _answer_distribution(
        self, indices: Sequence[Value], parameters: Parameters
    ) -> dict[str, Any]:
        """How many of `indices` lie in each band, and how many call for attention."""
        numbers = [Fraction(str(each)) for each in indices]
        counts = dict.fromkeys((band.title for band in self.bands), 0)
        for number in numbers:
            if title := self._band_title(number, parameters):
                counts[title] += 1
        marked = {
            mark.label: sum(formula.holds({INDEX: number}) is True for number in numbers)
            for mark, formula in self._mark_formulas(parameters)
        }
        return {"参评数": len(numbers), "各档数": counts, "关注数": marked}
