"""What the forms of contests share."""

from typing import Any

from django import forms

from xuanxian.selection.deeds.deed import DeedForm, RolesOf
from xuanxian.selection.instruments import Contest, Stage
from xuanxian.selection.rules import Rules


def contest_workers(verb: str) -> RolesOf:
    """The roles that the procedure gives `verb` of the contest to; none without such a stage."""

    def roles(rules: Rules, subject: Any) -> tuple[str, ...]:
        step = rules.procedure.step(Stage.CONTEST)
        return step.roles_for(verb) if step else ()

    return roles


class StepForm(DeedForm):
    """Which round of the contest it is about; the page says it, nobody chooses."""

    step = forms.ChoiceField(label="轮次", widget=forms.HiddenInput)

    def prepare(self) -> None:
        self.choice("step").choices = [
            (each.id, each.title)
            for each in self.rules.get(self.subject.instrument, Contest).rounds
        ]
