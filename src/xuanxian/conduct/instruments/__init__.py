"""The policy kinds of this room; importing it registers them all."""

from xuanxian.conduct.instruments.points import Points

__all__ = ["Points"]
