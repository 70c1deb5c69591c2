"""What stood before a change: nothing in a file is overwritten without trace."""

import uuid

from django.db import models

from xuanxian.kernel.ordered_json_field import OrderedJSONField
from xuanxian.registry.models.person import Person


class Correction(models.Model):
    """One change of a person's, unit's or post's file: what stood before, what stands now, why.

    A projection of the record (`<subject_kind>:<subject>` streams) for the history view.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    subject_kind = models.CharField("对象类别", max_length=20)  # person, organisation, post
    subject = models.UUIDField("对象")
    information_set = models.CharField("信息集", max_length=40)
    before = OrderedJSONField("原内容", null=True)
    after = OrderedJSONField("现内容", null=True)
    reason = models.CharField("原因", max_length=200)
    source = models.CharField("依据", max_length=120, blank=True)
    corrected_by = models.CharField("更正人", max_length=60)
    corrected_at = models.DateTimeField("更正时间")

    class Meta:
        verbose_name = "更正"
        ordering = ["-corrected_at"]
        indexes = [models.Index(fields=["subject_kind", "subject"])]


class CorrectionRequest(models.Model):
    """What somebody says is wrong in the own file, until staff answer it."""

    class State(models.TextChoices):
        OPEN = "open", "待核实"
        ACCEPTED = "accepted", "已采纳"
        DECLINED = "declined", "未采纳"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, models.CASCADE, related_name="correction_requests")
    information_set = models.CharField("信息集", max_length=40)
    text = models.TextField("说明")
    state = models.CharField("状态", max_length=8, choices=State.choices, default=State.OPEN)
    requested_at = models.DateTimeField("提出时间")
    answer = models.CharField("答复", max_length=200, blank=True)
    answered_by = models.CharField("答复人", max_length=60, blank=True)
    answered_at = models.DateTimeField("答复时间", null=True, blank=True)

    class Meta:
        verbose_name = "更正申请"
        ordering = ["-requested_at"]


class DeclinedLink(models.Model):
    """Staff found that a relative of `person` is not `candidate`; it is not proposed again."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="declined_links")
    candidate = models.ForeignKey(Person, models.CASCADE, related_name="+")

    class Meta:
        verbose_name = "已排除的亲属关联"
        constraints = [
            models.UniqueConstraint(fields=["person", "candidate"], name="one_declined_link")
        ]
