"""Issuing slips and voiding those that were not handed out."""

import secrets
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Count, Q

from xuanxian.access.actor import Actor
from xuanxian.ballots.models import Poll, Slip
from xuanxian.ballots.services.locking import poll_in
from xuanxian.ballots.services.preparing import refuse_unknown_classes
from xuanxian.ballots.slip_codes import hash_of, new_code, read_code
from xuanxian.kernel.errors import Problem, Refusal
from xuanxian.record.services import append


@dataclass(frozen=True)
class PrintedSlip:
    """A slip as printed: the code and the class of voters it is for. Kept nowhere."""

    code: str
    class_name: str


@transaction.atomic
def issue_slips(poll: Poll, counts: Mapping[str, int], *, actor: Actor) -> tuple[PrintedSlip, ...]:
    """Make slips to be printed now and handed out at the door.

    Args:
        poll: a secret poll that is not yet open.
        counts: class → number of slips, added to those made before.
        actor: who prints them.

    Returns:
        The slips, class by class, in random order within a class. Only hashes are stored: what
        is not printed now is lost and has to be voided.

    Raises:
        Refusal: an unknown class, none at all, or more slips out than people entitled.
    """
    poll = poll_in(poll, Poll.State.PREPARED)
    if not poll.is_secret:
        raise Refusal(Problem(poll.title, "", "", "署名投票不制票。", ""))
    refuse_unknown_classes(poll, counts)
    classes = {
        each.name: each
        for each in poll.classes.annotate(out=Count("slips", Q(slips__state=Slip.State.ISSUED)))
    }
    problems = [
        Problem(
            poll.title,
            f"{name}制票",
            str(number),
            f"已有 {classes[name].out} 张，加起来不能超过应到 {classes[name].entitled} 人。",
            "请减少张数；票有损坏的，先登记作废再补制。",
        )
        for name, number in counts.items()
        if number < 0 or classes[name].out + number > classes[name].entitled
    ]
    if not problems and not any(counts.values()):
        problems = [Problem(poll.title, "制票", "", "没有填写张数。", "请填写各类人员的张数。")]
    if problems:
        raise Refusal(problems)
    printed = [
        PrintedSlip(new_code(), name) for name, number in counts.items() for _ in range(number)
    ]
    # Stored in the order of the hashes, which has nothing to do with the order of printing.
    by_hash = sorted((hash_of(slip.code), slip.class_name) for slip in printed)
    Slip.objects.bulk_create(
        Slip(code_hash=code_hash, poll=poll, voters=classes[name]) for code_hash, name in by_hash
    )
    append(
        poll.case,
        "poll.slips_issued",
        {
            "poll": str(poll.pk),
            "slips": {name: number for name, number in counts.items() if number},
        },
        actor=actor,
    )
    secrets.SystemRandom().shuffle(printed)
    place = {name: each.place for name, each in classes.items()}
    return tuple(sorted(printed, key=lambda slip: place[slip.class_name]))


@transaction.atomic
def void_unissued(poll: Poll, codes: Sequence[str], *, persons: tuple[Actor, Actor]) -> int:
    """Void slips that were not handed out or were spoilt, by two persons, before voting opens.

    Args:
        poll: a secret poll that is not yet open.
        codes: the codes on those slips, typed or scanned.
        persons: the two who void them; both stand on the record.

    Returns:
        How many were voided.

    Raises:
        Refusal: one person twice, or a code that is no valid slip of this poll; none is voided.
    """
    first, second = persons
    if first.account == second.account:
        raise Refusal(
            Problem(poll.title, "第二人", second.name, "与第一人相同。", "作废票须由两人办理。")
        )
    poll = poll_in(poll, Poll.State.PREPARED)
    hashes = {hash_of(code): text for text in codes if (code := read_code(text)) is not None}
    slips = list(
        poll.slips.filter(code_hash__in=hashes, state=Slip.State.ISSUED).select_related("voters")
    )
    unreadable = [place for place, text in enumerate(codes, 1) if read_code(text) is None]
    known = {slip.code_hash for slip in slips}
    foreign = [
        place
        for place, text in enumerate(codes, 1)
        if (code := read_code(text)) is not None and hash_of(code) not in known
    ]
    problems = [
        Problem("作废登记", f"第 {place} 行", "", message, "请核对票面编号后重新录入。")
        for places, message in (
            (unreadable, "不是票的编号。"),
            (foreign, "不是本次投票的有效票，或已经作废。"),
        )
        for place in places
    ]
    if not codes:
        problems = [Problem("作废登记", "编号", "", "没有录入。", "请扫描或录入票面编号。")]
    if problems:
        raise Refusal(problems)
    poll.slips.filter(code_hash__in=known).update(state=Slip.State.VOID)
    append(
        poll.case,
        "poll.slips_voided",
        {
            "poll": str(poll.pk),
            "slips": dict(sorted(Counter(slip.voters.name for slip in slips).items())),
            "persons": [first.name, second.name],
        },
        actor=first,
    )
    return len(slips)
