"""What the policy opens to the person a case is about: his own, nothing of others, a hearing."""

from datetime import date, timedelta

import pytest
from django.test import Client

from tests.selection import whole_case
from tests.selection.county import DISCIPLINE, LEADER, OPEN_PARAMETERS, STAFF
from tests.selection.snapshots import refused
from tests.selection.test_board import text_of
from tests.selection.whole_case import OPENED, Case
from xuanxian.access.actor import Actor
from xuanxian.access.models import Account, Role, RoleGrant
from xuanxian.kernel import clock
from xuanxian.policy import catalogue, parameters
from xuanxian.registry.models import Person
from xuanxian.selection import models, projection, queries, services
from xuanxian.selection.queries.board_pages import people_known_to
from xuanxian.selection.queries.own_case import appeal_todos, own_candidacies, own_view
from xuanxian.selection.rules import Rules

pytestmark = pytest.mark.django_db


def opening_rules() -> Rules:
    """The sample policy that opens cases to their person."""
    policy = catalogue.load("示范/本人查阅")
    return Rules.of_policy(parameters.with_parameters(policy, OPEN_PARAMETERS))


def account_of(person: Person) -> Account:
    account = Account.objects.create_user(username=str(person.pk), full_name=person.name)
    RoleGrant.objects.create(account=account, role=Role.PERSON)
    person.account = account
    person.save()
    return account


def desk(account: Account) -> Client:
    client = Client()
    client.force_login(account, backend="django.contrib.auth.backends.ModelBackend")
    return client


def himself(account: Account) -> Actor:
    return account.acting_as(Role.PERSON)


def opened() -> tuple[Case, Account]:
    case = whole_case.opened(opening_rules())
    return case, account_of(case.county.people[0])


def test_a_policy_that_opens_nothing_shows_nothing() -> None:
    case = whole_case.opened()
    account = account_of(case.county.people[0])
    assert own_candidacies(account) == []
    assert "没有可以查阅的选任" in text_of(desk(account).get("/selection/mine/"))
    assert desk(account).get(f"/selection/mine/{case.candidacy.pk}/").status_code == 404
    with refused(case, "没有向本人公开"):
        services.state_on_own_case(case.candidacy, "说明", actor=himself(account))


def test_a_person_sees_his_own_case_and_nothing_of_others() -> None:
    case, account = opened()
    client = desk(account)
    page = text_of(client.get(f"/selection/mine/{case.candidacy.pk}/"))
    assert "进行中" in page
    assert "资格核验" in page
    assert "赵某乙" not in page
    assert client.get(f"/selection/mine/{case.other.pk}/").status_code == 404
    assert client.get(f"/selection/person/{case.candidacy.pk}/").status_code == 403
    assert client.get(f"/selection/{case.round.pk}/").status_code == 403
    other = account_of(case.county.people[1])
    assert desk(other).get(f"/selection/mine/{case.candidacy.pk}/").status_code == 404


def test_what_was_found_opens_when_its_stage_is_left_and_names_no_body_and_no_votes() -> None:
    case = whole_case.clearing(opening_rules())
    with clock.set_to(whole_case.CLEARED):
        (letter,) = services.send_letter([case.candidacy], "discipline", actor=STAFF)
        services.record_reply(letter, "partial", text="收到一封来信", sealed=True, actor=DISCIPLINE)
        view = own_view(case.candidacy)
    assert view is not None
    assert {one.title for one in view.shown} == {"资格核验"}


def test_after_the_clearance_the_person_learns_what_it_came_to() -> None:
    case = whole_case.deliberating(opening_rules())
    view = own_view(case.candidacy)
    assert view is not None
    shown = {one.title: list(one.lines) for one in view.shown}
    assert shown["征求意见的结论"] == ["无影响使用的情形5项"]
    assert "会议得票" not in shown
    assert any("一致" in line for line in shown["档案审核"])
    assert not any("纪检" in line for lines in shown.values() for line in lines)


