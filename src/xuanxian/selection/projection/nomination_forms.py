"""What signed nominations do to the tables."""

from xuanxian.selection import models
from xuanxian.selection.projection.event import Event, projects


@projects("nomination_form.recorded", "登记署名推荐")
def _recorded(event: Event) -> None:
    body = event.body
    models.NominationForm.objects.create(
        id=body["form_received"],
        candidacy_id=body["candidacy"],
        instrument=body["instrument"],
        nominator=body["nominator"],
        nominator_post=body["nominator_post"],
        nominator_person_id=body["nominator_person"],
        nominator_unit_id=body["nominator_unit"],
        of_class=body["of_class"],
        manner=body["manner"],
        oral=body["oral"],
        directed=body["directed"],
        rank=body["rank"],
        promotion=body["promotion"],
        relation=body["relation"],
        attested=body["attested"],
        written=body["written"],
        text_digest=body["text_digest"],
        received_on=event.day("on"),
        received_by=event.by,
        place=event.number,
    )


@projects("nomination_form.withdrawn", "撤销署名推荐")
def _withdrawn(event: Event) -> None:
    body = event.body
    models.NominationForm.objects.filter(pk=body["form_received"]).update(
        withdrawn_on=event.day("on"),
        withdrawn_by=event.by,
        withdrawn_because=body["reason"],
        found_untrue=body["untrue"],
    )
