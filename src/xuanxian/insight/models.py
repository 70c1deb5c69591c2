"""Analyses of counted votes, the signals they found, and what of people does not agree.

Every row is a projection of the record: only the `projection` of its package writes it.
"""

import uuid

from django.db import models

from xuanxian.ballots.models import Poll
from xuanxian.kernel.ordered_json_field import OrderedJSONField
from xuanxian.registry.models import Person
from xuanxian.selection.models import Round


class VoteAnalysis(models.Model):
    """One look at the figures of a counted vote, by a policy as it was in force."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    poll = models.ForeignKey(Poll, models.PROTECT, related_name="analyses")
    policy = models.CharField("依据制度", max_length=200)
    policy_title = models.CharField("制度名称", max_length=200)
    policy_digest = models.CharField("制度版本", max_length=80)
    looked_at = OrderedJSONField("所看各项", default=list)
    made_on = models.DateField("日期")
    made_by = models.CharField("分析人", max_length=60)
    number = models.PositiveIntegerField("序号")

    class Meta:
        verbose_name = "得票分析"
        ordering = ["-number"]

    def __str__(self) -> str:
        return f"{self.poll}的得票分析"


class VoteSignal(models.Model):
    """Something in the figures that asks for a look, until a person closes it with a reason.

    Holds totals only; of ballots by pattern nothing finer than the smallest group of the poll.
    """

    class Kind(models.TextChoices):
        CONCENTRATION = "concentration", "得票集中于一类人员"
        BLOCK = "block", "固定几人同时得票"
        JUMP = "jump", "得票骤升"
        DISAGREEMENT = "disagreement", "推荐结果不一致"

    class Conclusion(models.TextChoices):
        CONFIRMED = "confirmed", "查实，另行处理"
        EXPLAINED = "explained", "情况正常"
        UNPROVEN = "unproven", "查无实据"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    analysis = models.ForeignKey(VoteAnalysis, models.CASCADE, related_name="signals")
    poll = models.ForeignKey(Poll, models.PROTECT, related_name="signals")
    kind = models.CharField("迹象", max_length=20, choices=Kind.choices)
    key = models.CharField(max_length=64)
    subjects = OrderedJSONField("涉及的人", default=list)
    people = OrderedJSONField("干部", default=list)
    names = models.CharField("涉及", max_length=500)
    class_name = models.CharField("人员类别", max_length=40, blank=True)
    explanation = models.TextField("情况")
    figures = OrderedJSONField("数字", default=dict)
    conclusion = models.CharField("结论", max_length=12, choices=Conclusion.choices, blank=True)
    reason = models.TextField("核实情况", blank=True)
    closed_on = models.DateField("了结日期", null=True)
    closed_by = models.CharField("了结人", max_length=60, blank=True)
    place = models.PositiveSmallIntegerField("次序")

    class Meta:
        verbose_name = "得票迹象"
        ordering = ["analysis", "place"]
        constraints = [models.UniqueConstraint(fields=["poll", "key"], name="one_signal_a_poll")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}：{self.names}"

    @property
    def is_open(self) -> bool:
        """Whether it still waits for somebody."""
        return self.closed_on is None


class Discrepancy(models.Model):
    """Something about a person of a round that does not agree, until somebody closes it."""

    class Kind(models.TextChoices):
        ARCHIVE = "archive", "档案审核存疑"
        FILE = "file", "登记信息前后不一"
        NOMINATION = "nomination", "推荐与档案不一"

    class Conclusion(models.TextChoices):
        CORRECTED = "corrected", "已核实更正"
        EXPLAINED = "explained", "情况正常"
        REFERRED = "referred", "转有关部门核查"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    # A round is thrown away and rebuilt from its own record; these rows have theirs.
    round = models.ForeignKey(Round, models.DO_NOTHING, db_constraint=False, related_name="+")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    kind = models.CharField("类别", max_length=12, choices=Kind.choices)
    key = models.CharField(max_length=64)
    explanation = models.TextField("情况")
    found_on = models.DateField("发现日期")
    found_by = models.CharField("发现人", max_length=60)
    owner = models.CharField("责任人账号", max_length=40, blank=True)  # id of the account
    owner_name = models.CharField("责任人", max_length=60, blank=True)
    conclusion = models.CharField("结论", max_length=12, choices=Conclusion.choices, blank=True)
    reason = models.TextField("核实情况", blank=True)
    closed_on = models.DateField("了结日期", null=True)
    closed_by = models.CharField("了结人", max_length=60, blank=True)
    place = models.PositiveIntegerField("次序")

    class Meta:
        verbose_name = "不一致"
        ordering = ["-found_on", "round", "place"]
        constraints = [
            models.UniqueConstraint(fields=["round", "key"], name="one_discrepancy_a_round")
        ]

    def __str__(self) -> str:
        return f"{self.person.name}：{self.get_kind_display()}"

    @property
    def is_open(self) -> bool:
        """Whether it still waits for somebody."""
        return self.closed_on is None
