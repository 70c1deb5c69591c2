"""Questionnaires on paper: printed, read from scans, keyed in twice, counted with the phones'."""

import random
from collections import Counter
from functools import cache
from typing import Any

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.ballots.conftest import CHEAP, LI, STAFF, TELLERS, WANG, Meeting, instrument
from tests.ballots.paper import FIRST, RULES, SECOND, TWO, open_box
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
from tests.ballots.test_meeting_pages import Held
from tests.ballots.test_poll_pages import signed_in
from tests.ballots.virtue_questionnaire import ABOUT, GRADES, LEVELS, PARAMETERS, form, virtue
from xuanxian.access.models import Role
from xuanxian.ballots import services
from xuanxian.ballots.answers import Answers, key_of_written
from xuanxian.ballots.discussion_rules import DiscussionRules
from xuanxian.ballots.models import OpenedText, PaperBatch
from xuanxian.ballots.paper.comparing import compare, item_of
from xuanxian.ballots.paper.content import Filled, content_of, filled_of
from xuanxian.ballots.paper.form import form_of
from xuanxian.ballots.paper.geometry import BOX, Layout
from xuanxian.ballots.paper.layout import lay_out
from xuanxian.ballots.paper.of_poll import layouts_of
from xuanxian.ballots.paper.scanning.reading import Reading, read_forms
from xuanxian.ballots.poll_form import BallotForm
from xuanxian.ballots.questionnaire_answers import FilledForm
from xuanxian.ballots.questionnaire_tally import QuestionnaireResult
from xuanxian.ballots.services import Electorate, paper
from xuanxian.ballots.services.adding import Addition, add_at_once
from xuanxian.kernel.errors import Refusal

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


# From the form to the count


def answered(mark: str, level: str, words: str = "") -> FilledForm:
    """All six aspects in one grade, all eighteen problems in one answer."""
    return FilledForm(
        answers={
            "positive": Answers(marks={f"p{at}": mark for at in range(6)}),
            "reverse": Answers(marks={f"r{at}": level for at in range(18)}),
        },
        texts={"words": words} if words else {},
    )


def on_paper_and_phones(on_paper: int = 6, on_phones: int = 6) -> Meeting:
    """A closed poll: so many exchanged their slips for forms, so many voted on the phone."""
    poll = services.prepare_poll(
        instrument=FORM.questionnaire,
        parameters=PARAMETERS,
        title="德的测评：王某甲",
        subjects=[ABOUT],
        electorates=[Electorate("干部群众", on_paper + on_phones)],
        case="",
        actor=STAFF,
    )
    files = services.make_box_key(poll, TELLERS, actor=STAFF, cost=CHEAP)
    slips = services.issue_slips(poll, {"干部群众": on_paper + on_phones}, actor=STAFF)
    meeting = Meeting(poll, slips, files)
    services.test_box(poll, meeting.keys(0, 1, 2), actor=STAFF)
    codes = [slip.code for slip in slips[on_phones:]]
    paper.exchange_slips(poll, codes, persons=TWO, rules=RULES)
    services.record_presence(poll, {"干部群众": on_paper + on_phones}, actor=STAFF)
    meeting.poll = services.open_poll(poll, actor=STAFF)
    for slip in slips[:on_phones]:
        services.cast(slip.code, answered("优秀", "不存在"))
    meeting.poll = services.close_poll(meeting.poll, actor=STAFF)
    paper.record_paper_returned(meeting.poll, {"干部群众": on_paper}, persons=TWO)
    return meeting


@pytest.mark.django_db
def test_questionnaires_keyed_in_are_counted_with_those_from_phones() -> None:
    meeting = on_paper_and_phones()
    (batch,) = paper.lay_batches(meeting.poll, actor=STAFF)
    forms = [answered("良好", "存在", "作风 要改进"), *[answered("较差", "不了解")] * 5]
    other = [answered("良好", "存在", "作风要改进"), *forms[1:]]
    for content in forms:
        paper.key_ballot(batch, content, teller=FIRST)
    for content in reversed(other):
        batch = paper.key_ballot(batch, content, teller=SECOND)
    assert batch.state == PaperBatch.State.SEALED
    poll = open_box(meeting)
    result = poll.counted
    assert isinstance(result, QuestionnaireResult)
    aspects, problems = result.questions["positive"], result.questions["reverse"]
    # Six phones, one good, five poor: 7 of 12 are good or better.
    assert {name: aspects.subjects[0].counts[name] for name in GRADES} == {
        "优秀": 6, "良好": 1, "一般": 0, "较差": 5,
    }  # fmt: skip
    assert aspects.subjects[0].measures["优良率"].exact == "7/12"
    # 不了解 says nothing: one of the seven who said anything.
    assert problems.subjects[0].measures["反映率"].exact == "1/7"
    assert result.denominators["收回"] == 12
    assert [each.text for each in OpenedText.objects.filter(poll=poll)] == ["作风要改进"]


@pytest.mark.django_db
def test_what_no_questionnaire_of_the_poll_can_say_is_not_keyed_in() -> None:
    (batch,) = paper.lay_batches((meeting := on_paper_and_phones()).poll, actor=STAFF)
    for wrong in (
        Answers(marks={"p0": "优秀"}),
        FilledForm(answers={"positive": Answers(marks={"p9": "优秀"})}),
        FilledForm(answers={"positive": Answers(marks={"p0": "存在"})}),
        FilledForm(answers={"defects": Answers(names=("d1", "d1"))}),
        FilledForm(answers={"words": Answers()}),
        FilledForm(texts={"positive": "好"}),
    ):
        with pytest.raises(Refusal, match="不在票面上"):
            paper.key_ballot(batch, wrong, teller=FIRST)
    with pytest.raises(Refusal, match="超过 60 字"):
        paper.key_ballot(batch, answered("优秀", "存在", "长" * 61), teller=FIRST)
    assert meeting.poll.form.padded_length == meeting.poll.padded_length


