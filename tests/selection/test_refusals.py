"""What the verbs refuse; a refusal leaves the record and every table as they were."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from tests.selection import whole_case
from tests.selection.county import (
    COMMITTEE,
    DISCIPLINE,
    ENTRY,
    INSPECTOR,
    LEADER,
    MEMBER,
    STAFF,
    dossier,
    everybody,
    national_rules,
    vote,
)
from tests.selection.snapshots import refused, rows_of
from tests.selection.whole_case import PLAN
from xuanxian.kernel import clock
from xuanxian.kernel.partial_date import PartialDate
from xuanxian.policy.outcome import Verdict
from xuanxian.registry import services as registry
from xuanxian.registry.dossier import RelativeEntry, RewardSanctionEntry
from xuanxian.registry.models import Person
from xuanxian.selection import models, projection, queries, services
from xuanxian.selection.instruments import Procedure
from xuanxian.selection.instruments.file_review import ItemFinding
from xuanxian.selection.rules import Rules
from xuanxian.selection.services import AgendaItem, Inspector

pytestmark = pytest.mark.django_db


def sanctioned(person: Person) -> None:
    """Put a sanction in force into the person's file."""
    from xuanxian.registry.queries import read_dossier

    before = read_dossier(person)
    sanction = RewardSanctionEntry(
        nature="sanction",
        name="党内警告",
        code="0101",
        approved_on=PartialDate.parse("2026.03.01"),
        influence_until=PartialDate.parse("2027.02.28"),
    )
    registry.correct_dossier(
        person,
        before.model_copy(update={"rewards_sanctions": (sanction,)}),
        actor=ENTRY,
        reason="受到处分",
        source="处分决定",
    )


def test_only_the_roles_the_policy_names_do_a_thing() -> None:
    case = whole_case.opened()
    with clock.set_to(whole_case.OPENED):
        with refused(case, "由组织部工作人员办理"):
            services.write_plan(case.round, PLAN, actor=LEADER)
        services.write_plan(case.round, PLAN, actor=STAFF)
        with refused(case, "由组织部领导办理"):
            services.approve_motion(case.round, "leader", actor=STAFF)
        services.approve_motion(case.round, "leader", actor=LEADER)
        with refused(case, "由组织部领导办理"):
            services.move_stage(case.candidacy, actor=STAFF)


def test_a_plan_unfinished_is_not_approved_and_one_approved_is_not_changed() -> None:
    case = whole_case.opened()
    with clock.set_to(whole_case.OPENED):
        services.write_plan(case.round, {"post": "副局长"}, actor=STAFF)
        with refused(case, "没有写明条件"):
            services.approve_motion(case.round, "leader", actor=LEADER)
        with refused(case, "制度没有这些要素"):
            services.write_plan(case.round, {"weather": "晴"}, actor=STAFF)
        services.write_plan(case.round, PLAN, actor=STAFF)
        services.approve_motion(case.round, "leader", actor=LEADER)
        with refused(case, "已经审批"):
            services.write_plan(case.round, {"post": "局长"}, actor=STAFF)
        with refused(case, "已经同意"):
            services.approve_motion(case.round, "leader", actor=LEADER)


def test_a_vacancy_over_quota_holds_its_people_until_the_leader_releases_it() -> None:
    case = whole_case.opened(approved=0)
    with clock.set_to(whole_case.OPENED):
        services.write_plan(case.round, PLAN, actor=STAFF)
        services.approve_motion(case.round, "leader", actor=LEADER)
        with refused(case, "超配1名"):
            services.move_stage(case.candidacy, actor=LEADER)
        rule = "motion.establishment.乡科级副职"
        with refused(case, "由组织部领导办理"):
            services.release_hold(case.candidacy, rule, "本周内调出一名", actor=STAFF)
        with refused(case, "没有填写"):
            services.release_hold(case.candidacy, rule, "  ", actor=LEADER)
        services.release_hold(case.candidacy, rule, "本周内调出一名", actor=LEADER)
        moved = services.move_stage(case.candidacy, actor=LEADER)
    assert moved.stage == "nomination"
    passage = moved.passages.get()
    assert passage.outcome["verdict"] == "flag"


