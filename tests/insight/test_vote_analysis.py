"""得票分析 of counted votes: what it finds, what it keeps, who sees and closes it."""

import json
from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests.ballots.past_polls import NOMINATION, held, naming, on_ballot, person
from tests.selection import whole_case
from tests.selection.county import STAFF as CASE_STAFF
from tests.selection.county import vote
from xuanxian.access.actor import Actor
from xuanxian.access.models import Account, Role, RoleGrant
from xuanxian.access.todo import todos_of
from xuanxian.ballots.answers import Answers
from xuanxian.ballots.models import OpenedBallot, Poll
from xuanxian.insight.models import VoteAnalysis, VoteSignal
from xuanxian.insight.vote_analysis import services
from xuanxian.insight.vote_analysis.projection import replay, stream_of
from xuanxian.kernel import clock
from xuanxian.kernel.errors import Refusal
from xuanxian.policy import services as policies
from xuanxian.record.models import Entry
from xuanxian.record.services import body_of
from xuanxian.registry.models import Person
from xuanxian.selection import services as selection

pytestmark = pytest.mark.django_db

OFFICE = Actor(account="1", name="王某某", role="organisation_staff")
RECOMMENDED = "示范/得票分析提示"


def account(role: Role, unit_code: str = "", name: str = "") -> Account:
    made = Account.objects.create_user(
        name or f"{role}{unit_code}", password="一个够长的口令", full_name=name or str(role.label)
    )
    RoleGrant.objects.create(account=made, role=role, unit_code=unit_code)
    return made


def signed_in(who: Account) -> Client:
    client = Client()
    client.force_login(who)
    return client


def suspicious() -> tuple[Poll, Person]:
    """2025: 王 had 4 of 40. 2026: 20 of 20 甲类 and none of 40 乙类 name him."""
    wang, li = person("王某甲"), person("李某乙")
    both = on_ballot(wang, li)
    held({"职工": naming(wang, 4, 40)}, both, year=2025, **NOMINATION)
    ballots = {"甲类": naming(wang, 20, 20), "乙类": naming(li, 13, 40)}
    return held(ballots, both, year=2026, title="本次推荐", **NOMINATION), wang


def analysed(poll: Poll) -> VoteAnalysis:
    return services.analyse(poll, account=account(Role.ORGANISATION_LEADER), actor=OFFICE)


def test_votes_from_one_class_are_found_and_a_usual_vote_is_quiet() -> None:
    poll, wang = suspicious()
    signals = list(analysed(poll).signals.all())
    # 20 of 20 and none of 40 are concentrated beyond doubt; 4 of 40 then and 20 of 60 now are
    # no rise by thirty points. 李 has 13 of 60, all from 乙类: 32 points, and 1 in 429 by chance.
    assert [(each.kind, each.names, each.class_name) for each in signals] == [
        ("concentration", "王某甲", "甲类")
    ]
    assert signals[0].people == [str(wang.pk)]
    assert signals[0].figures["本类占比"] == "100.00%"
    usual = held(
        {"甲类": naming(wang, 8, 20), "乙类": naming(wang, 15, 40)},
        on_ballot(wang),
        year=2026,
        title="平常的推荐",
        **NOMINATION,
    )
    again = services.analyse(
        usual, account=Account.objects.get(username="organisation_leader"), actor=OFFICE
    )
    assert list(again.signals.all()) == []


def block_of_three() -> tuple[Poll, list[Person]]:
    """Thirteen of 73 ballots name the same three of eight; the others one each."""
    people = [person(f"人选{number}") for number in "一二三四五六七八"]
    keys = [str(each.pk) for each in people]
    ballots = [Answers(names=tuple(keys[:3])) for _ in range(13)]
    ballots += [Answers(names=(keys[at % 8],)) for at in range(60)]
    return held({"职工": ballots}, on_ballot(*people), year=2026, **NOMINATION), people


def test_a_block_is_told_no_finer_than_the_smallest_group_and_of_no_single_ballot() -> None:
    poll, people = block_of_three()
    (signal,) = analysed(poll).signals.all()
    assert (signal.kind, set(signal.people)) == (
        "block", {str(each.pk) for each in people[:3]},
    )  # fmt: skip
    # Thirteen ballots; five is the smallest group of this poll.
    assert signal.figures["同时推荐的票"] == "不少于10张"
    kept = json.dumps(
        [body_of(entry) for entry in Entry.objects.filter(stream=stream_of(poll.pk))],
        ensure_ascii=False,
    )
    assert "13" not in signal.explanation
    for key in OpenedBallot.objects.filter(poll=poll).values_list("key", flat=True):
        assert key not in kept


