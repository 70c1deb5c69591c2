"""Discussing, leaving the room, deferring: what comes before the vote of a meeting's item."""

import pytest

from tests.ballots.conftest import (
    STAFF,
)
from tests.ballots.meetings import Held, discussed, page, signed_in, speak
from xuanxian.access.models import Role
from xuanxian.ballots import meeting_queries, services
from xuanxian.ballots.models import Discussion, Poll, Slip
from xuanxian.ballots.services import agenda
from xuanxian.ballots.services.recusal import Recusal, set_recusals
from xuanxian.kernel.errors import Refusal

pytestmark = pytest.mark.django_db


def test_members_speak_before_the_chief_and_the_vote_waits_for_the_discussion() -> None:
    held = Held().ready()
    first, second = discussed(held)
    chair = signed_in(Role.ORGANISATION_LEADER)
    begin = f"{held.address}discussions/{first.pk}/begin/"
    assert chair.post(begin).status_code == 302
    another = chair.post(f"{held.address}discussions/{second.pk}/begin/")
    assert another.status_code == 422
    assert speak(chair, held, first, "王某") == 422
    assert speak(chair, held, first, "某外人") == 422
    assert speak(chair, held, first, "李某") == 302
    assert speak(chair, held, first, "李某") == 422
    assert chair.post(f"{held.item(0)}open/").status_code == 422
    assert chair.post(f"{held.address}discussions/{first.pk}/end/").status_code == 422
    assert speak(chair, held, first, "周某", silent="1") == 302
    assert speak(chair, held, first, "王某") == 302
    shown = page(chair, f"{held.address}chair/")
    assert "结束讨论" in shown
    assert "周某（未发言）" in shown
    assert chair.post(f"{held.address}discussions/{first.pk}/end/").status_code == 302
    first.refresh_from_db()
    assert [each["name"] for each in first.spoken] == ["李某", "周某", "王某"]
    assert chair.post(f"{held.item(0)}open/").status_code == 302
    assert chair.post(f"{held.item(1)}open/").status_code == 422


def test_the_policy_asks_for_a_chief_where_he_speaks_last() -> None:
    held = Held()
    staff = signed_in(Role.ORGANISATION_STAFF)
    form = {"items": [str(held.polls[0].pk)], "speakers": "李某"}
    refused = staff.post(f"{held.address}arrange/", form)
    assert refused.status_code == 422
    assert "制度要求主要负责人最后表态" in refused.content.decode()


def test_who_is_recused_has_no_floor_and_is_taken_off_the_numbers_of_that_item_alone() -> None:
    held = Held().ready()
    first, _ = discussed(held)
    staff = signed_in(Role.ORGANISATION_STAFF)
    form = {"name_0": "李某", "class_0": "委员", "reason_0": "与人选为夫妻",
            "class_1": "委员", "class_2": "委员", "entitled": "yes", "present": "no"}  # fmt: skip
    assert staff.post(f"{held.item(0)}recuse/", form).status_code == 302
    numbers = [line.total for line in meeting_queries.agenda(held.meeting)]
    assert numbers[0] == {"entitled": 14, "present": 13, "out": 13, "cast": 0}
    assert numbers[1] == {"entitled": 14, "present": 14, "out": 14, "cast": 0}
    agenda.begin_discussion(first, actor=STAFF)
    assert speak(staff, held, first, "李某") == 422
    for name in ("周某", "王某"):
        assert speak(staff, held, first, name) == 302
    agenda.end_discussion(first, actor=STAFF)
    # Presence noted anew keeps him off.
    services.record_presence(held.meeting, {"委员": 14}, actor=STAFF)
    held.count(0, voters=13)
    result = Poll.objects.get(pk=held.polls[0].pk).tally_result
    assert result
    assert result.denominators["发出"] == result.denominators["实到"] == 13
    assert result.denominators["应到"] == 14
    assert result.stands is not False


