"""For several people of one round at once."""

from xuanxian.selection.deeds.deed import DeedForm
from xuanxian.selection.deeds.fields import CandidatesField, people_beside


class TogetherForm(DeedForm):
    """For whom of those in the same stage it is done at once; the person at hand is ticked."""

    people = CandidatesField(label="一并办理的人选")

    def prepare(self) -> None:
        field = self.choice_of_rows("people")
        field.queryset = people_beside(self.subject)
        field.initial = [self.subject.pk]
