"""空缺岗位台账: vacant posts of a managing unit, their notice and who was recommended for them.

These tables belong to a managing unit, not to a round; they are written with their entry on the
record `vacancies:<id of the unit>`.
"""

import uuid

from django.db import models

from xuanxian.kernel.ordered_json_field import OrderedJSONField
from xuanxian.registry.models import Organisation, Person, Post


class VacantPost(models.Model):
    """One vacant post from the day it was listed to the day it was filled or taken off."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    unit = models.ForeignKey(Organisation, models.PROTECT, related_name="+")  # who manages it
    post = models.ForeignKey(Post, models.PROTECT, related_name="+")
    seats = models.PositiveSmallIntegerField("空缺数", default=1)
    post_class = models.CharField("岗位类别", max_length=60, blank=True)  # id in the policy
    post_class_title = models.CharField("类别名称", max_length=120, blank=True)
    requirements = OrderedJSONField("人选标准", default=dict)  # element id → text
    listed_on = models.DateField("列入日期")
    noticed_on = models.DateField("预告日期", null=True)
    whom = models.CharField("预告对象", max_length=120, blank=True)
    manner = models.CharField("预告方式", max_length=60, blank=True)
    plenary = models.BooleanField("已在全委会通报", default=False)
    closed_on = models.DateField("销号日期", null=True)

    class Meta:
        verbose_name = "空缺岗位"
        ordering = ["post__organisation__code", "post__place"]
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "post"],
                condition=models.Q(closed_on__isnull=True),
                name="one_open_vacant_post",
            )
        ]


class SignedNomination(models.Model):
    """A recommendation received for a vacant post. What it says is a file apart."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    vacant_post = models.ForeignKey(VacantPost, models.PROTECT, related_name="nominations")
    nominator = models.CharField("推荐人", max_length=60)
    nominator_post = models.CharField("推荐人职务", max_length=120)
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    text_digest = models.CharField("推荐材料", max_length=80)  # sha256:<hex>
    received_on = models.DateField("收到日期")
    received_by = models.CharField("登记人", max_length=60)
    outcome = OrderedJSONField("审查结论")  # `Outcome` on that day

    class Meta:
        verbose_name = "书面实名推荐"
        ordering = ["received_on", "nominator"]
        constraints = [
            models.UniqueConstraint(
                fields=["vacant_post", "nominator", "nominator_post", "person"],
                name="one_signed_nomination",
            )
        ]


class NominatorBan(models.Model):
    """取消推荐资格: somebody may not recommend until a day."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    unit = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    nominator = models.CharField("推荐人", max_length=60)
    nominator_post = models.CharField("推荐人职务", max_length=120)
    reason = models.TextField("理由")
    banned_on = models.DateField("起算日期")
    until = models.DateField("止")
    banned_by = models.CharField("登记人", max_length=60)

    class Meta:
        verbose_name = "取消推荐资格"
        ordering = ["-until", "nominator"]
