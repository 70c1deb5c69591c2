"""Scanned forms: printed, ticked by a made-up hand, scanned badly, read, doubted, counted."""

import io
import random
from typing import Any

import cv2
import numpy as np
import pytest
from django.conf import settings
from PIL import Image, ImageDraw

from tests.ballots.conftest import LI, STAFF, WANG, Meeting, instrument
from tests.ballots.meetings import signed_in
from tests.ballots.paper import FIRST, RULES, SECOND, both, closed, key_twice, open_box
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
from xuanxian.access.models import Role
from xuanxian.ballots.answers import Answers, Subject
from xuanxian.ballots.instruments import Ballot
from xuanxian.ballots.models import PaperBatch, Poll, ScannedForm
from xuanxian.ballots.paper.content import Filled, content_of
from xuanxian.ballots.paper.form import form_of
from xuanxian.ballots.paper.geometry import BOX, Layout
from xuanxian.ballots.paper.layout import lay_out
from xuanxian.ballots.paper.of_poll import layouts_of
from xuanxian.ballots.paper.scanning.pictures import pages_of
from xuanxian.ballots.paper.scanning.reading import Reading, read_forms
from xuanxian.ballots.poll_form import BallotForm
from xuanxian.ballots.services import paper
from xuanxian.kernel import clock
from xuanxian.kernel.errors import Refusal
from xuanxian.record.models import Entry
from xuanxian.record.services import body_of

PARAMETERS = {"smallest": 5}
PEOPLE = tuple(
    Subject(id=f"p{place}", name=f"人选{place}", title=f"某局第{place}科科长") for place in range(9)
)
NAMING: dict[str, Any] = {
    "purpose": "nomination",
    "question": {"form": "names", "most": "2", "least": "0", "write_in": True},
    "passes": "",
    "effect": "advises",
    "measures": {},
}


def laid_out(ballot: Ballot, subjects: tuple[Subject, ...] = PEOPLE, owner: str = "a") -> Layout:
    return lay_out(form_of(asked(ballot, subjects), matter="会议表决"), owner)


def asked(ballot: Ballot, subjects: tuple[Subject, ...] = PEOPLE) -> BallotForm:
    """The ballot with those who stand on it."""
    return BallotForm(subjects, PARAMETERS, ballot)


def answers_on(reading: Reading, ballot: Ballot, subjects: tuple[Subject, ...] = PEOPLE) -> Answers:
    """What a reading of a ballot says."""
    found = content_of(asked(ballot, subjects), reading.filled)
    assert isinstance(found, Answers)
    return found


def read(
    files: list[tuple[str, bytes]],
    layout: Layout,
    ballot: Ballot,
    subjects: tuple[Subject, ...] = PEOPLE,
) -> list[Reading]:
    found = read_forms(files, {"委员": layout}, asked(ballot, subjects))
    return [each.reading for each in found]


def random_ticks(dice: random.Random, lines: int, options: int) -> list[tuple[int, int, int]]:
    return [(0, line, dice.randrange(options)) for line in range(lines) if dice.random() < 0.9]


# What is printed


def test_a_form_bears_its_class_and_nothing_that_tells_it_from_the_next() -> None:
    ballot = instrument(electorate=[{"class": "领导班子"}, {"class": "中层"}])
    forms = {
        voters: form_of(asked(ballot), matter="会议表决", voters=voters)
        for voters in ("领导班子", "中层")
    }
    one, other = (lay_out(form, "a") for form in forms.values())
    assert one == lay_out(forms["领导班子"], "a")
    assert one.pages[0].code != other.pages[0].code
    assert one.pages[0].code != lay_out(forms["领导班子"], "b").pages[0].code
    said = "".join(text.text for text in one.pages[0].texts)
    for word in ("表决票", "会议表决", "填票人员类别：领导班子", "人选0", "某局第8科科长", "反对"):
        assert word in said
    assert "请不要写自己的姓名" in said


def test_long_forms_go_on_and_keep_clear_of_the_marks() -> None:
    many = tuple(
        Subject(id=str(place), name="某某某", title="某县某镇党委委员、副镇长" * 2)
        for place in range(60)
    )
    layout = laid_out(instrument(), many)
    assert len(layout.pages) > 1
    boxes = [box for page in layout.pages for box in page.boxes]
    assert {(box.line, box.option) for box in boxes} == {
        (line, option) for line in range(60) for option in range(3)
    }
    assert all(box.y + BOX < 270 for box in boxes)
    assert len({page.code for page in layout.pages}) == len(layout.pages)


