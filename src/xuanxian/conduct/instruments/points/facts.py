"""What is known of a points account when it is judged."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from xuanxian.conduct.instruments.declared import ExactNumber
from xuanxian.conduct.instruments.occurrence import Occurrence
from xuanxian.policy.parts import Facts


class AccountFacts(Facts):
    """What is known of one account.

    Attributes:
        as_of: the day asked about; None counts every entry, whatever its day.
        subject: whose account, as the group names them.
        events: the entries.
        rounds: round (次) → its own figures; a round that brought no entry is named here.
        opening: points carried over, in the place of the policy's own.
        group: everybody ranked together → their figure; None where somebody has none.
    """

    as_of: date | None = None
    subject: str = ""
    events: tuple[Occurrence, ...] = ()
    rounds: Mapping[str, Mapping[str, Any]] = {}
    opening: ExactNumber | None = None
    group: Mapping[str, ExactNumber | None] = {}
