"""Tellers at screens of their own: who may act, and what opens a box and what does not."""

from datetime import date

import pytest

from tests.ballots.ceremony import NAMED, Ceremony
from tests.ballots.conftest import (
    CHEAP,
    LI,
    PASSPHRASES,
    STAFF,
    WANG,
    instrument,
)
from xuanxian.ballots import services
from xuanxian.ballots.answers import Answers
from xuanxian.ballots.models import OpenedBallot, Poll, TellerSeat
from xuanxian.ballots.services import Electorate, NamedTeller
from xuanxian.ballots.services.handing_in import forget_handed_in
from xuanxian.kernel.errors import Refusal
from xuanxian.record.models import Entry

pytestmark = pytest.mark.django_db


def kinds(stream: str) -> list[str]:
    return list(
        Entry.objects.filter(stream=stream).order_by("number").values_list("kind", flat=True)
    )


def test_the_box_key_comes_into_being_when_the_last_of_three_has_come() -> None:
    ceremony = Ceremony()
    for place in (1, 0):
        ceremony.make(place)
        assert ceremony.box.public_half is None
        assert not any(seat.shares for seat in ceremony.box.seats)
    ceremony.make(2)
    assert ceremony.box.public_half is not None
    assert ceremony.box.keeping == "separate"
    assert kinds(f"poll:{ceremony.poll.pk}")[1:] == [
        "poll.tellers_named",
        *["poll.teller_key_made"] * 3,
        "poll.key_made",
    ]


def test_three_hand_in_one_by_one_to_try_the_empty_box() -> None:
    ceremony = Ceremony()
    for place in (0, 1, 2):
        ceremony.make(place)
    assert ceremony.hand_in(services.hand_in_to_try, 1).tellers == ("乙某",)
    assert ceremony.hand_in(services.hand_in_to_try, 1).tellers == ("乙某",)
    assert not ceremony.hand_in(services.hand_in_to_try, 0).done
    assert services.handed_in(ceremony.box) == ("甲某", "乙某")
    assert ceremony.hand_in(services.hand_in_to_try, 2).done
    assert Poll.objects.get(pk=ceremony.poll.pk).box_tested
    assert services.handed_in(ceremony.box) == ()


@pytest.mark.parametrize("order", [(0, 1), (1, 0), (0, 2), (2, 0), (1, 2), (2, 1)])
def test_any_two_in_either_order_open_the_box_and_none_alone(order: tuple[int, int]) -> None:
    ceremony = Ceremony()
    ceremony.vote(6)
    ceremony.close()
    first = ceremony.hand_in(services.hand_in_to_open, order[0])
    again = ceremony.hand_in(services.hand_in_to_open, order[0])
    assert not first.done
    assert not again.done
    assert not OpenedBallot.objects.exists()
    assert ceremony.hand_in(services.hand_in_to_open, order[1]).done
    poll = Poll.objects.get(pk=ceremony.poll.pk)
    assert poll.state == Poll.State.OPENED
    assert poll.tally_result is not None
    assert poll.tally_result.of("wang").counts["同意"] == 6
    assert not any(seat.shares for seat in ceremony.box.seats)


def test_what_waits_for_the_second_teller_is_forgotten_after_the_time_set(
    settings: object,
) -> None:
    ceremony = Ceremony()
    ceremony.vote(6)
    ceremony.close()
    ceremony.hand_in(services.hand_in_to_open, 0)
    settings.XUANXIAN_TELLER_MINUTES = 0  # type: ignore[attr-defined]
    ceremony.hand_in(services.hand_in_to_open, 0)
    assert services.handed_in(ceremony.box) == ()
    assert not ceremony.hand_in(services.hand_in_to_open, 1).done
    assert not OpenedBallot.objects.exists()


def test_a_restart_in_between_lets_the_tellers_begin_anew() -> None:
    ceremony = Ceremony()
    ceremony.vote(6)
    ceremony.close()
    ceremony.hand_in(services.hand_in_to_open, 0)
    forget_handed_in(ceremony.box)  # what a new process knows
    assert not ceremony.hand_in(services.hand_in_to_open, 1).done
    assert ceremony.hand_in(services.hand_in_to_open, 0).done


