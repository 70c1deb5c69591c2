"""The tables of paper forms.

Until the box is opened, what tellers key in lies here sealed: while two entries wait to be
compared, under the desk key of the poll (`desk_key`), a file outside the store; once they agree,
as envelopes of the box. No row says where in its pile a ballot lay: entries are kept in the order
of their content, envelopes and pages under random keys.
"""

import uuid

from django.db import models

from xuanxian.ballots.random_keys import random_key


class PaperBatch(models.Model):
    """A pile of forms of one class, shuffled before it is keyed in; or the forms of one scan.

    `waiting` counts its ballots that tellers still have to decide: all of a pile, of a scan those
    with doubtful marks. `digest` is the root over its envelopes, as it stands on the record.
    """

    class How(models.TextChoices):
        KEYED = "keyed", "两人录入"
        SCANNED = "scanned", "扫描"

    class State(models.TextChoices):
        ENTERING = "entering", "录入中"
        DIFFERS = "differs", "待核定"
        SEALED = "sealed", "已入箱"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    poll = models.ForeignKey("ballots.Poll", models.CASCADE, related_name="paper_batches")
    voters = models.ForeignKey("ballots.PollClass", models.CASCADE, related_name="paper_batches")
    place = models.PositiveSmallIntegerField("批次")
    how = models.CharField("方式", max_length=10, choices=How.choices, default=How.KEYED)
    size = models.PositiveIntegerField("张数")
    waiting = models.PositiveIntegerField("待录入")
    state = models.CharField("状态", max_length=10, choices=State.choices, default=State.ENTERING)
    digest = models.CharField("校验值", max_length=80, blank=True)

    class Meta:
        verbose_name = "纸质票批次"
        ordering = ["poll", "place"]
        constraints = [models.UniqueConstraint(fields=["poll", "place"], name="one_paper_batch")]

    def __str__(self) -> str:
        return f"{self.voters.name}第 {self.place} 批"


class PaperEntry(models.Model):
    """What one teller keyed in of a batch; the third (`place` 3) decides where two differ.

    `content` is sealed under the desk key and gone once the batch is in the box.
    """

    batch = models.ForeignKey(PaperBatch, models.CASCADE, related_name="entries")
    place = models.PositiveSmallIntegerField("第几人")
    account = models.CharField(max_length=64)
    name = models.CharField("计票人", max_length=60)
    number = models.PositiveIntegerField("已录", default=0)
    content = models.BinaryField(null=True)

    class Meta:
        verbose_name = "录入"
        ordering = ["batch", "place"]
        constraints = [
            models.UniqueConstraint(fields=["batch", "place"], name="one_entry_a_place"),
            models.UniqueConstraint(fields=["batch", "account"], name="one_entry_a_teller"),
        ]


class PaperEnvelope(models.Model):
    """A ballot keyed in or read from a scan, sealed for the box. Gone when the box is opened."""

    key = models.CharField(max_length=32, primary_key=True, default=random_key)
    batch = models.ForeignKey(PaperBatch, models.CASCADE, related_name="envelopes")
    envelope = models.BinaryField()

    class Meta:
        verbose_name = "录入的票"
        ordering = ["key"]


class ScannedForm(models.Model):
    """The scanned pages of one form, sealed under the desk key and kept for a recount.

    `reading` is what was read of a form with doubts, sealed too; null where nothing is in doubt.
    """

    key = models.CharField(max_length=32, primary_key=True, default=random_key)
    batch = models.ForeignKey(PaperBatch, models.CASCADE, related_name="scanned_forms")
    pages = models.BinaryField()
    reading = models.BinaryField(null=True)

    class Meta:
        verbose_name = "扫描图像"
        ordering = ["key"]
