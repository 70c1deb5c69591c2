"""A contest carried on the tables, from the notice to who goes on; figures calculated by hand."""

from datetime import date
from fractions import Fraction

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.selection import contests as made_up
from tests.selection.contests import CLOSED, HELD, OPENS, PLAIN, SECOND_STAFF, contest_rules
from tests.selection.county import DISCIPLINE, LEADER, PARTY_GROUP, STAFF
from tests.selection.snapshots import rows_of
from xuanxian.kernel import clock
from xuanxian.kernel.errors import Refusal
from xuanxian.selection import models, projection, queries, services
from xuanxian.selection.instruments import Contest
from xuanxian.selection.queries.contest import result_of
from xuanxian.selection.services import contest as contests
from xuanxian.selection.services.contest import Applying, Finding, PostNotice
from xuanxian.selection.states import State

pytestmark = pytest.mark.django_db


def carried() -> made_up.Held:
    """Four people, three after the written examination, the second best overall goes on.

    笔试 90 80 70 60 → 1, 2, 3 go on (three a seat). 面试 70 90 80 by three equal judges.
    总成绩: 36+42=78, 32+54=86, 28+48=76: number 2.
    """
    held = made_up.ready(4, seats=(1,))
    made_up.written(held, {1: "90", 2: "80", 3: "70", 4: "60"})
    made_up.interviewed(held, {1: ("70",) * 3, 2: ("90",) * 3, 3: ("80",) * 3})
    with clock.set_to(HELD):
        contests.publish_results(held.contest, "interview", actor=LEADER)
    return held.refresh()


def test_a_contest_of_two_rounds_ends_with_the_best_total() -> None:
    held = carried()
    rows = {one.number: one for one in held.applications}
    assert {number: one.going_on for number, one in rows.items()} == {
        1: False, 2: True, 3: False, 4: False,
    }  # fmt: skip
    assert [rows[number].stands["marks"]["总成绩"] for number in (1, 2, 3)] == ["78", "86", "76"]
    assert rows[2].candidacy.is_target
    assert rows[4].stands["reached"] == "written"


def test_the_gate_lets_pass_who_goes_on_and_bars_the_others() -> None:
    held = carried()
    rows = {one.number: one for one in held.applications}
    with clock.set_to(HELD):
        moved = services.move_stage(rows[2].candidacy, actor=LEADER)
        with pytest.raises(Refusal, match="不在其内"):
            services.move_stage(rows[1].candidacy, actor=LEADER)
    assert moved.stage == "inspection"


def test_those_who_go_on_are_taken_on_together_and_the_held_stay() -> None:
    held = made_up.ready(3, contest_rules(PLAIN), seats=(2,))
    with clock.set_to(HELD):
        with pytest.raises(Refusal, match="最后一轮的成绩还没有公布"):
            contests.take_on(held.contest, actor=LEADER)
        marks = made_up.by_name(held, {1: "90", 2: "80", 3: "70"})
        contests.key_marks(held.contest, "written", "笔试", marks, actor=STAFF)
        contests.publish_results(held.contest, "written", actor=LEADER)
        taken = contests.take_on(held.contest, actor=LEADER)
        with pytest.raises(Refusal, match="没有还要提交的人选"):
            contests.take_on(held.contest, actor=LEADER)
    assert (len(taken.moved), taken.held) == (2, ())
    stages = {one.number: one.candidacy.stage for one in held.applications}
    assert stages == {1: "inspection", 2: "inspection", 3: "contest"}


