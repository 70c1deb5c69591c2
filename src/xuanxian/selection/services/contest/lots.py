"""抽签: the commitment before, the draw in public."""

import uuid
from collections.abc import Sequence

from django.db import transaction
from django.utils.crypto import salted_hmac

from xuanxian.access.actor import Actor
from xuanxian.kernel import clock
from xuanxian.kernel.errors import Problem, Refusal
from xuanxian.policy.parts import whole
from xuanxian.selection import models
from xuanxian.selection.contest.draw import chosen, commitment_of, drawn, read_aloud
from xuanxian.selection.instruments.contest.exam import DRAWS, Examiners
from xuanxian.selection.services.contest.entering import EnteredContest, some_names

EXAMINERS = "examiners"
_SHORTEST = 3


@transaction.atomic
def commit_draw(
    contest: models.Contest, step: str, kind: str, *, actor: Actor, number: int | None = None
) -> models.Draw:
    """Fix who draws and keep a nonce: the digest that is shown binds the program to both.

    Args:
        step: id of the round.
        kind: `seat`, `order` or `examiners`.
        number: how many examiners are drawn; what the policy says when left out.

    Raises:
        Refusal: applications are open or not reviewed, a draw of the kind is under way or made,
            or the role may not.
    """
    inside = EnteredContest(contest, actor)
    inside.allow("make_draw")
    if kind not in DRAWS and kind != EXAMINERS:
        raise Refusal(Problem(inside.row.title, "抽签", kind, "没有这种抽签。", "请重新选择。"))
    inside.refuse_unless_turn_of(step)
    if models.Draw.objects.filter(contest=inside.row, step=step, kind=kind).exists():
        raise Refusal("这一轮的这项抽签已经承诺或抽过。", mend="一轮一种抽签只做一次。")
    needed = None
    if kind == EXAMINERS:
        lots, needed = _pool(inside, step, number)
    else:
        _refuse_unreviewed(inside)
        lots = [f"{one.number:04}" for one in inside.taking_part(step)]
    if not lots:
        raise Refusal("没有可以抽签的人。")
    draw = uuid.uuid4()
    inside.take(
        "draw.committed",
        {
            "draw": str(draw),
            "step": step,
            "kind": kind,
            "lots": lots,
            "needed": needed,
            "commitment": commitment_of(_nonce_of(draw), lots),
            "on": clock.today().isoformat(),
        },
    )
    return models.Draw.objects.get(pk=draw)


def _nonce_of(draw: uuid.UUID) -> bytes:
    # Nothing of it stands in a table or on the record before the draw: who reads these cannot
    # choose a public value to suit.
    return salted_hmac("xuanxian.selection.draw", draw.hex, algorithm="sha256").digest()


def _refuse_unreviewed(inside: EnteredContest) -> None:
    open_ones = inside.applications.filter(qualified__isnull=True, left="")
    if inside.instrument.qualification and open_ones.exists():
        raise Refusal(
            f"{some_names(open_ones.order_by('number')[:50])}的资格还没有审查。",
            mend="资格审查结束以后再抽签。",
        )


def _pool(inside: EnteredContest, step: str, number: int | None) -> tuple[list[str], int]:
    exam = inside.step(step).exam
    rule = exam.examiners if exam else None
    stated = None
    if rule and rule.number is not None:
        stated = whole(rule.number, inside.parameters, of="考官人数")
    if number is not None and stated is not None and number != stated:
        raise Refusal(
            Problem(inside.row.title, "考官人数", str(number), f"制度规定{stated}名。", "")
        )
    needed = stated if number is None else number
    if needed is None or needed < 1:
        raise Refusal(Problem(inside.row.title, "考官人数", "", "没有写抽取几名。", "请填写人数。"))
    pool = list(inside.row.examiners.filter(step=step).order_by("place"))
    if len(pool) < needed:
        raise Refusal(f"考官库只有{len(pool)}人，不够抽取{needed}名。", mend="请先登记更多考官。")
    return [str(one) for one in pool], needed


@transaction.atomic
def make_draw(draw: models.Draw, public_value: str, *, actor: Actor) -> models.Draw:
    """Draw with the value that was made in public after the commitment.

    Args:
        public_value: as read aloud: figures of dice, numbers called out by applicants.

    Raises:
        Refusal: made already, the value is empty or too short, the pool cannot give the
            composition the policy asks for, or the role may not.
    """
    inside = EnteredContest(draw.contest, actor)
    inside.allow("make_draw")
    fresh = models.Draw.objects.get(pk=draw.pk)
    if fresh.made_on:
        raise Refusal("已经抽过签，结果不能再改。")
    said = read_aloud(public_value)
    if len(said) < _SHORTEST:
        raise Refusal(
            Problem(inside.row.title, "现场公开数", public_value, "没有填写，或太短。",
                    f"请当众掷骰子或由考生代表报数，写下至少{_SHORTEST}个数字。")
        )  # fmt: skip
    nonce = _nonce_of(fresh.pk)
    if commitment_of(nonce, fresh.lots) != fresh.commitment:
        raise Refusal(
            "程序的密钥已经更换，与事先公布的承诺对不上。", mend="请公开说明，另行承诺后再抽。"
        )
    result = drawn(nonce, said, fresh.lots)
    inside.take(
        "draw.made",
        {
            "draw": str(fresh.pk),
            "step": fresh.step,
            "kind": fresh.kind,
            "public_value": said,
            "nonce": nonce.hex(),
            "result": result,
            "serving": _serving(inside, fresh, result) if fresh.kind == EXAMINERS else [],
            "on": clock.today().isoformat(),
        },
    )
    return models.Draw.objects.get(pk=draw.pk)


def _serving(inside: EnteredContest, draw: models.Draw, order: Sequence[str]) -> list[str]:
    exam = inside.step(draw.step).exam
    rule = (exam.examiners if exam else None) or Examiners()
    by_name = {str(one): one for one in inside.row.examiners.filter(step=draw.step)}

    def count(setting: int | str, of: str) -> int:
        return whole(setting, inside.parameters, of=of)

    sexes = count(rule.each_sex, "男女考官人数")
    at_least = [
        (lambda one: one.from_elsewhere, count(rule.from_elsewhere, "异地考官人数")),
        (lambda one: one.sex == "1", sexes),
        (lambda one: one.sex == "2", sexes),
    ]
    at_most = []
    if rule.same_unit is not None:
        at_most.append((lambda one: one.unit, count(rule.same_unit, "同一单位考官人数")))
    try:
        taken = chosen(
            [by_name[name] for name in order],
            draw.needed or 0,
            at_least=at_least,
            at_most=at_most,
        )
    except ValueError:
        raise Refusal(
            "考官库抽不出符合制度要求的组成（异地、男女、单位）。",
            mend="请先补充考官库，另行抽取。",
        ) from None
    return [str(one.pk) for one in taken]
