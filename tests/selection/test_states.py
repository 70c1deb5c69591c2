"""The states of a candidacy: the table of moves, and that no verb goes around it."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from tests.selection import whole_case
from tests.selection.county import COMMITTEE, LEADER, MEMBER, STAFF, everybody, vote
from tests.selection.snapshots import refused, rows_of
from tests.selection.test_board import signed_in
from tests.selection.whole_case import CONFIRMED, DECIDED, NOTICE_OVER, OPENED, Case
from xuanxian.access.models import Role
from xuanxian.kernel import clock
from xuanxian.kernel.errors import Refusal
from xuanxian.selection import models, projection, queries, services
from xuanxian.selection.services import AgendaItem
from xuanxian.selection.states import (
    AT_WORK,
    ENDED,
    STOPPED,
    TRANSITIONS,
    ImpossibleMoveError,
    Move,
    State,
    after,
    allows,
    moves_of,
    permits,
    sources,
    state_of,
)

UNTIL = OPENED + timedelta(days=30)


@pytest.mark.parametrize("move", Move)
@pytest.mark.parametrize("state", State)
def test_a_move_leads_where_the_table_says_or_cannot_be_made(state: State, move: Move) -> None:
    if state in TRANSITIONS[move]:
        assert allows(state, move)
        assert after(state, move) is TRANSITIONS[move][state]
    else:
        assert not allows(state, move)
        with pytest.raises(ImpossibleMoveError):
            after(state, move)


def test_the_table_says_what_the_field_says() -> None:
    """By hand: what ends has no way on but a rejection that is discussed again."""
    assert {state for state in ENDED if any(allows(state, move) for move in Move)} == {
        State.REJECTED
    }
    assert [move for move in Move if allows(State.REJECTED, move)] == [Move.CONVENE]
    # Nobody is appointed from a hold, a bar, a deferral or a rejection.
    assert sources(Move.APPOINT) == {State.ACTIVE}
    # Only a probation is confirmed or ends in the return to the former level.
    assert sources(Move.CONFIRM, Move.RETURN) == {State.ON_PROBATION}
    # Who was appointed neither withdraws nor is dropped: that is a removal or void.
    assert not {State.APPOINTED, State.ON_PROBATION, State.CONFIRMED} & sources(
        Move.DROP, Move.WITHDRAW
    )
    assert AT_WORK.isdisjoint(STOPPED | ENDED)


def test_every_state_is_reached_from_a_proposal() -> None:
    reached, ahead = {State.ACTIVE}, [State.ACTIVE]
    while ahead:
        here = ahead.pop()
        for move in Move:
            if allows(here, move) and after(here, move) not in reached:
                reached.add(after(here, move))
                ahead.append(after(here, move))
    assert reached == set(State)


@given(st.lists(st.sampled_from(Move), max_size=12))
def test_appointed_comes_before_confirmed_on_every_way(moves: list[Move]) -> None:
    try:
        state = state_of(moves)
    except ImpossibleMoveError:
        return
    if state in {State.APPOINTED, State.ON_PROBATION, State.CONFIRMED, State.RETURNED}:
        assert Move.APPOINT in moves


@given(st.sampled_from(State), st.booleans(), st.booleans())
def test_what_has_ended_takes_nothing_in(state: State, ended: bool, receiving: bool) -> None:
    if ended:
        assert not permits(state, ended=True, receiving=receiving)
    assert permits(state, ended=False) == (state in AT_WORK)


# What follows drives the services.

Attempt = Callable[[Case], object]

ATTEMPTS: dict[str, Attempt] = {
    "move_stage": lambda case: services.move_stage(case.candidacy, actor=LEADER),
    "send_back": lambda case: services.send_back(
        case.candidacy, "motion", "补充材料", actor=LEADER
    ),
    "hold_candidate": lambda case: services.hold_candidate(
        case.candidacy, "反映正在核实", owner="组织员甲", condition="查清", until=UNTIL,
        actor=LEADER,
    ),
    "resume_candidate": lambda case: services.resume_candidate(
        case.candidacy, "已经查清", actor=LEADER
    ),
    "bar_candidate": lambda case: services.bar_candidate(
        case.candidacy, "正在审计", event="审计结束", actor=LEADER
    ),
    "withdraw_candidate": lambda case: services.withdraw_candidate(
        case.candidacy, "本人意愿", actor=STAFF
    ),
    "drop_candidate": lambda case: services.drop_candidate(
        case.candidacy, "不再考虑", actor=LEADER
    ),
    "void_candidate": lambda case: services.void_candidate(
        case.candidacy, "推荐结果过期", actor=LEADER
    ),
    "convene": lambda case: services.convene(
        [AgendaItem(case.candidacy)], members=COMMITTEE, present=COMMITTEE, chief=COMMITTEE[0],
        actor=STAFF,
    ),
    "appoint": lambda case: services.appoint(
        case.candidacy, document_number="某号", effective_on=OPENED, actor=LEADER
    ),
    "assess_probation": lambda case: services.assess_probation(
        case.candidacy, "competent", "胜任", actor=STAFF
    ),
    "return_candidate": lambda case: services.return_candidate(
        case.candidacy, "不胜任", rank="1A50", document_number="某号", actor=LEADER
    ),
}  # fmt: skip


def put(case: Case, state: State) -> None:
    """As if the case had come to `state`; where it stands plays no part in what is refused."""
    models.Candidacy.objects.filter(pk=case.candidacy.pk).update(
        state=state, ended_on=OPENED if state in ENDED else None
    )
    case.refresh()


@pytest.mark.django_db
def test_no_verb_makes_a_move_that_the_table_does_not_have() -> None:
    """Every verb in every state: where the table has no move for it, it is refused."""
    case = whole_case.opened()
    assert {move.verb for move in Move} - {"record_decision"} == set(ATTEMPTS)
    with clock.set_to(OPENED):
        for state in State:
            put(case, state)
            before = rows_of(case.round.pk)
            for verb, attempt in ATTEMPTS.items():
                if any(allows(state, move) for move in moves_of(verb)):
                    continue
                with pytest.raises(Refusal, match="陈某甲"):
                    attempt(case)
            assert rows_of(case.round.pk) == before


@pytest.mark.django_db
def test_no_page_makes_a_move_that_the_table_does_not_have_nor_offers_it() -> None:
    case = whole_case.opened()
    leader = signed_in(Role.ORGANISATION_LEADER)
    form = {
        "reason": "某理由", "owner": "甲", "condition": "查清", "until": UNTIL.isoformat(),
        "event": "审计结束", "to": "motion", "rank": "1A50", "document_number": "某号",
        "on": OPENED.isoformat(), "effective_on": OPENED.isoformat(), "remark": "某意见",
    }  # fmt: skip
    verbs = {move.verb for move in Move} - {"record_decision", "convene", "assess_probation"}
    with clock.set_to(OPENED):
        for state in (State.ACTIVE, State.HELD, State.DROPPED, State.APPOINTED, State.CONFIRMED):
            put(case, state)
            page = leader.get(f"/selection/person/{case.candidacy.pk}/").content.decode()
            before = rows_of(case.round.pk)
            for verb in sorted(verbs):
                if any(allows(state, move) for move in moves_of(verb)):
                    continue
                address = f"/selection/do/candidacy/{case.candidacy.pk}/{verb}/"
                assert address not in page
                # A form that fails its own checks answers 200, what the service refuses 422.
                assert leader.post(address, form).status_code in {200, 403, 422}
            assert rows_of(case.round.pk) == before


@pytest.mark.django_db
@pytest.mark.parametrize("state", [State.ACTIVE, State.HELD, State.BARRED, State.DEFERRED])
def test_what_the_table_has_is_done_and_told(state: State) -> None:
    case = whole_case.opened()
    first = {
        State.HELD: "hold_candidate", State.BARRED: "bar_candidate",
    }.get(state)  # fmt: skip
    for move in (Move.HOLD, Move.RESUME, Move.BAR, Move.WITHDRAW, Move.DROP, Move.VOID):
        if not allows(state, move):
            continue
        put(case, State.ACTIVE)
        with clock.set_to(OPENED):
            if first:
                ATTEMPTS[first](case)
            else:
                put(case, state)
            case.refresh()
            ATTEMPTS[move.verb](case)
        case.refresh()
        assert case.candidacy.state == after(state, move)
        change = case.candidacy.state_changes.last()
        assert (change.move, change.before, change.state) == (move, state, after(state, move))
        assert (case.candidacy.ended_on is not None) == (after(state, move) in ENDED)


@pytest.mark.django_db
def test_a_hold_says_who_looks_after_it_and_stops_the_work_but_not_what_arrives() -> None:
    case = whole_case.clearing()
    with clock.set_to(whole_case.CLEARED):
        (letter,) = services.send_letter([case.candidacy], "archive", actor=STAFF)
        with refused(case, "没有填写"):
            services.hold_candidate(
                case.candidacy, "核实", owner=" ", condition="查清", until=UNTIL, actor=LEADER
            )
        with refused(case, "已经过去"):
            services.hold_candidate(
                case.candidacy, "核实", owner="甲", condition="查清", until=OPENED, actor=LEADER
            )
        with refused(case, "由组织部领导办理"):
            services.hold_candidate(
                case.candidacy, "核实", owner="甲", condition="查清", until=UNTIL, actor=STAFF
            )
        services.hold_candidate(
            case.candidacy, "反映正在核实", owner="甲", condition="查清", until=UNTIL, actor=LEADER
        )
        with refused(case, "已经暂缓"):
            services.send_letter([case.candidacy], "discipline", actor=STAFF)
        services.record_reply(letter, "favourable", sealed=True, actor=STAFF)
        step = queries.next_step(models.Candidacy.objects.get(pk=case.candidacy.pk))
        assert step is not None
        assert (step.verb, step.due, step.rule) == ("resume_candidate", UNTIL, "暂缓的复查日期")
        assert step.roles == ("organisation_leader",)
        services.resume_candidate(case.candidacy, "已经查清，反映不实", actor=LEADER)
        services.send_letter([case.candidacy], "discipline", actor=STAFF)


@pytest.mark.django_db
def test_a_bar_is_not_lifted_before_its_day_is_over_nor_without_day_or_event() -> None:
    case = whole_case.opened()
    with clock.set_to(OPENED):
        with refused(case, "没有写明到哪一天"):
            services.bar_candidate(case.candidacy, "处分影响期", actor=LEADER)
        services.bar_candidate(case.candidacy, "处分影响期", until=UNTIL, actor=LEADER)
    with clock.set_to(UNTIL), refused(case, "不得恢复"):
        services.resume_candidate(case.candidacy, "期满", actor=LEADER)
    with clock.set_to(UNTIL + timedelta(days=1)):
        back = services.resume_candidate(case.candidacy, "影响期已满", actor=LEADER)
    assert (back.state, back.state_until) == (State.ACTIVE, None)


@pytest.mark.django_db
def test_a_deferral_and_a_rejection_are_states_and_the_policy_says_what_may_return() -> None:
    case = whole_case.deliberating()

    def sit(consents: int = 0) -> models.SittingItem:
        return services.convene(
            [AgendaItem(case.candidacy, consents_to_reconsider=consents)],
            members=COMMITTEE, present=COMMITTEE, chief=COMMITTEE[0], actor=STAFF,
        ).items.get()  # fmt: skip

    with clock.set_to(DECIDED):
        services.record_decision(sit(), "deferred", remark="意见分歧较大", actor=MEMBER)
        case.refresh()
        assert case.candidacy.state == State.DEFERRED
        with refused(case, "已经缓议"):
            services.move_stage(case.candidacy, actor=LEADER)
        item = sit()
        case.refresh()
        assert case.candidacy.state == State.ACTIVE
        poll = services.prepare_decision_poll([item], actor=STAFF)
        vote(poll, everybody([case.candidacy.pk], "不同意"), {"委员": 9})
        services.record_decision(item, "rejected", remark="未过半数", actor=MEMBER)
        case.refresh()
        assert (case.candidacy.state, case.candidacy.ended_on) == (State.REJECTED, DECIDED)
        # The national rule: taking a decision again needs more than half of those due, five of 9.
        with refused(case, "不符合复议条件"):
            sit(consents=4)
        sit(consents=5)
        case.refresh()
        assert (case.candidacy.state, case.candidacy.ended_on) == (State.ACTIVE, None)


@pytest.mark.django_db
def test_an_irregular_appointment_is_void_and_its_holding_ends() -> None:
    case = whole_case.on_probation()
    with clock.set_to(NOTICE_OVER + timedelta(days=30)):
        with refused(case, "免职文号"):
            services.void_candidate(case.candidacy, "没有公示", actor=LEADER)
        services.void_candidate(
            case.candidacy, "没有按规定备案", citation="第三条", document_number="某免〔2026〕1号",
            actor=LEADER,
        )  # fmt: skip
    case.refresh()
    assert case.candidacy.state == State.VOID
    holding = case.county.people[0].post_holdings.get(post=case.county.post)
    assert holding.held_until is not None
    assert "没有按规定备案" in holding.reason


@pytest.mark.django_db
def test_who_is_returned_goes_below_the_post_tried_and_may_take_the_former_one() -> None:
    case = whole_case.on_probation()
    day = NOTICE_OVER + timedelta(days=60)
    with clock.set_to(day):
        with refused(case, "不低于试任的乡科级副职"):
            services.return_candidate(
                case.candidacy, "不胜任", rank="1A42", document_number="某号", actor=LEADER
            )
        services.return_candidate(
            case.candidacy, "不胜任", rank="1A50", document_number="某免〔2026〕2号",
            post=case.county.former_post, actor=LEADER,
        )  # fmt: skip
    case.refresh()
    person = case.county.people[0]
    person.refresh_from_db()
    assert (case.candidacy.state, case.candidacy.ended_on) == (State.RETURNED, day)
    assert person.current_post == "某镇财政所所长"
    assert person.rank == "1A50"
    assert "科员" in case.candidacy.state_changes.last().placed_in


@pytest.mark.django_db
def test_a_case_passes_appointed_probation_and_confirmed_and_may_still_be_void() -> None:
    case = whole_case.on_probation()
    with clock.set_to(CONFIRMED):
        services.assess_probation(case.candidacy, "competent", "胜任", actor=STAFF)
        services.move_stage(case.candidacy, actor=LEADER)
    case.refresh()
    changes = [(one.move, one.state) for one in case.candidacy.state_changes.all()]
    assert changes == [
        ("appoint", "appointed"),
        ("begin_probation", "on_probation"),
        ("confirm", "confirmed"),
        ("complete", "confirmed"),
    ]
    assert case.candidacy.ended_on == CONFIRMED
    with clock.set_to(CONFIRMED):
        with refused(case, "已经办结"):
            services.judge_candidate(case.candidacy, actor=STAFF)
        with refused(case, "已经办结"):
            services.move_stage(case.candidacy, actor=LEADER)
        services.close_round(case.round, actor=LEADER)
        # What comes to light later can still be declared void, and nothing else is done.
        with refused(case, "已于2027-04-09办结"):
            services.judge_candidate(case.candidacy, actor=STAFF)
        services.void_candidate(
            case.candidacy, "查实档案造假", document_number="某号", actor=LEADER
        )
    assert models.Candidacy.objects.get(pk=case.candidacy.pk).state == State.VOID


@pytest.mark.django_db
def test_who_is_barred_is_no_candidate_of_the_post_any_more() -> None:
    case = whole_case.opened()
    with clock.set_to(OPENED):
        before = queries.case_facts(case.other).motion.candidates
        services.bar_candidate(case.candidacy, "正在审计", event="审计结束", actor=LEADER)
        assert queries.case_facts(case.other).motion.candidates == before - 1


class TestRandomVerbs(TestCase):
    @settings(max_examples=8, suppress_health_check=[HealthCheck.too_slow])
    @given(
        st.lists(
            st.sampled_from(sorted(set(ATTEMPTS) - {"convene", "appoint"})), min_size=3, max_size=9
        )
    )
    def test_tables_and_record_agree_after_any_verbs(self, verbs: list[str]) -> None:
        """Whatever is tried: the state is the one the moves made lead to, and replay gives it."""
        case = whole_case.opened()
        made: list[Move] = []
        day = OPENED
        for verb in verbs:
            day += timedelta(days=1)
            before = State(case.candidacy.state)
            with clock.set_to(date(day.year, day.month, day.day)):
                try:
                    ATTEMPTS[verb](case)
                except Refusal:
                    pass
                else:
                    made += [move for move in moves_of(verb) if allows(before, move)][:1]
            case.refresh()
        assert state_of(made) == case.candidacy.state
        rows = rows_of(case.round.pk)
        projection.replay(case.round.pk)
        assert rows_of(case.round.pk) == rows
