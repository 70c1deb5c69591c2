"""Votes of the sources, held through the services and counted, with the figures they give.

Parameters come out of the catalogue; where a source leaves one open, the test says what it sets.
"""

from collections.abc import Iterable
from fractions import Fraction
from typing import Any

import pytest

from tests.ballots.conftest import CHEAP, LI, STAFF, TELLERS, WANG, Meeting
from xuanxian.ballots import services
from xuanxian.ballots.answers import Answers, Subject, Validity
from xuanxian.ballots.instruments import Ballot
from xuanxian.ballots.joint_vote import JointVote, facts_of
from xuanxian.ballots.models import Poll
from xuanxian.ballots.results import SubjectResult, TallyResult
from xuanxian.ballots.services import Electorate
from xuanxian.ballots.tally import Turnout, tally
from xuanxian.kernel.errors import Refusal
from xuanxian.policy import catalogue
from xuanxian.policy.formulas import Parameters
from xuanxian.policy.outcome import Verdict


def of_policy(policy_id: str, instrument: str, **setting: Any) -> tuple[Ballot, dict[str, Any]]:
    """A ballot of the catalogue and the parameters, those named set anew."""
    policy = catalogue.load(policy_id)
    found = policy.instrument(instrument)
    assert isinstance(found, Ballot)
    return found, {**policy.quantities, **setting}


def vote(
    ballot: Ballot,
    parameters: dict[str, Any],
    people: dict[str, tuple[int, int]],
    cast: Iterable[tuple[str, Answers]],
    subjects: tuple[Subject, ...] = (WANG,),
) -> TallyResult:
    """Hold a secret poll from the key to the count; class → 应到, 实到; class and answers cast."""
    poll = services.prepare_poll(
        instrument=ballot,
        parameters=parameters,
        title=ballot.title or "投票",
        subjects=subjects,
        electorates=[Electorate(name, entitled) for name, (entitled, _) in people.items()],
        case="case:test",
        actor=STAFF,
    )
    files = services.make_box_key(poll, TELLERS, actor=STAFF, cost=CHEAP)
    slips = services.issue_slips(poll, {name: n for name, (_, n) in people.items()}, actor=STAFF)
    meeting = Meeting(poll, slips, files)
    services.test_box(poll, meeting.keys(0, 1, 2), actor=STAFF)
    services.record_presence(poll, {name: n for name, (_, n) in people.items()}, actor=STAFF)
    services.open_poll(poll, actor=STAFF)
    codes = {name: [slip.code for slip in slips if slip.class_name == name] for name in people}
    for name, answers in cast:
        services.cast(codes[name].pop(), answers)
    services.close_poll(poll, actor=STAFF)
    return services.open_box(Poll.objects.get(pk=poll.pk), meeting.keys(0, 1), actor=STAFF)


def marked(name: str, **marks: int) -> list[tuple[str, Answers]]:
    """Ballots of a class: mark → how many; 未填 leaves the line empty."""
    return [
        (name, Answers(marks={} if mark == "未填" else {"wang": mark}))
        for mark, number in marks.items()
        for _ in range(number)
    ]


def named(name: str, times: int, others: int) -> list[tuple[str, Answers]]:
    """Ballots of a class that name 王某甲, and those that name nobody."""
    chosen = [(name, Answers(names=("wang",)))] * times
    return [*chosen, *[(name, Answers())] * others]


def of_wang(result: TallyResult) -> SubjectResult:
    found = result.of("wang")
    assert found is not None
    return found


def figure(result: TallyResult, measure: str) -> str | None:
    found = of_wang(result).measures[measure]
    return None if found is None else found.exact


CHANGYI = "山东省/潍坊市/昌邑市/科级干部选拔任用"


@pytest.mark.django_db
def test_changyi_the_plenary_needs_more_than_two_thirds_and_more_than_half() -> None:
    ballot, parameters = of_policy(CHANGYI, "plenary", recommendation_names=1)
    members, others = "市委委员和候补委员", "其他市级领导"
    # 45 entitled: 30 are two thirds, not more.
    with pytest.raises(Refusal, match="到会人数"):
        vote(ballot, parameters, {members: (30, 20), others: (15, 10)}, [])
    # 34 came; 17 of them are half, 18 are more.
    people = {members: (30, 25), others: (15, 9)}
    for members_for, passed in ((12, False), (13, True)):
        cast = [*named(members, members_for, 25 - members_for), *named(others, 5, 4)]
        result = vote(ballot, parameters, people, cast)
        assert of_wang(result).passed is passed
        assert figure(result, "得票率") == ("1/2" if not passed else "9/17")
        assert of_wang(result).outcome.verdict is (Verdict.PASS if passed else Verdict.BAR)


