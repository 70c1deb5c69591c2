"""The tables of polls. What is kept here must not join a slip to what was voted with it.

A cast ballot is only ever the sealed envelope in the row of its own slip: no second row, no key,
sequence or time that a transaction could tie to it. Opened ballots appear all at once, under
random keys, in the order of those keys, when the envelopes are taken off the slips.
"""

import uuid

from django.db import models

from xuanxian.ballots.answers import Subject
from xuanxian.ballots.box_rules import NOTICES, SENT_NOTICE, BoxRules
from xuanxian.ballots.instruments import Ballot
from xuanxian.ballots.paper.models import (  # noqa: F401  (tables of this room)
    PaperBatch,
    PaperEntry,
    PaperEnvelope,
    ScannedForm,
)
from xuanxian.ballots.paper.rules import PaperRules
from xuanxian.ballots.random_keys import random_key
from xuanxian.ballots.result_models import (  # noqa: F401  (tables of this room)
    ResultSignature,
    WriteInDecision,
)
from xuanxian.ballots.results import TallyResult
from xuanxian.kernel.ordered_json_field import OrderedJSONField
from xuanxian.policy.formulas import Parameters, read_parameters


class Meeting(models.Model):
    """A meeting (会议) that votes on several matters, one poll each, with one slip a voter.

    `case` is the record stream on which its entries and those of its polls stand.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    title = models.CharField("名称", max_length=200)
    case = models.CharField("纪实链", max_length=120)
    unit_code = models.CharField("管理范围", max_length=60, blank=True)
    held_on = models.DateField("日期")
    venue = models.CharField("地点", max_length=120, blank=True)
    prepared_at = models.DateTimeField("建立时间")

    class Meta:
        verbose_name = "会议"
        ordering = ["-held_on", "-prepared_at"]

    def __str__(self) -> str:
        return self.title


class MeetingClass(models.Model):
    """A class of people entitled to take part in a meeting; its polls take the numbers over."""

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="classes")
    name = models.CharField("人员类别", max_length=40)
    place = models.PositiveSmallIntegerField("次序")
    entitled = models.PositiveIntegerField("应到")
    present = models.PositiveIntegerField("实到", null=True)

    class Meta:
        verbose_name = "会议人员类别"
        ordering = ["meeting", "place"]
        constraints = [
            models.UniqueConstraint(fields=["meeting", "name"], name="one_meeting_class")
        ]

    def __str__(self) -> str:
        return self.name


class Poll(models.Model):
    """One vote, of a meeting (`meeting`, at `place` of its agenda) or by itself.

    `instrument`, `parameters` and `subjects` are pinned when the poll is prepared: a policy
    amended later changes no poll that stands. `first_round` is the poll whose result said who
    stands on this one. `unit_code` is the unit over which an account needs its role to see the
    poll; "" leaves it to everybody who may see polls at all.
    """

    class State(models.TextChoices):
        PREPARED = "prepared", "准备中"
        OPEN = "open", "投票中"
        CLOSED = "closed", "已截止"
        OPENED = "opened", "已计票"
        ABANDONED = "abandoned", "已作废"

    class BoxKeeping(models.TextChoices):
        SEPARATE = "separate", "三名计票人各在自己的设备上保管"
        SAME_SCREEN = "same_screen", "三名计票人同屏制钥"
        SERVER = "server", "服务器保管"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    title = models.CharField("名称", max_length=200)
    case = models.CharField("纪实链", max_length=120)
    unit_code = models.CharField("管理范围", max_length=60, blank=True)
    meeting = models.ForeignKey(Meeting, models.PROTECT, null=True, related_name="polls")
    place = models.PositiveSmallIntegerField("议程次序", default=0)
    purpose = models.CharField("用途", max_length=20)
    secrecy = models.CharField("方式", max_length=20)
    instrument = OrderedJSONField("投票规则")
    parameters = OrderedJSONField("参数")
    subjects = OrderedJSONField("对象")
    state = models.CharField("状态", max_length=20, choices=State.choices, default=State.PREPARED)
    prepared_at = models.DateTimeField("建立时间")
    padded_length = models.PositiveIntegerField("选票长度")
    box_public_key = models.BinaryField("票箱公钥", null=True)
    box_tellers = OrderedJSONField("计票人", default=list)
    box_tested = models.BooleanField("已试开", default=False)
    box_keeping = models.CharField(
        "票箱密钥保管", max_length=20, choices=BoxKeeping.choices, blank=True
    )
    networks = OrderedJSONField("会场网络", default=list)
    registrar_waived = models.BooleanField("登记机不符仍开箱", default=False)
    links_sent = models.BooleanField("已制短信链接", default=False)
    box_digest = models.CharField("封箱校验值", max_length=80, blank=True)
    key_destroyed = models.BooleanField("密钥已销毁", default=False)
    opened_digest = models.CharField("开箱校验值", max_length=80, blank=True)
    result = OrderedJSONField("结果", null=True)
    write_ins_digest = models.CharField("另写姓名认定校验值", max_length=80, blank=True)
    first_round = models.ForeignKey(
        "self", models.PROTECT, null=True, related_name="later_rounds", verbose_name="上一轮"
    )
    paper = OrderedJSONField("纸质票规则", null=True)
    scans_due = models.DateField("扫描图像删除日期", null=True)

    class Meta:
        verbose_name = "投票"
        ordering = ["-prepared_at"]

    def __str__(self) -> str:
        return self.title

    @property
    def ballot(self) -> Ballot:
        """The instrument."""
        return Ballot.model_validate(self.instrument)

    @property
    def parameter_values(self) -> Parameters:
        """The parameters as expressions use them."""
        return read_parameters(self.parameters)

    @property
    def subject_list(self) -> tuple[Subject, ...]:
        """Who or what stands on the ballot, in its order."""
        return tuple(Subject.model_validate(subject) for subject in self.subjects)

    @property
    def tally_result(self) -> TallyResult | None:
        """The count, None before it."""
        return None if self.result is None else TallyResult.model_validate(self.result)

    @property
    def box_name(self) -> str:
        """What the tellers' key files name: the polls of a meeting share one box key."""
        return str(self.meeting_id or self.pk)

    @property
    def box_rules(self) -> BoxRules:
        """What the instrument says about the box."""
        return BoxRules.model_validate(self.instrument.get("box") or {})

    @property
    def paper_rules(self) -> PaperRules | None:
        """What holds for its paper forms; None while none are handed out."""
        return None if self.paper is None else PaperRules.model_validate(self.paper)

    @property
    def box_notice(self) -> str:
        """What cannot be promised of this poll's secrecy: who keeps the key, who sent the links."""
        return NOTICES.get(self.box_keeping, "") + (SENT_NOTICE if self.links_sent else "")

    @property
    def is_secret(self) -> bool:
        """Whether it is voted with slips (无记名)."""
        return self.secrecy == "secret"


