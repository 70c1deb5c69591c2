"""讨论决定: the sitting, the ballot, the decision people confirm."""

from typing import Any

from django import forms

from xuanxian.access.actor import Actor
from xuanxian.ballots.models import Poll
from xuanxian.selection import models, services
from xuanxian.selection.deeds.deed import Deed, DeedForm, NoQuestions, declare, workers
from xuanxian.selection.deeds.fields import DayField, NamesField
from xuanxian.selection.deeds.inspection import TogetherForm
from xuanxian.selection.instruments import Meeting, Stage
from xuanxian.selection.instruments.meeting import DECISIONS
from xuanxian.selection.services import AgendaItem


class SittingForm(TogetherForm):
    """Who was due, who came, who leaves the room for whom."""

    members = NamesField(label="应到成员", help_text="全体应到成员，用顿号隔开")
    present = NamesField(label="实到成员")
    chief = forms.CharField(label="主持人", max_length=60)
    on = DayField(label="会议日期")

    def prepare(self) -> None:
        super().prepare()
        before = models.Sitting.objects.filter(round=self.subject.round).last()
        if before:
            # The body is the same as last time far more often than not.
            self.fields["members"].initial = before.members
            self.fields["chief"].initial = before.chief
        for candidacy in self.choice_of_rows("people").queryset:
            self.fields[f"recused_{candidacy.pk}"] = NamesField(
                label=f"讨论{candidacy.person.name}时回避的成员", required=False
            )


class DecisionForm(DeedForm):
    """What the body decided."""

    decision = forms.ChoiceField(
        label="会议决定", choices=list(DECISIONS.items()), widget=forms.RadioSelect
    )
    remark = forms.CharField(
        label="说明",
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="不同意或缓议的，请写明理由",
    )
    spoken_last = forms.ChoiceField(label="最后表态的成员", required=False)
    on = DayField(label="决定日期")

    def prepare(self) -> None:
        field = self.choice("spoken_last")
        field.choices = [("", "未登记")] + [(name, name) for name in self.subject.sitting.present]
        field.initial = self.subject.sitting.chief
        meeting = self.rules.first(Meeting)
        marks: tuple[str, ...] = ()
        if meeting and not meeting.ballot:
            marks = ("同意", "反对", "缓议", "弃权")
        elif meeting and meeting.deferral:
            marks = ("缓议",)
        for mark in marks:
            self.fields[f"hands_{mark}"] = forms.IntegerField(
                label=f"{mark}人数", min_value=0, initial=0
            )


def _convene(candidacy: models.Candidacy, cleaned: dict[str, Any], actor: Actor) -> models.Sitting:
    agenda = [
        AgendaItem(one, recused=tuple(cleaned.get(f"recused_{one.pk}") or ()))
        for one in cleaned["people"]
    ]
    return services.convene(
        agenda,
        members=cleaned["members"],
        present=cleaned["present"],
        chief=cleaned["chief"],
        on=cleaned["on"],
        actor=actor,
    )


def _prepare_poll(sitting: models.Sitting, cleaned: dict[str, Any], actor: Actor) -> Poll:
    undecided = list(sitting.items.filter(decision="", poll__isnull=True).order_by("place"))
    # Items from whose discussion other people left have another 应到: they are voted on apart.
    together = [row for row in undecided if sorted(row.recused) == sorted(undecided[0].recused)]
    return services.prepare_decision_poll(together, actor=actor)


def _record_decision(item: models.SittingItem, cleaned: dict[str, Any], actor: Actor) -> Any:
    hands = {
        name.removeprefix("hands_"): number
        for name, number in cleaned.items()
        if name.startswith("hands_")
    }
    return services.record_decision(
        item,
        cleaned["decision"],
        actor=actor,
        remark=cleaned["remark"],
        hands=hands,
        spoken_last=cleaned["spoken_last"],
        on=cleaned["on"],
    )


declare(
    Deed(
        verb="convene",
        title="提交会议讨论",
        subject=models.Candidacy,
        form=SittingForm,
        perform=_convene,
        roles=workers("convene", Stage.DELIBERATION),
        hint="到会人数不够的不能开会；与人选有亲属关系的成员应当回避。",
        button="登记会议",
    )
)
declare(
    Deed(
        verb="prepare_decision_poll",
        title="组织表决",
        subject=models.Sitting,
        form=NoQuestions,
        perform=_prepare_poll,
        roles=workers("prepare_decision_poll", Stage.DELIBERATION),
        hint="对本次会议尚未表决、回避人员相同的议题生成一次投票。",
        button="生成表决票",
    )
)
declare(
    Deed(
        verb="record_decision",
        title="登记会议决定",
        subject=models.SittingItem,
        form=DecisionForm,
        perform=_record_decision,
        roles=workers("record_decision", Stage.DELIBERATION),
        hint="表决没有通过的不能登记为同意；通过的也可以因故缓议，但要写明理由。",
        button="登记",
    )
)
