"""Paper forms on their way: handed out, exchanged for slips, spoilt, found in the box of paper."""

from collections import Counter
from collections.abc import Mapping, Sequence

from django.db import transaction
from django.db.models import F

from xuanxian.access.actor import Actor
from xuanxian.ballots.models import Meeting, Poll, PollClass, Slip
from xuanxian.ballots.paper.rules import PaperRules
from xuanxian.ballots.services.boxes import Box, box_of
from xuanxian.ballots.services.locking import poll_in
from xuanxian.ballots.slip_codes import hash_of, read_code
from xuanxian.kernel.errors import Problem, Refusal
from xuanxian.record.services import append


@transaction.atomic
def issue_paper(
    holder: Poll | Meeting,
    counts: Mapping[str, int],
    *,
    persons: tuple[Actor, Actor],
    rules: PaperRules | None = None,
) -> None:
    """Hand out paper forms instead of slips, before voting opens.

    Args:
        holder: a secret poll, or a meeting for all of its secret polls.
        counts: class → number of forms, added to those handed out before.
        persons: the two who count them off; both stand on the record.
        rules: how they are keyed in, where the instrument leaves that open.

    Raises:
        Refusal: one person twice, an unknown class, none at all, more slips and forms out than
            people entitled, rules neither in the instrument nor given.
    """
    box = box_of(holder)
    _refuse_one_person(box.title, persons)
    polls = box.locked(Poll.State.PREPARED)
    _refuse_unknown(box.title, polls, counts)
    for poll in polls:
        _take_rules(poll, rules)
        for voters in poll.classes.all():
            number = counts.get(voters.name, 0)
            slips = voters.slips.filter(state=Slip.State.ISSUED).count()
            out = slips + voters.paper_issued - voters.paper_void
            if number < 0 or out + number > voters.entitled:
                raise Refusal(
                    Problem(
                        poll.title,
                        f"{voters.name}纸质票",
                        str(number),
                        f"已发出票和纸质票共 {out} 张，加起来不能超过应到 {voters.entitled} 人。",
                        "请减少张数；改用纸质票的，凭票换取，原票同时作废。",
                    )
                )
            _add(voters, number)
    if not any(counts.values()):
        raise Refusal(Problem(box.title, "纸质票", "", "没有填写张数。", "请填写各类的张数。"))
    _record(
        box, polls, "paper_issued", {"forms": _some(counts), "persons": _names(persons)}, persons
    )


@transaction.atomic
def exchange_slips(
    holder: Poll | Meeting,
    codes: Sequence[str],
    *,
    persons: tuple[Actor, Actor],
    rules: PaperRules | None = None,
) -> dict[str, int]:
    """Take slips back and hand out as many forms of their classes, before or while voting is open.

    A slip of a meeting is exchanged for a form of every secret poll not yet closed.

    Args:
        holder: a secret poll, or a meeting.
        codes: the codes on those slips, typed or scanned.
        persons: the two who void the slips.
        rules: as `issue_paper`.

    Returns:
        Class → how many.

    Raises:
        Refusal: one person twice, no code, or one that is no slip of this box or has been voted
            with in any of these polls; nothing is exchanged then.
    """
    box = box_of(holder)
    _refuse_one_person(box.title, persons)
    taking = (Poll.State.PREPARED, Poll.State.OPEN)
    polls = [poll_in(poll, *taking) for poll in box.polls if poll.state in taking]
    read = dict.fromkeys(read_code(text) for text in codes)
    if not read or not polls:
        raise Refusal(Problem(box.title, "换票", "", "没有可换的票。", "请扫描或录入票面编号。"))
    exchanged: Counter[str] = Counter()
    problems = []
    for place, code in enumerate(read, 1):
        slips = list(
            Slip.objects.select_related("voters").filter(
                code_hash__in=[hash_of(code or "", poll.pk) for poll in polls]
            )
        )
        usable = [each for each in slips if each.state == Slip.State.ISSUED]
        if not slips or len(usable) < len(slips) or any(each.envelope for each in slips):
            problems.append(
                Problem(
                    "换票",
                    f"第 {place} 行",
                    "",
                    "不是本次投票的有效票，或者已经投过、已经作废。",
                    "请核对票面编号；确已投过的，不再发纸质票。",
                )
            )
            continue
        exchanged[slips[0].voters.name] += 1
        Slip.objects.filter(pk__in=[each.pk for each in slips]).update(state=Slip.State.VOID)
        for voters in sorted((each.voters for each in slips), key=lambda each: each.pk):
            _add(voters, 1)
    if problems:
        raise Refusal(problems)
    for poll in polls:
        _take_rules(poll, rules)
    body = {"slips": dict(sorted(exchanged.items())), "persons": _names(persons)}
    _record(box, polls, "paper_exchanged", body, persons)
    return dict(exchanged)