def test_only_the_person_states_and_it_goes_on_the_record() -> None:
    case, account = opened()
    with clock.set_to(OPENED):
        with refused(case, "只有本人"):
            services.state_on_own_case(case.candidacy, "说明", actor=STAFF)
        with refused(case, "只有本人"):
            services.state_on_own_case(case.other, "说明", actor=himself(account))
        with refused(case, "没有填写"):
            services.state_on_own_case(case.candidacy, "  ", actor=himself(account))
        desk(account).post(f"/selection/mine/{case.candidacy.pk}/state/", {"text": "情况说明"})
    statement = models.OwnStatement.objects.get()
    assert (statement.text, statement.is_appeal) == ("情况说明", False)
    before = list(models.OwnStatement.objects.values())
    projection.replay(case.round.pk)
    assert list(models.OwnStatement.objects.values()) == before


def test_a_decision_is_appealed_in_time_and_settled_by_others() -> None:
    case, account = opened()
    with clock.set_to(OPENED):
        with refused(case, "没有可以申诉的决定"):
            services.appeal(case.candidacy, "不服", actor=himself(account))
        services.drop_candidate(case.candidacy, "不再考虑", actor=LEADER)
    # Ten working days after Monday 2 March 2026 end on Monday 16 March.
    with clock.set_to(date(2026, 3, 17)), refused(case, "到2026-03-16为止"):
        services.appeal(case.candidacy, "不服", actor=himself(account))
    with clock.set_to(date(2026, 3, 16)):
        desk(account).post(f"/selection/mine/{case.candidacy.pk}/appeal/", {"text": "不服"})
        statement = models.OwnStatement.objects.get()
        assert (statement.is_appeal, statement.about) == (True, "终止")
        # Twenty working days after 16 March: 6 April is the day off for 清明节.
        assert statement.due_on == date(2026, 4, 14)
        with refused(case, "已有申诉"):
            services.appeal(case.candidacy, "再诉", actor=himself(account))
        with refused(case, "由纪检监察干部办理"):
            services.settle_appeal(statement, "upheld", "维持", actor=LEADER)
        decided = Actor(account="7", name=LEADER.name, role="discipline_officer")
        with refused(case, "不能处理申诉"):
            services.settle_appeal(statement, "upheld", "维持", actor=decided)
        with refused(case, "不是有效结果"):
            services.settle_appeal(statement, "x", "维持", actor=DISCIPLINE)
        services.settle_appeal(statement, "upheld", "程序合规，维持。", actor=DISCIPLINE)
        with refused(case, "已经处理"):
            services.settle_appeal(statement, "changed", "再改", actor=DISCIPLINE)
        page = text_of(desk(account).get(f"/selection/mine/{case.candidacy.pk}/"))
    assert "维持原决定" in page


def test_an_appeal_stands_on_the_page_of_the_case_for_those_who_settle_it() -> None:
    case, account = opened()
    officer = Account.objects.create_user(username="jijian", full_name="纪检戊")
    RoleGrant.objects.create(account=officer, role=Role.DISCIPLINE_OFFICER)
    with clock.set_to(OPENED):
        services.hold_candidate(
            case.candidacy, "核实", owner="甲", condition="查清",
            until=OPENED + timedelta(days=30), actor=LEADER,
        )  # fmt: skip
        services.appeal(case.candidacy, "反映不实", actor=himself(account))
        statement = models.OwnStatement.objects.get()
        (waiting,) = appeal_todos(officer)
        assert waiting.title == "陈某甲：处理对“暂缓”的申诉"
        assert waiting.due == statement.due_on
        assert appeal_todos(account) == []
        kinds = {one.kind for one in queries.deadlines_for(officer, OPENED, date(2027, 1, 1))}
        assert "申诉处理期限" in kinds
        assert set(people_known_to(officer, case.round)) == {case.candidacy}
        address = f"/selection/do/statement/{statement.pk}/settle_appeal/"
        client = desk(officer)
        assert address in text_of(client.get(f"/selection/person/{case.candidacy.pk}/"))
        client.post(address, {"result": "further", "text": "补充核查"})
        assert appeal_todos(officer) == []
    statement.refresh_from_db()
    assert (statement.result, statement.settled_by) == ("further", "纪检戊")
