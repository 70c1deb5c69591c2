"""What has to be added before a paper is made."""

from collections.abc import Sequence
from typing import Any

from django import forms

from xuanxian.documents.papers.catalogue import Paper
from xuanxian.documents.papers.gathering import Answers, Case
from xuanxian.kernel import clock
from xuanxian.kernel.errors import Refusal
from xuanxian.policy import catalogue
from xuanxian.registry.models import OrganisationKind
from xuanxian.selection import models
from xuanxian.selection.deeds.fields import DayField

FORMS = {"docx": "docx（可修改）", "pdf": "pdf（可打印）"}
_REPORTING_TELEPHONE = "12380"
"""The number of organisation departments for reports; proposed, to be completed."""


class PaperForm(forms.Form):
    """The fields a paper asks for, filled with what the case suggests."""

    people = forms.ModelMultipleChoiceField(
        models.Candidacy.objects.none(), label="人员", widget=forms.CheckboxSelectMultiple
    )
    letter = forms.ModelChoiceField(models.Letter.objects.none(), label="函件", empty_label=None)
    document_number = forms.CharField(
        label="发文字号", max_length=80, required=False, help_text="如：某组干〔2026〕8号"
    )
    addressee = forms.CharField(label="主送单位", max_length=200, required=False)
    basis = forms.CharField(label="依据", max_length=200, required=False)
    telephone = forms.CharField(label="联系电话", max_length=100, required=False)
    address = forms.CharField(label="通信地址", max_length=200, required=False)
    issuer = forms.CharField(label="落款单位", max_length=120, required=False)
    dated_on = DayField(label="落款日期")
    form = forms.ChoiceField(
        label="格式", choices=list(FORMS.items()), initial="docx", widget=forms.RadioSelect
    )

    def __init__(
        self,
        *arguments: Any,
        paper: Paper,
        case: Case,
        people: Sequence[models.Candidacy],
        **named: Any,
    ) -> None:
        super().__init__(*arguments, **named)
        self._case = case
        for name in list(self.fields):
            if name not in {*paper.asks, "people", "form"}:
                del self.fields[name]
        self._offer_people(people)
        if "letter" in self.fields:
            self._offer_letters()
            self.fields["addressee"].help_text = "不填的，主送函件的征求单位"
            self.fields["document_number"].help_text = "不填的，用函件登记的函号"
        for name, suggested in self._suggestions().items():
            if name in self.fields:
                self.fields[name].initial = suggested

    def _offer_people(self, people: Sequence[models.Candidacy]) -> None:
        if len(people) < 2:
            del self.fields["people"]
            return
        field = self.fields["people"]
        assert isinstance(field, forms.ModelMultipleChoiceField)  # noqa: S101  (declared above)
        ids = [one.pk for one in people]
        field.queryset = models.Candidacy.objects.filter(pk__in=ids).order_by(
            "vacancy__place", "place"
        )
        field.label_from_instance = lambda obj: (  # type: ignore[method-assign]
            f"{obj.person}（拟任{obj.vacancy.post}）"
        )
        field.initial = ids

    def _offer_letters(self) -> None:
        field = self.fields["letter"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101  (declared above)
        field.queryset = self._case.candidacy.letters.all()
        field.label_from_instance = lambda obj: f"{obj.title}（{obj.asks}）"  # type: ignore[method-assign]
        field.initial = field.queryset.first()

    def _suggestions(self) -> dict[str, Any]:
        case = self._case
        appointment = case.appointment
        # A letter goes to whom it asks; its own choice says who that is.
        asks_letter = "letter" in self.fields
        return {
            "issuer": issuer_of(case),
            "basis": basis_of(case),
            "telephone": "" if asks_letter else _REPORTING_TELEPHONE,
            "document_number": appointment.document_number
            if appointment and not asks_letter
            else "",
            "addressee": "" if asks_letter else case.candidacy.vacancy.post.organisation.name,
            "dated_on": clock.today(),
        }

    def answers(self, people: Sequence[models.Candidacy]) -> Answers:
        """What was filled in; `people` when nobody had to be chosen.

        Of the chosen only those stand on the paper who were offered, in their order.
        """
        given = dict(self.cleaned_data)
        given.pop("form")
        chosen = {one.pk for one in given.pop("people", people)}
        return Answers(people=tuple(one for one in people if one.pk in chosen), **given)


def issuer_of(case: Case) -> str:
    """Whose paper it is: the organisation department of the unit that runs the round."""
    unit = case.round.unit
    if unit.kind == OrganisationKind.AREA:
        return f"中共{unit.name}委组织部"
    return unit.name


def basis_of(case: Case) -> str:
    """How the policy of the round is cited: by its title where a scope wrote it itself."""
    try:
        policy = catalogue.load(case.rules.policy)
    except Refusal:
        return f"《{case.rules.title}》"
    return policy.cite_as or f"《{policy.title}》"
