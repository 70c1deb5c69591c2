"""What the instruments of the earlier stages decide, by hand-made examples."""

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xuanxian.kernel.errors import Refusal
from xuanxian.policy.outcome import Outcome, Verdict
from xuanxian.policy.parts import whole
from xuanxian.selection.instruments import (
    Clearance,
    FileReview,
    Inspection,
    Motion,
    Nomination,
    Procedure,
    Talk,
)
from xuanxian.selection.instruments.clearance import ClearanceFacts, Letter, Reply
from xuanxian.selection.instruments.file_review import FileReviewFacts, ItemFinding
from xuanxian.selection.instruments.inspection import InspectionFacts, Report, TeamMember
from xuanxian.selection.instruments.motion import Approval, EstablishmentFacts, MotionFacts
from xuanxian.selection.instruments.nomination import NominationFacts, PollFacts
from xuanxian.selection.instruments.talk import TalkFacts, TalkRecord

DAY = date(2026, 3, 10)


def verdicts(outcome: Outcome) -> dict[str, str]:
    """Rule inside the instrument → verdict."""
    return {one.rule.split(".", 1)[1]: one.verdict.value for one in outcome.reasons}


MOTION = Motion.model_validate(
    {
        "id": "m",
        "kind": "motion",
        "plan": [{"id": "post", "title": "职位"}, {"id": "scope", "title": "范围"}],
        "approvers": [
            {"id": "office", "title": "部务会", "roles": ["organisation_leader"]},
        ],
        "candidates_minimum": "$people",
    }
)


@given(
    approved=st.integers(0, 20),
    filled=st.integers(0, 20),
    reserved=st.integers(0, 5),
    leaving=st.integers(0, 5),
    planned=st.integers(1, 5),
)
def test_one_over_the_approved_number_holds(
    approved: int, filled: int, reserved: int, leaving: int, planned: int
) -> None:
    facts = EstablishmentFacts(
        unit="某局",
        rank="乡科级副职",
        approved=approved,
        filled=filled,
        reserved=reserved,
        leaving=leaving,
        planned=planned,
    )
    over = filled - leaving + planned > approved - reserved
    expected = Verdict.HOLD if over else Verdict.PASS
    assert MOTION.decide_establishment(facts).verdict is expected


def test_a_rank_without_a_figure_holds() -> None:
    facts = EstablishmentFacts(unit="某局", rank="乡科级副职")
    assert MOTION.decide_establishment(facts).verdict is Verdict.HOLD


def test_a_motion_waits_for_plan_approval_and_people() -> None:
    facts = MotionFacts(as_of=DAY, plan={"post": "副局长"}, candidates=1)
    assert verdicts(MOTION.decide(facts, {"people": 2})) == {
        "plan.post": "pass",
        "plan.scope": "hold",
        "candidates": "hold",
        "approval.office": "hold",
    }
    done = MotionFacts(
        as_of=DAY,
        plan={"post": "副局长", "scope": "全县"},
        candidates=2,
        approvals=(Approval(approver="office", by="部长", on=DAY),),
    )
    assert MOTION.decide(done, {"people": 2}).verdict is Verdict.PASS


def test_a_motion_outside_the_listed_occasions_holds() -> None:
    listing = MOTION.model_copy(update={"occasions": ("换届",)})
    facts = MotionFacts(as_of=DAY, occasion="临时动议")
    assert verdicts(listing.decide(facts, {"people": 1}))["occasion"] == "hold"


NOMINATION = Nomination.model_validate(
    {
        "id": "n",
        "kind": "nomination",
        "meeting": {"ballot": "b", "may_be_skipped_when": "范围人数 <= 30 AND 意见集中 = 1"},
        "valid_months": "$months",
        "targets": {"minimum": 1, "maximum": 2},
        "requirements": [
            {"id": "support", "label": "会议得票过半", "require": "会议得票 * 2 > 会议有效票",
             "else": "bar"},
        ],
    }
)  # fmt: skip


def poll(votes: int, valid: int) -> PollFacts:
    return PollFacts(
        held_on=DAY,
        outcome=Outcome.of([]),
        figures={"得票": Fraction(votes), "有效": Fraction(valid)},
    )


def test_a_result_is_valid_for_exactly_its_months() -> None:
    # Accepted on 10 March 2026 and valid for twelve months: through 9 March 2027.
    for as_of, expected in ((date(2027, 3, 9), "pass"), (date(2027, 3, 10), "hold")):
        facts = NominationFacts(
            as_of=as_of, meeting=poll(20, 28), accepted_on=DAY, targets=1, is_target=True
        )
        assert verdicts(NOMINATION.decide(facts, {"months": 12}))["validity"] == expected


@given(valid=st.integers(1, 200), data=st.data())
def test_a_requirement_over_votes_is_exact(valid: int, data: st.DataObject) -> None:
    votes = data.draw(st.integers(0, valid))
    facts = NominationFacts(
        as_of=DAY, meeting=poll(votes, valid), accepted_on=DAY, targets=1, is_target=True
    )
    expected = "pass" if 2 * votes > valid else "bar"
    assert verdicts(NOMINATION.decide(facts, {"months": 12}))["support"] == expected


