"""A digest over what is in a box: the root of a Merkle tree as RFC 9162, section 2.1.1."""

import hashlib
from collections.abc import Sequence


def root_of(leaves: Sequence[bytes]) -> str:
    """The root over `leaves` in their order, as `sha256:<hex>`."""
    return "sha256:" + _root([hashlib.sha256(b"\x00" + leaf).digest() for leaf in leaves]).hex()


def _root(hashes: Sequence[bytes]) -> bytes:
    if not hashes:
        return hashlib.sha256(b"").digest()
    if len(hashes) == 1:
        return hashes[0]
    split = 1 << ((len(hashes) - 1).bit_length() - 1)
    left, right = _root(hashes[:split]), _root(hashes[split:])
    return hashlib.sha256(b"\x01" + left + right).digest()
