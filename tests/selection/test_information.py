"""监督信息: monthly reports of bodies, 零报告, and matters that hold a case until looked into."""

from datetime import date

import pytest
from django.test import Client

from tests.selection import county as made_up
from tests.selection import whole_case
from tests.selection.county import LEADER, MEMBER, STAFF
from tests.selection.test_letters import body_account, office_account
from xuanxian.access.actor import Actor
from xuanxian.kernel import clock
from xuanxian.kernel.errors import Refusal
from xuanxian.policy import services as policy
from xuanxian.policy.outcome import Verdict
from xuanxian.record.models import Entry
from xuanxian.registry.models import Organisation
from xuanxian.selection import models, queries, services
from xuanxian.selection.instruments import InformationReport, Stage
from xuanxian.selection.queries import information
from xuanxian.selection.rules import Rules

pytestmark = pytest.mark.django_db

ZIBO = "山东省/淄博市/监督信息月报"
BODY = Actor(account="7", name="信访庚", role="consulted_body")
SECRET = "反映其在工程招标中打招呼"


def adopted(unit: Organisation) -> None:
    """某县 adopts the monthly reports from the beginning of the year."""
    policy.adopt(
        ZIBO,
        scope=unit.code,
        valid_from=date(2026, 1, 1),
        actor=LEADER,
    )


@pytest.fixture
def case() -> whole_case.Case:
    found = whole_case.opened()
    adopted(found.county.unit)
    return found


def test_a_body_that_knows_of_nothing_says_so_once_a_month(case: whole_case.Case) -> None:
    unit = case.county.unit
    with clock.set_to(date(2026, 3, 31)):
        report = services.submit_body_report(unit, "petitions", date(2026, 3, 5), actor=BODY)
        assert (report.period, report.matters) == (date(2026, 3, 1), 0)
        with pytest.raises(Refusal, match="已经报送了2026年3月"):
            services.submit_body_report(unit, "petitions", date(2026, 3, 31), actor=BODY)
        with pytest.raises(Refusal, match="还没有开始"):
            services.submit_body_report(unit, "petitions", date(2026, 4, 1), actor=BODY)
        # 某县 adopted the policy on 1 January 2026.
        with pytest.raises(Refusal, match="早于这项制度的采用日期"):
            services.submit_body_report(unit, "petitions", date(2025, 12, 31), actor=BODY)
        with pytest.raises(Refusal, match="制度中没有这个单位"):
            services.submit_body_report(unit, "weather", date(2026, 3, 1), actor=BODY)
        with pytest.raises(Refusal, match="此事由"):
            services.submit_body_report(unit, "audit", date(2026, 3, 1), actor=MEMBER)
    assert models.BodyReport.objects.count() == 1


def test_a_unit_without_such_a_policy_is_reported_to_by_nobody() -> None:
    case = whole_case.opened()
    with pytest.raises(Refusal, match="没有采用"):
        services.submit_body_report(case.county.unit, "audit", date(2026, 3, 1), actor=BODY)


def test_the_ledger_shows_who_did_not_report_after_the_last_day_only(
    case: whole_case.Case,
) -> None:
    unit = case.county.unit
    with clock.set_to(date(2026, 3, 31)):
        services.submit_body_report(unit, "petitions", date(2026, 3, 1), actor=BODY)
    reporting = information.reporting_to(unit)
    assert reporting is not None
    march = [date(2026, 3, 1)]

    def said(on: date) -> dict[str, Verdict]:
        rows = information.ledger(reporting, march, on)  # type: ignore[arg-type]
        return {row.body.id: row.cells[0][0].verdict for row in rows}

    assert set(said(date(2026, 3, 31)).values()) == {Verdict.PASS}
    after = said(date(2026, 4, 1))
    assert after.pop("petitions") is Verdict.PASS
    assert set(after.values()) == {Verdict.FLAG}
    # Twelve bodies in all, as 淄博 has them.
    assert len(after) == 11


def test_the_record_of_a_matter_holds_no_word_of_it(case: whole_case.Case) -> None:
    person = case.candidacy.person
    with clock.set_to(whole_case.OPENED):
        services.report_matter(case.county.unit, "petitions", person, SECRET, actor=BODY)
        with pytest.raises(Refusal, match="情况内容"):
            services.report_matter(case.county.unit, "petitions", person, " ", actor=BODY)
    assert all(SECRET not in str(entry.body) for entry in Entry.objects.all())