def test_a_ballot_cast_with_the_slip_of_one_who_left_makes_the_vote_void() -> None:
    held = Held().ready()
    form = {"name_0": "李某", "class_0": "委员", "reason_0": "亲属", "class_1": "委员",
            "class_2": "委员", "entitled": "no", "present": "no"}  # fmt: skip
    staff = signed_in(Role.ORGANISATION_STAFF)
    assert staff.post(f"{held.item(0)}recuse/", form).status_code == 302
    held.count(0, voters=14)
    result = Poll.objects.get(pk=held.polls[0].pk).tally_result
    assert result
    assert result.denominators | {"有效": 0, "无效": 0} == {
        "应到": 14, "实到": 13, "发出": 13, "收回": 14, "有效": 0, "无效": 0,
    }  # fmt: skip
    assert result.stands is False


def test_what_the_policy_says_of_recusal_is_not_for_the_meeting_to_choose() -> None:
    held = Held().ready()
    leaving = [Recusal("李某", "委员", "亲属")]
    with pytest.raises(Refusal, match="回避的不计入实到"):
        set_recusals(
            held.polls[0], leaving, counted_entitled=True, counted_present=True, actor=STAFF
        )
    set_recusals(held.polls[0], leaving, counted_entitled=True, counted_present=False, actor=STAFF)
    set_recusals(held.polls[0], [], counted_entitled=True, counted_present=False, actor=STAFF)
    assert meeting_queries.agenda(held.meeting)[0].total["present"] == 14


def test_recusal_for_one_of_several_on_a_ballot_is_refused() -> None:
    held = Held(separately=False).ready()
    staff = signed_in(Role.ORGANISATION_STAFF)
    form = {"name_0": "李某", "class_0": "委员", "reason_0": "亲属", "class_1": "委员",
            "class_2": "委员", "entitled": "no", "present": "no"}  # fmt: skip
    refused = staff.post(f"{held.item(0)}recuse/", form)
    assert refused.status_code == 422
    assert "单列一项" in refused.content.decode()


def test_a_deferral_needs_the_hands_the_policy_asks_and_takes_the_item_off_the_vote() -> None:
    held = Held().ready()
    first, second = discussed(held)
    staff = signed_in(Role.ORGANISATION_STAFF)
    address = f"{held.address}discussions/{first.pk}/defer/"
    # More than half of the 14 present: eight.
    few = staff.post(address, {"wishing": 7})
    assert few.status_code == 422
    assert "不能形成缓议" in few.content.decode()
    assert staff.post(address, {"wishing": 15}).status_code == 422
    assert staff.post(address, {"wishing": 8}).status_code == 302
    poll = Poll.objects.get(pk=held.polls[0].pk)
    assert poll.state == Poll.State.ABANDONED
    assert not poll.slips.exclude(state=Slip.State.VOID).exists()
    assert "缓议" in page(signed_in(Role.COMMITTEE_MEMBER), held.address)
    assert staff.post(address, {"wishing": 8}).status_code == 422
    second.refresh_from_db()
    assert second.state == Discussion.State.WAITING


def test_one_put_off_of_several_leaves_the_ballot_and_the_others_stay() -> None:
    held = Held(separately=False).ready()
    wang, li = discussed(held)
    agenda.defer(wang, 8, actor=STAFF)
    poll = Poll.objects.get(pk=held.polls[0].pk)
    assert [one.name for one in poll.subject_list] == ["李某乙"]
    paper = services.ballot_papers
    agenda.begin_discussion(li, actor=STAFF)
    for name in ("李某", "周某", "王某"):
        agenda.note_speaker(li, name, actor=STAFF)
    agenda.end_discussion(li, actor=STAFF)
    services.open_poll(poll, actor=STAFF)
    (shown,) = paper(held.slips[0].code)
    assert [one.name for one in shown.form.subjects] == ["李某乙"]
