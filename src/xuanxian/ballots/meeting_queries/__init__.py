"""What the pages of meetings read: agenda, numbers, the next thing to do. No partial result."""

from xuanxian.ballots.meeting_queries.items import (
    AgendaLine,
    agenda,
    classes_of,
    notice,
    slips_out,
)
from xuanxian.ballots.meeting_queries.progress import (
    MeetingRow,
    NextStep,
    next_step,
    todos_of,
    with_numbers,
)
from xuanxian.ballots.meeting_queries.session import (
    Floor,
    Gate,
    Scene,
    deferral_rule,
    floor,
    gates,
    scene,
)
from xuanxian.ballots.meeting_queries.supervision import StepTaken, incidents, steps_taken

__all__ = [
    "AgendaLine",
    "Floor",
    "Gate",
    "MeetingRow",
    "NextStep",
    "Scene",
    "StepTaken",
    "agenda",
    "classes_of",
    "deferral_rule",
    "floor",
    "gates",
    "incidents",
    "next_step",
    "notice",
    "scene",
    "slips_out",
    "steps_taken",
    "todos_of",
    "with_numbers",
]
