"""The bodies of the county, their posts and their establishment, for a number of people."""

import math
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache
from importlib.resources import files
from random import Random
from typing import Any

from ruamel.yaml import YAML

from xuanxian.demonstration.county.model import EstablishmentFigure, Post, PostKind, Unit

COUNTY_CODE = "001"
DEPARTMENT = "县委组织部"

_TEAM_SHARE = 0.42  # of the people of a county large enough, the share who sit on a team
_VACANT_SHARE = 0.045
_LEVELS = {"1A31": "县处级", "1A32": "县处级", "1A41": "乡科级", "1A42": "乡科级"}


@dataclass(frozen=True, slots=True)
class Seat:
    """One seat of a post to be filled, with what a career must know of it."""

    post: Post
    unit: Unit
    section_of: Unit | None = None
    beside: tuple[tuple[Post, Unit], ...] = ()
    """Further posts that whoever sits here holds too."""

    @property
    def current_post(self) -> str:
        """现任职务 of whoever sits here: every post with its unit in full."""
        held = ((self.post, self.unit), *self.beside)
        return "，".join(unit.name + post.title for post, unit in held)


@dataclass(slots=True)
class Places:
    """The tree with its posts; `seats` are those to be filled, the highest first."""

    units: list[Unit] = field(default_factory=list)
    posts: list[Post] = field(default_factory=list)
    seats: list[Seat] = field(default_factory=list)
    establishment: list[EstablishmentFigure] = field(default_factory=list)

    def unit(self, code: str) -> Unit:
        """The unit with this code."""
        return next(unit for unit in self.units if unit.code == code)


@cache
def described() -> dict[str, Any]:
    """The description in `structure.yaml`."""
    text = files(__package__).joinpath("structure.yaml").read_text(encoding="utf-8")
    description: dict[str, Any] = YAML(typ="safe").load(text)
    return description


def lay_out(people: int, random: Random, as_of: date) -> Places:
    """Bodies and posts for `people` seats to be filled, with some posts left vacant."""
    description = described()
    places = Places()
    county = Unit(
        COUNTY_CODE, description["county"], description["county"], "area", "县处级", "", "", 0
    )
    places.units.append(county)
    leading = [
        _add_unit(places, (body["short"], body["name"], body["kind"]), body["team"], number)
        for number, body in enumerate(description["leading_bodies"], 1)
    ]
    number_of_units = _number_of_units(people, description)
    ordinary = [
        _add_unit(places, unit[:3], description["forms"][unit[3]], number)
        for number, unit in enumerate(description["units"][:number_of_units], 1 + len(leading))
    ]
    _name_administrators(places)
    team_seats = _team_seats(places, description, random)
    places.seats = team_seats[:people]
    sections = [body.get("sections", []) for body in description["leading_bodies"]]
    sections += [unit[4] for unit in description["units"][:number_of_units]]
    _add_sections(places, [*leading, *ordinary], sections, people - len(places.seats), random)
    places.establishment = _establishment(places, as_of)
    return places


def _number_of_units(people: int, description: dict[str, Any]) -> int:
    wanted = people * _TEAM_SHARE
    seats = sum(row[2] for body in description["leading_bodies"] for row in body["team"])
    for count, unit in enumerate(description["units"]):
        if count >= 3 and seats >= wanted:
            return count
        seats += sum(row[2] for row in description["forms"][unit[3]])
    return len(description["units"])


def _add_unit(
    places: Places, names: tuple[str, str, str], team: list[list[Any]], number: int
) -> Unit:
    short_name, name, kind = names
    unit = Unit(
        code=f"{COUNTY_CODE}.{number:03}",
        name=name,
        short_name=short_name,
        kind=kind,
        level=_LEVELS[team[0][1]],
        parent=COUNTY_CODE,
        administered_by="",
        place=number,
    )
    places.units.append(unit)
    beside = {tuple(seat) for seat in described()["committee_seats"]}
    for place, (title, rank, seats, management) in enumerate(team, 1):
        places.posts.append(
            Post(
                unit=unit.code,
                title=title,
                kind="institution" if kind in {"institution", "enterprise"} else "leading",
                rank=rank,
                is_chief=place == 1 or (rank == team[0][1] == "1A41" and seats == 1),
                is_team_member=True,
                management=management,
                # A seat of the standing committee is counted there and not a second time.
                counts_against_establishment=seats > 1 or (short_name, title) not in beside,
                seats=seats,
                place=place,
                requirements=_requirements(title, rank),
            )
        )
    return unit


