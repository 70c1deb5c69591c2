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


class AppointmentTestSitting(models.Model):
    """A test taken before the appointment, or made up."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    candidacy = models.ForeignKey(Candidacy, models.CASCADE, related_name="appointment_tests")
    instrument = models.CharField(max_length=60)  # id of the `appointment_test` in the policy
    taken_on = models.DateField("测试日期")
    mark = models.DecimalField("成绩", max_digits=6, decimal_places=2)
    rank = models.PositiveIntegerField("名次", null=True)
    of = models.PositiveIntegerField("参加人数", null=True)
    recorded_by = models.CharField("登记人", max_length=60)
    talked_on = models.DateField("约谈日期", null=True)
    talked_by = models.CharField("约谈人", max_length=60, blank=True)
    place = models.PositiveSmallIntegerField("排序", default=0)

    class Meta:
        verbose_name = "任前测试"
        ordering = ["candidacy", "place"]


class FollowUpVisit(models.Model):
    """A visit to somebody newly appointed (任职回访、适应性考察)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    candidacy = models.ForeignKey(Candidacy, models.CASCADE, related_name="follow_up_visits")
    instrument = models.CharField(max_length=60)  # id of the `follow_up` in the policy
    visit = models.CharField("回访", max_length=60)  # id of the visit in the policy
    title = models.CharField("名称", max_length=120)
    held_on = models.DateField("日期")
    visitors = OrderedJSONField("回访人", default=list)  # names
    findings = models.TextField("情况")
    conclusion = models.CharField("结论", max_length=60, blank=True)  # id in the policy
    conclusion_title = models.CharField("结论名称", max_length=60, blank=True)
    wish = models.CharField("本人意愿", max_length=60, blank=True)
    told_on = models.DateField("向本人反馈日期", null=True)
    recorded_by = models.CharField("登记人", max_length=60)
    place = models.PositiveSmallIntegerField("排序", default=0)

    class Meta:
        verbose_name = "任职回访"
        ordering = ["candidacy", "place"]
        constraints = [
            models.UniqueConstraint(
                fields=["candidacy", "instrument", "visit"], name="one_visit_of_a_kind"
            )
        ]