def test_the_same_person_is_not_proposed_twice() -> None:
    case = whole_case.opened()
    with clock.set_to(whole_case.OPENED):
        with refused(case, "已是"):
            services.propose_candidate(
                case.vacancy, case.county.people[0], actor=STAFF, reason="再提"
            )
        with refused(case, "制度没有问"):
            services.judge_candidate(case.candidacy, actor=STAFF, stated={"星座": "好"})


def test_a_sanction_that_came_since_stops_a_person_at_the_next_gate() -> None:
    case = whole_case.opened()
    with clock.set_to(whole_case.OPENED):
        services.write_plan(case.round, PLAN, actor=STAFF)
        services.approve_motion(case.round, "leader", actor=LEADER)
    sanctioned(case.county.people[0])
    with clock.set_to(whole_case.NOMINATED), refused(case, "处分影响期"):
        services.move_stage(case.candidacy, actor=LEADER)


def overridable_by(roles: list[str]) -> Rules:
    """The national rules, but the exclusions may be overridden by `roles` in the motion."""
    data = national_rules().dump()
    for instrument in data["instruments"]:
        if instrument["id"] == "procedure":
            for gate in instrument["stages"][0]["gates"]:
                if gate["check"] == "exclusion":
                    gate["override"] = roles
    return Rules.load(data)


def test_a_bar_that_nobody_may_override_stays() -> None:
    case = whole_case.opened(overridable_by([]))
    sanctioned(case.county.people[0])
    with clock.set_to(whole_case.OPENED):
        services.judge_candidate(case.candidacy, actor=STAFF)
        with refused(case, "不允许任何角色"):
            services.override_verdict(case.candidacy, "exclusion.sanction", "急需", actor=LEADER)
        with refused(case, "没有这一条“暂缓”"):
            services.release_hold(case.candidacy, "exclusion.sanction", "急需", actor=LEADER)


def test_a_bar_is_overridden_only_by_the_role_the_policy_names() -> None:
    case = whole_case.opened(overridable_by(["committee_member"]))
    sanctioned(case.county.people[0])
    with clock.set_to(whole_case.OPENED):
        services.judge_candidate(case.candidacy, actor=STAFF)
        with refused(case, "由常委会委员办理"):
            services.override_verdict(case.candidacy, "exclusion.sanction", "急需", actor=LEADER)
        services.override_verdict(
            case.candidacy, "exclusion.sanction", "已报上级批准", actor=MEMBER
        )
    gate = queries.gate(case.candidacy, as_of=whole_case.OPENED)
    (flagged,) = [one for one in gate.reasons if one.rule == "exclusion.sanction"]
    assert flagged.verdict is Verdict.FLAG
    assert "已报上级批准" in flagged.explanation


def test_nomination_refuses_what_is_out_of_order() -> None:
    case = whole_case.nominating()
    with clock.set_to(whole_case.NOMINATED):
        with refused(case, "还没有认定"):
            services.set_targets(case.vacancy, [case.candidacy], "合适", actor=LEADER)
        with refused(case, "人员类别"):
            services.prepare_meeting(case.vacancy, {"群众": 30}, actor=STAFF)
        poll = services.prepare_meeting(case.vacancy, whole_case.CLASSES, actor=STAFF)
        with refused(case, "还在进行"):
            services.prepare_meeting(case.vacancy, whole_case.CLASSES, actor=STAFF)
        with refused(case, "还没有计票"):
            services.accept_results(case.vacancy, "有效", actor=LEADER)
        vote(poll, lambda _: whole_case.naming(case.candidacy.pk)(0))
        services.record_recommendation_talk(
            case.vacancy,
            interviewee="干部甲",
            interviewers=["组织员甲"],
            names=[case.candidacy],
            actor=STAFF,
        )
        with refused(case, "已经记录"):
            services.record_recommendation_talk(
                case.vacancy, interviewee="干部甲", interviewers=["组织员庚"], actor=STAFF
            )
        with refused(case, "同一人"):
            services.record_recommendation_talk(
                case.vacancy, interviewee="干部乙", interviewers=["干部乙"], actor=STAFF
            )
        services.accept_results(case.vacancy, "有效", actor=LEADER)
        with refused(case, "不少于1名"):
            services.set_targets(case.vacancy, [], "没有合适的", actor=LEADER)
        services.set_targets(case.vacancy, [case.candidacy], "合适", actor=LEADER)
        with refused(case, "没有确定为考察对象"):
            services.move_stage(case.other, actor=LEADER)