def test_the_order_and_keys_of_opened_ballots_change_nothing() -> None:
    poll, _ = block_of_three()
    first = [
        (each.kind, each.key, each.explanation, each.figures)
        for each in analysed(poll).signals.all()
    ]
    contents = list(OpenedBallot.objects.filter(poll=poll).values("voters_id", "content"))
    OpenedBallot.objects.filter(poll=poll).delete()
    for each in reversed(contents):
        OpenedBallot.objects.create(poll=poll, **each)
    VoteAnalysis.objects.all().delete()
    leader = Account.objects.get(username="organisation_leader")
    again = services.analyse(poll, account=leader, actor=OFFICE)
    assert first == [
        (each.kind, each.key, each.explanation, each.figures) for each in again.signals.all()
    ]


def test_a_vote_without_a_final_result_is_not_looked_at() -> None:
    wang = person("王某甲")
    ballots = [Answers(written=("孙某丙",)) for _ in range(8)]
    poll = held({"职工": ballots}, on_ballot(wang), year=2026, **NOMINATION)
    with pytest.raises(Refusal, match="还没有正式结果"):
        analysed(poll)
    assert not Entry.objects.filter(stream=stream_of(poll.pk)).exists()


def test_a_signal_waits_until_a_person_closes_it_with_a_reason() -> None:
    poll, _ = suspicious()
    (signal,) = analysed(poll).signals.all()
    officer = account(Role.DISCIPLINE_OFFICER)
    address = reverse("vote_signal", args=[signal.pk])
    assert [each.url for each in todos_of(officer) if "得票迹象" in each.title] == [address]
    client = signed_in(officer)
    page = client.get(address).content.decode()
    assert "这是迹象，须核实" in page
    assert client.post(address, {"conclusion": "explained", "reason": " "}).status_code == 422
    assert client.post(address, {"conclusion": "", "reason": "已谈话"}).status_code == 422
    closing = {"conclusion": "explained", "reason": "甲类是本单位人员，逐一谈话，未见拉票。"}
    assert client.post(address, closing).status_code == 302
    signal.refresh_from_db()
    assert (signal.conclusion, signal.closed_by) == ("explained", str(officer))
    assert [each for each in todos_of(officer) if "得票迹象" in each.title] == []
    with pytest.raises(Refusal, match="了结"):
        services.close_signal(signal, "confirmed", "再看", actor=OFFICE)
    # The same figures looked at again find nothing anew.
    leader = Account.objects.get(username="organisation_leader")
    assert list(services.analyse(poll, account=leader, actor=OFFICE).signals.all()) == []
    entries = Entry.objects.filter(stream=stream_of(poll.pk)).order_by("number")
    assert [each.kind for each in entries] == [
        "vote_analysis.made", "vote_signal.closed", "vote_analysis.made",
    ]  # fmt: skip


def rows(poll: Poll) -> list[dict[str, Any]]:
    analyses = VoteAnalysis.objects.filter(poll=poll).order_by("number").values()
    return [*analyses, *VoteSignal.objects.filter(poll=poll).order_by("pk").values()]


def test_the_record_rebuilds_analyses_and_signals() -> None:
    poll, _ = suspicious()
    (signal,) = analysed(poll).signals.all()
    services.close_signal(signal, "unproven", "查无实据。", actor=OFFICE)
    before = rows(poll)
    assert replay(poll.pk) == 2
    assert rows(poll) == before


def test_who_sees_looks_and_closes() -> None:
    poll, _ = suspicious()
    (signal,) = services.analyse(
        poll, account=account(Role.ORGANISATION_LEADER, name="部长"), actor=OFFICE
    ).signals.all()
    pages = [
        reverse("vote_signals"),
        reverse("vote_analysis", args=[poll.pk]),
        reverse("vote_signal", args=[signal.pk]),
    ]
    closing = {"conclusion": "unproven", "reason": "查无实据。"}
    for role, sees, looks, closes in (
        (Role.ORGANISATION_STAFF, True, True, False),
        (Role.DISCIPLINE_OFFICER, True, False, True),
        (Role.COMMITTEE_MEMBER, False, False, False),
        (Role.INSPECTION_TEAM, False, False, False),
        (Role.AUDITOR, False, False, False),
        (Role.SYSTEM_ADMINISTRATOR, False, False, False),
    ):
        client = signed_in(account(role))
        assert {client.get(each).status_code for each in pages} == ({200} if sees else {403})
        assert (client.post(pages[1]).status_code == 302) is looks, role
        assert (client.post(pages[2], closing).status_code == 302) is closes, role
    leader = signed_in(account(Role.ORGANISATION_LEADER))
    assert leader.post(pages[1]).status_code == 302
    assert leader.post(pages[2], closing).status_code == 422  # closed by the officer already


