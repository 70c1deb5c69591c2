"""积分: points accounts. `Points` is the kind; the rest is what it is made of."""

from xuanxian.conduct.instruments.points.facts import AccountFacts
from xuanxian.conduct.instruments.points.kind import Points

__all__ = ["AccountFacts", "Points"]
