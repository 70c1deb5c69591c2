"""Workbooks: organisations, posts, establishment, holdings, ranks and rosters of people."""

from xuanxian.exchange.roster.mapping import ColumnMapping, propose_mapping
from xuanxian.exchange.roster.reader import ReadTables, read_tables
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
    "ColumnMapping",
    "EstablishmentRow",
    "HoldingRow",
    "PersonRow",
    "PostRow",
    "RankRow",
    "ReadTables",
    "RewardSanctionRow",
    "Tables",
    "TrainingRow",
    "UnitRow",
    "propose_mapping",
    "read_tables",
    "write_tables",
]
