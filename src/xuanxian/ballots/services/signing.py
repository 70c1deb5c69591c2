"""Receiving ballots under the signer's name (署名推荐)."""

from django.db import transaction

from xuanxian.access.actor import Actor
from xuanxian.ballots.answers import Answers
from xuanxian.ballots.models import Poll, SignedBallot
from xuanxian.ballots.poll_form import Content
from xuanxian.ballots.services.locking import poll_in
from xuanxian.kernel import clock
from xuanxian.kernel.errors import Problem, Refusal
from xuanxian.record.services import append


@transaction.atomic
def cast_signed(
    poll: Poll,
    *,
    class_name: str,
    signer: str,
    answers: Content,
    actor: Actor,
    account: str = "",
    unit: str = "",
) -> SignedBallot:
    """Receive one signed ballot.

    Args:
        poll: a signed poll that is open.
        class_name: the class the signer belongs to.
        signer: 署名人, the name signed; namesakes are told apart by their unit, 王某（财政局）.
        answers: what is voted.
        actor: who enters it: the signer, or staff keying in a signed form.
        account: the signer's account, "" when staff keys in a form.
        unit: the signer's unit, for a rule on the names of one's own; "" where it is not known.

    Raises:
        Refusal: a secret poll, not open, an unknown class, no name, a second ballot of one signer,
            more ballots than people present, or an invalid ballot.
    """
    poll = poll_in(poll, Poll.State.OPEN)
    if poll.is_secret:
        raise Refusal(Problem(poll.title, "", "", "是无记名投票，不收署名票。", "请用票投票。"))
    voters = poll.classes.filter(name=class_name).first()
    if voters is None:
        raise Refusal(Problem(poll.title, "人员类别", class_name, "不存在。", "请选择人员类别。"))
    name = " ".join(signer.split())
    if not name:
        raise Refusal(Problem(poll.title, "署名", "", "没有填写。", "请填写署名人。"))
    if poll.signed_ballots.filter(signer=name).exists():
        raise Refusal(
            Problem(poll.title, "署名", name, "已经投过。", "确是同名的，请在姓名后注明单位。")
        )
    if voters.signed_ballots.count() >= (voters.present or 0):
        raise Refusal(
            Problem(poll.title, "人员类别", class_name, "票数已达实到人数。", "请核对人员类别。")
        )
    if isinstance(answers, Answers):
        answers = answers.model_copy(update={"voter_unit": unit.strip()})
    fault = poll.form.fault_of(answers, class_name)
    if fault:
        raise Refusal(Problem(poll.title, "选票", "", f"{fault}。", "请改好后再提交。"))
    ballot = SignedBallot.objects.create(
        poll=poll,
        voters=voters,
        signer=name,
        account=account,
        content=poll.form.stored(answers),
        cast_at=clock.now(),
    )
    append(
        poll.case,
        "poll.signed_ballot_received",
        {"poll": str(poll.pk), "signer": name, "class": class_name},
        actor=actor,
    )
    return ballot
