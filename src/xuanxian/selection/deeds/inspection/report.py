"""延伸考察, 考察材料 and the appraisals."""

from typing import Any

from django import forms

from xuanxian.access.actor import Actor
from xuanxian.selection import models, services
from xuanxian.selection.deeds.deed import Deed, DeedForm, declare, workers
from xuanxian.selection.instruments import Inspection, Stage
from xuanxian.selection.queries.report_draft import draft_of


class FormerUnitForm(DeedForm):
    """The unit where the person served before."""

    former_unit = forms.CharField(label="原任职单位", max_length=200)


class ReportForm(DeedForm):
    """The sections the policy asks for, and the shortcomings one a line."""

    def prepare(self) -> None:
        inspection = self.rules.first(Inspection)
        row = models.InspectionRecord.objects.filter(pk=self.subject.pk).first()
        # What was submitted is edited; before that, what the evidence says.
        if row and row.submitted_on:
            texts, named = row.sections, row.shortcomings
        else:
            draft = draft_of(self.subject)
            texts, named = draft.sections, draft.shortcomings
        for section in inspection.report_sections if inspection else ():
            self.fields[f"section_{section.id}"] = forms.CharField(
                label=section.title,
                initial=texts.get(section.id, ""),
                widget=forms.Textarea(attrs={"rows": 5}),
            )
        self.fields["shortcomings"] = forms.CharField(
            label="缺点和不足",
            initial="\n".join(named),
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


class AppraisalForm(DeedForm):
    """What the appraisal says, and who signed it in the name of which post."""

    def prepare(self) -> None:
        inspection = self.rules.first(Inspection)
        known = {one.id: one for one in (inspection.appraisals if inspection else ())}
        chosen = (
            self.data.get("appraisal") or self.initial.get("appraisal") or next(iter(known), "")
        )
        self.asked = known.get(chosen)
        if self.asked is None:
            return
        row = models.InspectionRecord.objects.filter(pk=self.subject.pk).first()
        made = row.appraisals.get(chosen, {}) if row else {}
        self.fields["appraisal"] = forms.ChoiceField(
            label="鉴定", choices=[(chosen, self.asked.title)], initial=chosen
        )
        self.fields["text"] = forms.CharField(
            label="鉴定意见",
            initial=made.get("text", ""),
            widget=forms.Textarea(attrs={"rows": 6}),
        )
        for place, post in enumerate(self.asked.signed_as):
            self.fields[f"signed_{place}"] = forms.CharField(
                label=f"{post}签字", max_length=60, initial=made.get("signed", {}).get(post, "")
            )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if self.asked is None:
            raise forms.ValidationError("制度没有要出具的鉴定。")
        cleaned["signed"] = {
            post: cleaned.get(f"signed_{place}", "")
            for place, post in enumerate(self.asked.signed_as)
        }
        return cleaned


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
        hint="重新提交的，原来的签名失效，须重新签名。第一次提交前，各部分按考察依据汇成初稿，请修改核实。",
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
declare(
    Deed(
        verb="record_appraisal",
        title="登记鉴定",
        subject=models.Candidacy,
        form=AppraisalForm,
        perform=lambda candidacy, cleaned, actor: services.record_appraisal(
            candidacy, cleaned["appraisal"], cleaned["text"], cleaned["signed"], actor=actor
        ),
        roles=workers("record_appraisal", Stage.INSPECTION),
        hint="签字的各是一人，不能由考察对象本人签字；重新登记的，替换原来的鉴定。",
        button="登记",
    )
)
