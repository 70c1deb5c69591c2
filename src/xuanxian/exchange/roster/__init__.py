"""Workbooks: organisations, posts, establishment, holdings, ranks and rosters of people."""

from xuanxian.exchange.roster.tables import (
    EstablishmentRow,
    HoldingRow,
    PersonRow,
    PostRow,
    RankRow,
    Tables,
    UnitRow,
)
from xuanxian.exchange.roster.writer import write_tables

__all__ = [
    "EstablishmentRow",
    "HoldingRow",
    "PersonRow",
    "PostRow",
    "RankRow",
    "Tables",
    "UnitRow",
    "write_tables",
]
