"""The policy kind `corroboration`: how far results may lie apart before somebody has to look."""

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from functools import cached_property
from typing import Any, ClassVar, Literal

from pydantic import Field, model_validator

from xuanxian.ballots.results import Figure
from xuanxian.insight.instruments.corroboration.comparing import (
    OF_CANDIDATE,
    OF_ROUND,
    Candidate,
    Comparison,
    compare,
)
from xuanxian.insight.instruments.corroboration.facts import CorroborationFacts
from xuanxian.policy.expressions import NUMBER, Kind, Value, ValueType, show
from xuanxian.policy.formulas import Formula
from xuanxian.policy.instruments.saying import read_aloud
from xuanxian.policy.instruments.subjects import NamedValue, values_given
from xuanxian.policy.kinds import Instrument, Provision, StatedExpression, answer_of
from xuanxian.policy.outcome import Outcome, Reason, Verdict
from xuanxian.policy.parts import Finding, Parameters, Part, Requirement, Whole, said, whole

_SHARES = tuple(name for name in (*OF_CANDIDATE, *OF_ROUND) if "率" in name or "比" in name)


class Protection(Part):
    """What lets somebody stay in spite of a low result, with a reason in writing.

    Attributes:
        spares: ids of the requirements whose breach then only flags.
        when: condition over the same names.
    """

    id: str
    label: str
    spares: tuple[str, ...] = Field(min_length=1)
    when: str
    cite: str = ""


