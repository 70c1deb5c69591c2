"""Exceptions asked for beforehand (事前报批), and what came back."""

import uuid

from django.db import models

from xuanxian.kernel.ordered_json_field import OrderedJSONField
from xuanxian.selection.instruments.prior_approval import REPLIES
from xuanxian.selection.models.round import Candidacy


class PriorApprovalRequest(models.Model):
    """A request to the body the policy names, with the reply once it has come."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    candidacy = models.ForeignKey(Candidacy, models.CASCADE, related_name="approval_requests")
    instrument = models.CharField(max_length=60)  # id of the `prior_approval` in the policy
    item = models.CharField("报批事项", max_length=60)
    title = models.CharField("报批事项名称", max_length=120)
    approver = models.CharField("审批单位", max_length=120)
    ground = models.CharField("理由类别", max_length=120, blank=True)
    reason = models.TextField("报批理由")
    broken = OrderedJSONField("突破的条款", default=list)  # what was said of each rule, citation
    document_number = models.CharField("报批文号", max_length=80, blank=True)
    sent_on = models.DateField("报批日期")
    due_on = models.DateField("批复期限", null=True)
    reply = models.CharField("批复", max_length=12, blank=True, choices=list(REPLIES.items()))
    reply_document = models.CharField("批复文号", max_length=80, blank=True)
    reply_text = models.TextField("批复意见", blank=True)
    replied_on = models.DateField("批复日期", null=True)
    sent_by = models.CharField("经办人", max_length=60)
    recorded_by = models.CharField("登记人", max_length=60, blank=True)
    place = models.PositiveSmallIntegerField("排序", default=0)

    class Meta:
        verbose_name = "事前报批"
        ordering = ["candidacy", "place"]

    def __str__(self) -> str:
        return f"{self.candidacy.person}：{self.title}"
