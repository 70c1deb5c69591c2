"""What holds of every contest, whatever the marks."""

from fractions import Fraction
from typing import Any

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from xuanxian.selection.instruments.contest import Contest, ContestFacts, ContestResult, decide
from xuanxian.selection.instruments.contest.places import Entrant, places_of

NAMES = ("甲", "乙", "丙", "丁", "戊", "己")

# Few different marks, so that ties are common.
marks = st.integers(0, 4).map(lambda n: 25 * n)
unsure = st.one_of(st.none(), marks)
answers = st.one_of(st.none(), st.booleans())


@st.composite
def contests(draw: st.DrawFn) -> Contest:
    """Two rounds with a veto each; numbers, rounding, ties and places drawn."""
    number = draw(st.sampled_from(["1", "2", "3", "1.5 * 职数", "参加人数 / 2"]))
    place = draw(st.sampled_from(["笔试名次 <= 参加人数 / 2", "笔试 >= 25"]))
    go_on = {
        "to": "下一轮",
        "by": "笔试",
        "number": number,
        "round": draw(st.sampled_from(["", "up", "down"])),
        "tie": draw(st.sampled_from([[], ["测评"]])),
        "ties": draw(st.sampled_from(["people", "together"])),
    }
    return Contest.model_validate(
        {
            "id": "c",
            "kind": "contest",
            "field": "together",
            "effect": draw(st.sampled_from(["gates", "ranks"])),
            "values": {"满意": {"type": "boolean"}},
            "rounds": [
                {
                    "id": "first",
                    "title": "第一轮",
                    "scores": [{"id": "笔试", "form": "mark"}, {"id": "测评", "form": "mark"}],
                    "requirements": [
                        {"id": "veto", "label": "满意", "require": "满意", "else": "bar"},
                        {"id": "place", "label": "名次", "require": place, "else": "bar"},
                    ],
                    "go_on": go_on,
                },
                {
                    "id": "second",
                    "title": "第二轮",
                    "scores": [{"id": "面试", "form": "mark"}],
                    "totals": [{"id": "总分", "weights": {"笔试": "40%", "面试": "60%"}}],
                    "go_on": {"to": "考察", "by": "总分", "number": "职数"},
                },
            ],
        }
    )


@st.composite
def fields(draw: st.DrawFn, sure: bool = False) -> list[dict[str, Any]]:
    """One to six candidates; without `sure`, any mark or answer may be missing."""
    mark = marks if sure else unsure
    satisfied = st.booleans() if sure else answers
    return [
        {
            "id": name,
            "marks": {"笔试": draw(mark), "测评": draw(mark), "面试": draw(mark)},
            "values": {"满意": draw(satisfied)},
        }
        for name in NAMES[: draw(st.integers(1, len(NAMES)))]
    ]


def run(contest: Contest, candidates: list[dict[str, Any]], seats: int) -> ContestResult:
    facts = {"candidates": candidates, "posts": [{"id": "", "seats": seats}]}
    return decide(contest, ContestFacts.model_validate(facts), {})


@settings(deadline=None)
@given(contests(), fields(), st.integers(1, 3), st.data())
def test_what_is_certain_stays_so_when_missing_marks_come_in(
    contest: Contest, candidates: list[dict[str, Any]], seats: int, data: st.DataObject
) -> None:
    before = run(contest, candidates, seats)
    filled = [
        {
            "id": one["id"],
            "marks": {
                name: data.draw(marks) if mark is None else mark
                for name, mark in one["marks"].items()
            },
            "values": {
                "满意": data.draw(st.booleans())
                if one["values"]["满意"] is None
                else one["values"]["满意"]
            },
        }
        for one in candidates
    ]
    after = {one.candidate: one for one in run(contest, filled, seats).candidates}
    for one in before.candidates:
        if one.goes_on is True:
            # People may still have to settle a tie that has come in, but never among the certain.
            assert after[one.candidate].goes_on is True
        if one.goes_on is False:
            assert after[one.candidate].goes_on is False
        for name, mark in one.marks.items():
            assert mark is None or after[one.candidate].marks.get(name, mark) == mark


@settings(deadline=None)
@given(contests(), fields(), st.integers(1, 3), st.randoms(use_true_random=False))
def test_the_order_in_which_candidates_are_listed_changes_nothing(
    contest: Contest, candidates: list[dict[str, Any]], seats: int, random: Any
) -> None:
    shuffled = list(candidates)
    random.shuffle(shuffled)

    def said(result: ContestResult) -> dict[str, Any]:
        return {
            one.candidate: (one.goes_on, one.place, sorted(one.tied_with), one.outcome.verdict)
            for one in result.candidates
        }

    assert said(run(contest, candidates, seats)) == said(run(contest, shuffled, seats))


