"""What is known of a points account when it is judged."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from pydantic import model_validator

from xuanxian.conduct.instruments.declared import ExactNumber
from xuanxian.conduct.instruments.occurrence import Occurrence
from xuanxian.policy.parts import Facts


class Round(Facts):
    """One occasion (次), as a recommendation meeting, with its own figures.

    Attributes:
        on: the day; where nobody says, the day of its first entry.
        values: its figures by name.
    """

    on: date | None = None
    values: Mapping[str, Any] = {}

    @model_validator(mode="before")
    @classmethod
    def _figures_alone(cls, given: Any) -> Any:
        if not isinstance(given, Mapping) or "values" in given:
            return given
        return {
            "on": given.get("on"),
            "values": {name: value for name, value in given.items() if name != "on"},
        }


class AccountFacts(Facts):
    """What is known of one account.

    Attributes:
        as_of: the day asked about; None counts every entry, whatever its day.
        subject: whose account, as the group names them.
        events: the entries.
        rounds: name → round (次); a round that brought no entry is named here.
        opening: points carried over, in the place of the policy's own.
        group: everybody ranked together → their figure; None where somebody has none.
    """

    as_of: date | None = None
    subject: str = ""
    events: tuple[Occurrence, ...] = ()
    rounds: Mapping[str, Round] = {}
    opening: ExactNumber | None = None
    group: Mapping[str, ExactNumber | None] = {}
