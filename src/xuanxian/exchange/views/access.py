"""Who may import: staff whose grant reaches every unit, for a file may tell of anybody."""

from typing import Any

from xuanxian.access.actor import Actor
from xuanxian.access.models import Account, Role
from xuanxian.access.permissions import needs


def every_unit(*_arguments: Any, **_named: Any) -> str:
    """The code that only a grant over all units reaches."""
    return ""


needs_import = needs("exchange.import_files", unit=every_unit)


def staff(account: Account) -> Actor:
    """The account acting as staff of the organisation department."""
    return account.acting_as(Role.ORGANISATION_STAFF)
