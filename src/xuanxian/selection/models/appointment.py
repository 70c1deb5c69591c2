"""The appointment and the end of its probation."""

import uuid

from django.db import models

from xuanxian.kernel.ordered_json_field import OrderedJSONField
from xuanxian.selection.models.round import Candidacy


class Appointment(models.Model):
    """The appointment as written back to the registry."""

    candidacy = models.OneToOneField(
        Candidacy, models.CASCADE, primary_key=True, related_name="appointment"
    )
    document_number = models.CharField("任职文号", max_length=80)
    effective_on = models.DateField("任职时间")
    probation_until = models.DateField("试用期至", null=True)
    holding = models.UUIDField("任职记录")  # `registry.PostHolding`
    former_posts_left = OrderedJSONField("免去职务", default=list)
    appointed_by = models.CharField("经办人", max_length=60)

    class Meta:
        verbose_name = "任职"


class ProbationAssessment(models.Model):
    """An assessment at the end of a probation."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    candidacy = models.ForeignKey(Candidacy, models.CASCADE, related_name="probation_assessments")
    outcome = models.CharField("结论", max_length=60)  # id of the outcome in the policy
    title = models.CharField("结论名称", max_length=60)
    effect = models.CharField(max_length=8)
    assessed_on = models.DateField("考核日期")
    until = models.DateField("试用期至", null=True)  # after an extension
    remark = models.TextField("意见", blank=True)
    assessed_by = models.CharField("考核人", max_length=60)
    place = models.PositiveSmallIntegerField("排序", default=0)

    class Meta:
        verbose_name = "试用期考核"
        ordering = ["candidacy", "place"]
