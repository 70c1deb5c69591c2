"""The code on a slip: 130 random bits as 26 characters that people can read out and type.

Crockford's base 32: no I, L, O and U, so that reading O for 0 or l for 1 does no harm. Only the
hash of a code is ever stored.
"""

import hashlib
import secrets
import unicodedata
from uuid import UUID

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 26
_GROUPS = (5, 5, 5, 5, 6)
_MISREAD = str.maketrans({"O": "0", "I": "1", "L": "1"})


def new_code() -> str:
    """A fresh code."""
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))


def read_code(text: str) -> str | None:
    """The code meant by `text`: typed in any case and grouping, full-width, or scanned whole.

    Returns:
        The 26 characters, None when it cannot be a code.
    """
    plain = unicodedata.normalize("NFKC", text[:200]).rpartition("#")[2].upper()
    code = "".join(each for each in plain if each.isalnum()).translate(_MISREAD)
    return code if len(code) == LENGTH and set(code) <= set(ALPHABET) else None


def grouped(code: str) -> str:
    """`code` as printed under the QR symbol: ABCDE-FGHJK-…"""
    parts, start = [], 0
    for length in _GROUPS:
        parts.append(code[start : start + length])
        start += length
    return "-".join(parts)


def hash_of(code: str, poll: UUID) -> str:
    """What a poll stores of a code. 130 random bits need no salt and no slow hash.

    The poll goes into the hash, so that rows of two polls cannot be known for those of one slip.
    """
    return hashlib.sha256(b"xuanxian slip " + poll.bytes + code.encode()).hexdigest()
