"""Which policies are adopted, where, from when, with which parameters; and those under work."""

import uuid

from django.db import models

from xuanxian.kernel.ordered_json_field import OrderedJSONField


class Adoption(models.Model):
    """A policy taken as the rule of a management scope from a day on.

    The merged text is kept whole, so that a change of the catalogue changes nothing adopted: who
    wants the new text adopts it anew.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    scope = models.CharField("适用范围", max_length=60, blank=True)  # unit code; "" is everywhere
    policy = models.CharField("制度", max_length=200)
    title = models.CharField("名称", max_length=200)
    digest = models.CharField("版本", max_length=80)
    valid_from = models.DateField("起")
    valid_until = models.DateField("止", null=True, blank=True)  # first day it no longer holds
    parameters = OrderedJSONField("参数", default=dict)  # name → value as written
    content = OrderedJSONField("制度内容")
    adopted_at = models.DateTimeField("采用时间")
    adopted_by = models.CharField("采用人", max_length=60)

    class Meta:
        verbose_name = "制度采用"
        ordering = ["-valid_from", "-adopted_at"]
        indexes = [models.Index(fields=["scope", "valid_from"])]

    def __str__(self) -> str:
        return f"{self.title}（{self.scope or '全部'}，{self.valid_from}起）"


class Precedence(models.Model):
    """Which of two adoptions that clash is followed, decided by people; one row a pair."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    prevails = models.ForeignKey(
        Adoption, models.PROTECT, related_name="prevailing", verbose_name="执行"
    )
    yields = models.ForeignKey(
        Adoption, models.PROTECT, related_name="yielding", verbose_name="让位"
    )
    reason = models.CharField("理由", max_length=500)
    decided_at = models.DateTimeField("决定时间")
    decided_by = models.CharField("决定人", max_length=60)

    class Meta:
        verbose_name = "制度冲突的决定"
        ordering = ["-decided_at"]

    def __str__(self) -> str:
        return f"{self.prevails.title}优先于{self.yields.title}"


class PolicyDraft(models.Model):
    """A policy that a scope writes for itself. It binds nobody until it is adopted.

    Its text stands in its versions; the newest is the one that is worked on.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    scope = models.CharField("适用范围", max_length=60, blank=True)  # unit code; "" is everywhere
    policy = models.CharField("制度编号", max_length=200, unique=True)
    title = models.CharField("名称", max_length=200)
    based_on = models.CharField("依据的制度", max_length=200)
    begun_at = models.DateTimeField("起草时间")
    begun_by = models.CharField("起草人", max_length=60)
    given_up_at = models.DateTimeField("作废时间", null=True, blank=True)

    class Meta:
        verbose_name = "制度草稿"
        ordering = ["-begun_at"]

    def __str__(self) -> str:
        return self.title

    @property
    def unit_code(self) -> str:
        """The unit whose editors may work on it."""
        return self.scope


class CalendarDay(models.Model):
    """A day that people entered for a year whose calendar the program does not bring along."""

    day = models.DateField("日期", primary_key=True)
    is_worked = models.BooleanField("上班")
    name = models.CharField("节日", max_length=40)
    source = models.CharField("依据", max_length=200)  # 文号 of the notice

    class Meta:
        verbose_name = "放假调休"
        ordering = ["day"]

    def __str__(self) -> str:
        return f"{self.day} {self.name}"


class DraftVersion(models.Model):
    """One saved text of a draft; versions are only ever added."""

    draft = models.ForeignKey(PolicyDraft, models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField("版次")
    text = models.TextField("文本")  # the policy file, with its comments
    digest = models.CharField("版本", max_length=80)  # of the policy as it was when saved
    change = models.CharField("改动", max_length=200)
    saved_at = models.DateTimeField("保存时间")
    saved_by = models.CharField("保存人", max_length=60)

    class Meta:
        verbose_name = "制度草稿版本"
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["draft", "number"], name="one_text_a_draft_version")
        ]

    def __str__(self) -> str:
        return f"{self.draft.title} 第{self.number}版"
