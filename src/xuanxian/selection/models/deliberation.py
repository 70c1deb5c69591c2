"""Sittings of the deciding body and the people on them."""

import uuid

from django.db import models

from xuanxian.kernel.ordered_json_field import OrderedJSONField
from xuanxian.selection.models.round import Candidacy, Round


class Sitting(models.Model):
    """A meeting of the deciding body for people of one round."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    round = models.ForeignKey(Round, models.CASCADE, related_name="sittings")
    instrument = models.CharField(max_length=60)  # id of the `meeting` in the policy
    body = models.CharField("会议", max_length=120)
    held_on = models.DateField("日期")
    members = OrderedJSONField("应到", default=list)  # names
    present = OrderedJSONField("实到", default=list)
    chief = models.CharField("主持人", max_length=60, blank=True)
    spoken_last = models.CharField("最后表态", max_length=60, blank=True)
    place = models.PositiveSmallIntegerField("排序", default=0)

    class Meta:
        verbose_name = "讨论决定会议"
        ordering = ["round", "place"]


class SittingItem(models.Model):
    """One person on a sitting."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    sitting = models.ForeignKey(Sitting, models.CASCADE, related_name="items")
    candidacy = models.ForeignKey(Candidacy, models.CASCADE, related_name="sitting_items")
    recused = OrderedJSONField("回避", default=list)  # names
    listed = models.BooleanField("列入议题", default=True)
    poll = models.UUIDField("表决", null=True)
    hands = OrderedJSONField("举手表决", default=dict)
    decision = models.CharField("决定", max_length=12, blank=True)  # `meeting.DECISIONS`
    decided_on = models.DateField("决定日期", null=True)
    decided_by = models.CharField("确认人", max_length=60, blank=True)
    remark = models.TextField("说明", blank=True)
    consents_to_reconsider = models.PositiveSmallIntegerField("同意复议", default=0)
    place = models.PositiveSmallIntegerField("次序", default=0)

    class Meta:
        verbose_name = "议题"
        ordering = ["sitting", "place"]
