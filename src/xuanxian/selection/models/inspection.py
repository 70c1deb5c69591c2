"""The inspection of one person."""

from django.db import models

from xuanxian.kernel.ordered_json_field import OrderedJSONField
from xuanxian.selection.models.round import Candidacy


class InspectionRecord(models.Model):
    """The inspection of one person."""

    candidacy = models.OneToOneField(
        Candidacy, models.CASCADE, primary_key=True, related_name="inspection"
    )
    notice_on = models.DateField("考察预告日期", null=True)
    notice_until = models.DateField("考察预告至", null=True)
    notice_scope = models.CharField("预告范围", max_length=200, blank=True)
    team = OrderedJSONField("考察组", default=list)  # `TeamMember`s
    rating_poll = models.UUIDField("民主测评", null=True)
    former_unit_asked = models.BooleanField("已延伸考察", default=False)
    former_unit = models.CharField("原任职单位", max_length=200, blank=True)
    sections = OrderedJSONField("考察材料", default=dict)  # section id → text
    shortcomings = OrderedJSONField("缺点和不足", default=list)
    submitted_on = models.DateField("提交日期", null=True)
    signed_by = OrderedJSONField("签名", default=list)

    class Meta:
        verbose_name = "考察"
