"""A poll from preparation to its count, through the services."""

import pytest

from tests.ballots.conftest import STAFF, SUPERVISOR, WANG, Meeting, instrument, opened, prepared
from xuanxian.ballots import queries, services
from xuanxian.ballots.answers import Answers
from xuanxian.ballots.models import OpenedBallot, Poll, Slip
from xuanxian.ballots.services import Electorate, SlipRefused
from xuanxian.kernel.errors import Refusal
from xuanxian.record.models import Entry
from xuanxian.record.services import body_of

pytestmark = pytest.mark.django_db


def counted(meeting: Meeting, *tellers: int) -> None:
    services.close_poll(meeting.poll, actor=STAFF)
    services.open_box(meeting.poll, meeting.keys(*(tellers or (0, 1))), actor=STAFF)
    meeting.poll.refresh_from_db()


def test_a_poll_is_counted_and_its_result_can_be_read() -> None:
    meeting = opened(14)
    meeting.cast(10)
    counted(meeting)
    result = queries.result(meeting.poll.pk)
    assert result is not None
    assert result.denominators == {
        "应到": 14, "实到": 14, "发出": 14, "收回": 10, "有效": 10, "无效": 0,
    }  # fmt: skip
    of_wang = result.of("wang")
    assert of_wang is not None
    assert (of_wang.counts["同意"], of_wang.passed) == (10, True)


def test_there_is_no_result_before_the_box_is_opened() -> None:
    meeting = opened(14)
    meeting.cast(10)
    assert queries.result(meeting.poll.pk) is None
    services.close_poll(meeting.poll, actor=STAFF)
    assert queries.result(meeting.poll.pk) is None
    with pytest.raises(Refusal, match="开箱"):
        services.count(meeting.poll, actor=STAFF)


@pytest.mark.parametrize("tellers", [(0, 1), (0, 2), (1, 2), (2, 0)])
def test_any_two_tellers_open_the_box(tellers: tuple[int, int]) -> None:
    meeting = opened(6)
    meeting.cast(6)
    counted(meeting, *tellers)
    assert meeting.poll.state == Poll.State.OPENED


def test_one_teller_cannot_open_the_box_even_twice() -> None:
    meeting = opened(6)
    meeting.cast(6)
    services.close_poll(meeting.poll, actor=STAFF)
    for keys in (meeting.keys(0), meeting.keys(0, 0)):
        with pytest.raises(Refusal, match="两名"):
            services.open_box(meeting.poll, keys, actor=STAFF)
    file = meeting.key_files[1]
    with pytest.raises(Refusal, match="口令"):
        services.open_box(meeting.poll, [*meeting.keys(0), (file, "猜一个口令试试")], actor=STAFF)
    assert not OpenedBallot.objects.exists()


def test_a_key_of_another_poll_does_not_open_the_box() -> None:
    meeting, other = opened(6), prepared(6)
    meeting.cast(6)
    services.close_poll(meeting.poll, actor=STAFF)
    with pytest.raises(Refusal, match="另一次投票"):
        services.open_box(meeting.poll, other.keys(0, 1), actor=STAFF)


def test_the_box_is_opened_once() -> None:
    meeting = opened(6)
    meeting.cast(6)
    counted(meeting)
    with pytest.raises(Refusal):
        services.open_box(meeting.poll, meeting.keys(0, 1), actor=STAFF)
    assert OpenedBallot.objects.count() == 6


def test_after_opening_nothing_that_was_sealed_is_left() -> None:
    meeting = opened(6)
    meeting.cast(6)
    counted(meeting)
    assert meeting.poll.box_public_key is None
    assert not Slip.objects.filter(envelope__isnull=False).exists()
    assert set(Slip.objects.values_list("state", flat=True)) == {"cast"}


def test_a_box_of_fewer_ballots_than_the_limit_stays_shut() -> None:
    meeting = opened(6)
    meeting.cast(4)
    services.close_poll(meeting.poll, actor=STAFF)
    with pytest.raises(Refusal, match="不足 5 票"):
        services.open_box(meeting.poll, meeting.keys(0, 1), actor=STAFF)
    assert not OpenedBallot.objects.exists()
    services.abandon_poll(meeting.poll, "收回不足五票", actor=STAFF)
    assert not Slip.objects.filter(envelope__isnull=False).exists()


def test_a_secret_poll_of_too_few_people_is_not_prepared() -> None:
    with pytest.raises(Refusal, match="不足 5 人"):
        prepared(4)


