"""Faults that a user made and can mend, told apart from faults of the program.

A `Refusal` is shown to the user as it is; any other exception is a defect of ours.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """How much a problem weighs."""

    ERROR = "error"
    """Nothing is stored until it is mended."""
    WARNING = "warning"
    """Stored, but a person should look at it."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong with what a user gave us.

    Attributes:
        where: the file, line or form in which it stands, as the user knows it.
        field: the Chinese name of the field, "" when it concerns the whole.
        value: what was found there, shortened to something readable.
        message: what is wrong, in one Chinese sentence.
        mend: how to mend it, in one Chinese sentence.
        severity: whether it stops the work or only asks for a look.
    """

    where: str
    field: str
    value: str
    message: str
    mend: str
    severity: Severity = Severity.ERROR

    def __str__(self) -> str:
        place = "：".join(part for part in (self.where, self.field) if part)
        found = f"（{self.value}）" if self.value else ""
        return f"{place}{found}{self.message}{self.mend}"


class Refusal(Exception):  # noqa: N818  (a user is refused; the program has no error)
    """The user asked for something that cannot be done; says what, why and how to mend it.

    Raised at the edges and by services. Nothing has been stored when it is raised inside a
    service, because services are one transaction each.
    """

    def __init__(self, problems: Problem | str | Iterable[Problem], *, mend: str = "") -> None:
        if isinstance(problems, str):
            problems = Problem(where="", field="", value="", message=problems, mend=mend)
        if isinstance(problems, Problem):
            problems = [problems]
        self.problems: tuple[Problem, ...] = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))
