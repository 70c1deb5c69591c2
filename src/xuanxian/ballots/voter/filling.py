"""What a voter's page shows of a ballot or a questionnaire, and what the answers posted mean."""

import json
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from xuanxian.ballots.answers import LONGEST_WRITTEN_NAME, Answers, key_of_written
from xuanxian.ballots.instruments import INVALID, Names
from xuanxian.ballots.name_rules_spoken import rules_on_names
from xuanxian.ballots.named_notes import even_text
from xuanxian.ballots.poll_form import BallotForm, Content, QuestionnaireForm
from xuanxian.ballots.questionnaire import FreeText, Scale
from xuanxian.ballots.questionnaire_answers import FilledForm, items_of
from xuanxian.ballots.questionnaire_envelope import read_lines
from xuanxian.ballots.services.casting import BallotPaper

BLOCK = 2048
"""Bytes of which every request of the page has a whole number."""

_MOST_LINES = 1000


class Asked(BaseModel):
    """Who asks for a ballot: the code of a slip."""

    model_config = ConfigDict(extra="forbid", strict=True)

    code: str = Field(max_length=200)


class Voted(Asked):
    """What was filled in, as the script sends it.

    Attributes:
        marks, names, written, notes: of a ballot; places instead of ids, the first being 0.
        filled: of a questionnaire; one line a question, see `questionnaire_envelope.read_lines`.
    """

    poll: str = Field(default="", max_length=36)
    marks: list[int | None] = Field(default=[], max_length=_MOST_LINES)
    names: list[int] = Field(default=[], max_length=_MOST_LINES)
    written: list[str] = Field(default=[], max_length=_MOST_LINES)
    notes: list[list[str]] = Field(default=[], max_length=_MOST_LINES)
    filled: list[str] = Field(default=[], max_length=_MOST_LINES)


def shown(paper: BallotPaper) -> dict[str, Any]:
    """What the template of a paper shows."""
    form = paper.form
    of_form = _ballot(form) if isinstance(form, BallotForm) else _questionnaire(form)
    # A sealed ballot allows as much for every answer as it can take here, and more, so padding to
    # its length leaves no post longer than another.
    length = -(-(paper.padded_length + 512) // BLOCK) * BLOCK
    return {"paper": paper, "sentence": form.sentence, "length": length, **of_form}


def meant(paper: BallotPaper, voted: Voted) -> Content:
    """The answers that were posted.

    Raises:
        ValueError: places that the ballot does not have, or answers of another kind.
    """
    if isinstance(paper.form, QuestionnaireForm):
        if voted.marks or voted.names or voted.written or voted.notes:
            raise ValueError("a ballot in place of a questionnaire")
        filled = read_lines(paper.form.questionnaire, voted.filled)
        texts = {question: text.strip() for question, text in filled.texts.items()}
        return FilledForm(
            answers=filled.answers, texts={key: text for key, text in texts.items() if text}
        )
    if voted.filled:
        raise ValueError("a questionnaire in place of a ballot")
    return _answers(paper.form, voted)


def _answers(form: BallotForm, voted: Voted) -> Answers:
    subjects, options = form.subjects, form.ballot.options
    if any(place < 0 for place in (*voted.names, *(m for m in voted.marks if m is not None))):
        raise ValueError("places begin at 0")
    if voted.marks and len(voted.marks) != len(subjects):
        raise ValueError("not as many marks as lines")
    try:
        names = tuple(subjects[place].id for place in voted.names)
        keys = [*names, *(key_of_written(name) for name in voted.written)]
        if voted.notes and len(voted.notes) != len(keys):
            raise ValueError("not as many notes as names")
        return Answers(
            marks={
                subjects[place].id: options[mark]
                for place, mark in enumerate(voted.marks)
                if mark is not None
            },
            names=names,
            written=tuple(voted.written),
            notes={
                key: tuple(even_text(text) for text in texts)
                for key, texts in zip(keys, voted.notes, strict=False)
                if any(texts)
            },
        )
    except IndexError as error:
        raise ValueError("no such place") from error


def _ballot(form: BallotForm) -> dict[str, Any]:
    question, validity = form.ballot.question, form.validity
    rules = [f"“{option}”最多选 {at_most} 个。" for option, at_most in validity.limits]
    blank = "" if isinstance(question, Names) else question.blank
    if isinstance(question, Names):
        least = f"，至少 {validity.least} 名" if validity.least else ""
        rules.append(f"最多选 {validity.most} 名{least}。")
        rules += rules_on_names(validity)
    if blank == INVALID:
        rules.append("每一项都要填，有一项没有填的，整张票无效。")
    elif blank:
        rules.append(f"没有填的，计为{blank}。")
    writes_in = isinstance(question, Names) and question.write_in
    return {
        "form": question.form,
        "subjects": form.subjects,
        "options": list(enumerate(form.ballot.options)),
        "most": validity.most,
        "least": validity.least,
        "rules": rules,
        "blank": blank,
        "limits": json.dumps(dict(validity.limits), ensure_ascii=False),
        "write_in": range(1, validity.most + 1) if writes_in else (),
        "longest_name": LONGEST_WRITTEN_NAME,
        "notes": validity.notes,
    }


def _questionnaire(form: QuestionnaireForm) -> dict[str, Any]:
    about = form.subjects[0]
    questions: list[dict[str, Any]] = []
    for question in form.questionnaire.questions:
        asked: dict[str, Any] = {"kind": question.form, "title": question.title}
        if isinstance(question, FreeText):
            asked |= {
                "longest": question.longest,
                "rule": f"可以不写，最多 {question.longest} 字。",
            }
            questions.append(asked)
            continue
        _, validity = form.validity.counted[question.id]
        asked["items"] = items_of(question)
        if isinstance(question, Scale):
            missing = {"": "", INVALID: "，每一项都要选"}.get(
                question.blank, f"，没有选的计为{question.blank}"
            )
            asked |= {
                "options": list(enumerate(question.options)),
                "blank": question.blank,
                "rule": f"每一项选一个{missing}。",
            }
        else:
            least = f"，至少 {validity.least} 项" if validity.least else "，可以不选"
            asked |= {
                "most": validity.most,
                "least": validity.least,
                "rule": f"最多选 {validity.most} 项{least}。",
            }
        questions.append(asked)
    return {"form": "questionnaire", "about": about, "questions": questions, "limits": "{}"}
