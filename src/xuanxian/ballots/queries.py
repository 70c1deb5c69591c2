"""What pages, forms and other rooms read about polls. Nothing here tells a partial result."""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import rfc8785
from django.db.models import Count, Q, QuerySet, Sum
from django.urls import reverse

from xuanxian.access.models import Account
from xuanxian.access.permissions import may, scope_of
from xuanxian.access.todo import Todo
from xuanxian.ballots.box_digest import root_of
from xuanxian.ballots.models import Meeting, PaperBatch, Poll, PollClass, Slip
from xuanxian.ballots.poll_form import Content
from xuanxian.ballots.results import TallyResult
from xuanxian.ballots.tally import Turnout
from xuanxian.kernel import clock


@dataclass(frozen=True)
class Balance:
    """Where slips and paper forms are, read aloud before the box is opened.

    issued = cast + unused + void. Forms are cast once they are counted out of the box of paper.
    """

    issued: int
    cast: int
    unused: int
    void: int

    @property
    def adds_up(self) -> bool:
        """Whether every slip is accounted for."""
        return self.issued == self.cast + self.unused + self.void


@dataclass(frozen=True)
class ClassTurnout:
    """How far a class has got: people and slips, nothing of what was voted."""

    name: str
    entitled: int
    present: int | None
    out: int
    cast: int


def result(poll_id: UUID | str) -> TallyResult | None:
    """The count of a poll, small classes left out; None before it is counted.

    Raises:
        Poll.DoesNotExist: no such poll.
    """
    return Poll.objects.get(pk=poll_id).tally_result


def polls() -> QuerySet[Poll]:
    """All polls, the latest first."""
    return Poll.objects.all()


def polls_in_scope(account: Account) -> QuerySet[Poll]:
    """The polls that `account` may see, the latest first."""
    return polls_over(account, "ballots.view_poll")


def polls_over(account: Account, permission: str) -> QuerySet[Poll]:
    """The polls of units over which `account` holds `permission`, and those of no unit."""
    return polls().filter(_within(account, permission))


def meetings_over(account: Account, permission: str) -> QuerySet[Meeting]:
    """The meetings of units over which `account` holds `permission`, and those of no unit."""
    return Meeting.objects.filter(_within(account, permission))


def _within(account: Account, permission: str) -> Q:
    within = Q(unit_code="")
    for reach in scope_of(account, permission):
        within |= Q(unit_code__startswith=reach)
    return within


def notice(polls: Iterable[Poll]) -> str:
    """What the way of keeping their box key cannot promise, for every page; "" where nothing."""
    return next((poll.box_notice for poll in polls if poll.box_notice), "")


def polls_of_case(case: str) -> QuerySet[Poll]:
    """The polls whose entries stand on the record stream `case`."""
    return Poll.objects.filter(case=case)


_IN_BOX = Q(slips__envelope__isnull=False) | Q(slips__state=Slip.State.CAST)


def balance(poll: Poll) -> Balance:
    """Where the slips and paper forms of a secret poll are."""
    in_box = Q(envelope__isnull=False) | Q(state=Slip.State.CAST)
    numbers = poll.slips.aggregate(
        issued=Count("pk"),
        cast=Count("pk", in_box),
        unused=Count("pk", Q(state=Slip.State.ISSUED, envelope__isnull=True)),
        void=Count("pk", Q(state=Slip.State.VOID)),
    )
    return with_paper(Balance(**numbers), poll.classes.all())


def with_paper(slips: Balance, classes: Iterable[PollClass]) -> Balance:
    """`slips` and the paper forms of the same classes together."""
    rows = list(classes)
    issued = sum(each.paper_issued for each in rows)
    void = sum(each.paper_void for each in rows)
    returned = sum(each.paper_returned or 0 for each in rows)
    return Balance(
        issued=slips.issued + issued,
        cast=slips.cast + returned,
        unused=slips.unused + issued - void - returned,
        void=slips.void + void,
    )


def turnout_by_class(poll: Poll) -> tuple[ClassTurnout, ...]:
    """People, slips out and ballots cast, class by class."""
    if poll.is_secret:
        secret = poll.classes.annotate(
            out=Count("slips", ~Q(slips__state=Slip.State.VOID) & Q(slips__isnull=False)),
            cast=Count("slips", _IN_BOX),
        )
        return tuple(secret_turnout(each, each.out, each.cast) for each in secret)
    # A signed form is handed to everybody present; nothing counts the forms apart.
    signed = list(poll.classes.annotate(cast=Count("signed_ballots")))
    stay = any(each.recused for each in signed) and poll.agenda_item.counted_present
    return tuple(signed_turnout(each, each.cast, bool(stay)) for each in signed)


def secret_turnout(each: PollClass, out: int, cast: int) -> ClassTurnout:
    """How far a class of a secret poll has got, with `out` slips not void and `cast` of them used.

    Paper forms count as slips do; whoever left the room has one that is not for this poll.
    """
    return ClassTurnout(
        each.name,
        each.entitled,
        each.present,
        max(out + each.paper_issued - each.paper_void - each.recused, 0),
        cast + (each.paper_returned or 0),
    )


def signed_turnout(each: PollClass, cast: int, recused_present: bool) -> ClassTurnout:
    """The same of a signed poll; whoever left the room and still counts as present has no form."""
    gone = each.recused if recused_present else 0
    return ClassTurnout(
        each.name, each.entitled, each.present, max((each.present or 0) - gone, 0), cast
    )


