"""The tables of polls and of the classes of voters in them."""

import uuid

from django.db import models

from xuanxian.ballots.answers import Subject
from xuanxian.ballots.box_rules import NOTICES, SENT_NOTICE, BoxRules
from xuanxian.ballots.instruments import Ballot
from xuanxian.ballots.models.meeting import Meeting
from xuanxian.ballots.paper.rules import SettledPaperRules
from xuanxian.ballots.poll_form import BallotForm, QuestionnaireForm, form_of, read_instrument
from xuanxian.ballots.questionnaire import Questionnaire
from xuanxian.ballots.questionnaire_tally import QuestionnaireResult
from xuanxian.ballots.results import TallyResult
from xuanxian.kernel.ordered_json_field import OrderedJSONField
from xuanxian.policy.formulas import Parameters, read_parameters


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
    texts_digest = models.CharField("开出文字校验值", max_length=80, blank=True)
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
        indexes = [
            # A slip is looked for in the secret polls that are open: few among those of many years.
            models.Index(
                fields=["id"],
                condition=models.Q(state="open", secrecy="secret"),
                name="open_secret_polls",
            )
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def form(self) -> BallotForm | QuestionnaireForm:
        """What is voted on: the instrument with its subjects and parameters."""
        return form_of(read_instrument(self.instrument), self.subject_list, self.parameter_values)

    @property
    def awaits_first_round(self) -> bool:
        """Whether it is a second round of which the first has still to say who stands on it."""
        waits = self.first_round_id is not None and not self.subjects
        return waits and self.state == self.State.PREPARED

    @property
    def asks_questionnaire(self) -> bool:
        """Whether a questionnaire is filled in, and no ballot."""
        return bool(self.instrument.get("kind") == Questionnaire.KIND)

    @property
    def ballot(self) -> Ballot:
        """The instrument of a poll that is known to be voted on with a ballot; else see `form`."""
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
    def counted(self) -> TallyResult | QuestionnaireResult | None:
        """The count, None before it."""
        return None if self.result is None else self.form.result(self.result)

    @property
    def tally_result(self) -> TallyResult | None:
        """The count of ballots, None before it; also of a questionnaire, see `counted`."""
        counted = None if self.asks_questionnaire else self.counted
        return counted if isinstance(counted, TallyResult) else None

    @property
    def box_name(self) -> str:
        """What the tellers' key files name: the polls of a meeting share one box key."""
        return str(self.meeting_id or self.pk)

    @property
    def box_rules(self) -> BoxRules:
        """What the instrument says about the box."""
        return BoxRules.model_validate(self.instrument.get("box") or {})

    @property
    def paper_rules(self) -> SettledPaperRules | None:
        """What holds for its paper forms; None while none are handed out."""
        return None if self.paper is None else SettledPaperRules.model_validate(self.paper)

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
