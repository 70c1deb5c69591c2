"""The envelope of one ballot: its answers, padded to one length for the whole poll and sealed.

Sealed with the public half of the poll's box key (X25519 sealed box); every envelope of a poll
has the same size, whatever was chosen.
"""

import json
from collections.abc import Sequence

from nacl.exceptions import CryptoError
from nacl.public import PrivateKey, PublicKey, SealedBox
from pydantic import ValidationError

from xuanxian.ballots.answers import LONGEST_WRITTEN_NAME, Answers, Subject, key_of_written
from xuanxian.ballots.instruments import Ballot, Names
from xuanxian.ballots.named_notes import even_text, names_in_order
from xuanxian.kernel.errors import Problem, Refusal
from xuanxian.policy.formulas import Parameters, whole_number

_BLOCK = 512

SIGNS = "0123456789abcdefghijklmnopqrstuvwxyz"
"""What stands for the options of a question, in their order."""

UNMARKED_SIGN = "."
"""What stands for a line left unmarked."""


_BYTES_A_CHARACTER = 12
"""Six where JSON escapes a character as \\uXXXX, twelve as a surrogate pair."""

LARGEST = 65_536
"""Bytes that a ballot may take; the phone's page sends fewer for the same answers."""


def padded_length(ballot: Ballot, subjects: Sequence[Subject], parameters: Parameters) -> int:
    """Bytes that every ballot of the poll is padded to: the longest possible, in blocks of 512.

    Raises:
        Refusal: more is asked to be written than a ballot can hold.
    """
    longest = 64 + len(subjects) * 6
    question = ballot.question
    if isinstance(question, Names):
        most = whole_number(question.most, parameters)
        if question.write_in:
            longest += most * (LONGEST_WRITTEN_NAME * _BYTES_A_CHARACTER + 3)
        if question.notes:
            written = sum(whole_number(note.longest, parameters) for note in question.notes)
            longest += 16 + most * (written * _BYTES_A_CHARACTER + 3 * len(question.notes) + 3)
    if longest > LARGEST:
        raise Refusal(
            Problem(
                ballot.title or "投票",
                "随名填写的内容",
                "",
                "一张票上要写的字太多，装不下。",
                "请减少每张票可选的人数，或者各栏的字数。",
            )
        )
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
        if answers.notes:
            # Beside the names in the order of their places, which is that of their keys.
            chosen = answers.model_copy(
                update={"names": tuple(sorted(answers.names, key=place.__getitem__))}
            )
            content["notes"] = [answers.notes.get(key, ()) for key in names_in_order(chosen)]
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
            names = tuple(subjects[at].id for at in content["names"])
            keys = [*names, *(key_of_written(name) for name in content["written"])]
            texts = content.get("notes", [[]] * len(keys))
            return Answers(
                names=names,
                written=tuple(content["written"]),
                notes={
                    key: tuple(even_text(text) for text in each)
                    for key, each in zip(keys, texts, strict=True)
                    if any(each)
                },
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
