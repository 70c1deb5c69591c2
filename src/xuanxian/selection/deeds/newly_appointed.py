"""任前测试 and 任职回访."""

from typing import Any

from django import forms

from xuanxian.access.actor import Actor
from xuanxian.kernel import clock
from xuanxian.policy.parts import whole
from xuanxian.selection import models, services
from xuanxian.selection.deeds.deed import Deed, DeedForm, NoQuestions, declare, workers
from xuanxian.selection.deeds.fields import DayField, NamesField
from xuanxian.selection.instruments import AppointmentTest, FollowUp, Stage


class TestMarkForm(DeedForm):
    """The mark and the place."""

    __test__ = False

    mark = forms.DecimalField(label="成绩", min_value=0, max_digits=6, decimal_places=2)
    rank = forms.IntegerField(label="名次", required=False, min_value=1)
    of = forms.IntegerField(label="参加人数", required=False, min_value=1)
    on = DayField(label="测试日期")

    def prepare(self) -> None:
        test = self.rules.first(AppointmentTest)
        if test:
            full = whole(test.full_mark, self.rules.parameters, of="任前测试满分")
            least = whole(test.pass_mark, self.rules.parameters, of="任前测试合格分")
            self.fields["mark"].help_text = f"满分{full}分，{least}分合格"


class TestTalkForm(DeedForm):
    """Who talked."""

    __test__ = False

    interviewer = forms.CharField(label="约谈人", max_length=60)
    on = DayField(label="约谈日期")


class VisitForm(DeedForm):
    """Which visit, what was found."""

    visit = forms.ChoiceField(label="回访", widget=forms.RadioSelect)
    visitors = NamesField(label="回访人")
    findings = forms.CharField(label="回访情况", widget=forms.Textarea(attrs={"rows": 5}))
    conclusion = forms.ChoiceField(label="结论", required=False, widget=forms.RadioSelect)
    wish = forms.ChoiceField(label="本人意愿", required=False)
    on = DayField(label="回访日期")

    def prepare(self) -> None:
        held = set(self.subject.follow_up_visits.values_list("instrument", "visit"))
        appointment = models.Appointment.objects.filter(pk=self.subject.pk).first()
        visits: list[tuple[str, str]] = []
        conclusions: dict[str, str] = {}
        wishes: dict[str, None] = {}
        for one in self.rules.all(FollowUp):
            conclusions |= {each.id: each.title for each in one.conclusions}
            wishes |= dict.fromkeys(one.wishes)
            for visit in one.visits:
                if appointment is None or (one.id, visit.id) in held:
                    continue
                opens = one.opens_on(visit, appointment.effective_on, self.rules.parameters)
                if opens <= clock.today():
                    visits.append((visit.id, visit.title))
        self.choice("visit").choices = visits
        self.choice("conclusion").choices = list(conclusions.items())
        self.choice("wish").choices = [("", "未写明"), *((wish, wish) for wish in wishes)]
        if not conclusions:
            del self.fields["conclusion"]
        if not wishes:
            del self.fields["wish"]


def _visit(candidacy: models.Candidacy, cleaned: dict[str, Any], actor: Actor) -> Any:
    return services.record_visit(
        candidacy,
        cleaned["visit"],
        cleaned["findings"],
        visitors=cleaned["visitors"],
        conclusion=cleaned.get("conclusion", ""),
        wish=cleaned.get("wish", ""),
        on=cleaned["on"],
        actor=actor,
    )


declare(
    Deed(
        verb="record_appointment_test",
        title="登记任前测试成绩",
        subject=models.Candidacy,
        form=TestMarkForm,
        perform=lambda candidacy, cleaned, actor: services.record_appointment_test(
            candidacy,
            cleaned["mark"],
            rank=cleaned["rank"],
            of=cleaned["of"],
            on=cleaned["on"],
            actor=actor,
        ),
        roles=workers("record_appointment_test", Stage.APPOINTMENT),
        hint="没有合格的不能办理任职；补考次数按制度规定。",
        button="登记",
    )
)
declare(
    Deed(
        verb="record_test_talk",
        title="登记测试约谈",
        subject=models.Candidacy,
        form=TestTalkForm,
        perform=lambda candidacy, cleaned, actor: services.record_test_talk(
            candidacy, cleaned["interviewer"], on=cleaned["on"], actor=actor
        ),
        roles=workers("record_test_talk", Stage.APPOINTMENT),
        button="登记",
    )
)
declare(
    Deed(
        verb="record_visit",
        title="登记任职回访",
        subject=models.Candidacy,
        form=VisitForm,
        perform=_visit,
        roles=workers("record_visit", Stage.PROBATION),
        hint="到了时间的回访才能登记；逾期补做的，仍注明逾期。",
        button="登记",
    )
)
declare(
    Deed(
        verb="tell_of_visit",
        title="向本人反馈",
        subject=models.FollowUpVisit,
        form=NoQuestions,
        perform=lambda visit, cleaned, actor: services.tell_of_visit(visit, actor=actor),
        roles=workers("record_visit", Stage.PROBATION),
        button="登记已反馈",
    )
)
