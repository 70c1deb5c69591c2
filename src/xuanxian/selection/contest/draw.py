"""抽签: lots that anybody can draw again, and that nobody can steer. Pure.

Before the draw the program keeps a nonce to itself and shows the digest of the nonce together with
the lots: it cannot change either any more. Then a value that nobody could know before is made in
public (dice, numbers applicants call out) and read aloud. Nonce and value together decide; whoever
has both, the lots and `scripts/draw.py` finds the same order.
"""

import hashlib
import json
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

PREFIX = b"xuanxian-draw/1\n"
_BLOCK_BITS = 256
Lot = TypeVar("Lot")


def commitment_of(nonce: bytes, lots: Sequence[str]) -> str:
    """What is shown before the draw, `sha256:<hex>` over the nonce and the lots in their order."""
    listed = json.dumps(list(lots), ensure_ascii=False, separators=(",", ":")).encode()
    digest = hashlib.sha256(PREFIX + nonce + b"\n" + listed)
    return f"sha256:{digest.hexdigest()}"


def read_aloud(text: str) -> str:
    """The public value as it counts: full-width figures made half-width, spaces left out."""
    return "".join(unicodedata.normalize("NFKC", text).split())


def drawn(nonce: bytes, public_value: str, lots: Sequence[Lot]) -> list[Lot]:
    """`lots` in the order drawn; every order is equally likely (Fisher and Yates).

    Args:
        nonce: what the commitment was made of.
        public_value: see `read_aloud`.
    """
    numbers = _numbers(PREFIX + nonce + b"\n" + read_aloud(public_value).encode())
    order = list(lots)
    for last in range(len(order) - 1, 0, -1):
        other = _below(last + 1, numbers)
        order[last], order[other] = order[other], order[last]
    return order


def _numbers(seed: bytes) -> Iterator[int]:
    counter = 0
    while True:
        block = hashlib.sha256(seed + b"\n" + str(counter).encode()).digest()
        yield int.from_bytes(block, "big")
        counter += 1


def _below(most: int, numbers: Iterator[int]) -> int:
    """A number from 0 to `most` - 1; blocks beyond the last full multiple are thrown away."""
    limit = (1 << _BLOCK_BITS) // most * most
    return next(number for number in numbers if number < limit) % most


def chosen(
    order: Sequence[Lot],
    number: int,
    *,
    at_least: Sequence[tuple[Callable[[Lot], bool], int]] = (),
    at_most: Sequence[tuple[Callable[[Lot], str], int]] = (),
) -> list[Lot]:
    """The first `number` of `order` that together keep the composition a policy asks for.

    Each lot is taken as it comes unless that would leave a place short for a minimum still open,
    or pass a maximum.

    Args:
        at_least: (who counts, how many of them at least).
        at_most: (what they share, as the unit; how many of one at most).

    Raises:
        ValueError: nobody is left before all places are filled.
    """
    taken: list[Lot] = []
    rest = list(order)
    while len(taken) < number:
        at = next(
            (
                place
                for place, lot in enumerate(rest)
                if _fits(lot, taken, rest[:place] + rest[place + 1 :], number, at_least, at_most)
            ),
            None,
        )
        if at is None:
            raise ValueError("no lot is left that keeps the composition")
        taken.append(rest.pop(at))
    return taken


def _fits(
    lot: Lot,
    taken: Sequence[Lot],
    rest: Sequence[Lot],
    number: int,
    at_least: Sequence[tuple[Callable[[Lot], bool], int]],
    at_most: Sequence[tuple[Callable[[Lot], str], int]],
) -> bool:
    group = [*taken, lot]
    for shares, most in at_most:
        if sum(shares(one) == shares(lot) for one in group) > most:
            return False
    free = number - len(group)
    still = [least - sum(map(counts, group)) for counts, least in at_least]
    # One person may count for several minima, so only each by itself has to fit into what is left.
    return all(
        open_ones <= 0 or (open_ones <= free and open_ones <= sum(map(counts, rest)))
        for open_ones, (counts, _) in zip(still, at_least, strict=True)
    )