def test_36000_marks_450_of_them_against_or_blank_reject_five_people() -> None:
    """Twelve members decide on 3,000 people: 450 marks of 36,000 are 1/80, said to be 1.2 %.

    Five people fall, 1/600 of those voted on. Six of twelve without a mark for are half of those
    entitled, so 同意 is not more than half; five are not enough to reject.
    """
    ballot, parameters = of_policy("某省/某市/某区/无记名投票表决制", "decision")
    subjects = tuple(Subject(id=str(at), name=f"拟任免{at}") for at in range(3000))
    # The first five: six unfavourable marks each; then 84 with five each: 30 + 420 = 450.
    unfavourable = {str(at): 6 if at < 5 else 5 for at in range(89)}
    cast = []
    for member in range(12):
        marks = {}
        for subject in subjects:
            if member >= unfavourable.get(subject.id, 0):
                marks[subject.id] = "同意"
            elif member % 2:
                marks[subject.id] = "不同意"  # the others leave the line blank
        cast.append(("委员", Answers(marks=marks)))
    result = tally(ballot, subjects, cast, {"委员": Turnout(12, 12, 12)}, parameters)
    marks_given = sum(one.counts["同意"] for one in result.subjects)
    against = sum(one.counts["不同意"] + one.counts["弃权"] for one in result.subjects)
    assert (marks_given + against, against) == (36000, 450)
    assert [one.name for one in result.subjects if one.passed is False] == [
        f"拟任免{at}" for at in range(5)
    ]


def test_penglai_a_recommendation_gives_five_reasons_and_a_defect() -> None:
    """“5+1”: 工作实绩、专业特长、性格脾气、培养方向、适合岗位, and 缺点和不足, beside the name."""
    ballot, parameters = of_policy(
        "山东省/烟台市/蓬莱市/年轻干部五加一推荐",
        "recommendation",
        recommendation_names=1,
        reason_longest=20,
    )
    headings = ["工作实绩", "专业特长", "性格脾气", "培养方向", "适合岗位", "缺点和不足"]
    validity = Validity.of(ballot, (WANG, LI), parameters)
    assert [note.title for note in validity.notes] == headings

    def told(name: str, texts: list[str]) -> tuple[str, Answers]:
        return "单位党委成员", Answers(names=(name,), notes={name: tuple(texts)})

    without_defect = told("wang", [*headings[:5], ""])
    assert validity.fault_of(without_defect[1]) == "没有写明规定的内容"
    cast = [told("wang", headings)] * 4 + [told("li", headings)] * 2 + [without_defect]
    result = tally(ballot, (WANG, LI), cast, {"单位党委成员": Turnout(7, 7, 7)}, parameters)
    counts = {one.name: one.counts["得票"] for one in result.subjects}
    assert counts == {"王某甲": 4, "李某乙": 2}
    assert result.denominators["无效"] == 1


LICANG = "山东省/青岛市/李沧区/竞争上岗注重实绩"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("entitled", "present", "marks", "passed"),
    [
        # 10 不称职 of 40 present reach a quarter.
        (40, 40, {"优秀": 20, "称职": 10, "不称职": 10}, False),
        # 13 of 42 are short of a third, 9 of a quarter.
        (42, 42, {"优秀": 20, "称职": 9, "基本称职": 4, "不称职": 9}, True),
        (42, 42, {"优秀": 20, "称职": 8, "基本称职": 10, "不称职": 4}, False),
        # Those who came and cast nothing are in the denominator: 11 of 45, not of 41.
        (50, 45, {"优秀": 30, "不称职": 11}, True),
    ],
)
def test_licang_a_quarter_unfit_or_a_third_weak_bars(
    entitled: int, present: int, marks: dict[str, int], passed: bool
) -> None:
    ballot, parameters = of_policy(LICANG, "record_rating", smallest_group=5)
    people = {"到会人员": (entitled, present)}
    result = vote(ballot, parameters, people, marked("到会人员", **marks))
    assert of_wang(result).passed is passed
    assert of_wang(result).outcome.verdict is (Verdict.PASS if passed else Verdict.BAR)


