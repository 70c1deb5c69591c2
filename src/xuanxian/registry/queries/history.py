"""What stood before: corrections of a file, and requests for them."""

from django.db.models import QuerySet

from xuanxian.registry import models


def corrections_of(
    subject: models.Person | models.Organisation | models.Post,
) -> QuerySet[models.Correction]:
    """All corrections of a person, unit or post, the latest first."""
    kinds = {models.Person: "person", models.Organisation: "organisation", models.Post: "post"}
    return models.Correction.objects.filter(subject_kind=kinds[type(subject)], subject=subject.pk)


def open_requests(people: QuerySet[models.Person]) -> QuerySet[models.CorrectionRequest]:
    """Requests of `people` for corrections that wait for an answer, the oldest first."""
    waiting = models.CorrectionRequest.objects.filter(state=models.CorrectionRequest.State.OPEN)
    # Asked from the few who wait: the other way round a store walks through everybody.
    askers = people.filter(pk__in=list(waiting.order_by().values_list("person", flat=True)))
    return (
        waiting.filter(person__in=list(askers.order_by().values_list("pk", flat=True)))
        .select_related("person")
        .order_by("requested_at")
    )
