"""Opening decisions on written names again: one teller doubts, another agrees, the count is undone.

Opened ballots are as untouched by this as by the decisions themselves. What was decided first stays
on the record, and so does why it was not left at that.
"""

from collections.abc import Sequence

from django.db import transaction

from xuanxian.access.actor import Actor
from xuanxian.ballots.models import Poll
from xuanxian.ballots.services.counting import count_anew, refuse_changed_ballots
from xuanxian.ballots.services.locking import poll_in
from xuanxian.ballots.services.write_ins import refuse_no_teller
from xuanxian.kernel.errors import Problem, Refusal
from xuanxian.record.services import append


@transaction.atomic
def doubt_meanings(poll: Poll, written: Sequence[str], reason: str, *, actor: Actor) -> None:
    """Let one teller ask that what was decided of written names be decided again.

    Args:
        poll: counted by the tellers' decisions.
        written: the names, as decided.
        reason: what is wrong.
        actor: the teller.

    Raises:
        Refusal: no teller of this poll, no name or reason, a name not decided, another doubt still
            open, not counted by decisions, or a second round already made from the result.
    """
    poll = _matched(poll, actor)
    decided = {each.written: each for each in poll.write_in_decisions.all()}
    if any(each.doubt for each in decided.values()):
        raise _refused(poll, "", "已有一项异议等待另一名计票人。", "请先处理该项异议。")
    unknown = sorted(set(written) - set(decided))
    if not written or unknown:
        raise _refused(poll, "、".join(unknown), "没有选姓名，或者没有认定过。", "请从列表中选。")
    if not reason.strip():
        raise _refused(poll, "理由", "没有填写。", "请写明哪里认定错了。")
    for name in set(written):
        decision = decided[name]
        decision.doubt = reason.strip()
        decision.doubted_account, decision.doubted_by = actor.account, actor.name
        decision.save(update_fields=["doubt", "doubted_account", "doubted_by"])
    append(
        poll.case,
        "poll.write_ins_doubted",
        {"poll": str(poll.pk), "names": sorted(set(written)), "reason": reason.strip()},
        actor=actor,
    )


@transaction.atomic
def settle_doubt(poll: Poll, *, agrees: bool, actor: Actor) -> None:
    """Let another teller answer the doubt.

    Where they agree, the names doubted wait again to be decided, and the ballots are counted as
    before all decisions: signatures under the earlier result no longer hold. Where they do not,
    the decisions stand.

    Args:
        poll: with a doubt that waits.
        agrees: whether the names are decided again.
        actor: a teller other than the one who doubts.

    Raises:
        Refusal: no doubt waits, the same teller, no teller of this poll, or as `doubt_meanings`.
    """
    poll = _matched(poll, actor)
    doubted = [each for each in poll.write_in_decisions.all() if each.doubt]
    if not doubted:
        raise _refused(poll, "", "没有等待处理的异议。", "请刷新页面。")
    first = doubted[0]
    if first.doubted_account == actor.account:
        raise _refused(poll, actor.name, "提出异议的人不能自己同意。", "请另一名计票人处理。")
    body = {
        "poll": str(poll.pk),
        "names": sorted(each.written for each in doubted),
        "reason": first.doubt,
        "persons": [first.doubted_by, actor.name],
    }
    if not agrees:
        poll.write_in_decisions.update(doubt="", doubted_account="", doubted_by="")
        append(poll.case, "poll.write_ins_doubt_rejected", body, actor=actor)
        return
    refuse_changed_ballots(poll)
    poll.write_in_decisions.filter(pk__in=[each.pk for each in doubted]).delete()
    poll.write_ins_digest = ""
    poll.save(update_fields=["write_ins_digest"])
    append(poll.case, "poll.write_ins_reopened", body, actor=actor)
    count_anew(poll, actor)


def _matched(poll: Poll, actor: Actor) -> Poll:
    """The poll, locked, if its decisions may be opened again.

    Raises:
        Refusal: no teller, not counted by decisions, or a second round was made from the result.
    """
    poll = poll_in(poll, Poll.State.OPENED)
    refuse_no_teller(poll, actor)
    if not poll.write_ins_digest:
        raise _refused(poll, "", "还没有按认定计票。", "可以直接改认定。")
    later = poll.later_rounds.exclude(state=Poll.State.ABANDONED)
    if any(not one.awaits_first_round for one in later):
        raise _refused(
            poll, "第二轮", "已按这一结果进行第二轮。", "请登记情况，由有关人员研究处理。"
        )
    return poll


def _refused(poll: Poll, value: str, message: str, mend: str) -> Refusal:
    return Refusal(Problem(poll.title, "另写姓名的认定", value, message, mend))
