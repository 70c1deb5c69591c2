"""Workbooks: organisations, posts, establishment, holdings, ranks and rosters of people."""

from xuanxian.exchange.roster.tables import (
    EstablishmentRow,
    HoldingRow,
    PersonRow,
    PostRow,
    RankRow,
    RewardSanctionRow,
    Tables,
    TrainingRow,
    UnitRow,
)
from xuanxian.exchange.roster.writer import write_tables

__all__ = [
    "EstablishmentRow",
    "HoldingRow",
    "PersonRow",
    "PostRow",
    "RankRow",
    "RewardSanctionRow",
    "Tables",
    "TrainingRow",
    "UnitRow",
    "write_tables",
]
