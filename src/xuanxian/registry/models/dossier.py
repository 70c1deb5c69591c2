"""The information sets of a person's file beside posts and ranks."""

import uuid

from django.db import models

from xuanxian.kernel.partial_date_field import PartialDateField
from xuanxian.registry.models.person import Person


class PersonSet(models.Model):
    """One row of one information set of one person."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, models.CASCADE)
    place = models.PositiveSmallIntegerField("排序", default=0)

    class Meta:
        abstract = True
        ordering = ["person", "place"]


class ResumeEntry(PersonSet):
    """One line of the 简历 (A17). A concurrent line (其间) hangs under the line it runs beside."""

    class Kind(models.TextChoices):
        STUDY = "study", "学习"
        WORK = "work", "工作"

    under = models.ForeignKey(
        "self", models.CASCADE, null=True, blank=True, related_name="concurrent"
    )
    kind = models.CharField("类别", max_length=8, choices=Kind.choices)
    held_from = PartialDateField("起", null=True)
    held_until = PartialDateField("止", null=True, blank=True)  # empty: to the present
    text = models.TextField("内容")

    class Meta(PersonSet.Meta):
        verbose_name = "简历"


class Education(PersonSet):
    """One course of study with its diploma and degree (A08)."""

    class Mode(models.TextChoices):
        FULL_TIME = "full_time", "全日制教育"
        IN_SERVICE = "in_service", "在职教育"

    mode = models.CharField("教育类别", max_length=12, choices=Mode.choices)  # A0837
    level = models.CharField("学历", max_length=8, blank=True)  # A0801B, GB/T 4658
    level_text = models.CharField("学历名称", max_length=40, blank=True)  # A0801A, as written
    degree = models.CharField("学位", max_length=8, blank=True)  # A0901B, GB/T 6864
    degree_text = models.CharField("学位名称", max_length=40, blank=True)  # A0901A, as written
    school = models.CharField("毕业院校系及专业", max_length=120, blank=True)  # A0814 with A0824
    degree_school = models.CharField("授予学位院校系及专业", max_length=120, blank=True)
    entered = PartialDateField("入学时间", null=True, blank=True)  # A0804
    graduated = PartialDateField("毕业时间", null=True, blank=True)  # A0807
    is_highest = models.BooleanField("该类最高", default=False)  # A0831/A0838

    class Meta(PersonSet.Meta):
        verbose_name = "学历学位"


class PartyMembership(PersonSet):
    """Membership of the Communist Party or a democratic party, or another political status."""

    status = models.CharField("政治面貌", max_length=2)  # A0141, GB/T 4762
    joined = PartialDateField("加入时间", null=True, blank=True)  # A0144
    ended = PartialDateField("终止时间", null=True, blank=True)

    class Meta(PersonSet.Meta):
        verbose_name = "政治面貌"


class Relative(PersonSet):
    """A family member or important social relation (A36)."""

    relation = models.CharField("称谓", max_length=20)  # A3604A
    name = models.CharField("姓名", max_length=60)  # A3601
    birth = PartialDateField("出生日期", null=True, blank=True)  # A3607
    politics = models.CharField("政治面貌", max_length=20, blank=True)  # A3627, as written
    unit_and_post = models.CharField("工作单位及职务", max_length=200, blank=True)  # A3611
    is_deceased = models.BooleanField("已去世", default=False)
    is_abroad = models.BooleanField("移居国（境）外", default=False)
    linked_person = models.ForeignKey(
        Person, models.SET_NULL, null=True, blank=True, related_name="relative_of"
    )  # the same human being, where he or she serves too

    class Meta(PersonSet.Meta):
        verbose_name = "家庭成员"


class RewardSanction(PersonSet):
    """A reward or a sanction (A14)."""

    class Nature(models.TextChoices):
        REWARD = "reward", "奖励"
        SANCTION = "sanction", "处分（处理）"

    nature = models.CharField("性质", max_length=8, choices=Nature.choices)
    name = models.CharField("名称", max_length=120)  # A1404A
    code = models.CharField("名称代码", max_length=12, blank=True)  # A1404B, ZB65
    approved_on = PartialDateField("批准时间", null=True, blank=True)  # A1407
    authority = models.CharField("批准机关", max_length=120, blank=True)  # A1411A
    influence_until = models.DateField("影响期至", null=True, blank=True)  # A1423
    revoked_on = models.DateField("撤销时间", null=True, blank=True)  # A1424
    text = models.TextField("原文", blank=True)

    class Meta(PersonSet.Meta):
        verbose_name = "奖惩"


class YearlyAssessment(PersonSet):
    """The result of one yearly assessment (A15)."""

    year = models.PositiveSmallIntegerField("年度")  # A1521
    grade = models.CharField("结果", max_length=4)  # A1517, ZB18

    class Meta(PersonSet.Meta):
        verbose_name = "年度考核"


class Training(PersonSet):
    """One training attended (A11)."""

    name = models.CharField("培训班名称", max_length=120)
    institution = models.CharField("主办单位", max_length=120, blank=True)
    held_from = PartialDateField("起", null=True, blank=True)
    held_until = PartialDateField("止", null=True, blank=True)
    days = models.DecimalField("天数", max_digits=5, decimal_places=1, null=True, blank=True)

    class Meta(PersonSet.Meta):
        verbose_name = "培训"


class ProfessionalTitle(PersonSet):
    """A professional title (A06)."""

    name = models.CharField("专业技术职务", max_length=60)  # A0602
    code = models.CharField("代码", max_length=8, blank=True)  # A0601, GB/T 8561
    obtained = PartialDateField("取得时间", null=True, blank=True)  # A0604
    is_current = models.BooleanField("现聘", default=True)  # A0614

    class Meta(PersonSet.Meta):
        verbose_name = "专业技术职务"


class Photo(models.Model):
    """The portrait of a person, JPEG bytes as received (A57)."""

    person = models.OneToOneField(Person, models.CASCADE, primary_key=True, related_name="photo")
    jpeg = models.BinaryField()
    digest = models.CharField(max_length=64)

    class Meta:
        verbose_name = "照片"