def test_a_box_changed_after_closing_is_not_opened() -> None:
    meeting = opened(6)
    meeting.cast(6)
    services.close_poll(meeting.poll, actor=STAFF)
    one, other = Slip.objects.filter(poll=meeting.poll)[:2]
    Slip.objects.filter(pk=one.pk).update(envelope=other.envelope)
    with pytest.raises(Refusal, match="不一致"):
        services.open_box(meeting.poll, meeting.keys(0, 1), actor=STAFF)


def test_a_fault_while_opening_leaves_the_box_sealed() -> None:
    meeting = opened(6, smallest_group="5", passes="同意 > $smallest")
    meeting.cast(6)
    services.close_poll(meeting.poll, actor=STAFF)
    parameters = meeting.poll.parameters
    Poll.objects.update(parameters={})
    with pytest.raises(Refusal, match="smallest"):
        services.open_box(meeting.poll, meeting.keys(0, 1), actor=STAFF)
    assert not OpenedBallot.objects.exists()
    assert queries.balance(meeting.poll).cast == 6
    Poll.objects.update(parameters=parameters)
    services.open_box(meeting.poll, meeting.keys(0, 1), actor=STAFF)
    assert OpenedBallot.objects.count() == 6


def test_a_slip_votes_once_and_every_refusal_says_the_same() -> None:
    meeting, other = opened(6), prepared(6)
    answers = Answers(marks={"wang": "同意"})
    services.cast(meeting.slips[0].code, answers)
    envelope = Slip.objects.exclude(envelope=None).get().envelope
    said = set()
    for code in (meeting.slips[0].code, other.slips[0].code, "0" * 26, "", "不是编号"):
        with pytest.raises(SlipRefused) as refused:
            services.cast(code, answers)
        said.add(str(refused.value))
    assert len(said) == 1
    assert Slip.objects.exclude(envelope=None).get().envelope == envelope


def test_a_slip_is_read_however_it_is_typed() -> None:
    meeting = opened(6)
    code = meeting.slips[0].code
    typed = code.lower().replace("0", "o").replace("1", "l")
    services.cast(f" {typed[:5]} {typed[5:13]}-{typed[13:]}", Answers())
    assert queries.balance(meeting.poll).cast == 1


def test_nothing_is_cast_before_opening_or_after_closing() -> None:
    meeting = prepared(6)
    with pytest.raises(SlipRefused):
        meeting.cast(1)
    meeting = opened(6)
    meeting.cast(5)
    services.close_poll(meeting.poll, actor=STAFF)
    with pytest.raises(SlipRefused):
        services.cast(meeting.slips[5].code, Answers())
    assert queries.balance(meeting.poll).cast == 5


def test_an_invalid_ballot_is_refused_and_the_slip_stays_usable() -> None:
    meeting = opened(6, limits=[{"option": "同意", "at_most": 1}])
    code = meeting.slips[0].code
    for marks, message in (
        ({"wang": "同意", "li": "同意"}, "超过 1 个"),
        ({"zhao": "同意"}, "名单以外"),
        ({"wang": "再议"}, "没有的选项"),
    ):
        with pytest.raises(Refusal, match=message):
            services.cast(code, Answers(marks=marks))
    services.cast(code, Answers(marks={"wang": "同意", "li": "反对"}))


def test_every_envelope_has_one_size() -> None:
    meeting = opened(6)
    for slip, marks in zip(
        meeting.slips, ({}, {"wang": "同意"}, {"wang": "反对", "li": "弃权"}), strict=False
    ):
        services.cast(slip.code, Answers(marks=marks))
    sizes = {len(bytes(each.envelope)) for each in Slip.objects.exclude(envelope=None)}
    # 512 bytes and the 48 of a sealed box (RFC-less libsodium crypto_box_SEALBYTES).
    assert sizes == {560}


def test_a_meeting_below_its_quorum_does_not_vote() -> None:
    meeting = prepared(14)
    services.test_box(meeting.poll, meeting.keys(0, 1, 2), actor=STAFF)
    nine = [slip.code for slip in meeting.slips[9:]]
    services.void_unissued(meeting.poll, nine, persons=(STAFF, SUPERVISOR))
    services.record_presence(meeting.poll, {"委员": 9}, actor=STAFF)
    # 9 of 14 is under two thirds.
    with pytest.raises(Refusal, match="应到 14 人，实到 9 人"):
        services.open_poll(meeting.poll, actor=STAFF)


