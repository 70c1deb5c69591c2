"""动议前置要素预审: each office fills in its elements."""

from typing import Any

from django import forms

from xuanxian.access.actor import Actor
from xuanxian.selection import models, services
from xuanxian.selection.deeds.deed import Deed, DeedForm, declare
from xuanxian.selection.deeds.fields import DayField
from xuanxian.selection.instruments import ElementReview
from xuanxian.selection.instruments.element_review import ANSWERS
from xuanxian.selection.rules import Rules


class ElementsForm(DeedForm):
    """The elements by office; those left open stay as they are."""

    def prepare(self) -> None:
        review = self.rules.first(ElementReview)
        rows = {row.element: row for row in self.subject.element_findings.all()}
        offices = [
            one
            for one in (review.offices if review else ())
            if self.account.holds(*one.roles, over=self.subject.round.unit.code)
        ]
        self.fields["office"] = forms.ChoiceField(
            label="预审科室", choices=[(one.id, one.title) for one in offices]
        )
        for office in offices:
            for element in review.elements_of(office.id) if review else ():
                row = rows.get(element.id)
                self.fields[f"answer_{element.id}"] = forms.ChoiceField(
                    label=f"{office.title}：{element.title}",
                    choices=[("", "还没有预审"), *ANSWERS.items()],
                    required=False,
                    initial=row.finding if row else "",
                )
                self.fields[f"note_{element.id}"] = forms.CharField(
                    label=f"{element.title}：疑点或查实情况",
                    required=False,
                    initial=row.note if row else "",
                )
        self.fields["on"] = DayField(label="预审日期")


def _office_roles(rules: Rules, candidacy: models.Candidacy) -> tuple[str, ...]:
    review = rules.first(ElementReview)
    return tuple(
        dict.fromkeys(role for one in (review.offices if review else ()) for role in one.roles)
    )


def _review(candidacy: models.Candidacy, cleaned: dict[str, Any], actor: Actor) -> Any:
    rows = {row.element: row for row in candidacy.element_findings.all()}
    rules = Rules.load(candidacy.round.rules)
    review = rules.first(ElementReview)
    findings = {}
    for element in review.elements_of(cleaned["office"]) if review else ():
        answer = cleaned.get(f"answer_{element.id}", "")
        note = cleaned.get(f"note_{element.id}", "").strip()
        row = rows.get(element.id)
        # What stands as it stood is not recorded a second time.
        if answer and (row is None or (row.finding, row.note) != (answer, note)):
            findings[element.id] = (answer, note)
    return services.review_elements(
        candidacy, cleaned["office"], findings, actor=actor, on=cleaned["on"]
    )


declare(
    Deed(
        verb="review_elements",
        title="预审动议前置要素",
        subject=models.Candidacy,
        form=ElementsForm,
        perform=_review,
        roles=_office_roles,
        hint="按科室分工逐项登记；存疑的写明疑点，查清以前不得作为动议人选。",
        button="登记预审结论",
    )
)