def rules_with_reports() -> Rules:
    """The national rules, with open matters gating the motion."""
    rules = made_up.national_rules()
    report = InformationReport.model_validate(
        {
            "id": "information",
            "kind": "information_report",
            "bodies": [{"id": "petitions", "title": "信访部门"}],
        }
    )
    procedure = rules.procedure
    first = procedure.stages[0]
    gated = first.model_copy(
        update={
            "gates": (
                *first.gates,
                first.gates[0].model_copy(update={"check": "information"}),
            )
        }
    )
    stages = procedure.model_copy(update={"stages": (gated, *procedure.stages[1:])})
    return Rules.of(
        [stages if one is procedure else one for one in rules.instruments.values()] + [report],
        rules.parameters,
        policy=rules.policy,
        title=rules.title,
    )


def test_an_open_matter_holds_the_case_until_the_office_says_what_came_of_it() -> None:
    case = whole_case.opened(rules_with_reports())
    adopted(case.county.unit)

    def says() -> Verdict | None:
        outcome = queries.gate(case.candidacy, Stage.MOTION)
        found = [one for one in outcome.reasons if one.rule == "information.matter.1"]
        return found[0].verdict if found else None

    with clock.set_to(whole_case.OPENED):
        assert says() is None
        matter = services.report_matter(
            case.county.unit, "petitions", case.candidacy.person, SECRET, urgent=True, actor=BODY
        )
        assert says() is Verdict.HOLD
        with pytest.raises(Refusal, match="此事由"):
            services.handle_matter(matter, "explained", "已说明", actor=BODY)
        with pytest.raises(Refusal, match="不是有效结论"):
            services.handle_matter(matter, "perhaps", "不清楚", actor=STAFF)
        services.handle_matter(matter, "unfounded", "经核实没有此事", actor=STAFF)
        assert says() is None
        with pytest.raises(Refusal, match="已经处理"):
            services.handle_matter(matter, "confirmed", "反悔", actor=STAFF)


def a_body(case: whole_case.Case) -> Client:
    """The account of 财政局, which answers as 审计部门."""
    with clock.set_to(whole_case.OPENED):
        services.name_consulted_body(case.county.unit, "审计部门", case.county.bureau, actor=STAFF)
    return body_account(case.county.bureau.code)


def test_a_body_reports_on_its_page_and_cannot_browse_people(case: whole_case.Case) -> None:
    body = a_body(case)
    with clock.set_to(date(2026, 3, 31)):
        page = body.get("/selection/information/").content.decode()
        assert "审计部门" in page
        nobody = body.post("/selection/information/", {"name": "无此人", "text": SECRET})
        assert nobody.status_code == 422
        assert "没有找到" in nobody.content.decode()
        name = case.candidacy.person.name
        done = body.post("/selection/information/", {"name": name, "text": SECRET})
        assert done.status_code == 302
        closed = body.post("/selection/information/", {"period": "2026-03-01"})
        assert closed.status_code == 302
        broken = body.post("/selection/information/", {"period": "三月"})
        assert broken.status_code == 422
        assert body.get("/selection/information/ledger/").status_code == 403
    report = models.BodyReport.objects.get()
    assert (report.body, report.matters) == ("audit", 1)


def test_the_desk_of_a_body_tells_what_is_not_reported_yet_and_until_when(
    case: whole_case.Case,
) -> None:
    body = a_body(case)
    with clock.set_to(date(2026, 3, 2)):
        desk = body.get("/").content.decode()
        # 某县 works by the policy since January; March ends on the 31st.
        for month in ("2026年1月", "2026年2月", "2026年3月"):
            assert f"报送{month}监督信息（审计部门）" in desk
        assert "2026.03.31" in desk
        body.post("/selection/information/", {"period": "2026-02-01"})
        assert "报送2026年2月监督信息" not in body.get("/").content.decode()


def test_an_account_of_no_body_has_nothing_to_report(case: whole_case.Case) -> None:
    a_body(case)
    stranger = body_account("3701.A09")
    page = stranger.get("/selection/information/").content.decode()
    assert "没有报送任务" in page
    answer = stranger.post("/selection/information/", {"period": "2026-03-01"})
    assert answer.status_code == 200
    assert not models.BodyReport.objects.exists()


def test_the_office_reads_and_handles_a_matter_and_nobody_reads_of_himself(
    case: whole_case.Case,
) -> None:
    with clock.set_to(date(2026, 3, 31)):
        matter = services.report_matter(
            case.county.unit, "audit", case.candidacy.person, SECRET, actor=BODY
        )
        staff = office_account()
        assert (
            case.candidacy.person.name
            in staff.get("/selection/information/ledger/").content.decode()
        )
        address = f"/selection/information/matter/{matter.pk}/"
        assert SECRET in staff.get(address).content.decode()
        answer = staff.post(address, {"result": "explained", "handling": "已作说明，不影响使用"})
        assert answer.status_code == 302
        assert "已作说明" in staff.get(address).content.decode()
        person = case.candidacy.person
        person.account_id = staff.session["_auth_user_id"]
        person.save()
        assert staff.get(address).status_code == 404
