"""A count as rows and columns of the pages that show it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from xuanxian.ballots.instruments import DENOMINATORS, Ballot
from xuanxian.ballots.poll_form import Counted
from xuanxian.ballots.questionnaire import ADVERSE, STATED, FreeText, Questionnaire, Scale
from xuanxian.ballots.questionnaire_tally import QuestionnaireResult
from xuanxian.ballots.results import Figure, SubjectResult, TallyResult


def people_of(result: Counted) -> dict[str, Any]:
    """票数: 应到, 实到 and so on, by class and in all."""
    return {
        "denominators": DENOMINATORS,
        "denominator_rows": [
            (name, [numbers.get(key) for key in DENOMINATORS])
            for name, numbers in result.by_class.items()
        ],
        "totals": [result.denominators[key] for key in DENOMINATORS],
    }


def measure_columns(ballot: Ballot, result: TallyResult) -> tuple[str, ...]:
    """Headings of the measures: those weighted, where they may be shown, and those without."""
    plain = [f"{name}（未加权）" for name in ballot.measures if _weighs(result)]
    weighted = () if result.measures_withheld else tuple(ballot.measures)
    return (*weighted, *plain)


def class_rows(
    ballot: Ballot, result: TallyResult, subjects: Sequence[SubjectResult]
) -> list[tuple[SubjectResult, list[tuple[str, list[int], list[Any]]]]]:
    """Subject → class → counts and measures, of classes that may be shown apart."""
    shown = [name for name in result.by_class if name not in result.withheld]
    if len(result.by_class) < 2 or not shown:
        return []
    return [
        (
            each,
            [
                (
                    name,
                    [each.by_class[name][key] for key in ballot.counted],
                    [each.measures_by_class.get(name, {}).get(key) for key in ballot.measures],
                )
                for name in shown
                if name in each.by_class
            ],
        )
        for each in subjects
    ]


def measured(result: TallyResult, each: SubjectResult) -> list[tuple[str, Figure | None]]:
    """The measures of one subject under the headings of `measure_columns`."""
    weighted = [] if result.measures_withheld else list(each.measures.items())
    return [*weighted, *((f"{name}（未加权）", one) for name, one in each.unweighted.items())]


def _weighs(result: TallyResult) -> bool:
    return any(each.unweighted for each in result.subjects)


@dataclass(frozen=True)
class QuestionTable:
    """One counted question.

    Attributes:
        number: its place on the questionnaire, the first being 1.
        invalid: why answers to it were invalid → how many; those of forms invalid as a whole too.
        counted: headings of the counts; columns: of the figures.
        rows: item, its counts, its figures as they are read.
        judged: whether every item has a verdict.
        by_class: item → class → counts, of classes that may be shown apart.
    """

    number: int
    title: str
    about: str
    invalid: dict[str, int]
    counted: tuple[str, ...]
    columns: tuple[str, ...]
    rows: list[tuple[SubjectResult, list[tuple[str, int]], list[tuple[str, str]]]]
    judged: bool
    by_class: list[tuple[SubjectResult, list[tuple[str, list[int], list[Any]]]]]


def questions_of(
    form: Questionnaire, result: QuestionnaireResult, *, whole: bool
) -> list[QuestionTable]:
    """The counted questions; figures, verdicts and classes only where the `whole` is shown."""
    tables = []
    for number, question in enumerate(form.questions, 1):
        tallied = result.questions.get(question.id)
        if isinstance(question, FreeText) or tallied is None:
            continue
        ballot = form.ballot_of(question)
        # How many stated anything, or spoke against it, follows from the counts beside it.
        plain = {STATED, ADVERSE, f"{STATED}（未加权）", f"{ADVERSE}（未加权）"}
        columns = [name for name in measure_columns(ballot, tallied) if name not in plain]
        scale = isinstance(question, Scale)
        tables.append(
            QuestionTable(
                number=number,
                title=question.title,
                about={"positive": "正向", "reverse": "反向"}[question.direction]
                if isinstance(question, Scale)
                else "多项选择",
                invalid=tallied.invalid,
                counted=ballot.counted,
                columns=tuple(columns) if whole else (),
                rows=[
                    (
                        each,
                        [(key, each.counts[key]) for key in ballot.counted],
                        [
                            (name, "无法计算" if figure is None else figure.shown(name))
                            for name, figure in measured(tallied, each)
                            if name not in plain
                        ]
                        if whole
                        else [],
                    )
                    for each in tallied.subjects
                ],
                judged=whole and scale and bool(ballot.passes),
                by_class=class_rows(ballot, tallied, tallied.subjects) if whole else [],
            )
        )
    return tables


def figures_of(result: QuestionnaireResult) -> list[tuple[str, str]]:
    """The summaries and measures over all questions, as they are read."""
    missing = "不公布" if result.measures_withheld else "无法计算"
    return [
        (name, missing if figure is None else figure.shown(name))
        for name, figure in {**result.summary, **result.measures}.items()
    ]
