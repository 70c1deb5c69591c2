"""The verbs of a meeting in session: discussing person by person, deferring, announcing."""

from collections.abc import Sequence
from fractions import Fraction

from django.db import transaction

from xuanxian.access.actor import Actor
from xuanxian.ballots import result_queries
from xuanxian.ballots.models import AgendaItem, Discussion, Meeting, Poll
from xuanxian.ballots.services.locking import poll_in
from xuanxian.ballots.services.preparing import abandon_poll
from xuanxian.kernel import clock
from xuanxian.kernel.errors import Problem, Refusal
from xuanxian.policy.formulas import Formula
from xuanxian.record.services import append

HANDS = ("应到", "实到", "回避", "缓议")
"""What the condition for deferring may name."""


@transaction.atomic
def arrange_discussion(
    poll: Poll,
    *,
    speakers: Sequence[str],
    chief: str = "",
    actor: Actor,
) -> AgendaItem:
    """Put the people of a poll up for discussion before the vote, one after another.

    Args:
        poll: a poll of a meeting that is not open yet and of which nobody was discussed so far.
        speakers: names of members in speaking order.
        chief: who speaks after everybody else, as the policy may ask of the principal leader; he
            may stand among `speakers`; "" for nobody.
        actor: who arranges it.

    Raises:
        Refusal: no poll of a meeting, nobody to speak, a name twice, discussion already begun,
            or no chief where the policy lets him speak last.
    """
    poll = _of_meeting(poll_in(poll, Poll.State.PREPARED))
    names = [name.strip() for name in speakers if name.strip()]
    chief = chief.strip()
    if len(set(names)) < len(names):
        twice = sorted({name for name in names if names.count(name) > 1})
        raise Refusal(
            Problem(
                poll.title, "发言次序", "、".join(twice), "写了两次。", "同名的，注明单位或职务。"
            )
        )
    names = [name for name in names if name != chief]
    if not names and not chief:
        raise Refusal(
            Problem(poll.title, "发言次序", "", "没有填写。", "请按发言次序逐行填写姓名。")
        )
    if poll.discussions.exclude(state=Discussion.State.WAITING).exists():
        raise Refusal(Problem(poll.title, "讨论", "", "已经开始。", "讨论开始后不能再改发言次序。"))
    item, _ = AgendaItem.objects.get_or_create(poll=poll)
    if item.chief_last and not chief:
        raise Refusal(
            Problem(
                poll.title,
                "最后表态",
                "",
                "制度要求主要负责人最后表态。",
                "请写明主要负责人的姓名。",
            )
        )
    item.speakers, item.chief = names, chief
    item.save(update_fields=["speakers", "chief"])
    poll.discussions.all().delete()
    Discussion.objects.bulk_create(
        Discussion(
            poll=poll,
            place=place,
            subject=subject.id,
            name=subject.name,
            matter=subject.proposal or subject.title,
        )
        for place, subject in enumerate(poll.subject_list)
    )
    _record(poll, "discussion_arranged", {"speakers": names, "chief": chief}, actor)
    return item


@transaction.atomic
def arrange_discussions(
    polls: Sequence[Poll],
    *,
    speakers: Sequence[str],
    chief: str = "",
    actor: Actor,
) -> None:
    """Arrange several at once, or none; see `arrange_discussion`."""
    for poll in sorted(polls, key=lambda one: str(one.pk)):
        arrange_discussion(poll, speakers=speakers, chief=chief, actor=actor)


@transaction.atomic
def begin_discussion(discussion: Discussion, *, actor: Actor) -> Discussion:
    """Begin to discuss somebody.

    Raises:
        Refusal: somebody else is under discussion, this one was, or the vote has opened.
    """
    discussion, poll = _locked(discussion, Discussion.State.WAITING)
    other = Discussion.objects.filter(
        poll__meeting=poll.meeting, state=Discussion.State.NOW
    ).first()
    if other is not None:
        raise Refusal(
            Problem(poll.title, "讨论", other.name, "还没有讨论完。", "请先结束这一项的讨论。")
        )
    discussion.state = Discussion.State.NOW
    discussion.save(update_fields=["state"])
    _record(poll, "discussion_begun", {"subject": discussion.name}, actor)
    return discussion


