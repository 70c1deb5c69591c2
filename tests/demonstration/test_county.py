"""The made-up county holds together, whatever its size and seed.

Ages are those of the 劳动法 (work from sixteen), the Party's constitution (from eighteen) and the
公务员法 (nobody over sixty); identity numbers follow GB 11643-1999.
"""

from collections import Counter, defaultdict
from datetime import date
from functools import cache
from itertools import pairwise

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from stdnum.cn import ric

from xuanxian.demonstration.county import County, make_county
from xuanxian.demonstration.files import write_county
from xuanxian.kernel.partial_date import PartialDate, full_years_between
from xuanxian.registry.dossier import Dossier

AS_OF = date(2026, 8, 1)
RANKS = ("1A50", "1A42", "1A41", "1A32", "1A31")

counties = st.builds(
    lambda people, seed: county_of(people, seed),
    st.sampled_from((50, 51, 120, 400)),
    st.integers(0, 40),
)
few = settings(max_examples=6, deadline=None)


@cache
def county_of(people: int, seed: int) -> County:
    return make_county(people=people, seed=seed, as_of=AS_OF, with_photos=False)


def faulty(county: County, *kinds: str) -> set[int]:
    return {one.person for one in county.contradictions if one.kind in kinds}


def months(day: PartialDate | None) -> int:
    assert day is not None
    return day.year * 12 + day.month


def age(dossier: Dossier, day: date) -> int:
    assert dossier.birth is not None
    return full_years_between(dossier.birth.earliest(), day)


@few
@example(county_of(51, 22))
@given(counties)
def test_every_resume_runs_on_to_the_present(county: County) -> None:
    astray = faulty(county, "resume_gap", "resume_overlap")
    for person in county.people:
        lines = person.dossier.resume
        assert lines[-1].held_until is None
        assert lines[-1].text == person.dossier.current_post
        assert months(lines[-1].held_from) < AS_OF.year * 12 + AS_OF.month
        assert all(line.text for line in lines)
        assert all(months(line.held_from) < months(line.held_until) for line in lines[:-1])
        joins = [(before.held_until, after.held_from) for before, after in pairwise(lines)]
        if person.number not in astray:
            assert all(before == after for before, after in joins), person.dossier.name
        for line in lines:
            for beside in line.concurrent:
                assert months(line.held_from) <= months(beside.held_from)
                assert line.held_until is None or months(beside.held_until) <= months(
                    line.held_until
                )


@few
@given(counties)
def test_nobody_holds_the_same_post_twice_in_a_row(county: County) -> None:
    for person in county.people:
        texts = [line.text for line in person.dossier.resume]
        assert all(one != next_ for one, next_ in pairwise(texts)), texts


@few
@given(counties)
def test_ranks_rise_step_by_step_with_years_between_them(county: County) -> None:
    for person in county.people:
        ranks = person.dossier.ranks
        codes = [row.code for row in ranks]
        assert codes == list(RANKS[: len(codes)])
        assert codes[-1] == person.dossier.rank
        assert ranks[0].held_from is not None
        assert all(before.held_until == after.held_from for before, after in pairwise(ranks))
        assert ranks[-1].held_until is None
        for row in ranks[:-1]:
            assert months(row.held_until) - months(row.held_from) >= 24


@few
@given(counties)
def test_ages_are_those_of_working_people(county: County) -> None:
    young_workers = faulty(county, "joined_work_too_young")
    young_members = faulty(county, "joined_party_too_young")
    for person in county.people:
        dossier = person.dossier
        assert 22 <= age(dossier, AS_OF) < 60
        assert dossier.joined_work is not None
        if person.number not in young_workers:
            assert age(dossier, dossier.joined_work.earliest()) >= 16
        for entry in dossier.party:
            if entry.joined and person.number not in young_members:
                assert age(dossier, entry.joined.earliest()) >= 18
                assert entry.joined.earliest() < AS_OF


@few
@given(counties)
def test_identity_numbers_tell_birth_and_sex(county: County) -> None:
    numbers = Counter(person.dossier.id_number for person in county.people)
    assert numbers.most_common(1)[0][1] == 1
    for person in county.people:
        dossier = person.dossier
        number = dossier.id_number
        faults = {one.kind for one in county.contradictions if one.person == person.number}
        assert (ric.calc_check_digit(number) == number[-1]) == ("id_number_checksum" not in faults)
        assert dossier.birth is not None
        told = (int(number[6:10]), int(number[10:12]))
        assert (told == (dossier.birth.year, dossier.birth.month)) == (
            "id_number_birth" not in faults
        )
        assert ((int(number[16]) % 2 == 0) == (dossier.sex == "2")) == (
            "id_number_sex" not in faults
        )


@few
@given(counties)
def test_education_fits_the_age(county: County) -> None:
    for person in county.people:
        dossier = person.dossier
        assert dossier.education
        for entry in dossier.education:
            assert entry.graduated is not None
            assert entry.graduated.earliest() <= AS_OF
            least = 17 if entry.mode == "full_time" else 21
            assert age(dossier, entry.graduated.earliest()) >= least
            if entry.entered:
                assert 24 <= months(entry.graduated) - months(entry.entered) <= 60
        for mode in ("full_time", "in_service"):
            rows = [entry for entry in dossier.education if entry.mode == mode]
            assert sum(entry.is_highest for entry in rows) == (1 if rows else 0)


@few
@given(counties)
def test_assessments_cover_the_years_worked_up_to_the_last(county: County) -> None:
    for person in county.people:
        dossier = person.dossier
        years = [row.year for row in dossier.assessments]
        assert dossier.joined_work is not None
        first = max(dossier.joined_work.year, AS_OF.year - 8)
        if person.number in faulty(county, "joined_work_too_young"):
            first = years[0] if years else first
        assert years == list(range(first, AS_OF.year))


