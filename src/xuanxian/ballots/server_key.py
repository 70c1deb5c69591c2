"""A box key that the server keeps: for small units, and with no more promise than a server gives.

The private half lies in a file of its own under the installation's folder, not in the store, so
that a copy of the store alone opens nothing. Whoever administers the server could open the box at
any time and join slips to ballots; every page of such a poll says so.
"""

import contextlib
import os
from pathlib import Path
from uuid import UUID

from django.conf import settings
from nacl.public import PrivateKey

from xuanxian.kernel.errors import Problem, Refusal


def make(box: UUID) -> bytes:
    """Make the key of a box anew; its public half."""
    pair = PrivateKey.generate()
    file = _file(box)
    file.parent.mkdir(mode=0o700, exist_ok=True)
    descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as stream:
        stream.write(bytes(pair))
        stream.flush()
        os.fsync(stream.fileno())
    return bytes(pair.public_key)


def private_half(box: UUID) -> bytes:
    """The private half.

    Raises:
        Refusal: it is not there.
    """
    try:
        return _file(box).read_bytes()
    except OSError as error:
        raise Refusal(
            Problem(
                "票箱密钥", "", "", "服务器上没有这个票箱的密钥。", "请报告监票人，核查服务器。"
            )
        ) from error


def destroy(box: UUID) -> None:
    """Overwrite the file and remove it; nothing happens where there is none."""
    file = _file(box)
    with contextlib.suppress(FileNotFoundError):
        # A disk may keep the old blocks all the same: said in docs/ballots.md.
        file.write_bytes(bytes(PrivateKey.SIZE))
        file.unlink()


def _file(box: UUID) -> Path:
    return Path(settings.XUANXIAN_HOME) / "box-keys" / f"{box}.key"
