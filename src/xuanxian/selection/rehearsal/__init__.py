"""整案推演: a whole case without a database, decided by the functions that decide live cases."""

from xuanxian.selection.rehearsal.report import as_data, as_text
from xuanxian.selection.rehearsal.run import Rehearsal, rehearse
from xuanxian.selection.rehearsal.scenario import Scenario, read_scenario

__all__ = ["Rehearsal", "Scenario", "as_data", "as_text", "read_scenario", "rehearse"]
