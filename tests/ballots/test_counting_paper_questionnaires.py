"""Questionnaires on paper from the desk to the count: keyed in or scanned, with the phones'."""

import random

import pytest

from tests.ballots.conftest import CHEAP, STAFF, TELLERS, Meeting
from tests.ballots.meetings import Held, signed_in
from tests.ballots.paper import FIRST, RULES, SECOND, TWO, open_box
from tests.ballots.scanned_forms import (
    ROTATED,
    as_file,
    filled_in,
    printed,
)
from tests.ballots.virtue_questionnaire import ABOUT, GRADES, PARAMETERS, form, virtue
from xuanxian.access.models import Role
from xuanxian.ballots import services
from xuanxian.ballots.answers import Answers
from xuanxian.ballots.discussion_rules import DiscussionRules
from xuanxian.ballots.models import OpenedText, PaperBatch
from xuanxian.ballots.paper.content import content_of
from xuanxian.ballots.paper.of_poll import layouts_of
from xuanxian.ballots.questionnaire_answers import FilledForm
from xuanxian.ballots.questionnaire_tally import QuestionnaireResult
from xuanxian.ballots.services import Electorate, paper
from xuanxian.ballots.services.adding import Addition, add_at_once
from xuanxian.kernel.errors import Refusal

pytestmark = pytest.mark.django_db

FORM = form()


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
