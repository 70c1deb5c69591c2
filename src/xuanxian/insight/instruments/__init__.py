"""The policy kinds of this room; importing it registers them all."""

from xuanxian.insight.instruments.index import Index

__all__ = ["Index"]
