"""What the registry says of kinship and origin, for the people of a round."""

from xuanxian.registry.models import Organisation, OrganisationKind
from xuanxian.selection import models
from xuanxian.selection.instruments.recusal import Kinship, RecusalFacts
from xuanxian.selection.queries.round_rows import RoundRows, unit_of


def recusal_facts(
    rows: RoundRows, candidacy: models.Candidacy, vacancy: models.Vacancy
) -> RecusalFacts:
    """The relatives who serve in the unit of the post, and whether it lies in the native place."""
    post = vacancy.post
    unit = unit_of(post.organisation)
    relatives = rows.relatives.get(candidacy.person_id, [])
    kin = []
    for holding in rows.serving.get(unit.pk, []):
        for relative in relatives:
            linked = relative.linked_person_id
            if linked is not None and linked != holding.person_id:
                continue
            if linked is None and relative.name != holding.person.name:
                continue
            if holding.post is None or holding.person_id == candidacy.person_id:
                continue
            kin.append(
                Kinship(
                    relation=relative.relation,
                    name=relative.name,
                    unit=unit.name,
                    post=holding.post.title,
                    leads=holding.post.kind == "leading",
                    certain=linked is not None,
                )
            )
    return RecusalFacts(
        as_of=rows.as_of,
        post=f"{post.organisation.name}{post.title}",
        post_leads=post.kind == "leading",
        kin=tuple(kin),
        relatives_known=bool(relatives),
        native_place=candidacy.person.native_place,
        place=_place_of(unit),
    )


def _place_of(unit: Organisation) -> str:
    """The place the unit serves: the area above it; a section or an enterprise serves none."""
    above: Organisation | None = unit
    while above is not None:
        if above.kind == OrganisationKind.AREA:
            return above.name
        above = above.parent
    return ""
