"""Everything known of one person's case, as plain data. Pure."""

from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from typing import Any

from xuanxian.ballots.results import TallyResult
from xuanxian.policy.outcome import Outcome
from xuanxian.policy.parts import Facts
from xuanxian.selection.instruments import (
    Stage,
)
from xuanxian.selection.instruments.appointment_test import AppointmentTestFacts
from xuanxian.selection.instruments.checklist import ChecklistFacts
from xuanxian.selection.instruments.clearance import ClearanceFacts
from xuanxian.selection.instruments.element_review import ElementFacts
from xuanxian.selection.instruments.file_review import FileReviewFacts
from xuanxian.selection.instruments.follow_up import FollowUpFacts
from xuanxian.selection.instruments.information_report import InformationFacts
from xuanxian.selection.instruments.inspection import InspectionFacts
from xuanxian.selection.instruments.meeting import MeetingFacts
from xuanxian.selection.instruments.motion import MotionFacts
from xuanxian.selection.instruments.nomination import NominationFacts, PollFacts
from xuanxian.selection.instruments.notice import NoticeFacts
from xuanxian.selection.instruments.own_case import OwnCaseFacts
from xuanxian.selection.instruments.prior_approval import ApprovalRequest
from xuanxian.selection.instruments.probation import ProbationFacts
from xuanxian.selection.instruments.recusal import RecusalFacts
from xuanxian.selection.instruments.signed_nomination import SignedNominationFacts
from xuanxian.selection.instruments.talk import TalkFacts


class ExemptionFacts(Facts):
    """A hold released or a bar overridden: which reason of which check, by whom and why."""

    stage: Stage
    check: str
    rule: str
    overrides: bool
    reason: str
    by: str
    on: date


class ContestStanding(Facts):
    """How somebody stands in a contest.

    Attributes:
        outcome: what was published of him last; None before anything was.
        final: whether the last round is published, or he is out before it.
        held_on: day on which the last round was published.
    """

    outcome: Outcome | None = None
    final: bool = False
    held_on: date | None = None


class CaseFacts(Facts):
    """Everything known of one person's case on the day `as_of`.

    Attributes:
        stage: where the person stands.
        entered_on: since when.
        judgements: criteria instrument id → what it said of the person.
        polls: ballot instrument id → what the poll said of the person.
        talks: talk instrument id → the talks held.
        signed_nominations: the signed forms that put the person forward.
        contest: contest instrument id → how the person stands in it.
        elements: element review id → what was found of the person before the motion.
        clearance: clearance instrument id → its letters.
        file_reviews: file review instrument id → that review.
        own_case: how the person was heard on his own case; None where he said nothing.
        approval_requests: prior_approval instrument id → what was asked beforehand.
        appointment_tests: appointment_test instrument id → the tests taken.
        follow_up: follow_up instrument id → the visits held.
        appointed_on: day the appointment counts from, None before it.
    """

    as_of: date
    stage: Stage
    entered_on: date
    motion: MotionFacts
    judgements: Mapping[str, Outcome] = {}
    polls: Mapping[str, PollFacts] = {}
    talks: Mapping[str, TalkFacts] = {}
    nomination: NominationFacts
    signed_nominations: SignedNominationFacts
    contest: Mapping[str, ContestStanding] = {}
    inspection: InspectionFacts
    elements: Mapping[str, ElementFacts] = {}
    clearance: Mapping[str, ClearanceFacts] = {}
    file_reviews: Mapping[str, FileReviewFacts] = {}
    recusal: RecusalFacts
    information: InformationFacts
    meeting: MeetingFacts
    notice: NoticeFacts
    own_case: OwnCaseFacts | None = None
    approval_requests: Mapping[str, tuple[ApprovalRequest, ...]] = {}
    appointed_on: date | None = None
    appointment_tests: Mapping[str, AppointmentTestFacts] = {}
    probation: ProbationFacts
    follow_up: Mapping[str, FollowUpFacts] = {}
    materials: ChecklistFacts
    exemptions: tuple[ExemptionFacts, ...] = ()

    @classmethod
    def blank(cls, as_of: date, stage: Stage, **known: Any) -> "CaseFacts":
        """A case of which nothing is known but `known`."""
        empty: dict[str, Any] = {
            name: kind(as_of=as_of)
            for name, kind in (
                ("motion", MotionFacts),
                ("nomination", NominationFacts),
                ("signed_nominations", SignedNominationFacts),
                ("inspection", InspectionFacts),
                ("recusal", RecusalFacts),
                ("information", InformationFacts),
                ("meeting", MeetingFacts),
                ("notice", NoticeFacts),
                ("probation", ProbationFacts),
                ("materials", ChecklistFacts),
            )
        }
        return cls(**(empty | {"as_of": as_of, "stage": stage, "entered_on": as_of} | known))


def poll_facts(result: TallyResult, subject: str, held_on: date) -> PollFacts | None:
    """What a count says of one subject, None when the subject was not on the ballot."""
    found = result.of(subject)
    if found is None:
        return None
    figures = {name: Fraction(number) for name, number in result.denominators.items()}
    figures |= {name: Fraction(number) for name, number in found.counts.items()}
    figures |= {name: figure.value for name, figure in found.measures.items() if figure is not None}
    return PollFacts(held_on=held_on, outcome=found.outcome, figures=figures, place=found.rank)
