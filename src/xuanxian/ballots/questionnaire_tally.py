"""The count of questionnaires: every question as a ballot, then what they say together. Pure."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from pydantic import BaseModel, ConfigDict

from xuanxian.ballots.counting import Turnout
from xuanxian.ballots.instruments import DENOMINATORS
from xuanxian.ballots.questionnaire import EXTREMES, ITEMS, FreeText, Questionnaire, Scale
from xuanxian.ballots.questionnaire_answers import FilledForm, items_of
from xuanxian.ballots.results import Figure, TallyResult
from xuanxian.ballots.tally import classes_to_withhold, tally_with_measures
from xuanxian.ballots.verdicts import remarks_on
from xuanxian.kernel.errors import Problem, Refusal
from xuanxian.policy.formulas import Formula, Parameters, whole_number
from xuanxian.policy.outcome import Outcome, Reason, Verdict
from xuanxian.policy.parts import Finding, Requirement

Measured = Mapping[str, Fraction | None]


class QuestionnaireResult(BaseModel):
    """What the questionnaires say. Texts are no part of it: they are kept and not counted.

    Attributes:
        denominators: 应到 实到 发出 收回 有效 无效 → forms, over all classes. A form is invalid
            when it was spoilt or cannot be read; an answer of a valid one may still be invalid.
        by_class: class → denominators; 有效 and 无效 only of classes that may be shown apart.
        withheld: classes whose answers are not shown apart, and must not be derivable.
        measures_withheld: weighted figures, the summaries over them too, are left out because they
            would give a withheld class away; verdicts, made from them, remain.
        questions: counted question → its count, one subject an item.
        summary: the summaries of all scales; None where one cannot be told.
        measures: the measures over them.
        stands: whether the answers count; None when nothing is asked for that.
        remarks: reasons that concern all of the forms.
        outcome: the verdict with its reasons, remarks among them.
    """

    model_config = ConfigDict(frozen=True)

    denominators: dict[str, int]
    by_class: dict[str, dict[str, int]]
    withheld: tuple[str, ...] = ()
    measures_withheld: bool = False
    questions: dict[str, TallyResult]
    summary: dict[str, Figure | None] = {}
    measures: dict[str, Figure | None] = {}
    stands: bool | None = None
    remarks: tuple[Reason, ...] = ()
    outcome: Outcome


def tally_questionnaires(
    form: Questionnaire,
    opened: Iterable[tuple[str, FilledForm]],
    turnout: Mapping[str, Turnout],
    parameters: Parameters,
) -> QuestionnaireResult:
    """Count the forms in `opened`; their order does not matter.

    Secret forms fewer than the smallest group are not counted at all.

    Args:
        form: the instrument.
        opened: class and content of every form returned, invalid ones among them.
        turnout: class → people; every class of the form.
        parameters: values of the `$name`s.

    Raises:
        Refusal: a form of an unknown class, a class without turnout, an open parameter.
    """
    returned = list(opened)
    smallest = _smallest(form, parameters)
    if len(returned) >= smallest:
        return _counted(form, returned, turnout, parameters, smallest)
    finding = Finding(form)
    finding.missing(
        "smallest_group",
        "最少份数",
        f"收回{len(returned)}份，不足{smallest}份，为保密不开启、不统计。",
    )
    people = _by_class(form, returned, turnout)
    return QuestionnaireResult(
        denominators=_totals(people),
        by_class=_shown(people, tuple(people)),
        withheld=tuple(people),
        measures_withheld=True,
        questions={},
        stands=False,
        outcome=Outcome.of(finding),
    )


def refuse_uncountable(form: Questionnaire, parameters: Parameters) -> None:
    """Count nobody, which reads every expression.

    Raises:
        Refusal: one cannot be read, or a parameter is open.
    """
    nobody = {voters.name: Turnout(0, 0, 0) for voters in form.electorate}
    _counted(form, (), nobody, parameters, _smallest(form, parameters))


def _smallest(form: Questionnaire, parameters: Parameters) -> int:
    """Fewest forms that are counted; 0 where signed forms are never too few."""
    if form.secrecy == "signed" or not form.smallest_group:
        return 0
    return whole_number(form.smallest_group, parameters)


def _counted(
    form: Questionnaire,
    returned: Sequence[tuple[str, FilledForm]],
    turnout: Mapping[str, Turnout],
    parameters: Parameters,
    smallest: int,
) -> QuestionnaireResult:
    people = _by_class(form, returned, turnout)
    collected = {name: numbers["收回"] for name, numbers in people.items()}
    withheld = classes_to_withhold(collected, smallest) if smallest else ()
    totals = _totals(people)
    remarks, stands = remarks_on(form, totals, parameters)
    reasons: list[Reason] = list(remarks)
    questions: dict[str, TallyResult] = {}
    summary: dict[str, Fraction | None] = {}
    for question in form.questions:
        if isinstance(question, FreeText):
            continue
        result, measured = tally_with_measures(
            form.ballot_of(question),
            items_of(question),
            [(voters, filled.answers_to(question.id)) for voters, filled in returned],
            turnout,
            parameters,
        )
        questions[question.id] = result
        if isinstance(question, Scale):
            summary |= _summary(question, measured, parameters)
            if question.passes:
                reasons += _of_items(result)
    hidden = any(each.measures_withheld for each in questions.values())
    measures = _evaluate(form.measures, summary, parameters)
    finding = Finding(form)
    for rule in form.requirements:
        _judge(_Rule(form, rule, hidden), {**summary, **measures}, finding, parameters)
    return QuestionnaireResult(
        denominators=totals,
        by_class=_shown(people, withheld),
        withheld=withheld,
        measures_withheld=hidden,
        questions=questions,
        summary=_figures(summary, hidden),
        measures=_figures(measures, hidden),
        stands=stands,
        remarks=remarks,
        outcome=Outcome.of([*reasons, *finding]),
    )


def _by_class(
    form: Questionnaire,
    returned: Sequence[tuple[str, FilledForm]],
    turnout: Mapping[str, Turnout],
) -> dict[str, dict[str, int]]:
    """Class → 应到 实到 发出 收回 有效 无效, in the order of the form.

    Raises:
        Refusal: a form of an unknown class, or a class without turnout.
    """
    names = [voters.name for voters in form.electorate]
    if missing := [name for name in names if name not in turnout]:
        raise Refusal(
            Problem("计票", "人员类别", "、".join(missing), "没有应到、实到、发出数。", "请补录。")
        )
    collected = Counter(voters for voters, _ in returned)
    if unknown := sorted(set(collected) - set(names)):
        raise Refusal(
            Problem(
                "计票", "人员类别", "、".join(unknown), "问卷上没有这一类别。", "请核对人员类别。"
            )
        )
    invalid = Counter(voters for voters, filled in returned if filled.unreadable or filled.spoilt)
    return {
        name: dict(
            zip(
                DENOMINATORS,
                (
                    turnout[name].entitled,
                    turnout[name].present,
                    turnout[name].issued,
                    collected[name],
                    collected[name] - invalid[name],
                    invalid[name],
                ),
                strict=True,
            )
        )
        for name in names
    }


def _totals(people: Mapping[str, Mapping[str, int]]) -> dict[str, int]:
    return {name: sum(each[name] for each in people.values()) for name in DENOMINATORS}


def _shown(
    people: Mapping[str, Mapping[str, int]], withheld: Sequence[str]
) -> dict[str, dict[str, int]]:
    return {
        name: {
            key: number
            for key, number in numbers.items()
            if name not in withheld or key not in ("有效", "无效")
        }
        for name, numbers in people.items()
    }


def _of_items(result: TallyResult) -> Iterable[Reason]:
    """What every item's count says, named by the item."""
    for one in result.subjects:
        for reason in one.outcome.reasons:
            yield reason.model_copy(
                update={"rule": f"{reason.rule}.{one.subject}", "label": one.name}
            )


