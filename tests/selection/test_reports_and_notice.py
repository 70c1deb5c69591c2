"""What a notice asks before it goes up, and how a report received is handled to its end."""

from datetime import date
from typing import Any

import pytest

from tests.selection import county as made_up
from tests.selection import whole_case
from tests.selection.county import DISCIPLINE, PARTY_GROUP, STAFF
from tests.selection.test_letters import office_account
from xuanxian.kernel import clock
from xuanxian.kernel.errors import Refusal
from xuanxian.policy.outcome import Verdict
from xuanxian.selection import models, queries, services
from xuanxian.selection.instruments import Notice, Stage
from xuanxian.selection.projection import replay
from xuanxian.selection.rules import Rules

pytestmark = pytest.mark.django_db

# The steps of 陵城 (登记、呈批、转办、督办、查实处理、结果反馈); the days are asked for here.
STEPS = [
    {"id": "submitted", "title": "呈批", "working_days": 1},
    {"id": "assigned", "title": "转办", "working_days": 2},
    {"id": "supervised", "title": "督办"},
    {"id": "answered", "title": "结果反馈", "working_days": 3, "after_verdict": True},
]
TEXT = "拟任某县财政局副局长"


def rules(**changes: Any) -> Rules:
    """The national rules with another notice."""
    national = made_up.national_rules()
    notice = national.first(Notice)
    assert notice is not None
    given = notice.model_dump(by_alias=True) | changes
    return Rules.of(
        [
            Notice.model_validate(given) if one is notice else one
            for one in national.instruments.values()
        ],
        national.parameters,
        policy=national.policy,
        title=national.title,
    )


def noticing(monkeypatch: pytest.MonkeyPatch, pinned: Rules) -> whole_case.Case:
    """A case of these rules whose person is about to be made public."""
    deliberating = whole_case.deliberating
    monkeypatch.setattr(whole_case, "deliberating", lambda: deliberating(pinned))
    return whole_case.noticing()


def reported(monkeypatch: pytest.MonkeyPatch) -> tuple[whole_case.Case, models.ReceivedReport]:
    """A report received on the first day of the notice, Tuesday 31 March 2026."""
    handling = {"steps": STEPS, "clears": True, "false_reports_to": "纪检监察机关"}
    case = noticing(monkeypatch, rules(reports=handling))
    with clock.set_to(whole_case.NOTICE):
        services.start_notice([case.candidacy], text=TEXT, actor=STAFF)
        report = services.receive_complaint(case.candidacy, "反映其作风问题", actor=STAFF)
    return case, report


def says(case: whole_case.Case, on: date) -> dict[str, Verdict]:
    with clock.set_to(on):
        outcome = queries.gate(case.candidacy, Stage.NOTICE)
    return {one.rule.removeprefix("notice."): one.verdict for one in outcome.reasons}


