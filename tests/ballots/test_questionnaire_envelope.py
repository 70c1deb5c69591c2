"""Questionnaires in envelopes: whatever is answered, all are of one size and come out as put in."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from nacl.public import PrivateKey

from tests.ballots.questionnaires import KNOWN
from tests.ballots.test_questionnaire import POSITIVE, REVERSE, form
from xuanxian.ballots import envelope, questionnaire_envelope
from xuanxian.ballots.answers import Answers
from xuanxian.ballots.questionnaire_answers import FilledForm, FormValidity
from xuanxian.ballots.questionnaire_tally import tally_questionnaires
from xuanxian.ballots.tally import Turnout

LONGEST = 300
"""Characters the text of this form may have."""

FORM = form(
    POSITIVE,
    REVERSE,
    KNOWN,
    {"form": "text", "id": "advice", "title": "意见建议", "longest": LONGEST},
)
LENGTH = questionnaire_envelope.padded_length(FORM)
VALIDITY = FormValidity.of(FORM, {})


def marks(items: tuple[str, ...], options: tuple[str, ...]) -> st.SearchStrategy[Answers]:
    """Some of the items marked."""
    chosen = st.dictionaries(st.sampled_from(items), st.sampled_from(options), min_size=1)
    return chosen.map(lambda found: Answers(marks=found))


def ticks(*options: str) -> st.SearchStrategy[Answers]:
    """One option or two, in the order printed."""
    some = st.sets(st.sampled_from(options), min_size=1, max_size=2)
    return some.map(lambda found: Answers(names=tuple(each for each in options if each in found)))


filled_forms = st.builds(
    FilledForm,
    answers=st.fixed_dictionaries(
        {},
        optional={
            "positive": marks(("ideals", "style"), ("优秀", "良好", "一般", "较差")),
            "reverse": marks(("faction", "greed"), ("不存在", "一定程度存在", "存在", "不了解")),
            "known": ticks("calls", "dinners", "none"),
        },
    ),
    texts=st.fixed_dictionaries(
        {},
        optional={
            "advice": st.text(
                st.characters(exclude_categories=["C"], include_characters="\n"),
                min_size=1,
                max_size=LONGEST,
            )
        },
    ),
)


@settings(max_examples=60)
@given(filled_forms)
def test_every_questionnaire_comes_out_as_put_in_and_has_one_length(filled: FilledForm) -> None:
    assert VALIDITY.fault_of(filled) == ""
    packed = questionnaire_envelope.pack(FORM, filled, LENGTH)
    assert len(packed) == LENGTH
    assert questionnaire_envelope.unpack(FORM, packed) == filled


@pytest.mark.parametrize("sign", ["字", "𠮷", '"', "\\", "\n", "a"])
def test_the_longest_text_fits_whatever_it_is_written_in(sign: str) -> None:
    filled = FilledForm(texts={"advice": sign * LONGEST})
    assert VALIDITY.fault_of(filled) == ""
    packed = questionnaire_envelope.pack(FORM, filled, LENGTH)
    assert len(packed) == LENGTH
    assert questionnaire_envelope.unpack(FORM, packed) == filled


def test_sealed_questionnaires_are_of_one_size() -> None:
    box = PrivateKey.generate()
    empty, full = (
        envelope.seal(bytes(box.public_key), questionnaire_envelope.pack(FORM, filled, LENGTH))
        for filled in (FilledForm(), FilledForm(texts={"advice": "字" * LONGEST}))
    )
    assert len(empty) == len(full) == LENGTH + 48  # 32 of the key, 16 of the seal


@pytest.mark.parametrize(
    ("filled", "said"),
    [
        (FilledForm(texts={"advice": "字" * (LONGEST + 1)}), "“意见建议”：超过 300 字"),
        (FilledForm(texts={"advice": "好\u200b"}), "看不见的符号"),
        (FilledForm(texts={"advice": "好\x00"}), "看不见的符号"),
        (FilledForm(texts={"advice": "好\ud800"}), "看不见的符号"),
        (FilledForm(texts={"other": "好"}), "没有的题目"),
        (FilledForm(answers={"other": Answers(marks={"ideals": "优秀"})}), "没有的题目"),
        (FilledForm(answers={"positive": Answers(marks={"ideals": "存在"})}), "“正向测评”："),
        (
            FilledForm(answers={"known": Answers(names=("calls", "dinners", "none"))}),
            "超过 2 名",
        ),
        (FilledForm(spoilt=True), "无法辨认"),
    ],
)
def test_what_may_not_be_handed_in_is_named(filled: FilledForm, said: str) -> None:
    assert said in VALIDITY.fault_of(filled)


@pytest.mark.parametrize(
    "packed",
    [
        b"",
        b"\xff",
        b"null",
        b"[]",
        b'["..","..","..."]',
        b'["...","..","...",""]',
        b'["z.","..","...",""]',
        b'["..","..","2..",""]',
        b'["..","..","...",7]',
        b'[["."],"..","...",""]',
        b'{"spoilt":false}',
    ],
)
def test_what_is_no_questionnaire_of_the_poll_is_refused(packed: bytes) -> None:
    with pytest.raises(ValueError):  # noqa: PT011  (also what json says of no JSON)
        questionnaire_envelope.unpack(FORM, packed)


def test_a_form_without_any_answer_differs_from_a_spoilt_one() -> None:
    empty, spoilt = FilledForm(), FilledForm(spoilt=True)
    for filled in (empty, spoilt):
        packed = questionnaire_envelope.pack(FORM, filled, LENGTH)
        assert questionnaire_envelope.unpack(FORM, packed) == filled


def test_spoilt_and_unreadable_forms_are_returned_but_not_valid() -> None:
    good = FilledForm(answers={"positive": Answers(marks={"ideals": "优秀", "style": "良好"})})
    returned = [good, FilledForm(spoilt=True), FilledForm(unreadable=True)]
    counted = tally_questionnaires(
        FORM,
        [("干部群众", filled) for filled in returned],
        {"干部群众": Turnout(entitled=3, present=3, issued=3)},
        {},
    )
    figures = counted.questions["positive"].denominators
    assert (figures["收回"], figures["有效"], figures["无效"]) == (3, 1, 2)
