"""Two entries of one pile: whether they say the same, and where they do not. Pure.

An entry is a multiset: which ballot lay where in the pile is neither asked nor kept.
"""

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import rfc8785

from xuanxian.ballots.answers import Answers, plain_name
from xuanxian.ballots.paper.content import even_words, parts_of
from xuanxian.ballots.poll_form import Content, PollForm
from xuanxian.ballots.questionnaire_answers import FilledForm


@dataclass(frozen=True, order=True)
class Item:
    """One ballot as a teller keyed it in.

    Attributes:
        form: the key of a scanned form; "" in a pile, where no ballot is told from another.
        content: the answers in one fixed spelling.
    """

    form: str
    content: str

    def read(self, form: PollForm) -> Content:
        """What it says, on the `form` of its poll."""
        return form.read(json.loads(self.content))


def item_of(content: Content, form: PollForm, key: str = "") -> Item:
    """`content` in the one spelling in which equal ballots are equal text.

    Names come in the order of the ballot, written ones evened out and sorted: 张　三 is 张三.

    Args:
        content: what was keyed in or read.
        form: what the poll votes on.
        key: the key of a scanned form.
    """
    even: Content
    if isinstance(content, FilledForm):
        even = _even_questionnaire(content)
    else:
        even = _even_ballot(content, [subject.id for subject in form.subjects])
    # Keys in one order, so that whoever marked line 2 first wrote the same ballot.
    return Item(key, rfc8785.dumps(form.stored(even)).decode())


def _even_ballot(answers: Answers, order: Sequence[str]) -> Answers:
    if answers.spoilt:
        return Answers(spoilt=True)
    place = {subject: at for at, subject in enumerate(order)}
    return Answers(
        marks=answers.marks,
        names=tuple(sorted(answers.names, key=lambda name: place.get(name, len(place)))),
        written=tuple(sorted(plain_name(name) for name in answers.written)),
        notes=answers.notes,
    )


def _even_questionnaire(filled: FilledForm) -> FilledForm:
    if filled.spoilt:
        return FilledForm(spoilt=True)
    answers = {
        question: Answers(marks=each.marks, names=tuple(sorted(each.names)))
        for question, each in filled.answers.items()
    }
    texts = {question: even_words(text) for question, text in filled.texts.items()}
    return FilledForm(
        answers={question: each for question, each in answers.items() if each != Answers()},
        texts={question: text for question, text in texts.items() if text},
    )


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
    mine, yours = (set(parts_of(json.loads(each.content))) for each in (one, other))
    return one.form != other.form, len(mine ^ yours)