class Corroboration(Instrument):
    """印证分析: this nomination, the talks, and the years before, side by side.

    Attributes:
        look_back_years: past votes of how many years count.
        values: what people state besides.
        requirements: conditions on each candidate.
        of_round: conditions on all candidates of a post together.
        protections: exceptions for those whose result is low for a good reason.
        measure: what is done where results do not agree, in words.
        effect: `gates` lets a breach stop a person; otherwise it only flags.
    """

    KIND: ClassVar[str] = "corroboration"
    TITLE: ClassVar[str] = "印证分析"

    kind: Literal["corroboration"] = "corroboration"
    look_back_years: Whole
    values: dict[str, NamedValue] = {}
    requirements: tuple[Requirement, ...] = ()
    of_round: tuple[Requirement, ...] = ()
    protections: tuple[Protection, ...] = ()
    measure: str = ""
    effect: Literal["gates", "advises"] = "advises"

    @model_validator(mode="after")
    def _parts_fit(self) -> "Corroboration":
        if not self.requirements and not self.of_round:
            raise ValueError("requirements 和 of_round 至少写一项")
        ids = [each.id for each in (*self.requirements, *self.of_round)]
        ids += [each.id for each in self.protections]
        if len(set(ids)) != len(ids):
            raise ValueError("requirements、of_round 和 protections 中有相同的 id，请改正")
        known = {each.id for each in self.requirements}
        for protection in self.protections:
            if strange := [one for one in protection.spares if one not in known]:
                raise ValueError(
                    f"“{protection.label}”的 spares 中的“{strange[0]}”不在 requirements 中，"
                    f"可用的有：{'、'.join(sorted(known))}"
                )
        if clash := sorted(set(self.values) & set(OF_CANDIDATE)):
            raise ValueError(f"values 中的“{clash[0]}”与比较得出的数同名，请换一个名称")
        return self

    @cached_property
    def names(self) -> dict[str, ValueType]:
        """What conditions on one candidate may name."""
        stated = {name: each.value_type for name, each in self.values.items()}
        return dict.fromkeys(OF_CANDIDATE, NUMBER) | stated

    def expressions(self) -> Sequence[StatedExpression]:
        """See `Instrument.expressions`."""
        return list(self._stated())

    def _stated(self) -> Iterator[StatedExpression]:
        for field, rules, names in (
            ("requirements", self.requirements, self.names),
            ("of_round", self.of_round, dict.fromkeys(OF_ROUND, NUMBER)),
        ):
            for rule in rules:
                yield StatedExpression((field, rule.id, "require"), rule.require, names)
                if rule.when:
                    yield StatedExpression((field, rule.id, "when"), rule.when, names)
        for each in self.protections:
            yield StatedExpression(("protections", each.id, "when"), each.when, self.names)

    def explain(self) -> list[str]:
        """See `Instrument.explain`."""
        return [each.text for each in self.provisions()]

    def provisions(self) -> list[Provision]:
        """See `Instrument.provisions`."""
        told = [
            Provision(
                "把会议推荐、谈话推荐的结果同近"
                f"{said(self.look_back_years)}年的推荐、测评结果相互印证。"
            )
        ]
        of_round = dict.fromkeys(OF_ROUND, NUMBER)
        for field, rules, names, whom in (
            ("requirements", self.requirements, self.names, ""),
            ("of_round", self.of_round, of_round, "同一职位的人选合起来看，"),
        ):
            for rule in rules:
                when = f"{read_aloud(rule.when, names)}的，" if rule.when else ""
                told.append(
                    Provision(
                        f"{rule.label}：{whom}{when}{read_aloud(rule.require, names)}；"
                        f"{self._breach(rule)}。",
                        rule.cite,
                        (field, rule.id),
                        rule.note,
                    )
                )
        labels = {each.id: each.label for each in self.requirements}
        told += [
            Provision(
                f"{each.label}：{read_aloud(each.when, self.names)}的，"
                f"不因“{'、'.join(labels[one] for one in each.spares)}”一项被排除，"
                "写明理由，由人研究。",
                each.cite,
                ("protections", each.id),
            )
            for each in self.protections
        ]
        told.append(
            Provision(f"结果不一致的，须查明原因，写明结论。{self.measure}票数不单独决定取舍。")
        )
        return told

    def _breach(self, rule: Requirement) -> str:
        if self.effect == "advises" and not rule.soft:
            return "不符合的提示研究"
        return rule.breach_said

    def compare(self, facts: CorroborationFacts, parameters: Parameters) -> Comparison:
        """The figures side by side.

        Raises:
            Refusal: the number of years is open.
        """
        return compare(facts, whole(self.look_back_years, parameters, of="印证年数"))

    def decide(self, facts: CorroborationFacts, parameters: Parameters) -> Outcome:
        """What is said of everybody and of all together.

        Raises:
            Refusal: a condition uses an open parameter.
        """
        reasons = [reason for found in self.judge(facts, parameters).values() for reason in found]
        return Outcome.of(reasons)

    def judge(
        self, facts: CorroborationFacts, parameters: Parameters
    ) -> dict[str, tuple[Reason, ...]]:
        """The reasons of each candidate by key; those on all together under "".

        Raises:
            Refusal: a condition uses an open parameter.
        """
        compared = self.compare(facts, parameters)
        alone = len(compared.candidates) == 1
        found = {
            each.key: tuple(
                self._of_candidate(
                    each,
                    values_given(dict(facts.candidates[each.key].values), self._stated_names),
                    parameters,
                    "" if alone else f".{each.key}",
                )
            )
            for each in compared.candidates
        }
        finding = Finding(self)
        names = dict.fromkeys(OF_ROUND, NUMBER)
        for rule in self.of_round:
            self._note(finding, rule, names, compared.figures, parameters)
        return found | {"": tuple(finding)}

    @cached_property
    def _stated_names(self) -> dict[str, ValueType]:
        return {name: each.value_type for name, each in self.values.items()}

    def _of_candidate(
        self,
        candidate: Candidate,
        stated: Mapping[str, Value],
        parameters: Parameters,
        suffix: str,
    ) -> Finding:
        finding = Finding(self)
        figures: dict[str, Value] = {
            **dict.fromkeys(self.values), **candidate.figures, **stated,
        }  # fmt: skip
        for rule in self.requirements:
            protection = next(
                (
                    each
                    for each in self.protections
                    if rule.id in each.spares
                    and Formula(each.when, self.names, parameters, expect=Kind.BOOLEAN).holds(
                        figures
                    )
                ),
                None,
            )
            self._note(
                finding, rule, self.names, figures, parameters,
                suffix=suffix, whom=candidate.name, protection=protection,
            )  # fmt: skip
        return finding

    def _note(
        self,
        finding: Finding,
        rule: Requirement,
        names: Mapping[str, ValueType],
        figures: Mapping[str, Value],
        parameters: Parameters,
        *,
        suffix: str = "",
        whom: str = "",
        protection: Protection | None = None,
    ) -> None:
        applies = not rule.when or Formula(rule.when, names, parameters, expect=Kind.BOOLEAN).holds(
            figures
        )
        if applies is False:
            return
        condition = Formula(rule.require, names, parameters, expect=Kind.BOOLEAN)
        met = condition.holds(figures)
        if applies is None and met is False:
            met = None  # whether the rule applies at all is not known
        most = Verdict.BAR if self.effect == "gates" else Verdict.FLAG
        shown = {name: _shown(name, figures.get(name), names) for name in condition.names}
        told = "，".join(f"{name}{value}" for name, value in shown.items())
        line = condition.spoken()
        cite = rule.cite
        if met:
            verdict, sentence = Verdict.PASS, f"{told}，符合“{line}”。"
        elif met is None:
            verdict = min(rule.verdict_of_unknown, most, key=lambda one: one.weight)
            sentence = f"情况不明：{told}，无法判断是否符合“{line}”。"
        elif protection is not None:
            verdict, cite = Verdict.FLAG, protection.cite or rule.cite
            sentence = f"{told}，不符合“{line}”；有“{protection.label}”的情形，写明理由，由人研究。"
        else:
            verdict = min(rule.verdict_of_breach, most, key=lambda one: one.weight)
            sentence = f"{told}，不符合“{line}”，须查明原因。"
        finding.add(
            f"{rule.id}{suffix}",
            verdict,
            rule.label,
            f"{whom}：{sentence}" if whom else sentence,
            figures=shown,
            threshold=line,
            cite=cite,
        )

    def rehearse(
        self, given: Mapping[str, Any], parameters: Mapping[str, Value]
    ) -> Mapping[str, Any]:
        """What is said of a case; `given` are `CorroborationFacts`."""
        facts = CorroborationFacts.model_validate(dict(given))
        compared = self.compare(facts, parameters)
        answer = answer_of(self.decide(facts, parameters))
        start = len(self.id) + 1
        return {
            **answer,
            "rules": {rule[start:]: verdict for rule, verdict in answer["rules"].items()},
            **compared.figures,
            "人选": {each.name: dict(each.figures) for each in compared.candidates},
        }


def _shown(name: str, value: Value, names: Mapping[str, ValueType]) -> str:
    if value is None:
        return "不明"
    if name in _SHARES and isinstance(value, Fraction):
        return Figure.of(value).percent
    return show(value, names[name].unit)
