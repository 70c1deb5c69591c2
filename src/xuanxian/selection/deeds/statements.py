"""Settling the appeals of people on their own case."""

from django import forms

from xuanxian.selection import models, services
from xuanxian.selection.deeds.deed import Deed, DeedForm, declare
from xuanxian.selection.instruments import OwnCase
from xuanxian.selection.instruments.own_case import APPEAL_RESULTS
from xuanxian.selection.rules import Rules


class SettleForm(DeedForm):
    """What the appeal came to, and why."""

    result = forms.ChoiceField(
        label="处理结果", choices=list(APPEAL_RESULTS.items()), widget=forms.RadioSelect
    )
    text = forms.CharField(label="处理意见", widget=forms.Textarea(attrs={"rows": 5}))


def _settlers(rules: Rules, statement: models.OwnStatement) -> tuple[str, ...]:
    own = rules.first(OwnCase)
    return own.settled_by if own and statement.is_appeal else ()


declare(
    Deed(
        verb="settle_appeal",
        title="处理申诉",
        subject=models.OwnStatement,
        form=SettleForm,
        perform=lambda statement, cleaned, actor: services.settle_appeal(
            statement, cleaned["result"], cleaned["text"], actor=actor
        ),
        roles=_settlers,
        hint="参与作出决定的人不处理申诉；改变决定的，另按恢复等办理。",
    )
)
