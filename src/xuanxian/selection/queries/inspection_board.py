"""The work of an inspection as its page shows it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from xuanxian.ballots.models import Poll
from xuanxian.policy.instruments import ItemList
from xuanxian.policy.instruments.item_list import ListFacts
from xuanxian.policy.outcome import Outcome
from xuanxian.selection import models, storage
from xuanxian.selection.instruments import Inspection, Talk
from xuanxian.selection.instruments.inspection import Appraisal
from xuanxian.selection.models.talks import TalkPurpose
from xuanxian.selection.rules import Rules


@dataclass(frozen=True)
class ScheduledRow:
    """Somebody on the schedule, and the talk held with him."""

    planned: models.ScheduledTalk
    talk: models.Talk | None


@dataclass(frozen=True)
class ScheduleClass:
    """A class of the policy with its people."""

    id: str
    title: str
    asked: str
    rows: Sequence[ScheduledRow]

    @property
    def held(self) -> int:
        """How many of them were talked with."""
        return sum(row.talk is not None for row in self.rows)


@dataclass(frozen=True)
class FormRow:
    """A questionnaire of the policy with its poll, None before it is prepared."""

    id: str
    title: str
    poll: Poll | None


@dataclass(frozen=True)
class ListRow:
    """A list of the policy with what stands in it."""

    id: str
    title: str
    ticked: Sequence[str]
    unknown: Sequence[str]
    outcome: Outcome | None
    by: str


@dataclass(frozen=True)
class ClaimSection:
    """A section of the report with the claims for it."""

    title: str
    claims: Sequence[models.Claim]


@dataclass(frozen=True)
class AppraisalRow:
    """An appraisal of the policy, and what was registered of it."""

    appraisal: Appraisal
    text: str
    signed: Sequence[tuple[str, str]]
    on: date | None


def schedule_of(
    rules: Rules, candidacy: models.Candidacy, talks: Sequence[models.Talk]
) -> list[ScheduleClass]:
    """The schedule class by class, ticked off by the talks held."""
    inspection = rules.first(Inspection)
    if inspection is None or not inspection.talk:
        return []
    held = {talk.interviewee: talk for talk in talks}
    planned = list(candidacy.scheduled_talks.all())
    return [
        ScheduleClass(
            one.id,
            one.title,
            "都谈" if one.everybody else "",
            [ScheduledRow(row, held.get(row.name)) for row in planned if row.of_class == one.id],
        )
        for one in rules.get(inspection.talk, Talk).classes
    ]


def inspection_talks(candidacy: models.Candidacy, text: str = "") -> list[models.Talk]:
    """The talks of the inspection; with `text` those that speak of it.

    Args:
        text: looked for in the name and post of the interviewee and in the notes.
    """
    found = list(candidacy.talks.filter(purpose=TalkPurpose.INSPECTION.value))
    wanted = text.strip()
    if not wanted:
        return found
    return [
        talk
        for talk in found
        if wanted in talk.interviewee or wanted in talk.interviewee_post or wanted in notes_of(talk)
    ]


def notes_of(talk: models.Talk) -> str:
    """What was said in a talk, "" while nothing is written down.

    Raises:
        Refusal: the file is gone or was changed.
    """
    return storage.read(talk.notes).decode() if talk.notes else ""


def forms_of(rules: Rules, row: models.InspectionRecord | None) -> list[FormRow]:
    """The questionnaires of the inspection."""
    inspection = rules.first(Inspection)
    asked = inspection.forms if inspection else ()
    polls = Poll.objects.in_bulk(row.form_polls.values() if row else ())
    by_id = {str(poll.pk): poll for poll in polls.values()}
    return [
        FormRow(one.id, one.title, by_id.get(row.form_polls.get(one.id, "")) if row else None)
        for one in asked
    ]


def lists_of(rules: Rules, row: models.InspectionRecord | None) -> list[ListRow]:
    """The lists of the inspection, with what they say of the person."""
    inspection = rules.first(Inspection)
    found = []
    for one in inspection.lists if inspection else ():
        asked = rules.get(one.id, ItemList)
        filled = row.lists.get(one.id) if row else None
        labels = {item.id: item.label for item in asked.items}
        outcome = None
        if filled:
            facts = ListFacts(ticked=tuple(filled["ticked"]), unknown=tuple(filled["unknown"]))
            outcome = asked.decide(facts, rules.parameters)
        found.append(
            ListRow(
                one.id,
                one.title,
                [labels[item] for item in (filled or {}).get("ticked", ())],
                [labels[item] for item in (filled or {}).get("unknown", ())],
                outcome,
                (filled or {}).get("by", ""),
            )
        )
    return found


def claims_of(rules: Rules, candidacy: models.Candidacy) -> list[ClaimSection]:
    """The evidence board: every section of the report with its standing claims."""
    inspection = rules.first(Inspection)
    standing = list(candidacy.claims.filter(withdrawn_on__isnull=True))
    return [
        ClaimSection(one.title, [claim for claim in standing if claim.section == one.id])
        for one in (inspection.report_sections if inspection else ())
    ]


def appraisals_of(rules: Rules, row: models.InspectionRecord | None) -> list[AppraisalRow]:
    """The appraisals the policy asks for."""
    inspection = rules.first(Inspection)
    found = []
    for one in inspection.appraisals if inspection else ():
        made = row.appraisals.get(one.id, {}) if row else {}
        found.append(
            AppraisalRow(
                one, made.get("text", ""), list(made.get("signed", {}).items()), _day(made)
            )
        )
    return found


def _day(made: Mapping[str, Any]) -> date | None:
    return date.fromisoformat(made["on"]) if made else None


def asked_for(rules: Rules, verb: str) -> bool:
    """Whether the policy asks for what a verb of the inspection does; True of every other verb."""
    inspection = rules.first(Inspection)
    if inspection is None:
        return True
    match verb:
        case "sign_pledge":
            return inspection.pledge
        case "schedule_talks":
            return bool(inspection.talk and rules.get(inspection.talk, Talk).classes)
        case "record_inspection_talk":
            return bool(inspection.talk)
        case "prepare_rating":
            return bool(inspection.rating)
        case "prepare_form":
            return bool(inspection.forms)
        case "fill_list":
            return bool(inspection.lists)
        case "add_claim":
            return bool(inspection.report_sections)
        case "ask_former_unit":
            return inspection.former_unit_below_years is not None
        case "record_appraisal":
            return bool(inspection.appraisals)
    return True
