"""事前报批: exceptions requested of the body the policy names, and its replies."""

from xuanxian.kernel.errors import Refusal
from xuanxian.selection.instruments import PriorApproval
from xuanxian.selection.instruments.prior_approval import ApprovalItem, ApprovalRequest
from xuanxian.selection.rehearsal import steps
from xuanxian.selection.rehearsal.ground import Ground, carry_out


@carry_out.register
def _request(step: steps.RequestApproval, ground: Ground) -> None:
    instrument, item = _asked(ground, step.item)
    due = instrument.due_on(item, step.on, ground.rules.parameters)
    request = ApprovalRequest(item=item.id, sent_on=step.on, due_on=due)
    _put(ground, step.who, instrument.id, (*_sent(ground, step.who, instrument.id), request))
    ground.tell(step, f"{item.title}报{item.approver}批准", (step.who,))


@carry_out.register
def _reply(step: steps.ApprovalReply, ground: Ground) -> None:
    instrument, item = _asked(ground, step.item)
    sent = _sent(ground, step.who, instrument.id)
    waiting = [place for place, one in enumerate(sent) if one.item == item.id and not one.reply]
    if not waiting:
        raise Refusal(f"{step.who}没有等待批复的“{item.title}”。", mend="请先写 request_approval。")
    answered = sent[waiting[-1]].model_copy(
        update={
            "reply": step.reply,
            "replied_on": step.on,
            "document_number": step.document_number,
        }
    )
    _put(
        ground,
        step.who,
        instrument.id,
        tuple(answered if place == waiting[-1] else one for place, one in enumerate(sent)),
    )
    word = "同意" if step.reply == "approved" else "不同意"
    ground.tell(step, f"{item.approver}批复{word}{item.title}", (step.who,))


def _asked(ground: Ground, item_id: str) -> tuple[PriorApproval, ApprovalItem]:
    for instrument in ground.rules.all(PriorApproval):
        item = instrument.item(item_id)
        if item is not None:
            return instrument, item
    raise Refusal(f"制度的事前报批中没有“{item_id}”这一项。", mend="请改正情景。")


def _sent(ground: Ground, name: str, instrument: str) -> tuple[ApprovalRequest, ...]:
    return ground.courses[name].facts.approval_requests.get(instrument, ())


def _put(ground: Ground, name: str, instrument: str, requests: tuple[ApprovalRequest, ...]) -> None:
    ground.change(
        [name],
        lambda facts: {"approval_requests": {**facts.approval_requests, instrument: requests}},
    )
