"""What questionnaires say together; expected values are counted by hand."""

from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from xuanxian.ballots.answers import Answers
from xuanxian.ballots.questionnaire import Questionnaire
from xuanxian.ballots.questionnaire_answers import FilledForm
from xuanxian.ballots.questionnaire_tally import QuestionnaireResult, tally_questionnaires
from xuanxian.ballots.tally import Turnout
from xuanxian.policy.expressions import Quantity

GRADES = ["优秀", "良好", "一般", "较差"]
LEVELS = ["不存在", "一定程度存在", "存在", "不了解"]

POSITIVE = {
    "form": "scale",
    "id": "positive",
    "title": "正向测评",
    "options": GRADES,
    "items": [{"id": "ideals", "title": "理想信念"}, {"id": "style", "title": "工作作风"}],
    "points": {"优秀": "100", "良好": "80", "一般": "60", "较差": "0"},
    "adverse": ["较差"],
    "summary": {"正向得分": "得分平均"},
}
REVERSE = {
    "form": "scale",
    "id": "reverse",
    "title": "反向测评",
    "direction": "reverse",
    "options": LEVELS,
    "items": [{"id": "faction", "title": "搞团团伙伙"}, {"id": "greed", "title": "以权谋私"}],
    "neutral": ["不了解"],
    "adverse": ["一定程度存在", "存在"],
    "measures": {"反映率": "不利 / 表态"},
    "passes": "不利 <= 1/3 * 表态",
    "summary": {"反映最多": "反映率最高"},
}


def form(*questions: dict[str, Any], **more: Any) -> Questionnaire:
    """A secret form of one class."""
    return Questionnaire.model_validate(
        {
            "id": "q",
            "kind": "questionnaire",
            "secrecy": "secret",
            "smallest_group": "1",
            "electorate": [{"class": "干部群众"}],
            "questions": questions,
            **more,
        }
    )


Returned = list[tuple[str, FilledForm]]
"""Class and content of forms."""


def returned(*marks: dict[str, dict[str, str]], voters: str = "干部群众") -> Returned:
    """Forms, each question → item → answer."""
    return [
        (
            voters,
            FilledForm(answers={question: Answers(marks=items) for question, items in one.items()}),
        )
        for one in marks
    ]


def count(questionnaire: Questionnaire, responses: Returned, **turnout: int) -> QuestionnaireResult:
    """The count, everybody present."""
    people = turnout or {"干部群众": len(responses)}
    return tally_questionnaires(
        questionnaire,
        responses,
        {name: Turnout(entitled=n, present=n, issued=n) for name, n in people.items()},
        {},
    )


def exact(result: QuestionnaireResult, name: str) -> str | None:
    """A summary or measure, None where it is unknown."""
    figure = {**result.summary, **result.measures}[name]
    return None if figure is None else figure.exact


def test_points_are_averaged_over_items_and_forms() -> None:
    result = count(
        form(POSITIVE),
        returned(
            {"positive": {"ideals": "优秀", "style": "良好"}},
            {"positive": {"ideals": "一般", "style": "良好"}},
        ),
    )
    # 理想信念 (100 + 60) / 2 = 80, 工作作风 80: 80
    assert exact(result, "正向得分") == "80"


def test_an_answer_left_out_earns_no_points_and_costs_none() -> None:
    result = count(
        form(POSITIVE),
        returned(
            {"positive": {"ideals": "优秀", "style": "优秀"}}, {"positive": {"ideals": "良好"}}
        ),
    )
    # 理想信念 90, 工作作风 100 from one form
    assert exact(result, "正向得分") == "95"


def test_who_does_not_know_is_no_denominator() -> None:
    answers = ["存在", "不存在", "不存在", "不了解", "不了解", "不了解"]
    result = count(
        form(REVERSE, effect="gates"),
        returned(*({"reverse": {"faction": each, "greed": "不存在"}} for each in answers)),
    )
    # one of the three who said something, exactly a third: it stands
    assert exact(result, "反映最多") == "1/3"
    assert result.outcome.verdict.value == "pass"


def test_one_item_over_its_line_holds_and_is_named() -> None:
    answers = ["存在", "一定程度存在", "不存在", "不存在", "不存在"]
    responses = returned(*({"reverse": {"faction": each, "greed": "不存在"}} for each in answers))
    result = count(form(REVERSE, effect="gates"), responses)
    assert exact(result, "反映最多") == "2/5"
    assert result.outcome.verdict.value == "hold"
    assert result.outcome.reasons[0].label == "搞团团伙伙"
    advising = count(form(REVERSE), responses)
    assert advising.outcome.verdict.value == "flag"


