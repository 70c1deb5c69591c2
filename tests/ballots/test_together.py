"""Votes of a meeting that are issued together: opened and closed at once, filled in one by one."""

import json
import re
from datetime import date

import pytest

from tests.ballots.conftest import STAFF
from tests.ballots.meetings import Held, page, signed_in
from tests.ballots.virtue_questionnaire import PARAMETERS, virtue
from xuanxian.access.models import Role
from xuanxian.ballots import meeting_queries, services
from xuanxian.ballots.answers import Answers, Subject
from xuanxian.ballots.discussion_rules import DiscussionRules
from xuanxian.ballots.models import AgendaItem, Discussion, Poll
from xuanxian.ballots.questionnaire_answers import FilledForm
from xuanxian.ballots.services import Electorate, agenda, together
from xuanxian.ballots.services.adding import Addition, add_at_once
from xuanxian.kernel.errors import Refusal
from xuanxian.policy import services as policies
from xuanxian.record.models import Entry
from xuanxian.registry.models import Organisation

pytestmark = pytest.mark.django_db


def states(held: Held) -> list[str]:
    return [Poll.objects.get(pk=poll.pk).state for poll in held.polls]


def with_survey() -> Held:
    """A ballot on two persons and the survey issued with it."""
    held = Held(separately=False)
    (survey,) = add_at_once(
        held.meeting,
        [
            Addition(
                virtue(electorate=[{"class": "委员"}], title="纪律调查问卷"),
                PARAMETERS,
                DiscussionRules(),
                "纪律调查问卷",
                [Subject(id="matter", name="本次推荐")],
            )
        ],
        along_with=held.polls[0],
        actor=STAFF,
    )
    held.polls = (*held.polls, survey)
    return held


def test_tied_items_open_and_close_at_once_from_whichever_of_them() -> None:
    held = Held().ready()
    together.tie_together(held.polls, actor=STAFF)
    together.open_together(held.polls[1], actor=STAFF)
    assert states(held) == ["open", "open"]
    together.close_together(held.polls[0], actor=STAFF)
    assert states(held) == ["closed", "closed"]
    entry = Entry.objects.get(kind="meeting.voted_together")
    assert json.loads(bytes(entry.body))["polls"] == [poll.title for poll in held.polls]


def test_an_item_by_itself_opens_alone() -> None:
    held = Held().ready()
    together.open_together(held.polls[0], actor=STAFF)
    assert states(held) == ["open", "prepared"]
    together.close_together(held.polls[0], actor=STAFF)
    assert states(held) == ["closed", "prepared"]


def test_none_opens_where_one_of_them_may_not() -> None:
    held = Held().ready()
    together.tie_together(held.polls, actor=STAFF)
    Discussion.objects.create(poll=held.polls[1], place=0, subject="li", name="李某乙")
    with pytest.raises(Refusal, match="还没有讨论完"):
        together.open_together(held.polls[0], actor=STAFF)
    assert states(held) == ["prepared", "prepared"]


def test_one_item_or_one_that_is_open_already_cannot_be_tied() -> None:
    held = Held().ready()
    with pytest.raises(Refusal, match="同一会议的两项以上"):
        together.tie_together(held.polls[:1], actor=STAFF)
    services.open_poll(held.polls[0], actor=STAFF)
    with pytest.raises(Refusal, match="准备中"):
        together.tie_together(held.polls, actor=STAFF)


def test_an_item_opened_from_its_own_page_opens_with_those_it_is_tied_to() -> None:
    held = Held().ready()
    together.tie_together(held.polls, actor=STAFF)
    staff = signed_in(Role.ORGANISATION_STAFF)
    staff.post(f"/ballots/{held.polls[1].pk}/open/")
    assert states(held) == ["open", "open"]
    staff.post(f"/ballots/{held.polls[1].pk}/close/")
    assert states(held) == ["closed", "closed"]


