"""The count: from opened ballots to a result. Pure; the order of the ballots does not matter."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from xuanxian.ballots.answers import Answers, Subject, Validity, plain_name
from xuanxian.ballots.instruments import DENOMINATORS, NAMED, UNMARKED, Ballot, Names
from xuanxian.ballots.results import Figure, SubjectResult, TallyResult
from xuanxian.ballots.verdicts import judge, remarks_on
from xuanxian.kernel.errors import Problem, Refusal
from xuanxian.policy.formulas import Formula, Parameters, exact, whole_number

WRITTEN = "written:"
"""Begins the id under which a name written in beyond the list is counted."""


@dataclass(frozen=True)
class Turnout:
    """The people of one class: 应到 entitled, 实到 present, 发出 slips issued."""

    entitled: int
    present: int
    issued: int


@dataclass
class _ClassCount:
    """What the ballots of one class say, unweighted."""

    turnout: Turnout
    collected: int = 0
    valid: int = 0
    invalid: Counter[str] = field(default_factory=Counter)
    answers: dict[str, Counter[str]] = field(default_factory=dict)

    @property
    def denominators(self) -> dict[str, int]:
        numbers = (
            self.turnout.entitled,
            self.turnout.present,
            self.turnout.issued,
            self.collected,
            self.valid,
            self.collected - self.valid,
        )
        return dict(zip(DENOMINATORS, numbers, strict=True))


def tally(
    ballot: Ballot,
    subjects: Sequence[Subject],
    opened: Iterable[tuple[str, Answers]],
    turnout: Mapping[str, Turnout],
    parameters: Parameters,
) -> TallyResult:
    """Count `opened` ballots by `ballot`.

    Args:
        ballot: the instrument.
        subjects: who or what stands on the ballot, in its order.
        opened: class and answers of every ballot in the box, invalid ones among them.
        turnout: class → people; every class of the instrument.
        parameters: name → value of every `$name` the instrument uses.

    Raises:
        Refusal: a ballot of an unknown class, a class without turnout, an open parameter.
    """
    classes = _count_classes(ballot, subjects, opened, turnout, parameters)
    written = sorted(
        {key for one in classes.values() for key in one.answers if key.startswith(WRITTEN)}
    )
    listed = [*subjects, *(Subject(id=key, name=key.removeprefix(WRITTEN)) for key in written)]

    totals = {
        name: sum(one.denominators[name] for one in classes.values()) for name in DENOMINATORS
    }
    weights = {voters.name: exact(voters.weight, parameters) for voters in ballot.electorate}
    withheld = _withheld(ballot, classes, parameters)
    # Weighted figures over classes that weigh differently are a second equation beside the plain
    # totals; together they would solve for the classes withheld.
    hide_measures = bool(withheld) and len(set(weights.values())) > 1

    rules = _measure_rules(ballot, parameters)
    passes = None
    if ballot.passes:
        names = (*DENOMINATORS, *ballot.counted, *ballot.measures)
        passes = Formula(ballot.passes, names, parameters)
    measured = [_measure(ballot, one.id, classes, weights, rules) for one in listed]
    ranks = _ranks(ballot, [measures for measures, _ in measured])
    remarks, stands = remarks_on(ballot, totals, parameters)
    results = []
    for place, (one, (measures, values)) in enumerate(zip(listed, measured, strict=True)):
        counts = _sum(_by_class(classes, one.id))
        tied = tuple(
            other.name
            for at, other in enumerate(listed)
            if at != place and ranks[place] is not None and ranks[at] == ranks[place]
        )
        passed, outcome = judge(
            ballot,
            passes,
            values,
            counts=_complete(ballot, counts),
            measures={} if hide_measures else measures,
            stands=stands,
            rank=ranks[place],
            tied=tied,
        )
        results.append(
            SubjectResult(
                subject=one.id,
                name=one.name,
                written_in=one.id.startswith(WRITTEN),
                counts=_complete(ballot, counts),
                by_class={
                    name: _complete(ballot, count.answers.get(one.id, Counter()))
                    for name, count in classes.items()
                    if name not in withheld
                },
                measures={}
                if hide_measures
                else {
                    name: None if value is None else Figure.of(value)
                    for name, value in measures.items()
                },
                rank=ranks[place],
                tied_with=tied,
                passed=passed,
                outcome=outcome,
            )
        )
    return TallyResult(
        denominators=totals,
        by_class={
            name: {
                key: number
                for key, number in one.denominators.items()
                if name not in withheld or key not in ("有效", "无效")
            }
            for name, one in classes.items()
        },
        withheld=withheld,
        measures_withheld=hide_measures,
        invalid=dict(sorted(_sum(one.invalid for one in classes.values()).items())),
        stands=stands,
        remarks=remarks,
        subjects=tuple(results),
    )


def classes_to_withhold(collected: Mapping[str, int], smallest: int) -> tuple[str, ...]:
    """The classes whose answers must not be shown apart, given how many ballots each returned.

    A class under `smallest` is withheld; since the total is published, the withheld ones taken
    together are known as well, so the next smallest join them until they are two at least and
    hold `smallest` ballots. A class that returned none tells nothing and hides nothing.
    """
    filled = sorted((number, name) for name, number in collected.items() if number)
    withheld = [one for one in filled if one[0] < smallest]
    if not withheld:
        return ()
    for one in filled[len(withheld) :]:
        if len(withheld) > 1 and sum(number for number, _ in withheld) >= smallest:
            break
        withheld.append(one)
    hidden = {name for _, name in withheld}
    return tuple(name for name in collected if name in hidden)


def _withheld(
    ballot: Ballot, classes: Mapping[str, _ClassCount], parameters: Parameters
) -> tuple[str, ...]:
    if ballot.secrecy == "signed":
        return ()
    return classes_to_withhold(
        {name: one.collected for name, one in classes.items()},
        whole_number(ballot.smallest_group, parameters),
    )


def _count_classes(
    ballot: Ballot,
    subjects: Sequence[Subject],
    opened: Iterable[tuple[str, Answers]],
    turnout: Mapping[str, Turnout],
    parameters: Parameters,
) -> dict[str, _ClassCount]:
    missing = [voters.name for voters in ballot.electorate if voters.name not in turnout]
    if missing:
        raise Refusal(
            Problem("计票", "人员类别", "、".join(missing), "没有应到、实到、发出数。", "请补录。")
        )
    classes = {voters.name: _ClassCount(turnout[voters.name]) for voters in ballot.electorate}
    validity = Validity.of(ballot, subjects, parameters)
    valid: dict[str, list[Answers]] = {name: [] for name in classes}
    for name, answers in opened:
        if name not in classes:
            raise Refusal(
                Problem("计票", "人员类别", name, "不是本次投票的人员类别。", "请核对票箱。")
            )
        one = classes[name]
        one.collected += 1
        if fault := validity.fault_of(answers):
            one.invalid[fault] += 1
            continue
        valid[name].append(answers)
    for name, one in classes.items():
        one.valid = len(valid[name])
        one.answers = _count_answers(ballot, subjects, valid[name])
    return classes


def _count_answers(
    ballot: Ballot, subjects: Sequence[Subject], valid: Sequence[Answers]
) -> dict[str, Counter[str]]:
    """Subject → what counts for it → number of valid ballots."""
    question = ballot.question
    if isinstance(question, Names):
        named = Counter(name for answers in valid for name in answers.names)
        named.update(WRITTEN + plain_name(name) for answers in valid for name in answers.written)
        return {subject: Counter({NAMED: number}) for subject, number in named.items()}
    counts = {}
    for subject in subjects:
        marked = Counter([answers.marks.get(subject.id, UNMARKED) for answers in valid])
        if question.blank and (unmarked := marked[UNMARKED]):
            marked[question.blank] += unmarked
        counts[subject.id] = marked
    return counts


def _by_class(classes: Mapping[str, _ClassCount], subject: str) -> list[Counter[str]]:
    """The counts of `subject`, one a class."""
    return [one.answers.get(subject, Counter()) for one in classes.values()]


def _sum(counters: Iterable[Counter[str]]) -> Counter[str]:
    total: Counter[str] = Counter()
    for one in counters:
        total.update(one)
    return total


def _complete(ballot: Ballot, counts: Mapping[str, int]) -> dict[str, int]:
    return {name: counts.get(name, 0) for name in ballot.counted}


_Measures = dict[str, Fraction | None]
_Values = dict[str, Fraction | None]


def _measure(
    ballot: Ballot,
    subject: str,
    classes: Mapping[str, _ClassCount],
    weights: Mapping[str, Fraction],
    rules: Mapping[str, Formula],
) -> tuple[_Measures, _Values]:
    """The measures of one subject, and all values its `passes` may name."""
    of_class = {
        name: {
            **{key: Fraction(number) for key, number in one.denominators.items()},
            **{
                key: Fraction(number)
                for key, number in _complete(ballot, one.answers.get(subject, Counter())).items()
            },
        }
        for name, one in classes.items()
    }
    keys = (*DENOMINATORS, *ballot.counted)
    if ballot.weighting == "ballots":
        values: _Values = {
            key: sum((weights[name] * of_class[name][key] for name in classes), Fraction(0))
            for key in keys
        }
        measures = _evaluate(rules, values)
        return measures, {**values, **measures}
    plain: _Values = {
        key: sum((of_class[name][key] for name in classes), Fraction(0)) for key in keys
    }
    total: _Measures = dict.fromkeys(ballot.measures, Fraction(0))
    for name, one in classes.items():
        if not one.turnout.entitled:
            continue  # a class nobody belongs to has no rate and adds nothing
        for measure, value in _evaluate(rules, of_class[name]).items():
            before = total[measure]
            total[measure] = (
                None if value is None or before is None else before + weights[name] * value
            )
    return total, {**plain, **total}


def _measure_rules(ballot: Ballot, parameters: Parameters) -> dict[str, Formula]:
    """The measures, read; each may name those before it."""
    names = [*DENOMINATORS, *ballot.counted]
    rules = {}
    for name, text in ballot.measures.items():
        rules[name] = Formula(text, names, parameters)
        names.append(name)
    return rules


def _evaluate(rules: Mapping[str, Formula], values: Mapping[str, Fraction | None]) -> _Measures:
    known = dict(values)
    measures: _Measures = {}
    for name, rule in rules.items():
        measures[name] = known[name] = rule.number(known)
    return measures


def _ranks(ballot: Ballot, measured: Sequence[_Measures]) -> list[int | None]:
    """The rank of each subject: equal ones share theirs, the next counts those before it."""
    if not ballot.rank_by:
        return [None] * len(measured)
    keys: list[tuple[Fraction, ...] | None] = []
    for measures in measured:
        values = [measures[name] for name in (ballot.rank_by, *ballot.tie_break)]
        keys.append(
            None if None in values else tuple(value for value in values if value is not None)
        )
    return [
        None if key is None else 1 + sum(other is not None and other > key for other in keys)
        for key in keys
    ]
