"""考务: 抽签, 考官, 试卷, 缺考, 签字, 研究确定."""

from typing import Any

from django import forms

from xuanxian.access.actor import Actor
from xuanxian.kernel.errors import Problem, Refusal
from xuanxian.registry.models import Person
from xuanxian.selection import models
from xuanxian.selection.deeds.contest.asking import StepForm, contest_workers
from xuanxian.selection.deeds.deed import Deed, DeedForm, declare
from xuanxian.selection.deeds.fields import DayField, NamesField
from xuanxian.selection.instruments import Contest
from xuanxian.selection.instruments.contest.exam import DRAWS
from xuanxian.selection.rules import Rules
from xuanxian.selection.services import contest as contests
from xuanxian.selection.services.contest import NewExaminer
from xuanxian.selection.services.contest.lots import EXAMINERS

_SEXES = {"男": "1", "女": "2"}


class CommitForm(StepForm):
    """What lots are drawn for."""

    kind = forms.ChoiceField(label="抽什么", widget=forms.RadioSelect)
    number = forms.IntegerField(
        label="抽取考官人数",
        required=False,
        min_value=1,
        help_text="只在抽考官、制度没有规定时填写",
    )

    def prepare(self) -> None:
        super().prepare()
        self.choice("kind").choices = [*DRAWS.items(), (EXAMINERS, "考官")]


class PublicValueForm(DeedForm):
    """What was made in public and read aloud."""

    public_value = forms.CharField(
        label="现场公开数",
        max_length=200,
        help_text="当众掷骰子的点数，或考生代表依次报出的数，照原样写下",
    )


class ExaminersForm(StepForm):
    """Examiners, one a line."""

    examiners = forms.CharField(
        label="考官",
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text="每行一人：姓名，单位，男或女，异地的写“异地”，分类评分的再写评委类别",
    )

    def clean_examiners(self) -> list[NewExaminer]:
        """Lines read; whoever has the name and sex of exactly one cadre of the unit is linked."""
        found = []
        for number, text in enumerate(self.cleaned_data["examiners"].splitlines(), start=1):
            parts = [part.strip() for part in text.replace(",", "，").split("，") if part.strip()]
            if not parts:
                continue
            if len(parts) < 2:
                raise forms.ValidationError(f"第{number}行：姓名和单位都要写，用逗号隔开。")
            rest = parts[2:]
            sex = next((_SEXES[part] for part in rest if part in _SEXES), "")
            panel = next((p for p in rest if p not in _SEXES and p != "异地"), "")
            people = Person.objects.filter(name=parts[0], unit__name=parts[1])
            found.append(
                NewExaminer(
                    parts[0],
                    parts[1],
                    sex,
                    from_elsewhere="异地" in rest,
                    panel=panel,
                    person=people.get() if people.count() == 1 else None,
                )
            )
        return found


class RecuseForm(DeedForm):
    """From whom, and why."""

    numbers = NamesField(label="回避的考生", help_text="写报名序号，用顿号隔开，如 0012、0031")
    reason = forms.CharField(label="回避理由", widget=forms.Textarea(attrs={"rows": 2}))


class SealForm(StepForm):
    """Papers sealed."""

    title = forms.CharField(label="试卷", max_length=120)
    copies = forms.IntegerField(label="份数", min_value=1)
    seal = forms.CharField(label="封条号", max_length=60)
    by = NamesField(label="密封人", help_text="两人以上，用顿号隔开")
    on = DayField(label="密封日期")


class OpenForm(DeedForm):
    """Papers opened on the spot."""

    by = forms.CharField(label="启封人", max_length=120)
    witnesses = NamesField(label="见证人", help_text="如考生代表、纪检监督人员，用顿号隔开")
    on = DayField(label="启封日期")


class AbsenceForm(StepForm):
    """Who missed which examination."""

    score = forms.ChoiceField(label="缺考的项目")
    numbers = NamesField(label="缺考的考生", help_text="写报名序号，用顿号隔开，如 0012、0031")

    def prepare(self) -> None:
        super().prepare()
        self.choice("score").choices = [
            (one.id, one.id)
            for each in self.rules.get(self.subject.instrument, Contest).rounds
            for one in each.scores
        ]


class GoingOnForm(StepForm):
    """Who goes on and who does not, of those whom the marks leave to people."""

    going = NamesField(label="进入下一环节的", help_text="写报名序号，用顿号隔开", required=False)
    staying = NamesField(label="不进入的", help_text="写报名序号，用顿号隔开", required=False)
    reason = forms.CharField(label="研究情况", widget=forms.Textarea(attrs={"rows": 3}))


