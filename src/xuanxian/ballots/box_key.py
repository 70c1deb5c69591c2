"""The key of a ballot box, shared among three tellers so that any two open it and none alone.

Each teller has an X25519 pair of their own that follows, by Argon2id, from a passphrase and from a
random salt that stands in the teller's key file and nowhere else; the server keeps its public half.
When the third public half has come, the box's own pair is made, its private half is sealed for
every two tellers in two nested boxes, in either order, and forgotten. No home-made secret sharing.

The nested boxes may lie in the store: the salt has 128 random bits, so that without two key files
no passphrase helps anybody. What opens a box is two files and their two passphrases, as it would be
if the nested boxes lay in the files themselves; destroying the files makes old backups useless.
"""

import base64
import itertools
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import nacl.pwhash
from nacl.exceptions import CryptoError
from nacl.public import PrivateKey, PublicKey, SealedBox
from pydantic import BaseModel, ConfigDict, ValidationError

from xuanxian.kernel.errors import Problem, Refusal

TELLERS = 3
SHORTEST_PASSPHRASE = 8
LARGEST_KEY_FILE = 16_384
_WHERE = "计票人密钥"


@dataclass(frozen=True)
class PassphraseCost:
    """How hard guessing a passphrase is made: Argon2id passes and bytes of memory."""

    operations: int = 4
    memory: int = 256 * 1024 * 1024


@dataclass(frozen=True)
class Teller:
    """A teller (计票人) and the passphrase only this person knows."""

    name: str
    passphrase: str


class KeyFile(BaseModel):
    """What one teller carries away. Opens nothing by itself.

    Attributes:
        format: names this layout.
        box: id of the poll, or of the meeting whose polls share the key.
        title: its title, for the teller's eyes.
        teller: whose file it is.
        place: 0, 1 or 2 among the three.
        salt: of the passphrase, base64; random, secret, kept nowhere else.
        operations, memory: the Argon2id cost.
        token: shows the server that its holder is this teller; base64 of 32 random bytes.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    format: Literal["xuanxian-teller-key/2"] = "xuanxian-teller-key/2"
    box: str
    title: str
    teller: str
    place: Literal[0, 1, 2]
    salt: str
    operations: int
    memory: int
    token: str

    @classmethod
    def read(cls, content: bytes) -> "KeyFile":
        """Read a key file.

        Raises:
            Refusal: it is not one.
        """
        try:
            if len(content) > LARGEST_KEY_FILE:
                raise ValueError("too large")
            return cls.model_validate_json(content)
        except (ValidationError, ValueError) as error:
            raise Refusal(
                Problem(
                    _WHERE, "密钥文件", "", "不是计票人的密钥文件。", "请选择制钥时下载的文件。"
                )
            ) from error


Shares = Mapping[int, str]
"""Place of another teller → the private half sealed for both, base64; the owner's seal outermost.

