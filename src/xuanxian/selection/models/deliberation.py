"""Sittings of the deciding body and the people on them."""

import uuid

from django.db import models

from xuanxian.kernel.ordered_json_field import OrderedJSONField
from xuanxian.selection.models.round import Candidacy, Round


class Agenda(models.Model):
    """The agenda of a meeting as sent out beforehand: nothing is added to it afterwards."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    round = models.ForeignKey(Round, models.CASCADE, related_name="agendas")
    instrument = models.CharField(max_length=60)  # id of the `meeting` in the policy
    body = models.CharField("会议", max_length=120)
    meets_on = models.DateField("会议日期")
    candidacies = OrderedJSONField("议题", default=list)  # ids in their order
    issued_on = models.DateField("印发日期")
    issued_by = models.CharField("印发人", max_length=60)
    place = models.PositiveSmallIntegerField("排序", default=0)

    class Meta:
        verbose_name = "会议议题"
        ordering = ["round", "place"]


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
    speakers = OrderedJSONField("发言次序", default=dict)  # item id → names in order
    minutes = models.CharField("会议记录", max_length=80, blank=True)  # sha256:<hex>
    minutes_on = models.DateField("记录日期", null=True)
    minutes_by = models.CharField("记录人", max_length=60, blank=True)
    minutes_signed = OrderedJSONField("会议记录签字", default=dict)  # title → {name, on, by}
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
