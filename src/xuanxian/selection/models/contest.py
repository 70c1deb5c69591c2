"""竞争性选拔: the notice, its posts, who applied, and how the marks came about."""

import uuid

from django.db import models

from xuanxian.kernel.ordered_json_field import OrderedJSONField
from xuanxian.registry.models import Person
from xuanxian.selection.models.round import Candidacy, Round, Vacancy


class Contest(models.Model):
    """A contest of a round under one `contest` instrument of its policy."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    round = models.ForeignKey(Round, models.CASCADE, related_name="contests")
    instrument = models.CharField("制度条目", max_length=60)
    title = models.CharField("名称", max_length=200)
    text = models.TextField("公告内容")
    sites = OrderedJSONField("公布地点", default=list)
    opens_on = models.DateField("报名开始")
    closes_on = models.DateField("报名截止")
    published_on = models.DateField("公告日期")
    closed_on = models.DateField("截止登记日期", null=True)
    ended_on = models.DateField("结束日期", null=True)
    values = OrderedJSONField("全案的情况", default=dict)  # value name → value

    class Meta:
        verbose_name = "竞争选拔"
        ordering = ["round", "published_on"]
        constraints = [
            models.UniqueConstraint(fields=["round", "instrument"], name="one_contest_a_kind")
        ]

    def __str__(self) -> str:
        return self.title


class PostWay(models.TextChoices):
    """What became of a post of a contest."""

    OPEN = "open", "竞争"
    CUT = "cut", "核减"
    MERGED = "merged", "合并"
    CALLED_OFF = "called_off", "取消"


class ContestPost(models.Model):
    """A vacancy put up to competition."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    contest = models.ForeignKey(Contest, models.CASCADE, related_name="posts")
    vacancy = models.ForeignKey(Vacancy, models.CASCADE, related_name="contest_posts")
    title = models.CharField("职位", max_length=200)  # unique in the contest
    conditions = models.TextField("报名条件", blank=True)
    seats = models.PositiveSmallIntegerField("公布职数")
    way = models.CharField("处理", max_length=12, choices=PostWay.choices, default=PostWay.OPEN)
    seats_left = models.PositiveSmallIntegerField("竞争职数")
    into = models.ForeignKey("self", models.CASCADE, null=True, related_name="merged")
    reason = models.TextField("处理理由", blank=True)
    place = models.PositiveIntegerField("排序", default=0)

    class Meta:
        verbose_name = "竞争职位"
        ordering = ["contest", "place"]
        constraints = [
            models.UniqueConstraint(fields=["contest", "title"], name="one_post_title_a_contest")
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def round(self) -> Round:
        """The round it belongs to."""
        return self.contest.round


class Application(models.Model):
    """A person's application for one post of a contest, and what became of it.

    `given` keeps what was given for each score, as `CandidateFacts.marks` takes it.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    contest = models.ForeignKey(Contest, models.CASCADE, related_name="applications")
    post = models.ForeignKey(ContestPost, models.CASCADE, related_name="applications")
    person = models.ForeignKey(Person, models.PROTECT, related_name="applications")
    candidacy = models.OneToOneField(Candidacy, models.CASCADE, related_name="application")
    number = models.PositiveIntegerField("报名序号")
    applied_on = models.DateField("报名日期")
    by_person = models.BooleanField("本人报名", default=False)
    statement = models.TextField("报名说明", blank=True)
    found = models.CharField("自动核验", max_length=8)  # a `Verdict`
    qualified = models.BooleanField("资格审查合格", null=True)
    reviewed_by = models.CharField("审查人", max_length=60, blank=True)
    reviewed_on = models.DateField("审查日期", null=True)
    review = models.TextField("审查意见", blank=True)
    left = models.CharField("退出", max_length=200, blank=True)
    absent = OrderedJSONField("缺考", default=list)  # names of scores
    given = OrderedJSONField("成绩", default=dict)  # score → what was given for it
    values = OrderedJSONField("情况", default=dict)  # value name → value
    decided = OrderedJSONField("集体研究", default=dict)  # round of the contest → goes on
    lots = OrderedJSONField("抽签", default=dict)  # round of the contest/kind → lot
    choices = OrderedJSONField("选岗", default=list)  # titles of posts
    stands = OrderedJSONField("公布的结果", default=dict)  # see `projection.contest`
    going_on = models.BooleanField("进入下一环节", null=True)

    class Meta:
        verbose_name = "报名"
        ordering = ["contest", "number"]
        constraints = [
            models.UniqueConstraint(fields=["contest", "number"], name="one_application_number"),
            models.UniqueConstraint(fields=["post", "person"], name="one_application_a_post"),
        ]
        indexes = [
            models.Index(fields=["contest", "post", "number"]),
            models.Index(fields=["contest", "qualified"]),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        """As `陈某甲（0012号）`: unique in the contest, and what lists and reasons call it."""
        return f"{self.person.name}（{self.number:04}号）"

    @property
    def round(self) -> Round:
        """The round it belongs to."""
        return self.contest.round


class Standing(models.Model):
    """What was published of an application after a round it took part in."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    application = models.ForeignKey(Application, models.CASCADE, related_name="standings")
    step = models.CharField("轮次", max_length=60)
    rank = models.PositiveIntegerField("名次", null=True)
    going_on = models.BooleanField("进入下一环节")
    stands = OrderedJSONField("结果", default=dict)

    class Meta:
        verbose_name = "成绩和名次"
        constraints = [
            models.UniqueConstraint(fields=["application", "step"], name="one_standing_a_step")
        ]
        indexes = [models.Index(fields=["step", "rank"])]


class ContestStep(models.Model):
    """One round of a contest: signatures, announcement, publication."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    contest = models.ForeignKey(Contest, models.CASCADE, related_name="steps")
    step = models.CharField("轮次", max_length=60)  # id of the round in the instrument
    held_on = models.DateField("举行日期", null=True)
    signatures = OrderedJSONField("签字", default=list)  # {name, role, on, digest}
    published_on = models.DateField("公布日期", null=True)
    objections_until = models.DateField("异议期限", null=True)

    class Meta:
        verbose_name = "竞争轮次"
        constraints = [
            models.UniqueConstraint(fields=["contest", "step"], name="one_step_a_contest")
        ]


class Draw(models.Model):
    """A drawing of lots: committed to before, made with a value nobody could know then."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    contest = models.ForeignKey(Contest, models.CASCADE, related_name="draws")
    step = models.CharField("轮次", max_length=60)
    kind = models.CharField("类别", max_length=12)  # seat, order, examiners
    lots = OrderedJSONField("参加抽签", default=list)  # what is drawn among, in order
    needed = models.PositiveIntegerField("抽取人数", null=True)  # examiners only
    commitment = models.CharField("承诺", max_length=80)
    committed_on = models.DateField("承诺日期")
    committed_by = models.CharField("经办人", max_length=60)
    public_value = models.CharField("现场公开数", max_length=200, blank=True)
    nonce = models.CharField("揭示值", max_length=80, blank=True)
    result = OrderedJSONField("结果", default=list)  # lots in the order drawn
    made_on = models.DateField("抽签日期", null=True)
    place = models.PositiveIntegerField("排序", default=0)

    class Meta:
        verbose_name = "抽签"
        ordering = ["contest", "place"]

    @property
    def round(self) -> Round:
        """The round it belongs to."""
        return self.contest.round


class Examiner(models.Model):
    """An examiner of a round of a contest, or somebody of the pool they are drawn from."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    contest = models.ForeignKey(Contest, models.CASCADE, related_name="examiners")
    step = models.CharField("轮次", max_length=60)
    name = models.CharField("姓名", max_length=60)
    unit = models.CharField("单位", max_length=120)
    sex = models.CharField("性别", max_length=1, blank=True)
    from_elsewhere = models.BooleanField("异地", default=False)
    panel = models.CharField("评委类别", max_length=60, blank=True)
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    serves = models.BooleanField("担任考官", default=False)
    recused = OrderedJSONField("回避", default=dict)  # application number → why
    place = models.PositiveIntegerField("排序", default=0)

    class Meta:
        verbose_name = "考官"
        ordering = ["contest", "step", "place"]
        constraints = [
            models.UniqueConstraint(
                fields=["contest", "step", "name", "unit"], name="one_examiner_a_step"
            )
        ]

    def __str__(self) -> str:
        return f"{self.name}（{self.unit}）"

    @property
    def round(self) -> Round:
        """The round it belongs to."""
        return self.contest.round


class ExamPaper(models.Model):
    """A sealed set of papers (试卷): who sealed it, who opened it, before whom."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    contest = models.ForeignKey(Contest, models.CASCADE, related_name="papers")
    step = models.CharField("轮次", max_length=60)
    title = models.CharField("试卷", max_length=120)
    copies = models.PositiveIntegerField("份数")
    seal = models.CharField("封条号", max_length=60)
    sealed_on = models.DateField("密封日期")
    sealed_by = models.CharField("密封人", max_length=120)
    opened_on = models.DateField("启封日期", null=True)
    opened_by = models.CharField("启封人", max_length=120, blank=True)
    witnesses = OrderedJSONField("见证人", default=list)
    place = models.PositiveIntegerField("排序", default=0)

    class Meta:
        verbose_name = "试卷"
        ordering = ["contest", "place"]

    @property
    def round(self) -> Round:
        """The round it belongs to."""
        return self.contest.round


class Mark(models.Model):
    """A mark as somebody keyed it: for an application, a score and, where judged, an examiner."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    application = models.ForeignKey(Application, models.CASCADE, related_name="marks")
    score = models.CharField("项目", max_length=40)
    examiner = models.ForeignKey(Examiner, models.CASCADE, null=True, related_name="marks")
    keying = models.PositiveSmallIntegerField("录入次", default=1)  # 1 or 2
    text = models.CharField("成绩", max_length=400)
    by = models.CharField("录入人", max_length=60)
    account = models.CharField(max_length=64)

    class Meta:
        verbose_name = "成绩录入"
        constraints = [
            models.UniqueConstraint(
                fields=["application", "score", "keying"],
                condition=models.Q(examiner__isnull=True),
                name="one_plain_mark_a_keying",
            ),
            models.UniqueConstraint(
                fields=["application", "score", "examiner", "keying"],
                condition=models.Q(examiner__isnull=False),
                name="one_mark_an_examiner",
            ),
        ]


class Announcement(models.Model):
    """A mark announced on the spot, as the screen shows it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    contest = models.ForeignKey(Contest, models.CASCADE, related_name="announcements")
    application = models.ForeignKey(Application, models.CASCADE, related_name="announcements")
    step = models.CharField("轮次", max_length=60)
    marks = OrderedJSONField("成绩", default=dict)  # score → mark as shown
    place = models.PositiveIntegerField("排序", default=0)

    class Meta:
        verbose_name = "现场宣布"
        ordering = ["contest", "place"]
        constraints = [
            models.UniqueConstraint(fields=["application", "step"], name="one_announcement_a_step")
        ]


class Objection(models.Model):
    """An objection to a finding of 资格审查 or to a published result, and the answer."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    application = models.ForeignKey(Application, models.CASCADE, related_name="objections")
    against = models.CharField("对象", max_length=60)  # "qualification" or a round of the contest
    text = models.TextField("异议")
    raised_on = models.DateField("提出日期")
    by_person = models.BooleanField("本人提出", default=False)
    upheld = models.BooleanField("异议成立", null=True)
    answer = models.TextField("答复", blank=True)
    answered_on = models.DateField("答复日期", null=True)
    answered_by = models.CharField("答复人", max_length=60, blank=True)
    place = models.PositiveIntegerField("排序", default=0)

    class Meta:
        verbose_name = "异议"
        ordering = ["application", "place"]

    @property
    def round(self) -> Round:
        """The round it belongs to."""
        return self.application.contest.round