def test_the_first_of_the_reserve_takes_a_place_that_fell_free() -> None:
    held = made_up.ready(3, contest_rules(PLAIN, reserve="ordered"), seats=(1,))
    with clock.set_to(HELD):
        marks = made_up.by_name(held, {1: "70", 2: "90", 3: "80"})
        contests.key_marks(held.contest, "written", "笔试", marks, actor=STAFF)
        contests.publish_results(held.contest, "written", actor=LEADER)
        third, first, second = held.applications
        assert [one.stands["reserve"] for one in (first, second, third)] == [None, 1, 2]
        with pytest.raises(Refusal, match="没有空出的名额"):
            contests.call_reserve(second, "空缺", actor=STAFF)
        services.withdraw_candidate(first.candidacy, "调离", actor=LEADER)
        with pytest.raises(Refusal, match="应按次序递补"):
            contests.call_reserve(third, "空缺", actor=STAFF)
        contests.end_contest(held.contest, "考察人选已经确定", actor=LEADER)
        contests.call_reserve(second, "第一名退出", actor=STAFF)
        with pytest.raises(Refusal, match="没有空出的名额"):
            contests.call_reserve(third, "再补", actor=STAFF)
        second.candidacy.refresh_from_db()
        moved = services.move_stage(second.candidacy, actor=LEADER)
    assert moved.stage == "inspection"
    before = rows_of(held.round.pk)
    projection.replay(held.round.pk)
    assert rows_of(held.round.pk) == before


def test_the_published_result_is_what_the_pure_instrument_says() -> None:
    held = carried()
    rules = queries.rules_of(held.round)
    instrument = rules.get("contest", Contest)
    result = result_of(held.contest, instrument, rules.parameters, "interview")
    for one in held.applications:
        pure = result.of(one.label)
        assert pure is not None
        assert one.going_on == pure.goes_on
        assert one.stands["place"] == pure.place
        kept = {name: Fraction(mark) for name, mark in one.stands["marks"].items()}
        assert kept == {name: mark for name, mark in pure.marks.items() if mark is not None}


def test_replaying_the_record_gives_the_same_rows() -> None:
    held = carried()
    with clock.set_to(HELD):
        contests.end_contest(held.contest, "没有进入考察", actor=LEADER)
    before = rows_of(held.round.pk)
    projection.replay(held.round.pk)
    assert rows_of(held.round.pk) == before


def test_ending_drops_who_does_not_go_on_and_nobody_else() -> None:
    held = carried()
    with clock.set_to(HELD):
        contests.end_contest(held.contest, "没有进入考察", actor=LEADER)
    states = {one.number: one.candidacy.state for one in held.applications}
    assert states == {1: State.DROPPED, 2: State.ACTIVE, 3: State.DROPPED, 4: State.DROPPED}


def test_applicants_are_judged_in_the_lists_but_not_on_the_board() -> None:
    held = made_up.published()
    made_up.applied(held, [made_up.person(1)])
    assert queries.board(held.round).rows == ()
    (one,) = held.applications
    assert one.candidacy.stage == "contest"
    assert one.candidacy.source == "报名"


# ---- what is refused


def test_a_late_application_is_refused_and_nothing_is_stored() -> None:
    held = made_up.published()
    with clock.set_to(CLOSED), pytest.raises(Refusal, match="报名已经截止"):
        contests.enter_application(
            held.contest, [Applying(made_up.person(1), held.posts[0])], actor=STAFF
        )
    assert not models.Application.objects.exists()


def test_an_application_before_the_first_day_is_refused() -> None:
    held = made_up.published()
    with clock.set_to(date(2026, 3, 3)), pytest.raises(Refusal, match="还没有开始报名"):
        contests.enter_application(
            held.contest,
            [Applying(made_up.person(1), held.posts[0])],
            actor=STAFF,
            on=date(2026, 2, 27),
        )


def test_one_fault_in_a_list_keeps_the_whole_list_out() -> None:
    held = made_up.published()
    first, second = made_up.person(1), made_up.person(2)
    with clock.set_to(date(2026, 3, 3)), pytest.raises(Refusal) as refused:
        contests.enter_application(
            held.contest,
            [
                Applying(first, held.posts[0], row="第2行"),
                Applying(second, held.posts[0], row="第3行"),
                Applying(second, held.posts[0], row="第4行"),
                Applying(first, held.posts[1], row="第5行"),
            ],
            actor=STAFF,
        )
    said = [f"{one.where}：{one.message}" for one in refused.value.problems]
    assert said == [
        f"第4行 {second.name}：这个人已经报了这个职位。",
        f"第5行 {first.name}：每人最多报1个职位，已经报满。",
    ]
    assert not models.Application.objects.exists()


