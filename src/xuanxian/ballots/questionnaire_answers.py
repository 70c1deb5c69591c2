"""What stands on one questionnaire, and whether it may be handed in. Pure."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from pydantic import BaseModel, ConfigDict

from xuanxian.ballots.answers import SPOILT, Answers, Subject, Validity
from xuanxian.ballots.questionnaire import (
    LONGEST_TEXT,
    FreeText,
    Questionnaire,
    Scale,
    Selection,
)
from xuanxian.ballots.questionnaire_tally import Response
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


def items_of(question: Scale | Selection) -> tuple[Subject, ...]:
    """What a counted question asks about, as the subjects of the ballot that it is."""
    listed = question.items if isinstance(question, Scale) else question.options
    return tuple(Subject(id=item.id, name=item.title) for item in listed)


def response_of(form: Questionnaire, voters: str, filled: FilledForm) -> Response:
    """`filled`, handed in by somebody of the class `voters`, as it is counted.

    One that could not be read, or was spoilt, is invalid in every question.
    """
    if filled.unreadable or filled.spoilt:
        nothing = Answers(unreadable=filled.unreadable, spoilt=filled.spoilt)
        counted = [each.id for each in form.questions if not isinstance(each, FreeText)]
        return Response(voters=voters, answers=dict.fromkeys(counted, nothing))
    return Response(voters=voters, answers=filled.answers, texts=filled.texts)


@dataclass(frozen=True)
class FormValidity:
    """The rules of one questionnaire about what may be handed in, their parameters filled in."""

    counted: dict[str, tuple[str, Validity]]
    texts: dict[str, str]

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
            texts={each.id: each.title for each in form.questions if isinstance(each, FreeText)},
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
            if fault := fault_of_text(text):
                return f"“{self.texts[question]}”：{fault}"
        return ""


def fault_of_text(text: str) -> str:
    """Why an answer in one's own words cannot be taken, in Chinese; "" when it can.

    Control signs and halves of signs carry nothing a reader sees, and could mark a questionnaire.
    """
    if len(text) > LONGEST_TEXT:
        return f"超过 {LONGEST_TEXT} 字"
    if _has_unseen(text):
        return "含有看不见的符号"
    return ""


def _has_unseen(texts: Sequence[str]) -> bool:
    return any(
        sign != "\n" and unicodedata.category(sign) in {"Cc", "Cf", "Cs", "Co"} for sign in texts
    )
