"""What stands: the registry, with what the files before this one would add to it."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from uuid import UUID, uuid4

from xuanxian.exchange.checks.identity import masked
from xuanxian.kernel.errors import Problem, Severity
from xuanxian.kernel.partial_date import PartialDate
from xuanxian.registry import models
from xuanxian.registry.dossier import Dossier
from xuanxian.registry.queries import read_dossiers

_CHUNK = 200


@dataclass(slots=True)
class KnownPerson:
    """Somebody in the registry, or who would be there once the files before are stored.

    Attributes:
        key: the person's id; a made-up one while `is_pending`.
        told_by: the form in this import that tells of the person, "" when none did.
    """

    key: UUID
    name: str
    birth: PartialDate | None
    id_number: str
    is_pending: bool = False
    told_by: str = ""


@dataclass(frozen=True, slots=True)
class KnownPost:
    """A post of the registry or of an earlier sheet."""

    key: UUID
    unit_code: str
    title: str
    rank: str


class Standing:
    """Finds people, units and posts; takes note of what is planned.

    Read once, then kept in step by `note_person`, `note_unit` and `note_post`; a new one is made
    for each run.
    """

    def __init__(self) -> None:
        self._dossiers: dict[UUID, Dossier] = {}
        self._people: dict[UUID, KnownPerson] = {}
        self._by_id_number: dict[str, KnownPerson] = {}
        self._by_name: dict[str, list[KnownPerson]] = defaultdict(list)
        for key, name, birth, id_number in models.Person.objects.values_list(
            "pk", "name", "birth", "id_number"
        ):
            self._index(KnownPerson(key, name, birth, id_number))

    def find_person(
        self, name: str, birth: PartialDate | None, id_number: str, where: str
    ) -> tuple[KnownPerson | None, list[Problem]]:
        """The one person meant, None when nobody is known, with problems where it is doubtful."""
        if id_number and (known := self._by_id_number.get(id_number)):
            if known.name == name:
                return known, []
            return known, [
                Problem(
                    where,
                    "身份证",
                    masked(id_number),
                    f"这个号码已属于{known.name}。",
                    "请核对号码；如已改名，请先在系统中更正姓名。",
                )
            ]
        namesakes = [row for row in self._by_name[name] if _same_month(row.birth, birth)]
        alike = [row for row in namesakes if not (id_number and row.id_number)]
        if len(alike) > 1:
            return None, [
                Problem(
                    where,
                    "姓名",
                    name,
                    f"有{len(alike)}名同名同出生年月的干部，分不清是哪一位。",
                    "请填写身份证号。",
                )
            ]
        if alike:
            return alike[0], []
        if namesakes:
            return None, [
                Problem(
                    where,
                    "姓名",
                    f"{name} {birth or ''}".strip(),
                    "已有同名同出生年月而身份证号不同的干部，可能重复。",
                    "请核对是否同一人；不是则不必处理。",
                    Severity.WARNING,
                )
            ]
        return None, []

    def dossier_of(self, known: KnownPerson) -> Dossier:
        """The file of `known` as it would stand now."""
        if known.key not in self._dossiers:
            self.prefetch([known])
        return self._dossiers[known.key]

    def prefetch(self, people: Iterable[KnownPerson]) -> None:
        """Read the files of `people` together, which is quicker than one by one."""
        missing = [row.key for row in people if row.key not in self._dossiers]
        for start in range(0, len(missing), _CHUNK):
            rows = list(models.Person.objects.filter(pk__in=missing[start : start + _CHUNK]))
            self._dossiers.update(read_dossiers(rows))

    def note_person(
        self, dossier: Dossier, known: KnownPerson | None, *, told_by: str = ""
    ) -> KnownPerson:
        """Remember how the file of a person would stand; `known` is None for a new person."""
        if known is None:
            known = KnownPerson(
                uuid4(), dossier.name, dossier.birth, dossier.id_number, is_pending=True
            )
        known.birth = dossier.birth
        known.id_number = dossier.id_number
        known.told_by = told_by or known.told_by
        self._index(known)
        self._dossiers[known.key] = dossier
        return known

    def note_stored(self, known: KnownPerson, key: UUID) -> None:
        """The person planned as `known` has been entered under the id `key`."""
        self._dossiers[key] = self._dossiers.pop(known.key)
        del self._people[known.key]
        known.key = key
        known.is_pending = False
        self._people[key] = known

    def note_told(self, key: UUID, told_by: str) -> None:
        """An earlier part of this import stored the form `told_by` for the person `key`."""
        if key in self._people:
            self._people[key].told_by = told_by

    def _index(self, known: KnownPerson) -> None:
        if known.key not in self._people:
            self._people[known.key] = known
            self._by_name[known.name].append(known)
        if known.id_number:
            self._by_id_number.setdefault(known.id_number, known)

    @cached_property
    def units(self) -> dict[str, models.Organisation]:
        """Units by code, with those that earlier sheets would enter."""
        return {unit.code: unit for unit in models.Organisation.objects.select_related("parent")}

    @cached_property
    def posts(self) -> dict[tuple[str, str], KnownPost]:
        """Posts by unit code and title."""
        return {
            (code, title): KnownPost(key, code, title, rank)
            for key, code, title, rank in models.Post.objects.filter(
                abolished_on__isnull=True
            ).values_list("pk", "organisation__code", "title", "rank")
        }

    def note_unit(self, unit: models.Organisation) -> None:
        """Remember a unit that would be entered or corrected."""
        self.units[unit.code] = unit
        self.__dict__.pop("_employers", None)

    def note_post(self, post: KnownPost) -> None:
        """Remember a post that would be entered."""
        self.posts[post.unit_code, post.title] = post
        self.__dict__.pop("_titles", None)

    @cached_property
    def _employers(self) -> dict[str, str]:
        names: dict[str, str] = {}
        for unit in self.units.values():
            if unit.kind == models.OrganisationKind.AREA or unit.abolished_on is not None:
                continue
            for name in _names_of(unit):
                if len(name) > 2:
                    names.setdefault(name, unit.code)
        return names

    @cached_property
    def _titles(self) -> dict[str, set[str]]:
        """Titles by the code of the employer; a section's stand with the unit it is part of."""
        titles: dict[str, set[str]] = defaultdict(set)
        for code, title in self.posts:
            titles[code].add(title)
            section = self.units.get(code)
            if section is not None and section.kind == models.OrganisationKind.SECTION:
                above = section.parent
                if above is not None:
                    titles[above.code].add(f"{section.short_name or section.name}{title}")
        return titles

    def unit_named_in(self, current_post: str) -> tuple[str, str]:
        """(code of the unit that the text begins with, the words after it); ("", text) if none."""
        for text in (current_post, f"中共{current_post}"):
            for length in range(min(len(text), 60), 2, -1):
                code = self._employers.get(text[:length])
                if code is not None:
                    return code, text[length:]
        return "", current_post

    def has_post(self, unit_code: str, words: str) -> bool:
        """Whether `words` name at least one post of the unit."""
        return any(title in words for title in self._titles.get(unit_code, ()))


def _names_of(unit: models.Organisation) -> tuple[str, ...]:
    """The names that a post may begin with; a section's only behind the name of its unit."""
    if unit.kind != models.OrganisationKind.SECTION:
        return unit.name, unit.short_name
    if unit.parent is None or unit.name.startswith(unit.parent.name):
        return (unit.name,)
    return (unit.parent.name + unit.name,)


def _same_month(one: PartialDate | None, other: PartialDate | None) -> bool:
    if one is None or other is None:
        return one is other
    return one.year == other.year and (one.month == other.month or 0 in {one.month, other.month})
