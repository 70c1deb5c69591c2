"""Forms of questionnaires: printed, read from scans, keyed in and compared."""

import random
from collections import Counter
from functools import cache
from typing import Any

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.ballots.conftest import LI, WANG, instrument
from tests.ballots.scanned_forms import (
    CLEAN,
    DOTS,
    FAINT,
    NOISY,
    ROTATED,
    Quality,
    as_file,
    filled_in,
    printed,
    scanned,
    tick,
)
from tests.ballots.virtue_questionnaire import GRADES, LEVELS, PARAMETERS, form
from xuanxian.ballots.answers import Answers, key_of_written
from xuanxian.ballots.paper.comparing import compare, item_of
from xuanxian.ballots.paper.content import Filled, content_of, filled_of
from xuanxian.ballots.paper.form import form_of
from xuanxian.ballots.paper.geometry import BOX, Layout
from xuanxian.ballots.paper.layout import lay_out
from xuanxian.ballots.paper.scanning.reading import Reading, read_forms
from xuanxian.ballots.poll_form import BallotForm
from xuanxian.ballots.questionnaire_answers import FilledForm

FORM = form()
SECTIONS = {"positive": 0, "reverse": 1, "defects": 2, "words": 3}
Ticks = list[tuple[int, int, int]]


def laid_out() -> Layout:
    return lay_out(form_of(FORM, matter="考察对象王某甲"), "a")


@cache
def blank_sheets() -> tuple[np.ndarray, ...]:
    """The form as a printer makes it; drawn once, for typesetting takes its time."""
    return tuple(printed(laid_out()))


def read(pages: list[np.ndarray], layout: Layout) -> list[Reading]:
    found = read_forms([("scan.tif", as_file(pages))], {"干部群众": layout}, FORM)
    return [each.reading for each in found]


def random_ticks(dice: random.Random) -> Ticks:
    marks = [
        (section, line, dice.randrange(4))
        for section, lines in ((0, 6), (1, 18))
        for line in range(lines)
        if dice.random() < 0.9
    ]
    return [*marks, *((2, 0, option) for option in dice.sample(range(6), dice.randrange(4)))]


def said_by(ticks: Ticks) -> FilledForm:
    """What ticks mean, worked out here from the questionnaire's own lists."""
    answers = {
        "positive": Answers(marks={f"p{line}": GRADES[at] for s, line, at in ticks if s == 0}),
        "reverse": Answers(marks={f"r{line}": LEVELS[at] for s, line, at in ticks if s == 1}),
        "defects": Answers(
            names=tuple(f"d{at}" for at in sorted(t[2] for t in ticks if t[0] == 2))
        ),
    }
    return FilledForm(answers={name: each for name, each in answers.items() if each != Answers()})


# What is printed


def test_every_item_and_every_option_of_a_questionnaire_has_its_box() -> None:
    layout = laid_out()
    boxes = Counter((box.section, box.line, box.option) for p in layout.pages for box in p.boxes)
    wanted = [(0, line, at) for line in range(6) for at in range(4)]
    wanted += [(1, line, at) for line in range(18) for at in range(4)]
    wanted += [(2, 0, at) for at in range(6)]
    assert boxes == Counter(wanted)
    (field,) = (each for page in layout.pages for each in page.fields)
    assert (field.section, field.kind) == (3, "writing")
    said = "".join(text.text for page in layout.pages for text in page.texts)
    for word in ("德的专项测评表", "考察对象王某甲", "1. 正向测评", "反向第17种问题", "不了解",
                 "（最多选 3 项）", "4. 其他需要说明的情况", "本票无记名"):  # fmt: skip
        assert word in said
    for page in layout.pages:
        assert all(20 <= box.x <= 185 and box.y + BOX < 270 for box in page.boxes)


def test_a_section_that_goes_over_the_page_says_again_what_its_columns_are() -> None:
    layout = laid_out()
    spread = [page for page in layout.pages if any(box.section == 1 for box in page.boxes)]
    assert len(spread) > 1
    for page in spread:
        assert "不存在" in {text.text for text in page.texts if text.face == "hei"}


# From places to answers and back

PLACES = st.builds(
    lambda marks, defects, words: Filled(
        ticks=(
            *((s, line, at) for (s, line), at in marks.items()),
            *((2, 0, at) for at in defects),
        ),
        written=((3, 0, words),) if words else (),
    ),
    st.dictionaries(
        st.one_of(
            st.tuples(st.just(0), st.integers(0, 5)), st.tuples(st.just(1), st.integers(0, 17))
        ),
        st.integers(0, 3),
    ),
    st.sets(st.integers(0, 5)),
    st.text("同意改进作风，不足是", max_size=30),
)


@given(PLACES)
def test_places_become_answers_and_answers_the_same_places(places: Filled) -> None:
    content = content_of(FORM, places)
    back = filled_of(FORM, content)
    assert sorted(back.ticks) == sorted(places.ticks)
    assert back.written == places.written
    # What is packed into an envelope comes out again as it was keyed in.
    assert FORM.unpack(FORM.pack(content, FORM.padded_length)) == content


@given(st.lists(PLACES, max_size=6), st.randoms(use_true_random=False))
def test_two_entries_of_questionnaires_agree_in_whatever_order(
    forms: list[Filled], dice: Any
) -> None:
    first = [item_of(content_of(FORM, each), FORM) for each in forms]
    mixed = list(forms)
    dice.shuffle(mixed)
    spaced = [
        each.model_copy(
            update={"written": tuple((s, at, f" {text}\n") for s, at, text in each.written)}
        )
        for each in mixed
    ]
    second = [item_of(content_of(FORM, each), FORM) for each in spaced]
    assert compare(first, second).agree
    assert [each.read(FORM) for each in first] == [content_of(FORM, each) for each in forms]


