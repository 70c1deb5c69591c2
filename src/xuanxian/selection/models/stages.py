"""What the stages leave: talks, inspections, letters, sittings, notices, appointments."""

import uuid

from django.db import models

from xuanxian.kernel.ordered_json_field import OrderedJSONField
from xuanxian.selection.models.round import Candidacy, Round, Vacancy


class TalkPurpose(models.TextChoices):
    """What a talk was for."""

    RECOMMENDATION = "recommendation", "谈话推荐"
    INSPECTION = "inspection", "考察谈话"
    APPOINTMENT = "appointment", "任职谈话"


class Talk(models.Model):
    """One talk. What was said is a material; here stands who, with whom and which names."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    round = models.ForeignKey(Round, models.CASCADE, related_name="talks")
    vacancy = models.ForeignKey(Vacancy, models.CASCADE, null=True, related_name="talks")
    candidacy = models.ForeignKey(Candidacy, models.CASCADE, null=True, related_name="talks")
    purpose = models.CharField("类别", max_length=16, choices=TalkPurpose.choices)
    interviewee = models.CharField("谈话对象", max_length=60)
    interviewee_post = models.CharField("谈话对象职务", max_length=200, blank=True)
    interviewers = OrderedJSONField("谈话人", default=list)
    on = models.DateField("日期")
    names = OrderedJSONField("推荐人选", default=list)  # candidacy ids
    notes = models.CharField("记录", max_length=80, blank=True)  # digest of the filed notes
    place = models.PositiveIntegerField("排序", default=0)

    class Meta:
        verbose_name = "谈话"
        ordering = ["round", "place"]


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


class Sitting(models.Model):
    """A meeting of the deciding body for people of one round."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    round = models.ForeignKey(Round, models.CASCADE, related_name="sittings")
    instrument = models.CharField(max_length=60)  # id of the `meeting` in the policy
    body = models.CharField("会议", max_length=120)
    held_on = models.DateField("日期")
    members = OrderedJSONField("应到", default=list)  # names
    present = OrderedJSONField("实到", default=list)
    chief = models.CharField("主持人", max_length=60, blank=True)
    spoken_last = models.CharField("最后表态", max_length=60, blank=True)
    place = models.PositiveSmallIntegerField("排序", default=0)

    class Meta:
        verbose_name = "讨论决定会议"
        ordering = ["round", "place"]


class SittingItem(models.Model):
    """One person on a sitting."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    sitting = models.ForeignKey(Sitting, models.CASCADE, related_name="items")
    candidacy = models.ForeignKey(Candidacy, models.CASCADE, related_name="sitting_items")
    recused = OrderedJSONField("回避", default=list)  # names
    listed = models.BooleanField("列入议题", default=True)
    poll = models.UUIDField("表决", null=True)
    hands = OrderedJSONField("举手表决", default=dict)
    decision = models.CharField("决定", max_length=12, blank=True)  # `meeting.DECISIONS`
    decided_on = models.DateField("决定日期", null=True)
    decided_by = models.CharField("确认人", max_length=60, blank=True)
    remark = models.TextField("说明", blank=True)
    consents_to_reconsider = models.PositiveSmallIntegerField("同意复议", default=0)
    place = models.PositiveSmallIntegerField("次序", default=0)

    class Meta:
        verbose_name = "议题"
        ordering = ["sitting", "place"]


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
    place = models.PositiveSmallIntegerField("排序", default=0)

    class Meta:
        verbose_name = "公示期反映"
        ordering = ["candidacy", "place"]


class Appointment(models.Model):
    """The appointment as written back to the registry."""

    candidacy = models.OneToOneField(
        Candidacy, models.CASCADE, primary_key=True, related_name="appointment"
    )
    document_number = models.CharField("任职文号", max_length=80)
    effective_on = models.DateField("任职时间")
    probation_until = models.DateField("试用期至", null=True)
    holding = models.UUIDField("任职记录")  # `registry.PostHolding`
    former_posts_left = OrderedJSONField("免去职务", default=list)
    appointed_by = models.CharField("经办人", max_length=60)

    class Meta:
        verbose_name = "任职"


class ProbationAssessment(models.Model):
    """An assessment at the end of a probation."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    candidacy = models.ForeignKey(Candidacy, models.CASCADE, related_name="probation_assessments")
    outcome = models.CharField("结论", max_length=60)  # id of the outcome in the policy
    title = models.CharField("结论名称", max_length=60)
    effect = models.CharField(max_length=8)
    assessed_on = models.DateField("考核日期")
    until = models.DateField("试用期至", null=True)  # after an extension
    remark = models.TextField("意见", blank=True)
    assessed_by = models.CharField("考核人", max_length=60)
    place = models.PositiveSmallIntegerField("排序", default=0)

    class Meta:
        verbose_name = "试用期考核"
        ordering = ["candidacy", "place"]
