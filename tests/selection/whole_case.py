"""One case carried stage by stage, for tests that start from the middle of it."""

from dataclasses import dataclass
from datetime import date

from tests.selection import county as made_up
from tests.selection.county import (
    COMMITTEE,
    DISCIPLINE,
    INSPECTOR,
    LEADER,
    MEMBER,
    PARTY_GROUP,
    STAFF,
    County,
    everybody,
    naming,
    vote,
)
from xuanxian.kernel import clock
from xuanxian.selection import models, services
from xuanxian.selection.instruments import Stage
from xuanxian.selection.instruments.file_review import ItemFinding
from xuanxian.selection.rules import Rules
from xuanxian.selection.services import AgendaItem, Inspector

# 2026: Monday 2 March is an ordinary working week; 6 April is the day off for 清明节.
OPENED = date(2026, 3, 2)
NOMINATED = date(2026, 3, 4)
INSPECTED = date(2026, 3, 9)
REPORTED = date(2026, 3, 16)
CLEARED = date(2026, 3, 18)
DECIDED = date(2026, 3, 30)
NOTICE = date(2026, 3, 31)
NOTICE_OVER = date(2026, 4, 9)
"""The day after the notice of five working days: 1, 2, 3, 7 and 8 April."""
CONFIRMED = date(2027, 4, 9)
"""The day after twelve months from 9 April 2026 are over, 8 April 2027."""

FILE_ITEMS = ("birth", "joined_work", "joined_party", "education", "experience", "status")


@dataclass
class Case:
    """A case under way: refreshed by every step."""

    county: County
    round: models.Round
    vacancy: models.Vacancy
    candidacy: models.Candidacy
    other: models.Candidacy

    def refresh(self) -> "Case":
        self.round = models.Round.objects.get(pk=self.round.pk)
        self.vacancy = models.Vacancy.objects.get(pk=self.vacancy.pk)
        self.candidacy = models.Candidacy.objects.get(pk=self.candidacy.pk)
        self.other = models.Candidacy.objects.get(pk=self.other.pk)
        return self


PLAN = {
    "post": "某县财政局副局长1名",
    "conditions": "熟悉财政业务",
    "scope": "全县财政系统",
    "manner": "会议推荐和谈话推荐",
    "procedure": "按条例规定的程序",
    "suggestion": "陈某甲、赵某乙",
}


def opened(rules: Rules | None = None, *, approved: int = 2) -> Case:
    """A round with a vacancy and two people in the motion."""
    county = made_up.county(approved=approved)
    with clock.set_to(OPENED):
        round_ = services.open_round(
            title="2026年第一批",
            unit=county.unit,
            actor=STAFF,
            rules=rules or made_up.national_rules(),
        )
        vacancy = services.add_vacancy(round_, county.post, actor=STAFF)
        holding = county.people[0].post_holdings.get()
        candidacy = services.propose_candidate(
            vacancy, county.people[0], actor=STAFF, reason="业务能力强", leaves=holding
        )
        other = services.propose_candidate(
            vacancy, county.people[1], actor=STAFF, reason="基层经历丰富"
        )
    return Case(county, round_, vacancy, candidacy, other)


def nominating(**options: object) -> Case:
    """Both people in the nomination."""
    case = opened(**options)  # type: ignore[arg-type]
    with clock.set_to(OPENED):
        services.write_plan(case.round, PLAN, actor=STAFF)
        services.approve_motion(case.round, "leader", actor=LEADER, remark="同意")
        services.move_stage(case.candidacy, actor=LEADER)
        services.move_stage(case.other, actor=LEADER)
    return case.refresh()


CLASSES = {
    "领导班子成员": 6,
    "内设机构负责人": 8,
    "直属单位主要负责人": 6,
    "其他参加人员": 10,
}


def inspecting(rules: Rules | None = None) -> Case:
    """The first person in the inspection, the other dropped at the nomination."""
    case = nominating(rules=rules)
    with clock.set_to(NOMINATED):
        services.set_nomination_range(case.vacancy, people=30, talks_due=10, actor=STAFF)
        poll = services.prepare_meeting(case.vacancy, CLASSES, actor=STAFF)
        vote(poll, naming(case.candidacy.pk))
        for number in range(3):
            services.record_recommendation_talk(
                case.vacancy,
                interviewee=f"干部{number}",
                interviewers=["组织员甲", "组织员庚"],
                names=[case.candidacy],
                actor=STAFF,
            )
        services.accept_results(case.vacancy, "推荐集中，结果有效", actor=LEADER)
        services.set_targets(case.vacancy, [case.candidacy], "票数和平时表现一致", actor=LEADER)
        services.move_stage(case.candidacy, actor=LEADER)
        services.drop_candidate(case.other, "没有列为考察对象", actor=LEADER)
    return case.refresh()