def test_nobody_who_said_anything_is_unknown_not_harmless() -> None:
    result = count(
        form(
            REVERSE,
            effect="gates",
            requirements=[
                {"id": "veto", "label": "反映最多", "require": "反映最多 <= 0.5", "else": "bar"}
            ],
        ),
        returned({"reverse": {"faction": "不了解", "greed": "不存在"}}),
    )
    assert exact(result, "反映最多") is None
    reason = next(one for one in result.outcome.reasons if one.rule == "q.veto")
    assert reason.verdict.value == "hold"


def test_requirements_speak_over_several_scales() -> None:
    questionnaire = form(
        POSITIVE,
        {**REVERSE, "passes": ""},
        effect="gates",
        measures={"德": "正向得分 - 100 * 反映最多"},
        requirements=[{"id": "line", "label": "德", "require": "德 >= 60", "else": "bar"}],
    )
    good = {"ideals": "优秀", "style": "优秀"}

    def answer(*levels: str) -> QuestionnaireResult:
        return count(
            questionnaire,
            returned(
                *({"positive": good, "reverse": {"faction": x, "greed": "不存在"}} for x in levels)
            ),
        )

    # 100 − 100 × 2/5 = 60, 100 − 100 × 1/2 = 50
    assert answer("存在", "存在", *["不存在"] * 3).outcome.verdict.value == "pass"
    assert answer("存在", "不存在").outcome.verdict.value == "bar"


def test_classes_are_weighed_as_in_ballots() -> None:
    questionnaire = form(
        {**POSITIVE, "items": POSITIVE["items"][:1]},
        electorate=[
            {"class": "领导班子", "weight": "60%"},
            {"class": "职工代表", "weight": "40%"},
        ],
        weighting="rates",
    )
    responses = [
        *returned({"positive": {"ideals": "优秀"}}, voters="领导班子"),
        *returned(
            {"positive": {"ideals": "良好"}}, {"positive": {"ideals": "一般"}}, voters="职工代表"
        ),
    ]
    # 0.6 × 100 + 0.4 × 70
    assert exact(count(questionnaire, responses, 领导班子=1, 职工代表=2), "正向得分") == "88"


def test_too_few_secret_forms_are_not_counted() -> None:
    questionnaire = form(POSITIVE, smallest_group="3")
    marks = {"positive": {"ideals": "优秀", "style": "优秀"}}
    few = count(questionnaire, returned(marks, marks))
    assert few.questions == {}
    assert few.outcome.verdict.value == "hold"
    assert count(questionnaire, returned(marks, marks, marks)).questions != {}


def test_texts_are_kept_and_not_counted() -> None:
    questionnaire = form(POSITIVE, {"form": "text", "id": "words", "title": "意见"})
    silent = [("干部群众", FilledForm()) for _ in range(2)]
    speaking = [("干部群众", FilledForm(texts={"words": text})) for text in ("乙的意见", "丙")]
    assert count(questionnaire, speaking) == count(questionnaire, silent)
    assert "乙的意见" not in count(questionnaire, speaking).model_dump_json()


def test_a_verdict_stands_though_its_figures_would_give_a_small_class_away() -> None:
    questionnaire = form(
        {**POSITIVE, "items": POSITIVE["items"][:1]},
        electorate=[{"class": "领导班子", "weight": "60%"}, {"class": "群众", "weight": "40%"}],
        weighting="rates",
        smallest_group="3",
        effect="gates",
        requirements=[{"id": "line", "label": "德", "require": "正向得分 >= 85", "else": "bar"}],
    )

    def judged(leading: str) -> QuestionnaireResult:
        responses = [
            *returned({"positive": {"ideals": leading}}, voters="领导班子"),
            *returned(*[{"positive": {"ideals": "良好"}}] * 4, voters="群众"),
        ]
        return count(questionnaire, responses, 领导班子=1, 群众=4)

    # 0.6 × 100 + 0.4 × 80 = 92, 0.6 × 60 + 0.4 × 80 = 68
    good, fair = judged("优秀"), judged("一般")
    assert (good.outcome.verdict.value, fair.outcome.verdict.value) == ("pass", "bar")
    assert good.withheld == ("领导班子", "群众")
    assert exact(good, "正向得分") is None
    said = good.model_dump_json()
    assert "92" not in said
    assert "68" not in fair.model_dump_json()
    assert "不公布" in said


def test_of_a_selection_no_more_than_allowed_may_be_ticked() -> None:
    selection = {
        "form": "selection",
        "id": "best",
        "title": "最突出的方面",
        "options": [{"id": id_, "title": id_} for id_ in ("德", "能", "勤")],
        "most": "2",
        "measures": {"得票率": "得票 / 有效"},
    }
    ticked = [("德", "能"), ("德",), ("德", "能", "勤")]
    responses = [
        ("干部群众", FilledForm(answers={"best": Answers(names=names)})) for names in ticked
    ]
    result = count(form(selection), responses).questions["best"]
    # the third form ticks three and is invalid
    assert result.denominators["无效"] == 1
    assert [one.measures["得票率"].exact for one in result.subjects if one.measures["得票率"]] == [
        "1",
        "1/2",
        "0",
    ]