def test_an_inspection_team_may_hold_no_relative_and_needs_one_leader() -> None:
    case = whole_case.inspecting()
    with clock.set_to(whole_case.INSPECTED):
        with refused(case, "应不少于2人"):
            services.appoint_team([case.candidacy], [Inspector("考察丙", True)], actor=STAFF)
        with refused(case, "一名组长"):
            services.appoint_team(
                [case.candidacy], [Inspector("考察丙"), Inspector("考察辛")], actor=STAFF
            )
        with refused(case, "孙某（妻子）应当回避"):
            services.appoint_team(
                [case.candidacy], [Inspector("考察丙", True), Inspector("孙某")], actor=STAFF
            )
        with refused(case, "本人"):
            services.appoint_team(
                [case.candidacy], [Inspector("考察丙", True), Inspector("陈某甲")], actor=STAFF
            )


def test_a_linked_relative_is_found_under_whatever_name() -> None:
    case = whole_case.inspecting()
    sister = registry.enter_dossier(dossier("陈某梅", sex="2"), actor=ENTRY, source="测试")
    from xuanxian.registry.queries import read_dossier

    person = case.county.people[0]
    file = read_dossier(person)
    registry.correct_dossier(
        person,
        file.model_copy(
            update={
                "relatives": (
                    RelativeEntry(relation="妹妹", name="陈小梅", linked_person=sister.pk),
                )
            }
        ),
        actor=ENTRY,
        reason="补充家庭成员",
        source="本人填报",
    )
    with clock.set_to(whole_case.INSPECTED), refused(case, "妹妹"):
        services.appoint_team(
            [case.candidacy],
            [Inspector("考察丙", True), Inspector("陈某梅", person=sister)],
            actor=STAFF,
        )


def test_an_inspection_report_without_shortcomings_or_of_strangers_is_refused() -> None:
    case = whole_case.inspecting()
    sections = {
        "performance": "好",
        "shortcomings": "有",
        "opinions": "一致",
        "checks": "进行中",
    }
    with clock.set_to(whole_case.INSPECTED):
        with refused(case, "还没有考察组"):
            services.submit_report(case.candidacy, sections, ["急躁"], actor=INSPECTOR)
        services.appoint_team(
            [case.candidacy],
            [Inspector("考察丙", True), Inspector("考察辛")],
            actor=STAFF,
        )
        with refused(case, "应写明1条以上"):
            services.submit_report(case.candidacy, sections, [" "], actor=INSPECTOR)
        with refused(case, "请写明四项审核情况"):
            services.submit_report(
                case.candidacy, {**sections, "checks": ""}, ["急躁"], actor=INSPECTOR
            )
        with refused(case, "不是考察组成员"):
            services.record_inspection_talk(
                case.candidacy,
                interviewee="镇长",
                interviewers=["考察丙", "路人"],
                actor=INSPECTOR,
            )
        services.submit_report(case.candidacy, sections, ["急躁"], actor=INSPECTOR)
        with refused(case, "不是陈某甲的考察组成员"):
            services.sign_report(case.candidacy, "路人", actor=INSPECTOR)
        services.sign_report(case.candidacy, "考察丙", actor=INSPECTOR)
        row = services.submit_report(case.candidacy, sections, ["急躁"], actor=INSPECTOR)
    assert row.signed_by == []


