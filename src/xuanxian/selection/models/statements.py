"""What people said of their own case: replies to what was found, and appeals."""

import uuid

from django.db import models

from xuanxian.selection.instruments.own_case import APPEAL_RESULTS
from xuanxian.selection.models.round import Candidacy


class OwnStatement(models.Model):
    """A statement (说明) or an appeal (申诉) of the person, and what became of the appeal."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    candidacy = models.ForeignKey(Candidacy, models.CASCADE, related_name="own_statements")
    is_appeal = models.BooleanField("申诉")
    about = models.CharField("事项", max_length=60)
    text = models.TextField("内容")
    made_on = models.DateField("日期")
    due_on = models.DateField("处理期限", null=True)
    result = models.CharField(
        "处理结果", max_length=12, blank=True, choices=list(APPEAL_RESULTS.items())
    )
    result_text = models.TextField("处理意见", blank=True)
    settled_on = models.DateField("处理日期", null=True)
    settled_by = models.CharField("处理人", max_length=60, blank=True)
    place = models.PositiveSmallIntegerField("排序", default=0)

    class Meta:
        verbose_name = "本人说明和申诉"
        ordering = ["candidacy", "place"]

    def __str__(self) -> str:
        return f"{self.candidacy.person}：{self.about}"