def _numbered(contest: models.Contest, numbers: list[str]) -> list[models.Application]:
    """The applications with these numbers.

    Raises:
        Refusal: one is no number, or there is none.
    """
    rows = {one.number: one for one in contest.applications.select_related("person")}
    found = []
    for text in numbers:
        digits = text.removesuffix("号")
        if not digits.isdigit() or int(digits) not in rows:
            raise Refusal(Problem("", "报名序号", text, "没有这个序号。", "请核对报名序号。"))
        found.append(rows[int(digits)])
    return found


def _decide(contest: models.Contest, cleaned: dict[str, Any], actor: Actor) -> None:
    decisions = {
        str(one.pk): goes_on
        for key, goes_on in (("going", True), ("staying", False))
        for one in _numbered(contest, cleaned[key])
    }
    contests.decide_going_on(contest, cleaned["step"], decisions, cleaned["reason"], actor=actor)


def _signers(rules: Rules, contest: models.Contest) -> tuple[str, ...]:
    roles = [
        role
        for each in rules.get(contest.instrument, Contest).rounds
        if each.exam
        for role in each.exam.signed_by
    ]
    return tuple(dict.fromkeys(roles))


declare(
    Deed(
        verb="commit_draw",
        title="抽签前的承诺",
        subject=models.Contest,
        form=CommitForm,
        perform=lambda contest, cleaned, actor: contests.commit_draw(
            contest, cleaned["step"], cleaned["kind"], actor=actor, number=cleaned["number"]
        ),
        roles=contest_workers("make_draw"),
        hint="先固定参加抽签的名单并公布承诺，再当众产生公开数；程序和在场的人都不能单独左右结果。",
        button="固定名单并承诺",
    )
)
declare(
    Deed(
        verb="make_draw",
        title="抽签",
        subject=models.Draw,
        form=PublicValueForm,
        perform=lambda draw, cleaned, actor: contests.make_draw(
            draw, cleaned["public_value"], actor=actor
        ),
        roles=contest_workers("make_draw"),
        hint="请先当众宣读承诺，再产生公开数。抽签结果不能更改，任何人都可以重新算出来。",
        grave=True,
    )
)
declare(
    Deed(
        verb="keep_examiners",
        title="登记考官",
        subject=models.Contest,
        form=ExaminersForm,
        perform=lambda contest, cleaned, actor: contests.enter_examiners(
            contest, cleaned["step"], cleaned["examiners"], actor=actor
        ),
        roles=contest_workers("keep_examiners"),
        hint="制度规定抽取的，登记的是考官库；与考生有亲属关系的自动登记回避。",
    )
)
declare(
    Deed(
        verb="recuse_examiner",
        title="登记考官回避",
        subject=models.Examiner,
        form=RecuseForm,
        perform=lambda examiner, cleaned, actor: contests.recuse_examiner(
            examiner,
            _numbered(examiner.contest, cleaned["numbers"]),
            cleaned["reason"],
            actor=actor,
        ),
        roles=contest_workers("keep_examiners"),
    )
)
declare(
    Deed(
        verb="seal_paper",
        title="登记密封试卷",
        subject=models.Contest,
        form=SealForm,
        perform=lambda contest, cleaned, actor: contests.seal_paper(
            contest,
            cleaned["step"],
            cleaned["title"],
            copies=cleaned["copies"],
            seal=cleaned["seal"],
            by=cleaned["by"],
            on=cleaned["on"],
            actor=actor,
        ),
        roles=contest_workers("keep_exam_papers"),
    )
)
declare(
    Deed(
        verb="open_paper",
        title="登记启封试卷",
        subject=models.ExamPaper,
        form=OpenForm,
        perform=lambda paper, cleaned, actor: contests.open_paper(
            paper,
            by=cleaned["by"],
            witnesses=cleaned["witnesses"],
            on=cleaned["on"],
            actor=actor,
        ),
        roles=contest_workers("keep_exam_papers"),
    )
)
declare(
    Deed(
        verb="record_absence",
        title="登记缺考",
        subject=models.Contest,
        form=AbsenceForm,
        perform=lambda contest, cleaned, actor: contests.record_absence(
            contest,
            cleaned["step"],
            cleaned["score"],
            _numbered(contest, cleaned["numbers"]),
            actor=actor,
        ),
        roles=contest_workers("key_marks"),
        hint="缺考的不再等待成绩，也不按零分计。",
    )
)
declare(
    Deed(
        verb="sign_marks",
        title="成绩签字",
        subject=models.Contest,
        form=StepForm,
        perform=lambda contest, cleaned, actor: contests.sign_marks(
            contest, cleaned["step"], actor=actor
        ),
        roles=_signers,
        hint="签字以后成绩有任何改动，签字即失效，要重新签。",
        grave=True,
    )
)
declare(
    Deed(
        verb="decide_going_on",
        title="研究确定进入下一环节的人选",
        subject=models.Contest,
        form=GoingOnForm,
        perform=_decide,
        roles=contest_workers("decide_going_on"),
        hint="只用于成绩不能确定去留的，如最后一名同分；须经集体研究。",
    )
)