class PollClass(models.Model):
    """A class of voters in one poll. 发出 is the number of its slips that are not void.

    `recused` left the room: their slips are good for other polls of the meeting, and not for this
    one, so they are taken off 发出; off 应到 and 实到 as the policy says. `paper_issued` counts the
    paper forms handed out, which 发出 holds too, `paper_void` those taken back spoilt, and
    `paper_returned` those found in the box of paper; null before they are counted. `signers` are
    those of a signed poll who sign in to vote: `{"account", "name"}`.
    """

    poll = models.ForeignKey(Poll, models.CASCADE, related_name="classes")
    name = models.CharField("人员类别", max_length=40)
    place = models.PositiveSmallIntegerField("次序")
    entitled = models.PositiveIntegerField("应到")
    present = models.PositiveIntegerField("实到", null=True)
    recused = models.PositiveIntegerField("回避", default=0)
    paper_issued = models.PositiveIntegerField("发出纸质票", default=0)
    paper_void = models.PositiveIntegerField("作废纸质票", default=0)
    paper_returned = models.PositiveIntegerField("收回纸质票", null=True)
    signers = OrderedJSONField("署名人", default=list)

    class Meta:
        verbose_name = "人员类别"
        ordering = ["poll", "place"]
        constraints = [models.UniqueConstraint(fields=["poll", "name"], name="one_class")]

    def __str__(self) -> str:
        return self.name


