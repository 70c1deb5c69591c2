"""The plain facts a rehearsal stands on, and the ways in which steps change them. Pure."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import singledispatch
from typing import Any

from xuanxian.ballots.instruments import Ballot
from xuanxian.policy.outcome import Outcome, Verdict
from xuanxian.selection.course import CaseFacts
from xuanxian.selection.instruments import Checklist, Inspection, Nomination
from xuanxian.selection.instruments.checklist import MaterialFacts
from xuanxian.selection.instruments.clearance import Letter
from xuanxian.selection.instruments.contest import CandidateFacts
from xuanxian.selection.judging import Judgement
from xuanxian.selection.rules import Rules

EVENTS = {
    "plan": "plan.written",
    "approve": "motion.approved",
    "elements": "elements.reviewed",
    "talks": "talk.recorded",
    "accept": "results.accepted",
    "targets": "targets.set",
    "apply": "contest.applied",
    "contest": "results.published",
    "inspection_notice": "inspection_notice.published",
    "team": "team.appointed",
    "report": "report.submitted",
    "letter": "letter.sent",
    "reply": "letter.answered",
    "file_review": "file.reviewed",
    "sitting": "sitting.convened",
    "decide": "decision.recorded",
    "notice": "notice.started",
    "end_notice": "notice.ended",
    "appoint": "person.appointed",
    "assess": "probation.assessed",
}
"""Step → the entry a live case leaves for it, which may stand for a material."""


@dataclass
class Course:
    """One person's way: the facts as they are now, the state, how the last move came out.

    Attributes:
        judge: judges the person's qualifications on a day, with facts that have changed since.
    """

    name: str
    facts: CaseFacts
    judge: Callable[[date, Mapping[str, Any]], Judgement]
    state: str = "active"
    outcome: Outcome | None = None


@dataclass(frozen=True)
class Line:
    """One line of the timeline."""

    on: date
    what: str
    who: tuple[str, ...]
    verdict: Verdict | None = None
    outcome: Outcome | None = None
    said: str = ""


@dataclass
class Ground:
    """Everybody's facts under the rules of the scenario, the timeline, unmet expectations."""

    rules: Rules
    courses: dict[str, Course]
    timeline: list[Line] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)
    contests: dict[str, dict[str, CandidateFacts]] = field(default_factory=dict)
    letters: dict[str, list[tuple[str, Letter]]] = field(default_factory=dict)

    @property
    def everybody(self) -> list[str]:
        """The names of all."""
        return list(self.courses)

    def reach(self, day: date) -> None:
        """Let the day be `day` for everybody."""
        parts = (
            "motion", "nomination", "inspection", "recusal", "information", "meeting", "notice",
            "probation", "materials",
        )  # fmt: skip

        def renew(facts: CaseFacts) -> dict[str, Any]:
            dated: dict[str, Any] = {
                name: getattr(facts, name).model_copy(update={"as_of": day}) for name in parts
            }
            for several in ("clearance", "file_reviews", "elements"):
                dated[several] = {
                    name: one.model_copy(update={"as_of": day})
                    for name, one in getattr(facts, several).items()
                }
            return dated | {"as_of": day}

        self.change(self.courses, renew)

    def change(self, names: Iterable[str], changes: Callable[[CaseFacts], dict[str, Any]]) -> None:
        for name in names:
            one = self.courses[name]
            one.facts = one.facts.model_copy(update=changes(one.facts))

    def set(self, names: Iterable[str], part: str, **values: Any) -> None:
        """Change fields of one part of the facts."""
        self.change(names, lambda facts: {part: getattr(facts, part).model_copy(update=values)})

    def tell(self, step: Any, what: str, who: Iterable[str] = (), **more: Any) -> None:
        self.timeline.append(Line(step.on, what, tuple(who), **more))

    def file(
        self, names: Iterable[str], item: str, by: str, on: date, audited_by: str = ""
    ) -> None:
        material = MaterialFacts(recorded_by=by, recorded_on=on, audited_by=audited_by)
        self.change(
            names,
            lambda facts: {
                "materials": facts.materials.model_copy(
                    update={"materials": {**facts.materials.materials, item: material}}
                )
            },
        )

    def leave_material(self, step: Any) -> None:
        """What a step leaves on the record may be the material that a link asks for."""
        checklist = self.rules.first(Checklist)
        event = EVENTS.get(step.do, "")
        who = getattr(step, "who", ()) or self.everybody
        names = [who] if isinstance(who, str) else list(who)
        if step.do == "notice" and step.exempt_because:
            event = "notice.exempted"
        if step.do == "talks":
            event = f"{event}/{self._purpose_of_talks(step.instrument)}"
        if step.do == "vote":
            event = {
                "nomination": "nomination_poll.prepared",
                "rating": "rating_poll.prepared",
                "decision": "decision_poll.prepared",
            }[self.rules.get(step.ballot, Ballot).purpose]
        for link in checklist.links if checklist else ():
            for item in link.items:
                if event in item.steps or event.split("/")[0] in item.steps:
                    self.file(names, item.id, "推演", step.on)

    def _purpose_of_talks(self, talk: str) -> str:
        """What talks under this instrument are for, by which stage of the policy names it."""
        nomination, inspection = self.rules.first(Nomination), self.rules.first(Inspection)
        if nomination and nomination.talks and nomination.talks.talk == talk:
            return "recommendation"
        return "inspection" if inspection and inspection.talk == talk else "appointment"


@singledispatch
def carry_out(step: Any, ground: Ground) -> None:  # noqa: ARG001  (the registered ones use it)
    """Let one step of a scenario change the ground; each kind of step says how."""
    raise TypeError(f"nothing carries out {type(step).__name__}")
