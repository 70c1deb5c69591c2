"""What the figures of a points account mean for its holder: bands, consequences, places. Pure."""

from collections.abc import Mapping
from fractions import Fraction
from typing import TYPE_CHECKING

from xuanxian.conduct.instruments.points.facts import AccountFacts
from xuanxian.conduct.instruments.points.measuring import Measured, measured, rounds_of
from xuanxian.conduct.instruments.points.terms import Band, Bands, Consequence
from xuanxian.conduct.instruments.ranking import Ranking, Standing, standings
from xuanxian.policy.expressions import Expression, Kind, Value, show
from xuanxian.policy.formulas import Parameters, exact
from xuanxian.policy.outcome import Verdict
from xuanxian.policy.parts import Finding, whole

if TYPE_CHECKING:
    from xuanxian.conduct.instruments.points.kind import Points


class Judgement:
    """One account judged.

    Attributes:
        finding: the reasons.
        effects: what is then done, in words, in the order of the policy.
    """

    def __init__(self, points: "Points", facts: AccountFacts, parameters: Parameters) -> None:
        self._points = points
        self._parameters = parameters
        self.finding = Finding(points)
        self.effects: list[str] = []
        statement = points.statement(facts, parameters)
        figures_measured = measured(points, facts, parameters)
        for line in statement.open_lines:
            self.finding.missing(
                "entries", "未计入的记录", f"{line.entry.said}{line.why_not}，没有计入。"
            )
        self._figures: dict[str, Value] = {
            **({} if statement.open_lines else statement.figures),
            **{name: each for name, each in figures_measured.items() if not isinstance(each, dict)},
        }
        self._judge_measures(figures_measured, rounds_of(points, facts, parameters))
        if points.bands:
            self._judge_bands(points.bands)
        for each in points.consequences:
            self._judge_consequence(each)
        if facts.group and facts.subject:
            self._judge_places(facts)

    def _judge_measures(self, figures: Mapping[str, Measured], rounds: tuple[str, ...]) -> None:
        for name, value in figures.items():
            measure = self._points.measures[name]
            if not rounds and (measure.per_round or measure.average_of):
                # Whoever took part in no round has no such figure; nothing is missing.
                continue
            label = measure.label or name
            least = exact(measure.least, self._parameters) if measure.least else None
            most = exact(measure.most, self._parameters) if measure.most else None
            for where, figure in (value if isinstance(value, dict) else {"": value}).items():
                at = f"{where}的" if where else ""
                if figure is None:
                    self.finding.missing(
                        name, label, f"情况不明：{at}{label}无法计算，请补齐所需的数。"
                    )
                elif (least is not None and figure < least) or (most is not None and figure > most):
                    self.finding.missing(
                        name,
                        label,
                        f"{at}{label}为{show(figure)}，超出了可能的范围，记录互相矛盾，请核对。",
                        cite=measure.cite,
                    )

    def _judge_bands(self, bands: Bands) -> None:
        label, unit = self._points.label_of(bands.over), self._points.unit
        value = self._figures.get(bands.over)
        if not isinstance(value, Fraction):
            self.finding.missing("bands", label, f"情况不明：{label}还不能确定，不能分档。")
            return
        said = f"{label}{show(value)}{unit}"
        stretches = [(step, *self._ends(step)) for step in bands.steps]
        hit = [
            (step, least, most)
            for step, least, most in stretches
            if (least is None or value >= least) and (most is None or value <= most)
        ]
        if len(hit) > 1:
            both = "”和“".join(step.effect for step, _, _ in hit)
            raise ValueError(f"{said}同时落在“{both}”两档，请改正各档的上下限。")
        if hit:
            step, least, most = hit[0]
            self.effects.append(step.effect)
            self.finding.add(
                step.id,
                step.verdict,
                label,
                f"{said}，{step.effect}。",
                figures={label: show(value, unit)},
                threshold=_stretch(least, most, unit),
                cite=step.cite,
            )
        elif all(least is not None and value < least for _, least, _ in stretches) or all(
            most is not None and value > most for _, _, most in stretches
        ):
            self.finding.met("bands", label, f"{said}，不在任何一档。")
        else:
            self.finding.missing(
                "bands", label, f"{said}，落在两档之间，制度没有规定，请研究决定。"
            )

    def _ends(self, step: Band) -> tuple[Fraction | None, Fraction | None]:
        return (
            exact(step.least, self._parameters) if step.least else None,
            exact(step.most, self._parameters) if step.most else None,
        )

    def _judge_consequence(self, each: Consequence) -> None:
        points = self._points
        expression = Expression.parse(
            each.when, points.names, self._parameters, expect=Kind.BOOLEAN
        )
        holds = expression.holds(self._figures)
        label = each.label or each.effect
        figures = {
            points.label_of(name): show(self._figures.get(name)) for name in expression.names
        }
        stated = "，".join(f"{name}{value}" for name, value in figures.items())
        if holds is None:
            self.finding.missing(each.id, label, f"情况不明：{stated}，不能判断是否{each.effect}。")
        elif holds:
            self.effects.append(each.effect)
            self.finding.add(
                each.id,
                each.verdict,
                label,
                f"{stated}，{each.effect}。",
                figures=figures,
                threshold=points.in_labels(expression.spoken()),
                cite=each.cite,
            )
        else:
            self.finding.met(each.id, label, f"{stated}，没有到“{each.effect}”的程度。")

    def _judge_places(self, facts: AccountFacts) -> None:
        within = []
        for ranking in self._points.rankings:
            standing = ranked(ranking, facts.group, self._parameters).get(facts.subject)
            self._judge_place(ranking, standing, facts)
            if standing is not None and standing.is_in is not False:
                within.append(ranking)
        if {ranking.top is None for ranking in within} == {True, False}:
            lines = "和".join(ranking.line for ranking in within)
            self.finding.missing(
                "ranking", "排名", f"人数太少，同一个人既在{lines}，互相矛盾，请研究决定。"
            )

    def _judge_place(
        self, ranking: Ranking, standing: Standing | None, facts: AccountFacts
    ) -> None:
        label = f"{self._points.label_of(ranking.by)}排名"
        if standing is None:
            self.finding.missing(
                ranking.id, label, f"{facts.subject}没有可以排名的数，没有参加排名。"
            )
            return
        place = f"第{standing.place}名（共{len(ranked_figures(facts.group))}名）"
        if standing.is_in is None:
            self.finding.missing(
                ranking.id,
                label,
                f"{place}，与他人并列而跨过{ranking.line}的线，是否{ranking.effect}由人决定。",
                cite=ranking.cite,
            )
        elif standing.is_in:
            self.effects.append(ranking.effect)
            self.finding.add(
                ranking.id,
                ranking.verdict,
                label,
                f"{place}，列入{ranking.line}，{ranking.effect}。",
                figures={"名次": standing.place},
                threshold=ranking.line,
                cite=ranking.cite,
            )
        else:
            self.finding.met(ranking.id, label, f"{place}，没有列入{ranking.line}。")

    @property
    def verdicts(self) -> dict[str, Verdict]:
        """The heaviest verdict of each rule, by its id."""
        found: dict[str, Verdict] = {}
        for reason in sorted(self.finding, key=lambda each: each.verdict.weight):
            found[reason.rule.partition(".")[2]] = reason.verdict
        return found


def ranked_figures(group: Mapping[str, Fraction | None]) -> dict[str, Fraction]:
    """Those of `group` who have a figure to be ranked by."""
    return {name: figure for name, figure in group.items() if figure is not None}


def ranked(
    ranking: Ranking, group: Mapping[str, Fraction | None], parameters: Parameters
) -> dict[str, Standing]:
    """Where every member of `group` that has a figure stands."""
    setting = ranking.bottom if ranking.top is None else ranking.top
    count = whole(setting or 0, parameters, of="排名的名额")
    return standings(ranked_figures(group), count, from_end=ranking.top is None, ties=ranking.ties)


def _stretch(least: Fraction | None, most: Fraction | None, unit: str) -> str:
    if least is not None and most is not None:
        return f"{show(least)}至{show(most)}{unit}" if least != most else f"{show(least)}{unit}"
    return f"{show(least)}{unit}以上" if least is not None else f"{show(most)}{unit}以下"