class Slip(models.Model):
    """A slip drawn at the door. Nobody records who drew which.

    A slip of a meeting is good for each of its polls and has a row in each, under a hash of its
    code and the poll: without the code no two rows can be known for one slip's. Rows are inserted
    in the order of their hashes and printed in another, so that the row ids SQLite keeps tell no
    more than the hash does.
    """

    class State(models.TextChoices):
        ISSUED = "issued", "有效"
        VOID = "void", "作废"
        CAST = "cast", "已投"

    code_hash = models.CharField(max_length=64, primary_key=True)
    poll = models.ForeignKey(Poll, models.CASCADE, related_name="slips")
    voters = models.ForeignKey(PollClass, models.CASCADE, related_name="slips")
    state = models.CharField(max_length=10, choices=State.choices, default=State.ISSUED)
    envelope = models.BinaryField(null=True)

    class Meta:
        verbose_name = "票"


class OpenedBallot(models.Model):
    """One ballot out of the box: its class and content, nothing of its slip."""

    key = models.CharField(max_length=32, primary_key=True, default=random_key)
    poll = models.ForeignKey(Poll, models.CASCADE, related_name="opened_ballots")
    voters = models.ForeignKey(PollClass, models.CASCADE, related_name="opened_ballots")
    content = OrderedJSONField()

    class Meta:
        verbose_name = "开出的票"
        ordering = ["key"]


class SignedBallot(models.Model):
    """A ballot under its signer's name (署名推荐)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    poll = models.ForeignKey(Poll, models.CASCADE, related_name="signed_ballots")
    voters = models.ForeignKey(PollClass, models.CASCADE, related_name="signed_ballots")
    signer = models.CharField("署名人", max_length=80)
    account = models.CharField(max_length=64, blank=True)
    content = OrderedJSONField()
    cast_at = models.DateTimeField("时间")

    class Meta:
        verbose_name = "署名票"
        ordering = ["cast_at"]
        constraints = [models.UniqueConstraint(fields=["poll", "signer"], name="one_signed_ballot")]


class TellerSeat(models.Model):
    """The seat of one of a box's three tellers (计票人席位).

    `box` is the poll, or the meeting whose polls share the key. A teller is known by `account`, or
    by a code handed over on paper that serves once (`code_hash`). What is kept of the teller's key
    is its public half, a hash of the key file's token, and the shares sealed to it.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    box = models.UUIDField(db_index=True)
    place = models.PositiveSmallIntegerField()
    name = models.CharField("计票人", max_length=60)
    account = models.CharField(max_length=64, blank=True)
    organiser = models.CharField(max_length=64, blank=True)
    code_hash = models.CharField(max_length=64, blank=True, db_index=True)
    token_hash = models.CharField(max_length=64, blank=True)
    public_half = models.BinaryField(null=True)
    shares = OrderedJSONField(default=dict)
    registrar_connected = models.BooleanField("登记机已接入", default=False)

    class Meta:
        verbose_name = "计票人席位"
        ordering = ["box", "place"]
        constraints = [models.UniqueConstraint(fields=["box", "place"], name="one_teller_a_place")]

    def __str__(self) -> str:
        return self.name


class RegistrarBatch(models.Model):
    """Hashes of envelopes told to the registrars together, sorted; written by no cast."""

    poll = models.ForeignKey(Poll, models.CASCADE, related_name="registrar_batches")
    place = models.PositiveIntegerField()
    hashes = OrderedJSONField()

    class Meta:
        verbose_name = "登记批次"
        ordering = ["poll", "place"]
        constraints = [models.UniqueConstraint(fields=["poll", "place"], name="one_batch_a_place")]


class RegistrarStatement(models.Model):
    """What a registrar says it has seen of a closed box."""

    poll = models.ForeignKey(Poll, models.CASCADE, related_name="registrar_statements")
    seat = models.ForeignKey(TellerSeat, models.CASCADE)
    root = models.CharField("登记校验值", max_length=80)
    envelopes = models.PositiveIntegerField("登记票数")

    class Meta:
        verbose_name = "登记机核对"
        constraints = [
            models.UniqueConstraint(fields=["poll", "seat"], name="one_statement_a_registrar")
        ]


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
