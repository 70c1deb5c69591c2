"""What stands on one questionnaire, and whether it may be handed in. Pure."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from pydantic import BaseModel, ConfigDict

from xuanxian.ballots.answers import SPOILT, Answers, Subject, Validity
from xuanxian.ballots.questionnaire import FreeText, Questionnaire, Scale, Selection
from xuanxian.policy.formulas import Parameters


class FilledForm(BaseModel):
    """The content of one questionnaire.

    Attributes:
        answers: counted question → what was answered; a question left out was left blank.
        texts: free-text question → the text; a question left out was left blank.
        unreadable: the envelope held no questionnaire of this poll.
        spoilt: a paper form so filled in that all of it is invalid.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    answers: dict[str, Answers] = {}
    texts: dict[str, str] = {}
    unreadable: bool = False
    spoilt: bool = False

    def answers_to(self, question: str) -> Answers:
        """What it says to a counted question; one that is invalid as a whole is so in each."""
        if self.unreadable or self.spoilt:
            return Answers(unreadable=self.unreadable, spoilt=self.spoilt)
        return self.answers.get(question, Answers())


def items_of(question: Scale | Selection) -> tuple[Subject, ...]:
    """What a counted question asks about, as the subjects of the ballot that it is."""
    listed = question.items if isinstance(question, Scale) else question.options
    return tuple(Subject(id=item.id, name=item.title) for item in listed)


@dataclass(frozen=True)
class FormValidity:
    """The rules of one questionnaire about what may be handed in, their parameters filled in."""

    counted: dict[str, tuple[str, Validity]]
    texts: dict[str, FreeText]

    @classmethod
    def of(cls, form: Questionnaire, parameters: Parameters) -> "FormValidity":
        """Read the rules off `form`.

        Raises:
            Refusal: a limit is not a whole number under `parameters`.
        """
        return cls(
            counted={
                each.id: (
                    each.title,
                    Validity.of(form.ballot_of(each), items_of(each), parameters),
                )
                for each in form.questions
                if not isinstance(each, FreeText)
            },
            texts={each.id: each for each in form.texts},
        )

    def fault_of(self, filled: FilledForm) -> str:
        """Why `filled` cannot be handed in, in Chinese; "" when it can."""
        if filled.unreadable:
            return "无法拆封"
        if filled.spoilt:
            return SPOILT
        if not self.counted.keys() >= filled.answers.keys() or not (
            self.texts.keys() >= filled.texts.keys()
        ):
            return "填写了问卷上没有的题目"
        for question, (title, validity) in self.counted.items():
            if fault := validity.fault_of(filled.answers.get(question, Answers())):
                return f"“{title}”：{fault}"
        for question, text in filled.texts.items():
            asked = self.texts[question]
            if fault := fault_of_text(text, asked.longest):
                return f"“{asked.title}”：{fault}"
        return ""


def fault_of_text(text: str, longest: int) -> str:
    """Why an answer in one's own words cannot be taken, in Chinese; "" when it can.

    Control signs and halves of signs carry nothing a reader sees, and could mark a questionnaire.
    """
    if len(text) > longest:
        return f"超过 {longest} 字"
    if _has_unseen(text):
        return "含有看不见的符号"
    return ""


def _has_unseen(texts: Sequence[str]) -> bool:
    return any(
        sign != "\n" and unicodedata.category(sign) in {"Cc", "Cf", "Cs", "Co"} for sign in texts
    )
