"""What changed the state of a candidacy: every change, so that since when and why can be told."""

import uuid

from django.db import models

from xuanxian.selection.models.round import STATES, Candidacy
from xuanxian.selection.states import Move

MOVES = [(move.value, move.label) for move in Move]


class StateChange(models.Model):
    """One change of state, with who made it and what was said."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    candidacy = models.ForeignKey(Candidacy, models.CASCADE, related_name="state_changes")
    move = models.CharField("办理", max_length=16, choices=MOVES)
    before = models.CharField("原状态", max_length=12, choices=STATES)
    state = models.CharField("状态", max_length=12, choices=STATES)
    on = models.DateField("日期")
    by = models.CharField("经办人", max_length=60)
    reason = models.TextField("理由", blank=True)
    owner = models.CharField("责任人", max_length=60, blank=True)  # who looks after a hold
    condition = models.TextField("恢复条件", blank=True)  # of a hold, or the event that ends a bar
    until = models.DateField("到期日期", null=True)
    citation = models.CharField("依据", max_length=200, blank=True)
    placed_in = models.CharField("安排", max_length=200, blank=True)  # post or level returned to
    place = models.PositiveSmallIntegerField("排序", default=0)

    class Meta:
        verbose_name = "状态变动"
        ordering = ["candidacy", "place"]

    @property
    def label(self) -> str:
        """What was done, in Chinese."""
        return Move(self.move).label
