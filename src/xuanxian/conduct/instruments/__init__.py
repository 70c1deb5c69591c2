"""The policy kinds of this room; importing it registers them all."""

from xuanxian.conduct.instruments.appeal import Appeal
from xuanxian.conduct.instruments.events import Events
from xuanxian.conduct.instruments.grading import Grading
from xuanxian.conduct.instruments.journal import Journal
from xuanxian.conduct.instruments.points import Points
from xuanxian.conduct.instruments.reminder import Reminder
from xuanxian.conduct.instruments.report_handling import ReportHandling
from xuanxian.conduct.instruments.tiered_warning import TieredWarning
from xuanxian.conduct.instruments.tolerance import Tolerance
from xuanxian.conduct.instruments.unfitness import Unfitness

__all__ = [
    "Appeal",
    "Events",
    "Grading",
    "Journal",
    "Points",
    "Reminder",
    "ReportHandling",
    "TieredWarning",
    "Tolerance",
    "Unfitness",
]
