"""The notice before an appointment and the reports received during it."""

import uuid

from django.db import models

from xuanxian.kernel.ordered_json_field import OrderedJSONField
from xuanxian.selection.models.round import Candidacy


class PublicNotice(models.Model):
    """The notice before an appointment."""

    candidacy = models.OneToOneField(
        Candidacy, models.CASCADE, primary_key=True, related_name="notice"
    )
    started_on = models.DateField("公示开始", null=True)
    last_day = models.DateField("公示期满", null=True)
    sites = OrderedJSONField("公示地点", default=list)
    text = models.TextField("公示内容", blank=True)
    exempt_because = models.CharField("不公示的情形", max_length=200, blank=True)
    ended_on = models.DateField("登记结果日期", null=True)

    class Meta:
        verbose_name = "公示"


class ReceivedReport(models.Model):
    """A report received during the notice. Its text is filed apart, for those who handle it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    candidacy = models.ForeignKey(Candidacy, models.CASCADE, related_name="reports")
    received_on = models.DateField("收到日期")
    channel = models.CharField("来源", max_length=60, blank=True)
    text_digest = models.CharField("内容", max_length=80, blank=True)
    verdict = models.CharField("核查结论", max_length=16)  # `notice.REPORT_VERDICTS`
    handled_on = models.DateField("核查日期", null=True)
    handling = models.TextField("处理意见", blank=True)
    handled_by = models.CharField("核查人", max_length=60, blank=True)
    steps = OrderedJSONField("办理步骤", default=list)  # {step, title, on, by, remark}
    due_on = models.DateField("下一步期限", null=True)
    cleared_on = models.DateField("澄清正名日期", null=True)
    cleared_how = models.CharField("澄清方式", max_length=200, blank=True)
    accuser_referred_to = models.CharField("诬告陷害移送单位", max_length=120, blank=True)
    accuser_referred_on = models.DateField("移送日期", null=True)
    accuser_document = models.CharField("移送文号", max_length=80, blank=True)
    place = models.PositiveSmallIntegerField("排序", default=0)

    class Meta:
        verbose_name = "公示期反映"
        ordering = ["candidacy", "place"]

    @property
    def steps_taken(self) -> tuple[str, ...]:
        """Ids of the steps taken, in order."""
        return tuple(step["step"] for step in self.steps)


class AchievementsStatement(models.Model):
    """What somebody has achieved, as it is shown with the notice (实绩公示)."""

    candidacy = models.OneToOneField(
        Candidacy, models.CASCADE, primary_key=True, related_name="achievements"
    )
    sections = OrderedJSONField("内容", default=dict)  # section id → text
    earliest_on = models.DateField("最早一项实绩")
    written_on = models.DateField("填写日期")
    written_by = models.CharField("填写人", max_length=60)
    confirmed = OrderedJSONField("确认", default=dict)  # confirmer id → {name, on, by}
    filed_on = models.DateField("报备日期", null=True)
    filed_number = models.CharField("报备文号", max_length=80, blank=True)

    class Meta:
        verbose_name = "实绩材料"
