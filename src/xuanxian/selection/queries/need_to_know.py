"""Who need know of a candidacy, and since when: beyond the office, those with work to do on it."""

from xuanxian.access.models import Account, Role
from xuanxian.selection import models
from xuanxian.selection.instruments import (
    Checklist,
    Clearance,
    ElementReview,
    Meeting,
    Motion,
    OwnCase,
    Stage,
)
from xuanxian.selection.rules import Rules

_OFFICE = (Role.ORGANISATION_STAFF, Role.ORGANISATION_LEADER)
"""The organisation department runs the case and sees it from its beginning."""

_ANSWERING = "record_reply"

_WHOLE = (*_OFFICE, Role.DISCIPLINE_OFFICER)
"""Who sees the papers of every stage: the office, and discipline, which supervises."""


def need_to_know(account: Account, rules: Rules, candidacy: models.Candidacy) -> bool:
    """Whether the account's work has begun on this person.

    The organisation department sees every case of its scope; any other role from the stage on in
    which the policy first gives it something to do, or where it settles the person's appeal. Nobody
    sees the case of his own.
    """
    if getattr(account, "person", None) == candidacy.person:
        return False
    unit = candidacy.round.unit.code
    if account.holds(*_OFFICE, over=unit):
        return True
    order = [step.stage for step in rules.procedure.stages]
    here = order.index(Stage(candidacy.stage))
    if any(account.holds(*roles_at(rules, stage), over=unit) for stage in order[: here + 1]):
        return True
    return (
        settles_appeals(account, rules, candidacy.round)
        and candidacy.own_statements.filter(is_appeal=True).exists()
    )


def settles_appeals(account: Account, rules: Rules, round_: models.Round) -> bool:
    """Whether the account is one of those to whom people of the round appeal."""
    own = rules.first(OwnCase)
    return own is not None and account.holds(*own.settled_by, over=round_.unit.code)


def works_at(account: Account, rules: Rules, round_: models.Round) -> frozenset[Stage]:
    """The stages whose papers are the account's business, in full.

    To answer a letter is no work on the case: who does sees that letter and nothing else.
    """
    unit = round_.unit.code
    if account.holds(*_WHOLE, over=unit):
        return frozenset(step.stage for step in rules.procedure.stages)
    return frozenset(
        step.stage
        for step in rules.procedure.stages
        if account.holds(
            *step.works,
            *step.moves,
            *(role for verb, roles in step.duties.items() if verb != _ANSWERING for role in roles),
            over=unit,
        )
    )


def reads_of(account: Account, rules: Rules, round_: models.Round) -> frozenset[Stage]:
    """The stages whose findings the account reads: those it works at, and, for the body that
    decides, those before it, from which it decides."""
    stages = works_at(account, rules, round_)
    if not account.holds(Role.COMMITTEE_MEMBER, over=round_.unit.code):
        return stages
    order = [step.stage for step in rules.procedure.stages]
    if Stage.DELIBERATION not in order:
        return stages
    return stages | frozenset(order[: order.index(Stage.DELIBERATION) + 1])


def reads_motion(account: Account, rules: Rules, round_: models.Round) -> bool:
    """Whether the account reads who is proposed in the whole round: it reads the motion, and
    nobody of the round is itself."""
    if models.Candidacy.objects.filter(vacancy__round=round_, person__account=account).exists():
        return False
    return Stage.MOTION in reads_of(account, rules, round_)


def letter_open_to(
    account: Account, rules: Rules, round_: models.Round, letter: models.Letter
) -> bool:
    """Whether the account sees `letter` of the clearance: all of them, or those it answers."""
    if Stage.CLEARANCE in reads_of(account, rules, round_):
        return True
    return answers_letter(account, rules, letter)


def answers_letter(account: Account, rules: Rules, letter: models.Letter) -> bool:
    """Whether the account is one of those who answer `letter`, over the unit it went to."""
    answering = {
        role
        for clearance in rules.all(Clearance)
        for item in clearance.items
        if item.id == letter.item
        for role in item.answered_by
    }
    return account.holds(*answering, over=letter.unit_code)


def material_open_to(account: Account, rules: Rules, round_: models.Round, item: str) -> bool:
    """Whether the account sees the material `item` of the checklist: where it works at its link,
    files it or audits it."""
    stages = works_at(account, rules, round_)
    for checklist in rules.all(Checklist):
        for link in checklist.links:
            for one in link.items:
                if one.id == item:
                    return link.stage in stages or account.holds(
                        *one.recorder, *one.auditor, over=round_.unit.code
                    )
    return account.holds(*_WHOLE, over=round_.unit.code)


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
            case ElementReview() as review:
                for office in review.offices:
                    roles |= set(office.roles)
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
