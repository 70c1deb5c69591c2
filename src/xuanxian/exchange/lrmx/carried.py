"""What of a file survives the format: the field list of .lrmx, restated in terms of a `Dossier`."""

from collections.abc import Iterable

from xuanxian.exchange.form_texts import highest_education
from xuanxian.exchange.phrases import relatives as relative_words
from xuanxian.exchange.phrases.assessments import read_assessments, write_assessments
from xuanxian.exchange.phrases.cleaning import cleaned, cleaned_name
from xuanxian.exchange.phrases.education import degree_of, level_of
from xuanxian.exchange.phrases.politics import read_politics, write_politics
from xuanxian.exchange.phrases.resume import read_resume, write_resume
from xuanxian.exchange.phrases.rewards import read_rewards, write_rewards
from xuanxian.kernel.partial_date import PartialDate
from xuanxian.registry import codes
from xuanxian.registry.dossier import (
    AssessmentEntry,
    Dossier,
    EducationEntry,
    RelativeEntry,
    RewardSanctionEntry,
    TitleEntry,
)

CARRIED_FIELDS = (
    "name",
    "id_number",
    "sex",
    "birth",
    "nation",
    "native_place",
    "birthplace",
    "health",
    "joined_work",
    "speciality",
    "current_post",
    "party",
    "education",
    "titles",
    "resume",
    "rewards_sanctions",
    "assessments",
    "relatives",
    "photo",
    "rewards_sanctions_text",
    "assessments_text",
    "other_elements",
)
"""Fields of a `Dossier` that the format has a place for."""


def carried(dossier: Dossier) -> Dossier:
    """What remains of `dossier` when it is written as .lrmx and read back.

    Posts and ranks with their dates, trainings, unit and category have no place in the format;
    dates are known to the month; of each kind of education only the highest is told; what a cell
    says in words is taken at its words.
    """
    rewards_text = cleaned(
        dossier.rewards_sanctions_text or write_rewards(dossier.rewards_sanctions)
    )
    rewards = read_rewards(rewards_text)
    assessments_text = cleaned(dossier.assessments_text or write_assessments(dossier.assessments))
    assessments, _ = read_assessments(assessments_text)
    return Dossier(
        name=cleaned_name(cleaned(dossier.name)),
        id_number=dossier.id_number.strip().upper(),
        sex=_known(dossier.sex, "sex"),
        birth=_to_month(dossier.birth),
        nation=_known(dossier.nation, "nation"),
        native_place=cleaned(dossier.native_place),
        birthplace=cleaned(dossier.birthplace),
        health=cleaned(dossier.health),
        joined_work=_to_month(dossier.joined_work),
        speciality=cleaned(dossier.speciality),
        current_post=cleaned(dossier.current_post),
        party=read_politics(write_politics(dossier.party))[0],
        education=tuple(_education(dossier.education)),
        titles=tuple(TitleEntry(name=row.name) for row in dossier.titles if row.is_current),
        resume=read_resume(cleaned(write_resume(dossier.resume)))[0],
        rewards_sanctions=rewards,
        assessments=assessments,
        relatives=tuple(_relative(relative) for relative in dossier.relatives),
        photo=dossier.photo,
        rewards_sanctions_text=_kept(rewards_text, write_rewards(rewards)),
        assessments_text=_kept(assessments_text, write_assessments(assessments)),
        other_elements=dossier.other_elements,
    )


