"""审核把关: the review of the archive."""

from typing import Any

from django import forms

from xuanxian.access.actor import Actor
from xuanxian.selection import models, services
from xuanxian.selection.deeds.deed import Deed, DeedForm, declare, workers
from xuanxian.selection.deeds.fields import DayField, NamesField
from xuanxian.selection.instruments import FileReview, Stage
from xuanxian.selection.instruments.file_review import ItemFinding


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
