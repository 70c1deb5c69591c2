"""The policy kind `vote_signals`: how rare a figure must be to ask for a look."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, ClassVar, Literal

from pydantic import Field, model_validator

from xuanxian.insight.instruments.vote_signals.facts import VoteFacts
from xuanxian.insight.instruments.vote_signals.finding import Lines, Signal, signals
from xuanxian.policy.expressions import Kind, Quantity, Value
from xuanxian.policy.formulas import exact
from xuanxian.policy.instruments.saying import in_place
from xuanxian.policy.kinds import Fault, Instrument, Provision, StatedExpression, answer_of
from xuanxian.policy.outcome import Outcome, Verdict
from xuanxian.policy.parts import ExactText, Finding, Parameters, Part, Whole, said, whole

Purpose = Literal["nomination", "rating", "decision"]

_PURPOSES = {"nomination": "民主推荐", "rating": "民主测评", "decision": "表决"}
_LABELS = {"concentration": "得票集中于一类人员", "block": "固定几人同时得票", "jump": "得票骤升"}


class Concentration(Part):
    """Votes for a person gathered in one class of voters.

    Attributes:
        least_difference: by how much the share in the class exceeds that in all others at least.
    """

    least_difference: ExactText
    cite: str = ""


class Block(Part):
    """People named together on more ballots than their votes explain.

    Attributes:
        least_ballots: how many ballots name them all at least.
    """

    least_ballots: Whole
    cite: str = ""


class Jump(Part):
    """Many more votes than in past years.

    Attributes:
        look_back_years: votes of how many years back are compared.
        least_difference: by how much the share exceeds that of all of them together at least.
    """

    look_back_years: Whole
    least_difference: ExactText
    cite: str = ""


class VoteSignals(Instrument):
    """得票迹象: what asks for a look in the figures of a counted vote. It never decides.

    Attributes:
        purposes: of which votes.
        false_alarm: how often a vote whose ballots were cast independently may give a signal at
            all, as 1%.
        concentration, block, jump: the looks taken; one at least.
        measure: what is done about a signal, in words.
    """

    KIND: ClassVar[str] = "vote_signals"
    TITLE: ClassVar[str] = "得票迹象"

    kind: Literal["vote_signals"] = "vote_signals"
    purposes: tuple[Purpose, ...] = Field(default=("nomination",), min_length=1)
    false_alarm: ExactText
    concentration: Concentration | None = None
    block: Block | None = None
    jump: Jump | None = None
    measure: str = ""

    @model_validator(mode="after")
    def _looks_at_something(self) -> "VoteSignals":
        if self.concentration is None and self.block is None and self.jump is None:
            raise ValueError("concentration、block、jump 至少写一项")
        return self

    def expressions(self) -> Sequence[StatedExpression]:
        """See `Instrument.expressions`."""
        numbers: list[tuple[tuple[str | int, ...], str]] = [(("false_alarm",), self.false_alarm)]
        if self.concentration:
            path = ("concentration", "least_difference")
            numbers.append((path, self.concentration.least_difference))
        if self.jump:
            numbers.append((("jump", "least_difference"), self.jump.least_difference))
        return [StatedExpression(path, text, {}, Kind.NUMBER) for path, text in numbers]

    def faults(self, parameters: Mapping[str, Quantity]) -> Iterable[Fault]:
        """See `Instrument.faults`: a rate of false alarms that is none."""
        for stated in self.expressions():
            name = stated.text.removeprefix("$")
            if stated.text.startswith("$") and (
                name not in parameters or parameters[name].value is None
            ):
                continue
            value = exact(stated.text, parameters)
            if not 0 <= value <= 1 or (stated.path == ("false_alarm",) and value in (0, 1)):
                yield Fault(
                    stated.path,
                    f"“{stated.text}”应当是比例，在0和1之间。",
                    "请写成 1% 或 1/100。",
                    stated.text,
                )

    def explain(self) -> list[str]:
        """See `Instrument.explain`."""
        return [each.text for each in self.provisions()]

    def provisions(self) -> list[Provision]:
        """See `Instrument.provisions`."""
        votes = "、".join(_PURPOSES[each] for each in self.purposes)
        told = [Provision(f"{votes}计票以后，可以查看得票中有无下列迹象：")]
        if self.concentration:
            text = (
                "一人的得票集中于一类人员：在该类的得票率比其余各类合计高出"
                f"{in_place(self.concentration.least_difference)}以上，且纯属偶然的可能极小。"
            )
            told.append(Provision(text, self.concentration.cite, ("concentration",)))
        if self.block:
            text = (
                f"固定几人同时得票：同时推荐他们的票不少于{said(self.block.least_ballots)}张，"
                "且按各人得票和票上所选人数看，纯属偶然的可能极小。"
            )
            told.append(Provision(text, self.block.cite, ("block",)))
        if self.jump:
            text = (
                f"得票骤升：得票率比近{said(self.jump.look_back_years)}年同类投票合计高出"
                f"{in_place(self.jump.least_difference)}以上，且纯属偶然的可能极小。"
            )
            told.append(Provision(text, self.jump.cite, ("jump",)))
        told.append(
            Provision(
                "“可能极小”按各人各投各的精确计算，分摊到每一次比较；各人各投各的投票，"
                f"出现任何一个迹象的可能不超过{in_place(self.false_alarm)}。"
            )
        )
        told.append(
            Provision(
                "迹象不是结论，也可能另有原因（如本单位人员了解情况），须由人核实，写明理由后了结。"
                + self.measure
            )
        )
        told.append(Provision("系统不保存投票的先后和时间，因此不按时间查找集中投票。"))
        return told

    def lines(self, parameters: Parameters) -> Lines:
        """The numbers, read.

        Raises:
            Refusal: a parameter is open.
        """
        return Lines(
            false_alarm=exact(self.false_alarm, parameters),
            class_difference=exact(self.concentration.least_difference, parameters)
            if self.concentration
            else None,
            block_ballots=whole(self.block.least_ballots, parameters, of="同时推荐的票数下限")
            if self.block
            else None,
            jump_difference=exact(self.jump.least_difference, parameters) if self.jump else None,
            look_back_years=whole(self.jump.look_back_years, parameters, of="所看年限")
            if self.jump
            else 0,
        )

    def signals(self, facts: VoteFacts, parameters: Parameters) -> tuple[Signal, ...]:
        """The signals in the figures of a vote.

        Raises:
            Refusal: a parameter is open.
        """
        return signals(facts, self.lines(parameters))

    def decide(self, facts: VoteFacts, parameters: Parameters) -> Outcome:
        """A flag for every signal; never more than that."""
        finding = Finding(self)
        found = self.signals(facts, parameters)
        for signal in found:
            part = getattr(self, signal.kind)
            finding.add(
                f"{signal.kind}.{'+'.join((*signal.people, signal.class_name)).rstrip('+')}",
                Verdict.FLAG,
                label_of(signal.kind),
                f"{signal.explanation}这是迹象，须核实。",
                figures=signal.figures,
                threshold=signal.line,
                cite=part.cite,
            )
        if not found:
            finding.met("none", "没有迹象", "所看的各项中没有迹象；没有迹象不等于没有拉票。")
        return Outcome.of(finding)

    def rehearse(
        self, given: Mapping[str, Any], parameters: Mapping[str, Value]
    ) -> Mapping[str, Any]:
        """What is found in the figures of a case: `given` are those of `VoteFacts`."""
        facts = VoteFacts.model_validate(dict(given))
        found = self.signals(facts, parameters)
        return {
            **answer_of(self.decide(facts, parameters)),
            "迹象": [
                label_of(each.kind)
                + "："
                + "、".join(facts.name(person) for person in each.people)
                + (f"（{each.class_name}）" if each.class_name else "")
                for each in found
            ],
        }


def label_of(kind: str) -> str:
    """A kind of signal in Chinese."""
    return _LABELS[kind]
