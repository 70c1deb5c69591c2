"""What was done, and how a subject of a `schedule` stands on a day."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from xuanxian.policy.parts import Facts


class Doing(Facts):
    """One subject and what was done.

    Attributes:
        name: what to call it.
        values: facts and values brought, by name; what is missing is unknown.
        since: from when on the doing is due for it, as the day of taking office; where it is not
            given, from the first time it was done.
        done: days on which it was done.
    """

    name: str
    values: dict[str, Any] = {}
    since: date | None = None
    done: tuple[date, ...] = ()


class ScheduleFacts(Facts):
    """All subjects on a day."""

    as_of: date
    subjects: tuple[Doing, ...] = ()


class State(StrEnum):
    """How a subject stands on a day."""

    DONE = "done"
    OPEN = "open"
    DUE = "due"
    OVERDUE = "overdue"
    UNKNOWN = "unknown"
    EXEMPT = "exempt"

    @property
    def label(self) -> str:
        """The word users read."""
        return {
            "done": "已办",
            "open": "未到期",
            "due": "到期",
            "overdue": "逾期",
            "unknown": "不明",
            "exempt": "不适用",
        }[self.value]


@dataclass(frozen=True, slots=True)
class Standing:
    """How one subject stands on a day.

    Attributes:
        name: what it is called.
        state: 不明 where the dates or the group are unknown.
        covered: whether it was done for the time that is running, and no deadline has passed.
        last: the last day on which it was done.
        deadline: the last day on which it is in time; None where that is unknown.
        belongs: whether it applies to the subject; None where that is unknown.
        dated: how the dates alone stand, whatever the group.
    """

    name: str
    state: State
    covered: bool
    last: date | None
    deadline: date | None
    belongs: bool | None
    dated: State
