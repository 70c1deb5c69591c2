"""The count: from opened ballots to a result. Pure; the order of the ballots does not matter."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction

from xuanxian.ballots.answers import Answers, Subject
from xuanxian.ballots.counting import ClassCount, Turnout, count_classes
from xuanxian.ballots.instruments import DENOMINATORS, Ballot, Names
from xuanxian.ballots.measuring import (
    Values,
    measure,
    measure_rules,
    passing_rule,
    ranks,
    unweighted,
    within_classes,
)
from xuanxian.ballots.results import Figure, SubjectResult, TallyResult
from xuanxian.ballots.verdicts import judge, remarks_on
from xuanxian.ballots.write_ins import WRITTEN, Matching
from xuanxian.policy.formulas import Formula, Parameters, exact, whole_number

__all__ = ["WRITTEN", "Turnout", "classes_to_withhold", "tally", "tally_with_measures"]


def tally(
    ballot: Ballot,
    subjects: Sequence[Subject],
    opened: Iterable[tuple[str, Answers]],
    turnout: Mapping[str, Turnout],
    parameters: Parameters,
    matching: Matching | None = None,
) -> TallyResult:
    """Count `opened` ballots by `ballot`.

    Args:
        ballot: the instrument.
        subjects: who or what stands on the ballot, in its order.
        opened: class and answers of every ballot in the box, invalid ones among them.
        turnout: class → people; every class of the instrument.
        parameters: name → value of every `$name` the instrument uses.
        matching: what tellers say of names written in; a name they say nothing of counts under
            itself.

    Raises:
        Refusal: a ballot of an unknown class, a class without turnout, an open parameter.
    """
    return tally_with_measures(ballot, subjects, opened, turnout, parameters, matching)[0]


def tally_with_measures(
    ballot: Ballot,
    subjects: Sequence[Subject],
    opened: Iterable[tuple[str, Answers]],
    turnout: Mapping[str, Turnout],
    parameters: Parameters,
    matching: Matching | None = None,
) -> tuple[TallyResult, tuple[Values, ...]]:
    """The count as `tally` gives it, and beside it the measures of every subject.

    Those measures are to be judged by and never shown: withheld ones are among them.
    """
    matching = matching or {}
    classes = count_classes(ballot, subjects, opened, turnout, parameters, matching)
    listed = _listed(subjects, classes, matching)
    totals = {
        name: sum(one.denominators[name] for one in classes.values()) for name in DENOMINATORS
    }
    weights = {voters.name: exact(voters.weight, parameters) for voters in ballot.electorate}
    withheld = _withheld(ballot, classes, parameters)
    # Figures over classes that weigh differently are a second equation beside the plain totals;
    # together they would solve for the classes withheld. Rates weigh classes of different sizes
    # differently even under one weight: a ballot counts for one part of its class.
    hide_measures = bool(withheld) and (
        ballot.weighting == "rates" or len(set(weights.values())) > 1
    )

    rules = measure_rules(ballot, parameters)
    passes = passing_rule(ballot, parameters)
    numbers = [_numbers(ballot, one.id, classes) for one in listed]
    # Rates within classes are shown beside the weighted ones, and those of `rates` made of them.
    apart = len(classes) > 1
    rates = [within_classes(each, rules) if apart else None for each in numbers]
    measured = [
        measure(ballot, each, weights, rules, of_class)
        for each, of_class in zip(numbers, rates, strict=True)
    ]
    placed = ranks(ballot, [measures for measures, _ in measured])
    remarks, stands = remarks_on(ballot, totals, parameters)
    results = []
    for place, (one, (measures, values)) in enumerate(zip(listed, measured, strict=True)):
        counts = _complete(ballot, _sum(_by_class(classes, one.id)))
        tied = tuple(
            other.name
            for at, other in enumerate(listed)
            if at != place and placed[place] is not None and placed[at] == placed[place]
        )
        passed, outcome = judge(
            ballot,
            passes,
            values,
            counts=counts,
            measures={} if hide_measures else measures,
            stands=stands,
            rank=placed[place],
            tied=tied,
        )
        shown = {name: each for name, each in numbers[place].items() if name not in withheld}
        results.append(
            SubjectResult(
                subject=one.id,
                name=one.name,
                written_in=place >= len(subjects),
                counts=counts,
                by_class={
                    name: {key: each[key] for key in ballot.counted} for name, each in shown.items()
                },
                measures={} if hide_measures else figures(measures),
                unweighted=_unweighted(weights, numbers[place], rules),
                measures_by_class={
                    name: figures(each)
                    for name, each in (rates[place] or {}).items()
                    if name not in withheld
                },
                rank=placed[place],
                tied_with=tied,
                passed=passed,
                outcome=outcome,
            )
        )
    counted = TallyResult(
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
        unidentified=sum(one.unidentified for one in classes.values()),
        without_note=sum(one.without_note for one in classes.values()),
        against_units=sum(one.against_units for one in classes.values()),
        unit_unknown=sum(one.unit_unknown for one in classes.values())
        if isinstance(ballot.question, Names) and ballot.question.units
        else None,
        stands=stands,
        remarks=remarks,
        subjects=tuple(results),
    )
    return counted, tuple(measures for measures, _ in measured)


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


def figures(values: Values) -> dict[str, Figure | None]:
    """Measures written down."""
    return {name: None if value is None else Figure.of(value) for name, value in values.items()}


def _listed(
    subjects: Sequence[Subject], classes: Mapping[str, ClassCount], matching: Matching
) -> list[Subject]:
    """Those on the ballot, then those matched to written names, then names nobody matched."""
    known = {subject.id for subject in subjects}
    beyond = {key for one in classes.values() for key in one.answers} - known
    name_of = {each.subject: each.name for each in matching.values()}
    more = [Subject(id=key, name=name_of.get(key) or key.removeprefix(WRITTEN)) for key in beyond]
    return [*subjects, *sorted(more, key=lambda one: (one.id.startswith(WRITTEN), one.id))]


def _withheld(
    ballot: Ballot, classes: Mapping[str, ClassCount], parameters: Parameters
) -> tuple[str, ...]:
    if ballot.secrecy == "signed":
        return ()
    return classes_to_withhold(
        {name: one.collected for name, one in classes.items()},
        whole_number(ballot.smallest_group, parameters),
    )


def _numbers(
    ballot: Ballot, subject: str, classes: Mapping[str, ClassCount]
) -> dict[str, dict[str, int]]:
    """Class → denominators and what was counted for `subject`."""
    return {
        name: {
            **one.denominators,
            **_complete(ballot, one.answers.get(subject, Counter())),
        }
        for name, one in classes.items()
    }


def _unweighted(
    weights: Mapping[str, Fraction],
    numbers: Mapping[str, Mapping[str, int]],
    rules: Mapping[str, Formula],
) -> dict[str, Figure | None]:
    """The measures without weights, where there are any: made of the plain totals alone."""
    if all(weight == 1 for weight in weights.values()):
        return {}
    return figures(unweighted(numbers, rules))


def _by_class(classes: Mapping[str, ClassCount], subject: str) -> list[Counter[str]]:
    """The counts of `subject`, one a class."""
    return [one.answers.get(subject, Counter()) for one in classes.values()]


def _sum(counters: Iterable[Counter[str]]) -> Counter[str]:
    total: Counter[str] = Counter()
    for one in counters:
        total.update(one)
    return total


def _complete(ballot: Ballot, counts: Mapping[str, int]) -> dict[str, int]:
    return {name: counts.get(name, 0) for name in ballot.counted}