def test_of_two_tied_items_set_apart_each_opens_alone() -> None:
    held = Held().ready()
    together.tie_together(held.polls, actor=STAFF)
    chair = signed_in(Role.ORGANISATION_LEADER)
    assert "本项改为单独投票" in page(chair, f"{held.address}chair/")
    chair.post(f"{held.item(1)}apart/")
    assert "本项改为单独投票" not in page(chair, f"{held.address}chair/")
    together.open_together(held.polls[0], actor=STAFF)
    assert states(held) == ["open", "prepared"]
    entry = json.loads(bytes(Entry.objects.get(kind="meeting.voted_apart").body))
    assert (entry["poll"], entry["polls"]) == (held.polls[1].title, [held.polls[0].title])


def test_of_three_tied_items_the_others_stay_together() -> None:
    held = with_survey()
    (third,) = add_at_once(
        held.meeting,
        [
            Addition(
                virtue(electorate=[{"class": "委员"}]),
                PARAMETERS,
                DiscussionRules(),
                "德的测评",
                [Subject(id="wang", name="王某甲")],
            )
        ],
        along_with=held.polls[0],
        actor=STAFF,
    )
    together.set_apart(held.polls[0], actor=STAFF)
    assert together.companions(held.polls[0]) == [held.polls[0]]
    assert together.companions(third) == [held.polls[1], third]


def test_neither_an_item_by_itself_nor_an_open_one_is_set_apart() -> None:
    held = Held().ready()
    with pytest.raises(Refusal, match="没有和其他各项同时投票"):
        together.set_apart(held.polls[0], actor=STAFF)
    together.tie_together(held.polls, actor=STAFF)
    together.open_together(held.polls[0], actor=STAFF)
    with pytest.raises(Refusal, match="准备中"):
        together.set_apart(held.polls[0], actor=STAFF)


def test_an_item_given_up_holds_up_none_of_the_others() -> None:
    held = Held().ready()
    together.tie_together(held.polls, actor=STAFF)
    services.abandon_poll(held.polls[0], "改期讨论", actor=STAFF)
    together.open_together(held.polls[1], actor=STAFF)
    assert states(held) == ["abandoned", "open"]
    lines = meeting_queries.agenda(held.meeting)
    assert [line.together for line in lines] == [(2,), ()]


def test_a_survey_issued_with_a_ballot_is_filled_in_next_with_the_same_slip() -> None:
    held = with_survey().ready()
    together.open_together(held.polls[0], actor=STAFF)
    code = held.slips[0].code
    assert [paper.title for paper in services.ballot_papers(code)] == ["任免", "纪律调查问卷"]
    services.cast(code, Answers(marks={"wang": "同意"}), held.polls[0].pk)
    assert [paper.title for paper in services.ballot_papers(code)] == ["纪律调查问卷"]
    said = FilledForm(answers={"reverse": Answers(marks={"r0": "存在"})})
    services.cast(code, said, held.polls[1].pk)
    with pytest.raises(services.SlipRefused):
        services.ballot_papers(code)


def test_a_questionnaire_on_several_people_is_one_form_each_all_at_once() -> None:
    held = Held()
    people = [Subject(id=name, name=name) for name in ("甲", "乙", "丙")]
    rating = Addition(
        virtue(electorate=[{"class": "委员"}]), PARAMETERS, DiscussionRules(), "德的测评", people
    )
    added = add_at_once(held.meeting, [rating], actor=STAFF)
    assert [poll.title for poll in added] == ["德的测评：甲", "德的测评：乙", "德的测评：丙"]
    assert len(together.companions(added[0])) == 3


def test_the_chair_sees_what_opens_at_once_and_opens_it() -> None:
    held = with_survey().ready()
    chair = signed_in(Role.ORGANISATION_LEADER, Role.ORGANISATION_STAFF)
    shown = page(chair, f"{held.address}chair/")
    assert "与第2项同时投票" in shown
    assert "开始投票（2 项同时）" in shown
    chair.post(f"{held.item(0)}open/")
    assert states(held) == ["open", "open"]
    assert "截止投票（2 项同时）" in page(chair, f"{held.address}chair/")
    chair.post(f"{held.item(1)}close/")
    assert states(held) == ["closed", "closed"]


