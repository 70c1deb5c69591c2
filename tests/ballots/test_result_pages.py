"""What people do with a count: match written names, sign, print, try weights, vote again."""

from typing import Any

import pytest
from django.test import Client

from tests.ballots.conftest import CHEAP, LI, STAFF, TELLERS, WANG, Meeting, instrument, prepared
from xuanxian.access.actor import Actor
from xuanxian.access.models import Account, Role, RoleGrant
from xuanxian.ballots import result_queries, services
from xuanxian.ballots.answers import Answers, Subject
from xuanxian.ballots.laboratory import Trial
from xuanxian.ballots.models import OpenedBallot, Poll, TellerSeat
from xuanxian.ballots.services import Electorate, Meant
from xuanxian.kernel.errors import Refusal
from xuanxian.record.models import Entry
from xuanxian.record.services import body_of
from xuanxian.registry.models import Organisation, Person

pytestmark = pytest.mark.django_db

JIA = Actor(account="11", name="计票人甲", role="organisation_staff")
YI = Actor(account="12", name="计票人乙", role="organisation_staff")

NOMINATION: dict[str, Any] = {
    "purpose": "nomination",
    "question": {"form": "names", "most": 2, "write_in": True},
    "turnout": "",
    "measures": {"得票率": "得票 / 有效"},
    "rank_by": "得票率",
    "passes": "得票率 >= 30%",
}


def person(name: str, unit: str, code: str) -> Person:
    organisation, _ = Organisation.objects.get_or_create(
        code=code, defaults={"name": unit, "kind": "unit"}
    )
    return Person.objects.create(
        name=name, sex="1", nation="01", unit=organisation, unit_code=code, stroke_key="", pinyin=""
    )


def counted(ballots: list[Answers], **changes: Any) -> Meeting:
    """A nomination of 王某甲 and 李某乙 with one ballot each of `ballots`, counted."""
    meeting = prepared(len(ballots), **(NOMINATION | changes))
    services.test_box(meeting.poll, meeting.keys(0, 1, 2), actor=STAFF)
    services.record_presence(meeting.poll, {"委员": len(ballots)}, actor=STAFF)
    services.open_poll(meeting.poll, actor=STAFF)
    for slip, answers in zip(meeting.slips, ballots, strict=True):
        services.cast(slip.code, answers)
    services.close_poll(meeting.poll, actor=STAFF)
    services.open_box(meeting.poll, meeting.keys(0, 1), actor=STAFF)
    meeting.poll.refresh_from_db()
    return meeting


def signed_in(*roles: Role, name: str = "赵某某") -> tuple[Client, Account]:
    account = Account.objects.create_user(
        f"{name}_{'_'.join(roles)}", password="一个够长的口令", full_name=name
    )
    for role in roles:
        RoleGrant.objects.create(account=account, role=role)
    client = Client()
    client.force_login(account)
    return client, account


def told_by(kind: str) -> dict[str, Any]:
    """The body of the one entry of `kind`."""
    body = body_of(Entry.objects.get(kind=kind))
    assert body is not None
    return body


def written_three_ways() -> list[Answers]:
    """Ten ballots: 孙某丙 three times, with his post once, 王某甲 also by hand, one illegible."""
    return [
        Answers(names=("wang",)),
        Answers(names=("wang",)),
        Answers(names=("wang",), written=("王某甲（副镇长）",)),
        Answers(written=("孙　某丙",)),
        Answers(written=("孙某丙",)),
        Answers(names=("li",), written=("孙某丙",)),
        Answers(written=("孙某丙(财政局)",)),
        Answers(written=("王某甲（副镇长）",)),
        Answers(written=("老孙头",)),
        Answers(names=("li",), written=("老孙头",)),
    ]


