"""What is known of the signed nominations of one person."""

from collections.abc import Iterable
from datetime import date

from django.db.models import Count

from xuanxian.registry.models import Person, Relative
from xuanxian.selection import models
from xuanxian.selection.instruments import SignedNomination
from xuanxian.selection.instruments.signed_nomination import (
    NominationFormFacts,
    NominatorKin,
    SignedNominationFacts,
)
from xuanxian.selection.queries.round_rows import RoundRows, unit_of


def signed_nomination_facts(
    rows: RoundRows, candidacy: models.Candidacy, vacancy: models.Vacancy
) -> SignedNominationFacts:
    """The forms about the person, of this round and of earlier ones of the same unit.

    A form for one post counts for that post only; one for a level suits posts of that level.
    """
    if rows.rules.first(SignedNomination) is None:
        return SignedNominationFacts(as_of=rows.as_of)
    return SignedNominationFacts(
        as_of=rows.as_of,
        forms=tuple(
            form_facts(
                form,
                candidacy.person,
                vacancy,
                relatives=rows.relatives.get(candidacy.person_id, []),
                bans=rows.nominator_bans,
                people_named=rows.named_by[form.nominator, form.nominator_post],
            )
            for form in rows.nomination_forms[candidacy.person_id]
            if form.candidacy.vacancy.round_id == rows.round.pk
            or form.received_on <= rows.round.opened_on
        ),
    )


def facts_of_form(form: models.NominationForm) -> NominationFormFacts:
    """One form as it stands, for the post it was received for."""
    candidacy = form.candidacy
    round_ = candidacy.vacancy.round
    return form_facts(
        form,
        candidacy.person,
        candidacy.vacancy,
        relatives=Relative.objects.filter(person=candidacy.person, is_deceased=False),
        bans=models.NominatorBan.objects.filter(unit=round_.unit, nominator=form.nominator),
        people_named=models.NominationForm.objects.filter(
            candidacy__vacancy__round=round_,
            nominator=form.nominator,
            nominator_post=form.nominator_post,
            withdrawn_on__isnull=True,
        ).aggregate(people=Count("candidacy__person", distinct=True))["people"],
    )


def form_facts(
    form: models.NominationForm,
    person: Person,
    vacancy: models.Vacancy,
    *,
    relatives: Iterable[Relative],
    bans: Iterable[models.NominatorBan],
    people_named: int,
) -> NominationFormFacts:
    """One form, asked about for `vacancy`.

    Args:
        relatives: living relatives that the person's file names.
        bans: of nominators of the managing unit.
    """
    until, namesake = _bans(form, bans)
    return NominationFormFacts(
        nominator=form.nominator,
        received_on=form.received_on,
        manner=form.manner,
        of_class=form.of_class,
        in_own_unit=_in_own_unit(form, person),
        relation=form.relation,
        kin=tuple(
            NominatorKin(
                relation=one.relation,
                certain=form.nominator_person_id is not None
                and one.linked_person_id == form.nominator_person_id,
            )
            for one in relatives
            if _is_nominator(one, form)
        ),
        attested=tuple(form.attested),
        written=tuple(form.written),
        oral=form.oral,
        promotion=form.promotion,
        directed=form.directed,
        for_post=_suits(form, vacancy),
        barred_until=until,
        namesake_barred=namesake,
        people_named=people_named,
    )


def _is_nominator(relative: Relative, form: models.NominationForm) -> bool:
    if relative.linked_person_id is not None and form.nominator_person_id is not None:
        return relative.linked_person_id == form.nominator_person_id
    return relative.name == form.nominator


def _in_own_unit(form: models.NominationForm, person: Person) -> bool | None:
    """Whether the person serves in the nominator's unit or one below it."""
    if form.nominator_unit is None or person.unit is None:
        return None
    own = unit_of(form.nominator_unit).code
    return person.unit.code == own or person.unit.code.startswith(f"{own}.")


def _suits(form: models.NominationForm, vacancy: models.Vacancy) -> bool | None:
    if form.directed:
        return form.candidacy.vacancy.post_id == vacancy.post_id
    return form.rank == vacancy.post.rank if form.rank else None


def _bans(
    form: models.NominationForm, bans: Iterable[models.NominatorBan]
) -> tuple[date | None, bool]:
    """The last day of a ban that ran when the form came in, and whether one of a namesake did."""
    running = [
        ban
        for ban in bans
        if ban.nominator == form.nominator and ban.banned_on <= form.received_on <= ban.until
    ]
    own = [ban.until for ban in running if ban.nominator_post == form.nominator_post]
    return (max(own), False) if own else (None, bool(running))
