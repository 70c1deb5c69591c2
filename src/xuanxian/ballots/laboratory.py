"""The weight laboratory (权重试算): a result under other weights or another threshold. Pure.

It is made from the published result alone and never sees a ballot. Classes that are withheld are
taken for one block with one weight, whose figures are the totals less the classes shown: so a
trial, or any number of them, tells nothing that could not be worked out from the result sheet.
Trials with thresholds of one's own would otherwise find a withheld figure by halving.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from pydantic import BaseModel, ConfigDict

from xuanxian.ballots.instruments import DENOMINATORS, Ballot
from xuanxian.ballots.measuring import Measures, measure, measure_rules, passing_rule, pooled, ranks
from xuanxian.ballots.results import Figure, SubjectResult, TallyResult
from xuanxian.kernel.errors import Problem, Refusal
from xuanxian.policy.formulas import Parameters, exact


@dataclass(frozen=True)
class Trial:
    """What is tried.

    Attributes:
        weights: class → weight as text, those left out as in the instrument. Withheld classes
            have one weight together. Weights of rates are taken as shares of their sum.
        passes: another threshold; "" for the instrument's own.
    """

    weights: Mapping[str, str] = field(default_factory=dict)
    passes: str = ""


class TrialRow(BaseModel):
    """One subject under a trial.

    Attributes:
        before, after: rank in the result and under the trial.
        passed_before, passed_after: the same of passing.
        measures: under the trial.
    """

    model_config = ConfigDict(frozen=True)

    subject: str
    name: str
    before: int | None
    after: int | None
    passed_before: bool | None
    passed_after: bool | None
    measures: dict[str, Figure | None]


class TrialResult(BaseModel):
    """What a trial says beside the result.

    Attributes:
        weights: class → weight it was made with.
        rows: in the order under the trial.
        order_changes: whether any two subjects stand otherwise to one another than in the result;
            None where nothing is ranked.
        passing_changes: names of those who pass where they did not, or the other way round.
    """

    model_config = ConfigDict(frozen=True)

    weights: dict[str, str]
    passes: str
    rows: tuple[TrialRow, ...]
    order_changes: bool | None
    passing_changes: tuple[str, ...]


def blocks_of(result: TallyResult) -> tuple[tuple[str, ...], ...]:
    """The classes that may weigh apart: each one shown, and all withheld ones together."""
    shown = [(name,) for name in result.by_class if name not in result.withheld]
    return (*shown, result.withheld) if result.withheld else tuple(shown)


def run(ballot: Ballot, result: TallyResult, parameters: Parameters, trial: Trial) -> TrialResult:
    """Work out `result` under `trial`.

    Args:
        ballot: the instrument of the poll.
        result: the official count, small classes left out.
        parameters: values of the `$name`s.
        trial: what is tried.

    Raises:
        Refusal: an unknown class, a negative weight, withheld classes that would weigh apart, or a
            threshold that cannot be read.
    """
    official = {voters.name: exact(voters.weight, parameters) for voters in ballot.electorate}
    weights = _weights(official, result, parameters, trial)
    rules = measure_rules(ballot, parameters)
    passes = passing_rule(ballot, parameters, trial.passes)
    blocks = blocks_of(result)
    if ballot.weighting == "rates":
        # A rate made of weights that add up to 6 would be six times too large for any threshold.
        whole = sum(weights[block[0]] for block in blocks)
        weights = {name: weight / whole for name, weight in weights.items()}
    people = _people(ballot, result)
    numbers = [_numbers(ballot, result, one, blocks, people) for one in result.subjects]
    weight_of = {block[0]: weights[block[0]] for block in blocks}
    measured = [measure(ballot, each, weight_of, rules) for each in numbers]
    placed = ranks(ballot, [measures for measures, _ in measured])
    rows = [
        TrialRow(
            subject=one.subject,
            name=one.name,
            before=one.rank,
            after=rank,
            passed_before=one.passed,
            passed_after=passes.holds(values) if passes and result.stands is not False else None,
            measures=_figures(measures),
        )
        for one, rank, (measures, values) in zip(result.subjects, placed, measured, strict=True)
    ]
    return TrialResult(
        weights={name: str(weight) for name, weight in weights.items()},
        passes=passes.spoken() if passes else "",
        rows=tuple(sorted(rows, key=lambda row: (row.after is None, row.after or 0))),
        order_changes=_order_changes(rows) if ballot.rank_by else None,
        passing_changes=tuple(
            row.name for row in rows if row.passed_before is not row.passed_after
        ),
    )


def _weights(
    official: Mapping[str, Fraction], result: TallyResult, parameters: Parameters, trial: Trial
) -> dict[str, Fraction]:
    if unknown := [name for name in trial.weights if name not in official]:
        raise Refusal(
            Problem("权重试算", "人员类别", "、".join(unknown), "不是本次投票的类别。", "请核对。")
        )
    weights = dict(official) | {
        name: exact(text, parameters) for name, text in trial.weights.items()
    }
    if wrong := [name for name, weight in weights.items() if weight < 0]:
        raise Refusal(
            Problem("权重试算", "权重", "、".join(wrong), "小于零。", "请填写不小于零的数。")
        )
    if len({weights[name] for name in result.withheld}) > 1:
        raise Refusal(
            Problem(
                "权重试算",
                "权重",
                "、".join(result.withheld),
                "人数太少，不单独公布；分开赋权，反复试算就能推出其中一类的票。",
                "请给这几类同一个权重。",
            )
        )
    if not any(weights.values()):
        raise Refusal(Problem("权重试算", "权重", "0", "全部为零。", "请至少给一类权重。"))
    return weights


def _people(ballot: Ballot, result: TallyResult) -> dict[str, dict[str, int]]:
    """Class → denominators, where withheld ones leave 有效 and 无效 out."""
    return {voters.name: result.by_class[voters.name] for voters in ballot.electorate}


def _numbers(
    ballot: Ballot,
    result: TallyResult,
    one: SubjectResult,
    blocks: Sequence[tuple[str, ...]],
    people: Mapping[str, Mapping[str, int]],
) -> dict[str, dict[str, int]]:
    """First class of each block → its figures; those of the withheld block by subtraction."""
    nothing = dict.fromkeys(ballot.counted, 0)
    shown = [name for name in people if name not in result.withheld]
    found = {}
    for block in blocks:
        if block != result.withheld:
            name = block[0]
            found[name] = {**people[name], **nothing, **one.by_class.get(name, {})}
            continue
        known = pooled(found_of for found_of in (_shown(one, people, name) for name in shown))
        whole = {**result.denominators, **one.counts}
        found[block[0]] = {
            key: whole.get(key, 0) - known.get(key, 0) for key in (*DENOMINATORS, *ballot.counted)
        }
    return found


def _shown(
    one: SubjectResult, people: Mapping[str, Mapping[str, int]], name: str
) -> dict[str, int]:
    return {**people[name], **one.by_class.get(name, {})}


def _order_changes(rows: Iterable[TrialRow]) -> bool:
    ranked = list(rows)
    return any(
        _compared(one.before, other.before) != _compared(one.after, other.after)
        for at, one in enumerate(ranked)
        for other in ranked[:at]
    )


def _compared(one: int | None, other: int | None) -> int | None:
    """-1, 0 or 1 as `one` stands before, beside or after `other`; None where nobody can tell."""
    return None if one is None or other is None else (one > other) - (one < other)


def _figures(measures: Measures) -> dict[str, Figure | None]:
    return {name: None if value is None else Figure.of(value) for name, value in measures.items()}
