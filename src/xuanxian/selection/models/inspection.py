"""The inspection of one person: what was done, what is claimed of the person, who may inspect."""

import uuid

from django.db import models

from xuanxian.kernel.ordered_json_field import OrderedJSONField
from xuanxian.registry.models import Organisation, Person
from xuanxian.selection.models.round import Candidacy


class InspectionRecord(models.Model):
    """The inspection of one person."""

    candidacy = models.OneToOneField(
        Candidacy, models.CASCADE, primary_key=True, related_name="inspection"
    )
    notice_on = models.DateField("考察预告日期", null=True)
    notice_until = models.DateField("考察预告至", null=True)
    notice_scope = models.CharField("预告范围", max_length=200, blank=True)
    plan = models.TextField("考察方案", blank=True)
    planned_on = models.DateField("方案日期", null=True)
    planned_from = models.DateField("考察开始", null=True)
    planned_until = models.DateField("考察结束", null=True)
    team = OrderedJSONField("考察组", default=list)  # `TeamMember`s
    pledged = OrderedJSONField("签订承诺书", default=list)  # names
    rating_poll = models.UUIDField("民主测评", null=True)
    form_polls = OrderedJSONField("专项测评", default=dict)  # questionnaire id → poll id
    lists = OrderedJSONField("清单", default=dict)  # list id → ticked, unknown, by, on
    appraisals = OrderedJSONField("鉴定", default=dict)  # appraisal id → text, signed, on
    former_unit_asked = models.BooleanField("已延伸考察", default=False)
    former_unit = models.CharField("原任职单位", max_length=200, blank=True)
    sections = OrderedJSONField("考察材料", default=dict)  # section id → text
    shortcomings = OrderedJSONField("缺点和不足", default=list)
    submitted_on = models.DateField("提交日期", null=True)
    signed_by = OrderedJSONField("签名", default=list)

    class Meta:
        verbose_name = "考察"


class ClaimSide(models.TextChoices):
    """Whether a claim speaks for the person or against."""

    FOR = "for", "优点"
    AGAINST = "against", "不足"
    NEUTRAL = "neutral", "情况"


class ClaimSource(models.TextChoices):
    """Where a claim comes from."""

    TALK = "talk", "谈话"
    RATING = "rating", "民主测评"
    FORM = "form", "专项测评"
    LIST = "list", "清单"
    LETTER = "letter", "征求意见"
    MATERIAL = "material", "材料"
    FILE = "file", "干部档案"
    VISIT = "visit", "实地走访"


class Claim(models.Model):
    """Something the team holds to be so of the person, with where it comes from."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    candidacy = models.ForeignKey(Candidacy, models.CASCADE, related_name="claims")
    section = models.CharField("考察材料部分", max_length=60)  # id in the policy
    side = models.CharField("性质", max_length=8, choices=ClaimSide.choices)
    text = models.TextField("内容")
    source_kind = models.CharField("来源", max_length=8, choices=ClaimSource.choices)
    # Id of the talk, letter or material, id in the policy of the form or list; "" of others.
    source = models.CharField("来源编号", max_length=60, blank=True)
    source_said = models.CharField("来源说明", max_length=200)
    by = models.CharField("记录人", max_length=60)
    on = models.DateField("日期")
    withdrawn_on = models.DateField("撤回日期", null=True)
    withdrawn_because = models.CharField("撤回理由", max_length=200, blank=True)
    place = models.PositiveIntegerField("排序", default=0)

    class Meta:
        verbose_name = "考察依据"
        ordering = ["candidacy", "place"]


class InspectorLicence(models.Model):
    """A 考察员资格 that a managing unit gave somebody."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    unit = models.ForeignKey(Organisation, models.PROTECT, related_name="inspector_licences")
    name = models.CharField("姓名", max_length=60)
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    works_at = models.CharField("单位及职务", max_length=200, blank=True)
    number = models.CharField("证号", max_length=60)
    valid_from = models.DateField("发证日期")
    valid_until = models.DateField("有效期至", null=True)
    withdrawn_on = models.DateField("取消日期", null=True)
    withdrawn_because = models.CharField("取消理由", max_length=200, blank=True)

    class Meta:
        verbose_name = "考察员资格"
        ordering = ["name", "number"]
        constraints = [
            models.UniqueConstraint(fields=["unit", "number"], name="licence_number_once")
        ]
