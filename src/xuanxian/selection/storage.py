"""Files of a case: kept once under the installation's home, named by their content."""

import hashlib
import os
import secrets
from pathlib import Path

from django.conf import settings

from xuanxian.kernel.errors import Problem, Refusal

LARGEST_FILE = 50 * 1024 * 1024
"""Bytes of one material."""


def store(content: bytes, *, name: str) -> str:
    """Keep `content` and answer its digest, `sha256:<hex>`. Storing twice keeps one file.

    Args:
        name: the file's name as the user knows it, for messages only.

    Raises:
        Refusal: it is empty or too large.
    """
    if not content or len(content) > LARGEST_FILE:
        most = LARGEST_FILE // 1024 // 1024
        raise Refusal(
            Problem(
                where=name,
                field="文件",
                value=f"{len(content)}字节",
                message="文件是空的。" if not content else f"文件超过{most}兆字节。",
                mend="请重新选择文件。",
            )
        )
    digest = hashlib.sha256(content).hexdigest()
    path = _path_of(digest)
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        partial = path.with_name(f".{digest}.{secrets.token_hex(8)}")
        descriptor = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        partial.replace(path)
    return f"sha256:{digest}"


def read(digest: str) -> bytes:
    """The content with this digest, checked against it.

    Raises:
        Refusal: the file is gone or was changed.
    """
    name = digest.removeprefix("sha256:")
    try:
        content = _path_of(name).read_bytes()
    except FileNotFoundError:
        raise Refusal("材料文件不在了。", mend="请从备份恢复，或重新归集。") from None
    if hashlib.sha256(content).hexdigest() != name:
        raise Refusal("材料文件与纪实中的校验值不一致，内容已被改动。", mend="请从备份恢复。")
    return content


def _path_of(name: str) -> Path:
    if len(name) != 64 or not set(name) <= set("0123456789abcdef"):
        raise ValueError(f"{name!r} is no digest")
    return Path(settings.XUANXIAN_HOME) / "materials" / name[:2] / name
