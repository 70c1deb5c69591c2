"""考察谈话: the schedule, each talk, its notes and their signatures."""

import re
from typing import Any

from django import forms

from xuanxian.access.actor import Actor
from xuanxian.selection import models, services
from xuanxian.selection.deeds.deed import Deed, DeedForm, declare, workers
from xuanxian.selection.deeds.fields import DayField
from xuanxian.selection.instruments import Inspection, Stage, Talk
from xuanxian.selection.queries.scheduled_talks import proposed_interviewees
from xuanxian.selection.rules import Rules
from xuanxian.selection.services import Interviewee

_BETWEEN = re.compile(r"[，,\t]+")


class ScheduleForm(DeedForm):
    """Class by class, one person a line; whom the registry knows is filled in."""

    def prepare(self) -> None:
        talk = _talk_of(self.rules)
        planned = list(self.subject.scheduled_talks.all())
        proposed = proposed_interviewees(self.rules, self.subject) if not planned else []
        for one in talk.classes if talk else ():
            known = [(row.name, row.post) for row in planned if row.of_class == one.id] or [
                (each.name, each.post) for each in proposed if each.of_class == one.id
            ]
            self.fields[f"class_{one.id}"] = forms.CharField(
                label=one.title,
                required=False,
                initial="\n".join("，".join(filter(None, each)) for each in known),
                widget=forms.Textarea(attrs={"rows": max(2, min(len(known) + 1, 12))}),
                help_text="一人一行：姓名，职务",
            )


class InspectionTalkForm(DeedForm):
    """One talk of the inspection, with what was said."""

    interviewee = forms.CharField(label="谈话对象", max_length=60)
    interviewee_post = forms.CharField(label="谈话对象职务", required=False, max_length=200)
    of_class = forms.ChoiceField(
        label="谈话对象类别", required=False, help_text="已列入谈话安排的，不必选择"
    )
    interviewers = forms.MultipleChoiceField(
        label="谈话人", widget=forms.CheckboxSelectMultiple, help_text="由考察组成员谈话"
    )
    on = DayField(label="谈话日期")
    text = forms.CharField(
        label="谈话记录",
        required=False,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text="只有办理考察的人员可以查看；也可以以后再写",
    )

    def prepare(self) -> None:
        row = models.InspectionRecord.objects.filter(pk=self.subject.pk).first()
        field = self.choice("interviewers")
        field.choices = [(member["name"], member["name"]) for member in (row.team if row else ())]
        talk = _talk_of(self.rules)
        if talk and talk.classes:
            self.choice("of_class").choices = [
                ("", "按谈话安排"),
                *((one.id, one.title) for one in talk.classes),
            ]
        else:
            del self.fields["of_class"]


class NotesForm(DeedForm):
    """What was said."""

    text = forms.CharField(label="谈话记录", widget=forms.Textarea(attrs={"rows": 12}))


class SignNotesForm(DeedForm):
    """Which interviewer signs."""

    name = forms.ChoiceField(label="签字", widget=forms.RadioSelect)

    def prepare(self) -> None:
        field = self.choice("name")
        field.choices = [
            (name, name) for name in self.subject.interviewers if name not in self.subject.signed_by
        ]
        field.initial = str(self.account)


def _talk_of(rules: Rules) -> Talk | None:
    inspection = rules.first(Inspection)
    return rules.get(inspection.talk, Talk) if inspection and inspection.talk else None


def _schedule(candidacy: models.Candidacy, cleaned: dict[str, Any], actor: Actor) -> Any:
    interviewees = []
    for field, text in cleaned.items():
        for line in text.splitlines():
            if line.strip():
                name, *post = _BETWEEN.split(line.strip(), maxsplit=1)
                interviewees.append(
                    Interviewee(name, field.removeprefix("class_"), post[0] if post else "")
                )
    return services.schedule_talks(candidacy, interviewees, actor=actor)


declare(
    Deed(
        verb="schedule_talks",
        title="安排考察谈话",
        subject=models.Candidacy,
        form=ScheduleForm,
        perform=_schedule,
        roles=workers("schedule_talks", Stage.INSPECTION),
        hint="程序按制度的类别从干部所在单位列出人员，请核对增减；记录谈话后自动勾销。",
        button="保存",
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
        verb="write_talk_notes",
        title="写谈话记录",
        subject=models.Talk,
        form=NotesForm,
        perform=lambda talk, cleaned, actor: services.write_talk_notes(
            talk, cleaned["text"], actor=actor
        ),
        roles=workers("record_inspection_talk", Stage.INSPECTION),
        hint="重新写的，原来的签字失效，须重新签字。",
        button="保存",
    )
)
declare(
    Deed(
        verb="sign_talk_notes",
        title="谈话记录签字",
        subject=models.Talk,
        form=SignNotesForm,
        perform=lambda talk, cleaned, actor: services.sign_talk_notes(
            talk, cleaned["name"], actor=actor
        ),
        roles=workers("sign_talk_notes", Stage.INSPECTION),
        button="签字",
    )
)