@transaction.atomic
def note_speaker(
    discussion: Discussion, name: str, *, spoke: bool = True, actor: Actor
) -> Discussion:
    """Note that a member had the floor.

    Args:
        discussion: under way.
        name: the member.
        spoke: False for one who is absent or has nothing to say.
        actor: who takes the minutes.

    Raises:
        Refusal: not on the list, recused, noted before, or the chief before all others.
    """
    discussion, poll = _locked(discussion, Discussion.State.NOW)
    item = poll.agenda_item
    left = floor_left(item, discussion)
    if name not in left:
        raise Refusal(
            Problem(
                poll.title,
                "发言",
                name,
                "不在名单上、已经发言或者须回避。",
                f"还没有发言的：{'、'.join(left) or '无'}。",
            )
        )
    if name == item.chief and left != [name]:
        raise Refusal(
            Problem(
                poll.title,
                "发言",
                name,
                "应当最后表态。",
                f"还没有发言的：{'、'.join(other for other in left if other != name)}。",
            )
        )
    discussion.spoken = [*discussion.spoken, {"name": name, "spoke": spoke}]
    discussion.save(update_fields=["spoken"])
    _record(
        poll,
        "opinion_given",
        {"subject": discussion.name, "speaker": name, "spoke": spoke},
        actor,
    )
    return discussion


@transaction.atomic
def end_discussion(discussion: Discussion, *, actor: Actor) -> Discussion:
    """End a discussion in which everybody had the floor.

    Raises:
        Refusal: it is not under way, or somebody was not asked yet.
    """
    discussion, poll = _locked(discussion, Discussion.State.NOW)
    if left := floor_left(poll.agenda_item, discussion):
        raise Refusal(
            Problem(
                poll.title,
                "讨论",
                discussion.name,
                f"还没有发言的：{'、'.join(left)}。",
                "请逐人发言；缺席或没有意见的，登记为未发言。",
            )
        )
    discussion.state = Discussion.State.DONE
    discussion.save(update_fields=["state"])
    _record(poll, "discussed", {"subject": discussion.name}, actor)
    return discussion


def floor_left(item: AgendaItem, discussion: Discussion) -> list[str]:
    """Who has still to be asked, in speaking order, the chief last; nobody who left the room."""
    done = {each["name"] for each in discussion.spoken} | {each["name"] for each in item.recused}
    order = [*item.speakers, *([item.chief] if item.chief else [])]
    return [name for name in order if name not in done]


@transaction.atomic
def defer(discussion: Discussion, wishing: int, *, actor: Actor) -> Discussion:
    """Put off somebody (缓议) before the vote: taken off the ballot, not voted on.

    A poll of which nobody is left is given up.

    Args:
        discussion: of a poll that is not open yet.
        wishing: how many members raised their hands for it.
        actor: who notes it.

    Raises:
        Refusal: deferred already, more hands than people in the room, presence not recorded, the
            policy's condition not met.
    """
    waiting = (Discussion.State.WAITING, Discussion.State.NOW, Discussion.State.DONE)
    discussion, poll = _locked(discussion, *waiting)
    _check_hands(poll, wishing)
    discussion.state, discussion.wishing = Discussion.State.DEFERRED, wishing
    discussion.save(update_fields=["state", "wishing"])
    _record(poll, "deferred", {"subject": discussion.name, "wishing": wishing}, actor)
    left = [subject for subject in poll.subjects if subject["id"] != discussion.subject]
    if not left:
        abandon_poll(poll, f"缓议：{discussion.name}", actor=actor)
        return discussion
    poll.subjects = left
    poll.save(update_fields=["subjects"])
    return discussion


