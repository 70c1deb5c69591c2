"""The count of questionnaires: every question as a ballot, then what they say together. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction

from pydantic import BaseModel, ConfigDict, Field

from xuanxian.ballots.answers import Answers, Subject
from xuanxian.ballots.instruments import Ballot
from xuanxian.ballots.questionnaire import (
    EXTREMES,
    ITEMS,
    LONGEST_TEXT,
    FreeText,
    Questionnaire,
    Scale,
)
from xuanxian.ballots.results import Figure, TallyResult
from xuanxian.ballots.tally import Turnout, tally
from xuanxian.policy.formulas import Formula, Parameters, whole_number
from xuanxian.policy.outcome import Outcome, Reason, Verdict
from xuanxian.policy.parts import Finding, Requirement


class Response(BaseModel):
    """One questionnaire that was returned.

    Attributes:
        voters: class of who filled it in (`class` in files).
        answers: question → what was answered; a question left out was left blank.
        texts: free-text question → the text.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)

    voters: str = Field(alias="class")
    answers: dict[str, Answers] = {}
    texts: dict[str, str] = {}


class QuestionnaireResult(BaseModel):
    """What the questionnaires say.

    Attributes:
        questions: counted question → its count, one subject an item.
        summary: the summaries of all scales; None where one cannot be told.
        measures: the measures over them.
        texts: free-text question → the texts in alphabetical order, so that their order tells
            nothing.
        stands: whether the answers count; None when nothing is asked for that.
        outcome: the verdict with its reasons.
    """

    model_config = ConfigDict(frozen=True)

    questions: dict[str, TallyResult]
    summary: dict[str, Figure | None] = {}
    measures: dict[str, Figure | None] = {}
    texts: dict[str, tuple[str, ...]] = {}
    stands: bool | None = None
    outcome: Outcome


def tally_questionnaires(
    form: Questionnaire,
    responses: Sequence[Response],
    turnout: Mapping[str, Turnout],
    parameters: Parameters,
) -> QuestionnaireResult:
    """Count `responses`; their order does not matter.

    Secret forms fewer than the smallest group are not counted at all.

    Args:
        form: the instrument.
        responses: every questionnaire returned.
        turnout: class → people; every class of the form.
        parameters: values of the `$name`s.

    Raises:
        Refusal: a response of an unknown class, a class without turnout, an open parameter.
    """
    questions: dict[str, TallyResult] = {}
    finding = Finding(form)
    smallest = whole_number(form.smallest_group, parameters) if form.smallest_group else 0
    if form.secrecy == "secret" and len(responses) < smallest:
        finding.missing(
            "smallest_group",
            "最少份数",
            f"收回{len(responses)}份，不足{smallest}份，为保密不开启、不统计。",
        )
        return QuestionnaireResult(questions={}, stands=False, outcome=Outcome.of(finding))
    summary: dict[str, Fraction | None] = {}
    reasons: list[Reason] = []
    stands: bool | None = None
    for question in form.questions:
        if isinstance(question, FreeText):
            continue
        items = question.items if isinstance(question, Scale) else question.options
        ballot = form.ballot_of(question)
        result = tally(
            ballot,
            [Subject(id=item.id, name=item.title) for item in items],
            [(each.voters, each.answers.get(question.id, Answers())) for each in responses],
            turnout,
            parameters,
        )
        questions[question.id] = result
        if not reasons:
            reasons += result.remarks
            stands = result.stands
        if isinstance(question, Scale):
            summary |= _summary(question, ballot, result, parameters)
            if question.passes:
                reasons += _of_items(result)
    measures = _evaluate(form.measures, summary, parameters)
    for rule in form.requirements:
        _judge(form, rule, {**summary, **measures}, finding, parameters)
    return QuestionnaireResult(
        questions=questions,
        summary=_figures(summary),
        measures=_figures(measures),
        texts=_texts(form, responses),
        stands=stands,
        outcome=Outcome.of([*reasons, *finding]),
    )


def _of_items(result: TallyResult) -> Iterable[Reason]:
    """What every item's count says, named by the item."""
    for one in result.subjects:
        for reason in one.outcome.reasons:
            yield reason.model_copy(
                update={"rule": f"{reason.rule}.{one.subject}", "label": one.name}
            )


def _summary(
    scale: Scale, ballot: Ballot, result: TallyResult, parameters: Parameters
) -> dict[str, Fraction | None]:
    """The summaries of one scale; unknown where an item's measure is, or may not be shown."""
    known: dict[str, Fraction | None] = {ITEMS: Fraction(len(result.subjects))}
    for name in ballot.measures:
        figures = [one.measures.get(name) for one in result.subjects]
        values = [figure.value for figure in figures if figure is not None]
        if len(values) < len(figures):
            known |= dict.fromkeys((name + extreme for extreme in EXTREMES), None)
            continue
        mean = sum(values, Fraction(0)) / len(values)
        known |= dict(
            zip(
                (name + extreme for extreme in EXTREMES),
                (max(values), min(values), mean),
                strict=True,
            )
        )
    return _evaluate(scale.summary, known, parameters)


def _evaluate(
    expressions: Mapping[str, str], values: Mapping[str, Fraction | None], parameters: Parameters
) -> dict[str, Fraction | None]:
    known = dict(values)
    found: dict[str, Fraction | None] = {}
    for name, text in expressions.items():
        found[name] = known[name] = Formula(text, tuple(known), parameters).number(known)
    return found


def _judge(
    form: Questionnaire,
    rule: Requirement,
    values: Mapping[str, Fraction | None],
    finding: Finding,
    parameters: Parameters,
) -> None:
    applies: bool | None = True
    if rule.when:
        applies = Formula(rule.when, tuple(values), parameters).holds(values)
        if applies is False:
            return
    condition = Formula(rule.require, tuple(values), parameters)
    met = condition.holds(values)
    if applies is None and met is False:
        met = None
    line = condition.spoken()
    figures = {
        name: "不明" if (value := values[name]) is None else Figure.of(value).exact
        for name in condition.names
    }
    most = Verdict.BAR if form.effect == "gates" else Verdict.FLAG
    breach, unknown = (
        min(verdict, most, key=lambda one: one.weight)
        for verdict in (rule.verdict_of_breach, rule.verdict_of_unknown)
    )
    stated = "，".join(f"{name}{value}" for name, value in figures.items())
    if met:
        verdict, said = Verdict.PASS, f"{stated}，符合“{line}”的要求。"
    elif met is None:
        verdict, said = unknown, f"情况不明：{stated}，无法判断是否符合“{line}”。"
    else:
        verdict, said = breach, f"{stated}，不符合“{line}”的要求。"
    finding.add(rule.id, verdict, rule.label, said, figures=figures, threshold=line, cite=rule.cite)


def _figures(values: Mapping[str, Fraction | None]) -> dict[str, Figure | None]:
    return {name: None if value is None else Figure.of(value) for name, value in values.items()}


def _texts(form: Questionnaire, responses: Sequence[Response]) -> dict[str, tuple[str, ...]]:
    shown: dict[str, tuple[str, ...]] = {}
    for question in form.questions:
        if isinstance(question, FreeText):
            texts = sorted(
                text[:LONGEST_TEXT]
                for each in responses
                if (text := each.texts.get(question.id, "").strip())
            )
            shown[question.id] = tuple(texts)
    return shown
