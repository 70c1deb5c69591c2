"""民主推荐: range, meeting, talks, results, inspection targets."""

from typing import Any

from django import forms

from xuanxian.access.actor import Actor
from xuanxian.ballots.instruments import Ballot
from xuanxian.selection import models, services
from xuanxian.selection.deeds.deed import Deed, DeedForm, declare, workers
from xuanxian.selection.deeds.fields import (
    CandidatesField,
    DayField,
    NamesField,
    add_electorate,
    electorate_of,
)
from xuanxian.selection.instruments import Nomination, Stage
from xuanxian.selection.states import State


def _at_nomination(vacancy: models.Vacancy) -> Any:
    return vacancy.candidacies.filter(stage=Stage.NOMINATION, state=State.ACTIVE).select_related(
        "person", "vacancy__post__organisation", "vacancy__round"
    )


class RangeForm(DeedForm):
    """How many take part and how many are talked with."""

    people = forms.IntegerField(label="参加范围人数", min_value=0)
    talks_due = forms.IntegerField(label="应谈人数", min_value=0, initial=0)
    opinions_agree = forms.BooleanField(
        label="意见集中", required=False, help_text="制度允许时，意见集中的可以不再开会推荐"
    )

    def prepare(self) -> None:
        for name in ("people", "talks_due", "opinions_agree"):
            stored = "nomination_range" if name == "people" else name
            self.fields[name].initial = getattr(self.subject, stored)


class MeetingForm(DeedForm):
    """The electorate of the recommendation meeting, by class."""

    title = forms.CharField(label="投票名称", required=False, help_text="不填则按职位命名")

    def prepare(self) -> None:
        nomination = self.rules.first(Nomination)
        if nomination and nomination.meeting:
            self.ballot = self.rules.get(nomination.meeting.ballot, Ballot)
            add_electorate(self, self.ballot)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if hasattr(self, "ballot") and not self.errors:
            cleaned["electorates"] = electorate_of(cleaned, self.ballot)
        return cleaned


class TalkForm(DeedForm):
    """One talk: with whom, by whom, whom he recommends."""

    interviewee = forms.CharField(label="谈话对象", max_length=60)
    interviewee_post = forms.CharField(label="谈话对象职务", required=False, max_length=200)
    interviewers = NamesField(label="谈话人")
    on = DayField(label="谈话日期")
    names = CandidatesField(label="推荐人选", required=False)

    def prepare(self) -> None:
        field = self.choice_of_rows("names")
        field.queryset = _at_nomination(self.subject)


class AcceptForm(DeedForm):
    """The opinion with which people accept the results."""

    opinion = forms.CharField(label="认定意见", widget=forms.Textarea(attrs={"rows": 4}))
    on = DayField(label="认定日期")


class TargetsForm(DeedForm):
    """Who is inspected, and why these."""

    targets = CandidatesField(label="考察对象")
    reason = forms.CharField(
        label="确定的理由",
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="综合推荐情况、平时了解和岗位要求；不简单以票取人",
    )

    def prepare(self) -> None:
        field = self.choice_of_rows("targets")
        field.queryset = _at_nomination(self.subject)


def _prepare_meeting(vacancy: models.Vacancy, cleaned: dict[str, Any], actor: Actor) -> Any:
    return services.prepare_meeting(
        vacancy, cleaned.get("electorates", {}), actor=actor, title=cleaned["title"]
    )


declare(
    Deed(
        verb="set_nomination_range",
        title="确定推荐范围",
        subject=models.Vacancy,
        form=RangeForm,
        perform=lambda vacancy, cleaned, actor: services.set_nomination_range(
            vacancy, actor=actor, **cleaned
        ),
        roles=workers("set_nomination_range", Stage.NOMINATION),
        button="保存",
    )
)
declare(
    Deed(
        verb="prepare_meeting",
        title="组织会议推荐",
        subject=models.Vacancy,
        form=MeetingForm,
        perform=_prepare_meeting,
        roles=workers("prepare_meeting", Stage.NOMINATION),
        hint="生成一次投票，随后在“会议投票”中制作投票码、开始和计票。",
        button="生成投票",
    )
)
declare(
    Deed(
        verb="record_recommendation_talk",
        title="记录谈话推荐",
        subject=models.Vacancy,
        form=TalkForm,
        perform=lambda vacancy, cleaned, actor: services.record_recommendation_talk(
            vacancy,
            interviewee=cleaned["interviewee"],
            interviewee_post=cleaned["interviewee_post"],
            interviewers=cleaned["interviewers"],
            names=list(cleaned["names"]),
            on=cleaned["on"],
            actor=actor,
        ),
        roles=workers("record_recommendation_talk", Stage.NOMINATION),
        hint="谈话人数和次数以制度为准；谈话记录原件在“纪实材料”中归集。",
        button="记录",
    )
)
declare(
    Deed(
        verb="accept_results",
        title="认定推荐结果",
        subject=models.Vacancy,
        form=AcceptForm,
        perform=lambda vacancy, cleaned, actor: services.accept_results(
            vacancy, cleaned["opinion"], actor=actor, on=cleaned["on"]
        ),
        roles=workers("accept_results", Stage.NOMINATION),
        hint="会议和谈话推荐的数字随认定意见一并记入纪实。",
    )
)
declare(
    Deed(
        verb="set_targets",
        title="确定考察对象",
        subject=models.Vacancy,
        form=TargetsForm,
        perform=lambda vacancy, cleaned, actor: services.set_targets(
            vacancy, list(cleaned["targets"]), cleaned["reason"], actor=actor
        ),
        roles=workers("set_targets", Stage.NOMINATION),
        hint="得票是重要参考，不是唯一依据；理由随考察对象一并记入纪实。",
    )
)
