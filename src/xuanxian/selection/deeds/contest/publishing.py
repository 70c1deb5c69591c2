"""发布公告, 截止报名, 核减合并职位, 公布结果, 结束."""

from typing import Any

from django import forms

from xuanxian.access.actor import Actor
from xuanxian.kernel.errors import Refusal
from xuanxian.selection import models
from xuanxian.selection.deeds.contest.asking import StepForm, contest_workers
from xuanxian.selection.deeds.deed import Deed, DeedForm, NoQuestions, ReasonForm, declare
from xuanxian.selection.deeds.fields import DayField
from xuanxian.selection.instruments import Contest, Stage
from xuanxian.selection.models.contest import PostWay
from xuanxian.selection.rules import Rules
from xuanxian.selection.services import contest as contests
from xuanxian.selection.services.contest import PostNotice


class ContestForm(DeedForm):
    """The notice: posts, text, dates."""

    instrument = forms.ChoiceField(label="依据的规定")
    title = forms.CharField(label="名称", max_length=200)
    posts = forms.ModelMultipleChoiceField(
        models.Vacancy.objects.none(), label="竞争职位", widget=forms.CheckboxSelectMultiple
    )
    text = forms.CharField(
        label="公告内容",
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text="范围、条件、程序、报名办法、考试时间和监督电话",
    )
    sites = forms.CharField(label="公布地点", required=False, help_text="几处的用顿号隔开")
    opens_on = DayField(label="报名开始")
    closes_on = DayField(label="报名截止")

    def prepare(self) -> None:
        done = set(self.subject.contests.values_list("instrument", flat=True))
        field = self.choice("instrument")
        field.choices = [
            (one.id, one.title or one.TITLE)
            for one in self.rules.all(Contest)
            if one.id not in done
        ]
        if field.choices:
            self.fields["title"].initial = field.choices[0][1]
        posts = self.choice_of_rows("posts")
        posts.queryset = self.subject.vacancies.select_related("post__organisation")
        posts.initial = [one.pk for one in posts.queryset]
        self.fields["closes_on"].initial = None


class SettleForm(DeedForm):
    """Cut, merged or called off, and why."""

    way = forms.ChoiceField(
        label="处理",
        choices=[(way.value, way.label) for way in PostWay if way is not PostWay.OPEN],
        widget=forms.RadioSelect,
    )
    seats = forms.IntegerField(label="核减后的职数", required=False, min_value=1)
    into = forms.ModelChoiceField(
        models.ContestPost.objects.none(), label="并入的职位", required=False, empty_label="不合并"
    )
    reason = forms.CharField(label="理由", widget=forms.Textarea(attrs={"rows": 3}))

    def prepare(self) -> None:
        self.choice_of_rows("into").queryset = models.ContestPost.objects.filter(
            contest=self.subject.contest, way__in=(PostWay.OPEN, PostWay.CUT)
        ).exclude(pk=self.subject.pk)


def _publish(round_: models.Round, cleaned: dict[str, Any], actor: Actor) -> models.Contest:
    return contests.publish_contest(
        round_,
        cleaned["instrument"],
        title=cleaned["title"],
        text=cleaned["text"],
        posts=[PostNotice(one) for one in cleaned["posts"]],
        opens_on=cleaned["opens_on"],
        closes_on=cleaned["closes_on"],
        sites=cleaned["sites"].replace("，", "、").split("、"),
        actor=actor,
    )


declare(
    Deed(
        verb="publish_contest",
        title="发布竞争选拔公告",
        subject=models.Round,
        form=ContestForm,
        perform=_publish,
        roles=contest_workers("publish_contest"),
        hint="公告发布后在报名期内接受报名；范围内的干部登录后可以自己报名。",
        button="发布",
    )
)
declare(
    Deed(
        verb="close_applications",
        title="登记报名截止",
        subject=models.Contest,
        form=NoQuestions,
        perform=lambda contest, cleaned, actor: contests.close_applications(contest, actor=actor),
        roles=contest_workers("close_applications"),
        hint="截止以后不再受理报名；资格审查结束即可抽签。",
        grave=True,
    )
)
declare(
    Deed(
        verb="settle_contest_post",
        title="核减、合并或取消竞争",
        subject=models.ContestPost,
        form=SettleForm,
        perform=lambda post, cleaned, actor: contests.settle_contest_post(
            post,
            cleaned["way"],
            cleaned["reason"],
            actor=actor,
            seats=cleaned["seats"] or 0,
            into=cleaned["into"],
        ),
        roles=contest_workers("settle_contest_post"),
        hint="合并的，报名人员和职数一起并入；取消的，这个职位的报名人员不再参加。",
        grave=True,
    )
)
declare(
    Deed(
        verb="publish_results",
        title="公布成绩和名次",
        subject=models.Contest,
        form=StepForm,
        perform=lambda contest, cleaned, actor: contests.publish_results(
            contest, cleaned["step"], actor=actor
        ),
        roles=contest_workers("publish_results"),
        hint="成绩、名次和去留按制度算出；公布以后，只有异议成立才能更正。",
        grave=True,
    )
)


def _take_on(contest: models.Contest, cleaned: dict[str, Any], actor: Actor) -> models.Contest:
    taken = contests.take_on(contest, actor=actor)
    if not taken.moved:
        raise Refusal(taken.held)
    return contest


def _movers(rules: Rules, contest: models.Contest) -> tuple[str, ...]:
    step = rules.procedure.step(Stage.CONTEST)
    return step.moves if step else ()


declare(
    Deed(
        verb="take_on",
        title="把进入的人选提交下一环节",
        subject=models.Contest,
        form=NoQuestions,
        perform=_take_on,
        roles=_movers,
        hint="条件都满足的一并提交；仍有暂缓或不得的留在竞争选拔，在各人的页面查看原因。",
    )
)
declare(
    Deed(
        verb="end_contest",
        title="结束竞争选拔",
        subject=models.Contest,
        form=ReasonForm,
        perform=lambda contest, cleaned, actor: contests.end_contest(
            contest, cleaned["reason"], actor=actor
        ),
        roles=contest_workers("end_contest"),
        hint="没有进入考察、也不在递补名单上的，选任到此终止。",
        grave=True,
    )
)
