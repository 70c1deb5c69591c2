"""The policy kind `alert`: signs over a team, a unit, a post or a person, each with its colour.

Looking ahead, the same signs are read over the values expected so many months later. An alert asks
people to look; what is unknown is named as unknown, never taken for quiet.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal

from pydantic import Field, model_validator

from xuanxian.policy.expressions import Kind, Value, ValueType, show
from xuanxian.policy.formulas import Formula
from xuanxian.policy.instruments.saying import read_aloud
from xuanxian.policy.instruments.subjects import (
    SUBJECT_NAMES,
    NamedValue,
    Subject,
    names_of,
    values_given,
)
from xuanxian.policy.kinds import Instrument, Provision, StatedExpression, answer_of
from xuanxian.policy.outcome import Outcome, Verdict
from xuanxian.policy.parts import Facts, Finding, Parameters, Part, Whole, said, whole


class Colour(Part):
    """A degree of alert, as 黄色.

    Attributes:
        verdict: what a sign of this colour means.
        measure: what is to be done, in words.
    """

    id: str
    title: str
    verdict: Literal["flag", "hold"] = "flag"
    measure: str = ""
    cite: str = ""


class Sign(Part):
    """What gives alarm where `when` holds, in the colour named.

    Attributes:
        condition: where the sign is looked at at all; "" always.
    """

    id: str
    label: str
    when: str
    colour: str
    condition: str = ""
    cite: str = ""


class AlertFacts(Facts):
    """Values of the subject now, and those expected in so many months."""

    values: Mapping[str, Any] = {}
    later: Mapping[int, Mapping[str, Any]] = {}


@dataclass(frozen=True)
class Reading:
    """What the signs say of one set of values.

    Attributes:
        colour: the highest given, None where no sign is up.
        up: labels of the signs that are up.
        unknown: labels of those that cannot be told.
    """

    colour: Colour | None
    up: tuple[str, ...]
    unknown: tuple[str, ...]


class Alert(Instrument):
    """Signs that call for a look.

    Attributes:
        of: of whom.
        values: values besides the facts.
        colours: lightest first.
        signs: the signs.
        ahead_months: how many months ahead the signs are read as well.
    """

    KIND = "alert"
    TITLE = "预警"

    kind: Literal["alert"] = "alert"
    of: Subject = "team"
    values: dict[str, NamedValue] = {}
    colours: tuple[Colour, ...] = Field(min_length=1)
    signs: tuple[Sign, ...] = Field(min_length=1)
    ahead_months: tuple[Whole, ...] = ()

    @model_validator(mode="after")
    def _parts_fit(self) -> "Alert":
        colours = [each.id for each in self.colours]
        signs = [each.id for each in self.signs]
        if len(set(colours)) != len(colours) or len(set(signs)) != len(signs):
            raise ValueError("colours 或 signs 中有相同的 id，请改正。")
        if strange := [each for each in self.signs if each.colour not in colours]:
            raise ValueError(
                f"情形“{strange[0].label}”的 colour“{strange[0].colour}”没有列在 colours 中，"
                f"可用的有：{'、'.join(colours)}。"
            )
        return self

    @cached_property
    def names(self) -> dict[str, ValueType]:
        """What conditions may name."""
        return names_of(self.of, self.values)

    def expressions(self) -> Sequence[StatedExpression]:
        """See `Instrument.expressions`."""
        stated = []
        for sign in self.signs:
            stated.append(StatedExpression(("signs", sign.id, "when"), sign.when, self.names))
            if sign.condition:
                path = ("signs", sign.id, "condition")
                stated.append(StatedExpression(path, sign.condition, self.names))
        return stated

    def explain(self) -> list[str]:
        """See `Instrument.explain`."""
        return [each.text for each in self.provisions()]

    def provisions(self) -> list[Provision]:
        """See `Instrument.provisions`."""
        whom = SUBJECT_NAMES[self.of]
        said_all = [Provision(f"{whom}有下列情形之一的，予以提示预警：")]
        titles = {each.id: each.title for each in self.colours}
        for sign in self.signs:
            when = f"{read_aloud(sign.condition, self.names)}，且" if sign.condition else ""
            when += read_aloud(sign.when, self.names)
            text = f"{sign.label}：{when}的，{titles[sign.colour]}。"
            said_all.append(Provision(text, sign.cite, ("signs", sign.id)))
        if len(self.colours) > 1:
            order = "、".join(each.title for each in self.colours)
            said_all.append(Provision(f"由轻到重分为{order}，有几种情形的按最重的。"))
        said_all += [
            Provision(f"{each.title}的，{each.measure}。", each.cite)
            for each in self.colours
            if each.measure
        ]
        if self.ahead_months:
            months = "、".join(f"{said(each)}个月" for each in self.ahead_months)
            said_all.append(Provision(f"同时按预计情况超前预测{months}后的情形。"))
        said_all.append(Provision("情况不明的列为待核；预警只提请研究，不自动作出处理。"))
        return said_all

    def ready(self, parameters: Parameters) -> "ReadyAlert":
        """The alert with its parameters set, for many subjects.

        Raises:
            Refusal: a parameter is open, or a condition does not fit the names.
        """
        return ReadyAlert(self, parameters)

    def decide(self, facts: AlertFacts, parameters: Parameters) -> Outcome:
        """A reason for every sign, now and ahead."""
        finding = Finding(self)
        ready = self.ready(parameters)
        ready.judge(finding, values_given(facts.values, self.names))
        for months in self.ahead_months if facts.later else ():
            number = whole(months, parameters, of="超前预测（月）")
            if number in facts.later:
                values = values_given(facts.later[number], self.names)
                ready.judge(finding, values, suffix=f".{number}", when=f"{number}个月后")
        return Outcome.of(finding)

    def rehearse(
        self, given: Mapping[str, Any], parameters: Mapping[str, Value]
    ) -> Mapping[str, Any]:
        """What the alert answers to a case.

        `given` holds `values` (and `later`, months → values) of one subject, or `subjects`, name →
        values.
        """
        if "subjects" in given:
            ready = self.ready(parameters)
            readings = {
                name: ready.read(values_given(values, self.names))
                for name, values in given["subjects"].items()
            }
            return {
                "各预警": {name: _title(each) for name, each in readings.items()},
                "各情形": {name: list(each.up) for name, each in readings.items()},
                "待核": {
                    name: list(each.unknown) for name, each in readings.items() if each.unknown
                },
            }
        facts = AlertFacts.model_validate(dict(given))
        ready = self.ready(parameters)
        now = ready.read(values_given(facts.values, self.names))
        ahead = {
            months: ready.read(values_given(values, self.names))
            for months, values in facts.later.items()
        }
        return {
            **answer_of(self.decide(facts, parameters)),
            "预警": _title(now),
            "情形": list(now.up),
            "待核": list(now.unknown),
            "超前": {
                f"{months}个月后": {"预警": _title(each), "情形": list(each.up)}
                for months, each in ahead.items()
            },
        }


class ReadyAlert:
    """An alert whose conditions are read once."""

    def __init__(self, alert: Alert, parameters: Parameters) -> None:
        self._alert = alert
        self._colours = {each.id: each for each in alert.colours}
        self._signs = []
        for sign in alert.signs:
            text = f"({sign.condition}) AND ({sign.when})" if sign.condition else sign.when
            self._signs.append(
                (
                    sign,
                    Formula(text, alert.names, parameters, expect=Kind.BOOLEAN),
                    Formula(sign.when, alert.names, parameters, expect=Kind.BOOLEAN),
                )
            )

    def read(self, values: Mapping[str, Value]) -> Reading:
        """What the signs say of these values."""
        found: dict[bool | None, list[Sign]] = {True: [], False: [], None: []}
        for sign, whole_condition, _ in self._signs:
            found[whole_condition.holds(values)].append(sign)
        given = {sign.colour for sign in found[True]}
        return Reading(
            colour=next((each for each in reversed(self._alert.colours) if each.id in given), None),
            up=tuple(sign.label for sign in found[True]),
            unknown=tuple(sign.label for sign in found[None]),
        )

    def judge(
        self,
        finding: Finding,
        values: Mapping[str, Value],
        *,
        suffix: str = "",
        when: str = "",
    ) -> None:
        """Note a reason for every sign.

        Args:
            suffix: added to the name of each reason.
            when: said before each explanation, as 12个月后.
        """
        names = self._alert.names
        for sign, whole_condition, formula in self._signs:
            holds = whole_condition.holds(values)
            colour = self._colours[sign.colour]
            figures = {name: show(values.get(name), names[name].unit) for name in formula.names}
            stated = "，".join(f"{name}{figure}" for name, figure in figures.items())
            if holds is None:
                unknown = "、".join(whole_condition.unknown_among(values))
                explanation = f"{when}情况不明：{unknown or sign.label}，待核。"
            elif holds:
                explanation = (
                    f"{when}{stated}，{formula.spoken()}，{colour.title}。{colour.measure}"
                )
            else:
                explanation = f"{when}{stated}，没有“{sign.label}”的情形。"
            finding.add(
                f"{sign.id}{suffix}",
                Verdict.PASS if holds is False else Verdict(colour.verdict),
                sign.label,
                explanation,
                figures=figures,
                threshold=formula.spoken(),
                cite=sign.cite,
            )


def _title(reading: Reading) -> str:
    if reading.colour:
        return reading.colour.title
    return "待核" if reading.unknown else "无"