@pytest.mark.parametrize(
    ("question", "message"),
    [
        ({"points": {"特优": "100"}}, "不是可选项"),
        ({"neutral": ["较差"]}, "既不表态"),
        ({"neutral": GRADES, "points": {}, "adverse": []}, "所有选项都不表态"),
        ({"measures": {"得分": "优秀 / 有效"}}, "已是计数项的名称"),
        ({"items": [POSITIVE["items"][0]] * 2}, "相同的 id"),
        ({"items": []}, "至少要写一项"),
    ],
)
def test_a_scale_that_contradicts_itself_is_refused(question: dict[str, Any], message: str) -> None:
    with pytest.raises(ValidationError, match=message):
        form({**POSITIVE, **question})


def test_a_secret_form_of_texts_alone_says_its_smallest_group_too() -> None:
    words = {"form": "text", "id": "words", "title": "意见"}
    with pytest.raises(ValidationError, match="smallest_group"):
        form(words, smallest_group="")
    result = count(form(words), [("干部群众", FilledForm(texts={"words": "好"}))])
    assert (result.questions, result.denominators["有效"]) == ({}, 1)


def test_weights_of_classes_measured_apart_add_to_one() -> None:
    classes = [{"class": "甲类", "weight": "50%"}, {"class": "乙类", "weight": "60%"}]
    with pytest.raises(ValidationError, match=r"合计是1\.1"):
        form(POSITIVE, electorate=classes, weighting="rates")
    by_parameter = form(
        POSITIVE,
        electorate=[{"class": "甲类", "weight": "$first"}, {"class": "乙类", "weight": "60%"}],
        weighting="rates",
    )

    def faults(first: Fraction) -> list[str]:
        return [fault.message for fault in by_parameter.faults({"first": Quantity(first)})]

    assert faults(Fraction(2, 5)) == []
    assert "合计是1.1" in faults(Fraction(1, 2))[0]


def test_more_items_than_the_source_counts_are_a_fault() -> None:
    questionnaire = form({**POSITIVE, "items_counted": "$items"})
    assert list(questionnaire.faults({"items": Quantity(Fraction(18))})) == []
    assert [fault.path[-1] for fault in questionnaire.faults({"items": Quantity(Fraction(1))})] == [
        "items_counted"
    ]


@settings(deadline=None)
@given(
    st.lists(
        st.tuples(st.sampled_from(LEVELS), st.sampled_from([*LEVELS, None])),
        min_size=1,
        max_size=12,
    ),
    st.randoms(use_true_random=False),
)
def test_the_order_of_forms_changes_nothing_and_shares_agree_with_a_plain_count(
    forms: list[tuple[str, str | None]], random: Any
) -> None:
    responses = returned(
        *(
            {
                "reverse": {
                    item: answer
                    for item, answer in zip(("faction", "greed"), each, strict=True)
                    if answer is not None
                }
            }
            for each in forms
        )
    )
    result = count(form(REVERSE), responses)
    shuffled = list(responses)
    random.shuffle(shuffled)
    assert count(form(REVERSE), shuffled) == result
    for at, subject in enumerate(result.questions["reverse"].subjects):
        said = [each[at] for each in forms if each[at] not in {None, "不了解"}]
        share = result.questions["reverse"].subjects[at].measures["反映率"]
        if not said:
            assert share is None
        else:
            assert share is not None
            assert share.value == Fraction(sum(one != "不存在" for one in said), len(said))
        assert subject.counts["未填"] == sum(each[at] is None for each in forms)


def test_a_case_is_answered_by_summary_and_by_item() -> None:
    questionnaire = form(REVERSE, effect="gates")
    given = {
        "应到": 10,
        "答卷": {
            "reverse": {
                "搞团团伙伙": {"存在": 2, "不存在": 2, "不了解": 1},
                "以权谋私": {"不存在": 5},
            }
        },
    }
    answer = questionnaire.rehearse(given, {})
    assert answer["verdict"] == "hold"
    assert answer["汇总"] == {"反映最多": "1/2"}
    assert answer["各项"]["reverse"]["搞团团伙伙"]["反映率"] == "1/2"
    assert answer["各项"]["reverse"]["以权谋私"]["verdict"] == "pass"
    assert questionnaire.judged(given, {}).verdict.value == "hold"
    with pytest.raises(ValueError, match="没有这一项"):
        questionnaire.rehearse({"应到": 1, "答卷": {"reverse": {"爱打球": {"存在": 1}}}}, {})


def test_the_form_reads_as_a_committee_would_write_it() -> None:
    said = "".join(form(POSITIVE, REVERSE, effect="gates").explain())
    assert "反向，共2项" in said
    assert "选不了解的不算表态" in said
    assert "优秀100分、良好80分、一般60分、较差0分" in said
    assert "收回不足1份的不开启" in said
