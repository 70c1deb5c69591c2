"""Moving people on and back; releasing holds and overriding bars."""

from typing import Any

from django import forms

from xuanxian.access.actor import Actor
from xuanxian.selection import models, services
from xuanxian.selection.deeds.deed import (
    Deed,
    DeedForm,
    ReasonForm,
    declare,
    movers_here,
)
from xuanxian.selection.instruments import Stage


class MoveForm(DeedForm):
    """A remark, if any."""

    remark = forms.CharField(label="备注", required=False, max_length=200)


class SendBackForm(ReasonForm):
    """To which earlier stage, and why."""

    to = forms.ChoiceField(label="退回到", widget=forms.RadioSelect)

    field_order = ("to", "reason")

    def prepare(self) -> None:
        order = [step.stage for step in self.rules.procedure.stages]
        here = order.index(Stage(self.subject.stage))
        field = self.choice("to")
        field.choices = [
            (step.stage.value, step.label) for step in self.rules.procedure.stages[:here]
        ]


class SetAsideForm(ReasonForm):
    """Which reason of the gate is set aside; named by the address."""

    rule = forms.CharField(widget=forms.HiddenInput)


def _move(candidacy: models.Candidacy, cleaned: dict[str, Any], actor: Actor) -> Any:
    return services.move_stage(candidacy, actor=actor, remark=cleaned["remark"])


declare(
    Deed(
        verb="move_stage",
        title="提交下一环节",
        subject=models.Candidacy,
        form=MoveForm,
        perform=_move,
        roles=movers_here,
        hint="本环节的条件都满足才能提交；提交时的结论记入纪实。",
        button="提交",
    )
)
declare(
    Deed(
        verb="send_back",
        title="退回前面的环节",
        subject=models.Candidacy,
        form=SendBackForm,
        perform=lambda candidacy, cleaned, actor: services.send_back(
            candidacy, cleaned["to"], cleaned["reason"], actor=actor
        ),
        roles=movers_here,
        button="退回",
        grave=True,
    )
)
# Which roles may set a reason aside stands at its gate, so the service itself refuses others;
# the page shows the links only to them.
declare(
    Deed(
        verb="release_hold",
        title="放行暂缓",
        subject=models.Candidacy,
        form=SetAsideForm,
        perform=lambda candidacy, cleaned, actor: services.release_hold(
            candidacy, cleaned["rule"], cleaned["reason"], actor=actor
        ),
        roles=lambda rules, candidacy: tuple(
            dict.fromkeys(
                role for gate in rules.step(candidacy.stage).gates for role in gate.release
            )
        ),
        hint="放行的理由和放行人记入纪实，随人选一直可见。",
        grave=True,
    )
)
declare(
    Deed(
        verb="override_verdict",
        title="破例",
        subject=models.Candidacy,
        form=SetAsideForm,
        perform=lambda candidacy, cleaned, actor: services.override_verdict(
            candidacy, cleaned["rule"], cleaned["reason"], actor=actor
        ),
        roles=lambda rules, candidacy: tuple(
            dict.fromkeys(
                role for gate in rules.step(candidacy.stage).gates for role in gate.override
            )
        ),
        hint="破例的理由和决定人记入纪实，随人选一直可见，并按制度追责。",
        grave=True,
    )
)
