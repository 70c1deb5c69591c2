"""Talks of the recommendation, the inspection and the appointment."""

import uuid

from django.db import models

from xuanxian.kernel.ordered_json_field import OrderedJSONField
from xuanxian.selection.models.round import Candidacy, Round, Vacancy


class TalkPurpose(models.TextChoices):
    """What a talk was for."""

    RECOMMENDATION = "recommendation", "谈话推荐"
    INSPECTION = "inspection", "考察谈话"
    APPOINTMENT = "appointment", "任职谈话"


class Talk(models.Model):
    """One talk. What was said is a material; here stands who, with whom and which names."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    round = models.ForeignKey(Round, models.CASCADE, related_name="talks")
    vacancy = models.ForeignKey(Vacancy, models.CASCADE, null=True, related_name="talks")
    candidacy = models.ForeignKey(Candidacy, models.CASCADE, null=True, related_name="talks")
    purpose = models.CharField("类别", max_length=16, choices=TalkPurpose.choices)
    interviewee = models.CharField("谈话对象", max_length=60)
    interviewee_post = models.CharField("谈话对象职务", max_length=200, blank=True)
    interviewers = OrderedJSONField("谈话人", default=list)
    on = models.DateField("日期")
    names = OrderedJSONField("推荐人选", default=list)  # candidacy ids
    of_class = models.CharField("谈话对象类别", max_length=60, blank=True)  # id in the policy
    signed_by = OrderedJSONField("记录签字", default=list)  # interviewers
    notes = models.CharField("记录", max_length=80, blank=True)  # digest of the filed notes
    place = models.PositiveIntegerField("排序", default=0)

    class Meta:
        verbose_name = "谈话"
        ordering = ["round", "place"]


class ScheduledTalk(models.Model):
    """Somebody whom the inspection team is to talk with."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    candidacy = models.ForeignKey(Candidacy, models.CASCADE, related_name="scheduled_talks")
    of_class = models.CharField("类别", max_length=60)  # id in the policy
    name = models.CharField("姓名", max_length=60)
    post = models.CharField("职务", max_length=200, blank=True)
    place = models.PositiveSmallIntegerField("排序", default=0)

    class Meta:
        verbose_name = "谈话安排"
        ordering = ["candidacy", "place"]
        constraints = [models.UniqueConstraint(fields=["candidacy", "name"], name="scheduled_once")]
