"""Casting a secret ballot: one statement, one row, nothing else anywhere.

No cast enters the record, no log and no session: a time beside a slip would be half of a link.
"""

from dataclasses import dataclass
from uuid import UUID

from django.db import connection
from nacl.public import PrivateKey

from xuanxian.ballots import envelope
from xuanxian.ballots.hall_network import within
from xuanxian.ballots.models import Poll, PollClass, Slip
from xuanxian.ballots.poll_form import BallotForm, Content, QuestionnaireForm
from xuanxian.ballots.services.putting import put
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
        form: the ballot or questionnaire to be filled in.
        slip: what the store keeps of the code.
        voters: the class of voters the slip is for.
        public_half, padded_length: how the ballot is sealed.
    """

    poll: UUID
    of_meeting: bool
    box_notice: str
    title: str
    form: BallotForm | QuestionnaireForm
    slip: str
    voters: str
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
    usable = _usable(code, address)
    if not usable:
        # The same work as for a good slip, so that the time taken tells nothing.
        decoy = PrivateKey.generate().public_key
        envelope.seal(bytes(decoy), b" " * 512)
        raise SlipRefused
    return tuple(_paper(poll) for poll in usable)


def _paper(poll: Poll) -> BallotPaper:
    return BallotPaper(
        poll=poll.pk,
        of_meeting=poll.meeting_id is not None,
        box_notice=poll.box_notice,
        title=poll.title,
        form=poll.form,
        slip=vars(poll)["slip"],
        voters=vars(poll)["voters"],
        public_half=bytes(poll.box_public_key or b""),
        padded_length=poll.padded_length,
    )


def cast(
    code: str, content: Content, poll_id: UUID | None = None, address: str | None = None
) -> None:
    """Put the ballot into the box. Returning means it is stored durably, once.

    Args:
        code: the code on the slip.
        poll_id: the poll voted on; None where the slip is good for one poll only.
        content: what is voted; an invalid ballot is refused so that the voter can mend it.
        address: where the voter is, for polls held on the networks of a hall only; not kept.

    Raises:
        SlipRefused: unknown, void, used, another poll's slip, a voter outside the hall, or voting
            is not open.
        Refusal: the ballot would be invalid; the slip stays usable.
    """
    papers = [paper for paper in ballot_papers(code, address) if poll_id in {None, paper.poll}]
    if len(papers) != 1:
        raise SlipRefused
    cast_paper(papers[0], content)


def cast_paper(paper: BallotPaper, content: Content) -> None:
    """Put a ballot that was looked up just now into the box; see `cast`.

    Raises:
        SlipRefused: the slip was used, or voting was closed, meanwhile.
        Refusal: the ballot would be invalid; the slip stays usable.
    """
    fault = paper.form.fault_of(content, paper.voters)
    if fault:
        raise Refusal(Problem("", "", "", f"{fault}。", "请改好后再投。"))
    packed = paper.form.pack(content, paper.padded_length)
    sealed = envelope.seal(paper.public_half, packed)
    if not put(paper.poll, paper.slip, sealed):
        raise SlipRefused


def _usable(code: str, address: str | None) -> list[Poll]:
    """The polls the slip with `code` may be voted with in, each with its `slip` and its `voters`.

    A code is known only together with a poll, so it is tried with every poll that is open. What is
    no code is looked up like one.
    """
    text = read_code(code) or ""
    with connection.cursor() as cursor:
        cursor.execute(_OPEN)
        # Never empty, so that a code is looked for when no poll is open, too.
        hashes = [hash_of(text, UUID(str(key))) for (key,) in cursor.fetchall()] or [""]
    marks = ", ".join(["%s"] * len(hashes))
    polls = Poll.objects.raw(_USABLE.format(marks), hashes)
    return [poll for poll in polls if within(poll.networks, address)]


# By hand: of the time a cast takes, the greater part went into wording these two again each time.
_OPEN = (
    f"SELECT id FROM {Poll._meta.db_table}"  # noqa: S608  (names of our own tables)
    f" WHERE state = '{Poll.State.OPEN}' AND secrecy = 'secret'"
)
_USABLE = (
    f"SELECT poll.*, slip.code_hash AS slip, voters.name AS voters"  # noqa: S608
    f" FROM {Poll._meta.db_table} AS poll"
    f" JOIN {Slip._meta.db_table} AS slip ON slip.poll_id = poll.id"
    f" JOIN {PollClass._meta.db_table} AS voters ON voters.id = slip.voters_id"
    f" WHERE slip.code_hash IN ({{}}) AND slip.state = '{Slip.State.ISSUED}'"
    f" AND slip.envelope IS NULL AND poll.state = '{Poll.State.OPEN}'"
    " ORDER BY poll.place, poll.id"
)
