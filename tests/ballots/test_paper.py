"""Paper forms: handed out against slips, keyed in twice, joined with the ballots of phones."""

import json
from collections import Counter
from datetime import date
from typing import Any

import pytest
from django.conf import settings
from hypothesis import given
from hypothesis import strategies as st

from tests.ballots.conftest import LI, STAFF, WANG, instrument, prepared
from tests.ballots.paper import (
    FIRST,
    RULES,
    SECOND,
    THIRD,
    TWO,
    both,
    closed,
    key,
    key_twice,
    mixed,
    open_box,
)
from xuanxian.ballots import queries, services
from xuanxian.ballots.answers import Answers
from xuanxian.ballots.envelope import pack, padded_length, unpack
from xuanxian.ballots.models import OpenedBallot, PaperBatch, PaperEntry, PaperEnvelope, Poll, Slip
from xuanxian.ballots.paper.comparing import compare, item_of
from xuanxian.ballots.poll_form import form_of
from xuanxian.ballots.services import Electorate, paper
from xuanxian.ballots.services.casting import SlipRefused
from xuanxian.ballots.tally import Turnout, tally
from xuanxian.kernel.errors import Refusal
from xuanxian.record.models import Entry

pytestmark = pytest.mark.django_db


def bodies(kind: str) -> list[dict[str, Any]]:
    """What the entries of the record whose kind begins so say."""
    found = Entry.objects.filter(kind__startswith=kind)
    return [json.loads(bytes(entry.body or b"")) for entry in found]


YES, NO, NEITHER = both("同意"), both("反对"), both("弃权")


# Handing out


def test_a_form_is_handed_out_against_a_slip_that_two_persons_void() -> None:
    meeting = mixed(20, on_paper=8)
    # 20 slips made and 8 forms; 8 slips void: twenty voters hold twelve slips and eight forms.
    balance = queries.balance(meeting.poll)
    assert (balance.issued, balance.cast, balance.unused, balance.void) == (28, 0, 20, 8)
    assert balance.adds_up
    assert queries.turnout(meeting.poll)["委员"].issued == 20
    with pytest.raises(SlipRefused):
        services.cast(meeting.slips[-1].code, YES)


def test_one_person_may_not_exchange_a_slip() -> None:
    meeting = prepared(14)
    with pytest.raises(Refusal, match="与第一人相同"):
        paper.exchange_slips(
            meeting.poll, [meeting.slips[0].code], persons=(STAFF, STAFF), rules=RULES
        )
    assert queries.balance(meeting.poll).void == 0


def test_a_slip_that_has_voted_is_not_exchanged_for_a_form() -> None:
    meeting = mixed(20, on_paper=1)
    services.cast(meeting.slips[0].code, YES)
    codes = [meeting.slips[1].code, meeting.slips[0].code]
    with pytest.raises(Refusal, match="已经投过"):
        paper.exchange_slips(meeting.poll, codes, persons=TWO)
    assert queries.balance(meeting.poll).void == 1
    assert Slip.objects.get(envelope__isnull=False).state != Slip.State.VOID


def test_slips_are_exchanged_while_voting_is_open_and_no_longer() -> None:
    meeting = mixed(20, on_paper=2)
    paper.exchange_slips(meeting.poll, [meeting.slips[0].code], persons=TWO)
    meeting.cast(0)
    services.close_poll(meeting.poll, actor=STAFF)
    with pytest.raises(Refusal, match="没有可换的票"):
        paper.exchange_slips(meeting.poll, [meeting.slips[1].code], persons=TWO)
    assert queries.balance(meeting.poll).void == 3


def test_slips_and_forms_together_may_not_outnumber_the_entitled() -> None:
    meeting = prepared(14)
    with pytest.raises(Refusal, match="不能超过应到 14 人"):
        paper.issue_paper(meeting.poll, {"委员": 1}, persons=TWO, rules=RULES)
    services.void_unissued(meeting.poll, [meeting.slips[0].code], persons=TWO)
    paper.issue_paper(meeting.poll, {"委员": 1}, persons=TWO, rules=RULES)
    with pytest.raises(Refusal, match="不能超过应到 14 人"):
        services.issue_slips(meeting.poll, {"委员": 1}, actor=STAFF)
    with pytest.raises(Refusal, match="不是本次投票的人员类别"):
        paper.issue_paper(meeting.poll, {"群众": 1}, persons=TWO, rules=RULES)