def test_entries_that_differ_by_one_mark_are_put_side_by_side() -> None:
    one, other = said_by([(0, 0, 0), (1, 3, 2)]), said_by([(0, 0, 0), (1, 3, 1)])
    third = said_by([(0, 5, 3)])
    found = compare(
        [item_of(each, FORM) for each in (one, third)],
        [item_of(each, FORM) for each in (third, other)],
    )
    assert [(a.read(FORM), b.read(FORM)) for a, b in found.pairs] == [(one, other)]


def test_a_line_with_two_marks_is_blank_or_costs_the_form_as_the_rule_says() -> None:
    twice = Filled(ticks=((0, 0, 0), (0, 0, 1), (0, 1, 2)))
    assert content_of(FORM, twice, "blank") == said_by([(0, 1, 2)])
    assert content_of(FORM, twice, "invalid") == FilledForm(spoilt=True)


# Reading


@pytest.mark.parametrize("quality", [CLEAN, ROTATED, NOISY, FAINT])
def test_clear_ticks_of_a_questionnaire_are_read_however_the_scan_lies(quality: Quality) -> None:
    dice = random.Random(11)
    layout = laid_out()
    blank = blank_sheets()
    truth = [random_ticks(dice) for _ in range(2)]
    pages = [page for ticks in truth for page in filled_in(layout, blank, ticks, dice, quality)]
    found = read(pages, layout)
    assert len(found) == 2
    for ticks, reading in zip(truth, found, strict=True):
        if not reading.doubts:
            assert content_of(FORM, reading.filled) == said_by(ticks)
    # A reader that doubts everything reads nothing.
    assert sum(not reading.doubts for reading in found) >= 1


def test_several_ticks_are_read_where_several_are_asked_for_and_doubted_elsewhere() -> None:
    dice = random.Random(3)
    layout = laid_out()
    blank = blank_sheets()
    (clear,) = read(filled_in(layout, blank, [(2, 0, 1), (2, 0, 4)], dice), layout)
    assert clear.doubts == ()
    assert content_of(FORM, clear.filled) == FilledForm(
        answers={"defects": Answers(names=("d1", "d4"))}
    )
    (doubted,) = read(filled_in(layout, blank, [(1, 5, 0), (1, 5, 2)], dice), layout)
    assert [(doubt.section, doubt.line, doubt.why) for doubt in doubted.doubts] == [
        (1, 5, "一项有多处填写")
    ]


def test_more_ticks_than_a_question_takes_go_to_people() -> None:
    layout = laid_out()
    ticks = [(2, 0, option) for option in range(4)]
    (reading,) = read(filled_in(layout, blank_sheets(), ticks, random.Random(5)), layout)
    (doubt,) = reading.doubts
    assert "“存在的不足”：所选人数超过 3 名" in doubt.why


def test_words_written_by_hand_go_to_people() -> None:
    layout = laid_out()
    sheets = [sheet.copy() for sheet in blank_sheets()]
    (where,) = [at for at, page in enumerate(layout.pages) if page.fields]
    area = layout.pages[where].fields[0].area
    at = (int((area.x + 8) * DOTS), int((area.y + 12) * DOTS))
    cv2.putText(sheets[where], "Zhang", at, cv2.FONT_HERSHEY_SIMPLEX, 1.2, 90, 2)
    box = next(
        box for box in layout.pages[0].boxes if (box.section, box.line, box.option) == (0, 0, 1)
    )
    tick(sheets[0], (box.x, box.y), random.Random(1))
    (reading,) = read([scanned(sheet, random.Random(2), CLEAN) for sheet in sheets], layout)
    assert [(doubt.section, doubt.why) for doubt in reading.doubts] == [(3, "写有文字")]
    assert content_of(FORM, reading.filled) == said_by([(0, 0, 1)])


# What is written beside names


def test_what_is_written_beside_names_has_its_place_on_paper_and_is_keyed_with_the_name() -> None:
    ballot = instrument(
        purpose="nomination",
        question={
            "form": "names",
            "most": "2",
            "write_in": True,
            "notes": [
                {"title": "推荐理由", "longest": "20"},
                {"title": "主要特点", "longest": "20"},
            ],
        },
        passes="",
        effect="advises",
        measures={},
    )
    voted = BallotForm((WANG, LI), PARAMETERS, ballot)
    printed_form = form_of(voted)
    assert [section.kind for section in printed_form.sections] == ["lines", "names", "notes"]
    assert printed_form.sections[2].columns == ("姓名", "推荐理由", "主要特点")
    kinds = Counter(each.kind for page in lay_out(printed_form, "a").pages for each in page.fields)
    assert kinds == {"names": 2 * 2, "notes": 2 * 3}
    places = Filled(
        ticks=((0, 1, 0),),
        written=((1, 0, "赵某丙"),),
        notes=((0, 1, 0, "实绩 突出"), (1, 0, 1, "稳重"), (0, 0, 0, "没有选的人")),
    )
    said = content_of(voted, places)
    assert isinstance(said, Answers)
    assert (said.names, said.written) == (("li",), ("赵某丙",))
    assert said.notes == {"li": ("实绩突出", ""), key_of_written("赵某丙"): ("", "稳重")}
    assert filled_of(voted, said).notes == ((0, 1, 0, "实绩突出"), (1, 0, 1, "稳重"))
    assert voted.unpack(voted.pack(said, voted.padded_length)) == said