@pytest.mark.parametrize("options", [2, 5, 9, 14, 30])
def test_boxes_of_any_number_of_options_stand_on_the_page_and_apart(options: int) -> None:
    question = {"form": "grades", "options": [f"等次{place}" for place in range(options)]}
    ballot = instrument(question=question, purpose="rating", measures={}, passes="",
                        effect="advises")  # fmt: skip
    for page in laid_out(ballot).pages:
        spots = [(box.x, box.y) for box in page.boxes]
        assert all(20 <= x <= 185 for x, _ in spots)
        for at, (x, y) in enumerate(spots):
            assert all(max(abs(x - a), abs(y - b)) > BOX + 1 for a, b in spots[at + 1 :])


# Reading


@pytest.mark.parametrize("quality", [CLEAN, ROTATED, NOISY, FAINT])
def test_clear_ticks_are_read_however_the_scan_lies(quality: Quality) -> None:
    dice = random.Random(7)
    ballot = instrument()
    layout = laid_out(ballot)
    blank = printed(layout)
    truth = [random_ticks(dice, 9, 3) for _ in range(4)]
    pages = [filled_in(layout, blank, ticks, dice, quality)[0] for ticks in truth]
    found = read([("scan.tif", as_file(pages))], layout, ballot)
    assert len(found) == 4
    for ticks, reading in zip(truth, found, strict=True):
        if not reading.doubts:
            expected = {f"p{line}": ballot.options[option] for _, line, option in ticks}
            assert answers_on(reading, ballot).marks == expected
    # A reader that doubts everything reads nothing.
    assert sum(not reading.doubts for reading in found) >= 3


@pytest.mark.parametrize("form", ["jpeg", "png", "pdf"])
def test_every_kind_of_file_is_read(form: str) -> None:
    ballot = instrument()
    layout = laid_out(ballot)
    page = filled_in(layout, printed(layout), [(0, 4, 1)], random.Random(3), ROTATED)
    (reading,) = read([(f"scan.{form}", as_file(page, form))], layout, ballot)
    assert answers_on(reading, ballot) == Answers(marks={"p4": "反对"})


def one_form(draw: Any, ballot: Ballot, subjects: tuple[Subject, ...] = PEOPLE) -> Reading:
    """The reading of a form that `draw` drew on."""
    layout = laid_out(ballot, subjects)
    sheet = printed(layout)[0]
    draw(sheet, layout)
    picture = scanned(sheet, random.Random(5), Quality(turn=2, noise=4))
    (reading,) = read([("a.png", as_file([picture], "png"))], layout, ballot, subjects)
    return reading


def place_of(layout: Layout, line: int, option: int) -> tuple[float, float]:
    (found,) = [
        (box.x, box.y) for box in layout.pages[0].boxes if (box.line, box.option) == (line, option)
    ]
    return found


def test_two_marks_on_a_line_go_to_people() -> None:
    def draw(sheet: np.ndarray, layout: Layout) -> None:
        for option in (0, 1):
            tick(sheet, place_of(layout, 2, option), random.Random(1))

    reading = one_form(draw, instrument())
    assert [(doubt.line, doubt.why) for doubt in reading.doubts] == [(2, "一项有多处填写")]


def test_a_mark_beside_the_box_goes_to_people() -> None:
    question = {"form": "marks", "options": ["同意", "反对"], "blank": "弃权"}
    ballot = instrument(question=question, electorate=[{"class": "委员"}])

    def draw(sheet: np.ndarray, layout: Layout) -> None:
        (box,) = [each for each in layout.pages[0].boxes if (each.line, each.option) == (1, 0)]
        y = int((box.around.y + box.around.height - 0.8) * DOTS)
        left, right = box.around.x, box.around.x + box.around.width
        cv2.line(sheet, (int(left * DOTS), y), (int(right * DOTS), y), 60, 4)

    reading = one_form(draw, ballot)
    assert [(doubt.line, doubt.why) for doubt in reading.doubts] == [(1, "框外有字迹")]


