"""整案推演: a whole case without a database, decided by the functions that decide live cases."""

from xuanxian.selection.rehearsal.report import as_data, as_text
from xuanxian.selection.rehearsal.run import Rehearsal, rehearse
from xuanxian.selection.rehearsal.scenario import (
    LARGEST_FILE,
    Scenario,
    parse_scenario,
    read_scenario,
    scenarios_folder,
)

__all__ = [
    "LARGEST_FILE",
    "Rehearsal",
    "Scenario",
    "as_data",
    "as_text",
    "parse_scenario",
    "read_scenario",
    "rehearse",
    "scenarios_folder",
]