def test_the_policy_says_for_how_many_posts_one_may_apply() -> None:
    held = made_up.published(contest_rules(posts_each=2))
    somebody = made_up.person(1)
    made_up.applied(held, [somebody], post=0)
    made_up.applied(held, [somebody], post=1)
    assert [one.post.title for one in held.applications] == [one.title for one in held.posts]


def test_a_notice_waits_for_the_approval_of_the_motion() -> None:
    held = made_up.published()
    with clock.set_to(OPENS):
        other = services.open_round(
            title="又一批", unit=held.county.unit, actor=STAFF, rules=contest_rules()
        )
        vacancy = services.add_vacancy(other, held.posts[0].vacancy.post, actor=STAFF)
        with pytest.raises(Refusal, match="还没有经组织部领导审批"):
            contests.publish_contest(
                other, "contest", title="竞争上岗", text="公告", posts=[PostNotice(vacancy)],
                opens_on=OPENS, closes_on=CLOSED, actor=STAFF,
            )  # fmt: skip


@pytest.mark.parametrize(
    ("opens", "closes", "said"),
    [
        (date(2026, 2, 27), date(2026, 3, 13), "早于公告当天"),
        (date(2026, 3, 3), date(2026, 3, 2), "早于报名开始"),
        # Five working days from Monday 2 March are over on Friday 6 March.
        (date(2026, 3, 2), date(2026, 3, 5), "报名时间不足5个工作日"),
    ],
)
def test_dates_of_a_notice_that_make_no_sense_are_refused(
    opens: date, closes: date, said: str
) -> None:
    held = made_up.published(contest_rules(open_working_days=5))
    with clock.set_to(OPENS):
        round_ = services.open_round(
            title="又一批", unit=held.county.unit, actor=STAFF,
            rules=contest_rules(open_working_days=5),
        )  # fmt: skip
        vacancy = services.add_vacancy(round_, held.posts[0].vacancy.post, actor=STAFF)
        services.approve_motion(round_, "leader", actor=LEADER)
        with pytest.raises(Refusal, match=said):
            contests.publish_contest(
                round_, "contest", title="竞争上岗", text="公告", posts=[PostNotice(vacancy)],
                opens_on=opens, closes_on=closes, actor=STAFF,
            )  # fmt: skip


def test_applications_are_not_closed_before_their_last_day_is_over() -> None:
    held = made_up.published()
    with clock.set_to(made_up.CLOSES), pytest.raises(Refusal, match="2026-03-13才截止"):
        contests.close_applications(held.contest, actor=STAFF)


def test_lots_are_not_drawn_before_applications_are_closed() -> None:
    held = made_up.published()
    made_up.applied(held, [made_up.person(1)])
    with clock.set_to(CLOSED), pytest.raises(Refusal, match="还没有截止报名"):
        contests.commit_draw(held.contest, "written", "seat", actor=STAFF)


def test_no_mark_before_lots_are_drawn_and_papers_opened() -> None:
    held = made_up.ready(2)
    marks = made_up.by_name(held, {1: "80"})
    with clock.set_to(HELD):
        with pytest.raises(Refusal, match="还没有抽取座位号"):
            contests.key_marks(held.contest, "written", "笔试", marks, actor=STAFF)
        draw = contests.commit_draw(held.contest, "written", "seat", actor=STAFF)
        contests.make_draw(draw, "123", actor=STAFF)
        with pytest.raises(Refusal, match="还没有登记密封的试卷"):
            contests.key_marks(held.contest, "written", "笔试", marks, actor=STAFF)


