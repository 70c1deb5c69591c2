"""公示期反映: taking it in, its steps, what was found, clearing the person, the false accuser."""

from typing import Any

from django import forms

from xuanxian.access.actor import Actor
from xuanxian.selection import models, services
from xuanxian.selection.deeds.deed import Deed, DeedForm, declare, workers
from xuanxian.selection.deeds.fields import DayField
from xuanxian.selection.instruments import Notice, Stage
from xuanxian.selection.instruments.notice import REPORT_VERDICTS, HandlingStep
from xuanxian.selection.queries.case_facts import rules_of
from xuanxian.selection.rules import Rules


class ComplaintForm(DeedForm):
    """A report received. Who reported must not stand in it."""

    text = forms.CharField(
        label="反映内容",
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text="不要写反映人的姓名和联系方式",
    )
    channel = forms.CharField(label="来源", required=False, help_text="如来信、来访、12380电话")
    on = DayField(label="收到日期")


class StepForm(DeedForm):
    """What was done in the step whose turn it is."""

    remark = forms.CharField(
        label="办理情况",
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="呈谁批示、转哪个单位、怎样督办、反馈给谁",
    )
    on = DayField(label="办理日期")

    def prepare(self) -> None:
        step = step_to_take(self.rules, self.subject)
        if step is not None:
            self.fields["remark"].label = f"{step.title}情况"


class ComplaintHandlingForm(DeedForm):
    """What was found."""

    verdict = forms.ChoiceField(
        label="核查结论",
        choices=[(code, word) for code, word in REPORT_VERDICTS.items() if code != "pending"],
        widget=forms.RadioSelect,
    )
    handling = forms.CharField(label="核查情况和处理意见", widget=forms.Textarea(attrs={"rows": 4}))


class ClearForm(DeedForm):
    """How the person was cleared."""

    manner = forms.CharField(
        label="澄清方式", max_length=200, help_text="如在本单位干部会议上说明、书面告知本人"
    )
    on = DayField(label="澄清日期")


class ReferForm(DeedForm):
    """By which letter a false accusation was handed on."""

    document_number = forms.CharField(label="移送文号", max_length=80)
    on = DayField(label="移送日期")

    def prepare(self) -> None:
        notice = self.rules.first(Notice)
        if notice:
            self.fields["document_number"].help_text = f"移送{notice.reports.false_reports_to}"


def step_to_take(rules: Rules, report: models.ReceivedReport) -> HandlingStep | None:
    """The step of handling a report whose turn it is, None when there is none."""
    notice = rules.first(Notice)
    if notice is None:
        return None
    return notice.reports.next_step(report.steps_taken, decided=report.verdict != "pending")


def open_deeds(rules: Rules, report: models.ReceivedReport) -> tuple[str, ...]:
    """The verbs that may be due on a report now, by what the policy knows."""
    notice = rules.first(Notice)
    if notice is None:
        return ()
    step = step_to_take(rules, report)
    verbs = ["advance_complaint"] if step else []
    if report.verdict == "pending":
        return tuple(verbs or ["handle_complaint"])
    if report.verdict == "unfounded":
        if report.cleared_on is None:
            verbs.append("clear_person")
        if notice.reports.false_reports_to and report.accuser_referred_on is None:
            verbs.append("refer_accuser")
    return tuple(verbs)


def _advance(report: models.ReceivedReport, cleaned: dict[str, Any], actor: Actor) -> Any:
    step = step_to_take(rules_of(report.candidacy.round), report)
    return services.advance_complaint(
        report, step.id if step else "", cleaned["remark"], on=cleaned["on"], actor=actor
    )


def _steppers(rules: Rules, report: models.ReceivedReport) -> tuple[str, ...]:
    step = step_to_take(rules, report)
    own = step.roles if step else ()
    return own or rules.step(Stage.NOTICE).roles_for("handle_complaint")


declare(
    Deed(
        verb="receive_complaint",
        title="登记公示期反映",
        subject=models.Candidacy,
        form=ComplaintForm,
        perform=lambda candidacy, cleaned, actor: services.receive_complaint(
            candidacy, cleaned["text"], actor=actor, channel=cleaned["channel"], on=cleaned["on"]
        ),
        roles=workers("receive_complaint", Stage.NOTICE),
        hint="反映内容单独保存，只有核查人员能看；纪实只留校验值。",
        button="登记",
    )
)
declare(
    Deed(
        verb="advance_complaint",
        title="办理下一步",
        subject=models.ReceivedReport,
        form=StepForm,
        perform=_advance,
        roles=_steppers,
        hint="按制度的次序办理，前一步没有办的不能办后一步。",
        button="登记",
    )
)
declare(
    Deed(
        verb="handle_complaint",
        title="登记核查结论",
        subject=models.ReceivedReport,
        form=ComplaintHandlingForm,
        perform=lambda report, cleaned, actor: services.handle_complaint(
            report, cleaned["verdict"], cleaned["handling"], actor=actor
        ),
        roles=workers("handle_complaint", Stage.NOTICE),
        button="登记核查结论",
    )
)
declare(
    Deed(
        verb="clear_person",
        title="澄清正名",
        subject=models.ReceivedReport,
        form=ClearForm,
        perform=lambda report, cleaned, actor: services.clear_person(
            report, cleaned["manner"], on=cleaned["on"], actor=actor
        ),
        roles=workers("handle_complaint", Stage.NOTICE),
        hint="查无实据的，在一定范围内澄清，消除影响。",
        button="登记",
    )
)
declare(
    Deed(
        verb="refer_accuser",
        title="移送诬告陷害线索",
        subject=models.ReceivedReport,
        form=ReferForm,
        perform=lambda report, cleaned, actor: services.refer_accuser(
            report, cleaned["document_number"], on=cleaned["on"], actor=actor
        ),
        roles=workers("handle_complaint", Stage.NOTICE),
        hint="查无实据不等于诬告；认定由受理单位作出，这里不记反映人。",
        button="移送",
        grave=True,
    )
)
