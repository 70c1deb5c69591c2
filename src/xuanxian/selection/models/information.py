"""监督信息: what bodies report on cadres month by month, and what became of each matter.

These tables belong to a managing unit, not to a round; they are written with their entry on the
record `information:<id of the unit>`.
"""

import uuid

from django.db import models

from xuanxian.registry.models import Organisation, Person


class BodyReport(models.Model):
    """The report of one body for one period; without matters it is a 零报告."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    unit = models.ForeignKey(Organisation, models.PROTECT, related_name="+")  # who is reported to
    body = models.CharField("报送单位", max_length=60)  # id in the policy
    body_title = models.CharField("单位名称", max_length=120)
    period = models.DateField("报送期")  # first day
    matters = models.PositiveIntegerField("情况件数", default=0)
    submitted_on = models.DateField("报送日期")
    submitted_by = models.CharField("报送人", max_length=60)

    class Meta:
        verbose_name = "监督信息报告"
        ordering = ["-period", "body"]
        constraints = [
            models.UniqueConstraint(fields=["unit", "body", "period"], name="one_body_report")
        ]


class ReportedMatter(models.Model):
    """Something a body reported of a person. The text is a file apart, for those who handle it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    unit = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    body = models.CharField("报送单位", max_length=60)
    body_title = models.CharField("单位名称", max_length=120)
    period = models.DateField("报送期")
    person = models.ForeignKey(Person, models.PROTECT, related_name="reported_matters")
    text_digest = models.CharField("内容", max_length=80)  # sha256:<hex>
    urgent = models.BooleanField("重要情况", default=False)
    reported_on = models.DateField("报送日期")
    reported_by = models.CharField("报送人", max_length=60)
    result = models.CharField(
        "核实结论", max_length=12, blank=True
    )  # `services.information.RESULTS`
    handling = models.TextField("处理意见", blank=True)
    handled_on = models.DateField("处理日期", null=True)
    handled_by = models.CharField("处理人", max_length=60, blank=True)

    class Meta:
        verbose_name = "监督信息"
        ordering = ["-reported_on", "body"]
        indexes = [models.Index(fields=["person", "result"])]
