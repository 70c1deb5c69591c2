"""The policy kind `joint_vote`: what several votes say together of one person.

Whether a failure of both votes bars, a failure of either, or an exception needs both to hold, is a
condition of the policy over measures of the votes (`OR`, `AND`, `when`); nothing of it is code.
"""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any, ClassVar, Literal

from pydantic import ConfigDict, Field, model_validator

from xuanxian.ballots.results import Figure, TallyResult
from xuanxian.policy.expressions import BOOLEAN, NUMBER, Value, ValueType
from xuanxian.policy.formulas import Formula, Parameters, exact
from xuanxian.policy.kinds import Instrument, StatedExpression
from xuanxian.policy.outcome import Outcome, Verdict
from xuanxian.policy.parts import Facts, Finding, Named, Part, Requirement


class Vote(Named):
    """One of the votes; conditions name its measures after its title, as 会议推荐得票率.

    Attributes:
        measures: those measures of its ballot that the conditions use.
    """

    measures: tuple[str, ...] = Field(min_length=1)


class Circumstance(Part):
    """Something people state beside the votes, as 等额选拔."""

    type: Literal["boolean", "number"] = "boolean"
    note: str = ""


class JointFacts(Facts):
    """What is known of one person.

    Attributes:
        measures: vote → measure → value as text, `2/3` or `30%`; None where it cannot be told.
        values: the circumstances; one left out or None is not known.
    """

    measures: dict[str, dict[str, str | None]] = {}
    values: dict[str, bool | str | None] = {}


class JointVote(Instrument):
    """What several votes say together.

    Attributes:
        votes: two at least, by their measures.
        values: what people state besides.
        requirements: conditions over measures and circumstances.
        effect: `gates` lets a breach stop a person; otherwise it only flags.
    """

    KIND: ClassVar[str] = "joint_vote"
    TITLE: ClassVar[str] = "几次投票合并认定"

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)

    kind: Literal["joint_vote"] = "joint_vote"
    votes: tuple[Vote, ...] = Field(min_length=2)
    values: dict[str, Circumstance] = {}
    requirements: tuple[Requirement, ...] = Field(min_length=1)
    effect: Literal["gates", "advises"] = "advises"

    @model_validator(mode="after")
    def _names_differ(self) -> "JointVote":
        names = [vote.title + measure for vote in self.votes for measure in vote.measures]
        names += self.values
        if twice := {name for name in names if names.count(name) > 1}:
            raise ValueError(f"“{'、'.join(sorted(twice))}”写了两次，请换一个名称")
        return self

    @property
    def names(self) -> dict[str, ValueType]:
        """What conditions may name."""
        found = {vote.title + measure: NUMBER for vote in self.votes for measure in vote.measures}
        kinds = {"boolean": BOOLEAN, "number": NUMBER}
        return found | {name: kinds[each.type] for name, each in self.values.items()}

    def explain(self) -> list[str]:
        """See `Instrument.explain`."""
        listed = "、".join(vote.title for vote in self.votes)
        lines = [f"{listed}的结果合并认定。"]
        for rule in self.requirements:
            when = f"{rule.when}的，" if rule.when else ""
            lines.append(f"{rule.label}：{when}须{rule.require}；{rule.breach_said}。")
        if self.effect == "advises":
            lines.append("结果供研究参考，不单独决定取舍。")
        return lines

    def expressions(self) -> Sequence[StatedExpression]:
        """See `Instrument.expressions`."""
        stated = []
        for rule in self.requirements:
            path = ("requirements", rule.id)
            stated.append(StatedExpression((*path, "require"), rule.require, self.names))
            if rule.when:
                stated.append(StatedExpression((*path, "when"), rule.when, self.names))
        return stated

    def decide(self, facts: JointFacts, parameters: Parameters) -> Outcome:
        """What the votes say together of one person.

        Raises:
            Refusal: a condition uses an open parameter.
        """
        values = self._values(facts)
        finding = Finding(self)
        for rule in self.requirements:
            applies = not rule.when or Formula(rule.when, self.names, parameters).holds(values)
            if applies is False:
                continue
            condition = Formula(rule.require, self.names, parameters)
            met = condition.holds(values)
            if applies is None and met is False:
                met = None  # whether the rule applies at all is not known
            self._note(finding, rule, condition, met, values)
        return Outcome.of(finding)

    def _values(self, facts: JointFacts) -> dict[str, Value]:
        values: dict[str, Value] = dict.fromkeys(self.names)
        for vote in self.votes:
            for measure in vote.measures:
                text = facts.measures.get(vote.id, {}).get(measure)
                values[vote.title + measure] = None if text is None else exact(text, {})
        for name, each in self.values.items():
            given = facts.values.get(name)
            if each.type == "number" and given is not None:
                values[name] = exact(str(given), {})
            else:
                values[name] = given
        return values

    def _note(
        self,
        finding: Finding,
        rule: Requirement,
        condition: Formula,
        met: bool | None,
        values: Mapping[str, Value],
    ) -> None:
        most = Verdict.BAR if self.effect == "gates" else Verdict.FLAG
        figures = {name: _said(values[name]) for name in condition.names}
        stated = "，".join(f"{name}{value}" for name, value in figures.items())
        line = condition.spoken()
        if met:
            verdict, said = Verdict.PASS, f"{stated}，符合“{line}”的要求。"
        elif met is None:
            verdict = min(rule.verdict_of_unknown, most, key=lambda one: one.weight)
            said = f"情况不明：{stated}，无法判断是否符合“{line}”。"
        else:
            verdict = min(rule.verdict_of_breach, most, key=lambda one: one.weight)
            said = f"{stated}，不符合“{line}”的要求。"
        finding.add(
            rule.id, verdict, rule.label, said, figures=figures, threshold=line, cite=rule.cite
        )


def facts_of(
    results: Mapping[str, TallyResult], subject: str, values: Mapping[str, bool | str | None]
) -> JointFacts:
    """What counted votes say of `subject`, for `JointVote.decide`.

    A vote that does not stand, or whose weighted measures are withheld, says nothing of anybody.

    Args:
        results: id of the vote in the instrument → its count.
        subject: the id that the person has on every ballot.
        values: the circumstances.
    """
    measures: dict[str, dict[str, str | None]] = {}
    for vote, result in results.items():
        one = result.of(subject)
        if one is not None and result.stands is not False:
            measures[vote] = {
                name: None if figure is None else figure.exact
                for name, figure in one.measures.items()
            }
    return JointFacts(measures=measures, values=dict(values))


def _said(value: Any) -> str:
    match value:
        case None:
            return "不明"
        case bool():
            return "是" if value else "否"
        case Fraction():
            return Figure.of(value).percent
    return str(value)
