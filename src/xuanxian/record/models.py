"""The tables of the record. Nobody changes a row of `Entry`; triggers in the store refuse it."""

import uuid

from django.db import models


class Stream(models.Model):
    """One chain of entries: a case, a person, a policy adoption, an import.

    Holds the head of the chain, so that a tail cut off is noticed, and is the row that an append
    locks: two writers wait for each other only when they write to the same stream.
    """

    name = models.CharField("编号", max_length=120, primary_key=True)
    title = models.CharField("名称", max_length=200, blank=True)
    length = models.PositiveIntegerField("条数", default=0)
    head = models.CharField("末条校验值", max_length=80, blank=True)

    class Meta:
        verbose_name = "纪实链"


class Entry(models.Model):
    """One event of a stream.

    `header` holds the exact bytes that were hashed: canonical JSON (RFC 8785) of stream, number,
    kind, time, actor, the previous entry's digest and the commitment to `body`. The commitment is
    HMAC-SHA256 over the stored bytes of the body under `salt`, so that content under a retention
    rule can be erased with its salt while the chain still verifies.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    stream = models.ForeignKey(Stream, models.PROTECT, related_name="entries")
    number = models.PositiveIntegerField("序号")
    kind = models.CharField("事项", max_length=80)
    recorded_at = models.DateTimeField("记录时间")
    actor_account = models.CharField(max_length=64, blank=True)
    actor_name = models.CharField("记录人", max_length=60)
    actor_role = models.CharField("角色", max_length=32)
    header = models.BinaryField()
    digest = models.CharField("校验值", max_length=80)
    body = models.BinaryField(null=True)
    salt = models.BinaryField(null=True)

    class Meta:
        verbose_name = "纪实条目"
        ordering = ["stream", "number"]
        constraints = [models.UniqueConstraint(fields=["stream", "number"], name="one_number")]
        indexes = [models.Index(fields=["recorded_at"])]
