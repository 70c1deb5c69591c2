"""What a made-up county consists of, as plain data.

Everything refers to everything else by the keys that files use: units by their hierarchical code,
posts by unit code and title, people by their number in the county.
"""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from xuanxian.registry.dossier import Dossier

Management = Literal["city", "county", "unit"]
PostKind = Literal["leading", "non_leading", "institution", "mid_level"]

ContradictionKind = Literal[
    "id_number_checksum",
    "id_number_birth",
    "id_number_sex",
    "resume_gap",
    "resume_overlap",
    "joined_work_too_young",
    "joined_party_too_young",
    "duplicate_person",
]
"""What is wrong in a file on purpose."""


@dataclass(frozen=True, slots=True)
class Unit:
    """A body of the tree. `administered_by` is the code of who manages its leading posts."""

    code: str
    name: str
    short_name: str
    kind: str
    level: str
    parent: str
    administered_by: str
    place: int


@dataclass(frozen=True, slots=True)
class Post:
    """A post of a unit; `seats` people may hold it at once."""

    unit: str
    title: str
    kind: PostKind
    rank: str
    is_chief: bool
    is_team_member: bool
    management: Management
    counts_against_establishment: bool
    seats: int
    place: int
    requirements: str = ""


@dataclass(frozen=True, slots=True)
class EstablishmentFigure:
    """职数: how many leaders of `rank` a unit may have, how many of these are kept free."""

    unit: str
    rank: str
    approved: int
    reserved: int
    document_number: str
    valid_from: date


@dataclass(frozen=True, slots=True)
class Holding:
    """A post held now. `held_from` is the first day."""

    person: int
    unit: str
    title: str
    held_from: date
    is_main: bool
    rank: str
    rank_from: date
    appointment_document: str
    probation_until: date | None = None


@dataclass(frozen=True, slots=True)
class Kinship:
    """Two people of the county who are family: `relation` is what `relative` is to `person`."""

    person: int
    relative: int
    relation: str


@dataclass(frozen=True, slots=True)
class Contradiction:
    """A fault put into the file of `person` on purpose.

    `person` is the number of the person whose file carries it; for a duplicate it is the person
    whose file is written twice.
    """

    kind: ContradictionKind
    person: int
    name: str
    told: str


@dataclass(frozen=True, slots=True)
class Person:
    """A cadre: the number in the county, the unit that keeps the file, and the file."""

    number: int
    unit: str
    dossier: Dossier


@dataclass(frozen=True, slots=True)
class County:
    """The whole county as of a day. People stand in the order of their posts."""

    name: str
    as_of: date
    units: tuple[Unit, ...]
    posts: tuple[Post, ...]
    establishment: tuple[EstablishmentFigure, ...]
    people: tuple[Person, ...]
    holdings: tuple[Holding, ...]
    kinships: tuple[Kinship, ...]
    contradictions: tuple[Contradiction, ...]