@few
@given(counties)
def test_kinship_is_mutual_and_both_files_name_it(county: County) -> None:
    people = {person.number: person.dossier for person in county.people}
    pairs = {(one.person, one.relative) for one in county.kinships}
    # Among some fifty people it may be that no two are related.
    assert pairs or len(people) < 100
    for one in county.kinships:
        assert (one.relative, one.person) in pairs
        relative = people[one.relative]
        (row,) = [
            row
            for row in people[one.person].relatives
            if (row.name, row.birth, row.relation) == (relative.name, relative.birth, one.relation)
        ]
        assert row.unit_and_post == relative.current_post


@few
@given(counties)
def test_families_could_be(county: County) -> None:
    for person in county.people:
        dossier = person.dossier
        relations = Counter(row.relation for row in dossier.relatives)
        assert relations["妻子"] + relations["丈夫"] <= 1
        assert relations["父亲"] == relations["母亲"] == 1
        assert not relations["丈夫" if dossier.sex == "1" else "妻子"]
        born = dict.fromkeys(("父亲", "母亲"), 0)
        children = []
        for row in dossier.relatives:
            assert row.birth is not None
            if row.relation in born:
                assert months(dossier.birth) - months(row.birth) >= 18 * 12
            if row.relation in {"儿子", "女儿"}:
                assert months(row.birth) - months(dossier.birth) >= 18 * 12
                children.append(row)
        assert all(abs(months(a.birth) - months(b.birth)) >= 10 for a, b in pairwise(children))
        # A child bears the name of the father: the man himself, or the husband of the woman.
        father = (
            dossier.name
            if dossier.sex == "1"
            else next((row.name for row in dossier.relatives if row.relation == "丈夫"), "")
        )
        assert all(child.name[0] == father[0] for child in children)


@few
@given(counties)
def test_no_post_has_more_holders_than_seats(county: County) -> None:
    seats = {(post.unit, post.title): post for post in county.posts}
    assert len(seats) == len(county.posts)
    units = {unit.code for unit in county.units}
    assert {post.unit for post in county.posts} <= units
    held = Counter((holding.unit, holding.title) for holding in county.holdings)
    assert all(seats[key].seats >= count for key, count in held.items())
    mains = Counter(holding.person for holding in county.holdings if holding.is_main)
    assert set(mains.values()) == {1}
    assert len(mains) == len(county.people)
    for holding in county.holdings:
        assert holding.rank == seats[holding.unit, holding.title].rank
        assert holding.rank_from <= holding.held_from < AS_OF


@few
@given(counties)
def test_members_of_party_organs_are_of_the_party(county: County) -> None:
    units = {unit.code: unit for unit in county.units}
    spared = faulty(county, "joined_party_too_young")
    for person in county.people:
        unit = units[".".join(person.dossier.unit_code.split(".")[:2])]
        if unit.kind in {"party", "discipline"} and person.number not in spared:
            assert person.dossier.party[0].status == "01", person.dossier.current_post


@pytest.mark.parametrize("people", [400, 1200])
def test_the_establishment_has_vacancies_kept_seats_and_units_over_it(people: int) -> None:
    county = county_of(people, 7)
    seats = {(post.unit, post.title): post for post in county.posts}
    held: dict[tuple[str, str], int] = defaultdict(int)
    for holding in county.holdings:
        post = seats[holding.unit, holding.title]
        if post.is_team_member and post.counts_against_establishment:
            held[post.unit, post.rank] += 1
    figures = {(one.unit, one.rank): one for one in county.establishment}
    assert len(figures) == len(county.establishment)
    assert set(held) <= set(figures)
    over = [key for key, one in figures.items() if held[key] > one.approved]
    vacant = [key for key, one in figures.items() if held[key] + one.reserved < one.approved]
    assert 1 <= len(over) <= 3
    assert sum(one.reserved for one in county.establishment) >= 1
    assert len(vacant) >= 8


def test_a_county_of_the_usual_size_has_its_fourteen_towns_and_some_seventy_other_bodies() -> None:
    county = county_of(1200, 7)
    kinds = Counter(unit.kind for unit in county.units if unit.parent == "001")
    assert kinds["town"] == 14
    others = sum(kinds.values()) - kinds["town"]
    assert 68 <= others <= 80
    assert len({unit.code for unit in county.units}) == len(county.units)
    assert len({unit.name for unit in county.units}) == len(county.units)
    assert len(county.people) == 1200


@few
@given(counties)
def test_every_kind_of_contradiction_stands_in_a_file_of_its_own(county: County) -> None:
    kinds = {one.kind for one in county.contradictions}
    assert len({one.person for one in county.contradictions}) == len(county.contradictions)
    if len(county.people) >= 120:
        assert len(kinds) == 8


def test_the_same_county_gives_the_same_bytes(tmp_path) -> None:
    written = []
    for name in ("one", "two"):
        county = make_county(people=60, seed=3, as_of=AS_OF)
        write_county(county, tmp_path / name)
        files = (path for path in (tmp_path / name).rglob("*") if path.is_file())
        written.append(
            {str(path.relative_to(tmp_path / name)): path.read_bytes() for path in files}
        )
    assert written[0] == written[1]
    assert len(written[0]) > 60


def test_another_seed_gives_another_county() -> None:
    names = [[p.dossier.name for p in county_of(60, seed).people] for seed in (1, 2)]
    assert names[0] != names[1]


def test_too_few_people_make_no_county() -> None:
    with pytest.raises(ValueError, match="at least 50"):
        make_county(people=49, seed=1, as_of=AS_OF)
