"""考察: notice, team, talks, rating, report, signatures."""

from typing import Any

from django import forms

from xuanxian.access.actor import Actor
from xuanxian.ballots.instruments import Ballot
from xuanxian.registry.models import Person
from xuanxian.selection import models, services
from xuanxian.selection.deeds.deed import Deed, DeedForm, declare, workers
from xuanxian.selection.deeds.fields import (
    CandidatesField,
    DayField,
    NamesField,
    add_electorate,
    electorate_of,
    people_beside,
)
from xuanxian.selection.instruments import Inspection, Stage
from xuanxian.selection.services import Inspector


class TogetherForm(DeedForm):
    """For whom of those in the same stage it is done at once; the person at hand is ticked."""

    people = CandidatesField(label="一并办理的人选")

    def prepare(self) -> None:
        field = self.choice_of_rows("people")
        field.queryset = people_beside(self.subject)
        field.initial = [self.subject.pk]


class InspectionNoticeForm(TogetherForm):
    """Where and when the notice is published."""

    scope = forms.CharField(label="预告范围", required=False, help_text="不填则按制度规定的范围")
    on = DayField(label="预告日期")


class TeamForm(TogetherForm):
    """The members of the team and who leads it."""

    leader = forms.CharField(label="组长", max_length=60)
    members = NamesField(label="组员")


class InspectionTalkForm(DeedForm):
    """One talk of the inspection."""

    interviewee = forms.CharField(label="谈话对象", max_length=60)
    interviewee_post = forms.CharField(label="谈话对象职务", required=False, max_length=200)
    interviewers = forms.MultipleChoiceField(
        label="谈话人", widget=forms.CheckboxSelectMultiple, help_text="由考察组成员谈话"
    )
    on = DayField(label="谈话日期")

    def prepare(self) -> None:
        row = models.InspectionRecord.objects.filter(pk=self.subject.pk).first()
        field = self.choice("interviewers")
        field.choices = [(member["name"], member["name"]) for member in (row.team if row else ())]


class RatingForm(TogetherForm):
    """The electorate of the democratic rating."""

    def prepare(self) -> None:
        super().prepare()
        inspection = self.rules.first(Inspection)
        if inspection and inspection.rating:
            self.ballot = self.rules.get(inspection.rating, Ballot)
            add_electorate(self, self.ballot)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if hasattr(self, "ballot") and not self.errors:
            cleaned["electorates"] = electorate_of(cleaned, self.ballot)
        return cleaned


class FormerUnitForm(DeedForm):
    """The unit where the person served before."""

    former_unit = forms.CharField(label="原任职单位", max_length=200)


class ReportForm(DeedForm):
    """The sections the policy asks for, and the shortcomings one a line."""

    def prepare(self) -> None:
        inspection = self.rules.first(Inspection)
        row = models.InspectionRecord.objects.filter(pk=self.subject.pk).first()
        for section in inspection.report_sections if inspection else ():
            self.fields[f"section_{section.id}"] = forms.CharField(
                label=section.title,
                initial=row.sections.get(section.id, "") if row else "",
                widget=forms.Textarea(attrs={"rows": 5}),
            )
        self.fields["shortcomings"] = forms.CharField(
            label="缺点和不足",
            initial="\n".join(row.shortcomings) if row else "",
            widget=forms.Textarea(attrs={"rows": 4}),
            help_text="一行一条，写具体",
        )


class SignReportForm(DeedForm):
    """Which member signs: the account's own name when it is one of the team."""

    name = forms.ChoiceField(label="签名", widget=forms.RadioSelect)

    def prepare(self) -> None:
        row = models.InspectionRecord.objects.filter(pk=self.subject.pk).first()
        names = [member["name"] for member in (row.team if row else ())]
        signed = row.signed_by if row else []
        field = self.choice("name")
        field.choices = [(name, name) for name in names if name not in signed]
        field.initial = str(self.account)


def _appoint_team(candidacy: models.Candidacy, cleaned: dict[str, Any], actor: Actor) -> Any:
    names = [(cleaned["leader"], True), *((name, False) for name in cleaned["members"])]
    team = [Inspector(name, leads, _known(name)) for name, leads in names]
    return services.appoint_team(list(cleaned["people"]), team, actor=actor)


def _known(name: str) -> Person | None:
    """The person of the registry with this name, when there is exactly one."""
    found = list(Person.objects.filter(name=name.strip())[:2])
    return found[0] if len(found) == 1 else None


def _submit_report(candidacy: models.Candidacy, cleaned: dict[str, Any], actor: Actor) -> Any:
    sections = {
        name.removeprefix("section_"): text
        for name, text in cleaned.items()
        if name.startswith("section_")
    }
    return services.submit_report(
        candidacy, sections, cleaned["shortcomings"].splitlines(), actor=actor
    )


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
        verb="appoint_team",
        title="组成考察组",
        subject=models.Candidacy,
        form=TeamForm,
        perform=_appoint_team,
        roles=workers("appoint_team", Stage.INSPECTION),
        hint="与考察对象有亲属关系的，按制度回避；程序按家庭成员登记核对。",
    )
)
declare(
    Deed(
        verb="record_inspection_talk",
        title="记录考察谈话",
        subject=models.Candidacy,
        form=InspectionTalkForm,
        perform=lambda candidacy, cleaned, actor: services.record_inspection_talk(
            candidacy, actor=actor, **cleaned
        ),
        roles=workers("record_inspection_talk", Stage.INSPECTION),
        button="记录",
    )
)
declare(
    Deed(
        verb="prepare_rating",
        title="组织民主测评",
        subject=models.Candidacy,
        form=RatingForm,
        perform=lambda candidacy, cleaned, actor: services.prepare_rating(
            list(cleaned["people"]), cleaned.get("electorates", {}), actor=actor
        ),
        roles=workers("prepare_rating", Stage.INSPECTION),
        hint="生成一次投票，随后在“会议投票”中制作投票码、开始和计票。",
        button="生成投票",
    )
)
declare(
    Deed(
        verb="ask_former_unit",
        title="登记延伸考察",
        subject=models.Candidacy,
        form=FormerUnitForm,
        perform=lambda candidacy, cleaned, actor: services.ask_former_unit(
            candidacy, cleaned["former_unit"], actor=actor
        ),
        roles=workers("ask_former_unit", Stage.INSPECTION),
    )
)
declare(
    Deed(
        verb="submit_report",
        title="提交考察材料",
        subject=models.Candidacy,
        form=ReportForm,
        perform=_submit_report,
        roles=workers("submit_report", Stage.INSPECTION),
        hint="重新提交的，原来的签名失效，须重新签名。",
        button="提交",
    )
)
declare(
    Deed(
        verb="sign_report",
        title="考察材料签名",
        subject=models.Candidacy,
        form=SignReportForm,
        perform=lambda candidacy, cleaned, actor: services.sign_report(
            candidacy, cleaned["name"], actor=actor
        ),
        roles=workers("sign_report", Stage.INSPECTION),
        button="签名",
    )
)
