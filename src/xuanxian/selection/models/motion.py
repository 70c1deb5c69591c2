"""动议: versions of the plan as they were released, and elements checked before the motion."""

import uuid

from django.db import models

from xuanxian.kernel.ordered_json_field import OrderedJSONField
from xuanxian.selection.models.round import Candidacy, Round


class PlanVersion(models.Model):
    """A version of the plan as it stood when it was released to the next (方案演进)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    round = models.ForeignKey(Round, models.CASCADE, related_name="plan_versions")
    version = models.CharField("版本", max_length=60)  # `PlanVersion.id` in the policy
    title = models.CharField("版本名称", max_length=120)
    plan = OrderedJSONField("方案", default=dict)  # element id → text
    people = OrderedJSONField("职位和人选", default=list)  # [{post, people: [name]}]
    released_by = models.CharField("同意主体", max_length=120)
    by = models.CharField("登记人", max_length=60)
    on = models.DateField("日期")
    remark = models.TextField("意见", blank=True)
    place = models.PositiveIntegerField("排序", default=0)

    class Meta:
        verbose_name = "动议方案版本"
        ordering = ["round", "place"]
        constraints = [
            models.UniqueConstraint(fields=["round", "version"], name="one_plan_version")
        ]


class ElementFinding(models.Model):
    """What an office found of one element of somebody before the motion (动议前置要素预审)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    candidacy = models.ForeignKey(Candidacy, models.CASCADE, related_name="element_findings")
    check_id = models.CharField("审查项目", max_length=60)  # id of the instrument
    element = models.CharField("要素", max_length=60)
    office = models.CharField("预审科室", max_length=60)
    finding = models.CharField("结论", max_length=12)  # clear, doubt, cleared
    note = models.TextField("情况", blank=True)
    by = models.CharField("预审人", max_length=60)
    on = models.DateField("日期")
    place = models.PositiveIntegerField("排序", default=0)

    class Meta:
        verbose_name = "前置要素预审"
        ordering = ["candidacy", "place"]
        constraints = [
            models.UniqueConstraint(
                fields=["candidacy", "check_id", "element"], name="one_element_finding"
            )
        ]
