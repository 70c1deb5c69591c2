"""Under which ids a person stands on ballots.

Meetings put people of the registry on a ballot under their own id. Rooms further down use ids of
their own, as the candidacy of a case, and register here how those are found.
"""

from collections.abc import Callable, Iterable, Mapping
from uuid import UUID

from xuanxian.ballots.services.write_ins import PERSON

Finder = Callable[[Iterable[UUID]], Mapping[str, UUID]]
"""Asked with people; answers the ids under which they stand on ballots → the person."""

_finders: list[Finder] = []


def register_finder(finder: Finder) -> None:
    """Let `finder` be asked as well; registering twice changes nothing."""
    if finder not in _finders:
        _finders.append(finder)


def subjects_of(people: Iterable[UUID]) -> dict[str, UUID]:
    """Every id under which one of `people` may stand on a ballot → the person."""
    asked = list(people)
    found: dict[str, UUID] = {}
    for finder in _finders:
        found |= finder(asked)
    return found


def under_own_id(people: Iterable[UUID]) -> Mapping[str, UUID]:
    """Listed by a meeting, or matched to a written name."""
    return {subject: each for each in people for subject in (str(each), f"{PERSON}{each}")}


register_finder(under_own_id)