def _requirements(title: str, rank: str) -> str:
    wanted = []
    if needs_party(title):
        wanted.append("中共党员")
    if rank in {"1A41", "1A42"}:
        wanted.append("大学专科及以上学历")
    return "；".join(wanted)


def needs_party(title: str) -> bool:
    """Whether the post can only be held by a member of the Communist Party."""
    return any(mark in title for mark in ("党", "书记", "常委", "纪委", "政治委员", "部务"))


def _name_administrators(places: Places) -> None:
    department = next((u for u in places.units if u.short_name == DEPARTMENT), None)
    if department is None:
        return
    city_managed = {body["short"] for body in described()["leading_bodies"]}
    places.units = [
        unit
        if unit.parent == "" or unit.short_name in city_managed
        else replace(unit, administered_by=department.code)
        for unit in places.units
    ]


def _team_seats(places: Places, description: dict[str, Any], random: Random) -> list[Seat]:
    """Seats of every team, the county's leaders first; each vacancy is left out."""
    units = {unit.code: unit for unit in places.units}
    by_name = {(units[post.unit].short_name, post.title): post for post in places.posts}
    committee = by_name["县委", "常委"]
    deputy = by_name["县委", "副书记"]
    head_of_government = by_name["县政府", "县长"]
    taken = {committee.unit + committee.title, deputy.unit + deputy.title}
    seats = [Seat(by_name["县委", "书记"], units[committee.unit])]
    taken.add(committee.unit + "书记")
    # The head of the government is a deputy secretary; the rank of the post is the higher one.
    seats.append(
        Seat(
            head_of_government,
            units[head_of_government.unit],
            beside=((deputy, units[deputy.unit]),),
        )
    )
    taken.add(head_of_government.unit + head_of_government.title)
    seats.append(Seat(deputy, units[deputy.unit]))
    # The armed forces' and the offices' members keep their seat where the county lacks the unit.
    used: dict[str, int] = {}
    for unit_name, title in description["committee_seats"]:
        second = by_name.get((unit_name, title))
        beside = ((second, units[second.unit]),) if second else ()
        seats.append(Seat(committee, units[committee.unit], beside=beside))
        if second:
            used[second.unit + second.title] = used.get(second.unit + second.title, 0) + 1
    ordinary = []
    for post in places.posts:
        key = post.unit + post.title
        if key in taken:
            continue
        for _ in range(post.seats - used.get(key, 0)):
            ordinary.append(Seat(post, units[post.unit]))
    city = [seat for seat in ordinary if seat.post.management == "city"]
    county = [seat for seat in ordinary if seat.post.management != "city"]
    vacant = set(random.sample(range(len(county)), max(2, round(len(county) * _VACANT_SHARE))))
    vacant |= _always_vacant(county)
    seats += city
    seats += [seat for index, seat in enumerate(county) if index not in vacant]
    return seats


def _always_vacant(seats: list[Seat]) -> set[int]:
    """The posts that the demonstration's cases fill: in every county large enough to have them."""
    wanted = {
        ("县财政局", "党组成员、副局长"),
        ("北桥镇", "党委副书记、镇长"),
        ("县教育和体育局", "党组书记、局长"),
        ("泽阳街道", "党工委副书记"),
        ("县委组织部", "副部长"),
        ("北桥镇", "党委委员、副镇长"),
        ("县人民医院", "党委委员、副院长"),
        ("县委组织部", "部务委员"),
        ("县财政局", "党组成员、总工程师"),
        ("北桥镇", "党委委员、宣传委员"),
        ("北桥镇", "副镇长"),
        ("北桥镇", "党委委员、组织委员"),
        ("泽阳街道", "党工委委员、组织委员"),
        ("泽阳街道", "办事处副主任"),
    }
    found = set()
    for index, seat in enumerate(seats):
        key = (seat.unit.short_name, seat.post.title)
        if key in wanted:
            wanted.remove(key)
            found.add(index)
    return found


