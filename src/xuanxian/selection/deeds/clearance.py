"""审核把关: letters, replies, the review of the archive."""

from typing import Any

from django import forms

from xuanxian.access.actor import Actor
from xuanxian.selection import models, services
from xuanxian.selection.deeds.deed import Deed, DeedForm, declare, workers
from xuanxian.selection.deeds.fields import DayField, NamesField
from xuanxian.selection.deeds.inspection import TogetherForm
from xuanxian.selection.instruments import Clearance, FileReview, Stage
from xuanxian.selection.instruments.clearance import ANSWERS, ClearanceItem
from xuanxian.selection.instruments.file_review import ItemFinding
from xuanxian.selection.rules import Rules


class LetterForm(TogetherForm):
    """Which bodies are asked, all of those still to be asked by default."""

    items = forms.MultipleChoiceField(label="征求事项", widget=forms.CheckboxSelectMultiple)
    document_number = forms.CharField(label="函号", required=False, max_length=80)
    on = DayField(label="发函日期")

    def prepare(self) -> None:
        super().prepare()
        items = [item for clearance in self.rules.all(Clearance) for item in clearance.items]
        asked = set(self.subject.letters.values_list("item", flat=True))
        field = self.choice("items")
        field.choices = [(item.id, f"{item.title}（{item.asks}）") for item in items]
        field.initial = [item.id for item in items if item.required and item.id not in asked]


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

    def prepare(self) -> None:
        item = _item_of(self.rules, self.subject)
        field = self.choice("signed_by")
        field.choices = [(title, title) for title in (item.signatures if item else ())]
        if not field.choices:
            del self.fields["signed_by"]


class FileReviewForm(DeedForm):
    """Every item of the archive: consistent or in doubt."""

    def prepare(self) -> None:
        review = self.rules.first(FileReview)
        row = models.FileReviewRecord.objects.filter(pk=self.subject.pk).first()
        found = row.findings if row else {}
        for item in review.items if review else ():
            before = found.get(item.id, {})
            self.fields[f"consistent_{item.id}"] = forms.TypedChoiceField(
                label=item.title,
                choices=[("yes", "一致，予以认定"), ("no", "存疑")],
                coerce=lambda answer: answer == "yes",
                widget=forms.RadioSelect,
                initial={True: "yes", False: "no"}.get(before.get("consistent")),
            )
            self.fields[f"doubt_{item.id}"] = forms.CharField(
                label=f"{item.title}：认定结果或疑点",
                required=False,
                initial=before.get("determined") or before.get("doubt") or "",
            )
        self.fields["reviewers"] = NamesField(
            label="审核人", initial=row.reviewers if row else [str(self.account)]
        )
        self.fields["conclusion"] = forms.ChoiceField(
            label="审核结论",
            choices=[(one.id, one.title) for one in (review.conclusions if review else ())],
            widget=forms.RadioSelect,
            initial=row.conclusion if row else None,
        )
        self.fields["on"] = DayField(label="审核日期")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        review = self.rules.first(FileReview)
        for item in review.items if review else ():
            if cleaned.get(f"consistent_{item.id}") is False and not cleaned.get(
                f"doubt_{item.id}"
            ):
                self.add_error(f"doubt_{item.id}", f"{item.title}存疑，请写明疑点。")
        return cleaned


class DayForm(DeedForm):
    """Only the day."""

    on = DayField(label="日期")


def _item_of(rules: Rules, letter: models.Letter) -> ClearanceItem | None:
    for clearance in rules.all(Clearance):
        if found := clearance.item(letter.item):
            return found
    return None


def _repliers(rules: Rules, letter: models.Letter) -> tuple[str, ...]:
    item = _item_of(rules, letter)
    own = item.answered_by if item else ()
    return own or rules.step(Stage.CLEARANCE).roles_for("record_reply")


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


def _review_file(candidacy: models.Candidacy, cleaned: dict[str, Any], actor: Actor) -> Any:
    findings = {}
    for name, consistent in cleaned.items():
        if not name.startswith("consistent_"):
            continue
        item = name.removeprefix("consistent_")
        words = cleaned.get(f"doubt_{item}", "")
        findings[item] = ItemFinding(
            consistent=consistent,
            determined=words if consistent else "",
            doubt="" if consistent else words,
        )
    return services.review_file(
        candidacy,
        findings,
        reviewers=cleaned["reviewers"],
        conclusion=cleaned["conclusion"],
        on=cleaned["on"],
        actor=actor,
    )


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
        perform=lambda letter, cleaned, actor: services.record_reply(
            letter,
            cleaned["answer"],
            actor=actor,
            text=cleaned["text"],
            sealed=cleaned["sealed"],
            signed_by=cleaned.get("signed_by", ()),
            on=cleaned["on"],
        ),
        roles=_repliers,
        button="登记",
    )
)
declare(
    Deed(
        verb="review_file",
        title="审核档案",
        subject=models.Candidacy,
        form=FileReviewForm,
        perform=_review_file,
        roles=workers("review_file", Stage.CLEARANCE),
        button="保存审核结果",
    )
)
declare(
    Deed(
        verb="confirm_file_review",
        title="登记本人确认档案审核结果",
        subject=models.Candidacy,
        form=DayForm,
        perform=lambda candidacy, cleaned, actor: services.confirm_file_review(
            candidacy, actor=actor, on=cleaned["on"]
        ),
        roles=workers("confirm_file_review", Stage.CLEARANCE),
        button="登记",
    )
)
