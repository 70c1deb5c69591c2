"""How an entry is encoded and chained. Pure; the offline verifier restates it on its own.

A digest reads `sha256:<hex>`, so that another algorithm (SM3) can follow without ambiguity.
"""

import hashlib
import hmac
import json
from datetime import UTC, datetime
from typing import Any

import rfc8785

from xuanxian.access.actor import Actor

NOTHING_BEFORE = ""
"""What the first entry of a stream names as its predecessor."""

SALT_BYTES = 32


def encode_body(body: dict[str, Any]) -> bytes:
    """The bytes stored and committed for `body`: canonical JSON (RFC 8785), UTF-8.

    Raises:
        rfc8785.CanonicalizationError: a value JSON cannot say exactly, such as a decimal, a
            date or an integer beyond 2**53.
    """
    return rfc8785.dumps(body)


def commitment_to(body: bytes, salt: bytes) -> str:
    """A commitment that hides `body` from whoever lacks `salt` and binds whoever has it."""
    return "hmac-sha256:" + hmac.new(salt, body, hashlib.sha256).hexdigest()


def encode_header(
    *,
    stream: str,
    number: int,
    kind: str,
    recorded_at: datetime,
    actor: Actor,
    previous: str,
    commitment: str,
) -> bytes:
    """The exact bytes that are hashed for an entry; `number` counts from 1."""
    return rfc8785.dumps(
        {
            "actor": {"account": actor.account, "name": actor.name, "role": actor.role},
            "body": commitment,
            "kind": kind,
            "number": number,
            "previous": previous,
            "recorded_at": recorded_at.astimezone(UTC).isoformat(timespec="microseconds"),
            "stream": stream,
        }
    )


def commitment_in(header: bytes) -> str:
    """The commitment that a stored header names."""
    return str(json.loads(header)["body"])


def digest_of(header: bytes) -> str:
    """The digest that the next entry names as `previous`."""
    return "sha256:" + hashlib.sha256(header).hexdigest()