def _summary(
    scale: Scale, measured: Sequence[Measured], parameters: Parameters
) -> dict[str, Fraction | None]:
    """The summaries of one scale; unknown where an item's measure is."""
    known: dict[str, Fraction | None] = {ITEMS: Fraction(len(measured))}
    for name in (*scale.derived, *scale.measures):
        values = [value for each in measured if (value := each[name]) is not None]
        if len(values) < len(measured):
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


@dataclass(frozen=True)
class _Rule:
    """What one requirement of `form` asks; `hidden` leaves out the figures it is held against."""

    form: Questionnaire
    asked: Requirement
    hidden: bool


def _judge(rule: _Rule, values: Measured, finding: Finding, parameters: Parameters) -> None:
    asked = rule.asked
    applies: bool | None = True
    if asked.when:
        applies = Formula(asked.when, tuple(values), parameters).holds(values)
        if applies is False:
            return
    condition = Formula(asked.require, tuple(values), parameters)
    met = condition.holds(values)
    if applies is None and met is False:
        met = None
    line = condition.spoken()
    figures = {
        name: "不明" if (value := values[name]) is None else Figure.of(value).exact
        for name in condition.names
    }
    if rule.hidden:
        figures = dict.fromkeys(figures, "不公布")
    most = Verdict.BAR if rule.form.effect == "gates" else Verdict.FLAG
    breach, unknown = (
        min(verdict, most, key=lambda one: one.weight)
        for verdict in (asked.verdict_of_breach, asked.verdict_of_unknown)
    )
    stated = "，".join(f"{name}{value}" for name, value in figures.items())
    if met:
        verdict, said = Verdict.PASS, f"{stated}，符合“{line}”的要求。"
    elif met is None:
        verdict, said = unknown, f"情况不明：{stated}，无法判断是否符合“{line}”。"
    else:
        verdict, said = breach, f"{stated}，不符合“{line}”的要求。"
    finding.add(
        asked.id, verdict, asked.label, said, figures=figures, threshold=line, cite=asked.cite
    )


def _figures(values: Measured, hidden: bool) -> dict[str, Figure | None]:
    return {
        name: None if hidden or value is None else Figure.of(value)
        for name, value in values.items()
    }