def test_a_mark_much_fainter_than_the_others_goes_to_people() -> None:
    def draw(sheet: np.ndarray, layout: Layout) -> None:
        for line in range(6):
            tick(sheet, place_of(layout, line, 0), random.Random(line))
        tick(sheet, place_of(layout, 7, 1), random.Random(9), pen=28)

    reading = one_form(draw, instrument())
    assert [(doubt.line, doubt.why) for doubt in reading.doubts] == [(7, "痕迹过浅")]
    assert len(answers_on(reading, instrument()).marks) == 6


def test_a_blackened_box_goes_to_people() -> None:
    def draw(sheet: np.ndarray, layout: Layout) -> None:
        x, y = place_of(layout, 3, 2)
        cv2.rectangle(
            sheet,
            (int(x * DOTS), int(y * DOTS)),
            (int((x + 5) * DOTS), int((y + 5) * DOTS)),
            20,
            -1,
        )

    reading = one_form(draw, instrument())
    assert [(doubt.line, doubt.why) for doubt in reading.doubts] == [(3, "涂抹")]


def test_a_written_name_always_goes_to_people() -> None:
    ballot = instrument(**NAMING)

    def draw(sheet: np.ndarray, layout: Layout) -> None:
        area = layout.pages[0].fields[0].area
        at = (int((area.x + 6) * DOTS), int((area.y + 7) * DOTS))
        cv2.putText(sheet, "Zhang", at, cv2.FONT_HERSHEY_SIMPLEX, 1.2, 90, 2)

    reading = one_form(draw, ballot)
    assert [doubt.why for doubt in reading.doubts] == ["另写了姓名"]
    assert not one_form(lambda sheet, layout: None, ballot).doubts


def test_a_ballot_that_would_be_invalid_goes_to_people() -> None:
    def draw(sheet: np.ndarray, layout: Layout) -> None:
        for line in range(3):
            tick(sheet, place_of(layout, line, 0), random.Random(line))

    reading = one_form(draw, instrument(**NAMING))
    assert [doubt.why for doubt in reading.doubts] == ["按此识读整张票无效：所选人数超过 2 名"]


def test_a_form_of_two_pages_is_read_together_and_never_out_of_order() -> None:
    many = tuple(Subject(id=f"p{place}", name="某某", title="某职") for place in range(30))
    ballot = instrument()
    layout = laid_out(ballot, many)
    assert len(layout.pages) == 2
    dice = random.Random(2)
    pages = filled_in(layout, printed(layout), [(0, 0, 0), (0, 29, 1)], dice)
    back = np.full_like(pages[0], 250)
    files = [("a.tif", as_file([pages[0], back, pages[1], back]))]
    (reading,) = read(files, layout, ballot, many)
    assert answers_on(reading, ballot, many).marks == {"p0": "同意", "p29": "反对"}
    with pytest.raises(Refusal, match="不是同一张票的连续两页"):
        read([("b.tif", as_file([pages[1], pages[0]]))], layout, ballot, many)
    with pytest.raises(Refusal, match="缺页"):
        read([("c.tif", as_file(pages[:1]))], layout, ballot, many)


def test_a_form_of_another_poll_is_refused_and_named() -> None:
    ballot = instrument()
    mine, other = laid_out(ballot, owner="a"), laid_out(ballot, owner="b")
    page = filled_in(other, printed(other), [(0, 0, 0)], random.Random(1))
    with pytest.raises(Refusal, match="不是本次投票的票") as refused:
        read([("夹带.png", as_file(page, "png"))], mine, ballot)
    assert "夹带.png 第 1 页" in str(refused.value)


# Hostile files


def huge_png() -> bytes:
    stream = io.BytesIO()
    Image.new("1", (20_000, 20_000)).save(stream, "png")
    return stream.getvalue()


def huge_pdf() -> bytes:
    return (
        b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
        b"2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
        b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 14400 14400]>>endobj\n"
        b"trailer<</Root 1 0 R>>\n%%EOF"
    )