def test_tellers_match_written_names_and_the_opened_ballots_stay_as_they_are() -> None:
    meeting = counted(written_three_ways())
    poll = meeting.poll
    sun = person("孙某丙", "县财政局", "001.001")
    before = list(OpenedBallot.objects.order_by("key").values_list("key", "content"))
    # NFKC makes one bracket of both widths; 孙　某丙 and 孙某丙 are one name.
    assert result_queries.unmatched(poll) == {
        "孙某丙": 3, "孙某丙(财政局)": 1, "王某甲(副镇长)": 2, "老孙头": 2,
    }  # fmt: skip
    meant = {
        "孙某丙": Meant("person", str(sun.pk)),
        "孙某丙(财政局)": Meant("person", str(sun.pk)),
        "王某甲(副镇长)": Meant("listed", "wang"),
        "老孙头": Meant("unidentified"),
    }
    assert services.state_meanings(poll, meant, actor=JIA) == 0
    with pytest.raises(Refusal, match="还没有两名计票人一致认定"):
        services.count_matched(poll, actor=JIA)
    # The same teller again is nobody's agreement.
    assert services.state_meanings(poll, meant, actor=JIA) == 0
    assert services.state_meanings(poll, meant, actor=YI) == 4
    result = services.count_matched(poll, actor=YI)
    # The third ballot names 王某甲 twice, once by hand: invalid, as twice on the list would be.
    assert result.invalid == {"同一人选了两次": 1}
    assert {one.name: one.counts["得票"] for one in result.subjects} == {
        "王某甲": 3, "李某乙": 2, "孙某丙（县财政局）": 4,
    }  # fmt: skip
    assert result.unidentified == 2
    assert [one.rank for one in result.subjects] == [2, 3, 1]
    assert list(OpenedBallot.objects.order_by("key").values_list("key", "content")) == before
    poll.refresh_from_db()
    assert result_queries.is_final(poll)
    matched = told_by("poll.write_ins_matched")["matched"]
    assert {one["written"]: one["persons"] for one in matched}["老孙头"] == ["计票人甲", "计票人乙"]
    with pytest.raises(Refusal, match="已经按认定计票"):
        services.state_meanings(poll, meant, actor=JIA)


def test_a_teller_who_disagrees_proposes_anew_and_namesakes_stay_apart() -> None:
    poll = counted(written_three_ways()).poll
    one, other = (
        person("孙某丙", "县财政局", "001.001"),
        person("孙某丙", "县审计局", "001.002"),
    )
    first = {"孙某丙": Meant("person", str(one.pk))}
    second = {"孙某丙": Meant("person", str(other.pk))}
    services.state_meanings(poll, first, actor=JIA)
    assert services.state_meanings(poll, second, actor=YI) == 0
    decision = poll.write_in_decisions.get()
    assert (decision.name, decision.proposed_by) == ("孙某丙（县审计局）", "计票人乙")
    assert services.state_meanings(poll, second, actor=JIA) == 1
    with pytest.raises(Refusal, match="票上没有这样写的"):
        services.state_meanings(poll, {"钱某": Meant("unidentified")}, actor=JIA)
    with pytest.raises(Refusal, match="认定的人不存在"):
        services.state_meanings(poll, {"老孙头": Meant("person", "nobody")}, actor=JIA)


def test_only_the_tellers_of_the_box_match_names_where_they_have_accounts() -> None:
    poll = counted(written_three_ways()).poll
    for place, account in enumerate(("11", "12")):
        TellerSeat.objects.filter(box=poll.pk, place=place).update(account=account)
    with pytest.raises(Refusal, match="不是本次投票的计票人"):
        services.state_meanings(poll, {"老孙头": Meant("unidentified")}, actor=STAFF)
    services.state_meanings(poll, {"老孙头": Meant("unidentified")}, actor=JIA)


def test_changed_decisions_refuse_another_count() -> None:
    poll = counted(written_three_ways()).poll
    meant = {written: Meant("as_written") for written in result_queries.unmatched(poll)}
    for teller in (JIA, YI):
        services.state_meanings(poll, meant, actor=teller)
    services.count_matched(poll, actor=JIA)
    services.count(poll, actor=STAFF)
    poll.write_in_decisions.filter(written="老孙头").update(subject="wang", name="王某甲")
    with pytest.raises(Refusal, match="另写姓名的认定与记入纪实的不一致"):
        services.count(poll, actor=STAFF)


