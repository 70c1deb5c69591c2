"""The form of a fact for many people says what its own function says of each."""

from uuid import UUID

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.facts.strategies import AROUND, AROUND_NOW, dossiers
from xuanxian.facts import snapshot
from xuanxian.facts.definitions import FACTS, Reading
from xuanxian.facts.definitions.readings import Readings

_PROPOSED = st.sampled_from(["", "1A32", "1A42", "1A60", "1A99"])


@given(
    st.lists(st.tuples(dossiers(), _PROPOSED), min_size=1, max_size=6),
    AROUND_NOW,
)
@settings(max_examples=25, deadline=None)
def test_many_people_together_have_the_facts_of_each_alone(people, as_of):
    files = {UUID(int=1000 + number): dossier for number, (dossier, _) in enumerate(people)}
    proposed = {UUID(int=1000 + number): rank for number, (_, rank) in enumerate(people)}
    alone = snapshot.build(files, as_of, AROUND, proposed_ranks=proposed)
    readings = Readings.of(files, as_of, AROUND, proposed)
    found = snapshot.build_together(
        readings, lambda: [Reading(file, as_of, AROUND) for file in files.values()]
    )
    for name in FACTS:
        if FACTS[name].together:
            assert found[name].to_list() == alone[name].to_list(), name
    assert found.schema == alone.schema