@transaction.atomic
def void_paper(
    poll: Poll,
    counts: Mapping[str, int],
    *,
    persons: tuple[Actor, Actor],
    replaced: bool = False,
) -> None:
    """Void spoilt or unused forms that were taken back.

    A voter who spoilt a form may be given another with `replaced`: one more issued, one void, so
    that 发出 stays as it was.

    Args:
        poll: a secret poll that is not closed.
        counts: class → how many.
        persons: the two who void them.
        replaced: whether as many fresh forms are handed out.

    Raises:
        Refusal: one person twice, an unknown class, more than are out, voting is closed.
    """
    _refuse_one_person(poll.title, persons)
    poll = poll_in(poll, Poll.State.PREPARED, Poll.State.OPEN)
    _refuse_unknown(poll.title, [poll], counts)
    for voters in poll.classes.all():
        number = counts.get(voters.name, 0)
        out = voters.paper_issued - voters.paper_void
        if not 0 <= number <= out:
            raise Refusal(
                Problem(
                    poll.title,
                    f"{voters.name}作废纸质票",
                    str(number),
                    f"发出而未作废的只有 {out} 张。",
                    "请清点后重新填写。",
                )
            )
        PollClass.objects.filter(pk=voters.pk).update(
            paper_void=F("paper_void") + number,
            paper_issued=F("paper_issued") + (number if replaced else 0),
        )
    if not any(counts.values()):
        raise Refusal(Problem(poll.title, "纸质票", "", "没有填写张数。", "请填写各类的张数。"))
    body = {
        "poll": str(poll.pk),
        "forms": _some(counts),
        "replaced": replaced,
        "persons": _names(persons),
    }
    append(poll.case, "poll.paper_voided", body, actor=persons[0])


@transaction.atomic
def record_paper_returned(
    poll: Poll, returned: Mapping[str, int], *, persons: tuple[Actor, Actor]
) -> None:
    """Record how many forms were found in the box of paper, before anybody reads one.

    May be mended until the first pile is laid.

    Raises:
        Refusal: one person twice, a class left out or unknown, more than were handed out, voting
            is not closed, or piles are laid.
    """
    _refuse_one_person(poll.title, persons)
    poll = poll_in(poll, Poll.State.CLOSED)
    _refuse_unknown(poll.title, [poll], returned)
    if poll.paper_batches.exists():
        raise Refusal(
            Problem(poll.title, "收回", "", "已经分批录入，不能再改。", "请核对各批张数。")
        )
    problems = []
    for voters in poll.classes.all():
        out = voters.paper_issued - voters.paper_void
        number = returned.get(voters.name, None if out else 0)
        if number is None or not 0 <= number <= out:
            problems.append(
                Problem(
                    poll.title,
                    f"{voters.name}收回纸质票",
                    "" if number is None else str(number),
                    f"应为 0 至 {out}（发出）之间的张数。",
                    "请重新清点；确实多于发出的，停止计票，报告监票人。",
                )
            )
            continue
        PollClass.objects.filter(pk=voters.pk).update(paper_returned=number)
    if problems:
        raise Refusal(problems)
    body = {"poll": str(poll.pk), "forms": dict(returned), "persons": _names(persons)}
    append(poll.case, "poll.paper_returned", body, actor=persons[0])


def _add(voters: PollClass, number: int) -> None:
    PollClass.objects.filter(pk=voters.pk).update(paper_issued=F("paper_issued") + number)


def _take_rules(poll: Poll, rules: PaperRules | None) -> None:
    """Pin what holds for the forms of `poll`: what its instrument says, else what is given.

    Raises:
        Refusal: neither, or a parameter that the instrument uses is not set.
    """
    if poll.paper is not None:
        return
    taken = poll.form.instrument.paper or rules
    if taken is None:
        raise Refusal(
            Problem(
                poll.title,
                "纸质票规则",
                "",
                "投票规则没有写每批张数、填写不清的处理和图像保存天数。",
                "请在发出纸质票时填写。",
            )
        )
    poll.paper = taken.settled(poll.parameter_values).model_dump()
    poll.save(update_fields=["paper"])


def _record(
    box: Box,
    polls: Sequence[Poll],
    verb: str,
    body: Mapping[str, object],
    persons: tuple[Actor, Actor],
) -> None:
    rules = next(poll.paper for poll in polls)
    box.record(verb, {**body, "rules": rules}, persons[0])


def _refuse_one_person(title: str, persons: tuple[Actor, Actor]) -> None:
    first, second = persons
    if first.account == second.account:
        raise Refusal(
            Problem(title, "第二人", second.name, "与第一人相同。", "纸质票须由两人办理。")
        )


def _refuse_unknown(title: str, polls: Sequence[Poll], counts: Mapping[str, int]) -> None:
    known = {
        name: None
        for poll in polls
        for name in poll.classes.order_by("place").values_list("name", flat=True)
    }
    if unknown := [name for name in counts if name not in known]:
        raise Refusal(
            Problem(
                title,
                "人员类别",
                "、".join(unknown),
                "不是本次投票的人员类别。",
                f"本次投票的类别是{'、'.join(known)}。",
            )
        )


def _some(counts: Mapping[str, int]) -> dict[str, int]:
    return {name: number for name, number in counts.items() if number}


def _names(persons: tuple[Actor, Actor]) -> list[str]:
    return [person.name for person in persons]
