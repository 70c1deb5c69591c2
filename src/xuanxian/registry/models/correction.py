"""What stood before a change: nothing in a file is overwritten without trace."""

import uuid

from django.db import models


class Correction(models.Model):
    """One change of a person's, unit's or post's file: what stood before, what stands now, why.

    A projection of the record (`<subject_kind>:<subject>` streams) for the history view.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    subject_kind = models.CharField("对象类别", max_length=20)  # person, organisation, post
    subject = models.UUIDField("对象")
    information_set = models.CharField("信息集", max_length=40)
    before = models.JSONField("原内容", null=True)
    after = models.JSONField("现内容", null=True)
    reason = models.CharField("原因", max_length=200)
    source = models.CharField("依据", max_length=120, blank=True)
    corrected_by = models.CharField("更正人", max_length=60)
    corrected_at = models.DateTimeField("更正时间")

    class Meta:
        verbose_name = "更正"
        ordering = ["-corrected_at"]
        indexes = [models.Index(fields=["subject_kind", "subject"])]
