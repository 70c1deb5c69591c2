"""Who does something: the name and role that stay on the record after an account is gone."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Actor:
    """A person acting in a role, or the command line.

    Attributes:
        account: the account's id as text; "" for the command line.
        name: the name shown on the record.
        role: the role's code (`access.models.Role`) in which the person acts.
    """

    account: str
    name: str
    role: str

    @classmethod
    def command_line(cls) -> "Actor":
        """The installation's own command line, used by whoever may log in to the machine."""
        return cls(account="", name="命令行", role="command_line")
