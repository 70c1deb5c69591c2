"""A meeting with several polls: one key, one presence, one slip good for each of them."""

from datetime import date
from fractions import Fraction

import pytest

from tests.ballots.conftest import (
    CHEAP,
    LI,
    PASSPHRASES,
    STAFF,
    SUPERVISOR,
    TELLERS,
    WANG,
    instrument,
)
from xuanxian.ballots import services
from xuanxian.ballots.answers import Answers
from xuanxian.ballots.models import AgendaItem, Meeting, Poll, Slip
from xuanxian.ballots.services import Electorate, Meant, PrintedSlip, agenda
from xuanxian.kernel.errors import Refusal

pytestmark = pytest.mark.django_db

CLASSES = [Electorate("委员", 9), Electorate("列席人员", 5)]


def meeting_with(*classes_of_polls: tuple[str, ...]) -> tuple[Meeting, list[Poll]]:
    meeting = services.prepare_meeting(
        title="区委常委会会议", classes=CLASSES, held_on=date(2026, 11, 20), actor=STAFF
    )
    polls = [
        services.prepare_poll(
            instrument=instrument(
                id=f"vote_{place}", electorate=[{"class": name} for name in classes]
            ),
            parameters={"smallest": 5},
            title=f"第{place + 1}项",
            subjects=[WANG, LI],
            electorates=(),
            case="",
            actor=STAFF,
            meeting=meeting,
        )
        for place, classes in enumerate(classes_of_polls)
    ]
    return meeting, polls


def voting(*classes_of_polls: tuple[str, ...]) -> tuple[Meeting, list[Poll], list, tuple]:
    meeting, polls = meeting_with(*classes_of_polls)
    files = services.make_box_key(meeting, TELLERS, actor=STAFF, cost=CHEAP)
    keys = list(zip(files, PASSPHRASES, strict=True))
    services.test_box(meeting, keys, actor=STAFF)
    slips = services.issue_slips(meeting, {"委员": 9, "列席人员": 5}, actor=STAFF)
    services.record_presence(meeting, {"委员": 9, "列席人员": 5}, actor=STAFF)
    opened = [services.open_poll(poll, actor=STAFF) for poll in polls]
    return meeting, opened, keys, slips


def of_class(slips: tuple[PrintedSlip, ...], name: str) -> list[str]:
    return [slip.code for slip in slips if slip.class_name == name]


def test_one_slip_votes_once_in_every_poll_its_class_takes_part_in() -> None:
    _, (decision, opinion), keys, slips = voting(("委员",), ("委员", "列席人员"))
    member, guest = of_class(slips, "委员"), of_class(slips, "列席人员")
    assert [paper.title for paper in services.ballot_papers(member[0])] == ["第1项", "第2项"]
    assert [paper.title for paper in services.ballot_papers(guest[0])] == ["第2项"]

    for code in member:
        services.cast(code, Answers(marks={"wang": "同意", "li": "同意"}), decision.pk)
        services.cast(code, Answers(marks={"wang": "反对", "li": "同意"}), opinion.pk)
    for code in guest[:2]:
        services.cast(code, Answers(marks={"wang": "同意", "li": "反对"}), opinion.pk)
    for again in (decision, opinion):
        with pytest.raises(services.SlipRefused):
            services.cast(member[0], Answers(marks={"wang": "同意"}), again.pk)

    for poll in (decision, opinion):
        services.close_poll(poll, actor=STAFF)
    first = services.open_box(decision, keys[:2], actor=STAFF)
    second = services.open_box(opinion, keys[1:], actor=STAFF)
    # Nine of nine members in favour; of the eleven opinions on 王 two are in favour.
    assert first.of("wang").counts["同意"] == 9
    assert second.of("wang").counts["同意"] == 2
    assert second.of("wang").measures["同意率"].value == Fraction(2, 14)


def test_the_poll_must_be_named_where_a_slip_is_good_for_two() -> None:
    _, _, _, slips = voting(("委员",), ("委员",))
    with pytest.raises(services.SlipRefused):
        services.cast(of_class(slips, "委员")[0], Answers(marks={"wang": "同意"}))


def test_no_hash_of_one_poll_is_one_of_another() -> None:
    _, (first, second), _, _ = voting(("委员",), ("委员",))
    hashes = [set(poll.slips.values_list("code_hash", flat=True)) for poll in (first, second)]
    assert len(hashes[0]) == len(hashes[1]) == 9
    assert not hashes[0] & hashes[1]


