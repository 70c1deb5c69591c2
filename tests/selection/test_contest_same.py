"""What the tables give the instrument is what was keyed: any marks, compared with plain facts."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.selection import contests as made_up
from tests.selection.contests import HELD, contest_rules
from tests.selection.county import STAFF
from xuanxian.kernel import clock
from xuanxian.selection import queries
from xuanxian.selection.instruments import Contest
from xuanxian.selection.instruments.contest import (
    CandidateFacts,
    ContestFacts,
    PostFacts,
    decide,
)
from xuanxian.selection.queries.contest import result_of
from xuanxian.selection.services import contest as contests

pytestmark = pytest.mark.django_db
NUMBERS = range(1, 7)
ROUND = {
    "id": "both",
    "title": "笔试和面试",
    "scores": [{"id": "笔试", "form": "mark"}, {"id": "面试", "form": "mark"}],
    "totals": [{"id": "总成绩", "weights": {"笔试": "40%", "面试": "60%"}}],
    "go_on": {"to": "考察对象", "by": "总成绩", "number": "职数", "tie": ["面试"]},
}
MARKS = st.fixed_dictionaries({
    number: st.tuples(*(2 * [st.integers(0, 200).map(lambda half: f"{half / 2:g}")]))
    for number in NUMBERS
})  # fmt: skip


@pytest.fixture
def held() -> made_up.Held:
    """Six people, three for each of two posts."""
    found = made_up.published(contest_rules([ROUND]))
    people = [made_up.person(number) for number in NUMBERS]
    made_up.applied(found, people[:3], post=0)
    made_up.applied(found, people[3:], post=1)
    return made_up.closed(found)


@settings(
    max_examples=12,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(marks=MARKS)
def test_the_result_is_that_of_the_pure_instrument(
    held: made_up.Held, marks: dict[int, tuple[str, str]]
) -> None:
    with clock.set_to(HELD):
        for place, score in enumerate(("笔试", "面试")):
            given_marks = {number: pair[place] for number, pair in marks.items()}
            contests.key_marks(
                held.contest, "both", score, made_up.by_name(held, given_marks), actor=STAFF
            )
    rules = queries.rules_of(held.round)
    instrument = rules.get("contest", Contest)
    rows = held.applications
    pure = decide(
        instrument,
        ContestFacts(
            posts=tuple(PostFacts(id=post.title) for post in held.posts),
            candidates=tuple(
                CandidateFacts(
                    id=one.label,
                    post=one.post.title,
                    qualified=True,
                    marks=dict(zip(("笔试", "面试"), marks[one.number], strict=True)),
                )
                for one in rows
            ),
        ),
        {},
    )
    assert result_of(held.contest, instrument, rules.parameters, "both") == pure