@pytest.mark.parametrize(("dissatisfied", "passed"), [(30, True), (31, False)])
def test_more_than_thirty_per_cent_dissatisfied_bars_and_thirty_do_not(
    dissatisfied: int, passed: bool
) -> None:
    policy = catalogue.load("某省/某市/某区/中层干部竞争上岗")
    ballot = Ballot.model_validate(
        {
            "id": "rating", "purpose": "rating", "secrecy": "secret", "smallest_group": 5,
            "question": {"form": "grades", "options": ["满意", "基本满意", "不满意"]},
            "electorate": [{"class": "干部群众"}],
            "measures": {"不满意率": "不满意 / 有效"},
            "passes": "不满意率 <= $dissatisfied_most",
            "effect": "gates",
        }
    )  # fmt: skip
    cast = marked("干部群众", 满意=100 - dissatisfied, 不满意=dissatisfied)
    # An invalid ballot more: it is not among the valid ones the rate is taken of.
    cast.append(("干部群众", Answers(spoilt=True)))
    turnout = {"干部群众": Turnout(120, 101, 101)}
    result = tally(ballot, [WANG], cast, turnout, policy.quantities)
    assert of_wang(result).passed is passed
    assert result.denominators["无效"] == 1


TANCHENG = "山东省/临沂市/郯城县/一述双推"


def counted_rate(favour: int, valid: int) -> TallyResult:
    ballot = Ballot.model_validate(
        {
            "id": "recommendation", "purpose": "nomination", "secrecy": "secret",
            "question": {"form": "names", "most": 1}, "electorate": [{"class": "干部"}],
            "smallest_group": 5, "measures": {"得票率": "得票 / 有效"},
        }
    )  # fmt: skip
    turnout = {"干部": Turnout(valid, valid, valid)}
    return tally(ballot, [WANG, LI], named("干部", favour, valid - favour), turnout, {})


def counted_score(good: int, total: int) -> TallyResult:
    """民主测评: 100 points for 优秀, 50 for the others."""
    ballot = Ballot.model_validate(
        {
            "id": "rating", "purpose": "rating", "secrecy": "secret", "smallest_group": 5,
            "question": {"form": "grades", "options": ["优秀", "一般"]},
            "electorate": [{"class": "干部"}],
            "measures": {"成绩": "(100 * 优秀 + 50 * 一般) / 有效"},
        }
    )  # fmt: skip
    turnout = {"干部": Turnout(total, total, total)}
    return tally(ballot, [WANG], marked("干部", 优秀=good, 一般=total - good), turnout, {})


@pytest.mark.parametrize(
    ("meeting", "talks", "good", "exception", "verdict", "broken"),
    [
        # Both fail: 8 of 40 and 4 of 20 are a fifth each, under three tenths.
        (8, 4, 20, False, Verdict.BAR, "both"),
        # One of them holds: 6 of 20 are exactly three tenths.
        (8, 6, 20, False, Verdict.PASS, ""),
        # Either fails: 9 of 20 优秀 give 72.5 points; the votes do not help.
        (38, 19, 9, False, Verdict.BAR, "either"),
        # 10 of 20 give 75, which is not under the line.
        (38, 19, 10, False, Verdict.PASS, ""),
        # The exception needs both: 20 of 40 are half, not more.
        (20, 16, 20, True, Verdict.BAR, "exception"),
        (21, 11, 14, True, Verdict.PASS, ""),
        # and 85 points: 13 of 20 give 82.5, enough for the rule and not for the exception.
        (21, 11, 13, True, Verdict.BAR, "exception"),
        # Whether it is the exception is not known: nobody is let through or barred by it.
        (21, 11, 13, None, Verdict.HOLD, "exception"),
    ],
)
def test_tancheng_both_fail_either_fails_and_the_exception_needs_both(
    meeting: int, talks: int, good: int, exception: bool | None, verdict: Verdict, broken: str
) -> None:
    policy = catalogue.load(TANCHENG)
    # How many votes are concentrated the source leaves open; its case assumes three tenths.
    parameters: Parameters = {**policy.quantities, "concentrated": Fraction(3, 10)}
    results = {
        "meeting": counted_rate(meeting, 40),
        "talks": counted_rate(talks, 20),
        "rating": counted_score(good, 20),
    }
    joint = policy.instrument("joint")
    assert isinstance(joint, JointVote)
    outcome = joint.decide(facts_of(results, "wang", {"等额选拔": exception}), parameters)
    assert outcome.verdict is verdict
    if broken:
        assert outcome.reasons[0].rule == f"joint.{broken}"