def test_letters_are_answered_once_by_whom_the_policy_names() -> None:
    case = whole_case.clearing()
    with clock.set_to(whole_case.CLEARED):
        with refused(case, "制度没有这一项"):
            services.send_letter([case.candidacy], "astrology", actor=STAFF)
        (letter,) = services.send_letter([case.candidacy], "discipline", actor=STAFF)
        # Five working days after Wednesday, 18 March 2026.
        assert letter.due_on == date(2026, 3, 25)
        with refused(case, "不要重复发函"):
            services.send_letter([case.candidacy], "discipline", actor=STAFF)
        with refused(case, "由纪检监察干部办理"):
            services.record_reply(letter, "favourable", actor=STAFF)
        with refused(case, "请写明有关情况"):
            services.record_reply(letter, "partial", actor=DISCIPLINE)
        with refused(case, "早于"):
            services.record_reply(letter, "favourable", on=whole_case.REPORTED, actor=DISCIPLINE)
        with refused(case, "将来的日期"):
            services.record_reply(
                letter,
                "favourable",
                on=whole_case.CLEARED + timedelta(days=1),
                actor=DISCIPLINE,
            )
        services.record_reply(letter, "favourable", sealed=True, actor=DISCIPLINE)
        with refused(case, "已经登记"):
            services.record_reply(letter, "unfavourable", text="变了", actor=DISCIPLINE)
        with refused(case, "应不少于2名"):
            services.review_file(
                case.candidacy,
                {item: ItemFinding(consistent=True) for item in whole_case.FILE_ITEMS},
                reviewers=["组织员甲"],
                conclusion="clear",
                actor=STAFF,
            )
        with refused(case, "学历"):
            services.review_file(
                case.candidacy,
                {"birth": ItemFinding(consistent=True)},
                reviewers=["组织员甲", "组织员庚"],
                conclusion="clear",
                actor=STAFF,
            )
        with refused(case, "还没有征求"):
            services.move_stage(case.candidacy, actor=LEADER)


def test_a_meeting_short_of_its_quorum_or_with_kin_in_the_room_is_not_held() -> None:
    case = whole_case.deliberating()
    item = AgendaItem(case.candidacy)
    with clock.set_to(whole_case.DECIDED):

        def convene(*agenda: AgendaItem, present: tuple[str, ...], members=COMMITTEE) -> None:  # type: ignore[no-untyped-def]
            services.convene(
                agenda,
                members=members,
                present=present,
                chief=present[0],
                actor=STAFF,
            )

        with refused(case, "没有达到规定人数"):
            convene(item, present=COMMITTEE[:5])
        with refused(case, "不在应到名单中"):
            convene(item, present=(*COMMITTEE[:6], "列席一"))
        with_brother = (*COMMITTEE[:8], "陈某大")
        with refused(case, "哥哥"):
            convene(item, present=with_brother, members=with_brother)
        with refused(case, "没有到会"):
            convene(AgendaItem(case.candidacy, recused=("常委九",)), present=COMMITTEE[:7])
        convene(
            AgendaItem(case.candidacy, recused=("陈某大",)),
            present=with_brother,
            members=with_brother,
        )
    assert models.SittingItem.objects.get().recused == ["陈某大"]


def test_a_vote_that_did_not_carry_cannot_be_recorded_as_approval() -> None:
    case = whole_case.deliberating()
    with clock.set_to(whole_case.DECIDED):
        sitting = services.convene(
            [AgendaItem(case.candidacy)],
            members=COMMITTEE,
            present=COMMITTEE[:8],
            chief=COMMITTEE[0],
            actor=STAFF,
        )
        item = sitting.items.get()
        with refused(case, "还没有计票"):
            services.record_decision(item, "approved", actor=MEMBER)
        poll = services.prepare_decision_poll([item], actor=STAFF)
        marks = everybody([case.candidacy.pk], "同意")
        against = everybody([case.candidacy.pk], "不同意")
        # Four of nine due: not more than half.
        vote(poll, lambda number: (marks if number < 4 else against)(number), {"委员": 8})
        with refused(case, "得票未达到要求"):
            services.record_decision(item, "approved", actor=MEMBER)
        with refused(case, "请写明理由"):
            services.record_decision(item, "rejected", actor=MEMBER)
        services.record_decision(item, "rejected", remark="未过半数", actor=MEMBER)
        with refused(case, "没有获得通过"):
            services.record_decision(item, "deferred", remark="再议", actor=MEMBER)
        with refused(case, "没有获得通过"):
            services.move_stage(case.candidacy, actor=LEADER)
        # The national rule: taking a decision again needs more than half of those due.
        with refused(case, "不符合复议条件"):
            services.convene(
                [AgendaItem(case.candidacy, consents_to_reconsider=4)],
                members=COMMITTEE,
                present=COMMITTEE[:8],
                chief=COMMITTEE[0],
                actor=STAFF,
            )


