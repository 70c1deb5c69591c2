"""What is written beside the names on a ballot (理由、特点), torn off the ballot when it is opened.

A ballot that keeps its texts could be told by them, and so could every other name on it. So each
text leaves the ballot by itself: it stands under the person and the heading it was written for, in
an order of its own, with nothing that says which texts, or which names, came from one hand. The
opened ballot keeps no more than which notes were there, and of those only what decides whether it
counts. Pure.
"""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from xuanxian.ballots.answers import Answers, key_of_written
from xuanxian.ballots.box_digest import root_of
from xuanxian.ballots.name_rules import NameNote


@dataclass(frozen=True, order=True)
class NamedNote:
    """One text beside one name.

    Attributes:
        subject: id of the person on the ballot; of a written name what it counts under unmatched.
        note: the heading, as 推荐理由.
        text: what was written.
    """

    subject: str
    note: str
    text: str


def even_text(text: str) -> str:
    """A note in one spelling: width evened out, blanks and control signs gone.

    Signs that do not show could carry a mark, and two tellers would never type them alike.
    """
    # Taking a sign out can bring two together that are one: evened out until nothing changes.
    before = None
    while text != before:
        before = text
        plain = unicodedata.normalize("NFKC", text)
        text = "".join(each for each in plain if unicodedata.category(each)[0] not in "CZ")
    return text


def names_in_order(answers: Answers) -> list[str]:
    """The keys under which notes stand: those of the names chosen, then of those written in."""
    return [*answers.names, *(key_of_written(name) for name in answers.written)]


def torn_off(answers: Answers, notes: Iterable[NameNote]) -> tuple[Answers, list[NamedNote]]:
    """The ballot without its texts, and the texts by themselves.

    Args:
        answers: one ballot, as it came out of its envelope.
        notes: the headings of the ballot, in their order.
    """
    headings = list(notes)
    found = []
    kept: dict[str, tuple[str, ...]] = {}
    for key in names_in_order(answers):
        written = [
            (note, text)
            for note, text in zip(headings, answers.notes.get(key, ()), strict=False)
            if text
        ]
        found += [NamedNote(key, note.title, text) for note, text in written]
        needed = tuple(note.title for note, _ in written if note.missing != "nothing")
        if needed:
            kept[key] = needed
    return answers.model_copy(update={"notes": {}, "noted": kept}), found


def digest_of(notes: Iterable[tuple[str, NamedNote]]) -> str:
    """The root over texts under their random keys, as it stands on the record."""
    rows = sorted((key, each.subject, each.note, each.text) for key, each in notes)
    return root_of(["\t".join(row).encode() for row in rows])
