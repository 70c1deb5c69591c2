"""The policy kinds of this room; importing it registers them all."""

from xuanxian.growth.instruments.pool import Pool

__all__ = ["Pool"]
