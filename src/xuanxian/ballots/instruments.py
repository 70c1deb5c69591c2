"""The policy kind `ballot`: what is asked, of whom, what a valid ballot is, how it is counted.

Everything a source may fix differently stands in the instrument: the marks, what an unmarked
line means, weights, limits, denominators and majorities. The code knows only the forms.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Annotated, Any, ClassVar, Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from xuanxian.ballots.box_rules import BoxRules
from xuanxian.ballots.name_rules import NameNote, UnitRule
from xuanxian.ballots.paper.rules import PaperRules
from xuanxian.policy.expressions import NUMBER, Kind, Quantity, Value, ValueType
from xuanxian.policy.kinds import Fault, Instrument, StatedExpression
from xuanxian.policy.parts import ExactText
from xuanxian.policy.weights import fault_of

DENOMINATORS = ("应到", "实到", "发出", "收回", "有效", "无效")
"""The people and ballots counted, over all classes; expressions use them by these names.

应到 entitled to take part; 实到 present; 发出 slips issued; 收回 ballots in the box; 有效 and 无效
valid and invalid ballots among them, so 收回 = 有效 + 无效.
"""

NAMED = "得票"
"""What an expression calls the ballots that name a subject, where names are chosen."""

UNMARKED = "未填"
"""What an expression calls the valid ballots that leave a subject unmarked."""

INVALID = "无效"
"""As the meaning of a blank: a ballot with an unmarked line is invalid as a whole."""

ABSTENTION = "弃权"


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class Marks(_Part):
    """One mark is set against every subject (同意、反对、弃权) or one grade given (优秀、称职…).

    Attributes:
        options: the marks, or the grades best first, in the order printed.
        blank: what an unmarked line counts as: one of `options`, 弃权, or 无效 for a ballot that is
            then invalid as a whole; "" leaves it counted as 未填 only.
    """

    form: Literal["marks", "grades"]
    options: tuple[str, ...] = Field(min_length=2, max_length=30)
    blank: str = ""

    @model_validator(mode="after")
    def _blank_is_known(self) -> "Marks":
        _refuse_clashing_options(self.options)
        if self.blank not in {"", ABSTENTION, INVALID, *self.options}:
            raise ValueError(f"blank（{self.blank}）应为 {'、'.join(self.options)}、弃权 或 无效")
        return self


class Names(_Part):
    """Names are chosen, from a list or freely.

    Attributes:
        most: names a ballot may carry at most, write-ins included: a whole number or `$name`.
        least: names a ballot must carry at least; fewer make it invalid, none at all counts as 弃权
            unless `least` is above 0.
        write_in: whether names beyond the list (另选他人) may be written.
        notes: what is written beside every name, as 推荐理由.
        units: how many names may, or must, be of the voter's own unit or of others; None for any.
    """

    form: Literal["names"]
    most: ExactText
    least: ExactText = "0"
    write_in: bool = False
    notes: tuple[NameNote, ...] = Field(default=(), max_length=6)
    units: UnitRule | None = None

    @model_validator(mode="after")
    def _notes_differ(self) -> "Names":
        titles = [note.title for note in self.notes]
        if len(set(titles)) < len(titles):
            raise ValueError("notes 中有同名的栏目")
        return self


Question = Annotated[Marks | Names, Field(discriminator="form")]


class VoterClass(_Part):
    """A class of voters who hold slips of their own, as 领导班子成员 or 职工代表.

    Attributes:
        name: its Chinese name (`class` in the policy file).
        weight: what its ballots weigh in measures, exact; 1 when the source weighs nothing.
        who: who belongs to it, in Chinese; for readers only.
        by_unit: whether it may be split into a class for every unit, as 中层（财政局）, so that
            a rule on the names of one's own unit can be held against secret ballots.
        unit: the unit to which all of it belong; written when a meeting splits the class.
    """

    name: str = Field(alias="class", min_length=1, max_length=40)
    weight: ExactText = "1"
    who: str = ""
    by_unit: bool = False
    unit: str = ""


class Limit(_Part):
    """A ballot that uses `option` more often than `at_most` times is invalid as a whole."""

    option: str
    at_most: ExactText


class SecondRound(_Part):
    """Who goes on to a second round; what is asked there the poll of that round says.

    Attributes:
        at_most: how many go on, by rank.
        among: everybody, or only those who passed or did not pass.
        ties: where equal ranks leave more people than places, `all` of them go on or `people`
            choose.
    """

    at_most: ExactText
    among: Literal["all", "passed", "not_passed"] = "all"
    ties: Literal["all", "people"] = "people"


class Ballot(Instrument):
    """A vote of a meeting: nomination (民主推荐), rating (民主测评) or decision (表决).

    Attributes:
        purpose: what the vote is for.
        secrecy: secret (无记名: slips without names, sealed until opened) or signed (署名).
        question: marks, grades or names.
        ask: what is asked, one Chinese sentence the voter reads; made from `purpose` when empty.
        electorate: the classes of voters; one at least.
        weighting: `ballots` multiplies each ballot by the weight of its class before anything is
            measured; `rates` takes every measure within each class and adds them up by weight.
        limits: how often an option may be used on one ballot.
        smallest_group: secret ballots only: a box with fewer ballots is not opened and a class with
            fewer is not shown apart, nor can it be worked out by subtraction.
        box: secret ballots only: who keeps the key of the box, who watches it, where one may vote.
        paper: how paper forms are keyed in and scans kept; left to the poll when absent.
        turnout: what must hold before voting opens, over 应到 and 实到.
        stands_when: what must hold for the vote to stand at all, over the named denominators.
        measures: name → expression over denominators, options (or 得票), 未填 and earlier measures.
        rank_by: the measure subjects are ranked by, highest first; "" for no ranking.
        tie_break: measures compared in turn where `rank_by` is equal; ties that remain are stated.
        passes: what a subject must reach, over the same names; "" when nothing is to be passed.
        effect: `advises` only informs; `ranks` orders; `gates` stops a subject that does not pass.
        otherwise: the verdict of a subject that does not pass a gate (`else` in the policy file).
        second_round: who goes on to a second round; None where there is none.
    """

    KIND: ClassVar[str] = "ballot"
    TITLE: ClassVar[str] = "投票"

    kind: Literal["ballot"] = "ballot"
    purpose: Literal["nomination", "rating", "decision"]
    secrecy: Literal["secret", "signed"]
    question: Question
    ask: str = ""
    electorate: tuple[VoterClass, ...] = Field(min_length=1)
    weighting: Literal["ballots", "rates"] = "ballots"
    limits: tuple[Limit, ...] = ()
    smallest_group: ExactText = ""
    box: BoxRules = BoxRules()
    paper: PaperRules | None = None
    turnout: str = ""
    stands_when: str = ""
    measures: dict[str, str] = {}
    rank_by: str = ""
    tie_break: tuple[str, ...] = ()
    passes: str = ""
    effect: Literal["ranks", "gates", "advises"] = "advises"
    otherwise: Literal["bar", "hold", "flag"] = Field(default="bar", alias="else")
    second_round: SecondRound | None = None

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)

    @field_validator("electorate")
    @classmethod
    def _classes_differ(cls, electorate: tuple[VoterClass, ...]) -> tuple[VoterClass, ...]:
        names = [voters.name for voters in electorate]
        if len(set(names)) != len(names):
            raise ValueError("electorate 中有同名的人员类别")
        return electorate

    @model_validator(mode="after")
    def _parts_fit(self) -> "Ballot":
        for limit in self.limits:
            if limit.option not in self.options:
                raise ValueError(f"limits 中的“{limit.option}”不是可选项")
        for measure in (self.rank_by, *self.tie_break):
            if measure and measure not in self.measures:
                raise ValueError(f"排序依据“{measure}”没有在 measures 中定义")
        if self.effect == "ranks" and not self.rank_by:
            raise ValueError("effect 为 ranks 时必须写 rank_by")
        if self.effect == "gates" and not self.passes:
            raise ValueError("effect 为 gates 时必须写 passes")
        if self.second_round and not self.rank_by:
            raise ValueError("写 second_round 时必须写 rank_by，第二轮的人选按名次产生")
        if self.second_round and self.second_round.among != "all" and not self.passes:
            raise ValueError("second_round 按是否通过取人时必须写 passes")
        if self.secrecy == "secret" and not self.smallest_group:
            raise ValueError("无记名投票必须写 smallest_group（不足几票不开箱、不分类公布）")
        if clash := set(self.measures) & {*DENOMINATORS, *self.counted}:
            raise ValueError(f"measures 的名称“{'、'.join(sorted(clash))}”已是计数项的名称")
        return self

    @property
    def options(self) -> tuple[str, ...]:
        """What may be set against a subject; empty where names are chosen."""
        return () if isinstance(self.question, Names) else self.question.options

    @property
    def counted(self) -> tuple[str, ...]:
        """What is counted for every subject, by the names expressions use."""
        if isinstance(self.question, Names):
            return (NAMED,)
        extra = self.question.blank
        more = (extra,) if extra == ABSTENTION and extra not in self.options else ()
        return (*self.options, *more, UNMARKED)

    @property
    def sentence(self) -> str:
        """What the voter is asked, in one sentence."""
        if self.ask:
            return self.ask
        return {
            "nomination": "请推荐您认为合适的人选。",
            "rating": "请对下列同志作出评价。",
            "decision": "请对下列事项逐一表决。",
        }[self.purpose]

    def in_units(self, classes: Iterable[str]) -> "Ballot":
        """The ballot with every class that goes by unit split as `classes` splits it.

        Args:
            classes: names of the classes of a meeting; 中层（财政局） is the part of 中层 that
                belongs to 财政局. A class of which there are no parts stays as it is.
        """
        given = list(classes)
        split: list[VoterClass] = []
        for voters in self.electorate:
            begins = f"{voters.name}（"
            parts = [
                (name, name.removeprefix(begins).removesuffix("）"))
                for name in given
                if voters.by_unit and name.startswith(begins) and name.endswith("）")
            ]
            whole = not parts or voters.name in given
            split += [voters] if whole else []
            split += [
                voters.model_copy(update={"name": name, "unit": unit}) for name, unit in parts
            ]
        return self.model_copy(update={"electorate": tuple(split)})

    def explain(self) -> list[str]:
        """The instrument as plain Chinese sentences, one a paragraph."""
        # What is said of the schema can be written only when it is there.
        from xuanxian.ballots.ballot_explaining import explain

        return explain(self)

    def expressions(self) -> Sequence[StatedExpression]:
        """Every expression, for the checker of policy files."""
        return _stated(self)

    def faults(self, parameters: Mapping[str, Quantity]) -> Iterator[Fault]:
        """See `Instrument.faults`: weights of rates that do not add up to 1."""
        weights = {voters.name: voters.weight for voters in self.electorate}
        if self.weighting != "rates" or len(weights) < 2:
            return
        if message := fault_of(weights, "shares", parameters):
            yield Fault(("electorate",), message + "。", "请改正权重或参数。")

    def rehearse(
        self, given: Mapping[str, Any], parameters: Mapping[str, Value]
    ) -> Mapping[str, Any]:
        """What the count of a policy's own case would say; see `ballots.rehearsal`."""
        # The count is written over this schema, so it can be imported only when it is there.
        from xuanxian.ballots.rehearsal import rehearse

        return rehearse(self, given, parameters)