def test_a_person_put_off_may_be_discussed_again() -> None:
    case = whole_case.deliberating()

    def sit() -> models.SittingItem:
        return services.convene(
            [AgendaItem(case.candidacy)],
            members=COMMITTEE,
            present=COMMITTEE[:7],
            chief=COMMITTEE[0],
            actor=STAFF,
        ).items.get()

    with clock.set_to(whole_case.DECIDED):
        services.record_decision(sit(), "deferred", remark="有不同意见", actor=MEMBER)
        with refused(case, "缓议"):
            services.move_stage(case.candidacy, actor=LEADER)
        item = sit()
        poll = services.prepare_decision_poll([item], actor=STAFF)
        vote(poll, everybody([case.candidacy.pk], "同意"), {"委员": 7})
        services.record_decision(item, "approved", actor=MEMBER)
        assert services.move_stage(case.candidacy, actor=LEADER).stage == "notice"


def test_a_notice_does_not_end_early_and_waits_for_what_is_reported() -> None:
    case = whole_case.noticing()
    with clock.set_to(whole_case.NOTICE):
        with refused(case, "还没有公示"):
            services.receive_complaint(case.candidacy, "反映内容", actor=STAFF)
        with refused(case, "制度没有列入"):
            services.exempt_notice(case.candidacy, "工作需要", actor=STAFF)
        (notice,) = services.start_notice([case.candidacy], text="拟任副局长", actor=STAFF)
        # 1, 2, 3, 7 and 8 April 2026: 清明节 is off from the 4th to the 6th.
        assert notice.last_day == date(2026, 4, 8)
    with clock.set_to(date(2026, 4, 8)):
        report = services.receive_complaint(
            case.candidacy, "在某镇工作期间的问题", channel="来信", actor=STAFF
        )
        with refused(case, "2026-04-08才期满"):
            services.end_notice(case.candidacy, actor=STAFF)
    with clock.set_to(whole_case.NOTICE_OVER):
        services.end_notice(case.candidacy, actor=STAFF)
        with refused(case, "正在核查"):
            services.move_stage(case.candidacy, actor=LEADER)
        with refused(case, "不是有效结论"):
            services.handle_complaint(report, "pending", "再等等", actor=DISCIPLINE)
        services.handle_complaint(report, "unfounded", "查无实据", actor=DISCIPLINE)
        with refused(case, "已有核查结论"):
            services.handle_complaint(report, "founded", "属实", actor=DISCIPLINE)
        assert services.move_stage(case.candidacy, actor=LEADER).stage == "appointment"


def test_an_appointment_needs_a_document_a_free_seat_and_follows_the_decision() -> None:
    case = whole_case.appointing()

    def appoint(on: date, number: str = "某组干〔2026〕8号") -> None:
        services.appoint(case.candidacy, document_number=number, effective_on=on, actor=LEADER)

    with clock.set_to(whole_case.NOTICE_OVER):
        with refused(case, "没有填写"):
            appoint(whole_case.NOTICE_OVER, " ")
        with refused(case, "早于决定日期"):
            appoint(whole_case.DECIDED - timedelta(days=1))
        with refused(case, "将来的日期"):
            appoint(whole_case.NOTICE_OVER + timedelta(days=1))
        with refused(case, "还没有任职"):
            services.move_stage(case.candidacy, actor=LEADER)
        taken = registry.enter_dossier(dossier("先到者"), actor=ENTRY, source="测试")
        registry.appoint_to_post(
            taken, case.county.post, on=date(2026, 4, 1), document_number="别号", actor=ENTRY
        )
        with refused(case, "没有空缺"):
            appoint(whole_case.NOTICE_OVER)


def test_a_probation_is_not_confirmed_before_its_end_and_relief_ends_the_holding() -> None:
    case = whole_case.on_probation()
    with clock.set_to(date(2027, 4, 8)), refused(case, "2027-04-08才届满"):
        services.assess_probation(case.candidacy, "competent", "胜任", actor=STAFF)
    with clock.set_to(date(2027, 1, 10)):
        with refused(case, "已经任职"):
            services.drop_candidate(case.candidacy, "不合适", actor=LEADER)
        services.assess_probation(case.candidacy, "incompetent", "不胜任", actor=STAFF)
    case.refresh()
    assert case.candidacy.state == "returned"
    holding = case.county.people[0].post_holdings.get(post=case.county.post)
    assert holding.held_until == PartialDate.parse("2027-01-10")