def test_rules_for_paper_come_from_the_instrument_before_what_is_given() -> None:
    said = {"largest_batch": 3, "unclear_line": "invalid", "scans_kept_days": 7}
    meeting = mixed(20, paper=said)
    assert meeting.poll.paper_rules is not None
    assert meeting.poll.paper_rules.largest_batch == 3
    without = prepared(14)
    with pytest.raises(Refusal, match="没有写每批张数"):
        paper.exchange_slips(without.poll, [without.slips[0].code], persons=TWO)
    assert queries.balance(without.poll).void == 0


def test_a_spoilt_form_is_replaced_and_the_number_out_stays() -> None:
    meeting = mixed(20, on_paper=8)
    paper.void_paper(meeting.poll, {"委员": 1}, persons=TWO, replaced=True)
    assert queries.turnout(meeting.poll)["委员"].issued == 20
    assert queries.balance(meeting.poll).adds_up
    with pytest.raises(Refusal, match="只有 8 张"):
        paper.void_paper(meeting.poll, {"委员": 9}, persons=TWO)


# Piles


def test_piles_are_even_and_none_is_larger_than_the_rules_allow() -> None:
    rules = RULES.model_copy(update={"largest_batch": 3})
    meeting = closed({"委员": 8}, rules=rules)
    # 8 forms in piles of 3 at most: three piles.
    assert [batch.size for batch in paper.lay_batches(meeting.poll, actor=STAFF)] == [3, 3, 2]
    with pytest.raises(Refusal, match="没有可以分批的"):
        paper.lay_batches(meeting.poll, actor=STAFF)


def test_a_pile_larger_than_allowed_or_than_what_was_returned_is_refused() -> None:
    rules = RULES.model_copy(update={"largest_batch": 3})
    meeting = closed({"委员": 5}, rules=rules)
    with pytest.raises(Refusal, match="每批不超过 3 张"):
        paper.lay_batch(meeting.poll, "委员", 4, actor=STAFF)
    with pytest.raises(Refusal, match="收回 5 张"):
        paper.lay_batch(meeting.poll, "委员", 6, actor=STAFF)
    assert not meeting.poll.paper_batches.exists()


def test_more_forms_returned_than_handed_out_stop_the_count() -> None:
    meeting = mixed(20, on_paper=8)
    services.close_poll(meeting.poll, actor=STAFF)
    with pytest.raises(Refusal, match="0 至 8"):
        paper.record_paper_returned(meeting.poll, {"委员": 9}, persons=TWO)


# Keying in


def test_equal_entries_go_into_the_box_and_leave_no_trace_of_what_was_keyed() -> None:
    meeting = closed({"委员": 8})
    (batch,) = paper.lay_batches(meeting.poll, actor=STAFF)
    batch = key_twice(batch, [YES] * 5 + [NO] * 2 + [NEITHER])
    assert batch.state == PaperBatch.State.SEALED
    assert PaperEnvelope.objects.filter(batch=batch).count() == 8
    assert set(PaperEntry.objects.values_list("content", flat=True)) == {None}
    sizes = {len(bytes(each.envelope)) for each in PaperEnvelope.objects.all()}
    assert len(sizes) == 1


def test_nobody_keys_both_entries_and_no_third_keys_a_pile() -> None:
    meeting = closed({"委员": 8})
    (batch,) = paper.lay_batches(meeting.poll, actor=STAFF)
    key(batch, [YES] * 8, FIRST)
    with pytest.raises(Refusal, match="已经录完"):
        paper.key_ballot(batch, YES, teller=FIRST)
    paper.key_ballot(batch, YES, teller=SECOND)
    with pytest.raises(Refusal, match="已由计票员甲、计票员乙两人录入"):
        paper.key_ballot(batch, YES, teller=THIRD)