def test_slips_not_handed_out_are_voided_in_every_poll() -> None:
    meeting, polls = meeting_with(("委员",), ("委员", "列席人员"))
    services.make_box_key(meeting, TELLERS, actor=STAFF, cost=CHEAP)
    slips = services.issue_slips(meeting, {"委员": 9}, actor=STAFF)
    unissued = [slip.code for slip in slips[:2]]
    with pytest.raises(Refusal, match="第 2 行"):
        services.void_unissued(meeting, [unissued[0], "0" * 26], persons=(STAFF, SUPERVISOR))
    assert services.void_unissued(meeting, unissued, persons=(STAFF, SUPERVISOR)) == 2
    for poll in polls:
        assert poll.slips.filter(state=Slip.State.VOID).count() == 2


def test_what_the_meeting_does_for_all_is_refused_for_one() -> None:
    _, (poll,) = meeting_with(("委员",))
    with pytest.raises(Refusal, match="由会议统一办理"):
        services.issue_slips(poll, {"委员": 1}, actor=STAFF)
    with pytest.raises(Refusal, match="由会议统一办理"):
        services.record_presence(poll, {"委员": 1}, actor=STAFF)
    with pytest.raises(Refusal, match="由会议统一办理"):
        services.make_box_key(poll, TELLERS, actor=STAFF, cost=CHEAP)


def test_a_secret_poll_cannot_join_once_slips_are_out() -> None:
    meeting, _ = meeting_with(("委员",))
    services.issue_slips(meeting, {"委员": 9}, actor=STAFF)
    with pytest.raises(Refusal, match="已经制票"):
        services.prepare_poll(
            instrument=instrument(),
            parameters={"smallest": 5},
            title="临时加的",
            subjects=[WANG],
            electorates=(),
            case="",
            actor=STAFF,
            meeting=meeting,
        )


def test_a_poll_for_people_the_meeting_does_not_know_is_refused() -> None:
    with pytest.raises(Refusal, match="没有登记这类人员"):
        meeting_with(("服务对象",))


@pytest.mark.parametrize(
    ("classes", "said"),
    [([], "没有类别"), ([Electorate("委员", 1), Electorate("委员", 2)], "同名"),
     ([Electorate("委员", -1)], "不是人数")],
)  # fmt: skip
def test_a_meeting_without_sound_classes_is_refused(classes: list, said: str) -> None:
    with pytest.raises(Refusal, match=said):
        services.prepare_meeting(
            title="会议", classes=classes, held_on=date(2026, 11, 20), actor=STAFF
        )
    assert not Meeting.objects.exists()


def test_figures_are_announced_once_the_tellers_have_decided_on_names_written_in() -> None:
    meeting = services.prepare_meeting(
        title="县委全会", classes=CLASSES[:1], held_on=date(2026, 11, 20), actor=STAFF
    )
    poll = services.prepare_poll(
        instrument=instrument(
            question={"form": "names", "most": "2", "write_in": True},
            passes="",
            effect="advises",
            measures={},
        ),
        parameters={"smallest": 5},
        title="推荐",
        subjects=[WANG, LI],
        electorates=(),
        case="",
        actor=STAFF,
        meeting=meeting,
    )
    files = services.make_box_key(meeting, TELLERS, actor=STAFF, cost=CHEAP)
    keys = list(zip(files, PASSPHRASES, strict=True))
    services.test_box(meeting, keys, actor=STAFF)
    slips = services.issue_slips(meeting, {"委员": 9}, actor=STAFF)
    services.record_presence(meeting, {"委员": 9}, actor=STAFF)
    services.open_poll(poll, actor=STAFF)
    for slip in slips:
        services.cast(slip.code, Answers(names=("wang",), written=("赵某丙",)), poll.pk)
    poll = services.close_poll(poll, actor=STAFF)
    services.open_box(poll, keys[:2], actor=STAFF)
    with pytest.raises(Refusal, match=r"1 个另写的姓名.*还没有认定"):
        agenda.announce(poll, AgendaItem.Announced.FIGURES, actor=STAFF)
    agenda.announce(poll, AgendaItem.Announced.TURNOUT, actor=STAFF)
    for teller in (STAFF, SUPERVISOR):
        services.state_meanings(poll, {"赵某丙": Meant("as_written")}, actor=teller)
    services.count_matched(poll, actor=STAFF)
    announced = agenda.announce(poll, AgendaItem.Announced.FIGURES, actor=STAFF)
    assert announced.announced == "figures"
