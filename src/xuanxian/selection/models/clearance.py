"""Letters of the clearance, the units that answer them, and the review of archives."""

import uuid

from django.db import models

from xuanxian.kernel.ordered_json_field import OrderedJSONField
from xuanxian.registry.models import Organisation
from xuanxian.selection.models.round import Candidacy


class ConsultedBody(models.Model):
    """联审单位: which unit stands behind a name that policies ask by, as 公安机关 → 县公安局.

    Its letters go to that unit's accounts; a name without a unit is answered by whoever holds
    the answering role over the managing unit.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    unit = models.ForeignKey(Organisation, models.PROTECT, related_name="+")  # whose office asks
    name = models.CharField("征求单位", max_length=120)  # `ClearanceItem.asks`
    body = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    telephone = models.CharField("联系电话", max_length=60, blank=True)

    class Meta:
        verbose_name = "联审单位"
        ordering = ["unit", "name"]
        constraints = [models.UniqueConstraint(fields=["unit", "name"], name="one_consulted_body")]

    def __str__(self) -> str:
        return self.name


class Letter(models.Model):
    """A letter of the clearance and its reply."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    candidacy = models.ForeignKey(Candidacy, models.CASCADE, related_name="letters")
    instrument = models.CharField(max_length=60)  # id of the `clearance` in the policy
    item = models.CharField("事项", max_length=60)  # id of the item in it
    title = models.CharField("事项名称", max_length=120)
    asks = models.CharField("征求单位", max_length=120)
    about = models.CharField("征求内容", max_length=200, blank=True)
    # The unit whose accounts answer: the consulted body, else the managing unit.
    unit_code = models.CharField("答复单位", max_length=60, blank=True, db_index=True)
    document_number = models.CharField("函号", max_length=80, blank=True)
    sent_on = models.DateField("发函日期")
    due_on = models.DateField("回复期限", null=True)
    reminders = OrderedJSONField("催办", default=list)  # {on, by, manner}
    extensions = OrderedJSONField("延期", default=list)  # {on, by, until, reason}
    answer = models.CharField("结论", max_length=12, blank=True)  # `clearance.ANSWERS`
    reply_text = models.TextField("回复内容", blank=True)
    replied_on = models.DateField("回复日期", null=True)
    replied_by = models.CharField("登记人", max_length=60, blank=True)
    sealed = models.BooleanField("已盖章", default=False)
    signed_by = OrderedJSONField("签字", default=list)  # titles
    reply_file = models.CharField("复函", max_length=80, blank=True)  # sha256:<hex>
    reply_file_name = models.CharField("复函文件名", max_length=200, blank=True)
    withdrawn_on = models.DateField("撤回日期", null=True)
    withdrawn_because = models.TextField("撤回原因", blank=True)
    place = models.PositiveIntegerField("排序", default=0)

    class Meta:
        verbose_name = "征求意见函"
        ordering = ["candidacy", "place"]
        indexes = [models.Index(fields=["answer", "due_on"])]

    def __str__(self) -> str:
        return f"{self.title}（{self.asks}）"

    @property
    def is_open(self) -> bool:
        """Whether a reply is still awaited."""
        return not self.answer and self.withdrawn_on is None


class FileReviewRecord(models.Model):
    """One review of a person's archive; a policy may have it reviewed more than once."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    candidacy = models.ForeignKey(Candidacy, models.CASCADE, related_name="file_reviews")
    instrument = models.CharField(max_length=60)  # id of the `file_review` in the policy
    title = models.CharField("名称", max_length=120)
    findings = OrderedJSONField("逐项审核", default=dict)  # item id → `ItemFinding`
    reviewers = OrderedJSONField("审核人", default=dict)  # step → names; "" without steps
    conclusion = models.CharField("结论", max_length=60, blank=True)
    reviewed_on = models.DateField("审核日期", null=True)
    person_signed_on = models.DateField("本人签字日期", null=True)
    place = models.PositiveIntegerField("排序", default=0)

    class Meta:
        verbose_name = "档案审核"
        ordering = ["candidacy", "place"]
        constraints = [
            models.UniqueConstraint(fields=["candidacy", "instrument"], name="one_file_review")
        ]

    @property
    def reviewed_by(self) -> str:
        """Who reviewed, step by step: 甲、乙（初审），丙（复审）."""
        return "，".join(
            f"{'、'.join(names)}{f'（{step}）' if step else ''}"
            for step, names in self.reviewers.items()
        )
