"""What is known of the inspection of one person."""

from collections.abc import Mapping
from datetime import date

from xuanxian.policy.outcome import Outcome
from xuanxian.policy.parts import Facts
from xuanxian.selection.instruments.nomination import PollFacts


class TeamMember(Facts):
    """A member of the inspection team.

    Attributes:
        relation: what bars from serving, "" for nothing.
        licence: number of the 考察员资格, "" for none.
        licensed_until: last day it holds; None when it has no end or there is none.
    """

    name: str
    leads: bool = False
    relation: str = ""
    licence: str = ""
    licensed_until: date | None = None

    def is_licensed(self, on: date) -> bool:
        """Whether the member holds a licence on that day."""
        return bool(self.licence) and (self.licensed_until is None or on <= self.licensed_until)


class Report(Facts):
    """考察材料 as submitted: sections written (id → text), shortcomings named, who signed."""

    submitted_on: date
    sections: dict[str, str] = {}
    shortcomings: tuple[str, ...] = ()
    signed_by: tuple[str, ...] = ()


class InspectionFacts(Facts):
    """What is known of the inspection of one person.

    Attributes:
        notice_on: first day of the 考察预告.
        planned_on: day on which the 考察方案 was written.
        pledged: members who signed the 考察承诺书.
        talk_outcome: what the `talk` instrument decided about the inspection talks.
        rating: the democratic rating of the person.
        forms: questionnaire id → what the counted forms say of the person.
        lists: list id → what the list that was filled in says of the person.
        years_in_post: full years in the present post, None when unknown.
        former_unit_asked: whether the former unit was inspected too.
        claims: section of the report → how many claims with a source stand for it.
        appraisals: appraisal id → the posts in whose name it is signed.
    """

    as_of: date
    notice_on: date | None = None
    planned_on: date | None = None
    team: tuple[TeamMember, ...] = ()
    pledged: tuple[str, ...] = ()
    talk_outcome: Outcome | None = None
    rating: PollFacts | None = None
    forms: Mapping[str, Outcome] = {}
    lists: Mapping[str, Outcome] = {}
    years_in_post: int | None = None
    former_unit_asked: bool = False
    claims: Mapping[str, int] = {}
    report: Report | None = None
    appraisals: Mapping[str, tuple[str, ...]] = {}
