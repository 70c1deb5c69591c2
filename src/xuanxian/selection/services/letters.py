"""审核把关: letters to the consulted bodies, what is done until they answer, and their replies."""

import uuid
from collections.abc import Sequence
from datetime import date

from django.db import transaction

from xuanxian.access.actor import Actor
from xuanxian.kernel import clock
from xuanxian.kernel.errors import Problem, Refusal
from xuanxian.selection import models, storage
from xuanxian.selection.instruments import Clearance, Stage
from xuanxian.selection.instruments.clearance import ANSWERS, ClearanceItem
from xuanxian.selection.queries.consulted_bodies import unit_that_answers
from xuanxian.selection.rules import Rules
from xuanxian.selection.services.entering import (
    Entered,
    day_or_today,
    distinct_names,
    enter_case,
    enter_cases,
    wanted,
)

# Clearance may begin while people are still inspected; a policy that forbids it has no duty there.
_STAGES = (Stage.INSPECTION, Stage.CLEARANCE, Stage.DELIBERATION)


@transaction.atomic
def send_letter(
    candidacies: Sequence[models.Candidacy],
    item: str,
    *,
    actor: Actor,
    document_number: str = "",
    on: date | None = None,
) -> list[models.Letter]:
    """Send the letter of one item about one or several people; the due date follows the policy.

    Args:
        item: id of the item in the policy.

    Raises:
        Refusal: an unknown item, a letter of it under way for somebody, a role that may not.
    """
    entered, people = enter_cases(candidacies, actor, *_STAGES)
    entered.allow("send_letter", Stage.CLEARANCE)
    clearance, found = _item(entered.rules, item)
    for candidacy in people:
        if candidacy.letters.filter(item=item, answer="", withdrawn_on__isnull=True).exists():
            raise Refusal(
                f"就{candidacy.person.name}征求{found.asks}意见的函还没有回复。",
                mend="请催办，不要重复发函。",
            )
    letters = []
    for candidacy in people:
        day = day_or_today(on, "发函日期", not_before=candidacy.entered_on)
        due = clearance.due_on(found, day, entered.rules.parameters)
        letter = uuid.uuid4()
        entered.take(
            "letter.sent",
            {
                "letter": str(letter),
                "candidacy": str(candidacy.pk),
                "instrument": clearance.id,
                "item": item,
                "title": found.title,
                "asks": found.asks,
                "about": found.about,
                "answering_unit": unit_that_answers(entered.round.unit, found, candidacy.person),
                "document_number": document_number.strip(),
                "on": day.isoformat(),
                "due_on": due.isoformat() if due else None,
            },
        )
        letters.append(letter)
    return list(models.Letter.objects.filter(pk__in=letters).order_by("place"))


@transaction.atomic
def remind_of_letter(
    letter: models.Letter, *, actor: Actor, manner: str = "", on: date | None = None
) -> models.Letter:
    """Remind the body of a letter it has not answered (催办).

    Args:
        manner: how, as 电话 or 书面.

    Raises:
        Refusal: answered or withdrawn, before the letter, or a role that may not.
    """
    entered, fresh = _open_letter(letter, actor)
    entered.allow("send_letter", Stage.CLEARANCE)
    day = day_or_today(on, "催办日期", not_before=fresh.sent_on)
    entered.take(
        "letter.reminded",
        {**_named(fresh), "manner": wanted(manner, "催办方式"), "on": day.isoformat()},
    )
    return models.Letter.objects.get(pk=letter.pk)


@transaction.atomic
def extend_letter(
    letter: models.Letter, until: date, reason: str, *, actor: Actor
) -> models.Letter:
    """Give a body more time for its reply; without it a reply after the due date is refused.

    Args:
        until: the new last day.

    Raises:
        Refusal: answered or withdrawn, a day that is past or not later than the present due date,
            no reason, a letter without due date, or a role that may not.
    """
    entered, fresh = _open_letter(letter, actor)
    entered.allow("send_letter", Stage.CLEARANCE)
    if fresh.due_on is None:
        raise Refusal(f"{fresh.title}没有回复期限，不需要延期。")
    if until < clock.today() or until <= fresh.due_on:
        raise Refusal(
            Problem(
                fresh.title,
                "延期至",
                until.isoformat(),
                f"应不早于今天，并晚于原期限{fresh.due_on.isoformat()}。",
                "请核对日期。",
            )
        )
    entered.take(
        "letter.extended",
        {**_named(fresh), "until": until.isoformat(), "reason": wanted(reason, "延期理由")},
    )
    return models.Letter.objects.get(pk=letter.pk)


