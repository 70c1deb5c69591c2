"""Letters of the clearance and the review of archives."""

import uuid

from django.db import models

from xuanxian.kernel.ordered_json_field import OrderedJSONField
from xuanxian.selection.models.round import Candidacy


class Letter(models.Model):
    """A letter of the clearance and its reply."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    candidacy = models.ForeignKey(Candidacy, models.CASCADE, related_name="letters")
    instrument = models.CharField(max_length=60)  # id of the `clearance` in the policy
    item = models.CharField("事项", max_length=60)  # id of the item in it
    title = models.CharField("事项名称", max_length=120)
    asks = models.CharField("征求单位", max_length=120)
    document_number = models.CharField("函号", max_length=80, blank=True)
    sent_on = models.DateField("发函日期")
    due_on = models.DateField("回复期限", null=True)
    answer = models.CharField("结论", max_length=12, blank=True)  # `clearance.ANSWERS`
    reply_text = models.TextField("回复内容", blank=True)
    replied_on = models.DateField("回复日期", null=True)
    sealed = models.BooleanField("已盖章", default=False)
    signed_by = OrderedJSONField("签字", default=list)  # titles
    place = models.PositiveIntegerField("排序", default=0)

    class Meta:
        verbose_name = "征求意见函"
        ordering = ["candidacy", "place"]


class FileReviewRecord(models.Model):
    """The review of one person's archive."""

    candidacy = models.OneToOneField(
        Candidacy, models.CASCADE, primary_key=True, related_name="file_review"
    )
    findings = OrderedJSONField("逐项审核", default=dict)  # item id → `ItemFinding`
    reviewers = OrderedJSONField("审核人", default=list)
    conclusion = models.CharField("结论", max_length=60, blank=True)
    reviewed_on = models.DateField("审核日期", null=True)
    person_signed_on = models.DateField("本人签字日期", null=True)

    class Meta:
        verbose_name = "档案审核"
