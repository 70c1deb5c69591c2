"""Materials on file, and holds released or bars overridden."""

import uuid

from django.db import models

from xuanxian.selection.models.round import STAGES, Candidacy, Round


class Material(models.Model):
    """A material of the record checklist, stored by its digest under the installation's home."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    round = models.ForeignKey(Round, models.CASCADE, related_name="materials")
    candidacy = models.ForeignKey(Candidacy, models.CASCADE, null=True, related_name="materials")
    item = models.CharField("纪实项目", max_length=60)  # id in the policy's checklist
    title = models.CharField("材料名称", max_length=200)
    file_name = models.CharField("文件名", max_length=200)
    digest = models.CharField("校验值", max_length=80)  # sha256:<hex>
    size = models.PositiveBigIntegerField("字节")
    recorded_by = models.CharField("记录人", max_length=60)
    recorded_on = models.DateField("归集日期")
    audited_by = models.CharField("审核人", max_length=60, blank=True)
    audited_on = models.DateField("审核日期", null=True)
    place = models.PositiveIntegerField("排序", default=0)

    class Meta:
        verbose_name = "纪实材料"
        ordering = ["round", "place"]


class Exemption(models.Model):
    """A hold released (放行) or a bar overridden (破例), with the reason."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    candidacy = models.ForeignKey(Candidacy, models.CASCADE, related_name="exemptions")
    stage = models.CharField("环节", max_length=16, choices=STAGES)
    check_id = models.CharField("审查项目", max_length=60)  # id of the instrument
    rule = models.CharField("规则", max_length=160)
    overrides = models.BooleanField("破例")
    set_aside = models.TextField("原结论")
    reason = models.TextField("理由")
    by = models.CharField("决定人", max_length=60)
    role = models.CharField("角色", max_length=32)
    on = models.DateField("日期")
    place = models.PositiveSmallIntegerField("排序", default=0)

    class Meta:
        verbose_name = "放行与破例"
        ordering = ["candidacy", "place"]
