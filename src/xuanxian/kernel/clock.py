"""The one clock of the program, in Chinese civil time.

Everything that asks for the date asks here, so that a rehearsal or a test can move time
without touching the machine's clock.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from django.conf import settings

CIVIL_TIME = ZoneInfo("Asia/Shanghai")

_set_time: ContextVar[datetime | None] = ContextVar("set_time", default=None)


def now() -> datetime:
    """The present moment, timezone-aware, in Chinese civil time."""
    moment = _set_time.get()
    if moment is not None:
        return moment
    return datetime.now(CIVIL_TIME) + timedelta(days=rehearsal_days())


def today() -> date:
    """The present date in Chinese civil time."""
    return now().date()


@contextmanager
def set_to(moment: datetime | date) -> Iterator[None]:
    """Let `now()` answer `moment` inside the block. A plain date means nine in the morning."""
    if not isinstance(moment, datetime):
        moment = datetime(moment.year, moment.month, moment.day, 9, tzinfo=CIVIL_TIME)
    token = _set_time.set(moment.astimezone(CIVIL_TIME))
    try:
        yield
    finally:
        _set_time.reset(token)


def rehearsal_days() -> int:
    """Days by which the rehearsal clock runs ahead; 0 unless the installation is a rehearsal."""
    if not settings.XUANXIAN_REHEARSAL:
        return 0
    try:
        return int(_rehearsal_file().read_text())
    except FileNotFoundError:
        return 0


def advance_rehearsal(days: int) -> None:
    """Move the rehearsal clock `days` forward. Backwards is refused: the record never runs back."""
    if not settings.XUANXIAN_REHEARSAL:
        raise RuntimeError("the clock of a working installation is never moved")
    if days < 0:
        raise ValueError(f"days must not be negative, got {days}")
    _rehearsal_file().write_text(str(rehearsal_days() + days))


def _rehearsal_file() -> Path:
    return Path(settings.XUANXIAN_HOME) / "rehearsal-clock"
