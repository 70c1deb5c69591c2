"""审核把关: letters, what is done until they are answered, and replies."""

from typing import Any

from django import forms

from xuanxian.access.actor import Actor
from xuanxian.selection import models, services
from xuanxian.selection.deeds.deed import Deed, DeedForm, ReasonForm, declare, workers
from xuanxian.selection.deeds.fields import DayField
from xuanxian.selection.deeds.inspection import TogetherForm
from xuanxian.selection.instruments import Clearance, Stage
from xuanxian.selection.instruments.clearance import ANSWERS, ClearanceItem
from xuanxian.selection.queries.case_facts import case_facts
from xuanxian.selection.rules import Rules


class LetterForm(TogetherForm):
    """Which bodies are asked, all of those still to be asked by default."""

    items = forms.MultipleChoiceField(label="征求事项", widget=forms.CheckboxSelectMultiple)
    document_number = forms.CharField(label="函号", required=False, max_length=80)
    on = DayField(label="发函日期")

    def prepare(self) -> None:
        super().prepare()
        items = [item for clearance in self.rules.all(Clearance) for item in clearance.items]
        sent = self.subject.letters.filter(withdrawn_on__isnull=True)
        asked = set(sent.values_list("item", flat=True))
        field = self.choice("items")
        field.choices = [(item.id, f"{item.title}（{item.asks}）") for item in items]
        known = case_facts(self.subject).clearance
        values = next((one.values for one in known.values()), {})
        field.initial = [
            item.id
            for item in items
            if item.required
            and item.id not in asked
            and item.is_asked(values, self.rules.parameters) is not False
        ]


class ReplyForm(DeedForm):
    """The reply of one body."""

    answer = forms.ChoiceField(
        label="结论", choices=list(ANSWERS.items()), widget=forms.RadioSelect
    )
    text = forms.CharField(
        label="回复内容", required=False, widget=forms.Textarea(attrs={"rows": 4})
    )
    sealed = forms.BooleanField(label="已加盖公章", required=False)
    signed_by = forms.MultipleChoiceField(
        label="已签字", required=False, widget=forms.CheckboxSelectMultiple
    )
    on = DayField(label="回复日期")
    file = forms.FileField(label="复函扫描件", required=False, help_text="单个不超过50兆字节")

    def prepare(self) -> None:
        item = _item_of(self.rules, self.subject)
        field = self.choice("signed_by")
        field.choices = [(title, title) for title in (item.signatures if item else ())]
        if not field.choices:
            del self.fields["signed_by"]


class RemindForm(DeedForm):
    """How the body was reminded."""

    manner = forms.CharField(label="催办方式", initial="电话", max_length=60)
    on = DayField(label="催办日期")


class ExtendForm(ReasonForm):
    """Until when, and why."""

    until = DayField(label="延期至")
    field_order = ("until", "reason")


def _item_of(rules: Rules, letter: models.Letter) -> ClearanceItem | None:
    for clearance in rules.all(Clearance):
        if found := clearance.item(letter.item):
            return found
    return None


def repliers(rules: Rules, letter: models.Letter) -> tuple[str, ...]:
    """The roles that answer a letter."""
    item = _item_of(rules, letter)
    own = item.answered_by if item else ()
    return own or rules.step(Stage.CLEARANCE).roles_for("record_reply")


def answer_letter(letter: models.Letter, cleaned: dict[str, Any], actor: Actor) -> models.Letter:
    """Hand a cleaned `ReplyForm` to the service."""
    file = cleaned.get("file")
    return services.record_reply(
        letter,
        cleaned["answer"],
        text=cleaned["text"],
        sealed=cleaned["sealed"],
        signed_by=cleaned.get("signed_by", ()),
        on=cleaned["on"],
        reply_file=file.read() if file else None,
        reply_file_name=file.name if file else "",
        actor=actor,
    )


def _send_letters(candidacy: models.Candidacy, cleaned: dict[str, Any], actor: Actor) -> Any:
    return [
        letter
        for item in cleaned["items"]
        for letter in services.send_letter(
            list(cleaned["people"]),
            item,
            actor=actor,
            document_number=cleaned["document_number"],
            on=cleaned["on"],
        )
    ]


declare(
    Deed(
        verb="send_letter",
        title="发函征求意见",
        subject=models.Candidacy,
        form=LetterForm,
        perform=_send_letters,
        roles=workers("send_letter", Stage.CLEARANCE),
        hint="回复期限按制度计算；逾期不回复不等于同意，除非制度另有规定。",
        button="发函",
    )
)
declare(
    Deed(
        verb="record_reply",
        title="登记回复意见",
        subject=models.Letter,
        form=ReplyForm,
        perform=answer_letter,
        roles=repliers,
        hint="已过回复期限的，先由组织部写明理由延期，再登记。",
        button="登记",
        over=lambda letter: letter.unit_code,
    )
)
declare(
    Deed(
        verb="remind_of_letter",
        title="催办",
        subject=models.Letter,
        form=RemindForm,
        perform=lambda letter, cleaned, actor: services.remind_of_letter(
            letter, manner=cleaned["manner"], on=cleaned["on"], actor=actor
        ),
        roles=workers("send_letter", Stage.CLEARANCE),
        hint="催办记入纪实，不改变回复期限。",
    )
)
declare(
    Deed(
        verb="extend_letter",
        title="延期复函",
        subject=models.Letter,
        form=ExtendForm,
        perform=lambda letter, cleaned, actor: services.extend_letter(
            letter, cleaned["until"], cleaned["reason"], actor=actor
        ),
        roles=workers("send_letter", Stage.CLEARANCE),
        button="同意延期",
    )
)
declare(
    Deed(
        verb="withdraw_letter",
        title="撤回函件",
        subject=models.Letter,
        form=ReasonForm,
        perform=lambda letter, cleaned, actor: services.withdraw_letter(
            letter, cleaned["reason"], actor=actor
        ),
        roles=workers("send_letter", Stage.CLEARANCE),
        hint="撤回的函件视为没有发出，可以重新发函。",
        button="撤回",
        grave=True,
    )
)
