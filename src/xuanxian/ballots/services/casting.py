"""Casting a secret ballot: one statement, one row, nothing else anywhere.

No cast enters the record, no log and no session: a time beside a slip would be half of a link.
"""

from dataclasses import dataclass
from uuid import UUID

from django.db import connection
from nacl.public import PrivateKey

from xuanxian.ballots import envelope
from xuanxian.ballots.answers import Answers, Subject, Validity
from xuanxian.ballots.hall_network import within
from xuanxian.ballots.instruments import Ballot
from xuanxian.ballots.models import Poll, Slip
from xuanxian.ballots.services.locking import lock_shared
from xuanxian.ballots.slip_codes import hash_of, read_code
from xuanxian.kernel.errors import Problem, Refusal


class SlipRefused(Refusal):
    """The slip cannot be voted with. Says the same for an unknown, void, used or other slip."""

    def __init__(self) -> None:
        super().__init__(
            Problem(
                "",
                "",
                "",
                "这张票现在不能投。",
                "可能是编号有误、投票尚未开始或已经截止，也可能这张票已经投过或已作废。"
                "请向现场工作人员询问。",
            )
        )


@dataclass(frozen=True)
class BallotPaper:
    """What a voter is shown.

    Attributes:
        poll: the poll it is for.
        of_meeting: whether the slip is good for other polls of a meeting too.
        box_notice: what cannot be promised, because of who keeps the key of the box.
        slip: what the store keeps of the code.
        voters: the class of voters the slip is for.
        validity: what makes a ballot invalid.
        public_half, padded_length: how the ballot is sealed.
    """

    poll: UUID
    of_meeting: bool
    box_notice: str
    title: str
    ballot: Ballot
    subjects: tuple[Subject, ...]
    most: int
    least: int
    limits: tuple[tuple[str, int], ...]
    slip: str
    voters: str
    validity: Validity
    public_half: bytes
    padded_length: int


def ballot_papers(code: str, address: str | None = None) -> tuple[BallotPaper, ...]:
    """The ballots that the slip with `code` can be voted on now, in the order of the agenda.

    Args:
        code: the code on the slip.
        address: where the voter is, for polls held on the networks of a hall only; not kept.

    Raises:
        SlipRefused: none.
    """
    slips = _usable(code, address)
    if not slips:
        # The same work as for a good slip, so that the time taken tells nothing.
        decoy = PrivateKey.generate().public_key
        envelope.seal(bytes(decoy), b" " * 512)
        raise SlipRefused
    return tuple(_paper(slip) for slip in slips)


def _paper(slip: Slip) -> BallotPaper:
    poll = slip.poll
    ballot, subjects = poll.ballot, poll.subject_list
    validity = Validity.of(ballot, subjects, poll.parameter_values)
    return BallotPaper(
        poll=poll.pk,
        of_meeting=poll.meeting_id is not None,
        box_notice=poll.box_notice,
        title=poll.title,
        ballot=ballot,
        subjects=subjects,
        most=validity.most,
        least=validity.least,
        limits=validity.limits,
        slip=slip.code_hash,
        voters=slip.voters.name,
        validity=validity,
        public_half=bytes(poll.box_public_key or b""),
        padded_length=poll.padded_length,
    )


def cast(
    code: str, answers: Answers, poll_id: UUID | None = None, address: str | None = None
) -> None:
    """Put the ballot into the box. Returning means it is stored durably, once.

    Args:
        code: the code on the slip.
        poll_id: the poll voted on; None where the slip is good for one poll only.
        answers: what is voted; an invalid ballot is refused so that the voter can mend it.
        address: where the voter is, for polls held on the networks of a hall only; not kept.

    Raises:
        SlipRefused: unknown, void, used, another poll's slip, a voter outside the hall, or voting
            is not open.
        Refusal: the ballot would be invalid; the slip stays usable.
    """
    papers = [paper for paper in ballot_papers(code, address) if poll_id in {None, paper.poll}]
    if len(papers) != 1:
        raise SlipRefused
    cast_paper(papers[0], answers)


def cast_paper(paper: BallotPaper, answers: Answers) -> None:
    """Put a ballot that was looked up just now into the box; see `cast`.

    Raises:
        SlipRefused: the slip was used, or voting was closed, meanwhile.
        Refusal: the ballot would be invalid; the slip stays usable.
    """
    fault = paper.validity.fault_before_casting(answers, paper.voters)
    if fault:
        raise Refusal(Problem("", "", "", f"{fault}。", "请改好后再投。"))
    packed = envelope.pack(paper.ballot, paper.subjects, answers, paper.padded_length)
    sealed = envelope.seal(paper.public_half, packed)
    with connection.cursor() as cursor:
        cursor.execute(lock_shared(paper.poll) + _PUT, [sealed, paper.slip])
        if connection.vendor == "postgresql":
            cursor.nextset()  # the first answer is the lock's
        if cursor.rowcount != 1:
            raise SlipRefused


# One request to the store, and by itself a transaction: the poll is looked at after the lock is
# held. By hand, since secrecy should cost no more than a naive insert does (benchmarks/casting.py).
_PUT = (
    f"UPDATE {Slip._meta.db_table} SET envelope = %s"  # noqa: S608  (names of our own tables)
    f" WHERE code_hash = %s AND state = '{Slip.State.ISSUED}' AND envelope IS NULL"
    f" AND EXISTS (SELECT 1 FROM {Poll._meta.db_table} AS poll"
    f" WHERE poll.id = poll_id AND poll.state = '{Poll.State.OPEN}')"
)


def _usable(code: str, address: str | None) -> list[Slip]:
    """The rows of the slip with `code` that may be voted with; looked up even for what is no code.

    A code is known only together with a poll, so it is tried with every poll that is open.
    """
    text = read_code(code) or ""
    open_polls = Poll.objects.filter(state=Poll.State.OPEN, secrecy="secret")
    hashes = [hash_of(text, key) for key in open_polls.values_list("pk", flat=True)]
    slips = Slip.objects.select_related("poll", "voters").filter(
        code_hash__in=hashes,
        state=Slip.State.ISSUED,
        envelope__isnull=True,
        poll__state=Poll.State.OPEN,
    )
    reached = [slip for slip in slips if within(slip.poll.networks, address)]
    return sorted(reached, key=lambda slip: (slip.poll.place, str(slip.poll_id)))
