"""实绩公示: the statement, its signatures, its filing."""

from typing import Any

from django import forms

from xuanxian.access.actor import Actor
from xuanxian.policy.parts import whole
from xuanxian.selection import models, services
from xuanxian.selection.deeds.deed import Deed, DeedForm, declare, workers
from xuanxian.selection.deeds.fields import DayField
from xuanxian.selection.instruments import Notice, Stage
from xuanxian.selection.instruments.achievements import AchievementsRule
from xuanxian.selection.rules import Rules


def rule_of(rules: Rules) -> AchievementsRule | None:
    """How the policy has statements of achievements written, None when it has none."""
    notice = rules.first(Notice)
    return notice.achievements if notice else None


class AchievementsForm(DeedForm):
    """One text a section."""

    earliest_on = DayField(label="最早一项实绩的日期")

    def prepare(self) -> None:
        rule = rule_of(self.rules)
        row = models.AchievementsStatement.objects.filter(pk=self.subject.pk).first()
        for section in rule.sections if rule else ():
            self.fields[f"section_{section.id}"] = forms.CharField(
                label=section.title,
                widget=forms.Textarea(attrs={"rows": 2}),
                initial=row.sections.get(section.id, "") if row else "",
            )
        if rule:
            most = whole(rule.characters_maximum, self.rules.parameters, of="实绩材料字数")
            years = whole(rule.years, self.rules.parameters, of="实绩年限")
            self.fields[
                "earliest_on"
            ].help_text = f"只写近{years}年的实绩，各栏合计不超过{most}字（空格不计）"
        if row:
            self.fields["earliest_on"].initial = row.earliest_on


class ConfirmForm(DeedForm):
    """Who signed, in which capacity."""

    confirmer = forms.ChoiceField(label="确认人", widget=forms.RadioSelect)
    signed_by = forms.CharField(label="签字人姓名", max_length=60)
    on = DayField(label="签字日期")

    def prepare(self) -> None:
        rule = rule_of(self.rules)
        row = models.AchievementsStatement.objects.filter(pk=self.subject.pk).first()
        signed = row.confirmed if row else {}
        field = self.choice("confirmer")
        field.choices = [
            (one.id, one.title)
            for one in (rule.confirmed_by if rule else ())
            if one.id not in signed
        ]


class FilingForm(DeedForm):
    """By which number it was filed."""

    document_number = forms.CharField(label="报备文号", required=False, max_length=80)
    on = DayField(label="报备日期")


def _write(candidacy: models.Candidacy, cleaned: dict[str, Any], actor: Actor) -> Any:
    sections = {
        name.removeprefix("section_"): text
        for name, text in cleaned.items()
        if name.startswith("section_")
    }
    return services.write_achievements(candidacy, sections, cleaned["earliest_on"], actor=actor)


def _confirmers(rules: Rules, candidacy: models.Candidacy) -> tuple[str, ...]:
    rule = rule_of(rules)
    own = [role for one in (rule.confirmed_by if rule else ()) for role in one.roles]
    return tuple(dict.fromkeys(own)) or rules.step(Stage.NOTICE).roles_for("confirm_achievements")


declare(
    Deed(
        verb="write_achievements",
        title="填写实绩材料",
        subject=models.Candidacy,
        form=AchievementsForm,
        perform=_write,
        roles=workers("write_achievements", Stage.NOTICE),
        hint="改动后须重新签字确认和报备。",
        button="保存",
    )
)
declare(
    Deed(
        verb="confirm_achievements",
        title="确认实绩材料",
        subject=models.Candidacy,
        form=ConfirmForm,
        perform=lambda candidacy, cleaned, actor: services.confirm_achievements(
            candidacy, cleaned["confirmer"], cleaned["signed_by"], on=cleaned["on"], actor=actor
        ),
        roles=_confirmers,
        button="登记签字",
    )
)
declare(
    Deed(
        verb="file_achievements",
        title="报备实绩材料",
        subject=models.Candidacy,
        form=FilingForm,
        perform=lambda candidacy, cleaned, actor: services.file_achievements(
            candidacy, cleaned["document_number"], on=cleaned["on"], actor=actor
        ),
        roles=workers("file_achievements", Stage.NOTICE),
        button="登记报备",
    )
)
