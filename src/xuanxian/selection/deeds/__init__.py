"""What pages let people do to a case: the verbs of `selection.services` with their forms."""

from xuanxian.selection.deeds import (  # noqa: F401  (each declares its deeds)
    achievements,
    appointment,
    approvals,
    complaints,
    contest,
    deliberation,
    element_review,
    file_review,
    inspection,
    letters,
    motion,
    newly_appointed,
    nomination,
    papers,
    progress,
    signed_nominations,
    sittings,
    statements,
    states,
)
from xuanxian.selection.deeds.deed import Deed, DeedForm, deed_of

__all__ = ["Deed", "DeedForm", "deed_of"]