def clearing(rules: Rules | None = None) -> Case:
    """The person inspected and in the clearance."""
    case = inspecting(rules)
    with clock.set_to(INSPECTED):
        services.publish_inspection_notice([case.candidacy], actor=STAFF)
        services.appoint_team(
            [case.candidacy],
            [Inspector("考察丙", leads=True), Inspector("考察辛")],
            actor=STAFF,
        )
        poll = services.prepare_rating([case.candidacy], CLASSES, actor=STAFF)
        vote(poll, everybody([case.candidacy.pk], "优秀"))
        services.record_inspection_talk(
            case.candidacy,
            interviewee="某镇镇长",
            interviewers=["考察丙", "考察辛"],
            actor=INSPECTOR,
        )
    with clock.set_to(REPORTED):
        services.submit_report(
            case.candidacy,
            {
                "performance": "政治过硬，业务熟练",
                "shortcomings": "抓队伍建设的办法不多",
                "opinions": "推荐、测评和谈话情况一致",
                "checks": "四项审核正在进行",
            },
            ["抓队伍建设的办法不多"],
            actor=INSPECTOR,
        )
        services.sign_report(case.candidacy, "考察丙", actor=INSPECTOR)
        services.sign_report(case.candidacy, "考察辛", actor=INSPECTOR)
        services.move_stage(case.candidacy, actor=LEADER)
    return case.refresh()


def deliberating(rules: Rules | None = None) -> Case:
    """The person cleared and before the committee."""
    case = clearing(rules)
    with clock.set_to(CLEARED):
        answering = {
            "archive": STAFF,
            "personal_matters": STAFF,
            "discipline": DISCIPLINE,
            "complaints": STAFF,
            "integrity": PARTY_GROUP,
        }
        for item, actor in answering.items():
            (letter,) = services.send_letter([case.candidacy], item, actor=STAFF)
            services.record_reply(
                letter,
                "favourable",
                sealed=True,
                signed_by=["党组（党委）书记", "纪委书记（纪检监察组组长）"]
                if item == "integrity"
                else [],
                actor=actor,
            )
        services.review_file(
            case.candidacy,
            {item: ItemFinding(consistent=True) for item in FILE_ITEMS},
            reviewers=["组织员甲", "组织员庚"],
            conclusion="clear",
            actor=STAFF,
        )
        services.move_stage(case.candidacy, actor=LEADER)
    return case.refresh()


def noticing() -> Case:
    """The person decided on and about to be made public."""
    case = deliberating()
    with clock.set_to(DECIDED):
        approve(case)
        services.move_stage(case.candidacy, actor=LEADER)
    return case.refresh()


def approve(case: Case) -> None:
    """Seven of nine members meet and vote for the first person."""
    sitting = services.convene(
        [AgendaItem(case.candidacy)],
        members=COMMITTEE,
        present=COMMITTEE[:7],
        chief=COMMITTEE[0],
        actor=STAFF,
    )
    item = sitting.items.get()
    poll = services.prepare_decision_poll([item], actor=STAFF)
    vote(poll, everybody([case.candidacy.pk], "同意"), {"委员": 7})
    services.record_decision(item, "approved", spoken_last=COMMITTEE[0], actor=MEMBER)


def appointing() -> Case:
    """The notice over, the person about to be appointed."""
    case = noticing()
    with clock.set_to(NOTICE):
        services.start_notice([case.candidacy], text="拟任某县财政局副局长", actor=STAFF)
    with clock.set_to(NOTICE_OVER):
        services.end_notice(case.candidacy, actor=STAFF)
        services.move_stage(case.candidacy, actor=LEADER)
    return case.refresh()


def on_probation() -> Case:
    """Appointed and on probation."""
    case = appointing()
    with clock.set_to(NOTICE_OVER):
        services.appoint(
            case.candidacy,
            document_number="某组干〔2026〕8号",
            effective_on=NOTICE_OVER,
            actor=LEADER,
        )
        services.record_appointment_talk(case.candidacy, interviewers=["部长乙"], actor=STAFF)
        services.move_stage(case.candidacy, actor=LEADER)
    return case.refresh()


def completed() -> Case:
    """Confirmed after the probation; the round is closed."""
    case = on_probation()
    with clock.set_to(CONFIRMED):
        services.assess_probation(case.candidacy, "competent", "胜任现职", actor=STAFF)
        services.move_stage(case.candidacy, actor=LEADER)
        services.close_round(case.round, actor=LEADER)
    return case.refresh()


__all__ = ["Case", "Stage"]