@transaction.atomic
def withdraw_letter(letter: models.Letter, reason: str, *, actor: Actor) -> models.Letter:
    """Take a letter back that was sent by mistake; it then counts as never sent.

    Raises:
        Refusal: answered or withdrawn, no reason, or a role that may not.
    """
    entered, fresh = _open_letter(letter, actor)
    entered.allow("send_letter", Stage.CLEARANCE)
    entered.take(
        "letter.withdrawn",
        {**_named(fresh), "reason": wanted(reason, "撤回原因"), "on": clock.today().isoformat()},
    )
    return models.Letter.objects.get(pk=letter.pk)


@transaction.atomic
def record_reply(
    letter: models.Letter,
    answer: str,
    *,
    actor: Actor,
    text: str = "",
    sealed: bool = False,
    signed_by: Sequence[str] = (),
    on: date | None = None,
    reply_file: bytes | None = None,
    reply_file_name: str = "",
) -> models.Letter:
    """Record the reply to a letter, with seal and signatures as they are.

    Args:
        answer: `favourable`, `partial` or `unfavourable`.
        text: what it says; asked for unless it is favourable.
        signed_by: titles of those who signed.
        reply_file: the scanned reply.

    Raises:
        Refusal: answered or withdrawn already, an unknown answer, a reason missing, before the
            letter or after its due date, or a role that does not answer for the item.
    """
    entered, fresh = _open_letter(letter, actor)
    _, item = _item(entered.rules, fresh.item)
    step = entered.rules.step(Stage.CLEARANCE)
    entered.allow_roles(item.answered_by or step.roles_for("record_reply"), f"{item.title}回复")
    if answer not in ANSWERS:
        raise Refusal(
            Problem(
                fresh.title,
                "结论",
                answer,
                "不是有效结论。",
                f"请选{'、'.join(ANSWERS.values())}。",
            )
        )
    if answer != "favourable":
        wanted(text, "回复内容", "请写明有关情况。")
    day = day_or_today(on, "回复日期", not_before=fresh.sent_on)
    if fresh.due_on and day > fresh.due_on:
        raise Refusal(
            Problem(
                fresh.title,
                "回复日期",
                day.isoformat(),
                f"回复期限到{fresh.due_on.isoformat()}为止，已经过期。",
                "请先由组织部写明理由延期，再登记回复。",
            )
        )
    name = reply_file_name.replace("\\", "/").rsplit("/", 1)[-1][:200]
    digest = storage.store(reply_file, name=name) if reply_file is not None else ""
    entered.take(
        "letter.answered",
        {
            **_named(fresh),
            "answer": answer,
            "text": text.strip(),
            "sealed": sealed,
            "signed_by": distinct_names(signed_by),
            "file": digest,
            "file_name": name if digest else "",
            "on": day.isoformat(),
        },
    )
    return models.Letter.objects.get(pk=letter.pk)


def _open_letter(letter: models.Letter, actor: Actor) -> tuple[Entered, models.Letter]:
    """The letter read anew under the lock of its round.

    Raises:
        Refusal: answered or withdrawn, or the case has ended or stands elsewhere.
    """
    entered, _ = enter_case(letter.candidacy, actor, *_STAGES, receiving=True)
    fresh = models.Letter.objects.get(pk=letter.pk)
    if fresh.answer:
        raise Refusal(f"{fresh.asks}的回复已经登记。", mend="情况有变化的，请重新发函。")
    if fresh.withdrawn_on:
        raise Refusal(f"{fresh.title}的函已于{fresh.withdrawn_on.isoformat()}撤回。")
    return entered, fresh


def _named(letter: models.Letter) -> dict[str, str]:
    return {
        "letter": str(letter.pk),
        "candidacy": str(letter.candidacy_id),
        "title": letter.title,
        "asks": letter.asks,
    }


def _item(rules: Rules, item_id: str) -> tuple[Clearance, ClearanceItem]:
    for clearance in rules.all(Clearance):
        item = clearance.item(item_id)
        if item:
            return clearance, item
    raise Refusal(Problem("审核把关", "事项", item_id, "制度没有这一项。", "请核对。"))
