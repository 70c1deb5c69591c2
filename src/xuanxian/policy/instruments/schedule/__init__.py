"""The policy kind `schedule`: cadence and coverage."""

from xuanxian.policy.instruments.schedule.kind import Schedule, ScheduleRule
from xuanxian.policy.instruments.schedule.standing import Doing, ScheduleFacts, Standing, State

__all__ = ["Doing", "Schedule", "ScheduleFacts", "ScheduleRule", "Standing", "State"]
