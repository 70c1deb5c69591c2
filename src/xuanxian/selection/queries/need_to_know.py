"""Who need know of a candidacy, and since when: beyond the office, those with work to do on it."""

from xuanxian.access.models import Account, Role
from xuanxian.selection import models
from xuanxian.selection.instruments import Checklist, Clearance, Meeting, Motion, Stage
from xuanxian.selection.rules import Rules

_OFFICE = (Role.ORGANISATION_STAFF, Role.ORGANISATION_LEADER)
"""The organisation department runs the case and sees it from its beginning."""


def need_to_know(account: Account, rules: Rules, candidacy: models.Candidacy) -> bool:
    """Whether the account's work has begun on this person.

    The organisation department sees every case of its scope; any other role from the stage on in
    which the policy first gives it something to do. Nobody sees the case of his own.
    """
    if getattr(account, "person", None) == candidacy.person:
        return False
    unit = candidacy.round.unit.code
    if account.holds(*_OFFICE, over=unit):
        return True
    order = [step.stage for step in rules.procedure.stages]
    here = order.index(Stage(candidacy.stage))
    return any(account.holds(*roles_at(rules, stage), over=unit) for stage in order[: here + 1])


def roles_at(rules: Rules, stage: Stage) -> frozenset[str]:
    """Every role that the policy gives work to in `stage`."""
    step = rules.step(stage)
    roles = {*step.works, *step.moves}
    for others in step.duties.values():
        roles |= set(others)
    for each in step.gates:
        roles |= {*each.release, *each.override}
        match rules.instruments.get(each.check):
            case Motion() as motion:
                for approver in motion.approvers:
                    roles |= set(approver.roles)
            case Clearance() as clearance:
                for item in clearance.items:
                    roles |= set(item.answered_by)
            case Meeting():
                # Those who vote see whom they vote on.
                roles.add(Role.COMMITTEE_MEMBER.value)
            case Checklist() as checklist:
                for link in checklist.links:
                    if link.stage == stage:
                        for material in link.items:
                            roles |= {*material.recorder, *material.auditor}
    return frozenset(roles)
