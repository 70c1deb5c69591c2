"""Two entries of one pile: whether they say the same, and where they do not. Pure.

An entry is a multiset: which ballot lay where in the pile is neither asked nor kept.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import rfc8785

from xuanxian.ballots.answers import Answers, Subject, plain_name


@dataclass(frozen=True, order=True)
class Item:
    """One ballot as a teller keyed it in.

    Attributes:
        form: the key of a scanned form; "" in a pile, where no ballot is told from another.
        content: the answers in one fixed spelling.
    """

    form: str
    content: str

    @property
    def answers(self) -> Answers:
        """What it says."""
        return Answers.model_validate_json(self.content)


def item_of(answers: Answers, subjects: Sequence[Subject], form: str = "") -> Item:
    """`answers` in the one spelling in which equal ballots are equal text.

    Names come in the order of the ballot, written ones evened out and sorted: 张　三 is 张三.

    Args:
        answers: what was keyed in or read.
        subjects: who stands on the ballot, in its order.
        form: the key of a scanned form.
    """
    if answers.spoilt:
        return Item(form, Answers(spoilt=True).model_dump_json(exclude_defaults=True))
    place = {subject.id: at for at, subject in enumerate(subjects)}
    even = Answers(
        marks=answers.marks,
        names=tuple(sorted(answers.names, key=lambda name: place.get(name, len(place)))),
        written=tuple(sorted(plain_name(name) for name in answers.written)),
    )
    # Keys in one order, so that whoever marked line 2 first wrote the same ballot.
    return Item(form, rfc8785.dumps(even.model_dump(exclude_defaults=True)).decode())


@dataclass(frozen=True)
class Difference:
    """What two entries of one pile have in common and what only one of them has.

    Attributes:
        common: what both say, as often as both say it.
        pairs: what only the first and what only the second says, put beside what is most like it;
            ballots of a pile in the order of their content, those of a scan by their form.
    """

    common: tuple[Item, ...]
    pairs: tuple[tuple[Item, Item], ...]

    @property
    def agree(self) -> bool:
        """Whether the entries are equal as multisets."""
        return not self.pairs


def compare(first: Sequence[Item], second: Sequence[Item]) -> Difference:
    """Compare two entries as multisets.

    Raises:
        ValueError: they are not of one size; a defect of the caller.
    """
    if len(first) != len(second):
        raise ValueError("entries of one pile have one size")
    left, right = Counter(first), Counter(second)
    common = sorted((left & right).elements())
    only_left = sorted((left - right).elements())
    rest = sorted((right - left).elements())
    pairs = []
    for item in only_left:
        nearest = min(rest, key=lambda other: (_distance(item, other), other))
        rest.remove(nearest)
        pairs.append((item, nearest))
    return Difference(tuple(common), tuple(pairs))


def _distance(one: Item, other: Item) -> tuple[bool, int]:
    """How unlike two ballots are; forms of a scan are paired with themselves only."""
    mine, yours = one.answers, other.answers
    marks = set(mine.marks.items()) ^ set(yours.marks.items())
    names = {*mine.names, *mine.written} ^ {*yours.names, *yours.written}
    return one.form != other.form, len(marks) + len(names)
