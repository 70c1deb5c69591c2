"""What is written beside names (理由、特点): who must write it, and that it leads to no ballot."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as some

from tests.ballots.conftest import LI, STAFF, WANG, instrument, opened
from tests.ballots.test_result_pages import NOMINATION, counted, signed_in, told_by
from xuanxian.access.models import Role
from xuanxian.ballots import note_queries, services
from xuanxian.ballots.answers import Answers, Validity
from xuanxian.ballots.envelope import pack, padded_length, unpack
from xuanxian.ballots.exporting import export_of
from xuanxian.ballots.models import OpenedBallot, OpenedText, Poll, Slip
from xuanxian.ballots.named_notes import even_text, torn_off
from xuanxian.ballots.services import Electorate, Meant
from xuanxian.ballots.tally import Turnout, tally
from xuanxian.kernel.errors import Refusal
from xuanxian.policy.formulas import exact
from xuanxian.record.models import Entry

RECOUNT = Path(__file__).parents[2] / "scripts" / "recount.py"


def asking(missing: str = "nothing", **changes: Any) -> dict[str, Any]:
    """Two names at most, a reason of 20 characters beside each and what is special about them."""
    question = {
        "form": "names",
        "most": 2,
        "write_in": True,
        "notes": [
            {"title": "推荐理由", "longest": 20, "missing": missing},
            {"title": "主要特点", "longest": "$traits"},
        ],
    }
    return NOMINATION | {"question": question | changes}


def ballot_asking(missing: str = "nothing", **changes: Any) -> Any:
    return instrument(**asking(missing, **changes))


REASONED = Answers(names=("wang",), notes={"wang": ("实绩突出", "吃苦耐劳")})
BOTH = Answers(names=("wang", "li"), notes={"wang": ("基层经历丰富", ""), "li": ("群众公认", "")})
PARAMETERS = {"smallest": exact("5", {}), "traits": exact("10", {})}
TEN = {"委员": Turnout(10, 10, 10)}


def count(missing: str, *ballots: Answers) -> Any:
    """The count of ten ballots at most, their texts torn off as opening does it."""
    ballot = ballot_asking(missing)
    stripped = [("委员", torn_off(each, ballot.question.notes)[0]) for each in ballots]
    return tally(ballot, [WANG, LI], stripped, TEN, PARAMETERS)


@pytest.mark.parametrize(
    ("missing", "votes", "invalid", "uncounted"),
    # Three ballots name 王某甲 with a reason, one names both and gives none for 李某乙.
    [("nothing", (4, 1), 0, 0), ("name", (4, 0), 0, 1), ("ballot", (3, 0), 1, 0)],
)
def test_a_missing_reason_costs_nothing_the_name_or_the_ballot(
    missing: str, votes: tuple[int, int], invalid: int, uncounted: int
) -> None:
    half = Answers(names=("wang", "li"), notes={"wang": ("实绩突出", "")})
    result = count(missing, REASONED, REASONED, REASONED, half)
    counted_votes = {one.subject: one.counts["得票"] for one in result.subjects}
    assert (counted_votes["wang"], counted_votes["li"]) == votes
    assert (result.denominators["无效"], result.without_note) == (invalid, uncounted)


def test_a_name_without_its_reason_keeps_its_place_on_the_ballot() -> None:
    three = Answers(names=("wang", "li"), written=("孙某丙",), notes={"wang": ("好", "")})
    result = count("name", three)
    # Three names where two are allowed: two of them would count for nobody, and it is invalid.
    assert result.invalid == {"所选人数超过 2 名": 1}


def test_blanks_and_signs_that_do_not_show_are_no_reason() -> None:
    # A zero-width joiner and an ideographic space carry nothing but a mark.
    assert even_text(" 勤\u200d勉\u3000务实\n") == "勤勉务实"
    ballot = ballot_asking("ballot")
    validity = Validity.of(ballot, [WANG, LI], PARAMETERS)
    empty = Answers(names=("wang",), notes={"wang": (even_text("\u200b \u3000"), "")})
    assert validity.fault_of(empty) == "没有写明规定的内容"


@pytest.mark.parametrize(
    ("answers", "fault"),
    [
        (Answers(names=("wang",)), "都要写明推荐理由"),
        (Answers(names=("wang",), notes={"wang": ("好" * 21, "")}), "推荐理由超过 20 字"),
        (Answers(names=("wang",), notes={"wang": ("好", "快" * 11)}), "主要特点超过 10 字"),
        (Answers(names=("wang",), notes={"wang": ("好",), "li": ("好",)}), "没有选的人不用写"),
        (Answers(names=("wang",), notes={"wang": ("好", "快", "省")}), "没有选的人不用写"),
    ],
)
def test_whoever_votes_on_a_page_is_asked_to_mend_the_notes(answers: Answers, fault: str) -> None:
    validity = Validity.of(ballot_asking("name"), [WANG, LI], PARAMETERS)
    assert fault in validity.fault_before_casting(answers)


texts = some.text(max_size=20).map(even_text)


@given(some.lists(texts, min_size=2, max_size=2), some.lists(texts, min_size=2, max_size=2))
def test_every_ballot_has_one_length_and_comes_back_as_it_was(
    first: list[str], second: list[str]
) -> None:
    ballot = ballot_asking("nothing")
    parameters = PARAMETERS | {"traits": exact("20", {})}
    length = padded_length(ballot, [WANG, LI], parameters)
    notes = {key: tuple(each) for key, each in (("wang", first), ("li", second)) if any(each)}
    answers = Answers(names=("wang", "li"), notes=notes)
    packed = pack(ballot, [WANG, LI], answers, length)
    assert len(packed) == len(pack(ballot, [WANG, LI], Answers(), length))
    assert unpack(ballot, [WANG, LI], packed) == answers


def test_the_fullest_ballot_still_fits() -> None:
    ballot = ballot_asking("nothing")
    # Signs beyond the basic plane take most room: 𠮷 is two surrogates in JSON.
    full = Answers(
        written=("𠮷" * 20, "𠮷" * 19),
        notes={f"written:{'𠮷' * n}": ("𠮷" * 20, "𠮷" * 10) for n in (20, 19)},
    )
    length = padded_length(ballot, [WANG, LI], PARAMETERS)
    assert unpack(ballot, [WANG, LI], pack(ballot, [WANG, LI], full, length)) == full


def test_more_writing_than_a_ballot_can_hold_is_refused_when_it_is_prepared() -> None:
    question = {"notes": [{"title": "理由", "longest": 2000}], "most": 10}
    with pytest.raises(Refusal, match="要写的字太多"):
        padded_length(ballot_asking(**question), [WANG, LI], PARAMETERS)


@pytest.mark.django_db
def test_texts_leave_their_ballots_and_one_another() -> None:
    poll = counted_with_notes([REASONED] * 5 + [BOTH] * 5)
    for content in OpenedBallot.objects.values_list("content", flat=True):
        assert set(content) <= {"names", "noted"}
        # Two notes were written; only the one that is required leaves a trace of being there.
        assert "主要特点" not in str(content)
        assert "实绩" not in str(content)
    rows = OpenedText.objects.all()
    assert {(one.subject, one.note) for one in rows} == {
        ("wang", "推荐理由"), ("wang", "主要特点"), ("li", "推荐理由"),
    }  # fmt: skip
    assert rows.count() == 5 * 2 + 5 * 2
    # Each under a key of its own, which no opened ballot has, and in the order of the keys.
    keys = [one.key for one in rows]
    assert len(set(keys)) == len(keys)
    assert keys == sorted(keys)
    assert not OpenedBallot.objects.filter(key__in=keys).exists()
    # On the record stands a digest and no word of any text.
    assert told_by("poll.box_opened")["texts"] == poll.texts_digest
    assert not any("实绩突出" in str(each.body) for each in Entry.objects.all())


@pytest.mark.django_db
def test_the_office_reads_texts_by_person_and_nobody_else_does() -> None:
    poll = counted_with_notes([REASONED] * 5 + [BOTH] * 5)
    people = {one.name: one for one in note_queries.notes_by_person(poll)}
    assert {said.text for said in people["王某甲"].by_heading["推荐理由"]} == {
        "实绩突出", "基层经历丰富",
    }  # fmt: skip
    assert people["李某乙"].number == 5
    staff, _ = signed_in(Role.ORGANISATION_STAFF)
    page = staff.get(f"/ballots/{poll.pk}/result/notes/?person=li").content.decode()
    assert "群众公认" in page
    assert "实绩突出" not in page
    assert "共 5 条" in page
    assert "推荐理由、主要特点" in staff.get(f"/ballots/{poll.pk}/result/").content.decode()
    for role in (Role.DISCIPLINE_OFFICER, Role.COMMITTEE_MEMBER):
        browser, _ = signed_in(role)
        assert browser.get(f"/ballots/{poll.pk}/result/notes/").status_code == 403


@pytest.mark.django_db
def test_texts_beside_a_written_name_follow_what_tellers_say_of_it() -> None:
    wrote = Answers(written=("王某甲(副镇长)",), notes={"written:王某甲(副镇长)": ("能干", "")})
    poll = counted_with_notes([wrote] * 5)
    for teller in ("11", "12"):
        actor = STAFF.__class__(account=teller, name=teller, role="organisation_staff")
        services.state_meanings(poll, {"王某甲(副镇长)": Meant("listed", "wang")}, actor=actor)
    services.count_matched(poll, actor=STAFF)
    poll.refresh_from_db()
    people = {one.name: one.number for one in note_queries.notes_by_person(poll)}
    assert people == {"王某甲": 5, "李某乙": 0}


@pytest.mark.django_db
def test_the_recount_judges_by_the_notes_that_were_there_and_finds_changed_texts(
    tmp_path: Path,
) -> None:
    poll = counted_with_notes([REASONED] * 4 + [BOTH] * 3)
    export = export_of(poll)
    path = tmp_path / "ballots.json"

    def recounted(data: Any) -> Any:
        path.write_text(json.dumps(data, ensure_ascii=False))
        run = [sys.executable, "-I", "-S", str(RECOUNT), str(path)]
        return subprocess.run(run, capture_output=True, text=True, check=False)

    done = recounted(export)
    assert done.returncode == 0, done.stdout
    assert "王某甲 得票 7" in done.stdout
    changed = json.loads(json.dumps(export))
    changed["texts"][0]["text"] = "换成别的话"
    assert "填写的文字与纪实所载的校验值不符" in recounted(changed).stdout
    # A ballot whose reason is taken away no longer counts its name.
    changed = json.loads(json.dumps(export))
    del changed["ballots"][0]["content"]["noted"]
    assert "没有写明规定内容而不计的姓名" in recounted(changed).stdout


def counted_with_notes(ballots: list[Answers], missing: str = "name") -> Poll:
    question = asking(missing)["question"]
    question["notes"][1]["longest"] = 10
    return counted(ballots, question=question).poll


@pytest.mark.django_db
def test_the_phone_asks_for_notes_and_pads_what_it_sends_to_one_length() -> None:
    question = asking("name")["question"]
    question["notes"][1]["longest"] = 10
    meeting = opened(6, **(NOMINATION | {"question": question}))
    origin = {"HTTP_ORIGIN": "http://testserver", "content_type": "application/json"}

    def post(path: str, content: Any) -> str:
        return Client().post(path, json.dumps(content), **origin).content.decode()

    slip = {"code": meeting.slips[0].code}
    paper = post("/v/paper", slip)
    assert "每选一名写明推荐理由，不超过 20 字，没有写的，该名不计票。" in paper
    assert 'maxlength="20"' in paper
    length = int(paper.partition('data-length="')[2].partition('"')[0])
    # Two written names of 20 characters, two notes of 30 together: four bytes each, and a frame.
    assert length >= 2 * (20 + 30) * 4
    assert length % 2048 == 0
    notes = {"notes": [["实绩突出", "吃苦耐劳"]]}
    assert "都要写明推荐理由" in post("/v/cast", slip | {"names": [0]})
    assert "没有读懂" in post("/v/cast", slip | {"names": [], "written": []} | notes)
    assert "已投票" in post("/v/cast", slip | {"names": [0]} | notes)
    second = {"code": meeting.slips[1].code}
    assert "已投票" in post("/v/cast", second | {"names": []})
    sealed = Slip.objects.exclude(envelope=None).values_list("envelope", flat=True)
    assert len({len(bytes(each)) for each in sealed}) == 1


@pytest.mark.django_db
def test_signed_texts_stand_under_their_signers() -> None:
    question = asking("ballot")["question"]
    question["notes"][1]["longest"] = 10
    ballot = instrument(
        **(NOMINATION | {"question": question, "secrecy": "signed", "smallest_group": ""})
    )
    poll = services.prepare_poll(
        instrument=ballot, parameters={}, title="实名推荐", subjects=[WANG, LI],
        electorates=[Electorate("委员", 2)], case="case:signed", actor=STAFF,
    )  # fmt: skip
    services.record_presence(poll, {"委员": 2}, actor=STAFF)
    poll = services.open_poll(poll, actor=STAFF)
    with pytest.raises(Refusal, match="没有写明"):
        services.cast_signed(
            poll, class_name="委员", signer="赵某某", answers=Answers(names=("wang",)), actor=STAFF
        )
    services.cast_signed(poll, class_name="委员", signer="赵某某", answers=REASONED, actor=STAFF)
    services.close_poll(poll, actor=STAFF)
    services.count(poll, actor=STAFF)
    poll.refresh_from_db()
    found = note_queries.notes_by_person(poll)[0]
    assert [(said.text, said.signer) for said in found.by_heading["推荐理由"]] == [
        ("实绩突出", "赵某某")
    ]