def test_a_mark_out_of_range_is_refused_with_the_name() -> None:
    held = made_up.ready(2, contest_rules(PLAIN))
    marks = made_up.by_name(held, {1: "80", 2: "101"})
    with clock.set_to(HELD), pytest.raises(Refusal) as refused:
        contests.key_marks(held.contest, "written", "笔试", marks, actor=STAFF)
    (problem,) = refused.value.problems
    assert problem.where == held.applications[1].label
    assert problem.message == "不在0至100分之间。"
    assert not models.Mark.objects.exists()


def test_the_second_keying_is_somebody_elses_and_counts_when_it_agrees() -> None:
    held = made_up.ready(1)
    marks = made_up.by_name(held, {1: "80"})
    with clock.set_to(HELD):
        draw = contests.commit_draw(held.contest, "written", "seat", actor=STAFF)
        contests.make_draw(draw, "123", actor=STAFF)
        made_up.papers_opened(held)
        contests.key_marks(held.contest, "written", "笔试", marks, actor=STAFF)
        with pytest.raises(Refusal, match="两次录入不能是同一个人"):
            contests.key_marks(held.contest, "written", "笔试", marks, actor=STAFF, keying=2)
        other = made_up.by_name(held, {1: "88"})
        contests.key_marks(held.contest, "written", "笔试", other, actor=SECOND_STAFF, keying=2)
        assert held.applications[0].given == {}
        with pytest.raises(Refusal, match="两次录入不一致"):
            contests.sign_marks(held.contest, "written", actor=DISCIPLINE)
        contests.key_marks(held.contest, "written", "笔试", marks, actor=SECOND_STAFF, keying=2)
    assert held.applications[0].given == {"笔试": "80"}


def test_nothing_is_published_before_it_is_signed_and_no_signature_outlives_a_change() -> None:
    rounds = [{**PLAIN[0], "exam": {"signed_by": ["discipline_officer"]}}]
    held = made_up.ready(2, contest_rules(rounds))
    with clock.set_to(HELD):
        marks = made_up.by_name(held, {1: "80", 2: "70"})
        contests.key_marks(held.contest, "written", "笔试", marks, actor=STAFF)
        with pytest.raises(Refusal, match="还没有由纪检监察干部签字"):
            contests.publish_results(held.contest, "written", actor=LEADER)
        contests.sign_marks(held.contest, "written", actor=DISCIPLINE)
        changed = made_up.by_name(held, {2: "90"})
        contests.key_marks(held.contest, "written", "笔试", changed, actor=STAFF)
        with pytest.raises(Refusal, match="签字以后有改动"):
            contests.publish_results(held.contest, "written", actor=LEADER)
        contests.sign_marks(held.contest, "written", actor=DISCIPLINE)
        contests.publish_results(held.contest, "written", actor=LEADER)
        with pytest.raises(Refusal, match="已于2026-03-21公布"):
            contests.key_marks(held.contest, "written", "笔试", changed, actor=STAFF)


def test_a_published_mark_is_corrected_after_an_objection_was_upheld() -> None:
    held = made_up.ready(2, contest_rules(PLAIN, objection_working_days=3))
    with clock.set_to(HELD):
        marks = made_up.by_name(held, {1: "80", 2: "70"})
        contests.key_marks(held.contest, "written", "笔试", marks, actor=STAFF)
        contests.publish_results(held.contest, "written", actor=LEADER)
    second = held.applications[1]
    # Published on Saturday 21 March: three working days are over on Wednesday 25 March.
    with clock.set_to(date(2026, 3, 26)), pytest.raises(Refusal, match="应在2026-03-25前提出"):
        contests.raise_objection(second, "written", "少加了一题的分", actor=STAFF)
    with clock.set_to(date(2026, 3, 25)):
        objection = contests.raise_objection(second, "written", "少加了一题的分", actor=STAFF)
        contests.answer_objection(objection, True, "核卷后少计15分", actor=STAFF)
        corrected = made_up.by_name(held, {2: "85"})
        contests.key_marks(held.contest, "written", "笔试", corrected, actor=STAFF)
        contests.publish_results(held.contest, "written", actor=LEADER)
    assert [one.going_on for one in held.applications] == [False, True]