@pytest.mark.django_db
def test_scanned_questionnaires_go_into_the_box_and_doubtful_ones_to_two_tellers() -> None:
    meeting = on_paper_and_phones(on_paper=2, on_phones=6)
    layout = layouts_of(meeting.poll)["干部群众"]
    blank, dice = printed(layout), random.Random(6)
    clear = [(0, line, 0) for line in range(6)]
    doubtful = [*clear, (1, 2, 0), (1, 2, 3)]
    pages = [
        page
        for ticks in (clear, doubtful)
        for page in filled_in(layout, blank, ticks, dice, ROTATED)
    ]
    (batch,) = paper.read_scan(meeting.poll, [("a.tif", as_file(pages))], actor=STAFF)
    assert (batch.size, batch.waiting) == (2, 1)
    for teller in (FIRST, SECOND):
        (form_left,) = paper.doubtful_forms(batch, teller=teller)
        content = content_of(meeting.poll.form, form_left.reading.filled)
        assert isinstance(content, FilledForm)
        decided = content.model_copy(
            update={"answers": {**content.answers, "reverse": Answers(marks={"r2": "不了解"})}}
        )
        batch = paper.key_ballot(batch, decided, teller=teller, form=form_left.key)
    assert batch.state == PaperBatch.State.SEALED
    result = open_box(meeting).counted
    assert isinstance(result, QuestionnaireResult)
    assert result.questions["positive"].subjects[0].counts["优秀"] == 8
    assert result.questions["reverse"].subjects[2].counts["不了解"] == 1


@pytest.mark.django_db
def test_a_teller_keys_a_questionnaire_in_section_by_section() -> None:
    meeting = on_paper_and_phones(on_paper=1, on_phones=6)
    (batch,) = paper.lay_batches(meeting.poll, actor=STAFF)
    staff, other = (
        signed_in(Role.ORGANISATION_STAFF),
        signed_in(Role.DISCIPLINE_OFFICER, name="other"),
    )
    address = f"/ballots/{meeting.poll.pk}/paper/{batch.pk}/"
    shown = staff.get(address).content.decode()
    for word in ("1. 正向测评", "反向第17种问题", "第5种不足", "4. 其他需要说明的情况"):
        assert word in shown
    assert shown.count('type="radio"') == (6 + 18) * 6  # four answers, blank, unclear
    sent = {"mark_0_0": "1", "mark_1_2": "x", "tick_2_0_3": "on", "written_3_0": "工作 踏实"}
    staff.post(address, sent)
    differing = {**sent, "tick_2_0_3": "", "tick_2_0_4": "on"}
    done = other.post(address, differing, follow=True).content.decode()
    assert "两人录入不一致" in done
    third = signed_in(Role.ORGANISATION_STAFF, name="third")
    shown = third.get(f"{address}settle/").content.decode()
    for word in ("正向第0个方面：良好", "第3种不足", "第4种不足", "工作踏实"):
        assert word in shown
    third.post(f"{address}settle/", {"as": "first"})
    assert PaperBatch.objects.get().state == PaperBatch.State.SEALED


@pytest.mark.django_db
def test_the_desk_shows_the_form_of_a_questionnaire_as_it_is_printed() -> None:
    meeting = on_paper_and_phones(on_paper=1, on_phones=6)
    staff = signed_in(Role.ORGANISATION_STAFF)
    shown = staff.get(f"/ballots/{meeting.poll.pk}/paper/form/0/").content.decode()
    assert shown.count("<svg") == len(layouts_of(meeting.poll)["干部群众"].pages)
    assert "反向第17种问题" in shown
    assert staff.get(f"/ballots/{meeting.poll.pk}/paper/").status_code == 200
    for kind, start in (("pdf", b"%PDF-"), ("docx", b"PK")):
        given_out = staff.post(f"/documents/ballot-form/{meeting.poll.pk}/{kind}/")
        assert given_out.content.startswith(start)


@pytest.mark.django_db
def test_forms_of_a_meeting_take_the_rules_of_each_instrument_and_those_given_for_the_rest() -> (
    None
):
    held = Held(separately=False)
    stated = {"largest_batch": "$batch", "unclear_line": "invalid", "scans_kept_days": 5}
    survey = virtue(electorate=[{"class": "委员"}], paper=stated)
    (along,) = add_at_once(
        held.meeting,
        [Addition(survey, {**PARAMETERS, "batch": 7}, DiscussionRules(), "调查", [ABOUT])],
        along_with=held.polls[0],
        actor=STAFF,
    )
    signed_in(Role.DISCIPLINE_OFFICER, name="jiwei")
    staff = signed_in(Role.ORGANISATION_STAFF)
    asked = staff.get(f"/ballots/{along.pk}/paper/issue/").content.decode()
    assert "每批最多" in asked
    with pytest.raises(Refusal, match="没有写每批张数"):
        paper.issue_paper(held.meeting, {"委员": 3}, persons=TWO)
    paper.issue_paper(held.meeting, {"委员": 3}, persons=TWO, rules=RULES)
    assert any("每批不超过〔batch〕张" in sentence for sentence in survey.explain())
    rules = [poll.paper_rules for poll in held.meeting.polls.order_by("place")]
    assert [each and (each.largest_batch, each.unclear_line) for each in rules] == [
        (25, "blank"),
        (7, "invalid"),
    ]


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