def test_the_organiser_and_one_account_twice_cannot_be_tellers() -> None:
    ceremony = Ceremony()
    organiser = NamedTeller("王某某", STAFF.account)
    with pytest.raises(Refusal, match="不能兼任计票人"):
        services.name_tellers(ceremony.box, [*NAMED[:2], organiser], actor=STAFF)
    twice = [NamedTeller("甲某", "11"), NamedTeller("乙某", "11"), NamedTeller("丙某")]
    with pytest.raises(Refusal, match="同一账号"):
        services.name_tellers(ceremony.box, twice, actor=STAFF)
    allowed = Ceremony(box={"organiser_may_tell": True})
    services.name_tellers(allowed.box, [*NAMED[:2], organiser], actor=STAFF)
    assert [seat.name for seat in allowed.box.seats] == ["甲某", "乙某", "王某某"]


def test_nobody_makes_a_key_on_the_seat_of_another() -> None:
    ceremony = Ceremony()
    first, _, third = ceremony.box.seats
    for account in ("", "12", STAFF.account):
        with pytest.raises(Refusal, match="本人登录"):
            services.make_teller_key(first, PASSPHRASES[0], account=account, cost=CHEAP)
    code = ceremony.invitation.code
    with pytest.raises(Refusal, match="另一名计票人"):
        services.make_teller_key(third, PASSPHRASES[2], account="11", code=code, cost=CHEAP)
    with pytest.raises(Refusal, match="不能兼任"):
        services.make_teller_key(
            third, PASSPHRASES[2], account=STAFF.account, code=code, cost=CHEAP
        )
    with pytest.raises(Refusal, match="密码条"):
        services.make_teller_key(third, PASSPHRASES[2], code="0" * 26, cost=CHEAP)
    assert not TellerSeat.objects.exclude(public_half=None).exists()


def test_a_code_on_paper_serves_once() -> None:
    ceremony = Ceremony()
    code = ceremony.invitation.code
    assert services.seat_with_code(code.lower()) == ceremony.box.seats[2]
    ceremony.make(2)
    assert services.seat_with_code(code) is None
    with pytest.raises(Refusal, match="已经用过"):
        ceremony.make(2)
    seat = ceremony.box.seats[2]
    ceremony.invitation = services.renew_code(seat, actor=STAFF)
    assert ceremony.make(2).token != ""


def test_a_new_key_of_one_teller_makes_the_old_file_useless_and_the_box_untried() -> None:
    ceremony = Ceremony()
    for place in (0, 1, 2):
        ceremony.make(place)
    for place in (0, 1, 2):
        ceremony.hand_in(services.hand_in_to_try, place)
    old, before = ceremony.files[0], ceremony.box.public_half
    ceremony.make(0)
    assert ceremony.box.public_half not in {None, before}
    assert not Poll.objects.get(pk=ceremony.poll.pk).box_tested
    with pytest.raises(Refusal, match="最后一次"):
        services.hand_in_to_try(ceremony.box, old, PASSPHRASES[0], account="11")
    for place in (2, 1, 0):
        done = ceremony.hand_in(services.hand_in_to_try, place).done
    assert done


def test_a_wrong_passphrase_is_refused_at_once_and_guessing_is_stopped() -> None:
    ceremony = Ceremony()
    ceremony.vote(6)
    ceremony.close()
    file = ceremony.files[0]
    for _ in range(5):  # AXES_FAILURE_LIMIT
        with pytest.raises(Refusal, match="口令不对"):
            services.hand_in_to_open(ceremony.box, file, "猜一个口令试试", account="11")
    with pytest.raises(Refusal, match="次数太多"):
        ceremony.hand_in(services.hand_in_to_open, 0)
    # The other two are not held up.
    ceremony.hand_in(services.hand_in_to_open, 1)
    assert ceremony.hand_in(services.hand_in_to_open, 2).done


def test_nothing_of_a_key_in_memory_or_store_is_a_private_half() -> None:
    """A dump taken while one teller waits, with every passphrase known, opens nothing.

    What is missing are the salts, 128 random bits each, which only the key files hold.
    """
    from django.db import connection

    ceremony = Ceremony()
    ceremony.vote(6)
    ceremony.close()
    ceremony.hand_in(services.hand_in_to_open, 0)
    dump = ""
    for table in connection.introspection.table_names():
        with connection.cursor() as cursor:
            cursor.execute(f'SELECT * FROM "{table}"')
            dump += repr(cursor.fetchall())
    for file in ceremony.files.values():
        assert file.salt not in dump
        assert file.token not in dump
    for passphrase in PASSPHRASES:
        assert passphrase not in dump