def test_where_tellers_differ_a_third_decides_only_the_difference() -> None:
    meeting = closed({"委员": 8})
    (batch,) = paper.lay_batches(meeting.poll, actor=STAFF)
    key(batch, [YES] * 6 + [NO] * 2, FIRST)
    batch = key(batch, [YES] * 5 + [NO] * 2 + [NEITHER], SECOND)
    assert batch.state == PaperBatch.State.DIFFERS
    for teller in (FIRST, SECOND):
        with pytest.raises(Refusal, match="不能核定"):
            paper.settle_ballot(batch, YES, teller=teller)
    found = paper.pairs_to_settle(batch, teller=THIRD)
    form = meeting.poll.form
    assert [(one.read(form), other.read(form)) for one, other in found.pairs] == [(YES, NEITHER)]
    batch = paper.settle_ballot(batch, NEITHER, teller=THIRD)
    assert batch.state == PaperBatch.State.SEALED
    poll = open_box(meeting)
    assert poll.result["subjects"][0]["counts"]["弃权"] == 1
    (entry,) = bodies("poll.paper_batch_sealed")
    assert entry["differing"] == 1
    assert entry["tellers"] == ["计票员甲", "计票员乙", "计票员丙"]


def test_a_pile_keyed_wrongly_is_begun_again() -> None:
    meeting = closed({"委员": 8})
    (batch,) = paper.lay_batches(meeting.poll, actor=STAFF)
    key(batch, [NO] * 3, FIRST)
    paper.begin_again(batch, teller=FIRST)
    with pytest.raises(Refusal, match="您还没有录入这一批"):
        paper.begin_again(batch, teller=SECOND)
    key_twice(batch, [YES] * 8)
    poll = open_box(meeting)
    assert poll.result["subjects"][0]["counts"]["同意"] == 16


@pytest.mark.parametrize(
    ("answers", "said"),
    [
        (Answers(marks={"zhao": "同意"}), "不在票面上"),
        (Answers(marks={"wang": "优秀"}), "不在票面上"),
        (Answers(names=("wang",)), "不在票面上"),
        (Answers(written=("张三",)), "不在票面上"),
    ],
)
def test_what_the_form_cannot_hold_is_not_keyed_in(answers: Answers, said: str) -> None:
    meeting = closed({"委员": 8})
    (batch,) = paper.lay_batches(meeting.poll, actor=STAFF)
    with pytest.raises(Refusal, match=said):
        paper.key_ballot(batch, answers, teller=FIRST)
    assert not PaperEntry.objects.filter(number__gt=0).exists()


def test_names_written_on_paper_are_counted_with_those_typed_on_phones() -> None:
    question = {"form": "names", "most": "2", "least": "0", "write_in": True}
    naming = {
        "purpose": "nomination", "question": question, "passes": "", "effect": "advises",
        "measures": {"得票率": "得票 / 收回"},
    }  # fmt: skip
    meeting = mixed(20, on_paper=6, **naming)
    for slip in meeting.slips[:5]:
        services.cast(slip.code, Answers(names=("wang",), written=("赵某某",)))
    services.close_poll(meeting.poll, actor=STAFF)
    paper.record_paper_returned(meeting.poll, {"委员": 6}, persons=TWO)
    (batch,) = paper.lay_batches(meeting.poll, actor=STAFF)
    ballots = [Answers(written=("赵　某某",))] * 4
    ballots += [Answers(names=("wang", "li"), written=("钱某",)), Answers(spoilt=True)]
    key_twice(batch, ballots)
    result = open_box(meeting).tally_result
    assert result is not None
    # Five phones and four forms name 赵某某; three names are one too many; one form is spoilt.
    written = result.of("written:赵某某")
    assert written is not None
    assert written.counts["得票"] == 9
    assert result.denominators["无效"] == 2
    assert set(result.invalid) == {"所选人数超过 2 名", "票面无法辨认、涂改或者有记号"}


# Joining the box


