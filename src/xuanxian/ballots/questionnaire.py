"""The policy kind `questionnaire`: several questions on one form, counted together.

A sibling of `ballot`: every counted question is a ballot over its items, so people, secrecy, small
groups, weights and measures mean here exactly what they mean there.
"""

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Annotated, Any, ClassVar, Literal

from pydantic import ConfigDict, Field, field_validator, model_validator

from xuanxian.ballots.box_rules import BoxRules
from xuanxian.ballots.instruments import (
    DENOMINATORS,
    UNMARKED,
    Ballot,
    Marks,
    Names,
    VoterClass,
)
from xuanxian.ballots.paper.rules import PaperRules
from xuanxian.policy.expressions import NUMBER, Kind, Quantity, Value, ValueType
from xuanxian.policy.kinds import Fault, Instrument, Provision, StatedExpression
from xuanxian.policy.outcome import Outcome
from xuanxian.policy.parts import ExactText, Named, Part, Requirement, Whole
from xuanxian.policy.weights import fault_of

STATED = "表态"
"""Expressions of a scale: ballots that say something of the item, neutral answers left out."""

ADVERSE = "不利"
"""Expressions of a scale: ballots with an answer that speaks against the person."""

SCORE = "得分"
"""Expressions of a scale: average points of the ballots that gave an answer with points."""

ITEMS = "项数"
"""Expressions over a whole scale: how many items it has."""

_DERIVED = (STATED, ADVERSE, SCORE)
EXTREMES = ("最高", "最低", "平均")
"""Expressions over a whole scale: after a measure of its items, as 不利率最高."""


class _Question(Part):
    id: str
    title: str
    cite: str = ""


class Scale(_Question):
    """Items that are all answered on one scale: grades, or how far something is the case.

    Attributes:
        direction: `positive` items name what is wanted, `reverse` ones what is not.
        options: the answers, in the order printed.
        items: what is asked.
        items_counted: how many items the source counts, where it names fewer than that.
        neutral: answers such as 不了解 that say nothing of the item.
        adverse: answers that speak against the person.
        points: answer → points.
        blank: what an unmarked item counts as; see `Marks.blank`.
        measures: name → expression over one item: what a ballot counts, 表态, 不利, 得分.
        passes: what every item must reach, over the same names; "" when nothing must.
        otherwise: verdict of an item that does not (`else` in the file).
        summary: name → expression over all items: 项数, and each measure with 最高, 最低 or 平均.
    """

    form: Literal["scale"]
    direction: Literal["positive", "reverse"] = "positive"
    options: tuple[str, ...] = Field(min_length=2, max_length=30)
    items: tuple[Named, ...]
    items_counted: Whole | None = None
    neutral: tuple[str, ...] = ()
    adverse: tuple[str, ...] = ()
    points: dict[str, ExactText] = {}
    blank: str = ""
    measures: dict[str, str] = {}
    passes: str = ""
    otherwise: Literal["bar", "hold", "flag"] = Field(default="hold", alias="else")
    summary: dict[str, str] = {}

    @model_validator(mode="after")
    def _answers_are_known(self) -> "Scale":
        for name, answers in (
            ("neutral", self.neutral),
            ("adverse", self.adverse),
            ("points", tuple(self.points)),
        ):
            for answer in answers:
                if answer not in self.options:
                    raise ValueError(
                        f"{name} 中的“{answer}”不是可选项，可用：{'、'.join(self.options)}"
                    )
        if both := set(self.neutral) & {*self.adverse, *self.points}:
            raise ValueError(f"“{'、'.join(sorted(both))}”既不表态，又计分或视为不利，请改正")
        if not set(self.options) - set(self.neutral):
            raise ValueError("所有选项都不表态，请至少留一个表态的选项")
        if not self.items:
            raise ValueError("items 至少要写一项")
        ids = [item.id for item in self.items]
        if len(set(ids)) < len(ids):
            raise ValueError("items 中有相同的 id，请改成不同的")
        return self

    @model_validator(mode="after")
    def _measures_are_new(self) -> "Scale":
        taken = {*_DERIVED, *self.options, *DENOMINATORS, UNMARKED}
        if clash := taken & {*self.measures, *self.summary}:
            raise ValueError(f"“{'、'.join(sorted(clash))}”已是计数项的名称，请换一个名称")
        return self

    @property
    def derived(self) -> dict[str, str]:
        """The measures every scale has."""
        found = {STATED: _sum(each for each in self.options if each not in self.neutral)}
        if self.adverse:
            found[ADVERSE] = _sum(self.adverse)
        if self.points:
            weighed = " + ".join(f'{points} * "{each}"' for each, points in self.points.items())
            found[SCORE] = f"({weighed}) / {_sum(self.points)}"
        return found

    @property
    def summary_names(self) -> tuple[str, ...]:
        """What an expression of `summary` may name."""
        measured = (*self.derived, *self.measures)
        return (ITEMS, *(name + extreme for name in measured for extreme in EXTREMES))


