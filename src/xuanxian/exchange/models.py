"""Imports, their files and what each changed; mappings of columns once chosen."""

import uuid

from django.db import models

from xuanxian.kernel.ordered_json_field import OrderedJSONField


class ImportBatch(models.Model):
    """Files brought in together: checked first, then stored, perhaps undone."""

    class State(models.TextChoices):
        CHECKED = "checked", "已检查，未导入"
        STORING = "storing", "正在导入"
        STORED = "stored", "已导入"
        UNDONE = "undone", "已撤销"
        DISCARDED = "discarded", "已放弃"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    title = models.CharField("名称", max_length=200)
    state = models.CharField("状态", max_length=12, choices=State.choices, default=State.CHECKED)
    mapping = OrderedJSONField("列的含义", null=True, blank=True)
    made_by = models.CharField(max_length=64, blank=True)
    made_by_name = models.CharField("导入人", max_length=60)
    made_at = models.DateTimeField("检查时间")
    stored_at = models.DateTimeField("导入时间", null=True, blank=True)
    undone_at = models.DateTimeField("撤销时间", null=True, blank=True)
    undo_reason = models.CharField("撤销原因", max_length=200, blank=True)

    class Meta:
        verbose_name = "导入批次"
        ordering = ["-made_at"]

    def __str__(self) -> str:
        return self.title


class ImportedFile(models.Model):
    """One file of an import, with its report as it was shown."""

    class State(models.TextChoices):
        CHECKED = "checked", "可导入"
        REFUSED = "refused", "有错误，不导入"
        STORED = "stored", "已导入"
        UNDONE = "undone", "已撤销"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    batch = models.ForeignKey(ImportBatch, models.CASCADE, related_name="files")
    place = models.PositiveIntegerField("序号")
    name = models.CharField("文件", max_length=300)
    kind = models.CharField("类别", max_length=10)
    state = models.CharField("状态", max_length=10, choices=State.choices)
    digest = models.CharField("校验值", max_length=80)
    problems = OrderedJSONField("问题", default=list)
    changes = OrderedJSONField("变化", default=list)
    error_count = models.PositiveIntegerField("错误数", default=0)
    warning_count = models.PositiveIntegerField("提示数", default=0)

    class Meta:
        verbose_name = "导入的文件"
        ordering = ["batch", "place"]
        constraints = [models.UniqueConstraint(fields=["batch", "place"], name="one_place")]

    def __str__(self) -> str:
        return self.name


class ImportedChange(models.Model):
    """One change that a stored file made, with what is needed to set it back.

    `entries_before` and `entries_after` are the lengths of the subject's record stream around the
    change: if another entry stands in between or after, something else was built on it.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    file = models.ForeignKey(ImportedFile, models.CASCADE, related_name="stored_changes")
    place = models.PositiveIntegerField("序号")
    subject = models.CharField("对象类别", max_length=14)
    identity = models.UUIDField("对象")
    title = models.CharField("名称", max_length=300)
    action = models.CharField("动作", max_length=8)
    before = OrderedJSONField("原内容", null=True)
    photo_before = models.BinaryField(null=True)
    stream = models.CharField(max_length=120)
    entries_before = models.PositiveIntegerField()
    entries_after = models.PositiveIntegerField()

    class Meta:
        verbose_name = "导入的变化"
        ordering = ["file", "place"]
        indexes = [models.Index(fields=["subject", "identity"])]


class RememberedMapping(models.Model):
    """Which column was which the last time a roster had these titles."""

    signature = models.CharField(max_length=64, primary_key=True)
    columns = OrderedJSONField("列的含义")
    changed_by = models.CharField("修改人", max_length=60)
    changed_at = models.DateTimeField("修改时间")

    class Meta:
        verbose_name = "列的含义"
