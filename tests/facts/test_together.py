"""The form of a fact for many people says what its own function says of each."""

from random import Random
from uuid import UUID

from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from tests.facts.odd_files import AROUND, MEETING, odd_dossier
from xuanxian.facts import snapshot
from xuanxian.facts.definitions import FACTS
from xuanxian.facts.definitions.readings import Readings

_PROPOSED = ("", "1A32", "1A42", "1A60", "1A99")
_AT_ONCE = 100


@given(st.integers(0, 2**32), st.sampled_from(MEETING) | st.dates(MEETING[0], MEETING[-1]))
# A smaller seed is no simpler file: shrinking would only take its time.
@settings(max_examples=15, deadline=None, phases=[Phase.explicit, Phase.reuse, Phase.generate])
def test_many_people_together_have_the_facts_of_each_alone(seed, as_of):
    random = Random(seed)
    files = {UUID(int=1000 + number): odd_dossier(random) for number in range(_AT_ONCE)}
    proposed = {person: random.choice(_PROPOSED) for person in files}
    alone = snapshot.build(files, as_of, AROUND, proposed_ranks=proposed)
    together = snapshot.build_together(Readings.of(files, as_of, AROUND, proposed))
    assert together.schema == alone.schema
    for name in FACTS:
        found, wanted = together[name].to_list(), alone[name].to_list()
        differing = [
            (value, right, dossier)
            for value, right, dossier in zip(found, wanted, files.values(), strict=True)
            if value != right
        ]
        assert not differing, (name, differing[0])


def test_every_fact_of_a_person_has_a_form_for_many():
    assert [name for name, fact in FACTS.items() if fact.together is None] == []


def test_nobody_has_no_facts():
    frame = snapshot.build_together(Readings.of({}, MEETING[-1]))
    assert frame.height == 0
    assert frame.columns == ["person", *FACTS]