def test_nobody_sees_signals_out_of_scope_or_on_the_own_votes() -> None:
    poll, wang = suspicious()
    (signal,) = analysed(poll).signals.all()
    address = reverse("vote_signal", args=[signal.pk])
    far = signed_in(account(Role.ORGANISATION_LEADER, "3702"))
    assert far.get(address).status_code == 403
    assert "王某甲" not in far.get(reverse("vote_signals")).content.decode()
    himself = account(Role.DISCIPLINE_OFFICER, "3701")
    Person.objects.filter(pk=wang.pk).update(account=himself)
    own = signed_in(Account.objects.get(pk=himself.pk))
    assert own.get(address).status_code == 404
    assert own.post(address, {"conclusion": "unproven", "reason": "没事"}).status_code == 404
    assert "王某甲" not in own.get(reverse("vote_signals")).content.decode()
    analysis = own.get(reverse("vote_analysis", args=[poll.pk])).content.decode()
    assert "王某甲在甲类" not in analysis
    assert todos_of(Account.objects.get(pk=himself.pk)) == []


def test_an_adopted_policy_asks_for_a_look_and_its_numbers_hold() -> None:
    poll, _ = suspicious()
    staff = account(Role.ORGANISATION_STAFF)

    def asked() -> list[str]:
        return [each.title for each in todos_of(staff) if "分析得票" in each.title]

    assert asked() == []  # what is merely recommended asks for nothing
    policies.adopt(
        RECOMMENDED,
        scope="",
        valid_from=date(2026, 1, 1),
        given={"false_alarm": "10%", "yearly_rise": "20%"},
        actor=Actor(account="2", name="部长", role="organisation_leader"),
    )
    assert asked() == ["本次推荐：分析得票"]
    analysis = analysed(poll)
    # 李's votes by class (1 in 429 by chance), the rise of 王 from 4 of 40 to 20 of 60 (1 in 168)
    # and that of 李 from none of 40 to 13 of 60 are beyond these lines: a third of a tenth, shared
    # by four comparisons of classes and by two of years.
    assert sorted((each.kind, each.names) for each in analysis.signals.all()) == [
        ("concentration", "李某乙"),
        ("concentration", "王某甲"),
        ("jump", "李某乙"),
        ("jump", "王某甲"),
    ]
    assert analysis.policy == RECOMMENDED
    assert asked() == []


def nominated(meeting: tuple[int, int], talks: tuple[int, int]) -> tuple[whole_case.Case, Poll]:
    """Two people: of 30 ballots and 10 talks so many name the first and the second."""
    case = whole_case.nominating()
    both = (case.candidacy, case.other)

    def ballot(number: int) -> Answers:
        return Answers(
            names=tuple(
                str(one.pk) for one, votes in zip(both, meeting, strict=True) if number < votes
            )
        )

    with clock.set_to(whole_case.NOMINATED):
        selection.set_nomination_range(case.vacancy, people=30, talks_due=10, actor=CASE_STAFF)
        poll = selection.prepare_meeting(case.vacancy, whole_case.CLASSES, actor=CASE_STAFF)
        vote(poll, ballot)
        for number in range(10):
            selection.record_recommendation_talk(
                case.vacancy,
                interviewee=f"谈话对象{number}",
                interviewers=["组织员甲", "组织员庚"],
                names=[one for one, votes in zip(both, talks, strict=True) if number < votes],
                actor=CASE_STAFF,
            )
    poll.refresh_from_db()
    return case, poll


def test_a_nomination_that_talks_turn_round_is_a_signal() -> None:
    # 24 and 15 of 30, but 3 and 8 of 10: shares differ by 50 and 30 points, the order is turned.
    case, poll = nominated((24, 15), (3, 8))
    found = analysed(poll).signals.filter(kind="disagreement")
    assert {each.names for each in found} == {
        case.candidacy.person.name, case.other.person.name, f"{case.vacancy.post}的全部人选",
    }  # fmt: skip
    first = found.get(names=case.candidacy.person.name)
    assert first.figures["得票率差"] == "50.00%"
    assert first.people == [str(case.candidacy.person_id)]
    page = (
        signed_in(account(Role.ORGANISATION_STAFF))
        .get(reverse("vote_analysis", args=[poll.pk]))
        .content.decode()
    )
    assert "其中0对先后一致" in page
    assert "80.00%" in page
    # Discipline looks into signals; shares beside talks are the office's.
    supervised = (
        signed_in(account(Role.DISCIPLINE_OFFICER))
        .get(reverse("vote_analysis", args=[poll.pk]))
        .content.decode()
    )
    assert "谈话推荐率" not in supervised.partition("分析的规定")[0].partition("<h2>迹象")[0]


def test_talks_that_bear_a_nomination_out_leave_no_signal() -> None:
    _, poll = nominated((24, 15), (8, 5))
    assert not analysed(poll).signals.filter(kind="disagreement").exists()


def test_the_pages_say_so_when_nothing_is_there() -> None:
    poll, _ = suspicious()
    client = signed_in(account(Role.ORGANISATION_STAFF))
    assert "还没有得票迹象" in client.get(reverse("vote_signals")).content.decode()
    page = client.get(reverse("vote_analysis", args=[poll.pk])).content.decode()
    assert "还没有分析" in page
    assert "时间和先后没有保存" in page