def test_two_tellers_match_names_on_the_page() -> None:
    poll = counted(written_three_ways()).poll
    sun = person("孙某丙", "县财政局", "001.001")
    address = f"/ballots/{poll.pk}/result/names/"
    tellers = [signed_in(Role.ORGANISATION_STAFF, name=name)[0] for name in ("钱某", "周某")]
    page = tellers[0].get(address).content.decode()
    assert "孙某丙　县财政局" in page
    # In the order of their counts: 孙某丙 3, then 王某甲 and 老孙头 2 each, last the one.
    form = {
        "meaning_0": f"person:{sun.pk}",
        "meaning_1": "listed:wang",
        "meaning_2": "unidentified",
        "meaning_3": f"person:{sun.pk}",
    }
    assert tellers[0].post(address, form).status_code == 302
    other = tellers[1].get(address).content.decode()
    assert "一人已认定" in other
    # What the first said does not lead the second.
    assert "selected" not in other.replace('value="" selected', "")
    assert tellers[1].post(address, form).status_code == 302
    assert "全部两人一致" in tellers[1].get(address).content.decode()
    tellers[1].post(address + "count/")
    page = tellers[0].get(f"/ballots/{poll.pk}/result/").content.decode()
    assert "孙某丙（县财政局）" in page
    assert "无法确认是谁的姓名 2 个" in page
    stranger, _ = signed_in(Role.COMMITTEE_MEMBER, name="吴某")
    assert stranger.get(address).status_code == 403
    assert stranger.get(f"/ballots/{poll.pk}/result/").status_code == 403


def test_a_signature_is_ones_own_and_holds_for_one_result_only() -> None:
    poll = counted(written_three_ways()).poll
    with pytest.raises(Refusal, match="结果还会变"):
        services.sign_result(poll, "teller", "计票人甲", actor=JIA)
    meant = {written: Meant("as_written") for written in result_queries.unmatched(poll)}
    for teller in (JIA, YI):
        services.state_meanings(poll, meant, actor=teller)
    services.count_matched(poll, actor=JIA)
    with pytest.raises(Refusal, match="不是同一人"):
        services.sign_result(poll, "teller", "计票人乙", actor=JIA)
    services.sign_result(poll, "teller", "计 票人甲", actor=JIA)
    with pytest.raises(Refusal, match="已经签过"):
        services.sign_result(poll, "supervisor", "计票人甲", actor=JIA)
    poll.refresh_from_db()
    assert [each.name for each in result_queries.signatures(poll)] == ["计票人甲"]
    assert poll.result is not None
    poll.result["denominators"]["有效"] += 1
    poll.save()
    assert result_queries.signatures(poll) == []


def test_each_signs_in_the_own_capacity_and_the_paper_shows_it() -> None:
    poll = counted([Answers(names=("wang",))] * 6 + [Answers(names=("li",))] * 3).poll
    supervisor, _ = signed_in(Role.DISCIPLINE_OFFICER, name="纪某")
    staff, _ = signed_in(Role.ORGANISATION_STAFF, name="钱某")
    address = f"/ballots/{poll.pk}/result/sign/"
    refused = supervisor.post(address, {"capacity": "teller", "name": "纪某"})
    assert refused.status_code == 422
    assert supervisor.post(address, {"capacity": "supervisor", "name": "纪某"}).status_code == 302
    assert staff.post(address, {"capacity": "teller", "name": "钱某"}).status_code == 302
    page = staff.get(f"/ballots/{poll.pk}/result/").content.decode()
    assert "纪某" in page
    from xuanxian.documents.papers.poll_result import result_table_of
    from xuanxian.documents.papers.result_table import compose_result_table

    poll.refresh_from_db()
    text = compose_result_table(result_table_of(poll)).text
    assert "监票人：纪　某（" in text
    assert "计票人：钱　某（" in text
    assert "计票人甲＿＿" in text.replace("　", "")  # the box's tellers still sign by pen
    for form, start in (("docx", b"PK"), ("pdf", b"%PDF")):
        paper = staff.get(f"/documents/poll/{poll.pk}/{form}/")
        assert paper.status_code == 200
        assert paper.content.startswith(start)
    assert Entry.objects.filter(kind="document.produced").count() == 2
    assert supervisor.get(f"/documents/poll/{poll.pk}/pdf/").status_code == 403


