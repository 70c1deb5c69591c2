"""A questionnaire put to a policy's own case: figures in, what the count would say out. Pure."""

from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel, ConfigDict

from xuanxian.ballots.answers import Answers
from xuanxian.ballots.instruments import UNMARKED
from xuanxian.ballots.questionnaire import FreeText, Questionnaire, Scale
from xuanxian.ballots.questionnaire_answers import FilledForm
from xuanxian.ballots.questionnaire_tally import QuestionnaireResult, tally_questionnaires
from xuanxian.ballots.results import Figure
from xuanxian.ballots.tally import Turnout
from xuanxian.policy.formulas import Parameters


class ClassAnswers(BaseModel):
    """What one class of those asked did, as a case states it.

    Attributes:
        应到, 实到, 发出: people and forms; 实到 and 发出 follow from 收回 when left out.
        收回: forms returned; the most answers any item has, when left out.
        答卷: question → item → answer → how many forms; for a selection, option → how many.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    应到: int
    实到: int | None = None
    发出: int | None = None
    收回: int | None = None
    答卷: dict[str, dict[str, dict[str, int] | int]] = {}


def judge(
    form: Questionnaire, given: Mapping[str, Any], parameters: Parameters
) -> QuestionnaireResult:
    """The count of a case; see `rehearse`."""
    names = [voters.name for voters in form.electorate]
    by_class = {names[0]: given} if "应到" in given and len(names) == 1 else given
    if unknown := [name for name in by_class if name not in names]:
        raise ValueError(f"没有这样的人员类别：{'、'.join(unknown)}")
    figures = {name: ClassAnswers.model_validate(by_class.get(name, {"应到": 0})) for name in names}
    returned: list[tuple[str, FilledForm]] = []
    turnout: dict[str, Turnout] = {}
    for name, each in figures.items():
        filled = _filled(form, each)
        returned += [(name, one) for one in filled]
        present = len(filled) if each.实到 is None else each.实到
        issued = max(present, len(filled)) if each.发出 is None else each.发出
        turnout[name] = Turnout(entitled=each.应到, present=present, issued=issued)
    return tally_questionnaires(form, returned, turnout, parameters)


def rehearse(
    form: Questionnaire, given: Mapping[str, Any], parameters: Parameters
) -> dict[str, Any]:
    """The answer to a case: `stands`, `verdict`, `rules`, `withheld`, 汇总 and 各项.

    `rules` holds what is asked of the whole; what is asked of an item stands with the item.

    Args:
        form: the instrument.
        given: class → `ClassAnswers`; with one class its figures may stand alone.
        parameters: values of the `$name`s.

    Raises:
        pydantic.ValidationError, ValueError: `given` does not fit.
    """
    result = judge(form, given, parameters)
    return {
        "stands": result.stands,
        "verdict": result.outcome.verdict.value,
        "rules": {
            reason.rule.partition(".")[2]: reason.verdict.value for reason in result.outcome.reasons
        },
        "汇总": {name: _exact(one) for name, one in {**result.summary, **result.measures}.items()},
        "各项": {
            question: {
                one.name: {
                    **{name: _exact(figure) for name, figure in one.measures.items()},
                    "verdict": one.outcome.verdict.value,
                }
                for one in count.subjects
            }
            for question, count in result.questions.items()
        },
        "withheld": list(result.withheld),
    }


def _exact(figure: Figure | None) -> str | None:
    return None if figure is None else figure.exact


def _filled(form: Questionnaire, figures: ClassAnswers) -> list[FilledForm]:
    """Forms that add up to the figures; how answers of one form go together does not matter."""
    known = {each.id for each in form.questions if not isinstance(each, FreeText)}
    if unknown := [name for name in figures.答卷 if name not in known]:
        raise ValueError(f"没有这样的题目：{'、'.join(unknown)}，可写{'、'.join(sorted(known))}")
    columns: dict[tuple[str, str], list[str]] = {}
    for question in form.questions:
        if isinstance(question, FreeText):
            continue
        given = figures.答卷.get(question.id, {})
        listed = question.items if isinstance(question, Scale) else question.options
        by_name = {key: item.id for item in listed for key in (item.id, item.title)}
        if unknown := [name for name in given if name not in by_name]:
            raise ValueError(f"“{question.title}”没有这一项：{'、'.join(unknown)}")
        for name, counts in given.items():
            answers = {"": counts} if isinstance(counts, int) else counts
            columns[question.id, by_name[name]] = [
                answer for answer, number in answers.items() for _ in range(number)
            ]
    longest = max((len(column) for column in columns.values()), default=0)
    returned = longest if figures.收回 is None else figures.收回
    if returned < longest:
        raise ValueError(f"收回{returned}份，却有一项填了{longest}份")
    return [_one(form, columns, at) for at in range(returned)]


def _one(form: Questionnaire, columns: Mapping[tuple[str, str], list[str]], at: int) -> FilledForm:
    answers: dict[str, Answers] = {}
    for question in form.questions:
        own = {
            item: column[at]
            for (asked, item), column in columns.items()
            if asked == question.id and at < len(column)
        }
        if isinstance(question, Scale):
            marks = {item: answer for item, answer in own.items() if answer != UNMARKED}
            answers[question.id] = Answers(marks=marks)
        else:
            answers[question.id] = Answers(names=tuple(own))
    return FilledForm(answers=answers)
