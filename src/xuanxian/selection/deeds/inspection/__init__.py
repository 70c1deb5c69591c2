"""考察: what pages let people do in the inspection."""

from xuanxian.selection.deeds.inspection import (  # noqa: F401  (each declares its deeds)
    evidence,
    rating,
    report,
    talks,
    team,
)
from xuanxian.selection.deeds.inspection.together import TogetherForm

__all__ = ["TogetherForm"]
