"""Proposing who mentors whom: as many as can be, within what the policy allows. Pure.

Mentees are taken in the order given, mentors with the lightest load first; where everybody cannot
be given a mentor, as many as possible are (augmenting paths, Kuhn 1955).
"""

from collections.abc import Callable, Mapping, Sequence


def pair(
    mentees: Sequence[str],
    mentors: Mapping[str, int],
    fits: Callable[[str, str], bool],
) -> dict[str, str]:
    """A mentor for as many mentees as possible.

    Args:
        mentees: in order of preference.
        mentors: mentor → how many more mentees he or she may take.
        fits: whether a mentee may have a mentor.

    Returns:
        mentee → mentor; who can be given none is left out.
    """
    taken: dict[str, list[str]] = {mentor: [] for mentor in mentors}

    def place(mentee: str, seen: set[str]) -> bool:
        suited = [mentor for mentor in mentors if mentor not in seen and fits(mentee, mentor)]
        suited.sort(key=lambda mentor: len(taken[mentor]))
        for mentor in suited:
            if mentor in seen:
                continue
            seen.add(mentor)
            if len(taken[mentor]) < mentors[mentor]:
                taken[mentor].append(mentee)
                return True
            for other in list(taken[mentor]):
                if place(other, seen):
                    taken[mentor].remove(other)
                    taken[mentor].append(mentee)
                    return True
        return False

    for mentee in mentees:
        place(mentee, set())
    found = {mentee: mentor for mentor, theirs in taken.items() for mentee in theirs}
    return {mentee: found[mentee] for mentee in mentees if mentee in found}