class Selection(_Question):
    """Some of the options are ticked: 多项选择.

    Attributes:
        options: what may be ticked.
        most, least: how many may and must be.
        measures: name → expression over one option: what a ballot counts, 得票.
    """

    form: Literal["selection"]
    options: tuple[Named, ...] = Field(min_length=2)
    most: ExactText
    least: ExactText = "0"
    measures: dict[str, str] = {}


LONGEST_TEXT = 2000
"""Characters an answer in one's own words may have at the very most."""


class FreeText(_Question):
    """An answer in one's own words: kept, not counted.

    Attributes:
        longest: characters it may have. Every envelope of the poll is as long as the longest
            possible answers, written or not.
    """

    form: Literal["text"]
    longest: int = Field(default=500, ge=20, le=LONGEST_TEXT)


Question = Annotated[Scale | Selection | FreeText, Field(discriminator="form")]


class Questionnaire(Instrument):
    """A form with several questions about one person or matter: 测评表, 征求意见表.

    Attributes:
        about: who or what is asked about, in Chinese.
        secrecy: secret (无记名) or signed (署名).
        electorate: the classes of those asked, with their weights.
        weighting: see `Ballot.weighting`.
        smallest_group: secret forms only; see `Ballot.smallest_group`. Texts of fewer are not
            shown either.
        box: secret forms only; see `Ballot.box`.
        paper: see `Ballot.paper`.
        turnout: see `Ballot.turnout`.
        stands_when: what must hold for the answers to count, over 应到, 实到, 发出, 收回…
        questions: one at least.
        measures: name → expression over the summaries of all scales and earlier measures.
        requirements: what the whole must reach, over summaries and measures.
        effect: `gates` lets breaches stop a person; otherwise they only flag.
    """

    KIND: ClassVar[str] = "questionnaire"
    TITLE: ClassVar[str] = "测评问卷"

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)

    kind: Literal["questionnaire"] = "questionnaire"
    about: str = ""
    secrecy: Literal["secret", "signed"]
    electorate: tuple[VoterClass, ...] = Field(min_length=1)
    weighting: Literal["ballots", "rates"] = "ballots"
    smallest_group: ExactText = ""
    box: BoxRules = BoxRules()
    paper: PaperRules | None = None
    turnout: str = ""
    stands_when: str = ""
    questions: tuple[Question, ...]
    measures: dict[str, str] = {}
    requirements: tuple[Requirement, ...] = ()
    effect: Literal["gates", "advises"] = "advises"

    @field_validator("questions")
    @classmethod
    def _questions_differ(cls, questions: tuple[Question, ...]) -> tuple[Question, ...]:
        # A least number on the field would be reported again for every fault inside a question.
        if not questions:
            raise ValueError("questions 至少要写一题")
        ids = [each.id for each in questions]
        if len(set(ids)) < len(ids):
            raise ValueError("questions 中有相同的 id，请改成不同的")
        return questions

    @model_validator(mode="after")
    def _parts_fit(self) -> "Questionnaire":
        taken: set[str] = set()
        for names in (*(each.summary for each in self.scales), self.measures):
            if clash := taken & set(names):
                raise ValueError(f"“{'、'.join(sorted(clash))}”用了两次，请换一个名称")
            taken |= set(names)
        if message := self._fault_of_weights({}):
            raise ValueError(message)
        names_of_classes = [voters.name for voters in self.electorate]
        if len(set(names_of_classes)) < len(names_of_classes):
            raise ValueError("electorate 中有同名的人员类别，请改成不同的")
        for each in self.questions:
            if not isinstance(each, FreeText):
                self.ballot_of(each)  # what is wrong with it as a ballot is said there
        if self.secrecy == "secret" and not self.smallest_group:
            raise ValueError("无记名问卷必须写 smallest_group（不足几份不开箱、不分类公布）")
        return self

    @property
    def sentence(self) -> str:
        """What whoever fills it in is asked, in one sentence."""
        about = f"关于{self.about}，" if self.about else ""
        return f"{about}请按您了解的情况如实填写。"

    @property
    def texts(self) -> tuple[FreeText, ...]:
        """The questions answered in one's own words."""
        return tuple(each for each in self.questions if isinstance(each, FreeText))

    @property
    def scales(self) -> tuple[Scale, ...]:
        """The questions answered on a scale."""
        return tuple(each for each in self.questions if isinstance(each, Scale))

    def ballot_of(self, question: Scale | Selection) -> Ballot:
        """A counted question as the ballot over its items that it is."""
        asked: Marks | Names
        passes = ""
        otherwise: Literal["bar", "hold", "flag"] = "hold"
        if isinstance(question, Scale):
            asked = Marks(form="grades", options=question.options, blank=question.blank)
            measures = {**question.derived, **question.measures}
            passes, otherwise = question.passes, question.otherwise
        else:
            asked = Names(form="names", most=question.most, least=question.least)
            measures = dict(question.measures)
        return Ballot(
            id=f"{self.id}.{question.id}",
            title=question.title,
            cite=question.cite or self.cite,
            purpose="rating",
            secrecy=self.secrecy,
            question=asked,
            electorate=self.electorate,
            weighting=self.weighting,
            smallest_group=self.smallest_group,
            turnout=self.turnout,
            stands_when=self.stands_when,
            measures=measures,
            passes=passes,
            effect="gates" if passes and self.effect == "gates" else "advises",
            otherwise=otherwise,
        )

    def explain(self) -> list[str]:
        """See `Instrument.explain`."""
        return [each.text + (f"（{each.cite}）" if each.cite else "") for each in self.provisions()]

    def provisions(self) -> Sequence[Provision]:
        """See `Instrument.provisions`."""
        # The sentences are written over this schema.
        from xuanxian.ballots.questionnaire_explaining import provisions

        return list(provisions(self))

    def expressions(self) -> Sequence[StatedExpression]:
        """See `Instrument.expressions`."""
        return list(_stated(self))

    def faults(self, parameters: Mapping[str, Quantity]) -> Iterator[Fault]:
        """See `Instrument.faults`: weights that do not add up, fewer items counted than named."""
        if message := self._fault_of_weights(parameters):
            yield Fault(("electorate",), message + "。", "请改正权重或参数。")
        for each in self.scales:
            counted = each.items_counted
            if isinstance(counted, str):
                known = parameters[counted.removeprefix("$")].value
                counted = int(known) if isinstance(known, Fraction) else None
            if counted is not None and counted < len(each.items):
                yield Fault(
                    ("questions", each.id, "items_counted"),
                    f"写明共{counted}项，却列出了{len(each.items)}项。",
                    "请核对项目。",
                )

    def _fault_of_weights(self, parameters: Mapping[str, Quantity]) -> str:
        """What is wrong with the weights; each class is measured apart only by `rates`."""
        weights = {voters.name: voters.weight for voters in self.electorate}
        if self.weighting == "rates" and len(weights) > 1:
            return fault_of(weights, "shares", parameters)
        return ""

    def rehearse(
        self, given: Mapping[str, Any], parameters: Mapping[str, Value]
    ) -> Mapping[str, Any]:
        """What the count of a policy's own case would say; see `questionnaire_rehearsal`."""
        from xuanxian.ballots.questionnaire_rehearsal import rehearse

        return rehearse(self, given, parameters)

    def judged(self, given: Mapping[str, Any], parameters: Mapping[str, Value]) -> Outcome:
        """See `Instrument.judged`."""
        from xuanxian.ballots.questionnaire_rehearsal import judge

        return judge(self, given, parameters).outcome


