"""Piles (批): forms of one class, shuffled, few enough that two tellers key them in one go."""

from django.db import transaction
from django.db.models import Max, Sum

from xuanxian.access.actor import Actor
from xuanxian.ballots.models import PaperBatch, Poll, PollClass
from xuanxian.ballots.services.locking import poll_in
from xuanxian.kernel.errors import Problem, Refusal
from xuanxian.record.services import append


@transaction.atomic
def lay_batch(poll: Poll, class_name: str, size: int, *, actor: Actor) -> PaperBatch:
    """Lay one pile of `size` shuffled forms of a class.

    Raises:
        Refusal: an unknown class, more than one pile may hold, more than were returned and are not
            in a pile yet, returned forms not counted, voting is not closed.
    """
    poll = poll_in(poll, Poll.State.CLOSED)
    voters = poll.classes.filter(name=class_name).first()
    if voters is None:
        raise Refusal(Problem(poll.title, "人员类别", class_name, "不存在。", "请选择人员类别。"))
    _refuse_large(poll, voters, size)
    batch = new_batch(poll, voters, size)
    append(
        poll.case,
        "poll.paper_batch_laid",
        {"poll": str(poll.pk), "class": voters.name, "batch": batch.place, "forms": size},
        actor=actor,
    )
    return batch


@transaction.atomic
def lay_batches(poll: Poll, *, actor: Actor) -> list[PaperBatch]:
    """Lay everything returned and not yet in a pile in piles as even as possible.

    Raises:
        Refusal: as `lay_batch`; nothing is left to be laid.
    """
    poll = poll_in(poll, Poll.State.CLOSED)
    laid = []
    for voters in poll.classes.all():
        if rest := unlaid(voters):
            largest = _largest(poll)
            number = -(-rest // largest)
            sizes = [rest // number + (place < rest % number) for place in range(number)]
            laid += [lay_batch(poll, voters.name, size, actor=actor) for size in sizes]
    if not laid:
        raise Refusal(
            Problem(poll.title, "分批", "", "没有可以分批的纸质票。", "请先登记收回的纸质票。")
        )
    return laid


def new_batch(
    poll: Poll,
    voters: PollClass,
    size: int,
    waiting: int | None = None,
    how: PaperBatch.How = PaperBatch.How.KEYED,
) -> PaperBatch:
    """The row of a pile or scan; what may be laid was asked before."""
    last = poll.paper_batches.aggregate(last=Max("place"))["last"] or 0
    return PaperBatch.objects.create(
        poll=poll,
        voters=voters,
        place=last + 1,
        how=how,
        size=size,
        waiting=size if waiting is None else waiting,
    )


def unlaid(voters: PollClass) -> int:
    """Forms of a class that were returned and are in no pile or scan yet."""
    laid = voters.paper_batches.aggregate(laid=Sum("size"))["laid"] or 0
    return (voters.paper_returned or 0) - laid


def refuse_more_than_returned(poll: Poll, voters: PollClass, size: int) -> None:
    """Refuse forms that were not counted when the box of paper was opened.

    Raises:
        Refusal: so.
    """
    rest = unlaid(voters)
    if not 0 < size <= rest:
        raise Refusal(
            Problem(
                poll.title,
                f"{voters.name}张数",
                str(size),
                f"发出 {voters.paper_issued - voters.paper_void} 张，"
                f"收回 {voters.paper_returned or 0} 张，还没有录入的是 {rest} 张。",
                "请重新清点这一批。",
            )
        )


def _refuse_large(poll: Poll, voters: PollClass, size: int) -> None:
    refuse_more_than_returned(poll, voters, size)
    largest = _largest(poll)
    if size > largest:
        raise Refusal(
            Problem(
                poll.title,
                f"{voters.name}本批",
                f"{size} 张",
                f"每批不超过 {largest} 张。",
                "请打乱后分成几批。",
            )
        )


def _largest(poll: Poll) -> int:
    rules = poll.paper_rules
    return rules.largest_batch if rules else 0