def test_people_are_sent_back_only_to_earlier_stages() -> None:
    case = whole_case.clearing()
    with clock.set_to(whole_case.CLEARED):
        with refused(case, "不是前面的环节"):
            services.send_back(case.candidacy, "notice", "再公示", actor=LEADER)
        with refused(case, "没有填写"):
            services.send_back(case.candidacy, "inspection", "", actor=LEADER)
        back = services.send_back(case.candidacy, "inspection", "补充考察", actor=LEADER)
        assert back.stage == "inspection"
        passage = back.passages.last()
        assert (passage.stage, passage.to, passage.sent_back) == ("clearance", "inspection", True)
        assert (passage.reason, passage.moved_by) == ("补充考察", "部长乙")
        assert services.move_stage(back, actor=LEADER).stage == "clearance"


def test_a_round_is_closed_only_when_nobody_is_under_way() -> None:
    case = whole_case.opened()
    with clock.set_to(whole_case.OPENED):
        with refused(case, "还没有办结"):
            services.close_round(case.round, actor=LEADER)
        services.drop_candidate(case.candidacy, "不再需要", actor=LEADER)
        services.withdraw_candidate(case.other, "本人意愿", actor=STAFF)
        with refused(case, "已经终止"):
            services.drop_candidate(case.candidacy, "再次", actor=LEADER)
        services.close_round(case.round, actor=LEADER)
        with refused(case, "已于2026-03-02办结"):
            services.add_vacancy(case.round, case.county.former_post, actor=STAFF)


def test_a_round_needs_a_policy_with_a_procedure() -> None:
    case = whole_case.opened()
    rules = national_rules()
    without = replace(
        rules,
        instruments={
            name: one for name, one in rules.instruments.items() if not isinstance(one, Procedure)
        },
    )
    with clock.set_to(whole_case.OPENED):
        with refused(case, "没有程序"):
            services.open_round(title="另一批", unit=case.county.unit, actor=STAFF, rules=without)
        with refused(case, "没有采用任何制度"):
            services.open_round(title="另一批", unit=case.county.unit, actor=STAFF)


def test_a_seat_filled_meanwhile_stops_people_in_the_motion() -> None:
    case = whole_case.opened(approved=1)
    with clock.set_to(whole_case.OPENED):
        services.write_plan(case.round, PLAN, actor=STAFF)
        services.approve_motion(case.round, "leader", actor=LEADER)
    other_post = registry.enter_post(
        case.county.bureau,
        title="总会计师",
        kind="leading",
        rank="1A42",
        management="county",
        actor=ENTRY,
        source="测试",
    )
    newcomer = registry.enter_dossier(dossier("钱某丁"), actor=ENTRY, source="测试")
    registry.appoint_to_post(
        newcomer, other_post, on=whole_case.OPENED, document_number="别号", actor=ENTRY
    )
    with clock.set_to(whole_case.NOMINATED), refused(case, "超配1名"):
        services.move_stage(case.candidacy, actor=LEADER)


def test_a_figure_raised_meanwhile_lets_people_leave_the_motion() -> None:
    case = whole_case.opened(approved=0)
    with clock.set_to(whole_case.OPENED):
        services.write_plan(case.round, PLAN, actor=STAFF)
        services.approve_motion(case.round, "leader", actor=LEADER)
        with refused(case, "超配1名"):
            services.move_stage(case.candidacy, actor=LEADER)
    registry.approve_establishment(
        case.county.bureau, rank="1A42", approved=1, valid_from=date(2026, 3, 3), actor=ENTRY
    )
    with clock.set_to(whole_case.NOMINATED):
        assert services.move_stage(case.candidacy, actor=LEADER).stage == "nomination"
    before = rows_of(case.round.pk)
    projection.replay(case.round.pk)
    assert rows_of(case.round.pk) == before
