"""A ballot put to a policy's own case: figures in, what the count would say out. Pure."""

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from pydantic import BaseModel, ConfigDict

from xuanxian.ballots.answers import Answers, Subject
from xuanxian.ballots.instruments import NAMED, UNMARKED, Ballot, Names
from xuanxian.ballots.tally import Turnout, tally
from xuanxian.policy.formulas import Formula, Parameters

_SUBJECT = Subject(id="subject", name="对象")


class ClassFigures(BaseModel):
    """What one class of voters did, as a case states it.

    Attributes:
        应到, 实到, 发出: people and slips; 实到 and 发出 follow from 收回 when left out.
        无效: invalid ballots.
        票: what stood on the valid ballots → how many; 未填 for an unmarked line, 得票 for being
            named, 未选 for not being named.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    应到: int
    实到: int | None = None
    发出: int | None = None
    无效: int = 0
    票: dict[str, int] = {}

    @property
    def collected(self) -> int:
        """收回: all ballots in the box."""
        return self.无效 + sum(self.票.values())


def rehearse(ballot: Ballot, given: Mapping[str, Any], parameters: Parameters) -> dict[str, Any]:
    """The answer to a case: `turnout`, `stands`, `passed`, `verdict`, `withheld` and each measure.

    Args:
        ballot: the instrument.
        given: class → `ClassFigures`; with one class its figures may stand alone.
        parameters: values of the `$name`s.

    Raises:
        pydantic.ValidationError, ValueError: `given` does not fit.
    """
    names = [voters.name for voters in ballot.electorate]
    by_class = {names[0]: given} if "应到" in given and len(names) == 1 else given
    if unknown := [name for name in by_class if name not in names]:
        raise ValueError(f"没有这样的人员类别：{'、'.join(unknown)}")
    figures = {name: ClassFigures.model_validate(by_class.get(name, {"应到": 0})) for name in names}
    turnout = {name: _turnout(each) for name, each in figures.items()}
    ballots = [
        (name, answers) for name, each in figures.items() for answers in _ballots(ballot, each)
    ]
    result = tally(ballot, [_SUBJECT], ballots, turnout, parameters)
    of_subject = result.subjects[0]
    answer: dict[str, Any] = {
        "stands": result.stands,
        "passed": of_subject.passed,
        "verdict": of_subject.outcome.verdict.value,
        "withheld": list(result.withheld),
        **{
            name: None if figure is None else figure.exact
            for name, figure in of_subject.measures.items()
        },
    }
    if ballot.turnout:
        people = _people(turnout)
        answer["turnout"] = Formula(ballot.turnout, people, parameters).holds(people)
    return answer


def _people(turnout: Mapping[str, Turnout]) -> dict[str, Fraction]:
    return {
        "应到": Fraction(sum(each.entitled for each in turnout.values())),
        "实到": Fraction(sum(each.present for each in turnout.values())),
    }


def _turnout(figures: ClassFigures) -> Turnout:
    present = figures.collected if figures.实到 is None else figures.实到
    issued = max(present, figures.collected) if figures.发出 is None else figures.发出
    return Turnout(entitled=figures.应到, present=present, issued=issued)


def _ballots(ballot: Ballot, figures: ClassFigures) -> list[Answers]:
    choosing = isinstance(ballot.question, Names)
    content = {UNMARKED: Answers()}
    if choosing:
        content = {NAMED: Answers(names=(_SUBJECT.id,)), "未选": Answers()}
    content |= {option: Answers(marks={_SUBJECT.id: option}) for option in ballot.options}
    if unknown := [name for name in figures.票 if name not in content]:
        raise ValueError(f"“{'、'.join(unknown)}”不是票上的选项，可写{'、'.join(content)}")
    ballots = [content[name] for name, number in figures.票.items() for _ in range(number)]
    return ballots + [Answers(unreadable=True)] * figures.无效