def test_a_vote_that_does_not_stand_says_nothing_of_anybody() -> None:
    policy = catalogue.load(TANCHENG)
    joint = policy.instrument("joint")
    assert isinstance(joint, JointVote)
    parameters: Parameters = {**policy.quantities, "concentrated": Fraction(3, 10)}
    void = counted_rate(20, 20).model_copy(update={"stands": False})
    facts = facts_of(
        {"meeting": void, "rating": counted_score(20, 20)}, "wang", {"等额选拔": False}
    )
    outcome = joint.decide(facts, parameters)
    assert outcome.verdict is Verdict.HOLD
    assert "不明" in outcome.reasons[0].explanation


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("policy_id", "entitled", "present", "agree", "passed"),
    [
        # 东明: 11 due, 8 came: 6 are more than 5.5. 12 due: 6 are half of those due.
        ("山东省/菏泽市/东明县/科级干部选拔任用", 11, 8, 6, True),
        ("山东省/菏泽市/东明县/科级干部选拔任用", 12, 8, 6, False),
        # 河东: two thirds present, more than half of those due: 5 of 9, and not 4 of 6 present.
        ("山东省/临沂市/河东区/中层干部选任和轮岗", 9, 6, 5, True),
        ("山东省/临沂市/河东区/中层干部选任和轮岗", 9, 6, 4, False),
    ],
)
def test_dongming_and_hedong_more_than_half_of_those_due_must_agree(
    policy_id: str, entitled: int, present: int, agree: int, passed: bool
) -> None:
    """Both decide by hand in their policies; on ballots the same line decides."""
    ballot, _ = of_policy("国家/党政领导干部选拔任用", "decision")
    parameters = {**catalogue.load("国家/党政领导干部选拔任用").quantities,
                  **catalogue.load(policy_id).quantities}  # fmt: skip
    cast = marked("委员", 同意=agree, 不同意=present - agree)
    result = vote(ballot, parameters, {"委员": (entitled, present)}, cast)
    assert of_wang(result).passed is passed
    # One fewer than two thirds: 7 of 11 and of 12, 5 of 9.
    few = {11: 7, 12: 7, 9: 5}[entitled]
    with pytest.raises(Refusal, match="到会人数"):
        vote(ballot, parameters, {"委员": (entitled, few)}, [])


def test_lixia_three_parties_weigh_three_three_and_two() -> None:
    """实绩比选 is 2:2:3:3; of the three parties that rate by ballot it is 2/8, 3/8 and 3/8."""
    values = catalogue.load("山东省/济南市/历下区/年轻干部四阶递进培养").values
    parties = {
        "服务对象": "served_weight",
        "挂职单位": "place_weight",
        "组织部门": "department_weight",
    }
    ballot = Ballot.model_validate(
        {
            "id": "results", "purpose": "rating", "secrecy": "secret", "smallest_group": 5,
            "question": {"form": "grades", "options": ["优秀", "合格"]},
            "electorate": [
                {"class": name, "weight": f"${weight} / 0.8"} for name, weight in parties.items()
            ],
            "weighting": "rates",
            "measures": {"优秀率": "优秀 / 有效"},
        }
    )  # fmt: skip
    cast = [
        *marked("服务对象", 优秀=20, 合格=20),
        *marked("挂职单位", 优秀=6, 合格=4),
        *marked("组织部门", 优秀=8, 合格=2),
    ]
    turnout = {"服务对象": Turnout(40, 40, 40), "挂职单位": Turnout(10, 10, 10),
               "组织部门": Turnout(10, 10, 10)}  # fmt: skip
    result = tally(ballot, [WANG], cast, turnout, values)
    # 2/8 × 1/2 + 3/8 × 3/5 + 3/8 × 4/5 = 13/20; without weights 34 of 60.
    assert figure(result, "优秀率") == "13/20"
    plain = of_wang(result).unweighted["优秀率"]
    assert plain is not None
    assert plain.exact == "17/30"
    of_hosts = of_wang(result).measures_by_class["挂职单位"]["优秀率"]
    assert of_hosts is not None
    assert of_hosts.exact == "3/5"