def bare_gif() -> bytes:
    stream = io.BytesIO()
    Image.new("L", (900, 900)).save(stream, "gif")
    return stream.getvalue()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "不是能读的图像"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "不是能读的图像"),
        (b"%PDF-1.7\n%%EOF", "不是完好的 PDF"),
        (b"\x89PNG\r\n\x1a\n" + b"\x00" * 300, "不是能读的图像"),
        (bare_gif(), "不是能读的图像"),
        (huge_png(), "过大或过小"),
        (huge_pdf(), "不是 A4"),
    ],
)
def test_what_is_no_scan_is_refused_by_name(content: bytes, said: str) -> None:
    with pytest.raises(Refusal, match=said) as refused:
        list(pages_of([("文件", content)]))
    assert "文件" in str(refused.value)


def test_a_cut_off_picture_and_one_without_marks_are_refused() -> None:
    whole = as_file([np.full((2300, 1600), 240, np.uint8)], "png")
    with pytest.raises(Refusal, match="不是能读的图像"):
        list(pages_of([("a.png", whole[:-600])]))
    picture = Image.new("L", (1600, 2300), 240)
    ImageDraw.Draw(picture).text((400, 900), "nothing of ours " * 9, fill=0, font_size=80)
    stream = io.BytesIO()
    picture.save(stream, "png")
    ballot = instrument()
    with pytest.raises(Refusal, match="四角的黑色方块"):
        read([("b.png", stream.getvalue())], laid_out(ballot), ballot)


# The verbs


def scan_of(meeting: Meeting, ballots: list[list[tuple[int, int, int]]]) -> bytes:
    layout = layouts_of(meeting.poll)["委员"]
    blank = printed(layout)
    dice = random.Random(11)
    return as_file([filled_in(layout, blank, ticks, dice, ROTATED)[0] for ticks in ballots])


AGREE, OPPOSE, TWICE = [(0, 0, 0), (0, 1, 0)], [(0, 0, 1), (0, 1, 1)], [(0, 0, 0), (0, 0, 1)]


@pytest.mark.django_db
def test_clear_forms_go_into_the_box_and_doubtful_ones_to_two_tellers() -> None:
    meeting = closed({"委员": 8})
    content = scan_of(meeting, [AGREE] * 3 + [OPPOSE] * 2 + [TWICE])
    (batch,) = paper.read_scan(meeting.poll, [("a.tif", content)], actor=STAFF)
    assert (batch.size, batch.waiting, batch.state) == (6, 1, PaperBatch.State.ENTERING)
    for teller in (FIRST, SECOND):
        (doubtful,) = paper.doubtful_forms(batch, teller=teller)
        assert doubtful.pages[0].startswith(b"\xff\xd8")
        assert [doubt.why for doubt in doubtful.reading.doubts] == ["一项有多处填写"]
        with pytest.raises(Refusal, match="不需要再录"):
            paper.key_ballot(batch, both("反对"), teller=teller, form="0" * 32)
        answers = Answers(marks={"wang": "反对"})
        batch = paper.key_ballot(batch, answers, teller=teller, form=doubtful.key)
    assert batch.state == PaperBatch.State.SEALED
    (pile,) = paper.lay_batches(meeting.poll, actor=STAFF)
    assert pile.size == 2  # 8 returned, 6 scanned
    key_twice(pile, [both("弃权")] * 2)
    result = open_box(meeting).tally_result
    assert result is not None
    wang = result.of("wang")
    assert wang is not None
    # On phones 8 agree; on paper 3 agree, 2 and the doubtful one oppose, 2 abstain.
    assert [wang.counts[name] for name in ("同意", "反对", "弃权")] == [11, 3, 2]


@pytest.mark.django_db
def test_a_scan_of_more_forms_than_returned_is_refused_whole() -> None:
    meeting = closed({"委员": 2})
    content = scan_of(meeting, [AGREE] * 3)
    with pytest.raises(Refusal, match="收回 2 张"):
        paper.read_scan(meeting.poll, [("a.tif", content)], actor=STAFF)
    assert not ScannedForm.objects.exists()
    # The same sheets twice are more than were returned, too.
    paper.read_scan(meeting.poll, [("a.tif", scan_of(meeting, [AGREE] * 2))], actor=STAFF)
    with pytest.raises(Refusal, match="还没有录入的是 0 张"):
        paper.read_scan(meeting.poll, [("a.tif", scan_of(meeting, [AGREE]))], actor=STAFF)