def _sum(names: Any) -> str:
    return "(" + " + ".join(f'"{name}"' for name in names) + ")"


def _stated(form: Questionnaire) -> Iterator[StatedExpression]:
    shared = {"electorate", "smallest_group", "turnout", "stands_when"}
    for at, question in enumerate(form.questions):
        if isinstance(question, FreeText):
            continue
        derived = question.derived if isinstance(question, Scale) else {}
        for each in form.ballot_of(question).expressions():
            if each.path[0] in shared:
                if at == 0:
                    yield each
            elif each.path[-1] not in derived:
                path = each.path[1:] if each.path[0] == "question" else each.path
                yield StatedExpression(
                    ("questions", question.id, *path), each.text, each.names, each.expect
                )
    known: dict[str, ValueType] = {}
    for scale in form.scales:
        path = ("questions", scale.id)
        for answer, points in scale.points.items():
            yield StatedExpression((*path, "points", answer), points, {}, Kind.NUMBER)
        inside: dict[str, ValueType] = dict.fromkeys(scale.summary_names, NUMBER)
        for name, text in scale.summary.items():
            yield StatedExpression((*path, "summary", name), text, dict(inside), Kind.NUMBER)
            inside[name] = known[name] = NUMBER
    for name, text in form.measures.items():
        yield StatedExpression(("measures", name), text, dict(known), Kind.NUMBER)
        known[name] = NUMBER
    for rule in form.requirements:
        yield StatedExpression(("requirements", rule.id, "require"), rule.require, known)
        if rule.when:
            yield StatedExpression(("requirements", rule.id, "when"), rule.when, known)