@transaction.atomic
def announce(poll: Poll, what: AgendaItem.Announced, *, actor: Actor) -> AgendaItem:
    """Announce the count to the meeting; from then on members and the screen show it.

    Args:
        poll: a counted poll of a meeting.
        what: how much of it.
        actor: who announces.

    Raises:
        Refusal: not counted, no poll of a meeting, announced before with more, or figures that are
            not final, because names written in wait for the tellers.
    """
    poll = _of_meeting(poll_in(poll, Poll.State.OPENED))
    waiting = len(result_queries.unmatched(poll))
    if what == AgendaItem.Announced.FIGURES and waiting:
        raise Refusal(
            Problem(
                poll.title,
                "宣布",
                f"{waiting} 个另写的姓名",
                "还没有认定、计票，现在的结果不是最后结果。",
                "请两名计票人先认定另写的姓名，或者先只宣布发出、收回和有效票数。",
            )
        )
    item, _ = AgendaItem.objects.get_or_create(poll=poll)
    if item.announced in {AgendaItem.Announced.FIGURES, what}:
        raise Refusal(Problem(poll.title, "宣布", "", "已经宣布。", ""))
    item.announced, item.announced_at = what, clock.now()
    item.save(update_fields=["announced", "announced_at"])
    _record(poll, "result_announced", {"announced": AgendaItem.Announced(what).label}, actor)
    return item


def _check_hands(poll: Poll, wishing: int) -> None:
    """Whether a wish to defer carries.

    Raises:
        Refusal: it does not, or cannot be told.
    """
    classes = list(poll.classes.all())
    if any(each.present is None for each in classes):
        raise Refusal(Problem(poll.title, "实到", "", "还没有登记。", "请先登记各类人员实到人数。"))
    recused = sum(each.recused for each in classes)
    present = sum(each.present or 0 for each in classes)
    if not 0 < wishing <= present:
        raise Refusal(
            Problem(
                poll.title,
                "提议缓议",
                str(wishing),
                f"应为 1 至 {present}（实到）之间的人数。",
                "请重新点数。",
            )
        )
    item = AgendaItem.objects.filter(poll=poll).first()
    if item is None or not item.deferral:
        return
    numbers = {
        "应到": Fraction(sum(each.entitled for each in classes)),
        "实到": Fraction(present),
        "回避": Fraction(recused),
        "缓议": Fraction(wishing),
    }
    rule = Formula(item.deferral, HANDS, poll.parameter_values)
    if not rule.holds(numbers):
        raise Refusal(
            Problem(
                poll.title,
                "提议缓议",
                f"实到 {present} 人，提议 {wishing} 人",
                f"不符合“{rule.spoken()}”，不能形成缓议。",
                "请继续讨论或表决。",
            )
        )


def _locked(discussion: Discussion, *states: Discussion.State) -> tuple[Discussion, Poll]:
    """Discussion and poll, locked: the meeting first, so that one is under way at a time.

    Raises:
        Refusal: the vote has opened, or the discussion is in another state.
    """
    Meeting.objects.select_for_update().get(polls=discussion.poll_id)
    poll = poll_in(discussion.poll_id, Poll.State.PREPARED)
    found = Discussion.objects.select_for_update().get(pk=discussion.pk)
    if found.state not in states:
        raise Refusal(
            Problem(
                poll.title,
                "讨论",
                f"{found.name}：{found.get_state_display()}",
                "这一步现在不能办理。",
                "请刷新页面，按页面所示的下一步办理。",
            )
        )
    return found, poll


def _of_meeting(poll: Poll) -> Poll:
    if poll.meeting_id is None:
        raise Refusal(Problem(poll.title, "", "", "不是会议的表决项。", "请到投票页办理。"))
    return poll


def _record(poll: Poll, verb: str, body: dict[str, object], actor: Actor) -> None:
    append(poll.case, f"meeting.{verb}", {"poll": str(poll.pk), **body}, actor=actor)
