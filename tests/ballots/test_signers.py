"""Signed ballots that accounts give themselves; figures are counted by hand."""

from typing import Any

import pytest
from django.test import Client

from tests.ballots.conftest import LI, STAFF, WANG, instrument
from xuanxian.access.models import Account, Role, RoleGrant
from xuanxian.access.todo import todos_of
from xuanxian.ballots import queries, services
from xuanxian.ballots.answers import Answers
from xuanxian.ballots.models import Poll
from xuanxian.ballots.services import Electorate
from xuanxian.kernel.errors import Refusal
from xuanxian.record.models import Entry

pytestmark = pytest.mark.django_db

UNIT = "A01"


def account(username: str, role: Role, name: str, unit_code: str = UNIT) -> Account:
    made = Account.objects.create_user(username, password="一个够长的口令", full_name=name)
    RoleGrant.objects.create(account=made, role=role, unit_code=unit_code)
    return made


def at(one: Account) -> Client:
    client = Client()
    client.force_login(one)
    return client


def signed_poll(entitled: int = 3, **changes: Any) -> Poll:
    return services.prepare_poll(
        instrument=instrument(secrecy="signed", smallest_group="", **changes),
        parameters={},
        title="署名推荐",
        subjects=[WANG, LI],
        electorates=[Electorate("委员", entitled)],
        case="case:signed",
        actor=STAFF,
        unit_code=UNIT,
    )


def open_to(*signers: Account, **changes: Any) -> Poll:
    poll = signed_poll(**changes)
    services.name_signers(poll, {"委员": [str(one.pk) for one in signers]}, actor=STAFF)
    services.record_presence(poll, {"委员": 3}, actor=STAFF)
    return services.open_poll(poll, actor=STAFF)


@pytest.fixture
def member() -> Account:
    return account("weiyuan", Role.COMMITTEE_MEMBER, "赵某某")


def test_a_signer_looks_the_ballot_over_and_signs_it_once(member: Account) -> None:
    poll = open_to(member)
    address, browser = f"/ballots/{poll.pk}/vote/", at(member)
    assert address in {todo.url for todo in todos_of(member)}

    marks = {"mark_0": "同意", "mark_1": "反对"}
    looked_over = browser.post(address, {**marks, "check": "1"}).content.decode()
    assert "请核对" in looked_over
    assert poll.signed_ballots.count() == 0

    page = browser.post(address, {**marks, "sign": "1"}, follow=True).content.decode()
    assert "您的署名票已收到" in page
    browser.post(address, {"mark_0": "反对", "sign": "1"})
    kept = poll.signed_ballots.get()
    assert (kept.signer, kept.account) == ("赵某某", str(member.pk))
    assert kept.content == {"marks": {"wang": "同意", "li": "反对"}}
    assert address not in {todo.url for todo in todos_of(member)}

    services.close_poll(poll, actor=STAFF)
    services.count(poll, actor=STAFF)
    counted = queries.result(poll.pk)
    assert counted is not None
    assert counted.subjects[0].counts["同意"] == 1
    assert counted.denominators["收回"] == 1


def test_going_back_keeps_what_was_filled_in(member: Account) -> None:
    poll = open_to(member)
    page = at(member).post(f"/ballots/{poll.pk}/vote/", {"mark_0": "同意", "back": "1"})
    assert "请核对" not in page.content.decode()
    assert page.context["form"]["mark_0"].value() == "同意"
    assert poll.signed_ballots.count() == 0


def test_names_chosen_and_written_are_looked_over_before_signing(member: Account) -> None:
    question = {"form": "names", "most": "2", "write_in": True}
    poll = open_to(member, question=question, measures={}, passes="", effect="advises")
    address, browser = f"/ballots/{poll.pk}/vote/", at(member)
    assert "最多选 2 名。" in browser.get(address).content.decode()
    filled = {"names": ["li"], "written": "孙某丙"}
    page = browser.post(address, {**filled, "check": "1"}).content.decode()
    assert "李某乙" in page
    assert "孙某丙" in page
    assert "王某甲" not in page
    three = {"names": ["li", "wang"], "written": "孙某丙", "sign": "1"}
    refused = browser.post(address, three)
    assert refused.status_code == 422
    assert "超过 2 名" in refused.content.decode()
    browser.post(address, {**filled, "sign": "1"})
    assert poll.signed_ballots.get().content == {"names": ["li"], "written": ["孙某丙"]}


def test_who_was_not_named_cannot_vote(member: Account) -> None:
    poll = open_to(member)
    stranger = account("qita", Role.COMMITTEE_MEMBER, "钱某某")
    assert at(stranger).get(f"/ballots/{poll.pk}/vote/").status_code == 403
    with pytest.raises(Refusal, match="不在署名人名单中"):
        services.cast_as_signer(
            poll,
            account=stranger,
            answers=Answers(marks={"wang": "同意", "li": "同意"}),
            actor=stranger.acting_as(Role.COMMITTEE_MEMBER),
        )
    assert poll.signed_ballots.count() == 0


def test_a_form_keyed_in_by_staff_takes_the_place_of_the_account(member: Account) -> None:

    poll = open_to(member)
    answers = Answers(marks={"wang": "同意", "li": "同意"})
    services.cast_signed(poll, class_name="委员", signer="赵某某", answers=answers, actor=STAFF)
    page = at(member).post(f"/ballots/{poll.pk}/vote/", {"mark_0": "反对", "sign": "1"})
    assert "已收到" in page.content.decode()
    assert poll.signed_ballots.count() == 1


def test_a_secret_poll_has_no_signers(prepared_meeting: Any, member: Account) -> None:
    poll = prepared_meeting().poll
    with pytest.raises(Refusal, match="没有署名人"):
        services.name_signers(poll, {"委员": [str(member.pk)]}, actor=STAFF)
    assert at(member).get(f"/ballots/{poll.pk}/vote/").status_code == 403


def test_signers_need_a_role_over_the_unit_and_a_place_of_their_class(member: Account) -> None:
    outsider = account("waidan", Role.COMMITTEE_MEMBER, "孙某某", unit_code="B02")
    others = [account(f"w{at}", Role.COMMITTEE_MEMBER, f"周某{at}") for at in range(3)]
    poll = signed_poll(entitled=3)
    with pytest.raises(Refusal, match="没有署名投票的权限"):
        services.name_signers(poll, {"委员": [str(outsider.pk)]}, actor=STAFF)
    everybody = [str(one.pk) for one in (member, *others)]
    with pytest.raises(Refusal, match="多于应到 3 人"):
        services.name_signers(poll, {"委员": everybody}, actor=STAFF)
    with pytest.raises(Refusal, match="出现两次"):
        services.name_signers(poll, {"委员": [str(member.pk)] * 2}, actor=STAFF)
    assert poll.classes.get().signers == []


def test_namesakes_sign_apart_and_staff_name_them_on_a_page(member: Account) -> None:
    namesake = account("weiyuan2", Role.COMMITTEE_MEMBER, "赵某某")
    poll = signed_poll()
    staff = at(account("ganshi", Role.ORGANISATION_STAFF, "吴某某"))
    chosen = {"signers_0": [str(member.pk), str(namesake.pk)]}
    assert staff.post(f"/ballots/{poll.pk}/signers/", chosen).status_code == 302
    assert {one["name"] for one in poll.classes.get().signers} == {
        "赵某某（weiyuan）",
        "赵某某（weiyuan2）",
    }
    assert Entry.objects.filter(kind="poll.signers_named").count() == 1
    assert at(member).get(f"/ballots/{poll.pk}/signers/").status_code == 403
