"""Reading histories: the counted polls on people, as far as an account may see them."""

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from django.db.models import Q, QuerySet

from xuanxian.access.models import Account, SensitiveReading
from xuanxian.access.permissions import scope_of
from xuanxian.ballots import queries, result_queries
from xuanxian.ballots.history.people_on_ballots import subjects_of
from xuanxian.ballots.history.standing import (
    Standing,
    standing_of,
    standing_of_questionnaire,
)
from xuanxian.ballots.models import Poll, WriteInDecision
from xuanxian.ballots.questionnaire_tally import QuestionnaireResult
from xuanxian.kernel import clock
from xuanxian.kernel.errors import Refusal
from xuanxian.registry.models import Organisation, Person, PersonStatus
from xuanxian.registry.queries import people_in_scope, units_in_scope

PERMISSION = "ballots.view_history"

OF_PERSON = "ballot_history"
OF_UNIT = "ballot_history_of_unit"
FIELD = "历年得票"
"""How a reading of a history stands on the trail."""

_IDS_AT_ONCE = 8
"""Up to so many ids the store searches the lists of names; beyond, they are all read."""


def standings_of(people: Iterable[UUID], account: Account | None = None) -> list[Standing]:
    """Every counted poll on one of `people`, the latest first.

    Args:
        account: who reads: only polls of its scope; None for the program itself.
    """
    subjects = subjects_of(people)
    polls = queries.polls() if account is None else queries.polls_over(account, PERMISSION)
    counted = polls.filter(state=Poll.State.OPENED, result__isnull=False)
    found: list[Standing] = []
    for poll in counted.filter(pk__in=_about(counted, subjects)).select_related("meeting"):
        found += _standings_on(poll, subjects)
    return sorted(found, key=lambda each: (each.on, each.title), reverse=True)


def _standings_on(poll: Poll, subjects: dict[str, UUID]) -> list[Standing]:
    """What one counted poll says of those of `subjects` who stand on it."""
    counted = poll.counted
    meeting = poll.meeting.title if poll.meeting else ""
    if isinstance(counted, QuestionnaireResult):
        return [
            standing_of_questionnaire(
                counted,
                poll=poll.pk,
                title=poll.title,
                meeting=meeting,
                on=day_of(poll),
                person=subjects[each.id],
            )
            for each in poll.subject_list
            if each.id in subjects
        ]
    if counted is None:
        return []
    return [
        standing_of(
            poll.ballot,
            counted,
            one,
            poll=poll.pk,
            title=poll.title,
            meeting=meeting,
            on=day_of(poll),
            person=subjects[one.subject],
            final=result_queries.is_final(poll),
        )
        for one in counted.subjects
        if one.subject in subjects
    ]


def day_of(poll: Poll) -> date:
    """The day of its meeting; of a poll by itself the day it was prepared."""
    if poll.meeting:
        return poll.meeting.held_on
    return poll.prepared_at.astimezone(clock.CIVIL_TIME).date()


def _about(counted: QuerySet[Poll], subjects: dict[str, UUID]) -> set[UUID]:
    """The polls on which one of `subjects` stands, listed or matched to a written name."""
    listed = counted
    if len(subjects) <= _IDS_AT_ONCE:
        within = Q(pk__in=[])
        for subject in subjects:
            within |= Q(subjects__contains=subject)  # the id as JSON writes it, in quotes
        listed = counted.filter(within)
    found = {
        key
        for key, on_ballot in listed.values_list("pk", "subjects")
        if any(each["id"] in subjects for each in on_ballot)
    }
    written = WriteInDecision.objects.filter(subject__in=list(subjects))
    return found | set(written.values_list("poll_id", flat=True))


def people_of(unit: Organisation) -> QuerySet[Person]:
    """Who serves in a unit and its sections today."""
    return (
        Person.objects.filter(unit__code__startswith=unit.code, status=PersonStatus.SERVING)
        .select_related("unit")
        .order_by("name", "pk")
    )


def person_for_history(account: Account, person: str) -> Person:
    """The person, whose history the account may read.

    Raises:
        Refusal: there is none in the account's scope, or it is the account's own.
    """
    found = people_in_scope(account, PERMISSION).filter(pk=person).exclude(account=account).first()
    if found is None:
        raise Refusal("没有这名干部，或者不在您的管理范围内。")
    return found


def read_person(account: Account, person: str, field: str) -> str:
    """For `access.disclosure`: that the history may be read; the page shows it."""
    return f"{person_for_history(account, person).name}的{field}"


def read_unit(account: Account, unit: str, field: str) -> str:
    """For `access.disclosure`: the same of a unit."""
    found = units_in_scope(account, PERMISSION).filter(pk=unit).first()
    if found is None:
        raise Refusal("没有这个机构，或者不在您的管理范围内。")
    return f"{found.name}的{field}"


def may_read_history(account: Account) -> bool:
    """Whether the account reads histories anywhere."""
    return bool(scope_of(account, PERMISSION))


def stated_purpose(account: Account, kind: str, subject: UUID) -> str:
    """The purpose that the account stated for this reading today; "" for none."""
    latest = (
        SensitiveReading.objects.filter(
            account=account, subject_kind=kind, subject=str(subject), field=FIELD
        )
        .order_by("-read_at")
        .first()
    )
    if latest is None or latest.read_at.astimezone(clock.CIVIL_TIME).date() != clock.today():
        return ""
    return latest.purpose
