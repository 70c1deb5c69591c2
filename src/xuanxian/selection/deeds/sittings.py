"""The agenda before a sitting, its minutes and their signatures."""

from typing import Any

from django import forms

from xuanxian.access.actor import Actor
from xuanxian.selection import models, services
from xuanxian.selection.deeds.deed import Deed, DeedForm, declare, workers
from xuanxian.selection.deeds.fields import DayField, NamesField
from xuanxian.selection.deeds.inspection import TogetherForm
from xuanxian.selection.instruments import Meeting, Stage


class AgendaForm(TogetherForm):
    """Who is discussed, when."""

    meets_on = DayField(label="会议日期")
    on = DayField(label="印发日期")


class MinutesForm(DeedForm):
    """What was said, and in which order."""

    text = forms.CharField(
        label="会议记录",
        widget=forms.Textarea(attrs={"rows": 10}),
        help_text="逐项记录发言要点；内容单独保存，纪实只留校验值",
    )
    on = DayField(label="记录日期")

    def prepare(self) -> None:
        for item in self.subject.items.select_related("candidacy__person"):
            self.fields[f"speakers_{item.pk}"] = NamesField(
                label=f"讨论{item.candidacy.person.name}时的发言次序",
                required=False,
                help_text="按发言先后，用顿号隔开",
                initial=self.subject.speakers.get(str(item.pk), []),
            )


class SignatureForm(DeedForm):
    """Who signed, in which capacity."""

    signer = forms.ChoiceField(label="签字身份", widget=forms.RadioSelect)
    signed_by = forms.CharField(label="签字人", max_length=60)
    on = DayField(label="签字日期")

    def prepare(self) -> None:
        meeting = self.rules.first(Meeting)
        self.choice("signer").choices = [
            (one, one)
            for one in (meeting.minutes_signed_by if meeting else ())
            if one not in self.subject.minutes_signed
        ]


def _write(sitting: models.Sitting, cleaned: dict[str, Any], actor: Actor) -> models.Sitting:
    speakers = {
        name.removeprefix("speakers_"): names
        for name, names in cleaned.items()
        if name.startswith("speakers_")
    }
    return services.write_minutes(
        sitting, cleaned["text"], speakers=speakers, on=cleaned["on"], actor=actor
    )


declare(
    Deed(
        verb="issue_agenda",
        title="印发议题",
        subject=models.Candidacy,
        form=AgendaForm,
        perform=lambda candidacy, cleaned, actor: services.issue_agenda(
            list(cleaned["people"]), cleaned["meets_on"], on=cleaned["on"], actor=actor
        ),
        roles=workers("issue_agenda", Stage.DELIBERATION),
        hint="印发以后不能增加议题；上会材料按印发的议题生成。",
        button="印发",
    )
)
declare(
    Deed(
        verb="write_minutes",
        title="登记会议记录",
        subject=models.Sitting,
        form=MinutesForm,
        perform=_write,
        roles=workers("write_minutes", Stage.DELIBERATION),
        hint="签字以后不能再改。",
        button="登记",
    )
)
declare(
    Deed(
        verb="sign_minutes",
        title="会议记录签字",
        subject=models.Sitting,
        form=SignatureForm,
        perform=lambda sitting, cleaned, actor: services.sign_minutes(
            sitting, cleaned["signer"], cleaned["signed_by"], on=cleaned["on"], actor=actor
        ),
        roles=workers("sign_minutes", Stage.DELIBERATION),
        button="登记签字",
    )
)
