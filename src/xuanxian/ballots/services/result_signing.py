"""Tellers, supervisor and chair put their names under a result, each by the own account."""

from django.db import transaction

from xuanxian.access.actor import Actor
from xuanxian.ballots import result_queries
from xuanxian.ballots.models import Poll, ResultSignature
from xuanxian.ballots.services.locking import poll_in
from xuanxian.kernel import clock
from xuanxian.kernel.errors import Problem, Refusal
from xuanxian.record.services import append


@transaction.atomic
def sign_result(poll: Poll, capacity: str, name: str, *, actor: Actor) -> ResultSignature:
    """Sign the result sheet. The signature holds for the result as it stands and for no later one.

    Whether the account may sign in this capacity is for the caller to know.

    Args:
        poll: a counted poll in which no written name waits.
        capacity: `ResultSignature.Capacity`.
        name: as typed; it must be the signer's own.
        actor: who signs.

    Raises:
        Refusal: another name, an unknown capacity, signed already, or the count is not final.
    """
    poll = poll_in(poll, Poll.State.OPENED)
    if not result_queries.is_final(poll):
        raise Refusal(
            Problem(
                poll.title,
                "签名",
                "",
                "另写的姓名还没有认定，结果还会变。",
                "请两名计票人先认定另写的姓名。",
            )
        )
    if capacity not in ResultSignature.Capacity.values:
        raise Refusal(Problem(poll.title, "身份", capacity, "不存在。", "请选择签名身份。"))
    if "".join(name.split()) != "".join(actor.name.split()):
        raise Refusal(
            Problem(
                poll.title, "签名", name, "与登录的账号不是同一人。", "请本人登录，写本人姓名。"
            )
        )
    digest = result_queries.result_digest(poll)
    if poll.result_signatures.filter(account=actor.account, result_digest=digest).exists():
        raise Refusal(Problem(poll.title, "签名", name, "已经签过。", "一人只签一次。"))
    signature = ResultSignature.objects.create(
        poll=poll,
        capacity=capacity,
        account=actor.account,
        name=actor.name,
        result_digest=digest,
        signed_at=clock.now(),
    )
    append(
        poll.case,
        "poll.result_signed",
        {
            "poll": str(poll.pk),
            "capacity": signature.get_capacity_display(),
            "result": digest,
        },
        actor=actor,
    )
    return signature