def test_a_small_unit_that_agrees_may_do_without_the_meeting() -> None:
    def verdict(people: int, agree: bool) -> str:
        facts = NominationFacts(as_of=DAY, range=people, opinions_agree=agree)
        return verdicts(NOMINATION.decide(facts, {"months": 12}))["meeting"]

    assert verdict(30, True) == "flag"
    assert verdict(31, True) == "hold"
    assert verdict(30, False) == "hold"


def test_more_targets_than_the_policy_allows_hold_and_who_is_none_is_barred() -> None:
    def verdict(targets: int, is_target: bool) -> str:
        facts = NominationFacts(
            as_of=DAY,
            meeting=poll(20, 28),
            accepted_on=DAY,
            targets=targets,
            is_target=is_target,
        )
        return verdicts(NOMINATION.decide(facts, {"months": 12}))["targets"]

    assert verdict(2, True) == "pass"
    assert verdict(3, True) == "hold"
    assert verdict(1, False) == "bar"


def test_talks_count_people_and_need_two_interviewers() -> None:
    talk = Talk.model_validate(
        {
            "id": "t",
            "kind": "talk",
            "interviewers_minimum": "$two",
            "requirements": [
                {"id": "turnout", "label": "谈话面", "require": "已谈 >= 应谈 * 80%"},
            ],
        }
    )

    def record(interviewee: str, *by: str) -> TalkRecord:
        return TalkRecord(interviewee=interviewee, interviewers=by, on=DAY)

    # Four of five are 80 %; the second talk with 甲 counts once.
    enough = tuple(record(name, "a", "b") for name in "甲乙丙丁甲")
    facts = TalkFacts(as_of=DAY, due=5, talks=enough)
    assert talk.decide(facts, {"two": 2}).verdict is Verdict.PASS
    facts = TalkFacts(as_of=DAY, due=5, talks=(*enough[:3], record("丁", "a", "a")))
    assert verdicts(talk.decide(facts, {"two": 2})) == {
        "interviewers": "hold",
        "count": "pass",
        "turnout": "pass",
    }
    facts = TalkFacts(as_of=DAY, due=5, talks=enough[:3])
    assert verdicts(talk.decide(facts, {"two": 2}))["turnout"] == "hold"


INSPECTION = Inspection.model_validate(
    {
        "id": "i",
        "kind": "inspection",
        "team_minimum": "$team",
        "former_unit_below_years": 2,
        "report_sections": [{"id": "virtue", "title": "德"}],
        "shortcomings_minimum": 2,
    }
)


def test_an_inspection_report_names_its_shortcomings_and_is_signed_by_all() -> None:
    team = (TeamMember(name="丙", leads=True), TeamMember(name="丁"))

    def judged(*, signed: tuple[str, ...], shortcomings: tuple[str, ...]) -> dict[str, str]:
        facts = InspectionFacts(
            as_of=DAY,
            team=team,
            years_in_post=3,
            report=Report(
                submitted_on=DAY,
                sections={"virtue": "好"},
                shortcomings=shortcomings,
                signed_by=signed,
            ),
        )
        return verdicts(INSPECTION.decide(facts, {"team": 2}))

    good = judged(signed=("丙", "丁"), shortcomings=("一", "二"))
    assert set(good.values()) == {"pass"}
    assert judged(signed=("丙",), shortcomings=("一", "二"))["signatures"] == "hold"
    assert judged(signed=("丙", "丁"), shortcomings=("一", " "))["shortcomings"] == "hold"


def test_a_relative_in_the_team_and_a_team_of_one_hold() -> None:
    alone = INSPECTION.judge_team((TeamMember(name="丙", leads=True),), {"team": 2})
    assert verdicts(alone) == {"team": "hold"}
    kin = (TeamMember(name="丙", leads=True), TeamMember(name="丁", relation="姐姐"))
    assert verdicts(INSPECTION.judge_team(kin, {"team": 2}))["recusal"] == "hold"


def test_less_than_two_years_in_the_post_calls_for_the_former_unit() -> None:
    def verdict(years: int, asked: bool) -> str | None:
        facts = InspectionFacts(as_of=DAY, years_in_post=years, former_unit_asked=asked)
        return verdicts(INSPECTION.decide(facts, {"team": 2})).get("former_unit")

    assert verdict(1, False) == "hold"
    assert verdict(1, True) == "pass"
    assert verdict(2, False) is None


CLEARANCE = Clearance.model_validate(
    {
        "id": "c",
        "kind": "clearance",
        "items": [
            {"id": "integrity", "title": "廉洁意见", "asks": "党组",
             "signatures": ["书记", "纪委书记"], "valid_months": 6},
            {"id": "audit", "title": "审计", "asks": "审计局", "required": False},
        ],
    }
)  # fmt: skip


