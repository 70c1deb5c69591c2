"""考察: notice, plan, team, pledge."""

from typing import Any

from django import forms

from xuanxian.access.actor import Actor
from xuanxian.registry.models import Person
from xuanxian.selection import models, services
from xuanxian.selection.deeds.deed import Deed, DeedForm, declare, workers
from xuanxian.selection.deeds.fields import DayField, NamesField
from xuanxian.selection.deeds.inspection.together import TogetherForm
from xuanxian.selection.instruments import Stage
from xuanxian.selection.services import Inspector


class InspectionNoticeForm(TogetherForm):
    """Where and when the notice is published."""

    scope = forms.CharField(label="预告范围", required=False, help_text="不填则按制度规定的范围")
    on = DayField(label="预告日期")


class PlanForm(TogetherForm):
    """What is done where, by whom, from when until when."""

    plan = forms.CharField(
        label="考察方案",
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text="写明考察方法、范围、分工和安排",
    )
    planned_from = DayField(label="考察开始")
    planned_until = DayField(label="考察结束")


class TeamForm(TogetherForm):
    """The members of the team and who leads it."""

    leader = forms.CharField(label="组长", max_length=60)
    members = NamesField(label="组员")


class PledgeForm(DeedForm):
    """Who of the team has signed."""

    names = forms.MultipleChoiceField(label="签订人", widget=forms.CheckboxSelectMultiple)

    def prepare(self) -> None:
        row = models.InspectionRecord.objects.filter(pk=self.subject.pk).first()
        signed = row.pledged if row else []
        names = [member["name"] for member in (row.team if row else ())]
        self.choice("names").choices = [(name, name) for name in names if name not in signed]


def _appoint_team(candidacy: models.Candidacy, cleaned: dict[str, Any], actor: Actor) -> Any:
    names = [(cleaned["leader"], True), *((name, False) for name in cleaned["members"])]
    team = [Inspector(name, leads, _known(name)) for name, leads in names]
    return services.appoint_team(list(cleaned["people"]), team, actor=actor)


def _known(name: str) -> Person | None:
    """The person of the registry with this name, when there is exactly one."""
    found = list(Person.objects.filter(name=name.strip())[:2])
    return found[0] if len(found) == 1 else None


declare(
    Deed(
        verb="publish_inspection_notice",
        title="发布考察预告",
        subject=models.Candidacy,
        form=InspectionNoticeForm,
        perform=lambda candidacy, cleaned, actor: services.publish_inspection_notice(
            list(cleaned["people"]), actor=actor, scope=cleaned["scope"], on=cleaned["on"]
        ),
        roles=workers("publish_inspection_notice", Stage.INSPECTION),
    )
)
declare(
    Deed(
        verb="write_inspection_plan",
        title="写考察方案",
        subject=models.Candidacy,
        form=PlanForm,
        perform=lambda candidacy, cleaned, actor: services.write_inspection_plan(
            list(cleaned["people"]),
            cleaned["plan"],
            planned_from=cleaned["planned_from"],
            planned_until=cleaned["planned_until"],
            actor=actor,
        ),
        roles=workers("write_inspection_plan", Stage.INSPECTION),
        button="保存",
    )
)
declare(
    Deed(
        verb="appoint_team",
        title="组成考察组",
        subject=models.Candidacy,
        form=TeamForm,
        perform=_appoint_team,
        roles=workers("appoint_team", Stage.INSPECTION),
        hint="与考察对象有亲属关系的，按制度回避；程序按家庭成员登记核对。制度要求考察员资格的，按资格台账核对。",
    )
)
declare(
    Deed(
        verb="sign_pledge",
        title="签订考察承诺书",
        subject=models.Candidacy,
        form=PledgeForm,
        perform=lambda candidacy, cleaned, actor: services.sign_pledge(
            candidacy, cleaned["names"], actor=actor
        ),
        roles=workers("sign_pledge", Stage.INSPECTION),
        hint="登记已在承诺书上签字的成员；调整考察组后，新成员另行签订。",
        button="登记",
    )
)
