"""公示、任职、试用期."""

from typing import Any

from django import forms

from xuanxian.access.actor import Actor
from xuanxian.registry.models import PostHolding
from xuanxian.selection import models, services
from xuanxian.selection.deeds.deed import Deed, DeedForm, NoQuestions, declare, workers
from xuanxian.selection.deeds.fields import DayField, NamesField
from xuanxian.selection.deeds.inspection import TogetherForm
from xuanxian.selection.instruments import Notice, Probation, Stage


class NoticeForm(TogetherForm):
    """What is shown, where, from when."""

    text = forms.CharField(label="公示内容", widget=forms.Textarea(attrs={"rows": 8}))
    sites = NamesField(
        label="公示地点", required=False, help_text="用顿号隔开；不填则按制度规定的地点"
    )
    on = DayField(label="公示开始日期")

    def prepare(self) -> None:
        super().prepare()
        people = [
            f"{one.person.name}，现任{one.person.current_post}，拟任{one.vacancy.post}。"
            for one in self.choice_of_rows("people").queryset
            if one.pk == self.subject.pk
        ]
        self.fields["text"].initial = "\n".join(people)
        notice = self.rules.first(Notice)
        if notice:
            self.fields["sites"].initial = list(notice.sites)


class ExemptForm(DeedForm):
    """Which of the policy's circumstances applies."""

    because = forms.ChoiceField(label="不公示的情形", widget=forms.RadioSelect)

    def prepare(self) -> None:
        notice = self.rules.first(Notice)
        field = self.choice("because")
        field.choices = [(text, text) for text in (notice.exempt if notice else ())]


class AppointForm(DeedForm):
    """Document and date."""

    document_number = forms.CharField(label="任职文号", max_length=80)
    effective_on = DayField(label="任职时间")
    leaves = forms.ModelMultipleChoiceField(
        PostHolding.objects.none(),
        label="同时免去的其他职务",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="动议时列明的拟免职务不必再选；不选的主职务只有制度允许兼任时才能保留",
    )

    def prepare(self) -> None:
        held = self.subject.person.post_holdings.filter(held_until__isnull=True)
        field = self.choice_of_rows("leaves")
        field.queryset = held.exclude(pk=self.subject.leaves_id)
        field.label_from_instance = lambda holding: holding.title
        decided = self.subject.sitting_items.filter(decision="approved").last()
        if decided and decided.decided_on:
            self.fields["effective_on"].initial = decided.decided_on


class AppointmentTalkForm(DeedForm):
    """Who held the talk."""

    interviewers = NamesField(label="谈话人")
    on = DayField(label="谈话日期")


class ProbationForm(DeedForm):
    """How the probation ended."""

    outcome = forms.ChoiceField(label="考核结论", widget=forms.RadioSelect)
    remark = forms.CharField(label="考核意见", widget=forms.Textarea(attrs={"rows": 4}))

    def prepare(self) -> None:
        probation = self.rules.first(Probation)
        field = self.choice("outcome")
        field.choices = [(one.id, one.title) for one in (probation.outcomes if probation else ())]


def _start_notice(candidacy: models.Candidacy, cleaned: dict[str, Any], actor: Actor) -> Any:
    return services.start_notice(
        list(cleaned["people"]),
        text=cleaned["text"],
        sites=cleaned["sites"],
        on=cleaned["on"],
        actor=actor,
    )


declare(
    Deed(
        verb="start_notice",
        title="公示",
        subject=models.Candidacy,
        form=NoticeForm,
        perform=_start_notice,
        roles=workers("start_notice", Stage.NOTICE),
        hint="期满日按制度规定的工作日计算，遇节假日顺延。",
        button="开始公示",
    )
)
declare(
    Deed(
        verb="exempt_notice",
        title="登记不公示的情形",
        subject=models.Candidacy,
        form=ExemptForm,
        perform=lambda candidacy, cleaned, actor: services.exempt_notice(
            candidacy, cleaned["because"], actor=actor
        ),
        roles=workers("exempt_notice", Stage.NOTICE),
        button="登记",
    )
)
declare(
    Deed(
        verb="end_notice",
        title="登记公示结果",
        subject=models.Candidacy,
        form=NoQuestions,
        perform=lambda candidacy, cleaned, actor: services.end_notice(candidacy, actor=actor),
        roles=workers("end_notice", Stage.NOTICE),
        hint="公示期满后登记；期间收到的反映都要有核查结论。",
        button="登记",
    )
)
declare(
    Deed(
        verb="appoint",
        title="办理任职",
        subject=models.Candidacy,
        form=AppointForm,
        perform=lambda candidacy, cleaned, actor: services.appoint(
            candidacy, actor=actor, **cleaned
        ),
        roles=workers("appoint", Stage.APPOINTMENT),
        hint="办理后，任职、免职和职务层次写回干部档案，并开始计算试用期。",
        grave=True,
    )
)
declare(
    Deed(
        verb="record_appointment_talk",
        title="记录任职谈话",
        subject=models.Candidacy,
        form=AppointmentTalkForm,
        perform=lambda candidacy, cleaned, actor: services.record_appointment_talk(
            candidacy, actor=actor, **cleaned
        ),
        roles=workers("record_appointment_talk", Stage.APPOINTMENT),
        button="记录",
    )
)
declare(
    Deed(
        verb="assess_probation",
        title="试用期考核",
        subject=models.Candidacy,
        form=ProbationForm,
        perform=lambda candidacy, cleaned, actor: services.assess_probation(
            candidacy, cleaned["outcome"], cleaned["remark"], actor=actor
        ),
        roles=workers("assess_probation", Stage.PROBATION),
        button="登记",
        grave=True,
    )
)