def test_a_report_goes_through_its_steps_in_order_each_with_its_day(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    case, report = reported(monkeypatch)
    # 呈批 within one working day of Tuesday, 31 March: Wednesday, 1 April.
    assert report.due_on == date(2026, 4, 1)
    with clock.set_to(date(2026, 4, 1)):
        with pytest.raises(Refusal, match="现在应当呈批"):
            services.advance_complaint(report, "assigned", "转县纪委", actor=STAFF)
        with pytest.raises(Refusal, match="还没有呈批"):
            services.handle_complaint(report, "unfounded", "经核查不属实", actor=DISCIPLINE)
        report = services.advance_complaint(report, "submitted", "呈部长批示", actor=STAFF)
    # 转办 within two: Thursday 2 and Friday 3 April.
    assert report.due_on == date(2026, 4, 3)
    with clock.set_to(date(2026, 4, 3)):
        report = services.advance_complaint(report, "assigned", "转县纪委", actor=STAFF)
        assert report.due_on is None
        report = services.advance_complaint(report, "supervised", "电话督办", actor=DISCIPLINE)
        report = services.handle_complaint(report, "unfounded", "经核查不属实", actor=DISCIPLINE)
    # 4 to 6 April are 清明节 and the weekend; three working days after the 3rd: 7, 8, 9 April.
    assert report.due_on == date(2026, 4, 9)
    told = says(case, date(2026, 4, 9))
    assert told[f"report.{report.pk}"] is Verdict.PASS
    assert told[f"report.{report.pk}.answered"] is Verdict.HOLD
    assert told[f"report.{report.pk}.cleared"] is Verdict.FLAG
    with clock.set_to(date(2026, 4, 9)):
        services.advance_complaint(report, "answered", "向反映人反馈", actor=DISCIPLINE)
        services.clear_person(report, "在局干部会议上说明", actor=DISCIPLINE)
        report = services.refer_accuser(report, "某组函〔2026〕3号", actor=DISCIPLINE)
    assert report.accuser_referred_to == "纪检监察机关"
    left = says(case, date(2026, 4, 9))
    assert f"report.{report.pk}.answered" not in left
    assert f"report.{report.pk}.cleared" not in left
    before = models.ReceivedReport.objects.values().get()
    replay(case.round.pk)
    assert models.ReceivedReport.objects.values().get() == before


def test_nobody_is_cleared_of_what_is_true_or_still_looked_into(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    case, report = reported(monkeypatch)
    with clock.set_to(date(2026, 4, 1)):
        with pytest.raises(Refusal, match="查无实据的反映才办理"):
            services.clear_person(report, "会议说明", actor=DISCIPLINE)
        for step in ("submitted", "assigned", "supervised"):
            report = services.advance_complaint(report, step, "已办", actor=STAFF)
        report = services.handle_complaint(report, "founded", "属实", actor=DISCIPLINE)
        with pytest.raises(Refusal, match="查无实据的反映才办理"):
            services.refer_accuser(report, "某组函〔2026〕3号", actor=DISCIPLINE)
    assert says(case, date(2026, 4, 1))[f"report.{report.pk}"] is Verdict.BAR


def test_a_step_registered_by_another_office_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    _, report = reported(monkeypatch)
    with clock.set_to(date(2026, 4, 1)), pytest.raises(Refusal, match="由"):
        services.advance_complaint(report, "submitted", "呈批", actor=PARTY_GROUP)
    assert models.ReceivedReport.objects.get().steps == []


def test_a_notice_missing_a_place_of_the_policy_is_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # 奎文: 本单位 and 本系统, both.
    case = noticing(monkeypatch, rules(sites=["本单位", "本系统"], every_site=True))
    with clock.set_to(whole_case.NOTICE):
        with pytest.raises(Refusal, match="缺少本系统"):
            services.start_notice([case.candidacy], text=TEXT, sites=["本单位"], actor=STAFF)
        assert not models.PublicNotice.objects.exists()
        (row,) = services.start_notice(
            [case.candidacy], text=TEXT, sites=["本单位", "本系统", "县政府网站"], actor=STAFF
        )
    assert row.sites == ["本单位", "本系统", "县政府网站"]


# 奎文: at most 300 characters, of the last 3 years, confirmed by the person and the unit's chief.
ACHIEVEMENTS = {
    "characters_maximum": 300,
    "years": 3,
    "sections": [{"id": "duties", "title": "分管工作"}, {"id": "results", "title": "重点任务"}],
    "confirmed_by": [
        {"id": "own", "title": "本人", "roles": ["organisation_staff"]},
        {"id": "chief", "title": "单位主要负责人", "roles": ["unit_party_group"]},
    ],
    "filed_before": True,
}
WRITTEN = {"duties": "分管财政所", "results": "完成税收任务"}


def test_a_statement_goes_up_only_signed_by_both_and_filed(monkeypatch: pytest.MonkeyPatch) -> None:
    case = noticing(monkeypatch, rules(achievements=ACHIEVEMENTS))
    one = case.candidacy
    with clock.set_to(whole_case.NOTICE):
        with pytest.raises(Refusal, match="还没有写实绩材料"):
            services.start_notice([one], text=TEXT, actor=STAFF)
        services.write_achievements(one, WRITTEN, date(2024, 1, 5), actor=STAFF)
        services.confirm_achievements(one, "own", one.person.name, actor=STAFF)
        with pytest.raises(Refusal, match="单位主要负责人还没有签字确认"):
            services.start_notice([one], text=TEXT, actor=STAFF)
        with pytest.raises(Refusal, match="另一身份"):
            services.confirm_achievements(one, "chief", one.person.name, actor=PARTY_GROUP)
        with pytest.raises(Refusal, match="由"):
            services.confirm_achievements(one, "chief", "局长某", actor=STAFF)
        services.confirm_achievements(one, "chief", "局长某", actor=PARTY_GROUP)
        services.file_achievements(one, "某组备〔2026〕1号", actor=STAFF)
        # A change lapses what was signed.
        services.write_achievements(one, WRITTEN, date(2024, 1, 6), actor=STAFF)
        assert models.AchievementsStatement.objects.get().confirmed == {}
        with pytest.raises(Refusal, match="还没有签字确认"):
            services.start_notice([one], text=TEXT, actor=STAFF)
        services.confirm_achievements(one, "own", one.person.name, actor=STAFF)
        services.confirm_achievements(one, "chief", "局长某", actor=PARTY_GROUP)
        services.file_achievements(one, "某组备〔2026〕1号", actor=STAFF)
        services.start_notice([one], text=TEXT, actor=STAFF)
        with pytest.raises(Refusal, match="不能再改"):
            services.write_achievements(one, WRITTEN, date(2024, 1, 7), actor=STAFF)
    before = models.AchievementsStatement.objects.values().get()
    replay(case.round.pk)
    assert models.AchievementsStatement.objects.values().get() == before


@pytest.mark.parametrize(
    ("count", "earliest", "said"),
    [
        (301, date(2024, 1, 5), "超过300字"),
        # The notice goes up on 31 March 2026: three years reach back to 31 March 2023.
        (300, date(2023, 3, 30), "不在近3年内"),
        (300, date(2023, 3, 31), ""),
    ],
)
def test_300_characters_of_the_last_three_years_pass_and_one_more_does_not(
    monkeypatch: pytest.MonkeyPatch, count: int, earliest: date, said: str
) -> None:
    case = noticing(monkeypatch, rules(achievements={**ACHIEVEMENTS, "confirmed_by": []}))
    one = case.candidacy
    texts = {"duties": "工" * 100, "results": "作 " * (count - 100)}

    def show() -> None:
        services.write_achievements(one, texts, earliest, actor=STAFF)
        services.file_achievements(one, "", actor=STAFF)
        services.start_notice([one], text=TEXT, actor=STAFF)

    with clock.set_to(whole_case.NOTICE):
        if said:
            with pytest.raises(Refusal, match=said):
                show()
        else:
            show()


def test_the_case_page_leads_through_the_steps_of_a_report(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    case, report = reported(monkeypatch)
    client = office_account()
    with clock.set_to(date(2026, 4, 1)):
        page = client.get(f"/selection/person/{case.candidacy.pk}/").content.decode()
        address = f"/selection/do/report/{report.pk}/advance_complaint/"
        assert address in page
        assert f"/selection/do/report/{report.pk}/handle_complaint/" not in page
        answer = client.post(address, {"remark": "呈部长批示", "on": "2026-04-01"})
    assert answer.status_code == 302, answer.content.decode()[:2000]
    assert models.ReceivedReport.objects.get().steps_taken == ("submitted",)
