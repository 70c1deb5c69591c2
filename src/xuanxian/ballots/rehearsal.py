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


class Alike(BaseModel):
    """Ballots of one class that say the same, where a case is about what stands beside names.

    Attributes:
        张: how many.
        单位: the unit of those who cast them; "" where it is not known.
        人选单位: the unit of each name on one ballot, "" where it is not known.
        写明: headings of the notes that stand beside every name.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    张: int = 1
    单位: str = ""
    人选单位: tuple[str, ...] = ()
    写明: tuple[str, ...] = ()


class ClassFigures(BaseModel):
    """What one class of voters did, as a case states it.

    Attributes:
        应到, 实到, 发出: people and slips; 实到 and 发出 follow from 收回 when left out.
        无效: invalid ballots.
        票: what stood on the valid ballots → how many; 未填 for an unmarked line, 得票 for being
            named, 未选 for not being named.
        票面: ballots told one kind after the other, instead of 票.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    应到: int
    实到: int | None = None
    发出: int | None = None
    无效: int = 0
    票: dict[str, int] = {}
    票面: tuple[Alike, ...] = ()

    @property
    def collected(self) -> int:
        """收回: all ballots in the box."""
        return self.无效 + sum(self.票.values()) + sum(each.张 for each in self.票面)


def rehearse(ballot: Ballot, given: Mapping[str, Any], parameters: Parameters) -> dict[str, Any]:
    """The answer to a case: `turnout`, `stands`, `passed`, `verdict`, `withheld` and each measure.

    Of a ballot of names also `invalid`, `without_note`, `against_units` and `unit_unknown`.

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
    result = tally(ballot, _subjects(figures), ballots, turnout, parameters)
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
    if isinstance(ballot.question, Names):
        answer |= {
            "invalid": result.denominators["无效"],
            "without_note": result.without_note,
            "against_units": result.against_units,
            "unit_unknown": result.unit_unknown,
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


def _subjects(figures: Mapping[str, ClassFigures]) -> list[Subject]:
    """The subject of the case, and one for every place and unit of the names on its ballots."""
    found = {_SUBJECT.id: _SUBJECT}
    for each in figures.values():
        for alike in each.票面:
            for place, unit in enumerate(alike.人选单位):
                key = _key(place, unit)
                found[key] = Subject(id=key, name=key, unit=unit)
    return list(found.values())


def _key(place: int, unit: str) -> str:
    return f"{_SUBJECT.id}:{place}:{unit}" if place or unit else _SUBJECT.id


def _told(alike: Alike) -> Answers:
    keys = tuple(_key(place, unit) for place, unit in enumerate(alike.人选单位))
    return Answers(
        names=keys,
        noted=dict.fromkeys(keys, alike.写明) if alike.写明 else {},
        voter_unit=alike.单位,
    )


def _ballots(ballot: Ballot, figures: ClassFigures) -> list[Answers]:
    choosing = isinstance(ballot.question, Names)
    content = {UNMARKED: Answers()}
    if choosing:
        content = {NAMED: Answers(names=(_SUBJECT.id,)), "未选": Answers()}
    content |= {option: Answers(marks={_SUBJECT.id: option}) for option in ballot.options}
    if unknown := [name for name in figures.票 if name not in content]:
        raise ValueError(f"“{'、'.join(unknown)}”不是票上的选项，可写{'、'.join(content)}")
    ballots = [content[name] for name, number in figures.票.items() for _ in range(number)]
    ballots += [_told(each) for each in figures.票面 for _ in range(each.张)]
    return ballots + [Answers(unreadable=True)] * figures.无效