def test_a_tie_at_the_last_place_is_decided_by_people_with_a_reason() -> None:
    held = made_up.ready(3, contest_rules(PLAIN))
    first, second, third = (str(one.pk) for one in held.applications)
    with clock.set_to(HELD):
        marks = made_up.by_name(held, {1: "80", 2: "80", 3: "70"})
        contests.key_marks(held.contest, "written", "笔试", marks, actor=STAFF)
        with pytest.raises(Refusal, match="由人决定先后"):
            contests.publish_results(held.contest, "written", actor=LEADER)
        with pytest.raises(Refusal, match="去留已由成绩确定"):
            contests.decide_going_on(held.contest, "written", {third: True}, "看平时", actor=STAFF)
        contests.decide_going_on(
            held.contest, "written", {first: False, second: True}, "平时表现更好", actor=STAFF
        )
        contests.publish_results(held.contest, "written", actor=LEADER)
    assert [one.going_on for one in held.applications] == [False, True, False]


def test_who_misses_the_examination_is_out_and_not_waited_for() -> None:
    held = made_up.ready(2, contest_rules(PLAIN))
    with clock.set_to(HELD):
        contests.key_marks(
            held.contest, "written", "笔试", made_up.by_name(held, {1: "50"}), actor=STAFF
        )
        with pytest.raises(Refusal, match="没有参加的请登记缺考"):
            contests.publish_results(held.contest, "written", actor=LEADER)
        contests.record_absence(
            held.contest, "written", "笔试", [held.applications[1]], actor=STAFF
        )
        contests.publish_results(held.contest, "written", actor=LEADER)
    assert [one.going_on for one in held.applications] == [True, False]


def test_refusing_somebody_or_letting_in_against_the_facts_needs_a_reason() -> None:
    held = made_up.published()
    (one,) = made_up.applied(held, [made_up.person(1)])
    with pytest.raises(Refusal, match="不合格的要写明理由"):
        contests.review_applications(held.contest, [Finding(one, qualified=False)], actor=STAFF)
    models.Application.objects.filter(pk=one.pk).update(found="bar")
    with pytest.raises(Refusal, match="与自动核验的结论不同"):
        contests.review_applications(held.contest, [Finding(one, qualified=True)], actor=STAFF)


def test_who_was_refused_does_not_compete() -> None:
    held = made_up.published(contest_rules(PLAIN), seats=(1,))
    first, second = made_up.applied(held, [made_up.person(1), made_up.person(2)])
    with clock.set_to(CLOSED):
        contests.review_applications(
            held.contest,
            [Finding(first, qualified=False, reason="工龄不足"), Finding(second, qualified=True)],
            actor=STAFF,
        )
        contests.close_applications(held.contest, actor=STAFF)
    with clock.set_to(HELD):
        with pytest.raises(Refusal, match="不参加这一轮"):
            contests.key_marks(
                held.contest, "written", "笔试", made_up.by_name(held, {1: "99"}), actor=STAFF
            )
        contests.key_marks(
            held.contest, "written", "笔试", made_up.by_name(held, {2: "60"}), actor=STAFF
        )
        contests.publish_results(held.contest, "written", actor=LEADER)
    assert [one.going_on for one in held.applications] == [False, True]


