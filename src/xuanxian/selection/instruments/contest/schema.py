"""The policy kind `contest` (竞争性选拔): rounds, scores, weights, gates, who goes on."""

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any, ClassVar, Literal

from pydantic import Field, field_validator, model_validator

from xuanxian.policy.expressions import BOOLEAN, NUMBER, TEXT, Kind, Quantity, Value, ValueType
from xuanxian.policy.kinds import Fault, Instrument, Provision, StatedExpression
from xuanxian.policy.parts import ExactText, Part, Requirement, Whole
from xuanxian.policy.weights import Weighing, check_weights, fault_of
from xuanxian.selection.instruments.contest.exam import Exam
from xuanxian.selection.instruments.contest.numbers import Rounding
from xuanxian.selection.instruments.contest.points import (
    AwardScore,
    FormulaScore,
    GradedScore,
    Score,
    YearsScore,
)
from xuanxian.selection.instruments.contest.scores import JudgedScore

ENTERED = "报名人数"
"""Expressions of `competition`: everybody who applied for the post."""

QUALIFIED = "合格人数"
"""Expressions of `competition`: those of them who met the conditions and have not left."""

SEATS = "职数"
"""Seats to fill in the field, after posts that found too few people were cut."""

TAKING_PART = "参加人数"
"""Who takes part in the round, in the same field."""

PLACE = "名次"
"""After the name of a score or total: its place in the field, as in 笔试名次."""

Path = tuple[str | int, ...]

_RESERVED = (ENTERED, QUALIFIED, SEATS, TAKING_PART)
_TYPES = {"number": NUMBER, "text": TEXT, "boolean": BOOLEAN}


class BroughtValue(Part):
    """A value of a candidate or of the whole case that no score holds, as 不满意率."""

    type: Literal["number", "text", "boolean"] = "number"
    unit: str = ""
    note: str = ""


class Competition(Part):
    """How many people a post must draw for there to be a competition.

    Attributes:
        require: condition over 报名人数, 合格人数, 职数 and values of the whole case.
        below: where it fails: the number of posts is cut to the most it still holds for, the post
            is merged with others, its contest is called off, or nothing follows but a flag.
        waived: where this holds, too few people are accepted; "" never.
        soft: 原则上: it flags, and nothing is cut.
    """

    require: str
    below: Literal["cut", "merge", "call_off", "flag"]
    waived: str = ""
    soft: bool = False
    cite: str = ""


class Group(Part):
    """A group whose members compete among themselves, as an age group.

    Attributes:
        when: who belongs to it, over values of the candidate; exactly one group must fit.
    """

    id: str
    title: str
    when: str


class Total(Part):
    """A total of weighted scores.

    Attributes:
        id: its Chinese name, by which expressions call it.
        weights: score or earlier total → weight.
        weighing: `shares`, which add to 1, or `ratio`, as 3:3:4, brought to 1 by their sum.
        full: its full marks; scores with other full marks are converted.
        plus: scores added as they are, after weighing: bonuses.
        rounding: how it is rounded; exact when left out (`round` in the file).
    """

    id: str = Field(min_length=1, max_length=40)
    weights: dict[str, ExactText] = Field(min_length=1)
    weighing: Weighing = "shares"
    full: ExactText = "100"
    plus: tuple[str, ...] = ()
    rounding: Rounding | None = Field(default=None, alias="round")
    cite: str = ""

    @model_validator(mode="after")
    def _weights_add_up(self) -> "Total":
        check_weights(self.weights, self.weighing)
        return self


class GoOn(Part):
    """Who goes on after a round.

    Attributes:
        to: what they go on to, in Chinese: 面试, 考察对象.
        by: the score or total that ranks, the highest first.
        number: how many in a field: a sum over 职数 and 参加人数.
        rounding: how a number that is not whole is read; "" leaves those between to people
            (`round` in the file).
        tie: scores or totals compared in turn where `by` is equal.
        ties: those still equal at the last place are left to `people`, or all go on `together`.
        soft: 一般、原则上: who stands beyond the number is flagged, whatever the effect.
    """

    to: str
    by: str
    number: ExactText
    rounding: Literal["up", "down", "half_up", ""] = Field(default="", alias="round")
    tie: tuple[str, ...] = ()
    ties: Literal["people", "together"] = "people"
    soft: bool = False
    cite: str = ""


class Round(Part):
    """One round: what is scored, what must hold, who goes on.

    Attributes:
        scores: scores given in this round.
        totals: totals made of them and of those before.
        requirements: floors, exclusion lines and vetoes, over scores, totals, their places,
            参加人数, 职数 and `values`; who fails one that bars leaves before anybody is ranked.
        go_on: who goes on; None lets everybody go on who was not stopped.
        exam: how the round is held (考务); None where the source is silent.
    """

    id: str
    title: str
    scores: tuple[Score, ...] = ()
    totals: tuple[Total, ...] = ()
    requirements: tuple[Requirement, ...] = ()
    go_on: GoOn | None = None
    exam: Exam | None = None
    cite: str = ""