Read from JSON the places may be text.
"""


def make_own(
    box: str, title: str, place: int, teller: Teller, cost: PassphraseCost | None = None
) -> tuple[bytes, KeyFile]:
    """Make one teller's own pair.

    Args:
        box: id of the poll or meeting.
        title: its title.
        place: 0, 1 or 2.
        teller: name and passphrase.
        cost: how hard guessing the passphrase is made; the default takes about half a second.

    Returns:
        The public half, for the server to keep, and the key file, for the teller alone.

    Raises:
        Refusal: too short a passphrase.
    """
    cost = cost or PassphraseCost()
    refuse_short_passphrases([teller])
    salt = secrets.token_bytes(nacl.pwhash.argon2id.SALTBYTES)
    pair = _key_of(teller.passphrase, salt, cost.operations, cost.memory)
    file = KeyFile(
        box=box,
        title=title,
        teller=teller.name,
        place=place,
        salt=base64.b64encode(salt).decode(),
        operations=cost.operations,
        memory=cost.memory,
        token=base64.b64encode(secrets.token_bytes(32)).decode(),
    )
    return bytes(pair.public_key), file


def make_box(own: Sequence[bytes]) -> tuple[bytes, tuple[dict[int, str], ...]]:
    """Make the box's pair and seal its private half for every two of three tellers.

    Args:
        own: the tellers' public halves, in the order of their places.

    Returns:
        The public half, and for every teller the shares in which that teller's seal is outermost.
        Nothing remembers the private half.
    """
    box = PrivateKey.generate()
    shares: list[dict[int, str]] = [{} for _ in own]
    # In either order, so that whoever of the two comes first takes the outer seal off.
    for outer, inner in itertools.permutations(range(len(own)), 2):
        sealed = SealedBox(PublicKey(own[inner])).encrypt(bytes(box))
        nested = SealedBox(PublicKey(own[outer])).encrypt(sealed)
        shares[outer][inner] = base64.b64encode(nested).decode()
    return bytes(box.public_key), tuple(shares)


def open_own(file: KeyFile, passphrase: str, public_half: bytes) -> PrivateKey:
    """A teller's own private half, from file and passphrase.

    Args:
        file: the key file.
        passphrase: the passphrase.
        public_half: what the server keeps of this teller.

    Raises:
        Refusal: a wrong passphrase or a damaged file.
    """
    most = PassphraseCost()
    if file.operations > 2 * most.operations or file.memory > 2 * most.memory:
        raise _damaged(file)  # a forged file must not make the server work without bound
    try:
        key = _key_of(passphrase, _bytes_of(file.salt), file.operations, file.memory)
    except (ValueError, TypeError, CryptoError) as error:
        raise _damaged(file) from error
    if bytes(key.public_key) != public_half:
        raise Refusal(Problem(_WHERE, f"{file.teller}的口令", "", "口令不对。", "请本人重新输入。"))
    return key


def take_off(own: PrivateKey, shares: Shares) -> dict[int, bytes]:
    """Take this teller's seal off its shares: place of another → what that other alone can open.

    Raises:
        Refusal: the shares were not made for this key.
    """
    try:
        return {
            int(place): SealedBox(own).decrypt(_bytes_of(nested))
            for place, nested in shares.items()
        }
    except (CryptoError, ValueError, TypeError) as error:
        raise _unfit() from error


def join(half: Mapping[int, bytes], place: int, own: PrivateKey, public_half: bytes) -> bytes:
    """The box's private half, from what one teller has taken off and the key of another.

    Args:
        half: the first teller's answer of `take_off`.
        place: of the second teller.
        own: the second teller's own private half.
        public_half: of the box.

    Raises:
        Refusal: they do not fit each other or this box.
    """
    try:
        private_half = SealedBox(own).decrypt(half[place])
    except (CryptoError, KeyError, ValueError, TypeError) as error:
        raise _unfit() from error
    if len(private_half) != PrivateKey.SIZE or (
        bytes(PrivateKey(private_half).public_key) != public_half
    ):
        raise _unfit()
    return private_half


def refuse_unnamed(names: Sequence[str]) -> None:
    """Refuse what are not three different names.

    Raises:
        Refusal: so.
    """
    named = [name.strip() for name in names]
    if len(named) != TELLERS or not all(named) or len(set(named)) < TELLERS:
        raise Refusal(
            Problem(
                _WHERE, "计票人", "、".join(named), "须为三名不同的计票人。", "请填写三人姓名。"
            )
        )


def refuse_short_passphrases(tellers: Sequence[Teller]) -> None:
    """Refuse passphrases shorter than `SHORTEST_PASSPHRASE`.

    Raises:
        Refusal: so.
    """
    problems = [
        Problem(
            _WHERE,
            f"{teller.name}的口令",
            "",
            f"少于 {SHORTEST_PASSPHRASE} 个字符。",
            "请用一句自己记得住、别人猜不到的话。",
        )
        for teller in tellers
        if len(teller.passphrase) < SHORTEST_PASSPHRASE
    ]
    if problems:
        raise Refusal(problems)


def _key_of(passphrase: str, salt: bytes, operations: int, memory: int) -> PrivateKey:
    seed = nacl.pwhash.argon2id.kdf(
        PrivateKey.SEED_SIZE, passphrase.encode(), salt, opslimit=operations, memlimit=memory
    )
    return PrivateKey.from_seed(seed)


def _damaged(file: KeyFile) -> Refusal:
    return Refusal(
        Problem(_WHERE, "密钥文件", file.teller, "文件已损坏。", "请换另一名计票人的密钥文件。")
    )


def _unfit() -> Refusal:
    return Refusal(
        Problem(_WHERE, "", "", "密钥与本次投票的票箱不配。", "请核对是否为最后一次制的密钥。")
    )


def _bytes_of(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except ValueError:
        return b""
