"""The tables of what a meeting does beside the vote: agenda, discussion, incidents."""

import uuid

from django.db import models

from xuanxian.ballots.models.meeting import Meeting
from xuanxian.ballots.models.poll import Poll
from xuanxian.kernel.ordered_json_field import OrderedJSONField


class AgendaItem(models.Model):
    """What a meeting does with a poll beside the vote: discussion, recusal, announcement.

    Attributes:
        speakers: names of members in speaking order, without the chief.
        chief_last: whether the policy lets the principal leader speak last.
        chief: who speaks after everybody else; "" where nobody does.
        recused: who leaves the room: `{"name", "class", "reason"}`.
        recused_entitled: whether those recused count in 应到, as the policy says; None where it
            is silent.
        recused_present: the same of 实到.
        counted_entitled: how it is done for this item; None before anybody was recused.
        counted_present: the same of 实到.
        deferral: when a wish to defer carries, over 应到, 实到, 回避 and 缓议; "" leaves it to
            people.
        announced: what was announced, "" before.
        together: items of a meeting with the same number are opened and closed at once; 0 for one
            that is voted on by itself.
    """

    class Announced(models.TextChoices):
        FIGURES = "figures", "票数、得票和结论"
        TURNOUT = "turnout", "只宣布发出、收回和有效票数"

    poll = models.OneToOneField(Poll, models.CASCADE, related_name="agenda_item")
    speakers = OrderedJSONField("发言次序", default=list)
    chief_last = models.BooleanField("主要负责人最后表态", default=False)
    chief = models.CharField("最后表态", max_length=60, blank=True)
    recused = OrderedJSONField("回避", default=list)
    recused_entitled = models.BooleanField("回避的计入应到", null=True)
    recused_present = models.BooleanField("回避的计入实到", null=True)
    counted_entitled = models.BooleanField("本项回避的计入应到", null=True)
    counted_present = models.BooleanField("本项回避的计入实到", null=True)
    deferral = models.CharField("缓议条件", max_length=300, blank=True)
    announced = models.CharField("宣布", max_length=20, choices=Announced.choices, blank=True)
    announced_at = models.DateTimeField("宣布时间", null=True)
    together = models.PositiveSmallIntegerField("同时投票", default=0)

    class Meta:
        verbose_name = "议程"

    def __str__(self) -> str:
        return self.poll.title


class Discussion(models.Model):
    """The discussion of one person (or matter) of a poll, before the vote.

    Attributes:
        spoken: who had the floor: `{"name", "spoke"}`, `spoke` false for who had nothing to say.
        wishing: how many wished to defer, when it was put to them.
    """

    class State(models.TextChoices):
        WAITING = "waiting", "待讨论"
        NOW = "now", "正在讨论"
        DONE = "done", "已讨论"
        DEFERRED = "deferred", "缓议"

    poll = models.ForeignKey(Poll, models.CASCADE, related_name="discussions")
    place = models.PositiveSmallIntegerField("次序")
    subject = models.CharField(max_length=120)
    name = models.CharField("讨论对象", max_length=120)
    matter = models.CharField("事项", max_length=300, blank=True)
    state = models.CharField("状态", max_length=10, choices=State.choices, default=State.WAITING)
    spoken = OrderedJSONField("发言", default=list)
    wishing = models.PositiveIntegerField("提议缓议", null=True)

    class Meta:
        verbose_name = "讨论"
        ordering = ["poll", "place"]
        constraints = [
            models.UniqueConstraint(fields=["poll", "subject"], name="one_discussion_a_subject")
        ]

    def __str__(self) -> str:
        return self.name


class Incident(models.Model):
    """What happened in a meeting that has to be answered for. Never the code of a slip."""

    class Kind(models.TextChoices):
        ALREADY_USED = "already_used", "持票人称票已被使用"
        SLIP_LOST = "slip_lost", "票遗失或损坏"
        DISPUTE = "dispute", "对程序或计票有异议"
        EQUIPMENT = "equipment", "设备或网络故障"
        CANVASSING = "canvassing", "拉票或干扰投票"
        OTHER = "other", "其他"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="incidents")
    poll = models.ForeignKey(Poll, models.SET_NULL, null=True, related_name="incidents")
    kind = models.CharField("情形", max_length=20, choices=Kind.choices)
    text = models.TextField("经过")
    noted_at = models.DateTimeField("登记时间")
    noted_by = models.CharField("登记人", max_length=60)
    settlement = models.TextField("处理", blank=True)
    settled_at = models.DateTimeField("处理时间", null=True)
    settled_by = models.CharField("处理人", max_length=60, blank=True)

    class Meta:
        verbose_name = "情况登记"
        ordering = ["noted_at"]

    def __str__(self) -> str:
        return self.get_kind_display()
