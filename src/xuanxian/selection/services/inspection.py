"""考察: notice, team, talks, democratic rating, report and its signatures."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction

from xuanxian.access.actor import Actor
from xuanxian.ballots import services as ballots
from xuanxian.ballots.instruments import Ballot
from xuanxian.ballots.models import Poll
from xuanxian.kernel.errors import Problem, Refusal
from xuanxian.policy.parts import whole
from xuanxian.registry.models import Person
from xuanxian.selection import models
from xuanxian.selection.instruments import Inspection, Stage, Talk
from xuanxian.selection.instruments.inspection import TeamMember
from xuanxian.selection.models.talks import TalkPurpose
from xuanxian.selection.rules import Rules
from xuanxian.selection.services.entering import (
    day_or_today,
    enter_case,
    enter_cases,
    refuse_blocking,
    relation_between,
    wanted,
)
from xuanxian.selection.services.nomination import refuse_poll_under_way, subject_of, take_talk


@dataclass(frozen=True)
class Inspector:
    """Somebody put on an inspection team; `person` where the registry knows him."""

    name: str
    leads: bool = False
    person: Person | None = None


@transaction.atomic
def publish_inspection_notice(
    candidacies: Sequence[models.Candidacy],
    *,
    actor: Actor,
    scope: str = "",
    on: date | None = None,
) -> list[models.InspectionRecord]:
    """Publish the 考察预告 about one or several people.

    Raises:
        Refusal: somebody is not in the inspection, or a role that may not.
    """
    entered, people = enter_cases(candidacies, actor, Stage.INSPECTION)
    entered.allow("publish_inspection_notice", Stage.INSPECTION)
    inspection = _inspection(entered.rules)
    began = max(candidacy.entered_on for candidacy in people)
    day = day_or_today(on, "预告日期", not_before=began)
    entered.take(
        "inspection_notice.published",
        {
            "candidacies": [str(one.pk) for one in people],
            "names": [one.person.name for one in people],
            "scope": scope.strip() or inspection.notice_scope,
            "on": day.isoformat(),
            "until": inspection.notice_until(day, entered.rules.parameters).isoformat(),
        },
    )
    return list(models.InspectionRecord.objects.filter(pk__in=[one.pk for one in people]))


@transaction.atomic
def appoint_team(
    candidacies: Sequence[models.Candidacy], team: Sequence[Inspector], *, actor: Actor
) -> list[models.InspectionRecord]:
    """Put a team together for one or several people; kin of any of them may not serve.

    Raises:
        Refusal: too few members, no or several leaders, a member related to or the same as a
            person inspected.
    """
    entered, people = enter_cases(candidacies, actor, Stage.INSPECTION)
    entered.allow("appoint_team", Stage.INSPECTION)
    inspection = _inspection(entered.rules)
    names = [wanted(member.name, "考察组成员") for member in team]
    if len(set(names)) < len(names):
        raise Refusal("考察组中有重复的姓名。", mend="请核对名单。")
    if sum(member.leads for member in team) != 1:
        raise Refusal("考察组应当有一名组长，且只有一名。", mend="请指定组长。")
    teams = {}
    for candidacy in people:
        members = tuple(
            TeamMember(
                name=member.name.strip(),
                leads=member.leads,
                relation="本人"
                if (member.person and member.person.pk == candidacy.person_id)
                or member.name.strip() == candidacy.person.name
                else relation_between(candidacy.person, member.name.strip(), member.person),
            )
            for member in team
        )
        outcome = inspection.judge_team(members, entered.rules.parameters)
        refuse_blocking(outcome, f"{candidacy.person.name}的考察组", "请调整考察组。")
        teams[str(candidacy.pk)] = [member.model_dump() for member in members]
    entered.take("team.appointed", {"teams": teams})
    return list(models.InspectionRecord.objects.filter(pk__in=[one.pk for one in people]))


@transaction.atomic
def record_inspection_talk(
    candidacy: models.Candidacy,
    *,
    interviewee: str,
    interviewers: Sequence[str],
    actor: Actor,
    on: date | None = None,
    interviewee_post: str = "",
    notes: str = "",
) -> models.Talk:
    """Record one talk of the inspection; the interviewers are members of the team.

    Raises:
        Refusal: too few interviewers, one outside the team, the policy has no such talks.
    """
    entered, candidacy = enter_case(candidacy, actor, Stage.INSPECTION)
    entered.allow("record_inspection_talk", Stage.INSPECTION)
    inspection = _inspection(entered.rules)
    if not inspection.talk:
        raise Refusal("本批次依据的制度没有规定考察谈话。")
    row = _record(candidacy)
    members = {member["name"] for member in row.team}
    outside = [name for name in interviewers if name.strip() and name.strip() not in members]
    if outside:
        raise Refusal(
            Problem(
                candidacy.person.name,
                "谈话人",
                "、".join(outside),
                "不是考察组成员。",
                "请由考察组成员谈话，或先调整考察组。",
            )
        )
    return take_talk(
        entered,
        entered.rules.get(inspection.talk, Talk),
        purpose=TalkPurpose.INSPECTION,
        interviewee=interviewee,
        interviewee_post=interviewee_post,
        interviewers=interviewers,
        on=on,
        candidacy=candidacy,
        notes=notes,
    )


@transaction.atomic
def prepare_rating(
    candidacies: Sequence[models.Candidacy],
    electorates: Mapping[str, int],
    *,
    actor: Actor,
    title: str = "",
) -> Poll:
    """Prepare the poll of the 民主测评 over one or several people.

    Args:
        electorates: class of voters → 应到.

    Raises:
        Refusal: the policy has no rating, or one is under way.
    """
    entered, people = enter_cases(candidacies, actor, Stage.INSPECTION)
    entered.allow("prepare_rating", Stage.INSPECTION)
    inspection = _inspection(entered.rules)
    if not inspection.rating:
        raise Refusal("本批次依据的制度没有规定民主测评。")
    for candidacy in people:
        row = models.InspectionRecord.objects.filter(pk=candidacy.pk).first()
        refuse_poll_under_way(row.rating_poll if row else None)
    names = "、".join(one.person.name for one in people)
    poll = ballots.prepare_poll(
        instrument=entered.rules.get(inspection.rating, Ballot),
        parameters=entered.rules.parameters,
        title=title.strip() or f"{names}考察民主测评",
        subjects=[subject_of(candidacy) for candidacy in people],
        electorates=[ballots.Electorate(name, number) for name, number in electorates.items()],
        case=entered.round.stream,
        unit_code=entered.round.unit.code,
        actor=actor,
    )
    entered.take(
        "rating_poll.prepared",
        {"candidacies": [str(one.pk) for one in people], "poll": str(poll.pk)},
    )
    return poll


@transaction.atomic
def ask_former_unit(
    candidacy: models.Candidacy, former_unit: str, *, actor: Actor
) -> models.InspectionRecord:
    """Register that the former unit was inspected too (延伸考察).

    Raises:
        Refusal: no unit named, or a role that may not.
    """
    entered, candidacy = enter_case(candidacy, actor, Stage.INSPECTION)
    entered.allow("ask_former_unit", Stage.INSPECTION)
    entered.take(
        "former_unit.asked",
        {"candidacy": str(candidacy.pk), "former_unit": wanted(former_unit, "原任职单位")},
    )
    return _record(candidacy)


@transaction.atomic
def submit_report(
    candidacy: models.Candidacy,
    sections: Mapping[str, str],
    shortcomings: Sequence[str],
    *,
    actor: Actor,
) -> models.InspectionRecord:
    """Submit the 考察材料; earlier signatures lapse, because another text was signed.

    Raises:
        Refusal: a section missing or unknown, fewer shortcomings than the policy asks, no team.
    """
    entered, candidacy = enter_case(candidacy, actor, Stage.INSPECTION)
    entered.allow("submit_report", Stage.INSPECTION)
    inspection = _inspection(entered.rules)
    if not _record(candidacy).team:
        raise Refusal(f"{candidacy.person.name}还没有考察组。", mend="请先组成考察组。")
    titles = {section.id: section.title for section in inspection.report_sections}
    problems = [
        Problem("考察材料", titles[name], "", "没有填写。", f"请写明{titles[name]}。")
        for name in titles
        if not sections.get(name, "").strip()
    ]
    problems += [
        Problem("考察材料", name, "", "制度没有这一部分。", "请核对。")
        for name in sections
        if name not in titles
    ]
    named = [text.strip() for text in shortcomings if text.strip()]
    least = whole(inspection.shortcomings_minimum, entered.rules.parameters, of="缺点和不足条数")
    if len(named) < least:
        problems.append(
            Problem(
                "考察材料",
                "缺点和不足",
                f"{len(named)}条",
                f"应写明{least}条以上。",
                "请写具体，不能以工作方法之类的套话代替。",
            )
        )
    if problems:
        raise Refusal(problems)
    day = day_or_today(None, "提交日期")
    entered.take(
        "report.submitted",
        {
            "candidacy": str(candidacy.pk),
            "sections": {name: text.strip() for name, text in sections.items()},
            "shortcomings": named,
            "on": day.isoformat(),
        },
    )
    return _record(candidacy)


@transaction.atomic
def sign_report(candidacy: models.Candidacy, name: str, *, actor: Actor) -> models.InspectionRecord:
    """A member of the team signs the report.

    Raises:
        Refusal: no report, not a member, signed already.
    """
    entered, candidacy = enter_case(candidacy, actor, Stage.INSPECTION)
    entered.allow("sign_report", Stage.INSPECTION)
    row = _record(candidacy)
    name = name.strip()
    if row.submitted_on is None:
        raise Refusal(f"{candidacy.person.name}的考察材料还没有提交。")
    if name not in {member["name"] for member in row.team}:
        raise Refusal(f"{name}不是{candidacy.person.name}的考察组成员。", mend="请由成员签名。")
    if name in row.signed_by:
        raise Refusal(f"{name}已经签名。")
    entered.take("report.signed", {"candidacy": str(candidacy.pk), "name": name})
    return _record(candidacy)


def _inspection(rules: Rules) -> Inspection:
    found = rules.first(Inspection)
    if found is None:
        raise Refusal("本批次依据的制度没有考察。")
    return found


def _record(candidacy: models.Candidacy) -> models.InspectionRecord:
    row = models.InspectionRecord.objects.filter(pk=candidacy.pk).first()
    return row or models.InspectionRecord(candidacy=candidacy)
