"""Names written in beyond the list, and what tellers say they mean. Pure.

The opened ballots stay as they are. What tellers decide is a table beside them, from the written
name to the person it is counted for, and the count reads both.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from xuanxian.ballots.box_digest import root_of

WRITTEN = "written:"
"""Begins the id under which a name nobody has matched is counted."""


@dataclass(frozen=True)
class WriteIn:
    """What a written name means.

    Attributes:
        subject: the id it is counted under; "" for a name of which nobody can tell whom it means.
            It then takes a place on its ballot and is counted for nobody.
        name: as the result shows it, with the unit where there are namesakes.
        unit: the unit of the person, where it is known.
    """

    subject: str
    name: str = ""
    unit: str = ""


Matching = Mapping[str, WriteIn]
"""Written name, evened out by `answers.plain_name` → what it means."""


def counted_as(written: str, matching: Matching) -> str:
    """The id that a written name, evened out, is counted under; "" for nobody's."""
    found = matching.get(written)
    return WRITTEN + written if found is None else found.subject


def digest_of(decisions: Iterable[tuple[str, ...]]) -> str:
    """The root over a table of decisions: written name, subject, shown name and unit of each."""
    return root_of(["\t".join(each).encode() for each in sorted(decisions)])
