"""Figures of a simulation as people read them."""

from fractions import Fraction


def percent(share: Fraction | None) -> str:
    """A share to one decimal, rounded half up: 33.3%; — for none."""
    if share is None:
        return "—"
    tenths = (share * 1000 + Fraction(1, 2)).__floor__()
    return f"{tenths // 10}.{tenths % 10}%"


def times(ratio: Fraction | None) -> str:
    """A ratio to two decimals, rounded half up: 0.85; — for none."""
    if ratio is None:
        return "—"
    hundredths = (ratio * 100 + Fraction(1, 2)).__floor__()
    return f"{hundredths // 100}.{hundredths % 100:02d}"