def _add_sections(
    places: Places, units: list[Unit], sections: list[list[str]], remaining: int, random: Random
) -> None:
    """Sections inside the units, as many as the remaining people fill, then their staff."""
    named = [
        (unit, name, number)
        for unit, names in zip(units, sections, strict=True)
        for number, name in enumerate(names, 1)
    ]
    heads: list[Seat] = []
    deputies: list[Seat] = []
    made: list[tuple[Unit, Unit]] = []
    for unit, name, number in named:
        section = Unit(
            code=f"{unit.code}.{number:03}",
            name=f"{unit.name}{name}",
            short_name=name,
            kind="section",
            level="",
            parent=unit.code,
            administered_by=unit.code,
            place=number,
        )
        places.units.append(section)
        made.append((section, unit))
        head, deputy = _titles_of_section(name, unit.kind)
        for place, (title, seats) in enumerate(((head, heads), (deputy, deputies)), 1):
            post = _section_post(section, title, "mid_level", 1, place)
            places.posts.append(post)
            seats.append(Seat(post, section, section_of=unit))
    chosen = [seat for seat in heads if random.random() > _VACANT_SHARE]
    chosen += [seat for seat in deputies if random.random() > 0.1]
    places.seats += chosen[:remaining]
    remaining -= min(remaining, len(chosen))
    if not remaining:
        return
    each = math.ceil(remaining / len(made))
    for section, unit in made:
        post = _section_post(section, _staff_title(unit.kind, section), "non_leading", each, 3)
        places.posts.append(post)
        filled = min(each, remaining)
        places.seats += [Seat(post, section, section_of=unit)] * filled
        remaining -= filled


def _section_post(section: Unit, title: str, kind: PostKind, seats: int, place: int) -> Post:
    return Post(
        unit=section.code,
        title=title,
        kind=kind,
        rank="1A50",
        is_chief=place == 1,
        is_team_member=False,
        management="unit",
        counts_against_establishment=kind == "mid_level",
        seats=seats,
        place=place,
    )


def _titles_of_section(name: str, kind: str) -> tuple[str, str]:
    if kind == "enterprise":
        return ("部长", "副部长")
    if name.endswith("大队"):
        return ("大队长", "副大队长")
    if name.endswith("庭"):
        return ("庭长", "副庭长")
    if name.endswith("局"):
        return ("局长", "副局长")
    if name.endswith(("组",)):
        return ("组长", "副组长")
    if kind == "institution" and name.endswith("部"):
        return ("主任", "副主任")
    if name.endswith("部"):
        return ("部长", "副部长")
    if kind == "institution" and name in {
        "内科",
        "外科",
        "急诊科",
        "妇产科",
        "儿科",
        "针灸科",
        "骨伤科",
    }:
        return ("主任", "副主任")
    if name.endswith("科"):
        return ("科长", "副科长")
    return ("主任", "副主任")


def _staff_title(kind: str, section: Unit) -> str:
    if kind == "enterprise":
        return "职员"
    if kind != "institution":
        return "科员"
    parent = section.name
    if "医院" in parent or "保健院" in parent:
        return "医务人员"
    return "教师" if "中学" in parent or "学校" in parent else "工作人员"


def _establishment(places: Places, as_of: date) -> list[EstablishmentFigure]:
    """Approved figures: the seats of the posts that count, two units over, two with one kept."""
    filled: dict[tuple[str, str], int] = {}
    for seat in places.seats:
        for post in (seat.post, *(post for post, _ in seat.beside)):
            if post.counts_against_establishment and post.is_team_member:
                key = (post.unit, post.rank)
                filled[key] = filled.get(key, 0) + 1
    figures = []
    over = 0
    kept = 0
    ranks: dict[tuple[str, str], int] = {}
    for post in places.posts:
        if post.is_team_member and post.counts_against_establishment:
            key = (post.unit, post.rank)
            ranks[key] = ranks.get(key, 0) + post.seats
    names = {unit.code: unit for unit in places.units}
    for number, ((code, rank), seats) in enumerate(ranks.items(), 1):
        approved, reserved = seats, 0
        full = filled.get((code, rank), 0) == seats
        if full and over < 2 and rank == "1A42" and names[code].kind in {"town", "mass", "party"}:
            approved, over = seats - 1, over + 1
        elif not full and kept < 2 and rank == "1A42" and names[code].kind == "institution":
            reserved, kept = 1, kept + 1
        figures.append(
            EstablishmentFigure(
                unit=code,
                rank=rank,
                approved=approved,
                reserved=reserved,
                document_number=f"云编〔{as_of.year - 5}〕{number}号",
                valid_from=date(as_of.year - 5, 3, 1),
            )
        )
    return figures
