"""Questionnaires under the signer's name: filled in signed in, or keyed in by staff."""

import pytest

from tests.ballots.conftest import STAFF
from tests.ballots.questionnaires import WORK, questionnaire
from tests.ballots.test_signers import UNIT, account, at
from xuanxian.access.models import Account, Role
from xuanxian.access.todo import todos_of
from xuanxian.ballots import services
from xuanxian.ballots.models import OpenedText, Poll
from xuanxian.ballots.questionnaire_answers import FilledForm
from xuanxian.ballots.services import Electorate
from xuanxian.kernel.errors import Refusal

pytestmark = pytest.mark.django_db

FILLED = {
    "question_0_0": "优秀",
    "question_0_1": "良好",
    "question_1_0": "存在",
    "question_2": ["calls"],
    "question_3": "建议加强监督。\r\n完毕。",
}


@pytest.fixture
def member() -> Account:
    return account("weiyuan", Role.COMMITTEE_MEMBER, "赵某某")


def open_to(*signers: Account) -> Poll:
    poll = services.prepare_poll(
        instrument=questionnaire(secrecy="signed", smallest_group=""),
        parameters={},
        title="署名评议",
        subjects=[WORK],
        electorates=[Electorate("干部群众", 3)],
        case="",
        actor=STAFF,
        unit_code=UNIT,
    )
    services.name_signers(poll, {"干部群众": [str(one.pk) for one in signers]}, actor=STAFF)
    services.record_presence(poll, {"干部群众": 3}, actor=STAFF)
    return services.open_poll(poll, actor=STAFF)


def test_a_signer_looks_the_questionnaire_over_and_signs_it_once(member: Account) -> None:
    poll = open_to(member)
    address, browser = f"/ballots/{poll.pk}/vote/", at(member)
    assert address in {todo.url for todo in todos_of(member)}
    page = browser.get(address).content.decode()
    assert "2. 反向测评：以权谋私" in page
    assert "最多选 2 项。" in page

    looked_over = browser.post(address, {**FILLED, "check": "1"}).content.decode()
    assert "请核对" in looked_over
    assert "有人打招呼" in looked_over
    assert poll.signed_ballots.count() == 0
    done = browser.post(address, {**FILLED, "sign": "1"}, follow=True).content.decode()
    assert "您的署名票已收到" in done
    browser.post(address, {**FILLED, "question_0_0": "较差", "sign": "1"})
    kept = poll.signed_ballots.get()
    assert kept.signer == "赵某某"
    assert kept.content == {
        "answers": {
            "positive": {"marks": {"ideals": "优秀", "style": "良好"}},
            "reverse": {"marks": {"faction": "存在"}},
            "known": {"names": ["calls"]},
        },
        "texts": {"advice": "建议加强监督。\n完毕。"},
    }


def test_more_than_may_be_ticked_is_refused_and_kept_for_mending(member: Account) -> None:
    poll = open_to(member)
    ticked = {**FILLED, "question_2": ["calls", "dinners", "none"], "sign": "1"}
    page = at(member).post(f"/ballots/{poll.pk}/vote/", ticked)
    assert page.status_code == 422
    assert "您了解到的情况" in page.content.decode()
    assert page.context["form"]["question_0_0"].value() == "优秀"
    assert poll.signed_ballots.count() == 0


def test_staff_key_in_what_was_signed_on_paper_and_both_are_counted(member: Account) -> None:
    poll = open_to(member)
    at(member).post(f"/ballots/{poll.pk}/vote/", {**FILLED, "sign": "1"})
    office = at(account("ganshi", Role.ORGANISATION_STAFF, "吴某某"))
    keyed = {**FILLED, "class_name": "干部群众", "signer": "钱某某", "question_0_0": "较差"}
    assert office.post(f"/ballots/{poll.pk}/sign/", keyed).status_code == 302
    twice = office.post(f"/ballots/{poll.pk}/sign/", {**keyed, "signer": "赵某某"})
    assert "已经投过" in twice.content.decode()
    services.close_poll(poll, actor=STAFF)
    services.count(poll, actor=STAFF)
    result = Poll.objects.get(pk=poll.pk).counted
    assert result is not None
    assert (result.denominators["应到"], result.denominators["收回"]) == (3, 2)
    ideals = result.questions["positive"].subjects[0]
    assert (ideals.counts["优秀"], ideals.counts["较差"]) == (1, 1)

    page = office.get(f"/ballots/{poll.pk}/result/").content.decode()
    assert "收到 2 条文字" in page
    texts = office.get(f"/ballots/{poll.pk}/result/notes/").content.decode()
    assert "建议加强监督" in texts
    assert "赵某某" not in texts
    assert not OpenedText.objects.exists()


def test_who_was_not_named_signs_no_questionnaire(member: Account) -> None:
    poll = open_to(member)
    stranger = account("qita", Role.COMMITTEE_MEMBER, "孙某某")
    assert at(stranger).get(f"/ballots/{poll.pk}/vote/").status_code == 403
    with pytest.raises(Refusal, match="不在署名人名单中"):
        services.cast_as_signer(
            poll,
            account=stranger,
            answers=FilledForm(),
            actor=stranger.acting_as(Role.COMMITTEE_MEMBER),
        )
