"""考务: examiners, recusal, lots and papers of a contest; figures calculated by hand."""

import pytest

from tests.selection import contests as made_up
from tests.selection import county
from tests.selection.contests import CLOSED, HELD, contest_rules
from tests.selection.county import ENTRY, LEADER, STAFF
from xuanxian.kernel import clock
from xuanxian.kernel.errors import Refusal
from xuanxian.record.models import Entry
from xuanxian.registry import services as registry
from xuanxian.registry.dossier import RelativeEntry
from xuanxian.selection.contest.draw import commitment_of
from xuanxian.selection.services import contest as contests
from xuanxian.selection.services.contest import NewExaminer

pytestmark = pytest.mark.django_db


def interviewing(rules_of_exam: dict[str, object] | None = None) -> made_up.Held:
    """Three people whose only round is an interview."""
    rounds = [
        {
            "id": "interview",
            "title": "面试",
            "scores": [{"id": "面试", "form": "judges", "drop_highest": 1, "drop_lowest": 1}],
            "go_on": {"to": "考察对象", "by": "面试", "number": "职数"},
            "exam": {"examiners": rules_of_exam or {}},
        }
    ]
    return made_up.ready(3, contest_rules(rounds), seats=(1,))


def test_the_highest_and_the_lowest_mark_of_the_sheets_are_dropped() -> None:
    held = interviewing()
    examiners = [NewExaminer(f"评委{number}", f"单位{number}") for number in range(4)]
    with clock.set_to(HELD):
        rows = contests.enter_examiners(held.contest, "interview", examiners, actor=STAFF)
        # Number 1: 60 and 100 fall away, 80 and 90 leave 85. Number 2: 84 and 88 leave 86.
        sheets = (("60", "50"), ("80", "84"), ("100", "99"), ("90", "88"))
        for examiner, (first, second) in zip(rows, sheets, strict=True):
            marks = made_up.by_name(held, {1: first, 2: second, 3: "70"})
            contests.key_marks(
                held.contest, "interview", "面试", marks, actor=STAFF, examiner=examiner
            )
        contests.publish_results(held.contest, "interview", actor=LEADER)
    assert [one.stands["marks"]["面试"] for one in held.applications] == ["85", "86", "70"]
    assert [one.going_on for one in held.applications] == [False, True, False]


def test_an_examiner_the_files_call_a_relative_marks_everybody_else() -> None:
    held = made_up.published(
        contest_rules(
            [{"id": "i", "title": "面试", "scores": [{"id": "面试", "form": "judges"}]}],
            effect="advises",
        ),
        seats=(1,),
    )
    kin = RelativeEntry(relation="哥哥", name="评委甲", unit_and_post="外地党校")
    family = registry.enter_dossier(
        county.dossier("郝某某", relatives=(kin,)), actor=ENTRY, source="测试"
    )
    made_up.applied(held, [family, made_up.person(2)])
    made_up.closed(held)
    with clock.set_to(HELD):
        (examiner, other) = contests.enter_examiners(
            held.contest,
            "i",
            [NewExaminer("评委甲", "外地党校"), NewExaminer("评委乙", "外地党校")],
            actor=STAFF,
        )
        assert examiner.recused == {"1": "档案载明的哥哥"}
        assert other.recused == {}
        with pytest.raises(Refusal, match="应当回避：档案载明的哥哥"):
            contests.key_marks(
                held.contest, "i", "面试", made_up.by_name(held, {1: "99", 2: "80"}),
                actor=STAFF, examiner=examiner,
            )  # fmt: skip
        contests.key_marks(
            held.contest, "i", "面试", made_up.by_name(held, {2: "80"}),
            actor=STAFF, examiner=examiner,
        )  # fmt: skip
        contests.key_marks(
            held.contest, "i", "面试", made_up.by_name(held, {1: "70", 2: "90"}),
            actor=STAFF, examiner=other,
        )  # fmt: skip
        contests.publish_results(held.contest, "i", actor=LEADER)
    # The relative is judged by one examiner, the other applicant by both.
    assert [one.stands["marks"]["面试"] for one in held.applications] == ["70", "85"]


def test_who_has_marked_somebody_is_not_recused_from_him_afterwards() -> None:
    held = interviewing()
    with clock.set_to(HELD):
        (examiner,) = contests.enter_examiners(
            held.contest, "interview", [NewExaminer("评委甲", "外地")], actor=STAFF
        )
        marks = made_up.by_name(held, {1: "80"})
        contests.key_marks(held.contest, "interview", "面试", marks, actor=STAFF, examiner=examiner)
        first, second, _ = held.applications
        with pytest.raises(Refusal, match="不能再登记回避"):
            contests.recuse_examiner(examiner, [first], "同学", actor=STAFF)
        found = contests.recuse_examiner(examiner, [second], "同学", actor=STAFF)
    assert found.recused == {"2": "同学"}