def test_slips_not_handed_out_are_voided_by_two_before_voting() -> None:
    meeting = prepared(14)
    services.test_box(meeting.poll, meeting.keys(0, 1, 2), actor=STAFF)
    services.record_presence(meeting.poll, {"委员": 12}, actor=STAFF)
    with pytest.raises(Refusal, match="多于实到"):
        services.open_poll(meeting.poll, actor=STAFF)
    unissued = [slip.code for slip in meeting.slips[12:]]
    with pytest.raises(Refusal, match="两人"):
        services.void_unissued(meeting.poll, unissued, persons=(STAFF, STAFF))
    assert services.void_unissued(meeting.poll, unissued, persons=(STAFF, SUPERVISOR)) == 2
    services.open_poll(meeting.poll, actor=STAFF)
    with pytest.raises(SlipRefused):
        services.cast(unissued[0], Answers())
    meeting.cast(10)
    balance = queries.balance(meeting.poll)
    assert (balance.issued, balance.cast, balance.unused, balance.void) == (14, 10, 2, 2)
    assert balance.adds_up


def test_voting_does_not_open_without_a_tried_key() -> None:
    ballot = instrument()
    poll = services.prepare_poll(
        instrument=ballot, parameters={"smallest": 5}, title="表决", subjects=[WANG],
        electorates=[Electorate("委员", 14)], case="", actor=STAFF,
    )  # fmt: skip
    services.record_presence(poll, {"委员": 14}, actor=STAFF)
    with pytest.raises(Refusal) as refused:
        services.open_poll(poll, actor=STAFF)
    assert [problem.field for problem in refused.value.problems] == ["票箱密钥", "票"]


def test_a_forgotten_passphrase_surfaces_before_voting() -> None:
    meeting = prepared(6)
    wrong = [*meeting.keys(0, 1), (meeting.key_files[2], "记错了的口令")]
    with pytest.raises(Refusal, match="口令不对"):
        services.test_box(meeting.poll, wrong, actor=STAFF)
    meeting.poll.refresh_from_db()
    assert not meeting.poll.box_tested


def test_no_more_slips_are_made_than_people_are_entitled() -> None:
    meeting = prepared(6)
    with pytest.raises(Refusal, match="不能超过应到"):
        services.issue_slips(meeting.poll, {"委员": 1}, actor=STAFF)


def test_every_verb_stands_on_the_record_except_casting() -> None:
    meeting = opened(6)
    before = Entry.objects.count()
    meeting.cast(6)
    assert Entry.objects.count() == before
    counted(meeting)
    services.confirm_key_destroyed(meeting.poll, ["王某某", "李某某"], actor=STAFF)
    kinds = list(Entry.objects.order_by("number").values_list("kind", flat=True))
    assert kinds == [
        "poll.prepared", "poll.key_made", "poll.slips_issued", "poll.box_tested",
        "poll.presence_recorded", "poll.voting_opened", "poll.voting_closed",
        "poll.box_opened", "poll.counted", "poll.key_destroyed",
    ]  # fmt: skip
    box = body_of(Entry.objects.get(kind="poll.box_opened"))
    assert box is not None
    assert (box["issued"], box["cast"], box["unused"], box["void"]) == (6, 6, 0, 0)


def test_a_signed_poll_keeps_who_signed() -> None:
    poll = services.prepare_poll(
        instrument=instrument(secrecy="signed", smallest_group="", turnout=""),
        parameters={}, title="署名推荐", subjects=[WANG],
        electorates=[Electorate("委员", 3)], case="", actor=STAFF,
    )  # fmt: skip
    services.record_presence(poll, {"委员": 2}, actor=STAFF)
    services.open_poll(poll, actor=STAFF)
    one = {"class_name": "委员", "answers": Answers(marks={"wang": "同意"}), "actor": STAFF}
    services.cast_signed(poll, signer="赵某", **one)
    with pytest.raises(Refusal, match="已经投过"):
        services.cast_signed(poll, signer=" 赵某 ", **one)
    services.cast_signed(poll, signer="钱某", **one)
    with pytest.raises(Refusal, match="已达实到"):
        services.cast_signed(poll, signer="孙某", **one)
    services.close_poll(poll, actor=STAFF)
    result = services.count(poll, actor=STAFF)
    assert result.subjects[0].counts["同意"] == 2
    assert result.subjects[0].passed is True  # 2 of 3 entitled
