"""报名, 资格审查, 弃权, 异议, 选岗."""

from django import forms

from xuanxian.registry.models import Person
from xuanxian.selection import models
from xuanxian.selection.deeds.contest.asking import contest_workers
from xuanxian.selection.deeds.deed import Deed, DeedForm, ReasonForm, declare
from xuanxian.selection.deeds.fields import DayField, NamesField
from xuanxian.selection.instruments import Contest
from xuanxian.selection.models.contest import PostWay
from xuanxian.selection.services import contest as contests
from xuanxian.selection.services.contest import QUALIFICATION, Applying, Finding


class ApplyForm(DeedForm):
    """Who applies for which post, entered on behalf."""

    person = forms.ModelChoiceField(Person.objects.all(), label="人员", widget=forms.HiddenInput)
    post = forms.ModelChoiceField(
        models.ContestPost.objects.none(), label="报考职位", empty_label="请选择"
    )
    statement = forms.CharField(
        label="报名说明", required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    on = DayField(label="报名日期")

    def prepare(self) -> None:
        self.choice_of_rows("post").queryset = self.subject.posts.filter(way=PostWay.OPEN)


class LeavingForm(ReasonForm):
    """Who wished it, and why."""

    gives_up = forms.TypedChoiceField(
        label="情形",
        choices=[("1", "本人弃权"), ("0", "取消资格")],
        coerce=lambda value: value == "1",
        widget=forms.RadioSelect,
    )


class ReviewForm(DeedForm):
    """Whether the applicant is qualified, and why."""

    qualified = forms.TypedChoiceField(
        label="资格审查",
        choices=[("1", "合格"), ("0", "不合格")],
        coerce=lambda value: value == "1",
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label="审查意见",
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="不合格的，或与自动核验不同的，要写明理由",
    )


class ObjectionForm(DeedForm):
    """What the objection is against, and what it says."""

    against = forms.ChoiceField(label="对什么有异议")
    text = forms.CharField(label="异议", widget=forms.Textarea(attrs={"rows": 4}))
    on = DayField(label="提出日期")

    def prepare(self) -> None:
        rounds = self.rules.get(self.subject.contest.instrument, Contest).rounds
        self.choice("against").choices = [
            (QUALIFICATION, "资格审查"),
            *((each.id, f"{each.title}的成绩") for each in rounds),
        ]


class AnswerForm(DeedForm):
    """Whether the objection stands, and the answer."""

    upheld = forms.TypedChoiceField(
        label="核查结论",
        choices=[("1", "异议成立"), ("0", "异议不成立")],
        coerce=lambda value: value == "1",
        widget=forms.RadioSelect,
    )
    answer = forms.CharField(label="答复", widget=forms.Textarea(attrs={"rows": 4}))


class ChoiceForm(DeedForm):
    """The posts chosen, the one liked best first."""

    posts = NamesField(label="所选岗位", help_text="按志愿先后，用顿号隔开")


declare(
    Deed(
        verb="enter_application",
        title="登记报名",
        subject=models.Contest,
        form=ApplyForm,
        perform=lambda contest, cleaned, actor: contests.enter_application(
            contest,
            [Applying(cleaned["person"], cleaned["post"], cleaned["statement"])],
            actor=actor,
            on=cleaned["on"],
        )[0],
        roles=contest_workers("enter_application"),
        hint="登记后即按今天的档案自动核验；核验结论不代替资格审查。",
    )
)
declare(
    Deed(
        verb="review_application",
        title="审查资格",
        subject=models.Application,
        form=ReviewForm,
        perform=lambda application, cleaned, actor: contests.review_applications(
            application.contest,
            [Finding(application, cleaned["qualified"], cleaned["reason"])],
            actor=actor,
        )[0],
        roles=contest_workers("review_application"),
    )
)
declare(
    Deed(
        verb="withdraw_application",
        title="登记弃权或取消资格",
        subject=models.Application,
        form=LeavingForm,
        perform=lambda application, cleaned, actor: contests.withdraw_application(
            application, cleaned["reason"], actor=actor, gives_up=cleaned["gives_up"]
        ),
        roles=contest_workers("withdraw_application"),
        grave=True,
    )
)
declare(
    Deed(
        verb="raise_objection",
        title="登记异议",
        subject=models.Application,
        form=ObjectionForm,
        perform=lambda application, cleaned, actor: (
            contests.raise_objection(
                application, cleaned["against"], cleaned["text"], actor=actor, on=cleaned["on"]
            ).application
        ),
        roles=contest_workers("answer_objection"),
    )
)
declare(
    Deed(
        verb="answer_objection",
        title="答复异议",
        subject=models.Objection,
        form=AnswerForm,
        perform=lambda objection, cleaned, actor: (
            contests.answer_objection(
                objection, cleaned["upheld"], cleaned["answer"], actor=actor
            ).application
        ),
        roles=contest_workers("answer_objection"),
        hint="异议成立的，再由有权限的人员更正资格或成绩；答复本身不改变结果。",
    )
)
declare(
    Deed(
        verb="call_reserve",
        title="递补",
        subject=models.Application,
        form=ReasonForm,
        perform=lambda application, cleaned, actor: contests.call_reserve(
            application, cleaned["reason"], actor=actor
        ),
        roles=contest_workers("decide_going_on"),
        hint="进入的人选退出或终止、空出名额以后，按次序递补。",
        grave=True,
    )
)
declare(
    Deed(
        verb="choose_post",
        title="登记选岗",
        subject=models.Application,
        form=ChoiceForm,
        perform=lambda application, cleaned, actor: contests.choose_post(
            application, cleaned["posts"], actor=actor
        ),
        roles=contest_workers("choose_post"),
    )
)
