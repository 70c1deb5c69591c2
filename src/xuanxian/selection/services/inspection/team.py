"""考察: notice, plan, team and what its members pledge."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction

from xuanxian.access.actor import Actor
from xuanxian.kernel import clock
from xuanxian.kernel.errors import Problem, Refusal
from xuanxian.registry.models import Organisation, Person
from xuanxian.selection import models
from xuanxian.selection.instruments import Stage
from xuanxian.selection.instruments.inspection import TeamMember
from xuanxian.selection.queries.inspector_licences import licence_of
from xuanxian.selection.services.entering import (
    day_or_today,
    distinct_names,
    enter_case,
    enter_cases,
    refuse_blocking,
    relation_between,
    wanted,
)
from xuanxian.selection.services.inspection.standing import (
    inspection_of,
    record_of,
    refuse_outsiders,
)


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
    inspection = inspection_of(entered.rules)
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
            person inspected, or without a valid licence where the policy asks for one.
    """
    entered, people = enter_cases(candidacies, actor, Stage.INSPECTION)
    entered.allow("appoint_team", Stage.INSPECTION)
    inspection = inspection_of(entered.rules)
    names = [wanted(member.name, "考察组成员") for member in team]
    if len(set(names)) < len(names):
        raise Refusal("考察组中有重复的姓名。", mend="请核对名单。")
    if sum(member.leads for member in team) != 1:
        raise Refusal("考察组应当有一名组长，且只有一名。", mend="请指定组长。")
    today = clock.today()
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
                **licence_held(entered.round.unit, member.name.strip(), member.person, today),
            )
            for member in team
        )
        outcome = inspection.judge_team(members, entered.rules.parameters, today)
        refuse_blocking(outcome, f"{candidacy.person.name}的考察组", "请调整考察组。")
        teams[str(candidacy.pk)] = [member.model_dump(mode="json") for member in members]
    entered.take("team.appointed", {"teams": teams})
    return list(models.InspectionRecord.objects.filter(pk__in=[one.pk for one in people]))


@transaction.atomic
def write_inspection_plan(
    candidacies: Sequence[models.Candidacy],
    plan: str,
    *,
    planned_from: date,
    planned_until: date,
    actor: Actor,
) -> list[models.InspectionRecord]:
    """Write the 考察方案 for one or several people; written again it replaces the one before.

    Args:
        plan: methods, places and division of work, in words.
        planned_from: first day of the work.
        planned_until: last day of it.

    Raises:
        Refusal: no words, it ends before it begins, or a role that may not.
    """
    entered, people = enter_cases(candidacies, actor, Stage.INSPECTION)
    entered.allow("write_inspection_plan", Stage.INSPECTION)
    if planned_until < planned_from:
        raise Refusal(
            Problem("考察方案", "考察结束", planned_until.isoformat(), "早于开始。", "请核对日期。")
        )
    entered.take(
        "inspection_plan.written",
        {
            "candidacies": [str(one.pk) for one in people],
            "plan": wanted(plan, "考察方案"),
            "from": planned_from.isoformat(),
            "until": planned_until.isoformat(),
            "on": clock.today().isoformat(),
        },
    )
    return list(models.InspectionRecord.objects.filter(pk__in=[one.pk for one in people]))


@transaction.atomic
def sign_pledge(
    candidacy: models.Candidacy, names: Sequence[str], *, actor: Actor
) -> models.InspectionRecord:
    """Register that members of the team signed the 考察承诺书.

    Raises:
        Refusal: nobody, somebody outside the team or who signed already, a role that may not.
    """
    entered, candidacy = enter_case(candidacy, actor, Stage.INSPECTION)
    entered.allow("sign_pledge", Stage.INSPECTION)
    signing = distinct_names(names)
    if not signing:
        raise Refusal("没有选择签订承诺书的人。", mend="请选择考察组成员。")
    refuse_outsiders(candidacy, signing, "考察承诺书", "请由考察组成员签订。")
    again = [name for name in signing if name in record_of(candidacy).pledged]
    if again:
        raise Refusal(f"{'、'.join(again)}已经签订考察承诺书。")
    entered.take("pledge.signed", {"candidacy": str(candidacy.pk), "names": signing})
    return record_of(candidacy)


def licence_held(unit: Organisation, name: str, person: Person | None, on: date) -> dict[str, Any]:
    """The licence of somebody put on a team, as `TeamMember` has it; nothing without one."""
    held = licence_of(unit, name, person, on)
    return {"licence": held.number, "licensed_until": held.valid_until} if held else {}
