"""What importing a file would do, worked out before anything is stored.

The dry run shows plans; storing carries them out. Both make them with the same code, so that what
was shown is what happens.
"""

from xuanxian.exchange.plans.changes import Change, Difference, FilePlan
from xuanxian.exchange.plans.forms import plan_form
from xuanxian.exchange.plans.standing import Standing
from xuanxian.exchange.plans.tables import plan_tables

__all__ = ["Change", "Difference", "FilePlan", "Standing", "plan_form", "plan_tables"]
