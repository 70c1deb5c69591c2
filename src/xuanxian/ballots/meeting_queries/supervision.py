"""What the supervisor reads: who did which step, and what was noted."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet

from xuanxian.access.models import Role
from xuanxian.ballots.models import Incident, Meeting
from xuanxian.record import event_names
from xuanxian.record.models import Entry


def incidents(meeting: Meeting) -> QuerySet[Incident]:
    """What was noted, in order of time."""
    return meeting.incidents.select_related("poll")


@dataclass(frozen=True)
class StepTaken:
    """Who did what when; nothing of what it was about."""

    what: str
    recorded_at: datetime
    who: str
    role: str


def steps_taken(meeting: Meeting) -> list[StepTaken]:
    """The entries of the meeting and its polls, without their content."""
    ours = Q(kind__startswith="meeting.") | Q(kind__startswith="poll.")
    entries = Entry.objects.filter(ours, stream=meeting.case).order_by("number")
    rows = entries.values_list("kind", "recorded_at", "actor_name", "actor_role")
    labels = {str(role.value): str(role.label) for role in Role}
    return [
        StepTaken(event_names.name_of(kind), at, who, labels.get(role, ""))
        for kind, at, who, role in rows
    ]
