"""The reads of the registry that pages, facts and documents share."""

from xuanxian.registry.queries.dossiers import read_dossier, read_dossiers
from xuanxian.registry.queries.history import corrections_of, open_requests
from xuanxian.registry.queries.kinship import kinship_proposals
from xuanxian.registry.queries.people import (
    PeopleChoice,
    PeoplePages,
    find_people,
    people_in_scope,
)
from xuanxian.registry.queries.units import (
    establishment_figures,
    posts_with_stays,
    seats_of,
    unit_tree,
    units_in_scope,
    units_with_sections,
    vacancies,
)

__all__ = [
    "PeopleChoice",
    "PeoplePages",
    "corrections_of",
    "establishment_figures",
    "find_people",
    "kinship_proposals",
    "open_requests",
    "people_in_scope",
    "posts_with_stays",
    "read_dossier",
    "read_dossiers",
    "seats_of",
    "unit_tree",
    "units_in_scope",
    "units_with_sections",
    "vacancies",
]