def test_the_box_stays_shut_until_all_paper_is_in_it() -> None:
    meeting = mixed(20, on_paper=8)
    meeting.cast(8)
    services.close_poll(meeting.poll, actor=STAFF)
    with pytest.raises(Refusal, match="还没有登记收回"):
        open_box(meeting)
    paper.record_paper_returned(meeting.poll, {"委员": 7}, persons=TWO)
    with pytest.raises(Refusal, match="还没有录完"):
        open_box(meeting)
    (batch,) = paper.lay_batches(meeting.poll, actor=STAFF)
    key(batch, [YES] * 7, FIRST)
    with pytest.raises(Refusal, match="还没有入箱"):
        open_box(meeting)
    key(batch, [YES] * 7, SECOND)
    poll = open_box(meeting)
    balance = queries.balance(poll)
    # 28 = 8 phones + 7 forms cast, 4 slips and 1 form unused, 8 slips void.
    assert (balance.issued, balance.cast, balance.unused, balance.void) == (28, 15, 5, 8)
    assert OpenedBallot.objects.count() == 15
    assert not PaperEnvelope.objects.exists()


def test_an_envelope_of_paper_exchanged_in_the_store_is_noticed() -> None:
    meeting = closed({"委员": 8})
    (batch,) = paper.lay_batches(meeting.poll, actor=STAFF)
    key_twice(batch, [YES] * 8)
    envelope = PaperEnvelope.objects.first()
    assert envelope is not None
    PaperEnvelope.objects.filter(pk=envelope.pk).update(envelope=b"x" * len(envelope.envelope))
    with pytest.raises(Refusal, match="可能被改动"):
        open_box(meeting)


def test_paper_of_an_abandoned_poll_is_never_read() -> None:
    meeting = closed({"委员": 8})
    (batch,) = paper.lay_batches(meeting.poll, actor=STAFF)
    key(batch, [YES] * 8, FIRST)
    file = settings.XUANXIAN_HOME / "desk-keys" / f"{meeting.poll.pk}.key"
    assert file.exists()
    services.abandon_poll(meeting.poll, "会议改期", actor=STAFF)
    assert not PaperBatch.objects.exists()
    assert not file.exists()


def test_no_entry_of_paper_tells_what_was_voted() -> None:
    meeting = closed({"委员": 8})
    (batch,) = paper.lay_batches(meeting.poll, actor=STAFF)
    key(batch, [YES] * 7 + [NO], FIRST)
    key(batch, [YES] * 8, SECOND)
    paper.settle_ballot(batch, NO, teller=THIRD)
    entries = bodies("poll.paper")
    assert len(entries) == 5  # exchanged, returned, laid, differs, sealed
    for word in ("同意", "反对", "wang", "王某甲"):
        assert word not in json.dumps(entries, ensure_ascii=False)


def test_what_lies_on_the_desk_cannot_be_read_from_the_store() -> None:
    meeting = closed({"委员": 8})
    (batch,) = paper.lay_batches(meeting.poll, actor=STAFF)
    key(batch, [NO] * 8, FIRST)
    content = bytes(PaperEntry.objects.get().content or b"")
    for word in (b"wang", b"marks", "反对".encode(), b"\\u53cd"):
        assert word not in content


# Properties

SUBJECTS = (WANG, LI)
FORM = form_of(instrument(), SUBJECTS, {"smallest": 5})
MARKS = st.fixed_dictionaries(
    {}, optional=dict.fromkeys(("wang", "li"), st.sampled_from(["同意", "反对", "弃权"]))
)
BALLOTS = st.lists(st.builds(Answers, marks=MARKS), max_size=12)


@given(BALLOTS, st.randoms(use_true_random=False))
def test_entries_agree_in_whatever_order_they_were_keyed(ballots: list[Answers], dice: Any) -> None:
    other = list(ballots)
    dice.shuffle(other)
    reordered = [Answers(marks=dict(reversed(each.marks.items()))) for each in other]
    first, second = ([item_of(each, FORM) for each in one] for one in (ballots, reordered))
    found = compare(first, second)
    assert found.agree
    assert len(found.common) == len(ballots)


@given(BALLOTS, BALLOTS)
def test_entries_agree_only_if_they_hold_each_ballot_equally_often(
    one: list[Answers], other: list[Answers]
) -> None:
    size = min(len(one), len(other))
    first, second = ([item_of(each, FORM) for each in those[:size]] for those in (one, other))
    found = compare(first, second)
    assert found.agree == (Counter(first) == Counter(second))
    # What is common and one side of the pairs make up that side's entry again.
    assert Counter([*found.common, *(pair[0] for pair in found.pairs)]) == Counter(first)
    assert Counter([*found.common, *(pair[1] for pair in found.pairs)]) == Counter(second)
    assert all(left != right for left, right in found.pairs)


