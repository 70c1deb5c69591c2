"""People and their two timelines: posts held and ranks held."""

import uuid

from django.conf import settings
from django.db import models

from xuanxian.kernel.ordered_json_field import OrderedJSONField
from xuanxian.kernel.partial_date_field import PartialDateField
from xuanxian.registry.models.organisation import Organisation, Post


class PersonStatus(models.TextChoices):
    """人员状态 (A0163)."""

    SERVING = "1", "现职人员"
    LEFT = "2", "已离开"
    RETIRED = "3", "离退人员"
    DECEASED = "4", "已去世"


_FILTERED = (
    "sex", "rank", "politics", "highest_education", "birth", "unit",
    "name", "pinyin", "initials",
)  # fmt: skip


class Person(models.Model):
    """A cadre (A01). What lists show and sort by is kept here; the rest is in the sets below."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    account = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="person"
    )
    name = models.CharField("姓名", max_length=60)  # A0101
    pinyin = models.CharField(max_length=120, editable=False)
    initials = models.CharField(max_length=30, editable=False)  # A0102
    stroke_key = models.CharField(max_length=120, editable=False)
    id_number = models.CharField("身份证号", max_length=18, blank=True)  # A0184
    sex = models.CharField("性别", max_length=1)  # A0104, GB/T 2261.1
    birth = PartialDateField("出生年月", null=True)  # A0107
    nation = models.CharField("民族", max_length=2)  # A0117, GB/T 3304
    native_place = models.CharField("籍贯", max_length=60, blank=True)  # A0111
    birthplace = models.CharField("出生地", max_length=60, blank=True)  # A0114
    growth_place = models.CharField("成长地", max_length=60, blank=True)  # A0115A
    health = models.CharField("健康状况", max_length=20, blank=True)  # A0128
    joined_work = PartialDateField("参加工作时间", null=True, blank=True)  # A0134
    speciality = models.CharField("熟悉专业有何专长", max_length=120, blank=True)  # A0187A
    unit = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="people"
    )  # A0195, the unit that counts the person
    current_post = models.CharField("现任职务", max_length=200, blank=True)  # A0192A
    rank = models.CharField("现职务层次", max_length=8, blank=True)  # A0148, ZB09
    grade = models.CharField("现职级", max_length=8, blank=True)  # A0192E, ZB148
    category = models.CharField("人员类别", max_length=20, blank=True)  # A0160, ZB125
    status = models.CharField(
        "人员状态", max_length=1, choices=PersonStatus.choices, default=PersonStatus.SERVING
    )
    place = models.PositiveIntegerField("单位内排序", default=0)
    # What lists filter and sort by, kept in step with the sets by the services.
    politics = models.CharField(max_length=2, blank=True, editable=False)  # GB/T 4762
    highest_education = models.CharField(max_length=8, blank=True, editable=False)  # GB/T 4658
    unit_code = models.CharField(max_length=60, blank=True, editable=False)  # B0111 of `unit`
    rank_order = models.PositiveSmallIntegerField(default=99, editable=False)  # 0 is the highest
    rewards_sanctions_text = models.TextField("奖惩情况原文", blank=True)  # A14Z101
    assessments_text = models.TextField("年度考核结果原文", blank=True)  # A15Z101
    other_elements = OrderedJSONField(
        default=dict, blank=True
    )  # unknown .lrmx elements, kept as read
    created_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = "干部"
        indexes = [
            # Lists walk one of these in order; all they filter by stands in the index, so that
            # counting and paging touch no row that is not shown.
            models.Index(
                fields=["status", "stroke_key", "id", *_FILTERED], name="people_by_strokes"
            ),
            models.Index(fields=["status", "birth", "id", "stroke_key"], name="people_by_age"),
            models.Index(
                fields=["status", "rank_order", "stroke_key", "id"], name="people_by_rank"
            ),
            models.Index(
                fields=["status", "unit_code", "place", "stroke_key", "id"], name="people_by_unit"
            ),
            models.Index(fields=["pinyin"]),
            models.Index(fields=["initials"]),
            models.Index(fields=["name"]),
            models.Index(fields=["unit", "place"]),
            models.Index(fields=["id_number"]),
        ]

    def __str__(self) -> str:
        return self.name


class PostHolding(models.Model):
    """One post held by a person, from and to (A02)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, models.CASCADE, related_name="post_holdings")
    post = models.ForeignKey(
        Post, models.PROTECT, null=True, blank=True, related_name="holdings"
    )  # null for posts outside this registry
    title = models.CharField("职务", max_length=200)  # unit and post as written at the time
    is_main = models.BooleanField("主职务", default=True)  # A0279
    rank = models.CharField("职务层次", max_length=8, blank=True)  # A0221
    held_from = PartialDateField("任职时间", null=True)  # A0243
    held_until = PartialDateField("免职时间", null=True, blank=True)  # A0265
    appointment_document = models.CharField("任职文号", max_length=80, blank=True)  # A0245
    removal_document = models.CharField("免职文号", max_length=80, blank=True)  # A0267
    manner = models.CharField("选拔任用方式", max_length=40, blank=True)  # A0247, ZB122
    reason = models.CharField("变动原因", max_length=120, blank=True)  # A0272
    probation_until = models.DateField("试用期至", null=True, blank=True)
    case = models.CharField(
        "选任批次", max_length=120, blank=True
    )  # the record stream it came from

    class Meta:
        verbose_name = "任职"
        ordering = ["person", "held_from"]
        indexes = [models.Index(fields=["post", "held_until"])]


class RankHolding(models.Model):
    """A 职务层次 or 职级 held by a person, from and to (A05): the second timeline."""

    class Line(models.TextChoices):
        POST_LEVEL = "0", "职务层次"
        GRADE = "1", "职级"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, models.CASCADE, related_name="rank_holdings")
    line = models.CharField("类别", max_length=1, choices=Line.choices)  # A0531
    code = models.CharField("层次（职级）", max_length=8)  # A0501B, ZB09 or ZB148
    held_from = PartialDateField("起", null=True)  # A0504
    held_until = PartialDateField("止", null=True, blank=True)  # A0517
    document_number = models.CharField("批准文号", max_length=80, blank=True)  # A0511

    class Meta:
        verbose_name = "职务层次与职级"
        ordering = ["person", "line", "held_from"]