def corrected(standing: Dossier, told: Dossier) -> Dossier:
    """`standing` brought to what a form tells, keeping whatever the form cannot tell.

    A field that says the same in the form's words keeps its finer value: a birth known to the
    day, an education with its years, a relative linked to a person of the registry.
    """
    as_form = carried(standing)
    changes = {
        name: getattr(told, name)
        for name in CARRIED_FIELDS
        if getattr(told, name) != getattr(as_form, name)
    }
    if "education" in changes:
        changes["education"] += tuple(_not_printed(standing.education))
    if "titles" in changes:
        changes["titles"] += tuple(row for row in standing.titles if not row.is_current)
    if "party" in changes:
        changes["party"] += tuple(row for row in standing.party if row.ended is not None)
    if "relatives" in changes:
        linked = {(row.relation, row.name): row.linked_person for row in standing.relatives}
        changes["relatives"] = tuple(
            row.model_copy(update={"linked_person": linked.get((row.relation, row.name))})
            for row in changes["relatives"]
        )
    # Rows and the words they were read from change together.
    if {"rewards_sanctions", "rewards_sanctions_text"} & changes.keys():
        changes["rewards_sanctions"] = _rewards_kept(standing, told)
        changes["rewards_sanctions_text"] = told.rewards_sanctions_text
    if {"assessments", "assessments_text"} & changes.keys():
        changes["assessments"] = _assessments_kept(standing, told)
        changes["assessments_text"] = told.assessments_text
    # Silence about what another format carries does not take it away: .lrm has no place for the
    # ID number, older editors none for newer elements, and photos are often left out.
    for name in ("photo", "id_number"):
        if not getattr(told, name):
            changes.pop(name, None)
    if "other_elements" in changes:
        changes["other_elements"] = standing.other_elements | told.other_elements
    return standing.model_copy(update=changes)


def _rewards_kept(standing: Dossier, told: Dossier) -> tuple[RewardSanctionEntry, ...]:
    """What the form tells, with the dates it cannot tell, and sanctions it is silent about.

    A sanction leaves a file by a decision, not because a form did not repeat it.
    """
    rest = list(standing.rewards_sanctions)
    rows = []
    for row in told.rewards_sanctions:
        known = next((one for one in rest if _is_same(one, row)), None)
        if known is not None:
            rest.remove(known)
            row = row.model_copy(
                update={
                    name: getattr(known, name) for name in ("code", "influence_until", "revoked_on")
                }
            )
        rows.append(row)
    return (*rows, *(row for row in rest if row.nature == "sanction"))


def _is_same(one: RewardSanctionEntry, other: RewardSanctionEntry) -> bool:
    return (one.nature, one.name, _to_month(one.approved_on)) == (
        other.nature,
        other.name,
        _to_month(other.approved_on),
    )


def _assessments_kept(standing: Dossier, told: Dossier) -> tuple[AssessmentEntry, ...]:
    """What the form tells, with the years it leaves out: a form often tells the last three."""
    years = {row.year for row in told.assessments}
    older = tuple(row for row in standing.assessments if row.year not in years)
    if not older:
        return told.assessments
    return tuple(sorted((*older, *told.assessments), key=lambda row: row.year))


def _not_printed(entries: tuple[EducationEntry, ...]) -> Iterable[EducationEntry]:
    printed = [highest_education(entries, mode) for mode in ("full_time", "in_service")]
    return (entry for entry in entries if not any(entry is one for one in printed))


def _known(code: str, key: str) -> str:
    return code if code in codes.table(key).codes else ""


def _to_month(date: PartialDate | None) -> PartialDate | None:
    return PartialDate(date.year, date.month) if date else None


def _kept(text: str, written: str) -> str:
    return "" if text in {written, "", "无"} else text


def _education(entries: tuple[EducationEntry, ...]) -> Iterable[EducationEntry]:
    levels, degrees = codes.table("education"), codes.table("degree")
    for mode in ("full_time", "in_service"):
        entry = highest_education(entries, mode)
        if entry is None:
            continue
        level = cleaned(entry.level_text or levels.label(entry.level))
        degree = cleaned(entry.degree_text or degrees.label(entry.degree))
        yield EducationEntry(
            mode=entry.mode,
            level=level_of(level),
            level_text=level,
            degree=degree_of(degree),
            degree_text=degree,
            school=cleaned(entry.school),
            degree_school=cleaned(entry.degree_school),
            is_highest=True,
        )


def _relative(relative: RelativeEntry) -> RelativeEntry:
    return RelativeEntry(
        relation=cleaned(relative.relation),
        name=cleaned_name(cleaned(relative.name)),
        birth=_to_month(relative.birth),
        politics=cleaned(relative.politics),
        unit_and_post=cleaned(
            relative_words.write_unit_and_post(
                relative.unit_and_post,
                deceased=relative.is_deceased,
                abroad=relative.is_abroad,
            )
        ),
        is_deceased=relative.is_deceased
        or relative_words.is_deceased(relative.unit_and_post, relative.politics),
        is_abroad=relative.is_abroad
        or relative_words.is_abroad(relative.unit_and_post, relative.politics),
    )
