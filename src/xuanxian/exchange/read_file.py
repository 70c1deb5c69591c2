"""What reading one file gives: the file of a person, the form's own cells, and every problem."""

from dataclasses import dataclass, field

from xuanxian.kernel.errors import Problem, Severity
from xuanxian.registry.dossier import AppointmentForm, Dossier


@dataclass(slots=True)
class ReadFile:
    """One file as read. `dossier` is None when nothing could be made of it.

    Attributes:
        name: the file's name as the user knows it.
        problems: what reading found; the checks add theirs.
    """

    name: str
    dossier: Dossier | None = None
    form: AppointmentForm | None = None
    problems: list[Problem] = field(default_factory=list)

    @property
    def has_errors(self) -> bool:
        """Whether the file must not be stored."""
        return any(problem.severity is Severity.ERROR for problem in self.problems)
