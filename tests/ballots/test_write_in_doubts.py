"""A wrong decision on a written name: doubted by one teller, agreed by another, decided again."""

import pytest

from tests.ballots.conftest import STAFF
from tests.ballots.test_result_pages import JIA, YI, counted, signed_in, told_by, written_three_ways
from xuanxian.access.models import Role
from xuanxian.ballots import result_queries, services
from xuanxian.ballots.models import OpenedBallot, Poll, WriteInDecision
from xuanxian.ballots.services import Meant
from xuanxian.kernel.errors import Refusal
from xuanxian.record.models import Entry

pytestmark = pytest.mark.django_db

WRITTEN = "孙某丙"


def decided(**changes: object) -> Poll:
    """Ten ballots counted by what two tellers agreed on: 孙某丙 taken for 李某乙, wrongly."""
    poll = counted(written_three_ways(), **changes).poll
    meant = {written: Meant("as_written") for written in result_queries.unmatched(poll)}
    meant |= {WRITTEN: Meant("listed", "li")}
    for teller in (JIA, YI):
        services.state_meanings(poll, meant, actor=teller)
    services.count_matched(poll, actor=STAFF)
    return Poll.objects.get(pk=poll.pk)


def votes(poll: Poll) -> dict[str, int]:
    result = Poll.objects.get(pk=poll.pk).tally_result
    assert result is not None
    return {one.name: one.counts["得票"] for one in result.subjects}


def test_two_tellers_open_a_decision_again_and_the_others_stand() -> None:
    poll = decided()
    wrong = votes(poll)
    before = list(OpenedBallot.objects.filter(poll=poll).values_list("key", "content"))
    services.doubt_meanings(poll, [WRITTEN], "孙某丙不是李某乙", actor=JIA)
    # One teller alone changes nothing.
    assert votes(poll) == wrong
    services.settle_doubt(poll, agrees=True, actor=YI)
    poll.refresh_from_db()
    assert result_queries.unmatched(poll).keys() >= {WRITTEN}
    assert not result_queries.is_final(poll)
    told = told_by("poll.write_ins_reopened")
    assert (told["names"], told["persons"]) == ([WRITTEN], ["计票人甲", "计票人乙"])
    # What was agreed on of the other names needs no second look.
    left = set(result_queries.unmatched(poll)) - {
        each.written for each in poll.write_in_decisions.all() if each.is_agreed
    }
    assert left == {WRITTEN}
    for teller in (JIA, YI):
        services.state_meanings(poll, {WRITTEN: Meant("as_written")}, actor=teller)
    services.count_matched(poll, actor=STAFF)
    right = votes(poll)
    # Taken for 李某乙 he had two alone and one ballot more, and one, naming him twice, invalid.
    assert wrong["李某乙"] == 3
    assert (right["李某乙"], right[WRITTEN]) == (2, 3)
    assert list(OpenedBallot.objects.filter(poll=poll).values_list("key", "content")) == before


def test_a_signature_under_the_wrong_result_holds_no_longer() -> None:
    poll = decided()
    services.sign_result(poll, "teller", JIA.name, actor=JIA)
    assert result_queries.signatures(poll)
    services.doubt_meanings(poll, [WRITTEN], "认定有错", actor=JIA)
    services.settle_doubt(poll, agrees=True, actor=YI)
    assert result_queries.signatures(Poll.objects.get(pk=poll.pk)) == []


def test_the_other_teller_may_leave_it_as_it_is() -> None:
    poll = decided()
    before = votes(poll)
    services.doubt_meanings(poll, [WRITTEN], "认定有错", actor=JIA)
    services.settle_doubt(poll, agrees=False, actor=YI)
    poll.refresh_from_db()
    assert votes(poll) == before
    assert result_queries.is_final(poll)
    assert not WriteInDecision.objects.exclude(doubt="").exists()
    assert Entry.objects.filter(kind="poll.write_ins_doubt_rejected").count() == 1


@pytest.mark.parametrize(
    ("names", "reason", "said"),
    [
        ([], "认定有错", "没有选姓名"),
        (["无此人"], "认定有错", "没有认定过"),
        ([WRITTEN], " ", "没有填写"),
    ],
)
def test_a_doubt_names_what_is_wrong_and_why(names: list[str], reason: str, said: str) -> None:
    with pytest.raises(Refusal, match=said):
        services.doubt_meanings(decided(), names, reason, actor=JIA)


def test_nobody_agrees_to_the_own_doubt_and_there_is_one_at_a_time() -> None:
    poll = decided()
    with pytest.raises(Refusal, match="没有等待处理的异议"):
        services.settle_doubt(poll, agrees=True, actor=YI)
    services.doubt_meanings(poll, [WRITTEN], "认定有错", actor=JIA)
    with pytest.raises(Refusal, match="不能自己同意"):
        services.settle_doubt(poll, agrees=True, actor=JIA)
    with pytest.raises(Refusal, match="等待另一名计票人"):
        services.doubt_meanings(poll, [WRITTEN], "认定有错", actor=YI)


def test_what_a_second_round_rests_on_is_not_opened_again() -> None:
    poll = decided(second_round={"at_most": 1})
    services.prepare_second_round(poll, chosen=["wang"], actor=STAFF)
    with pytest.raises(Refusal, match="已按这一结果进行第二轮"):
        services.doubt_meanings(poll, [WRITTEN], "认定有错", actor=JIA)


def test_the_pages_lead_through_it() -> None:
    poll = decided()
    first, _ = signed_in(Role.ORGANISATION_STAFF, name="计票人甲")
    second, _ = signed_in(Role.ORGANISATION_STAFF, name="计票人乙")
    names, doubt = (f"/ballots/{poll.pk}/result/names/{end}" for end in ("", "doubt/"))
    assert doubt in first.get(names).content.decode()
    first.post(doubt, {"names": [WRITTEN], "reason": "孙某丙不是李某乙"})
    asked = second.get(doubt).content.decode()
    assert "计票人甲对孙某丙的认定提出异议：孙某丙不是李某乙" in asked
    assert second.post(doubt, {"answer": ""}).status_code == 422
    done = second.post(doubt, {"answer": "agree"}, follow=True).content.decode()
    assert "已重新开放认定" in done
    assert "还有 1 个没有两人一致的认定" in done
