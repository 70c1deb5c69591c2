"""Issuing slips and voiding those that were not handed out."""

import secrets
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Count, F, Q

from xuanxian.access.actor import Actor
from xuanxian.ballots.models import Poll, PollClass, Slip
from xuanxian.ballots.services.boxes import Holder, box_of
from xuanxian.ballots.services.preparing import refuse_of_meeting, refuse_unknown_classes
from xuanxian.ballots.slip_codes import hash_of, new_code, read_code
from xuanxian.kernel.errors import Problem, Refusal


@dataclass(frozen=True)
class PrintedSlip:
    """A slip as printed: the code and the class of voters it is for. Kept nowhere."""

    code: str
    class_name: str


@transaction.atomic
def issue_slips(
    holder: Holder, counts: Mapping[str, int], *, actor: Actor
) -> tuple[PrintedSlip, ...]:
    """Make slips to be printed now and handed out at the door.

    Args:
        holder: a secret poll that is not yet open and belongs to no meeting; or a meeting none of
            whose secret polls is open, each slip being good for every one of them.
        counts: class → number of slips, added to those made before.
        actor: who prints them.

    Returns:
        The slips, class by class, in random order within a class. Only hashes are stored: what
        is not printed now is lost and has to be voided.

    Raises:
        Refusal: no secret poll, one already open, an unknown class, none at all, or more slips out
            than people entitled.
    """
    refuse_of_meeting(holder, "制票")
    box = box_of(holder)
    polls = box.locked(Poll.State.PREPARED)
    refuse_unknown_classes(holder, counts)
    printed = make(box.title, polls, counts)
    slips = {name: number for name, number in counts.items() if number}
    box.record("slips_issued", {"slips": slips}, actor)
    return printed


def make(title: str, polls: Sequence[Poll], counts: Mapping[str, int]) -> tuple[PrintedSlip, ...]:
    """Make slips good for every one of `polls` whose classes they belong to.

    Args:
        title: of the poll or meeting, for messages.
        polls: locked, prepared and secret; none has other classes than are counted here.
        counts: class → number of slips.

    Raises:
        Refusal: none at all, a negative number, or more slips out than people entitled.
    """
    rows = list(
        PollClass.objects.filter(poll__in=polls).annotate(
            out=Count("slips", Q(slips__state=Slip.State.ISSUED))
            + F("paper_issued")
            - F("paper_void")
        )
    )
    problems = [
        Problem(
            title,
            f"{name}制票",
            str(number),
            f"已有 {each.out} 张，加起来不能超过应到 {each.entitled} 人。",
            "请减少张数；票有损坏的，先登记作废再补制。",
        )
        for name, number in counts.items()
        for each in [row for row in rows if row.name == name][:1]
        if number < 0 or each.out + number > each.entitled
    ]
    if not problems and not any(counts.values()):
        problems = [Problem(title, "制票", "", "没有填写张数。", "请填写各类人员的张数。")]
    if problems:
        raise Refusal(problems)
    printed = [
        PrintedSlip(new_code(), name) for name, number in counts.items() for _ in range(number)
    ]
    for poll in polls:
        voters = {row.name: row for row in rows if row.poll_id == poll.pk}
        # Stored in the order of the hashes, which has nothing to do with the order of printing.
        by_hash = sorted(
            (hash_of(slip.code, poll.pk), slip.class_name)
            for slip in printed
            if slip.class_name in voters
        )
        Slip.objects.bulk_create(
            (
                Slip(code_hash=code_hash, poll=poll, voters=voters[name])
                for code_hash, name in by_hash
            ),
            batch_size=500,
        )
    secrets.SystemRandom().shuffle(printed)
    place = {row.name: row.place for row in rows}
    return tuple(sorted(printed, key=lambda slip: place.get(slip.class_name, 0)))


@transaction.atomic
def void_unissued(holder: Holder, codes: Sequence[str], *, persons: tuple[Actor, Actor]) -> int:
    """Void slips that were not handed out or were spoilt, by two persons, before voting opens.

    Args:
        holder: as of `issue_slips`; slips of a meeting are voided in every poll.
        codes: the codes on those slips, typed or scanned.
        persons: the two who void them; both stand on the record.

    Returns:
        How many were voided.

    Raises:
        Refusal: a poll already open, one person twice, or a code that is no valid slip; none is
            voided.
    """
    refuse_of_meeting(holder, "作废")
    box = box_of(holder)
    voided = void(box.title, box.locked(Poll.State.PREPARED), codes, persons)
    box.record(
        "slips_voided",
        {"slips": voided, "persons": [person.name for person in persons]},
        persons[0],
    )
    return sum(voided.values())


def void(
    title: str, polls: Sequence[Poll], codes: Sequence[str], persons: tuple[Actor, Actor]
) -> dict[str, int]:
    """Void slips in every one of `polls` that knows them: class → how many.

    Raises:
        Refusal: one person twice, no code, or one that is no valid slip; none is voided.
    """
    first, second = persons
    if first.account == second.account:
        raise Refusal(
            Problem(title, "第二人", second.name, "与第一人相同。", "作废票须由两人办理。")
        )
    read = [read_code(text) for text in codes]
    hashes = {
        hash_of(code, poll.pk): place
        for place, code in enumerate(read, 1)
        if code is not None
        for poll in polls
    }
    slips = list(
        Slip.objects.filter(poll__in=polls, code_hash__in=hashes, state=Slip.State.ISSUED)
        .select_related("voters")
        .order_by("code_hash")
    )
    class_of = {hashes[slip.code_hash]: slip.voters.name for slip in slips}
    problems = [
        Problem(
            "作废登记",
            f"第 {place} 行",
            "",
            "不是票的编号。" if code is None else "不是本次投票的有效票，或已经作废。",
            "请核对票面编号后重新录入。",
        )
        for place, code in enumerate(read, 1)
        if place not in class_of and (code is None or code not in read[: place - 1])
    ]
    if not codes:
        problems = [Problem("作废登记", "编号", "", "没有录入。", "请扫描或录入票面编号。")]
    if problems:
        raise Refusal(problems)
    Slip.objects.filter(code_hash__in=[slip.code_hash for slip in slips]).update(
        state=Slip.State.VOID
    )
    return dict(sorted(Counter(class_of.values()).items()))