class Choice(Part):
    """选岗: those who passed choose posts openly, in the order of their places.

    Attributes:
        by: the score or total whose order counts.
        tie: compared in turn where it is equal; those still equal wait for people.
    """

    by: str
    tie: tuple[str, ...] = ()
    cite: str = ""


class Contest(Instrument):
    """A competitive selection: 竞争上岗, 公开选拔, 公开遴选, 比选, 选岗.

    Attributes:
        field: who competes with whom: those for the same `post`, or all `together` for all seats.
        groups: groups that compete apart inside a field.
        qualification: id of the instrument, criteria or a rating, that a candidate must have met;
            "" asks for none.
        values: values brought by a candidate or the case, which conditions may name.
        competition: how many people a post must draw.
        rounds: in order; one at least.
        effect: what standing beyond the number means: `gates` stops, `ranks` only orders and
            flags, `advises` informs.
        reserve: `ordered` keeps those beyond the number of the last round as a reserve in order;
            `none` fills no place that falls free; "" where the source is silent.
        valid_months: how long the result may be used; None for no limit.
        choice: choosing of posts after the last round.
        posts_each: for how many posts somebody may apply.
        open_working_days: how many working days applications are open at least; None without.
        objection_working_days: within how many working days a finding of 资格审查 or a published
            result may be objected to; None without limit.
    """

    KIND: ClassVar[str] = "contest"
    TITLE: ClassVar[str] = "竞争性选拔"

    kind: Literal["contest"] = "contest"
    field: Literal["post", "together"] = "post"
    groups: tuple[Group, ...] = ()
    qualification: str = ""
    values: dict[str, BroughtValue] = {}
    competition: Competition | None = None
    rounds: tuple[Round, ...]
    effect: Literal["ranks", "gates", "advises"] = "advises"
    reserve: Literal["ordered", "none", ""] = ""
    valid_months: Whole | None = None
    choice: Choice | None = None
    posts_each: Whole = 1
    open_working_days: Whole | None = None
    objection_working_days: Whole | None = None

    @field_validator("rounds")
    @classmethod
    def _rounds_differ(cls, rounds: tuple[Round, ...]) -> tuple[Round, ...]:
        # A least number on the field would be reported again for every fault inside a round.
        if not rounds:
            raise ValueError("rounds 至少要写一轮")
        ids = [each.id for each in rounds]
        if len(set(ids)) < len(ids):
            raise ValueError("rounds 中有相同的 id，请改成不同的")
        for each in rounds:
            rules = [requirement.id for requirement in each.requirements]
            if len(set(rules)) < len(rules) or "go_on" in rules:
                raise ValueError(f"“{each.title}”的 requirements 中有相同的 id，或用了 go_on")
        return rounds

    @model_validator(mode="after")
    def _parts_fit(self) -> "Contest":
        known: dict[str, None] = dict.fromkeys(_RESERVED)
        for name in self.values:
            _take(known, name)
        scored: set[str] = set()
        endless: set[str] = set()
        for each in self.rounds:
            for one in (*each.scores, *each.totals):
                _take(known, one.id)
                if isinstance(one, Total):
                    _refuse_unknown(one.id, (*one.weights, *one.plus), scored)
                    if unweighed := [name for name in one.weights if name in endless]:
                        raise ValueError(
                            f"“{unweighed[0]}”没有满分，不能按权重折算；请写 full，"
                            "票数先用 formula 折成分数"
                        )
                elif not one.full:
                    endless.add(one.id)
                scored.add(one.id)
            if each.go_on:
                _refuse_unknown(each.title, (each.go_on.by, *each.go_on.tie), scored)
        if self.choice:
            _refuse_unknown("选岗", (self.choice.by, *self.choice.tie), scored)
        if clash := [name for name in known if name.removesuffix(PLACE) in scored - {name}]:
            raise ValueError(f"“{clash[0]}”与成绩的名次同名，请换一个名称")
        orders = any(each.go_on for each in self.rounds)
        if self.effect == "ranks" and not orders and not self.choice:
            raise ValueError("effect 为 ranks 时，至少一轮要写 go_on（按什么、取多少）")
        if self.effect == "gates" and not orders and not any(r.requirements for r in self.rounds):
            raise ValueError("effect 为 gates 时，至少一轮要写 go_on 或 requirements")
        if self.reserve == "ordered" and not self.rounds[-1].go_on:
            raise ValueError("reserve 为 ordered 时，最后一轮要写 go_on")
        return self

    @cached_property
    def brought(self) -> dict[str, ValueType]:
        """The values a candidate or the case brings, with their types."""
        return {
            name: ValueType(_TYPES[each.type].kind, unit=each.unit)
            for name, each in self.values.items()
        }

    def up_to(self, round_id: str) -> "Contest":
        """This contest as if `round_id` were its last round: what is certain after it.

        Raises:
            KeyError: no such round; a defect of the caller.
        """
        ids = [each.id for each in self.rounds]
        if round_id not in ids:
            raise KeyError(round_id)
        place = ids.index(round_id) + 1
        if place == len(ids):
            return self
        return self.model_copy(
            update={"rounds": self.rounds[:place], "choice": None, "reserve": ""}
        )

    def round(self, round_id: str) -> Round | None:
        """The round with this id, None when there is none."""
        return next((each for each in self.rounds if each.id == round_id), None)

    def names_in(self, round_id: str) -> dict[str, ValueType]:
        """What the requirements of a round may name."""
        names = {**self.brought, SEATS: NUMBER, TAKING_PART: NUMBER}
        for each in self.rounds:
            for name in scored_in(each):
                names[name] = NUMBER
                names[name + PLACE] = NUMBER
            if each.id == round_id:
                break
        return names

    def explain(self) -> list[str]:
        """See `Instrument.explain`."""
        return [each.text + (f"（{each.cite}）" if each.cite else "") for each in self.provisions()]

    def provisions(self) -> Sequence[Provision]:
        """See `Instrument.provisions`."""
        # The sentences are written over this schema.
        from xuanxian.selection.instruments.contest.explaining import provisions

        return list(provisions(self))

    def expressions(self) -> Sequence[StatedExpression]:
        """See `Instrument.expressions`."""
        return list(_stated(self))

    def faults(self, parameters: Mapping[str, Quantity]) -> Iterator[Fault]:
        """See `Instrument.faults`: weights that do not add to 1."""
        for each in self.rounds:
            for total in each.totals:
                if message := fault_of(total.weights, total.weighing, parameters):
                    path: Path = ("rounds", each.id, "totals", total.id, "weights")
                    yield Fault(path, message + "。", "请改正权重或参数。")
            for score in each.scores:
                if not isinstance(score, JudgedScore) or not score.classes:
                    continue
                weights = {one.name: one.weight for one in score.classes}
                if message := fault_of(weights, score.weighing, parameters):
                    path = ("rounds", each.id, "scores", score.id, "classes")
                    yield Fault(path, message + "。", "请改正权重或参数。")

    def rehearse(
        self, given: Mapping[str, Any], parameters: Mapping[str, Value]
    ) -> Mapping[str, Any]:
        """What the contest of a policy's own case would say; see `contest.rehearsing`."""
        from xuanxian.selection.instruments.contest.rehearsing import rehearse

        return rehearse(self, given, parameters)