def test_a_second_round_takes_the_first_ranks_and_lets_people_settle_a_tie() -> None:
    chen = Subject(id="chen", name="陈某丁")
    ballot = instrument(
        **(NOMINATION | {"second_round": {"at_most": 2}, "question": {"form": "names", "most": 1}})
    )
    poll = services.prepare_poll(
        instrument=ballot,
        parameters={"smallest": 5},
        title="民主推荐",
        subjects=[WANG, LI, chen],
        electorates=[Electorate("委员", 10)],
        case="case:test",
        actor=STAFF,
    )
    files = services.make_box_key(poll, TELLERS, actor=STAFF, cost=CHEAP)
    slips = services.issue_slips(poll, {"委员": 10}, actor=STAFF)
    meeting = Meeting(poll, slips, files)
    services.test_box(poll, meeting.keys(0, 1, 2), actor=STAFF)
    services.record_presence(poll, {"委员": 10}, actor=STAFF)
    services.open_poll(poll, actor=STAFF)
    for slip, name in zip(slips, ["wang"] * 6 + ["li"] * 2 + ["chen"] * 2, strict=True):
        services.cast(slip.code, Answers(names=(name,)))
    poll = services.close_poll(poll, actor=STAFF)
    with pytest.raises(Refusal, match="只能在“已计票”时办理"):
        services.prepare_second_round(poll, actor=STAFF)
    services.open_box(poll, meeting.keys(0, 1), actor=STAFF)
    # 6, 2, 2: the first goes on, one of the two behind him may.
    with pytest.raises(Refusal, match="只能再进 1 人"):
        services.prepare_second_round(poll, actor=STAFF)
    with pytest.raises(Refusal, match="只能再进 1 人"):
        services.prepare_second_round(poll, chosen=["wang"], actor=STAFF)
    staff, _ = signed_in(Role.ORGANISATION_STAFF)
    answer = staff.post(f"/ballots/{poll.pk}/result/second-round/", {"chosen": ["chen"]})
    later = Poll.objects.get(first_round=poll)
    assert answer.headers["Location"] == f"/ballots/{later.pk}/"
    assert [one.name for one in later.subject_list] == ["王某甲", "陈某丁"]
    assert (later.case, later.title) == ("case:test", "民主推荐（第二轮）")
    assert "第二轮投票" in staff.get(f"/ballots/{poll.pk}/result/").content.decode()
    with pytest.raises(Refusal, match="已经建立"):
        services.prepare_second_round(poll, chosen=["li"], actor=STAFF)


def test_a_proposal_rejected_before_is_pointed_out() -> None:
    def vote(mark: str) -> Poll:
        meeting = prepared(8)
        services.test_box(meeting.poll, meeting.keys(0, 1, 2), actor=STAFF)
        services.record_presence(meeting.poll, {"委员": 8}, actor=STAFF)
        services.open_poll(meeting.poll, actor=STAFF)
        meeting.cast(8, mark)
        services.close_poll(meeting.poll, actor=STAFF)
        services.open_box(meeting.poll, meeting.keys(0, 1), actor=STAFF)
        meeting.poll.refresh_from_db()
        return meeting.poll

    first = vote("反对")
    assert result_queries.rejected_before(first) == {}
    assert result_queries.rejected_before(vote("同意")) == {"王某甲": first, "李某乙": first}


def test_every_trial_of_weights_stands_on_the_record_and_changes_nothing() -> None:
    poll = counted(written_three_ways()).poll
    with pytest.raises(Refusal, match="还没有正式结果"):
        services.try_weights(poll, Trial(), actor=STAFF)
    meant = {written: Meant("as_written") for written in result_queries.unmatched(poll)}
    for teller in (JIA, YI):
        services.state_meanings(poll, meant, actor=teller)
    services.count_matched(poll, actor=JIA)
    poll.refresh_from_db()
    before = poll.result
    tried = services.try_weights(poll, Trial(passes="得票率 > 9/10"), actor=STAFF)
    # Of ten valid ballots nobody is on nine tenths; 王某甲 and 孙某丙 had three, which is 30 %.
    assert set(tried.passing_changes) == {"王某甲", "孙某丙"}
    assert tried.order_changes is False
    poll.refresh_from_db()
    assert poll.result == before
    assert told_by("poll.weights_tried")["order_changes"] is False
    page, _ = signed_in(Role.DISCIPLINE_OFFICER, name="纪某")
    assert page.get(f"/ballots/{poll.pk}/result/weights/").status_code == 403
    staff, _ = signed_in(Role.ORGANISATION_STAFF, name="钱某")
    shown = staff.post(
        f"/ballots/{poll.pk}/result/weights/", {"weight_0": "2", "passes": "得票率 > 9/10"}
    )
    assert "试算结果" in shown.content.decode()
    assert Entry.objects.filter(kind="poll.weights_tried").count() == 2
