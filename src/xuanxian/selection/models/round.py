"""A round, its vacancies and the people going through it.

Every row here and in the other modules is a projection of the round's record: only
`selection.projection` writes them.
"""

import uuid

from django.db import models

from xuanxian.kernel.ordered_json_field import OrderedJSONField
from xuanxian.registry.models import Organisation, Person, Post, PostHolding
from xuanxian.selection.instruments import Stage
from xuanxian.selection.states import STOPPED, State

STAGES = [(stage.value, stage.label) for stage in Stage]
STATES = [(state.value, state.label) for state in State]


class Round(models.Model):
    """批次: posts filled together under one pinned policy."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    title = models.CharField("批次名称", max_length=200)
    unit = models.ForeignKey(
        Organisation, models.PROTECT, related_name="rounds"
    )  # whose organisation department runs it
    occasion = models.CharField("动议时机", max_length=200, blank=True)
    policy = models.CharField("依据制度", max_length=200)
    policy_title = models.CharField("制度名称", max_length=200)
    policy_digest = models.CharField("制度版本", max_length=80, blank=True)
    rules = OrderedJSONField("制度内容")  # `Rules.dump`
    plan = OrderedJSONField("动议方案", default=dict)  # element id → text
    opened_on = models.DateField("启动日期")
    closed_on = models.DateField("办结日期", null=True)

    class Meta:
        verbose_name = "批次"
        ordering = ["-opened_on", "title"]

    def __str__(self) -> str:
        return self.title

    @property
    def stream(self) -> str:
        """The name of the round's record."""
        return f"case:{self.pk}"

    @property
    def unit_code(self) -> str:
        """The code by which the scope of a role is checked."""
        return self.unit.code


class Approval(models.Model):
    """An approval of the motion by one of the approvers the policy names."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    round = models.ForeignKey(Round, models.CASCADE, related_name="approvals")
    approver = models.CharField("审批主体", max_length=60)  # `Approver.id` in the policy
    title = models.CharField("审批主体名称", max_length=120)
    by = models.CharField("登记人", max_length=60)
    on = models.DateField("日期")
    remark = models.TextField("意见", blank=True)

    class Meta:
        verbose_name = "动议审批"
        ordering = ["on"]


class Vacancy(models.Model):
    """A post to be filled in a round."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    round = models.ForeignKey(Round, models.CASCADE, related_name="vacancies")
    post = models.ForeignKey(Post, models.PROTECT, related_name="vacancies")
    seats = models.PositiveSmallIntegerField("拟配人数", default=1)
    manner = models.CharField("任用方式", max_length=20, default="委任制")
    requirements = models.TextField("任职条件", blank=True)
    establishment = OrderedJSONField("职数", default=dict)  # `EstablishmentFacts` on the day
    establishment_outcome = OrderedJSONField("职数预审", default=dict)
    place = models.PositiveSmallIntegerField("排序", default=0)
    nomination_poll = models.UUIDField("会议推荐", null=True)
    nomination_range = models.PositiveIntegerField("参加范围人数", default=0)
    opinions_agree = models.BooleanField("意见集中", default=False)
    talks_due = models.PositiveIntegerField("应谈人数", default=0)
    accepted_on = models.DateField("推荐结果认定日期", null=True)
    accepted_by = models.CharField("认定人", max_length=60, blank=True)
    acceptance = models.TextField("认定意见", blank=True)
    targets_set_on = models.DateField("确定考察对象日期", null=True)
    targets_reason = models.TextField("确定考察对象的理由", blank=True)

    class Meta:
        verbose_name = "空缺职位"
        ordering = ["round", "place"]

    def __str__(self) -> str:
        return str(self.post)


class Candidacy(models.Model):
    """A person going through the stages for one vacancy."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    vacancy = models.ForeignKey(Vacancy, models.CASCADE, related_name="candidacies")
    person = models.ForeignKey(Person, models.PROTECT, related_name="candidacies")
    leaves = models.ForeignKey(
        PostHolding, models.PROTECT, null=True, related_name="+"
    )  # 拟免职务: the holding that ends with the appointment
    source = models.CharField("人选来源", max_length=120, blank=True)
    signers = OrderedJSONField("联名推荐人", default=list)  # names, of a joint proposal
    reason = models.TextField("提名理由", blank=True)
    stage = models.CharField("环节", max_length=16, choices=STAGES)
    entered_on = models.DateField("进入本环节日期")
    state = models.CharField("状态", max_length=12, choices=STATES)
    state_reason = models.TextField("状态的理由", blank=True)
    state_since = models.DateField("状态开始日期")
    state_until = models.DateField("到期日期", null=True)  # of a hold: when it is looked at again
    ended_on = models.DateField("办结日期", null=True)  # None while it is under way
    judgements = OrderedJSONField("资格审查", default=dict)  # instrument id → `Outcome`
    stated = OrderedJSONField("由人认定的情况", default=dict)  # value name → value
    snapshot = models.CharField("事实快照", max_length=80, blank=True)
    judged_on = models.DateField("审查日期", null=True)
    years_in_post = models.PositiveSmallIntegerField("任现职满年数", null=True)
    is_target = models.BooleanField("考察对象", default=False)
    place = models.PositiveSmallIntegerField("排序", default=0)

    class Meta:
        verbose_name = "人选"
        ordering = ["vacancy", "place"]
        constraints = [models.UniqueConstraint(fields=["vacancy", "person"], name="one_candidacy")]
        indexes = [models.Index(fields=["state", "stage"])]

    def __str__(self) -> str:
        return f"{self.person}（{self.vacancy}）"

    @property
    def round(self) -> Round:
        """The round it belongs to."""
        return self.vacancy.round

    @property
    def is_under_way(self) -> bool:
        """Whether it has not ended yet, at work or standing still."""
        return self.ended_on is None

    @property
    def is_at_work(self) -> bool:
        """Whether the work of its stage goes on: under way, and not held, barred or deferred."""
        return self.ended_on is None and self.state not in STOPPED


class Passage(models.Model):
    """A stage left: what the gate said then and who moved the person on."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    candidacy = models.ForeignKey(Candidacy, models.CASCADE, related_name="passages")
    stage = models.CharField("环节", max_length=16, choices=STAGES)
    to = models.CharField("去向", max_length=16, blank=True)  # "" when the case ended with it
    entered_on = models.DateField("进入日期")
    left_on = models.DateField("离开日期")
    outcome = OrderedJSONField("离开时的结论")
    moved_by = models.CharField("经办人", max_length=60)
    sent_back = models.BooleanField("退回", default=False)
    reason = models.TextField("理由", blank=True)
    place = models.PositiveSmallIntegerField("排序", default=0)

    class Meta:
        verbose_name = "环节记录"
        ordering = ["candidacy", "place"]
