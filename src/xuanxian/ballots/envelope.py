"""The envelope of one ballot: its answers, padded to one length for the whole poll and sealed.

Sealed with the public half of the poll's box key (X25519 sealed box); every envelope of a poll
has the same size, whatever was chosen.
"""

import json
from collections.abc import Sequence

from nacl.exceptions import CryptoError
from nacl.public import PrivateKey, PublicKey, SealedBox
from pydantic import ValidationError

from xuanxian.ballots.answers import LONGEST_WRITTEN_NAME, Answers, Subject
from xuanxian.ballots.instruments import Ballot, Names
from xuanxian.policy.formulas import Parameters, whole_number

_BLOCK = 512

SIGNS = "0123456789abcdefghijklmnopqrstuvwxyz"
"""What stands for the options of a question, in their order."""

UNMARKED_SIGN = "."
"""What stands for a line left unmarked."""


def padded_length(ballot: Ballot, subjects: Sequence[Subject], parameters: Parameters) -> int:
    """Bytes that every ballot of the poll is padded to: the longest possible, in blocks of 512."""
    longest = 64 + len(subjects) * 6
    if isinstance(ballot.question, Names) and ballot.question.write_in:
        most = whole_number(ballot.question.most, parameters)
        # A character takes six bytes where JSON escapes it as \uXXXX, twelve as a surrogate pair.
        longest += most * (LONGEST_WRITTEN_NAME * 12 + 3)
    return in_blocks(longest)


def in_blocks(longest: int) -> int:
    """The fewest blocks of 512 bytes that hold `longest` bytes, in bytes."""
    return -(-longest // _BLOCK) * _BLOCK


def pack(ballot: Ballot, subjects: Sequence[Subject], answers: Answers, length: int) -> bytes:
    """The `answers` as exactly `length` bytes; places stand for subjects and options.

    A paper form may be spoilt as a whole; nothing else of it is kept then.
    """
    if answers.spoilt:
        return json.dumps({"spoilt": True}).encode().ljust(length)
    if isinstance(ballot.question, Names):
        place = {subject.id: at for at, subject in enumerate(subjects)}
        content: dict[str, object] = {
            "names": sorted(place[name] for name in answers.names),
            "written": list(answers.written),
        }
    else:
        sign = dict(zip(ballot.options, SIGNS, strict=False))
        marked = [answers.marks.get(subject.id) for subject in subjects]
        content = {
            "marks": "".join(UNMARKED_SIGN if each is None else sign[each] for each in marked)
        }
    packed = json.dumps(content, separators=(",", ":")).encode().ljust(length)
    if len(packed) > length:
        raise RuntimeError(f"a ballot of {len(packed)} bytes does not fit into {length}")
    return packed


def unpack(ballot: Ballot, subjects: Sequence[Subject], packed: bytes) -> Answers:
    """The answers that `pack` was given, subjects in their order.

    Raises:
        ValueError: nothing that `pack` makes for this poll.
    """
    try:
        content = json.loads(packed)
        if content == {"spoilt": True}:
            return Answers(spoilt=True)
        if isinstance(ballot.question, Names):
            return Answers(
                names=tuple(subjects[at].id for at in content["names"]),
                written=tuple(content["written"]),
            )
        option = dict(zip(SIGNS, ballot.options, strict=False))
        return Answers(
            marks={
                subject.id: option[each]
                for subject, each in zip(subjects, content["marks"], strict=True)
                if each != UNMARKED_SIGN
            }
        )
    except (KeyError, IndexError, TypeError, ValidationError) as error:
        raise ValueError("not a ballot of this poll") from error


def seal(public_half: bytes, packed: bytes) -> bytes:
    """`packed` sealed for the box; always 48 bytes longer."""
    return SealedBox(PublicKey(public_half)).encrypt(packed)


def unseal(private_half: bytes, envelope: bytes) -> bytes:
    """What was sealed.

    Raises:
        ValueError: it was not sealed for this box, or was damaged.
    """
    try:
        return SealedBox(PrivateKey(private_half)).decrypt(envelope)
    except CryptoError as error:
        raise ValueError("not sealed for this box") from error