def turnout(poll: Poll) -> dict[str, Turnout]:
    """应到、实到、发出 of every class, as the count needs them."""
    return {
        each.name: Turnout(each.entitled, each.present or 0, each.out)
        for each in turnout_by_class(poll)
    }


def ballots_of(poll: Poll) -> Iterator[tuple[str, Content]]:
    """Class and content of every ballot that was opened or signed."""
    form = poll.form
    name_of = dict(PollClass.objects.filter(poll=poll).values_list("pk", "name"))
    rows = poll.opened_ballots if poll.is_secret else poll.signed_ballots
    for voters, content in rows.values_list("voters_id", "content"):
        yield name_of[voters], form.read(content)


def envelope_hashes(poll: Poll) -> list[str]:
    """SHA-256 of every envelope in the box, hexadecimal, sorted: an order that tells nothing."""
    envelopes = poll.slips.exclude(envelope=None).values_list("envelope", flat=True)
    return _hashes(envelopes)


def _hashes(envelopes: Iterable[bytes | memoryview | None]) -> list[str]:
    return sorted(hashlib.sha256(bytes(each)).hexdigest() for each in envelopes if each is not None)


def digest_of_envelopes(envelopes: Iterable[bytes | memoryview | None]) -> str:
    """The root over a set of envelopes."""
    return digest_of_hashes(_hashes(envelopes))


def box_digest(poll: Poll) -> str:
    """The root over the set of envelopes in the box."""
    return digest_of_hashes(envelope_hashes(poll))


def digest_of_hashes(hashes: Iterable[str]) -> str:
    """The root over a set of envelopes of which only the hashes are known."""
    return root_of([bytes.fromhex(each) for each in sorted(hashes)])


def opened_digest(poll: Poll) -> str:
    """The root over the opened ballots, in the order of their keys, as it stands on the record."""
    return root_of([rfc8785.dumps(ballot) for ballot in opened_ballots(poll)])


def opened_ballots(poll: Poll) -> list[dict[str, Any]]:
    """Key, class and content of every opened ballot, in the order of the keys.

    Patterns across many answers can identify a ballot: for recounting by auditors only.
    """
    rows = poll.opened_ballots.order_by("key").values_list("key", "voters__name", "content")
    return [{"key": key, "class": name, "content": content} for key, name, content in rows]


def next_step(poll: Poll) -> str:
    """The one thing to be done next: key, slips, test, open, close, paper, box, count, destroy.

    "" when nothing is left.
    """
    match poll.state:
        case Poll.State.PREPARED if poll.is_secret:
            if poll.box_public_key is None:
                return "key"
            if not poll.box_tested:
                return "test"
            if not poll.slips.exists() and not poll.classes.filter(paper_issued__gt=0).exists():
                return "slips"
            return "presence" if _presence_missing(poll) else "open"
        case Poll.State.PREPARED:
            return "presence" if _presence_missing(poll) else "open"
        case Poll.State.OPEN:
            return "close"
        case Poll.State.CLOSED if poll.is_secret:
            return "paper" if paper_waits(poll) else "box"
        case Poll.State.CLOSED:
            return "count"
        case Poll.State.OPENED if poll.is_secret and not poll.key_destroyed:
            return "destroy"
    return ""


def paper_waits(poll: Poll) -> bool:
    """Whether paper forms are out that are not all counted, keyed in and in the box."""
    if any(
        voters.paper_issued > voters.paper_void and voters.paper_returned is None
        for voters in poll.classes.all()
    ):
        return True
    returned = poll.classes.aggregate(returned=Sum("paper_returned"))["returned"] or 0
    sealed = poll.paper_batches.filter(state=PaperBatch.State.SEALED)
    return returned != (sealed.aggregate(sealed=Sum("size"))["sealed"] or 0)


def _presence_missing(poll: Poll) -> bool:
    return poll.classes.filter(present__isnull=True).exists()


STEP_NAMES = {
    "key": "三名计票人制票箱密钥",
    "test": "试开空票箱",
    "slips": "制票",
    "presence": "登记实到人数",
    "open": "开始投票",
    "close": "截止投票",
    "paper": "录入纸质票",
    "box": "两名计票人开箱",
    "count": "计票",
    "destroy": "销毁密钥",
}
"""What `next_step` answers → how it is called on the pages."""


def todos_of(account: Account) -> list[Todo]:
    """Polls of no meeting that wait for the account's next step."""
    if not may(account, "ballots.manage_poll"):
        return []
    found = [
        Todo(
            title=f"{poll.title}：删除扫描图像",
            url=reverse("paper_desk", args=[poll.pk]),
            due=poll.scans_due,
            why="复核期满，图像应当删除。",
            role="organisation_staff",
        )
        for poll in polls_in_scope(account).filter(scans_due__lte=clock.today())
    ]
    waiting = (
        polls_in_scope(account)
        .filter(meeting=None)  # those of a meeting wait with it, in `meeting_queries`
        .exclude(state=Poll.State.ABANDONED)
        .exclude(state=Poll.State.OPENED, key_destroyed=True)
    )
    for poll in waiting:
        step = next_step(poll)
        if step:
            found.append(
                Todo(
                    title=f"{poll.title}：{STEP_NAMES[step]}",
                    url=reverse("poll", args=[poll.pk]),
                    why=f"投票{poll.get_state_display()}。",
                    role="organisation_staff",
                )
            )
    return found