def test_what_is_announced_of_a_questionnaire_stands_on_the_chairs_page_and_the_screen() -> None:
    held = with_survey().ready()
    together.open_together(held.polls[0], actor=STAFF)
    said = FilledForm(
        answers={
            "reverse": Answers(marks={"r0": "存在"}),
            "positive": Answers(marks={f"p{at}": "良好" for at in range(6)}),
        }
    )
    for slip in held.slips[:9]:
        services.cast(slip.code, Answers(marks={"wang": "同意", "li": "同意"}), held.polls[0].pk)
        services.cast(slip.code, said, held.polls[1].pk)
    together.close_together(held.polls[0], actor=STAFF)
    for poll in held.polls:
        services.open_box(Poll.objects.get(pk=poll.pk), held.keys[:2], actor=STAFF)
    chair = signed_in(Role.ORGANISATION_LEADER, Role.ORGANISATION_STAFF)
    address = f"{held.address}chair/?item={held.polls[1].pk}"
    assert "反向第0种问题" not in page(chair, address)
    agenda.announce(held.polls[0], AgendaItem.Announced.FIGURES, actor=STAFF)
    agenda.announce(held.polls[1], AgendaItem.Announced.FIGURES, actor=STAFF)
    for shown in (page(chair, address), page(chair, f"{held.address}screen/")):
        assert "反向第0种问题" in shown
        # All nine marked every aspect good, and nothing better.
        assert re.search(r"正向第0个方面</th>\s*<td[^>]*>0</td><td[^>]*>9</td>", shown)


REVIEWS = "山东省/烟台市/长岛县/一报告两评议"


def test_staff_add_a_ballot_with_the_questionnaire_issued_along_with_it() -> None:
    Organisation.objects.create(code="370634", name="某县")
    policies.adopt(
        REVIEWS,
        scope="370634",
        valid_from=date(2026, 1, 1),
        given={
            "full": 100, "fair": 80, "poor": 0, "work_line": 80, "person_line": 80,
            "smallest_group": 5, "largest_batch": 25, "scans_kept_days": 30,
        },
        actor=STAFF,
    )  # fmt: skip
    meeting = services.prepare_meeting(
        title="县委全会",
        classes=[Electorate("全委会成员", 30)],
        held_on=date(2026, 11, 20),
        unit_code="370634",
        actor=STAFF,
    )
    staff = signed_in(Role.ORGANISATION_STAFF)
    address = f"/ballots/meetings/{meeting.pk}/add/"
    offered = page(staff, address)
    ballot, survey = (
        re.search(rf'<option value="([^"]+/{key})"', offered)
        for key in ("new_appointees", "work_review")
    )
    assert ballot is not None
    assert survey is not None
    assert "一并发放的问卷" in offered
    assert "与已有的一项同时投票" not in offered
    staff.post(
        address,
        {
            "instrument": ballot[1],
            "title": "新任干部评议",
            "typed": "甲，某局局长",
            "along": survey[1],
        },
    )
    first, along = meeting.polls.order_by("place")
    assert along.asks_questionnaire
    assert along.title == "干部选拔任用工作民主评议表"
    assert [each.name for each in along.subject_list] == ["本年度干部选拔任用工作"]
    assert [poll.pk for poll in together.companions(first)] == [first.pk, along.pk]
    # A questionnaire by itself needs nobody on it; it may go along with what is there already.
    assert "与已有的一项同时投票" in page(staff, address)
    staff.post(address, {"instrument": survey[1], "title": "再评一次", "along_with": str(first.pk)})
    assert len(together.companions(first)) == 3
    nobody = staff.post(address, {"instrument": ballot[1], "title": "空的", "along": survey[1]})
    assert nobody.status_code == 422
    assert meeting.polls.count() == 3
