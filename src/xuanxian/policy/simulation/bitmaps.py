"""Sets of people as bitmaps: one bit a row of a snapshot, so that sets meet in a few instructions.

A bitmap is a numpy array of 64-bit words; a stack of them has one row a set. Bits beyond the last
person are always zero, so that counts need no correction.
"""

from typing import TypeAlias

import numpy as np
import polars as pl
from numpy.typing import NDArray

Bitmap: TypeAlias = NDArray[np.uint64]

_BITS = 64


def packed(truths: pl.DataFrame) -> Bitmap:
    """One bitmap a column of `truths`, all boolean; what is unknown is not in the set."""
    rows = truths.height
    words = -(-rows // _BITS)
    stack = np.zeros((truths.width, words * 8), dtype=np.uint8)
    for place, column in enumerate(truths.iter_columns()):
        # Reading booleans that may be unknown costs twice as much as filling them first.
        known = column.fill_null(False) if column.null_count() else column
        bits = np.packbits(known.to_numpy(), bitorder="little")
        stack[place, : bits.size] = bits
    return stack.view(np.uint64)


def everybody(rows: int) -> Bitmap:
    """The bitmap of all of `rows` people."""
    return packed(pl.DataFrame({"all": pl.repeat(True, rows, eager=True)}))[0]


def complement(bits: Bitmap, rows: int) -> Bitmap:
    """Everybody who is not in `bits`."""
    return everybody(rows) & ~bits


def count(bits: Bitmap) -> int:
    """How many people are in `bits`."""
    return int(np.bitwise_count(bits).sum(dtype=np.int64))


def counts(stack: Bitmap) -> list[int]:
    """How many people are in each bitmap of `stack`."""
    return [int(each) for each in np.bitwise_count(stack).sum(axis=1, dtype=np.int64)]


def members(bits: Bitmap, rows: int) -> pl.Series:
    """`bits` as a column of booleans, to filter the snapshot by."""
    unpacked = np.unpackbits(bits.view(np.uint8), count=rows, bitorder="little")
    return pl.Series(unpacked.astype(bool), dtype=pl.Boolean)
