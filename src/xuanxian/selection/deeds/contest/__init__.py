"""What pages let people do to a contest."""

from xuanxian.selection.deeds.contest import (  # noqa: F401  (each declares its deeds)
    applying,
    examining,
    publishing,
)