def test_no_sheet_is_keyed_before_the_examiners_are_as_the_policy_wants_them() -> None:
    held = interviewing({"number": 2, "from_elsewhere": 1, "each_sex": 1, "same_unit": 1})
    with clock.set_to(HELD):
        rows = contests.enter_examiners(
            held.contest,
            "interview",
            [NewExaminer("评委甲", "人社局", "1"), NewExaminer("评委乙", "人社局", "1")],
            actor=STAFF,
        )
        with pytest.raises(Refusal) as refused:
            contests.key_marks(
                held.contest, "interview", "面试", made_up.by_name(held, {1: "80"}),
                actor=STAFF, examiner=rows[0],
            )  # fmt: skip
    said = {(one.field, one.value) for one in refused.value.problems}
    assert said == {("异地考官", "0"), ("女考官", "0"), ("同一单位的考官", "2")}


def test_examiners_drawn_keep_the_composition_and_the_others_key_nothing() -> None:
    held = made_up.ready(4, seats=(1,))
    made_up.written(held, {1: "90", 2: "80", 3: "70", 4: "60"})
    with clock.set_to(HELD):
        contests.enter_examiners(held.contest, "interview", made_up.POOL, actor=STAFF)
        draw = contests.commit_draw(held.contest, "interview", "examiners", actor=STAFF)
        contests.make_draw(draw, "502", actor=STAFF)
        order = contests.commit_draw(held.contest, "interview", "order", actor=STAFF)
        contests.make_draw(order, "502", actor=STAFF)
        serving = held.contest.examiners.filter(serves=True)
        assert serving.count() == 3
        assert serving.filter(from_elsewhere=True).exists()
        assert set(serving.values_list("sex", flat=True)) == {"1", "2"}
        idle = held.contest.examiners.filter(serves=False).first()
        with pytest.raises(Refusal, match="没有担任这一轮的考官"):
            contests.key_marks(
                held.contest, "interview", "面试", made_up.by_name(held, {1: "80"}),
                actor=STAFF, examiner=idle,
            )  # fmt: skip


def test_a_draw_is_made_once_and_its_nonce_is_nowhere_before() -> None:
    held = made_up.ready(3)
    with clock.set_to(HELD):
        draw = contests.commit_draw(held.contest, "written", "seat", actor=STAFF)
        committed = Entry.objects.get(kind="draw.committed")
        assert (draw.nonce, draw.result) == ("", [])
        with pytest.raises(Refusal, match="没有填写，或太短"):
            contests.make_draw(draw, "1", actor=STAFF)
        made = contests.make_draw(draw, "135", actor=STAFF)
        assert made.nonce.encode() not in bytes(committed.body or b"")
        assert commitment_of(bytes.fromhex(made.nonce), made.lots) == draw.commitment
        with pytest.raises(Refusal, match="已经抽过签"):
            contests.make_draw(draw, "246", actor=STAFF)
        with pytest.raises(Refusal, match="一轮一种抽签只做一次"):
            contests.commit_draw(held.contest, "written", "seat", actor=STAFF)
    lots = {one.number: one.lots["written/seat"] for one in held.applications}
    assert sorted(lots.values()) == [1, 2, 3]


def test_papers_are_sealed_by_two_and_opened_before_somebody() -> None:
    held = made_up.ready(1)
    with clock.set_to(HELD):
        with pytest.raises(Refusal, match="少于两人"):
            contests.seal_paper(
                held.contest, "written", "试卷", copies=1, seal="1", by=["甲"], actor=STAFF
            )
        paper = contests.seal_paper(
            held.contest, "written", "试卷", copies=1, seal="1", by=["甲", "乙"], actor=STAFF
        )
        with pytest.raises(Refusal, match="请填写现场见证的人"):
            contests.open_paper(paper, by="丙", witnesses=[], actor=STAFF)
        with pytest.raises(Refusal, match="早于2026-03-21"):
            contests.open_paper(paper, by="丙", witnesses=["丁"], actor=STAFF, on=CLOSED)


def test_posts_are_chosen_in_the_order_of_the_places() -> None:
    rounds = [{"id": "written", "title": "考试", "scores": [{"id": "笔试", "form": "mark"}]}]
    held = made_up.published(
        contest_rules(rounds, field="together", choice={"by": "笔试"}, effect="ranks")
    )
    made_up.applied(held, [made_up.person(1), made_up.person(2)], post=0)
    made_up.closed(held)
    first, second = held.applications
    liked = [one.title for one in held.posts]
    with clock.set_to(HELD):
        marks = made_up.by_name(held, {1: "70", 2: "90"})
        contests.key_marks(held.contest, "written", "笔试", marks, actor=STAFF)
        with pytest.raises(Refusal, match="没有这个岗位"):
            contests.choose_post(first, ["别处科长"], actor=STAFF)
        contests.choose_post(first, liked, actor=STAFF)
        contests.choose_post(second, liked, actor=STAFF)
        contests.publish_results(held.contest, "written", actor=LEADER)
    # Number 2 chooses first; the post both like best is taken when it is number 1's turn.
    assert [one.stands["chosen"] for one in held.applications] == [liked[1], liked[0]]