@pytest.mark.django_db
def test_kept_pages_are_sealed_shown_on_the_record_only_and_deleted_in_time(
    django_capture_on_commit_callbacks: Any,
) -> None:
    rules = RULES.model_copy(update={"scans_kept_days": 10})
    meeting = closed({"委员": 5}, rules=rules)
    paper.read_scan(meeting.poll, [("a.tif", scan_of(meeting, [AGREE] * 5))], actor=STAFF)
    row = ScannedForm.objects.first()
    assert row is not None
    assert b"\xff\xd8\xff" not in bytes(row.pages)
    with pytest.raises(Refusal, match="已计票"):
        paper.view_scan(row, actor=STAFF, reason="复核")
    poll = open_box(meeting)
    assert poll.scans_due is not None
    assert (poll.scans_due - clock.today()).days == 10
    assert paper.view_scan(row, actor=STAFF, reason="复核").pages
    with pytest.raises(Refusal, match="现在不能删除"):
        paper.delete_scans(poll, actor=STAFF)
    Poll.objects.update(scans_due=clock.today())
    with django_capture_on_commit_callbacks(execute=True):
        assert paper.delete_scans(poll, actor=STAFF) == 5
    assert not ScannedForm.objects.exists()
    assert not (settings.XUANXIAN_HOME / "desk-keys" / f"{poll.pk}.key").exists()


def test_wang_and_li_are_the_made_up_people_of_these_forms() -> None:
    # The scans above tick line 0 for the first and line 1 for the second.
    layout = laid_out(instrument(), (WANG, LI))
    assert [(box.line, box.option) for box in layout.pages[0].boxes] == [
        (0, 0), (0, 1), (0, 2), (1, 0), (1, 1), (1, 2)
    ]  # fmt: skip


@pytest.mark.parametrize(("printed_at", "dots"), [(0.92, 200), (1.0, 120), (1.0, 300)])
def test_forms_printed_smaller_or_scanned_coarser_or_finer_are_read(
    printed_at: float, dots: int
) -> None:
    ballot = instrument()
    layout = laid_out(ballot)
    (page,) = filled_in(layout, printed(layout), [(0, 1, 0), (0, 8, 2)], random.Random(8))
    small = cv2.resize(page, None, fx=printed_at, fy=printed_at, interpolation=cv2.INTER_AREA)
    height, width = small.shape
    sheet = np.full((height + 60, width + 50), 240, np.uint8)
    sheet[40 : 40 + height, 30 : 30 + width] = small
    factor = dots / 200
    seen = cv2.resize(sheet, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA)
    (reading,) = read([("a.png", as_file([seen], "png"))], layout, ballot)
    assert reading == Reading(voters="委员", filled=Filled(ticks=((0, 1, 0), (0, 8, 2))))


@pytest.mark.django_db
def test_tellers_look_at_one_kept_form_at_a_time_and_say_why() -> None:
    rules = RULES.model_copy(update={"scans_kept_days": 10})
    meeting = closed({"委员": 5}, rules=rules)
    paper.read_scan(meeting.poll, [("a.tif", scan_of(meeting, [AGREE] * 5))], actor=STAFF)
    address = f"/ballots/{meeting.poll.pk}/paper/scans/"
    teller = signed_in(Role.ORGANISATION_STAFF)
    # Nothing is shown before the box is opened.
    assert teller.get(address).status_code == 404
    open_box(meeting)
    assert address in teller.get(f"/ballots/{meeting.poll.pk}/paper/").content.decode()
    batch = meeting.poll.paper_batches.get()
    wanted = {"batch": str(batch.pk), "number": "2", "reason": "对第二批有异议"}
    for wrong in ({"reason": ""}, {"number": "6"}, {"number": "0"}):
        assert teller.post(address, wanted | wrong).status_code == 422
    shown = teller.post(address, wanted)
    assert 'src="data:image/jpeg;base64,' in shown.content.decode()
    assert "no-store" in shown.headers["Cache-Control"]
    entry = Entry.objects.get(kind="poll.scan_viewed")
    body = body_of(entry)
    assert body is not None
    assert body["reason"] == "对第二批有异议"
    assert signed_in(Role.COMMITTEE_MEMBER).get(address).status_code == 403
