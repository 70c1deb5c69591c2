"""审核把关: the review of the archive."""

from typing import Any

from django import forms

from xuanxian.access.actor import Actor
from xuanxian.policy.parts import whole
from xuanxian.selection import models, services
from xuanxian.selection.course import file_review_at, stage_gated_by
from xuanxian.selection.deeds.deed import Deed, DeedForm, RolesOf, declare
from xuanxian.selection.deeds.fields import DayField, NamesField
from xuanxian.selection.instruments import Stage
from xuanxian.selection.instruments.file_review import ItemFinding
from xuanxian.selection.rules import Rules


class FileReviewForm(DeedForm):
    """Every item of the archive: consistent or in doubt, and on which papers that rests."""

    def prepare(self) -> None:
        self.review = file_review_at(self.rules, Stage(self.subject.stage))
        row = None
        if self.review:
            row = self.subject.file_reviews.filter(instrument=self.review.id).first()
        found = row.findings if row else {}
        for item in self.review.items if self.review else ():
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
            self.fields[f"evidence_{item.id}"] = forms.CharField(
                label=f"{item.title}：依据的材料和页码",
                required=bool(self.review and self.review.evidence),
                initial=before.get("evidence", ""),
            )
        self._ask_reviewers(row)
        self.fields["conclusion"] = forms.ChoiceField(
            label="审核结论",
            choices=[
                (one.id, one.title) for one in (self.review.conclusions if self.review else ())
            ],
            widget=forms.RadioSelect,
            initial=row.conclusion if row else None,
        )
        self.fields["on"] = DayField(label="审核日期")

    def _ask_reviewers(self, row: models.FileReviewRecord | None) -> None:
        before = row.reviewers if row else {}
        if not self.review or not self.review.steps:
            self.fields["reviewers"] = NamesField(
                label="审核人", initial=before.get("", [str(self.account)])
            )
        for place, step in enumerate(self.review.steps if self.review else ()):
            number = whole(step.reviewers, self.rules.parameters, of=step.title)
            self.fields[f"step_{place}"] = NamesField(
                label=f"{step.title}（{number}人）",
                initial=before.get(step.title, [str(self.account)] if place == 0 else []),
            )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        for item in self.review.items if self.review else ():
            if cleaned.get(f"consistent_{item.id}") is False and not cleaned.get(
                f"doubt_{item.id}"
            ):
                self.add_error(f"doubt_{item.id}", f"{item.title}存疑，请写明疑点。")
        steps = self.review.steps if self.review else ()
        cleaned["by_step"] = {
            step.title: cleaned.pop(f"step_{place}")
            for place, step in enumerate(steps)
            if f"step_{place}" in cleaned
        }
        return cleaned


class DayForm(DeedForm):
    """Only the day."""

    on = DayField(label="日期")


def _reviewers(verb: str) -> RolesOf:
    """The roles that the policy gives `verb` to in the stage that the review gates."""

    def roles(rules: Rules, candidacy: models.Candidacy) -> tuple[str, ...]:
        stage = Stage(candidacy.stage)
        review = file_review_at(rules, stage)
        gated = stage_gated_by(rules, review.id) if review else None
        return rules.step(gated or stage).roles_for(verb) if review else ()

    return roles


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
            evidence=cleaned.get(f"evidence_{item}", ""),
        )
    return services.review_file(
        candidacy,
        findings,
        reviewers=cleaned.get("reviewers", ()),
        by_step=cleaned["by_step"],
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
        roles=_reviewers("review_file"),
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
        roles=_reviewers("confirm_file_review"),
        button="登记",
    )
)