def scored_in(each: Round) -> list[str]:
    """The names of the scores and totals of a round, in order."""
    return [one.id for one in (*each.scores, *each.totals)]


def _take(known: dict[str, None], name: str) -> None:
    if name in known:
        raise ValueError(f"“{name}”用了两次或是保留的名称，请换一个名称")
    known[name] = None


def _refuse_unknown(where: str, names: Sequence[str], scored: set[str]) -> None:
    for name in names:
        if name not in scored:
            raise ValueError(
                f"“{where}”用到的“{name}”不是本轮或前几轮的成绩，可用：{'、'.join(sorted(scored))}"
            )


def _stated(contest: Contest) -> Iterator[StatedExpression]:
    if contest.competition:
        names = {**contest.brought, ENTERED: NUMBER, QUALIFIED: NUMBER, SEATS: NUMBER}
        yield StatedExpression(("competition", "require"), contest.competition.require, names)
        if contest.competition.waived:
            yield StatedExpression(("competition", "waived"), contest.competition.waived, names)
    for group in contest.groups:
        yield StatedExpression(("groups", group.id, "when"), group.when, contest.brought)
    before = dict(contest.brought)
    for each in contest.rounds:
        path: Path = ("rounds", each.id)
        names = contest.names_in(each.id)
        for score in each.scores:
            inside: Path = (*path, "scores", score.id)
            if isinstance(score, FormulaScore):
                yield StatedExpression((*inside, "formula"), score.formula, before, Kind.NUMBER)
            yield from _numbers_of(score, inside)
            before = {**before, score.id: NUMBER}
        for total in each.totals:
            inside = (*path, "totals", total.id)
            yield StatedExpression((*inside, "full"), total.full, {}, Kind.NUMBER)
            for name, weight in total.weights.items():
                yield StatedExpression((*inside, "weights", name), weight, {}, Kind.NUMBER)
            before = {**before, total.id: NUMBER}
        for rule in each.requirements:
            inside = (*path, "requirements", rule.id)
            yield StatedExpression((*inside, "require"), rule.require, names)
            if rule.when:
                yield StatedExpression((*inside, "when"), rule.when, names)
        if each.go_on:
            counts = {SEATS: NUMBER, TAKING_PART: NUMBER}
            yield StatedExpression(
                (*path, "go_on", "number"), each.go_on.number, counts, Kind.NUMBER
            )


def _numbers_of(score: Score, path: Path) -> Iterator[StatedExpression]:
    if score.full:
        yield StatedExpression((*path, "full"), score.full, {}, Kind.NUMBER)
    if isinstance(score, GradedScore | YearsScore | AwardScore):
        for name, points in score.points.items():
            yield StatedExpression((*path, "points", name), points, {}, Kind.NUMBER)
    if isinstance(score, JudgedScore):
        for at, voters in enumerate(score.classes):
            yield StatedExpression((*path, "classes", at, "weight"), voters.weight, {}, Kind.NUMBER)
