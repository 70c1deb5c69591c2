"""A signed questionnaire as a form of the pages: by its signer, or keyed in from paper."""

from collections.abc import Iterable
from typing import Any

from django import forms

from xuanxian.ballots.answers import Answers
from xuanxian.ballots.instruments import INVALID
from xuanxian.ballots.poll_form import QuestionnaireForm
from xuanxian.ballots.queries import ClassTurnout
from xuanxian.ballots.questionnaire import FreeText, Scale
from xuanxian.ballots.questionnaire_answers import FilledForm, items_of


class OwnQuestionnaireForm(forms.Form):
    """The questionnaire of the account signed in: name and class are known."""

    def __init__(self, form: QuestionnaireForm, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self._form = form
        for place, question in enumerate(form.questionnaire.questions):
            title = f"{place + 1}. {question.title}"
            if isinstance(question, FreeText):
                self.fields[f"question_{place}"] = forms.CharField(
                    label=title,
                    help_text=f"可以不写，最多 {question.longest} 字。",
                    max_length=question.longest,
                    widget=forms.Textarea(attrs={"rows": 4}),
                    required=False,
                )
            elif isinstance(question, Scale):
                for at, item in enumerate(question.items):
                    self.fields[f"question_{place}_{at}"] = forms.ChoiceField(
                        label=f"{title}：{item.title}",
                        choices=[("", "未填"), *((each, each) for each in question.options)],
                        widget=forms.RadioSelect,
                        required=question.blank == INVALID,
                    )
            else:
                _, validity = form.validity.counted[question.id]
                least = f"，至少 {validity.least} 项" if validity.least else ""
                self.fields[f"question_{place}"] = forms.MultipleChoiceField(
                    label=title,
                    help_text=f"最多选 {validity.most} 项{least}。",
                    choices=[(item.id, item.name) for item in items_of(question)],
                    widget=forms.CheckboxSelectMultiple,
                    required=False,
                )

    @property
    def answers(self) -> FilledForm:
        """What stands on the questionnaire."""
        answers: dict[str, Answers] = {}
        texts: dict[str, str] = {}
        for place, question in enumerate(self._form.questionnaire.questions):
            if isinstance(question, FreeText):
                # A browser sends the end of a line as two signs, of which one does not show.
                text = self.cleaned_data[f"question_{place}"].replace("\r\n", "\n").strip()
                if text:
                    texts[question.id] = text
                continue
            if isinstance(question, Scale):
                marks = {
                    item.id: mark
                    for at, item in enumerate(question.items)
                    if (mark := self.cleaned_data[f"question_{place}_{at}"])
                }
                found = Answers(marks=marks)
            else:
                found = Answers(names=tuple(self.cleaned_data[f"question_{place}"]))
            if found != Answers():
                answers[question.id] = found
        return FilledForm(answers=answers, texts=texts)


class SignedQuestionnaireForm(OwnQuestionnaireForm):
    """A signed questionnaire, keyed in from its paper form."""

    def __init__(
        self,
        form: QuestionnaireForm,
        classes: Iterable[ClassTurnout],
        *arguments: Any,
        **named: Any,
    ) -> None:
        super().__init__(form, *arguments, **named)
        asked = {
            "class_name": forms.ChoiceField(
                label="人员类别", choices=[(each.name, each.name) for each in classes]
            ),
            "signer": forms.CharField(
                label="署名人", help_text="同名的，在姓名后注明单位。", max_length=80
            ),
        }
        self.fields = {**asked, **self.fields}


def said_on(form: QuestionnaireForm, filled: FilledForm) -> list[tuple[str, str]]:
    """The questionnaire as the signer looks it over: question or item, and what is said."""
    lines = []
    for number, question in enumerate(form.questionnaire.questions, 1):
        title = f"{number}. {question.title}"
        if isinstance(question, FreeText):
            lines.append((title, filled.texts.get(question.id, "未填")))
            continue
        said = filled.answers_to(question.id)
        if isinstance(question, Scale):
            lines += [
                (f"{title}：{item.title}", said.marks.get(item.id, "未填"))
                for item in question.items
            ]
        else:
            ticked = [item.title for item in question.options if item.id in said.names]
            lines.append((title, "、".join(ticked) or "未选"))
    return lines
