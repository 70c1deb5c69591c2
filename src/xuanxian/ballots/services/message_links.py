"""Links to a ballot for a list of telephone numbers, to be sent by message (短信链接).

Whoever holds the list can tell voters apart, so the poll says from then on that it is not secret
against them. Numbers are not stored.
"""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db import transaction

from xuanxian.access.actor import Actor
from xuanxian.ballots.models import Poll
from xuanxian.ballots.services.locking import poll_in
from xuanxian.ballots.services.preparing import refuse_of_meeting, refuse_unknown_classes
from xuanxian.ballots.services.slips import make
from xuanxian.kernel.errors import Problem, Refusal
from xuanxian.record.services import append

_MOBILE = re.compile(r"1[0-9]{10}", re.ASCII)
"""A mobile number of the mainland: eleven digits, the first being 1 (电信网编号计划)."""


@dataclass(frozen=True)
class MessageLink:
    """A telephone number and the code its link carries. Kept nowhere."""

    number: str
    code: str


@transaction.atomic
def make_message_links(
    poll: Poll, numbers: Mapping[str, Sequence[str]], *, actor: Actor
) -> tuple[MessageLink, ...]:
    """Make a slip for every telephone number.

    Args:
        poll: a secret poll that is not yet open, belongs to no meeting, and whose instrument allows
            links by message.
        numbers: class → mobile numbers, with or without +86, spaces and hyphens.
        actor: who makes the list.

    Returns:
        Number and code, in the order given. What is not taken now is lost and has to be voided.

    Raises:
        Refusal: links are not allowed, an unknown class, a number that is none or stands there
            twice, or more slips out than people entitled.
    """
    poll = poll_in(poll, Poll.State.PREPARED)
    refuse_of_meeting(poll, "制票")
    if not poll.is_secret or not poll.box_rules.links_by_message:
        raise Refusal(
            Problem(
                poll.title,
                "短信链接",
                "",
                "投票规则不允许按手机号码发送链接。",
                "请制票分发；确需发送链接的，先由投票规则写明。",
            )
        )
    refuse_unknown_classes(poll, dict.fromkeys(numbers, 0))
    read = {name: [_digits(each) for each in given] for name, given in numbers.items()}
    times = Counter(each for given in read.values() for each in given)
    problems = [
        Problem(poll.title, "手机号码", each, "不是手机号码。", "请填写 11 位手机号码。")
        for each in times
        if not _MOBILE.fullmatch(each)
    ]
    problems += [
        Problem(poll.title, "手机号码", each, f"出现 {many} 次。", "每个号码只能填写一次。")
        for each, many in times.items()
        if many > 1
    ]
    if problems:
        raise Refusal(problems)
    counts = {name: len(given) for name, given in read.items()}
    printed = make(poll.title, [poll], counts)
    poll.links_sent = True
    poll.save(update_fields=["links_sent"])
    append(
        poll.case,
        "poll.message_links_made",
        {"poll": str(poll.pk), "slips": {name: many for name, many in counts.items() if many}},
        actor=actor,
    )
    waiting = {name: iter(given) for name, given in read.items()}
    return tuple(MessageLink(next(waiting[slip.class_name]), slip.code) for slip in printed)


def _digits(number: str) -> str:
    return re.sub(r"[\s\-－]", "", number).removeprefix("+86")
