"""The desk key of a poll: what lies on the tellers' desk is sealed with it.

Entries that wait to be compared and scanned pages must be read again before the box is opened and
after its key is destroyed, so they cannot lie under the box key. Their key is a file of its own
under the installation's folder, not in the store: a copy of the store alone reads nothing, and
destroying the file makes every copy unreadable. Whoever administers the server could read them.
"""

import contextlib
import os
from pathlib import Path
from uuid import UUID

from django.conf import settings
from nacl.exceptions import CryptoError
from nacl.secret import SecretBox
from nacl.utils import random

from xuanxian.kernel.errors import Problem, Refusal


def seal(poll: UUID, content: bytes) -> bytes:
    """`content` under the desk key of `poll`, which is made when there is none."""
    return bytes(SecretBox(_read(poll) or _make(poll)).encrypt(content))


def unseal(poll: UUID, sealed: bytes) -> bytes:
    """What was sealed.

    Raises:
        Refusal: the key is destroyed or not the one it was sealed with.
    """
    key = _read(poll)
    try:
        if key is None:
            raise CryptoError("no key")
        return SecretBox(key).decrypt(sealed)
    except CryptoError as error:
        raise Refusal(
            Problem(
                "纸质票",
                "录入密钥",
                "",
                "服务器上没有能读出这些内容的密钥，可能已按期销毁。",
                "请核查服务器；无法找回的，重新录入或者重新扫描。",
            )
        ) from error


def destroy(poll: UUID) -> None:
    """Overwrite the key and remove it; nothing happens where there is none."""
    file = _file(poll)
    with contextlib.suppress(FileNotFoundError):
        file.write_bytes(bytes(SecretBox.KEY_SIZE))
        file.unlink()


def _make(poll: UUID) -> bytes:
    file = _file(poll)
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:  # made by another process just now
        return file.read_bytes()
    key = random(SecretBox.KEY_SIZE)
    with os.fdopen(descriptor, "wb") as stream:
        stream.write(key)
        stream.flush()
        os.fsync(stream.fileno())
    return key


def _read(poll: UUID) -> bytes | None:
    try:
        return _file(poll).read_bytes()
    except OSError:
        return None


def _file(poll: UUID) -> Path:
    return Path(settings.XUANXIAN_HOME) / "desk-keys" / f"{poll}.key"
