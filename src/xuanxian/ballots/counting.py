"""What the ballots of each class say, unweighted. Pure; the order of ballots does not matter."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain

from xuanxian.ballots.answers import Answers, Subject, Validity, key_of_written, plain_name
from xuanxian.ballots.instruments import DENOMINATORS, NAMED, UNMARKED, Ballot, Names
from xuanxian.ballots.write_ins import Matching, counted_as
from xuanxian.kernel.errors import Problem, Refusal
from xuanxian.policy.formulas import Parameters


@dataclass(frozen=True)
class Turnout:
    """The people of one class: 应到 entitled, 实到 present, 发出 slips issued."""

    entitled: int
    present: int
    issued: int


@dataclass
class ClassCount:
    """What the ballots of one class say.

    Attributes:
        invalid: why a ballot is invalid → how many.
        answers: subject → what counts for it → number of valid ballots.
        unidentified: names written of which tellers cannot tell whom they mean.
        without_note: names not counted because a note beside them is missing.
        against_units: valid ballots that go against a rule on units which only states it.
        unit_unknown: ballots on which such a rule could not be looked at, the voter's unit being
            unknown.
    """

    turnout: Turnout
    collected: int = 0
    valid: int = 0
    invalid: Counter[str] = field(default_factory=Counter)
    answers: dict[str, Counter[str]] = field(default_factory=dict)
    unidentified: int = 0
    without_note: int = 0
    against_units: int = 0
    unit_unknown: int = 0

    @property
    def denominators(self) -> dict[str, int]:
        """应到 实到 发出 收回 有效 无效."""
        numbers = (
            self.turnout.entitled,
            self.turnout.present,
            self.turnout.issued,
            self.collected,
            self.valid,
            self.collected - self.valid,
        )
        return dict(zip(DENOMINATORS, numbers, strict=True))


def count_classes(
    ballot: Ballot,
    subjects: Sequence[Subject],
    opened: Iterable[tuple[str, Answers]],
    turnout: Mapping[str, Turnout],
    parameters: Parameters,
    matching: Matching,
) -> dict[str, ClassCount]:
    """Class → count, in the order of the instrument.

    Raises:
        Refusal: a ballot of an unknown class, a class without turnout, an open parameter.
    """
    missing = [voters.name for voters in ballot.electorate if voters.name not in turnout]
    if missing:
        raise Refusal(
            Problem("计票", "人员类别", "、".join(missing), "没有应到、实到、发出数。", "请补录。")
        )
    classes = {voters.name: ClassCount(turnout[voters.name]) for voters in ballot.electorate}
    validity = Validity.of(ballot, subjects, parameters, matching)
    drops = any(note.missing == "name" for note in validity.notes)
    waiting: dict[str, list[Answers]] = {name: [] for name in classes}
    for name, answers in opened:
        if name not in classes:
            raise Refusal(
                Problem("计票", "人员类别", name, "不是本次投票的人员类别。", "请核对票箱。")
            )
        one = classes[name]
        one.collected += 1
        if fault := validity.fault_of(answers, name):
            one.invalid[fault] += 1
            continue
        if validity.units is not None and (answers.names or answers.written):
            one.against_units += bool(validity.breach_of_units(answers, name))
            one.unit_unknown += not validity.unit_of_voter(answers, name)
        if drops:
            answers, dropped = _without_unnoted(answers, validity)
            one.without_note += dropped
        waiting[name].append(answers)
        if len(waiting[name]) == _AT_ONCE:
            _add(one, ballot, subjects, waiting[name], matching)
            waiting[name] = []
    for name, one in classes.items():
        _add(one, ballot, subjects, waiting[name], matching)
    return classes


def _without_unnoted(answers: Answers, validity: Validity) -> tuple[Answers, int]:
    """A ballot without the names that count for nobody, and how many those are."""
    names = tuple(name for name in answers.names if not validity.counts_for_nobody(answers, name))
    written = tuple(
        name
        for name in answers.written
        if not validity.counts_for_nobody(answers, key_of_written(name))
    )
    dropped = len(answers.names) + len(answers.written) - len(names) - len(written)
    return answers.model_copy(update={"names": names, "written": written}), dropped


_AT_ONCE = 10_000
"""Ballots counted together: column by column is fast, and a million need not be held at once."""


def _add(
    one: ClassCount,
    ballot: Ballot,
    subjects: Sequence[Subject],
    valid: Sequence[Answers],
    matching: Matching,
) -> None:
    one.valid += len(valid)
    if isinstance(ballot.question, Names):
        _count_names(one, valid, matching)
    else:
        _count_marks(one, ballot.question.blank, subjects, valid)


def _count_names(one: ClassCount, valid: Sequence[Answers], matching: Matching) -> None:
    named = Counter(name for answers in valid for name in answers.names)
    named.update(
        counted_as(plain_name(name), matching) for answers in valid for name in answers.written
    )
    one.unidentified += named.pop("", 0)
    for subject, number in named.items():
        one.answers.setdefault(subject, Counter())[NAMED] += number


def _count_marks(
    one: ClassCount, blank: str, subjects: Sequence[Subject], valid: Sequence[Answers]
) -> None:
    marks = (answers.marks for answers in valid)
    marked = Counter(chain.from_iterable(map(dict.items, marks)))
    of_subject = {subject.id: one.answers.setdefault(subject.id, Counter()) for subject in subjects}
    left = dict.fromkeys(of_subject, len(valid))
    for (subject, option), number in marked.items():
        of_subject[subject][option] += number
        left[subject] -= number
    for subject, unmarked in left.items():
        of_subject[subject][UNMARKED] += unmarked
        if blank:
            of_subject[subject][blank] += unmarked
