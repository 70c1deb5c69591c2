"""The key of a ballot box, shared among three tellers so that any two open it and none alone.

An X25519 pair. The private half is wrapped once for every pair of tellers, in two nested sealed
boxes: the outer opens with the one's key, the inner with the other's; each teller's own key
follows from a passphrase by Argon2id. No home-made secret sharing. The wrapped halves live in
the tellers' key files only, never in the database, where an old backup would keep them.
"""

import base64
import itertools
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import nacl.pwhash
from nacl.exceptions import CryptoError
from nacl.public import PrivateKey, SealedBox
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
    """What one teller carries away.

    Attributes:
        format: names this layout.
        poll: id of the poll, or of the meeting whose polls share the key.
        title: its title, for the teller's eyes.
        teller: whose file it is.
        place: 0, 1 or 2 among the three.
        salt: of the passphrase, base64.
        operations, memory: the Argon2id cost.
        shares: place of the other teller → the private half wrapped for the two, base64.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    format: Literal["xuanxian-teller-key/1"] = "xuanxian-teller-key/1"
    poll: str
    title: str
    teller: str
    place: Literal[0, 1, 2]
    salt: str
    operations: int
    memory: int
    shares: dict[int, str]

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


def make(
    poll: str, title: str, tellers: Sequence[Teller], cost: PassphraseCost | None = None
) -> tuple[bytes, tuple[KeyFile, ...]]:
    """Make a box key.

    Returns:
        The public half, and one key file a teller. Nothing else remembers the private half.

    Raises:
        Refusal: not three differently named tellers, or too short a passphrase.
    """
    cost = cost or PassphraseCost()
    _check_tellers(tellers)
    box = PrivateKey.generate()
    salts = [secrets.token_bytes(nacl.pwhash.argon2id.SALTBYTES) for _ in tellers]
    own = [
        _key_of(teller.passphrase, salt, cost.operations, cost.memory).public_key
        for teller, salt in zip(tellers, salts, strict=True)
    ]
    shares: list[dict[int, str]] = [{} for _ in tellers]
    for first, second in itertools.combinations(range(len(tellers)), 2):
        inner = SealedBox(own[second]).encrypt(bytes(box))
        wrapped = base64.b64encode(SealedBox(own[first]).encrypt(inner)).decode()
        shares[first][second] = shares[second][first] = wrapped
    files = tuple(
        KeyFile(
            poll=poll,
            title=title,
            teller=teller.name,
            place=place,
            salt=base64.b64encode(salts[place]).decode(),
            operations=cost.operations,
            memory=cost.memory,
            shares=shares[place],
        )
        for place, teller in enumerate(tellers)
    )
    return bytes(box.public_key), files


def unlock(poll: str, public_half: bytes, keys: Sequence[tuple[KeyFile, str]]) -> bytes:
    """The private half, from the files and passphrases of two tellers.

    Args:
        poll: id of the poll whose box is to be opened.
        public_half: the public half that the poll keeps.
        keys: key file and passphrase of two different tellers.

    Raises:
        Refusal: another poll's file, the same teller twice, a wrong passphrase.
    """
    if len({file.place for file, _ in keys}) < 2:
        raise Refusal(
            Problem(_WHERE, "", "", "需要两名不同计票人的密钥。", "请由另一名计票人提供密钥文件。")
        )
    for file, _ in keys:
        if file.poll != poll:
            raise Refusal(
                Problem(
                    _WHERE,
                    "密钥文件",
                    f"{file.teller}：{file.title}",
                    "是另一次投票的密钥。",
                    "请选择本次投票的密钥文件。",
                )
            )
    (first, passphrase), (second, other_passphrase) = sorted(
        keys[:2], key=lambda each: each[0].place
    )
    wrapped = _bytes_of(first.shares.get(second.place, ""))
    inner = _open(first, passphrase, wrapped)
    private_half = _open(second, other_passphrase, inner)
    if len(private_half) != PrivateKey.SIZE or (
        bytes(PrivateKey(private_half).public_key) != public_half
    ):
        raise Refusal(
            Problem(_WHERE, "", "", "密钥与本次投票的票箱不配。", "请核对是否为最后一次制的密钥。")
        )
    return private_half


def _check_tellers(tellers: Sequence[Teller]) -> None:
    names = [teller.name.strip() for teller in tellers]
    if len(names) != TELLERS or not all(names) or len(set(names)) < TELLERS:
        raise Refusal(
            Problem(
                _WHERE, "计票人", "、".join(names), "须为三名不同的计票人。", "请填写三人姓名。"
            )
        )
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


def _open(file: KeyFile, passphrase: str, wrapped: bytes) -> bytes:
    most = PassphraseCost()
    if file.operations > 2 * most.operations or file.memory > 2 * most.memory:
        raise _damaged(file)  # a forged file must not make the server work without bound
    try:
        key = _key_of(passphrase, _bytes_of(file.salt), file.operations, file.memory)
    except (ValueError, TypeError, CryptoError) as error:
        raise _damaged(file) from error
    try:
        return SealedBox(key).decrypt(wrapped)
    except (CryptoError, ValueError, TypeError) as error:
        raise Refusal(
            Problem(_WHERE, f"{file.teller}的口令", "", "口令不对。", "请本人重新输入。")
        ) from error


def _damaged(file: KeyFile) -> Refusal:
    return Refusal(
        Problem(_WHERE, "密钥文件", file.teller, "文件已损坏。", "请换另一名计票人的密钥文件。")
    )


def _bytes_of(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except ValueError:
        return b""


__all__ = ["KeyFile", "PassphraseCost", "Teller", "make", "unlock"]