def _stated(ballot: Ballot) -> list[StatedExpression]:
    def numbers(names: Iterable[str]) -> dict[str, ValueType]:
        return dict.fromkeys(names, NUMBER)

    known = [*DENOMINATORS, *ballot.counted]
    stated = []
    for name, text in ballot.measures.items():
        stated.append(StatedExpression(("measures", name), text, numbers(known), Kind.NUMBER))
        known.append(name)
    if ballot.passes:
        stated.append(StatedExpression(("passes",), ballot.passes, numbers(known)))
    if ballot.turnout:
        stated.append(StatedExpression(("turnout",), ballot.turnout, numbers(("应到", "实到"))))
    if ballot.stands_when:
        stated.append(StatedExpression(("stands_when",), ballot.stands_when, numbers(DENOMINATORS)))
    exact_numbers: list[tuple[tuple[str | int, ...], str]] = [
        (("electorate", place, "weight"), voters.weight)
        for place, voters in enumerate(ballot.electorate)
    ]
    exact_numbers += [
        (("limits", place, "at_most"), limit.at_most) for place, limit in enumerate(ballot.limits)
    ]
    if isinstance(ballot.question, Names):
        exact_numbers += [
            (("question", "most"), ballot.question.most),
            (("question", "least"), ballot.question.least),
            *(
                (("question", "notes", place, "longest"), note.longest)
                for place, note in enumerate(ballot.question.notes)
            ),
            *_of_units(ballot.question.units),
        ]
    if ballot.smallest_group:
        exact_numbers.append((("smallest_group",), ballot.smallest_group))
    if ballot.second_round:
        exact_numbers.append((("second_round", "at_most"), ballot.second_round.at_most))
    stated += [StatedExpression(path, text, {}, Kind.NUMBER) for path, text in exact_numbers]
    return stated


def _of_units(rule: UnitRule | None) -> list[tuple[tuple[str | int, ...], str]]:
    if rule is None:
        return []
    numbers = {"outside_least": rule.outside_least, "own_most": rule.own_most}
    return [(("question", "units", name), text) for name, text in numbers.items() if text]


def _refuse_clashing_options(options: tuple[str, ...]) -> None:
    if len(set(options)) != len(options):
        raise ValueError("options 中有重复的选项")
    if clash := set(options) & {*DENOMINATORS, UNMARKED, NAMED}:
        raise ValueError(f"选项“{'、'.join(sorted(clash))}”与计数项同名，请换一个名称")
