"""The count of questionnaires against a plain count, and what may change without changing it."""

from collections import Counter
from fractions import Fraction
from random import Random
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.ballots.questionnaires import questionnaire
from xuanxian.ballots.answers import Answers
from xuanxian.ballots.questionnaire import Questionnaire, Scale, Selection
from xuanxian.ballots.questionnaire_answers import FilledForm, items_of
from xuanxian.ballots.questionnaire_mixing import mixed
from xuanxian.ballots.questionnaire_tally import QuestionnaireResult, tally_questionnaires
from xuanxian.ballots.tally import Turnout

CLASSES = ("班子", "中层", "职工")
WEIGHTS = {"班子": "50%", "中层": "30%", "职工": "20%"}
SMALLEST = 3
Returned = list[tuple[str, FilledForm]]


def form(weighting: str, classes: tuple[str, ...] = CLASSES) -> Questionnaire:
    electorate = [{"class": name, "weight": WEIGHTS[name]} for name in classes]
    return questionnaire(electorate=electorate, weighting=weighting, smallest_group=str(SMALLEST))


def count(asked: Questionnaire, returned: Returned) -> QuestionnaireResult:
    turnout = {name: Turnout(20, 20, 20) for name in CLASSES}
    return tally_questionnaires(asked, returned, turnout, {})


def marks(items: tuple[str, ...], options: tuple[str, ...]) -> st.SearchStrategy[Answers]:
    some = st.dictionaries(st.sampled_from(items), st.sampled_from(options))
    return some.map(lambda found: Answers(marks=found))


filled = st.builds(
    FilledForm,
    answers=st.fixed_dictionaries(
        {
            "positive": marks(("ideals", "style"), ("优秀", "良好", "一般", "较差", "没有这一项")),
            "reverse": marks(("faction", "greed"), ("不存在", "存在", "不了解")),
            # Up to three ticks, of which two are allowed.
            "known": st.lists(st.sampled_from(("calls", "dinners", "none")), unique=True).map(
                lambda ticked: Answers(names=tuple(ticked))
            ),
        }
    ),
    spoilt=st.sampled_from([False] * 9 + [True]),
    unreadable=st.sampled_from([False] * 9 + [True]),
)
forms_returned = st.lists(st.tuples(st.sampled_from(CLASSES), filled), min_size=SMALLEST)


def plainly(asked: Questionnaire, returned: Returned) -> dict[tuple[str, str], Counter[str]]:
    """Question and item → what was said of it how often; written out, form by form."""
    found: dict[tuple[str, str], Counter[str]] = {}
    for question in asked.questions:
        if question.form == "text":
            continue
        for item in items_of(question):
            found[question.id, item.id] = Counter()
        for _, one in returned:
            said = one.answers[question.id]
            if one.spoilt or one.unreadable:
                continue
            if isinstance(question, Selection):
                if len(said.names) <= 2:
                    for name in said.names:
                        found[question.id, name]["得票"] += 1
            elif "没有这一项" not in said.marks.values():
                for item in items_of(question):
                    found[question.id, item.id][said.marks.get(item.id, "未填")] += 1
    return found


@settings(max_examples=40, deadline=None)
@given(forms_returned, st.sampled_from(["ballots", "rates"]))
def test_every_count_is_that_of_counting_form_by_form(returned: Returned, weighting: str) -> None:
    asked = form(weighting)
    result = count(asked, returned)
    expected = plainly(asked, returned)
    for question, counted in result.questions.items():
        for one in counted.subjects:
            plain = {name: number for name, number in one.counts.items() if number}
            assert plain == dict(expected[question, one.subject])
    assert result.denominators["收回"] == len(returned)
    assert result.denominators["无效"] == sum(one.spoilt or one.unreadable for _, one in returned)


@settings(max_examples=30, deadline=None)
@given(forms_returned, st.randoms(use_true_random=False), st.sampled_from(["ballots", "rates"]))
def test_neither_the_order_of_forms_nor_that_of_classes_matters(
    returned: Returned, random: Any, weighting: str
) -> None:
    result = count(form(weighting), returned)
    shuffled, classes = list(returned), list(CLASSES)
    random.shuffle(shuffled)
    random.shuffle(classes)
    other = count(form(weighting, tuple(classes)), shuffled)
    assert other.summary == result.summary
    assert other.measures == result.measures
    assert set(other.withheld) == set(result.withheld)
    for question, counted in result.questions.items():
        beside = {one.subject: one for one in other.questions[question].subjects}
        for one in counted.subjects:
            assert beside[one.subject].counts == one.counts
            assert beside[one.subject].by_class == one.by_class
            assert beside[one.subject].measures == one.measures