def test_one_meeting_is_opened_by_two_tellers_once_for_all_its_closed_polls() -> None:
    meeting = services.prepare_meeting(
        title="区委全会", classes=[Electorate("委员", 6)], held_on=date(2026, 11, 20), actor=STAFF
    )
    polls = [
        services.prepare_poll(
            instrument=instrument(id=f"vote_{place}"),
            parameters={"smallest": 5},
            title=f"第{place + 1}项",
            subjects=[WANG, LI],
            electorates=(),
            case="",
            actor=STAFF,
            meeting=meeting,
        )
        for place in (0, 1)
    ]
    box = services.box_of(polls[0])
    assert box.id == meeting.pk
    codes = {
        each.name: each.code
        for each in services.name_tellers(
            box, [NamedTeller(name) for name in ("甲某", "乙某", "丙某")], actor=STAFF
        )
    }
    files = [
        services.make_teller_key(seat, PASSPHRASES[seat.place], code=codes[seat.name], cost=CHEAP)
        for seat in box.seats
    ]
    for file in files:
        services.hand_in_to_try(box, file, PASSPHRASES[file.place])
    slips = services.issue_slips(meeting, {"委员": 6}, actor=STAFF)
    services.record_presence(meeting, {"委员": 6}, actor=STAFF)
    for poll, number in zip(polls, (6, 3), strict=True):
        services.open_poll(poll, actor=STAFF)
        for slip in slips[:number]:
            services.cast(slip.code, Answers(marks={"wang": "同意", "li": "同意"}), poll.pk)
        services.close_poll(poll, actor=STAFF)
    services.hand_in_to_open(box, files[0], PASSPHRASES[0])
    done = services.hand_in_to_open(box, files[2], PASSPHRASES[2])
    # Three ballots are fewer than five and stay sealed; the other box is opened all the same.
    assert [problem.where for problem in done.refused] == ["第2项"]
    assert [Poll.objects.get(pk=poll.pk).state for poll in polls] == ["opened", "closed"]


def test_a_box_that_the_server_keeps_is_opened_without_tellers_and_says_so() -> None:
    poll = services.prepare_poll(
        instrument=instrument(box={"kept_by": "server"}),
        parameters={"smallest": 5},
        title="支部民主测评",
        subjects=[WANG, LI],
        electorates=[Electorate("委员", 6)],
        case="",
        actor=STAFF,
    )
    box = services.box_of(poll)
    with pytest.raises(Refusal, match="由服务器保管"):
        services.name_tellers(box, NAMED, actor=STAFF)
    services.make_key_on_server(box, actor=STAFF)
    slips = services.issue_slips(poll, {"委员": 6}, actor=STAFF)
    services.record_presence(poll, {"委员": 6}, actor=STAFF)
    services.open_poll(poll, actor=STAFF)
    for slip in slips:
        services.cast(slip.code, Answers(marks={"wang": "反对", "li": "同意"}))
    services.close_poll(poll, actor=STAFF)
    poll.refresh_from_db()
    assert poll.box_keeping == Poll.BoxKeeping.SERVER
    assert services.open_box(poll, actor=STAFF).of("wang").counts["反对"] == 6


def test_a_box_is_kept_by_the_server_only_where_the_rules_say_so() -> None:
    with pytest.raises(Refusal, match="三名计票人"):
        services.make_key_on_server(Ceremony().box, actor=STAFF)


def test_no_key_of_a_box_is_made_anew_once_voting_is_open() -> None:
    ceremony = Ceremony()
    ceremony.vote(0)
    for act in (
        lambda: ceremony.make(0),
        lambda: services.name_tellers(ceremony.box, NAMED, actor=STAFF),
        lambda: services.renew_code(ceremony.box.seats[2], actor=STAFF),
        lambda: ceremony.hand_in(services.hand_in_to_try, 0),
        lambda: ceremony.hand_in(services.hand_in_to_open, 0),
    ):
        with pytest.raises(Refusal, match="只能在"):
            act()