def test_phones_and_paper_together_count_as_a_plain_count_of_all() -> None:
    meeting = mixed(40, on_paper=15)
    on_phones = [YES, NO, Answers(marks={"wang": "同意"}), NEITHER, Answers()] * 4
    for slip, answers in zip(meeting.slips, on_phones, strict=False):
        services.cast(slip.code, answers)
    services.close_poll(meeting.poll, actor=STAFF)
    paper.record_paper_returned(meeting.poll, {"委员": 13}, persons=TWO)
    on_paper = [YES, Answers(marks={"li": "反对"}), Answers(spoilt=True)] * 4 + [NO]
    (batch,) = paper.lay_batches(meeting.poll, actor=STAFF)
    key_twice(batch, on_paper)
    result = open_box(meeting).tally_result
    assert result is not None
    valid = [each for each in [*on_phones, *on_paper] if not each.spoilt]
    assert result.denominators["收回"] == 33
    assert result.denominators["有效"] == len(valid) == 29
    for subject in ("wang", "li"):
        counted = Counter(each.marks.get(subject, "弃权") for each in valid)
        found = result.of(subject)
        assert found is not None
        # The instrument counts an unmarked line as 弃权.
        assert {name: found.counts[name] for name in ("同意", "反对", "弃权")} == dict(counted)
    again = tally(
        meeting.poll.ballot,
        meeting.poll.subject_list,
        [("委员", each) for each in [*on_paper, *on_phones]],
        queries.turnout(Poll.objects.get(pk=meeting.poll.pk)),
        meeting.poll.parameter_values,
    )
    assert again == result


PAPER_BALLOTS = st.lists(
    st.one_of(st.builds(Answers, marks=MARKS), st.just(Answers(spoilt=True))), max_size=12
)


@given(BALLOTS, PAPER_BALLOTS)
def test_what_comes_out_of_envelopes_of_both_kinds_counts_as_it_went_in(
    on_phones: list[Answers], on_paper: list[Answers]
) -> None:
    ballot, parameters = instrument(), {"smallest": 5}
    length = padded_length(ballot, SUBJECTS, parameters)
    keyed = [item_of(each, FORM).read(FORM) for each in on_paper]
    packed = [pack(ballot, SUBJECTS, each, length) for each in [*on_phones, *keyed]]
    assert {len(each) for each in packed} <= {length}
    opened = [("委员", unpack(ballot, SUBJECTS, each)) for each in packed]
    result = tally(ballot, SUBJECTS, opened, {"委员": Turnout(30, 30, 30)}, parameters)
    valid = [each for each in [*on_phones, *on_paper] if not each.spoilt]
    assert result.denominators["收回"] == len(on_phones) + len(on_paper)
    assert result.denominators["有效"] == len(valid)
    for subject in ("wang", "li"):
        counted = Counter(each.marks.get(subject, "弃权") for each in valid)
        found = result.of(subject)
        assert found is not None
        assert all(found.counts[name] == counted[name] for name in ("同意", "反对", "弃权"))


def test_a_slip_of_a_meeting_is_exchanged_for_a_form_of_every_poll() -> None:
    meeting = services.prepare_meeting(
        title="县委全会", classes=[Electorate("委员", 9)], held_on=date(2026, 11, 20), actor=STAFF
    )
    polls = [
        services.prepare_poll(
            instrument=instrument(), parameters={"smallest": 5}, title=title, subjects=SUBJECTS,
            electorates=(), case="", actor=STAFF, meeting=meeting,
        )
        for title in ("第一项", "第二项")
    ]  # fmt: skip
    slips = services.issue_slips(meeting, {"委员": 9}, actor=STAFF)
    codes = [slip.code for slip in slips[:2]]
    assert paper.exchange_slips(meeting, codes, persons=TWO, rules=RULES) == {"委员": 2}
    for poll in polls:
        balance = queries.balance(poll)
        assert (balance.issued, balance.unused, balance.void) == (11, 9, 2)
        assert queries.turnout(poll)["委员"].issued == 9
    with pytest.raises(Refusal, match="已经作废"):
        paper.exchange_slips(meeting, codes[:1], persons=TWO)
