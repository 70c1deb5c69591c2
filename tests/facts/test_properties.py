"""What holds for facts of every file."""

from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from xuanxian.facts import snapshot
from xuanxian.facts.definitions import FACTS, FactKind
from xuanxian.facts.definitions.reading import full_months_between, months_covered
from xuanxian.kernel.partial_date import PartialDate
from xuanxian.registry.dossier import Dossier, PartyEntry, PostEntry, RankEntry, ResumeLine

DAYS = st.dates(date(1950, 1, 1), date(2030, 12, 31))
_GROWING = ("年龄", "党龄", "工龄", "任现职年限", "任现职月数", "任现职务层次年限",
            "乡科级正职任职年限", "可认定基层工作年限")  # fmt: skip


@st.composite
def partial_dates(draw):
    day = draw(DAYS)
    precision = draw(st.sampled_from(["day", "month", "year"]))
    if precision == "day":
        return PartialDate.of(day)
    return PartialDate(day.year, day.month if precision == "month" else 0)


@st.composite
def dossiers(draw):
    maybe = st.none() | partial_dates()
    start, rank_start = draw(partial_dates()), draw(partial_dates())
    return Dossier(
        name="某人",
        birth=draw(maybe),
        joined_work=draw(maybe),
        party=(PartyEntry(status="01", joined=draw(maybe)),),
        posts=(PostEntry(title="某县某局局长", rank="1A41", held_from=start),),
        ranks=(RankEntry(code="1A41", held_from=rank_start),),
        resume=(ResumeLine(text="某县某镇科员", held_from=start),),
    )


@given(dossiers(), DAYS, st.integers(0, 4000))
@settings(max_examples=150, deadline=None)
def test_what_grows_with_time_never_shrinks(dossier, as_of, days):
    earlier = snapshot.of_person(dossier, as_of)
    later = snapshot.of_person(dossier, as_of + timedelta(days=days))
    for name in _GROWING:
        if earlier[name].value is not None and later[name].value is not None:
            assert later[name].value >= earlier[name].value, name


@given(partial_dates(), DAYS)
@settings(max_examples=300, deadline=None)
def test_a_date_known_in_part_counts_as_the_end_that_speaks_against_the_person(written, as_of):
    first, last = PartialDate.of(written.earliest()), PartialDate.of(written.latest())

    def value(name, day):
        file = Dossier(name="某人", birth=day, joined_work=day)
        return snapshot.of_person(file, as_of)[name]

    assert value("年龄", written).value == value("年龄", first).value
    assert value("工龄", written).value == value("工龄", last).value
    if not written.day and value("年龄", written).value is not None:
        for name in ("年龄", "工龄"):
            assert "只记到" in value(name, written).explanation


@given(dossiers(), DAYS)
@settings(max_examples=100, deadline=None)
def test_every_value_has_the_type_of_its_fact_and_an_explanation(dossier, as_of):
    types = {FactKind.INTEGER: int, FactKind.BOOLEAN: bool, FactKind.DATE: date}
    for name, fact in snapshot.of_person(dossier, as_of).items():
        definition = FACTS[name]
        assert fact.explanation.endswith("。"), (name, fact.explanation)
        if fact.value is not None:
            assert type(fact.value) is types.get(definition.kind, str), name
            if definition.levels:
                assert fact.value in definition.levels


@given(st.lists(st.tuples(DAYS, st.integers(0, 5000)), max_size=6), DAYS)
@settings(max_examples=200, deadline=None)
def test_spans_together_never_cover_more_than_their_whole_reach(spans, as_of):
    dated = [
        (PartialDate.of(start), PartialDate.of(start + timedelta(days=length)))
        for start, length in spans
    ]
    months = months_covered(dated, as_of)
    begun = [start for start, _ in spans if start <= as_of]
    assert 0 <= months <= (full_months_between(min(begun), as_of) if begun else 0)
    # A span given twice covers nothing more.
    assert months_covered(dated + dated, as_of) == months
