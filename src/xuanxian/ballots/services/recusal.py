"""Members who leave the room for one item, and how they are counted there.

Whose slip is whose nobody knows, so no slip can be voided for a member who leaves: that would
tie a code to a name. The slip waits, sealed, with the supervisor; here the numbers are taken off,
and more ballots than 发出 then never stand.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass

from django.db import transaction

from xuanxian.access.actor import Actor
from xuanxian.ballots.models import AgendaItem, MeetingClass, Poll, PollClass
from xuanxian.ballots.services.locking import poll_in
from xuanxian.kernel.errors import Problem, Refusal
from xuanxian.record.services import append


@dataclass(frozen=True)
class Recusal:
    """One who leaves: 姓名, the class of voters he belongs to, 理由."""

    name: str
    class_name: str
    reason: str


@transaction.atomic
def set_recusals(
    poll: Poll,
    recusals: Sequence[Recusal],
    *,
    counted_entitled: bool,
    counted_present: bool,
    actor: Actor,
) -> AgendaItem:
    """Say who leaves the room for this item. May be mended until the vote opens.

    Args:
        poll: a poll of a meeting, on one person or matter only: who leaves for one of several
            could not vote on the others.
        recusals: all who leave; nobody to take an earlier list back.
        counted_entitled: whether those who left count in 应到, as the policy says.
        counted_present: the same of 实到.
        actor: who notes it.

    Raises:
        Refusal: no poll of a meeting, several on one ballot, an unknown class, no name or reason,
            one name twice, more than are entitled or came, counted otherwise than the policy says,
            voting already open.
    """
    poll = poll_in(poll, Poll.State.PREPARED)
    meeting = poll.meeting
    if meeting is None:
        raise Refusal(Problem(poll.title, "回避", "", "不是会议的表决项。", "请在会议中办理。"))
    if recusals and len(poll.subjects) > 1:
        raise Refusal(
            Problem(
                poll.title,
                "回避",
                "、".join(each.name for each in recusals),
                "一张票上有几名对象，回避其中一名的人对其他人也无法投票。",
                "请把须回避的对象单列一项表决。",
            )
        )
    classes = list(meeting.classes.all())
    _check(poll, classes, recusals)
    item, _ = AgendaItem.objects.get_or_create(poll=poll)
    item.recused = [
        {"name": each.name.strip(), "class": each.class_name, "reason": each.reason.strip()}
        for each in recusals
    ]
    _refuse_against_policy(poll, item, counted_entitled, counted_present)
    item.counted_entitled, item.counted_present = counted_entitled, counted_present
    item.save(update_fields=["recused", "counted_entitled", "counted_present"])
    take_over_numbers(poll, classes)
    append(
        poll.case,
        "meeting.recused",
        {
            "poll": str(poll.pk),
            "recused": [asdict(each) for each in recusals],
            "counted_entitled": counted_entitled,
            "counted_present": counted_present,
        },
        actor=actor,
    )
    return item


def take_over_numbers(poll: Poll, classes: Sequence[MeetingClass]) -> None:
    """Give a poll, locked and prepared, 应到 and 实到 of its meeting, less who leaves for it."""
    item = AgendaItem.objects.filter(poll=poll).first()
    away = Counter(each["class"] for each in item.recused) if item else Counter()
    off_entitled = item is not None and not item.counted_entitled
    off_present = item is not None and not item.counted_present
    meant = {each.name: each for each in classes}
    voters = list(poll.classes.all())
    for each in voters:
        source, gone = meant[each.name], away[each.name]
        each.recused = gone
        each.entitled = source.entitled - (gone if off_entitled else 0)
        each.present = (
            None
            if source.present is None
            else max(source.present - (gone if off_present else 0), 0)
        )
    PollClass.objects.bulk_update(voters, ["entitled", "present", "recused"])


def _refuse_against_policy(
    poll: Poll, item: AgendaItem, counted_entitled: bool, counted_present: bool
) -> None:
    for word, said, done in (
        ("应到", item.recused_entitled, counted_entitled),
        ("实到", item.recused_present, counted_present),
    ):
        if said is not None and said != done:
            rule = f"所执行的制度规定，回避的{'' if said else '不'}计入{word}。"
            raise Refusal(Problem(poll.title, f"计入{word}", "", rule, "请按制度填写。"))


def _check(poll: Poll, classes: Sequence[MeetingClass], recusals: Sequence[Recusal]) -> None:
    known = {each.name: each for each in classes}
    voting = set(poll.classes.values_list("name", flat=True))
    problems = []
    seen: set[str] = set()
    for each in recusals:
        name = each.name.strip()
        if not name or not each.reason.strip() or name in seen:
            problems.append(
                Problem(
                    poll.title,
                    "回避",
                    name,
                    "没有写明姓名或理由，或者同一人写了两次。",
                    "请逐人写明姓名和回避理由。",
                )
            )
        seen.add(name)
        if each.class_name not in voting:
            problems.append(
                Problem(
                    poll.title,
                    "人员类别",
                    each.class_name,
                    "不是本项的人员类别。",
                    f"本项的类别是{'、'.join(sorted(voting))}。",
                )
            )
    for name, number in Counter(each.class_name for each in recusals).items():
        if name not in voting:
            continue
        came = known[name].present
        most = known[name].entitled if came is None else came
        if number > most:
            problems.append(
                Problem(poll.title, f"{name}回避", str(number), f"超过 {most} 人。", "请核对。")
            )
    if problems:
        raise Refusal(problems)
