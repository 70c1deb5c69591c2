"""Tellers say whom written names mean; two must agree. Then the poll is counted by what they say.

The opened ballots are neither changed nor looked at one by one: tellers see each name once, with
how often it was written.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction

from xuanxian.access.actor import Actor
from xuanxian.ballots import result_queries
from xuanxian.ballots.models import Poll, WriteInDecision
from xuanxian.ballots.own_units import unit_name
from xuanxian.ballots.poll_form import Counted
from xuanxian.ballots.services.boxes import box_of
from xuanxian.ballots.services.counting import count_anew, refuse_changed_ballots
from xuanxian.ballots.services.locking import poll_in
from xuanxian.ballots.write_ins import WRITTEN
from xuanxian.kernel.errors import Problem, Refusal
from xuanxian.record.services import append
from xuanxian.registry.models import Person

PERSON = "person:"
"""Begins the id under which a person of the registry is counted who stands on no ballot."""


@dataclass(frozen=True)
class Meant:
    """What one teller says a written name means.

    Attributes:
        meaning: `WriteInDecision.Meaning`.
        subject: id of the subject on the ballot, or of the person in the registry, as the meaning
            asks; "" for the others.
    """

    meaning: str
    subject: str = ""


def tellers_of(poll: Poll) -> tuple[str, ...]:
    """The accounts of the poll's tellers; () where fewer than two of them have one."""
    accounts = tuple(seat.account for seat in box_of(poll).seats if seat.account)
    return accounts if len(accounts) > 1 else ()


@transaction.atomic
def state_meanings(poll: Poll, meant: Mapping[str, Meant], *, actor: Actor) -> int:
    """Let one teller say what written names mean.

    The first to speak of a name proposes; another who says the same agrees; another who says
    something else proposes anew, and waits for the first in turn.

    Args:
        poll: a counted poll with written names that wait.
        meant: written name, as the result shows it → what it means.
        actor: the teller.

    Returns:
        How many names are agreed on now by what was said.

    Raises:
        Refusal: names that nobody wrote, an unknown subject or person, no teller of this poll, or
            the names were counted already.
    """
    poll = poll_in(poll, Poll.State.OPENED)
    waiting = result_queries.unmatched(poll)
    _refuse_counted(poll)
    refuse_no_teller(poll, actor)
    named = _named(poll, waiting, meant)
    known = {each.written: each for each in poll.write_in_decisions.all()}
    agreed = 0
    for written, (subject, name, unit) in named.items():
        decision = known.get(written) or WriteInDecision(poll=poll, written=written)
        same = (decision.meaning, decision.subject) == (meant[written].meaning, subject)
        if same and decision.is_agreed:
            continue
        if same and decision.proposed_account not in ("", actor.account):
            decision.agreed_account, decision.agreed_by = actor.account, actor.name
            agreed += 1
        else:
            decision.meaning, decision.subject = meant[written].meaning, subject
            decision.name, decision.unit = name, unit
            decision.proposed_account, decision.proposed_by = actor.account, actor.name
            decision.agreed_account = decision.agreed_by = ""
        decision.save()
        append(
            poll.case,
            "poll.write_in_agreed" if decision.is_agreed else "poll.write_in_proposed",
            {
                "poll": str(poll.pk),
                "written": written,
                "meaning": decision.get_meaning_display(),
                "counted_for": decision.name,
            },
            actor=actor,
        )
    return agreed


@transaction.atomic
def count_matched(poll: Poll, *, actor: Actor) -> Counted:
    """Count by what tellers have agreed on; from now on their decisions stand.

    Raises:
        Refusal: a written name is not agreed on, none waits, or the ballots were changed.
    """
    poll = poll_in(poll, Poll.State.OPENED)
    _refuse_counted(poll)
    refuse_changed_ballots(poll)
    waiting = result_queries.unmatched(poll)
    agreed = {each.written: each for each in poll.write_in_decisions.all() if each.is_agreed}
    if left := sorted(set(waiting) - set(agreed)):
        raise Refusal(
            Problem(
                poll.title,
                "另写的姓名",
                "、".join(left),
                "还没有两名计票人一致认定。",
                "请两名计票人分别认定后再计票。",
            )
        )
    if not waiting:
        raise Refusal(Problem(poll.title, "另写的姓名", "", "没有需要认定的。", ""))
    poll.write_in_decisions.exclude(written__in=waiting).delete()
    poll.write_ins_digest = result_queries.write_ins_digest(poll)
    poll.save(update_fields=["write_ins_digest"])
    append(
        poll.case,
        "poll.write_ins_matched",
        {
            "poll": str(poll.pk),
            "matched": [
                {
                    "written": each.written,
                    "meaning": each.get_meaning_display(),
                    "counted_for": each.name,
                    "persons": [each.proposed_by, each.agreed_by],
                }
                for written, each in sorted(agreed.items())
                if written in waiting
            ],
            "decisions": poll.write_ins_digest,
        },
        actor=actor,
    )
    return count_anew(poll, actor)


def _refuse_counted(poll: Poll) -> None:
    if poll.write_ins_digest:
        raise Refusal(
            Problem(
                poll.title, "另写的姓名", "", "已经按认定计票。", "认定有错的，请办理重新认定。"
            )
        )


def refuse_no_teller(poll: Poll, actor: Actor) -> None:
    """Refuse who is none of the poll's tellers, where these have accounts.

    Raises:
        Refusal: so.
    """
    tellers = tellers_of(poll)
    if tellers and actor.account not in tellers:
        raise Refusal(
            Problem(
                poll.title, "计票人", actor.name, "不是本次投票的计票人。", "请计票人本人认定。"
            )
        )


def _named(
    poll: Poll, waiting: Mapping[str, int], meant: Mapping[str, Meant]
) -> dict[str, tuple[str, str, str]]:
    """Written name → id and name it is counted under, and the unit where it is known.

    Raises:
        Refusal: naming every one that cannot be.
    """
    listed = {subject.id: subject for subject in poll.subject_list}
    people = _people([each.subject for each in meant.values() if each.meaning == "person"])
    found: dict[str, tuple[str, str, str]] = {}
    problems = []
    for written, each in meant.items():
        counted: tuple[str, str, str] | None = None
        match each.meaning:
            case "listed" if each.subject in listed:
                known = listed[each.subject]
                counted = (known.id, known.name, known.unit)
            case "person" if each.subject in people:
                counted = (PERSON + each.subject, *people[each.subject])
            case "as_written":
                counted = (WRITTEN + written, written, "")
            case "unidentified":
                counted = ("", "", "")
        if written in waiting and counted is not None:
            found[written] = counted
            continue
        problems.append(
            Problem(
                poll.title,
                "另写的姓名",
                written,
                "认定的人不存在。" if written in waiting else "票上没有这样写的。",
                "请从列出的人中选择。",
            )
        )
    if problems:
        raise Refusal(problems)
    return found


def _people(ids: list[str]) -> dict[str, tuple[str, str]]:
    """Id → name with the unit, which tells namesakes apart, and the unit a section belongs to."""
    wanted = []
    for text in ids:
        try:
            wanted.append(UUID(text))
        except ValueError:
            continue
    rows = Person.objects.filter(pk__in=wanted).select_related("unit__parent")
    return {
        str(each.pk): (
            each.name + (f"（{each.unit.name}）" if each.unit else ""),
            unit_name(each.unit),
        )
        for each in rows
    }
