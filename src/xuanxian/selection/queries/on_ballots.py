"""Under which ids the people of cases stand on ballots: those of their candidacies."""

from collections.abc import Iterable, Mapping
from uuid import UUID

from xuanxian.selection.models import Candidacy


def candidacies_of(people: Iterable[UUID]) -> Mapping[str, UUID]:
    """The id of every candidacy of `people` → the person."""
    rows = Candidacy.objects.filter(person_id__in=list(people)).values_list("pk", "person_id")
    return {str(key): person for key, person in rows}