@settings(max_examples=40, deadline=None)
@given(forms_returned, st.sampled_from(["ballots", "rates"]))
def test_what_is_shown_never_tells_of_fewer_than_the_smallest_group(
    returned: Returned, weighting: str
) -> None:
    asked = form(weighting)
    result = count(asked, returned)
    collected = Counter(voters for voters, _ in returned)
    hidden = [collected[name] for name in result.withheld]
    small = [name for name in CLASSES if 0 < collected[name] < SMALLEST]
    # Whoever is small is withheld, with somebody else if there is anybody.
    assert set(small) <= set(result.withheld)
    if hidden and len([name for name in CLASSES if collected[name]]) > 1:
        assert len(hidden) > 1
        assert sum(hidden) >= SMALLEST
    for counted in result.questions.values():
        for one in counted.subjects:
            assert not set(one.by_class) & set(result.withheld)
            assert not set(one.measures_by_class) & set(result.withheld)
            if result.withheld:
                # Weights differ: with the plain totals a weighted figure would solve for a class.
                assert one.measures == {}
    if result.withheld:
        assert result.measures_withheld
        assert set(result.summary.values()) | set(result.measures.values()) <= {None}


@settings(max_examples=30, deadline=None)
@given(forms_returned)
def test_points_weighed_by_class_are_the_mean_of_the_means_of_classes(returned: Returned) -> None:
    result = count(form("rates"), returned)
    if result.withheld:
        return
    points = {"优秀": 100, "良好": 80, "一般": 60, "较差": 0}
    for one in result.questions["positive"].subjects:
        total: Fraction | None = Fraction(0)
        for name, weight in WEIGHTS.items():
            counts = one.by_class.get(name) or dict.fromkeys(points, 0)
            said = sum(counts[grade] for grade in points)
            mean = Fraction(sum(counts[g] * points[g] for g in points), said) if said else None
            share = Fraction(weight.rstrip("%")) / 100
            total = None if total is None or mean is None else total + share * mean
        figure = one.measures["得分"]
        assert (figure.value if figure else None) == total


@settings(max_examples=40, deadline=None)
@given(forms_returned, st.sampled_from(["ballots", "rates"]), st.sampled_from(["", "无效"]))
def test_mixing_answers_changes_no_count(returned: Returned, weighting: str, blank: str) -> None:
    asked = form(weighting)
    strict = asked.model_copy(
        update={
            "questions": tuple(
                each.model_copy(update={"blank": blank}) if isinstance(each, Scale) else each
                for each in asked.questions
            )
        }
    )
    # An option that is not there makes an answer unreadable before it could be mixed.
    possible = [(voters, one) for voters, one in returned if "没有这一项" not in str(one)]
    assert count(strict, mixed(strict, possible)) == count(strict, possible)


def test_mixing_leaves_no_pattern_of_answers_that_could_be_known_again() -> None:
    items = ("ideals", "style")
    alike = FilledForm(answers={"positive": Answers(marks=dict.fromkeys(items, "优秀"))})
    marked = FilledForm(
        answers={
            "positive": Answers(marks={"ideals": "较差", "style": "良好"}),
            "reverse": Answers(marks={"faction": "存在"}),
            "known": Answers(names=("calls", "dinners")),
        }
    )
    returned = [("职工", alike)] * 40 + [("职工", marked), ("班子", marked)]
    found = mixed(form("rates"), returned, Random(7))
    # Three answers land on one of 41 forms each; the class of one has nobody to mix with.
    assert sum(one == marked for _, one in found) == 1
    assert found[-1] == ("班子", marked)
    assert Counter(voters for voters, _ in found) == {"职工": 41, "班子": 1}


def test_ticks_that_count_together_stay_together() -> None:
    ticked = [("calls",), ("calls", "dinners", "none"), ("none",)]
    returned = [("职工", FilledForm(answers={"known": Answers(names=names)})) for names in ticked]
    found = mixed(form("rates"), returned)
    assert sorted(one.answers["known"].names for _, one in found) == sorted(ticked)
