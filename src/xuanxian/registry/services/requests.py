"""What a cadre asks to have corrected in the own file, and the answer of staff."""

from django.db import transaction

from xuanxian.access.actor import Actor
from xuanxian.kernel import clock
from xuanxian.kernel.errors import Problem, Refusal
from xuanxian.record import services as record
from xuanxian.registry import models
from xuanxian.registry.services.people import stream_of


@transaction.atomic
def request_correction(
    person: models.Person, *, information_set: str, text: str, actor: Actor
) -> models.CorrectionRequest:
    """Ask for a correction; staff see it among their to-dos.

    Raises:
        Refusal: nothing is said about what is wrong.
    """
    if not text.strip():
        raise Refusal(
            Problem(
                where=information_set,
                field="说明",
                value="",
                message="没有写明哪里不对。",
                mend="请写明现在的内容、应为的内容和依据。",
            )
        )
    request = models.CorrectionRequest.objects.create(
        person=person,
        information_set=information_set,
        text=text.strip(),
        requested_at=clock.now(),
    )
    record.append(
        stream_of(person),
        "correction.requested",
        {"request": str(request.pk), "set": information_set, "text": request.text},
        actor=actor,
        title=f"干部档案 {person.name}",
    )
    return request


@transaction.atomic
def answer_correction_request(
    request: models.CorrectionRequest, *, accepted: bool, answer: str, actor: Actor
) -> None:
    """Answer a request. Accepting says that the file was corrected; it corrects nothing itself.

    Raises:
        Refusal: it is answered already, or no answer is written.
    """
    request = models.CorrectionRequest.objects.select_for_update().get(pk=request.pk)
    if request.state != models.CorrectionRequest.State.OPEN:
        raise Refusal(f"这项更正申请已由{request.answered_by}答复。", mend="无需再答复。")
    if not answer.strip():
        raise Refusal("没有写答复。", mend="请写明核实情况和处理结果。")
    state = models.CorrectionRequest.State
    request.state = state.ACCEPTED if accepted else state.DECLINED
    request.answer = answer.strip()
    request.answered_by = actor.name
    request.answered_at = clock.now()
    request.save()
    record.append(
        stream_of(request.person),
        "correction.answered",
        {"request": str(request.pk), "state": request.state, "answer": request.answer},
        actor=actor,
    )