@settings(deadline=None)
@given(contests(), fields(sure=True), st.integers(1, 3))
def test_no_more_go_on_than_there_are_seats(
    contest: Contest, candidates: list[dict[str, Any]], seats: int
) -> None:
    going = [one for one in run(contest, candidates, seats).candidates if one.goes_on]
    assert len(going) <= seats


@settings(deadline=None)
@given(fields(sure=True), st.integers(1, 3))
def test_the_first_by_hand_are_those_who_go_on(
    candidates: list[dict[str, Any]], seats: int
) -> None:
    """Against a plain sort, where no tie stands at the last place."""
    contest = Contest.model_validate(
        {
            "id": "c",
            "kind": "contest",
            "effect": "gates",
            "rounds": [
                {
                    "id": "only",
                    "title": "考试",
                    "scores": [{"id": "笔试", "form": "mark"}, {"id": "面试", "form": "mark"}],
                    "totals": [
                        {
                            "id": "总分",
                            "weights": {"笔试": "3", "面试": "4"},
                            "weighing": "ratio",
                        }
                    ],
                    "go_on": {"to": "考察", "by": "总分", "number": "职数"},
                }
            ],
        }
    )
    totals = {
        one["id"]: Fraction(3 * one["marks"]["笔试"] + 4 * one["marks"]["面试"], 7)
        for one in candidates
    }
    plain = [
        {"id": one["id"], "marks": {key: one["marks"][key] for key in ("笔试", "面试")}}
        for one in candidates
    ]
    result = run(contest, plain, seats)
    ranked = sorted(totals, key=lambda name: -totals[name])
    line = totals[ranked[seats - 1]] if seats <= len(ranked) else Fraction(-1)
    tied = [name for name in ranked if totals[name] == line]
    above = [name for name in ranked if totals[name] > line]
    fits = len(above) + len(tied) <= seats
    for one in result.candidates:
        assert one.marks["总分"] == totals[one.candidate]
        expected: bool | None = one.candidate in above
        if one.candidate in tied:
            expected = True if fits else None
        assert one.goes_on is expected


@settings(deadline=None)
@given(contests(), fields(sure=True), st.integers(1, 3), st.data())
def test_a_higher_mark_never_harms_its_own_candidate(
    contest: Contest, candidates: list[dict[str, Any]], seats: int, data: st.DataObject
) -> None:
    first = contest.rounds[0].go_on
    assert first is not None
    # A number that depends on who is left may fall when a better mark pushes others out.
    assume("参加人数" not in first.number)
    order = {False: 0, None: 1, True: 2}
    at = data.draw(st.integers(0, len(candidates) - 1))
    name = candidates[at]["id"]
    before = next(
        one for one in run(contest, candidates, seats).candidates if one.candidate == name
    )
    raised = [dict(one) for one in candidates]
    score = data.draw(st.sampled_from(["笔试", "面试"]))
    raised[at]["marks"] = {**raised[at]["marks"], score: 100}
    after = run(contest, raised, seats).of(name)
    assert before is not None
    assert after is not None
    assert order[after.goes_on] >= order[before.goes_on]


keys = st.tuples(
    st.one_of(st.none(), st.integers(0, 3).map(Fraction)),
    st.one_of(st.none(), st.integers(0, 2).map(Fraction)),
)


@settings(deadline=None)
@given(st.lists(st.tuples(keys, st.booleans()), max_size=9))
def test_places_agree_with_comparing_every_pair(
    drawn: list[tuple[tuple[Fraction | None, Fraction | None], bool]],
) -> None:
    def order(first: Any, second: Any) -> int | None:
        for one, other in zip(first, second, strict=True):
            if one is None or other is None:
                return None
            if one != other:
                return 1 if one > other else -1
        return 0

    entrants = [Entrant(key, certain) for key, certain in drawn]
    for at, place in enumerate(places_of(entrants)):
        others = [
            (position, other, order(other.key, entrants[at].key))
            for position, other in enumerate(entrants)
            if position != at
        ]
        above = [(other, how) for _, other, how in others if how is None or how > 0]
        assert place.best == 1 + sum(other.certain for other, how in above if how is not None)
        assert place.worst == 1 + len(above)
        assert place.tied == tuple(at_ for at_, other, how in others if how == 0 and other.certain)
        assert place.crowd == len(above) + sum(how == 0 for _, _, how in others)