def test_who_gives_up_is_out_and_his_candidacy_withdrawn() -> None:
    held = made_up.ready(2, contest_rules(PLAIN), seats=(1,))
    first = held.applications[0]
    with clock.set_to(HELD):
        contests.withdraw_application(first, "家中有事", actor=STAFF)
        marks = made_up.by_name(held, {2: "60"})
        contests.key_marks(held.contest, "written", "笔试", marks, actor=STAFF)
        contests.publish_results(held.contest, "written", actor=LEADER)
    states = {one.number: one.candidacy.state for one in held.applications}
    assert states == {1: State.WITHDRAWN, 2: State.ACTIVE}
    assert [one.going_on for one in held.applications] == [False, True]


def test_who_was_dropped_as_a_candidate_does_not_compete() -> None:
    held = made_up.ready(2, contest_rules(PLAIN), seats=(1,))
    first = held.applications[0]
    marks = made_up.by_name(held, {1: "90"})
    with clock.set_to(HELD):
        services.drop_candidate(first.candidacy, "处分", actor=LEADER)
        with pytest.raises(Refusal, match="不参加这一轮"):
            contests.key_marks(held.contest, "written", "笔试", marks, actor=STAFF)
        with pytest.raises(Refusal, match="请在人选页面办理"):
            contests.withdraw_application(first, "处分", actor=STAFF, gives_up=False)


def test_a_post_without_competition_is_merged_and_its_seat_goes_along() -> None:
    held = made_up.published(
        contest_rules(PLAIN, competition={"require": "合格人数 >= 2 * 职数", "below": "merge"})
    )
    made_up.applied(held, [made_up.person(number) for number in range(3)], post=0)
    made_up.applied(held, [made_up.person(9)], post=1)
    made_up.closed(held)
    marks = made_up.by_name(held, {1: "90", 2: "80", 3: "70", 4: "85"})
    with clock.set_to(HELD):
        first, second = held.posts
        contests.settle_contest_post(second, "merged", "只有一人报名", actor=STAFF, into=first)
        contests.key_marks(held.contest, "written", "笔试", marks, actor=STAFF)
        contests.publish_results(held.contest, "written", actor=LEADER)
    # Two seats for four: 90 and 85.
    assert [one.going_on for one in held.applications] == [True, False, False, True]


def test_a_post_short_of_applicants_holds_the_publication_until_people_settled_it() -> None:
    held = made_up.published(
        contest_rules(PLAIN, competition={"require": "合格人数 >= 2", "below": "call_off"})
    )
    made_up.applied(held, [made_up.person(1), made_up.person(2)], post=0)
    made_up.applied(held, [made_up.person(3)], post=1)
    made_up.closed(held)
    marks = made_up.by_name(held, {1: "90", 2: "80", 3: "70"})
    with clock.set_to(HELD):
        contests.key_marks(held.contest, "written", "笔试", marks, actor=STAFF)
        with pytest.raises(Refusal, match="应当取消这一职位的竞争"):
            contests.publish_results(held.contest, "written", actor=LEADER)
        with pytest.raises(Refusal, match="已经开始考试"):
            contests.settle_contest_post(held.posts[1], "called_off", "一人报名", actor=STAFF)


def test_a_role_the_policy_does_not_name_may_not() -> None:
    held = made_up.ready(1, contest_rules(PLAIN))
    with clock.set_to(HELD), pytest.raises(Refusal, match="由组织部工作人员办理"):
        contests.key_marks(
            held.contest, "written", "笔试", made_up.by_name(held, {1: "1"}), actor=PARTY_GROUP
        )


def test_a_large_list_of_marks_takes_as_many_queries_as_a_small_one() -> None:
    held = made_up.ready(12, contest_rules(PLAIN))

    def queries_for(marks: dict[str, str]) -> int:
        with clock.set_to(HELD), CaptureQueriesContext(connection) as found:
            contests.key_marks(held.contest, "written", "笔试", marks, actor=STAFF)
        return len(found)

    queries_for(made_up.by_name(held, {1: "50"}))
    few = queries_for(made_up.by_name(held, {2: "60", 3: "60"}))
    many = queries_for(made_up.by_name(held, dict.fromkeys(range(4, 13), "70")))
    assert many == few