def clearance_with(**reply: object) -> dict[str, str]:
    given = {"answer": "favourable", "replied_on": DAY, "sealed": True,
             "signed_by": ("书记", "纪委书记")} | reply  # fmt: skip
    letter = Letter(item="integrity", sent_on=DAY, reply=Reply.model_validate(given))
    return verdicts(CLEARANCE.decide(ClearanceFacts(as_of=DAY, letters=(letter,)), {}))


def test_what_each_kind_of_answer_means() -> None:
    assert clearance_with() == {"integrity.answer": "pass"}
    assert clearance_with(answer="partial")["integrity.answer"] == "hold"
    assert clearance_with(answer="unfavourable")["integrity.answer"] == "bar"
    assert clearance_with(sealed=False)["integrity.seal"] == "hold"
    assert clearance_with(signed_by=("书记",))["integrity.signatures"] == "hold"
    # Six months old on the day it is looked at.
    assert clearance_with(replied_on=date(2025, 9, 10))["integrity.validity"] == "hold"
    assert "integrity.validity" not in clearance_with(replied_on=date(2025, 9, 11))


def test_an_item_that_is_not_required_may_be_left_unasked() -> None:
    assert verdicts(CLEARANCE.decide(ClearanceFacts(as_of=DAY), {})) == {"integrity.letter": "hold"}


def test_the_last_letter_of_an_item_counts() -> None:
    bad = Reply(answer="unfavourable", replied_on=DAY, sealed=True, signed_by=("书记", "纪委书记"))
    good = bad.model_copy(update={"answer": "favourable"})
    letters = tuple(Letter(item="integrity", sent_on=DAY, reply=reply) for reply in (bad, good))
    outcome = CLEARANCE.decide(ClearanceFacts(as_of=DAY, letters=letters), {})
    assert outcome.verdict is Verdict.PASS


def test_a_doubt_in_the_file_holds_whatever_the_conclusion() -> None:
    review = FileReview.model_validate(
        {
            "id": "f",
            "kind": "file_review",
            "items": [{"id": "birth", "title": "年龄"}, {"id": "party", "title": "党龄"}],
            "reviewers_minimum": 2,
            "person_signs": True,
            "conclusions": [
                {"id": "clear", "title": "通过", "verdict": "pass"},
                {"id": "stop", "title": "终止", "verdict": "bar"},
            ],
        }
    )

    def judged(**changes: object) -> dict[str, str]:
        given: dict[str, object] = {
            "as_of": DAY,
            "findings": {
                "birth": ItemFinding(consistent=True),
                "party": ItemFinding(consistent=True),
            },
            "reviewers": ("甲", "乙"),
            "conclusion": "clear",
            "reviewed_on": DAY,
            "person_signed_on": DAY,
        }
        return verdicts(review.decide(FileReviewFacts.model_validate(given | changes), {}))

    assert set(judged().values()) == {"pass"}
    doubtful = {"birth": ItemFinding(consistent=False, doubt="两份材料差一岁"),
                "party": ItemFinding(consistent=True)}  # fmt: skip
    assert judged(findings=doubtful)["item.birth"] == "hold"
    assert judged(reviewers=("甲", "甲"))["reviewers"] == "hold"
    assert judged(conclusion="stop")["conclusion"] == "bar"
    assert judged(person_signed_on=None)["person_signs"] == "hold"
    assert judged(reviewed_on=None) == {"review": "hold"}


@pytest.mark.parametrize(
    ("candidates", "verdict"), [(1, "hold"), (2, "pass"), (3, "pass"), (4, "hold")]
)
def test_a_motion_may_name_neither_too_few_nor_too_many(candidates: int, verdict: str) -> None:
    motion = Motion.model_validate(
        {"id": "m", "kind": "motion", "candidates_minimum": 2, "candidates_maximum": "$most"}
    )
    outcome = motion.decide(MotionFacts(as_of=DAY, candidates=candidates), {"most": 3})
    assert verdicts(outcome)["candidates"] == verdict


def test_an_open_parameter_is_refused_by_name() -> None:
    with pytest.raises(Refusal, match=r"\$team.*还没有设定"):
        INSPECTION.judge_team((), {"team": None})
    with pytest.raises(Refusal, match="整数"):
        whole("$days", {"days": "2/3"}, of="公示期")


def test_a_procedure_refuses_unknown_roles_and_verbs() -> None:
    def procedure(**step: object) -> Procedure:
        stage = {"stage": "motion", "works": ["organisation_staff"],
                 "moves": ["organisation_leader"]} | step  # fmt: skip
        return Procedure.model_validate({"id": "p", "kind": "procedure", "stages": [stage]})

    assert procedure().step("motion") is not None
    with pytest.raises(ValueError, match="没有“minister”这个角色"):
        procedure(moves=["minister"])
    with pytest.raises(ValueError, match="没有“decide_alone”这件事"):
        procedure(duties={"decide_alone": ["organisation_leader"]})
