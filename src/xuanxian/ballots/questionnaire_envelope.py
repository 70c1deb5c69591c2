"""The content of an envelope that holds a questionnaire: one length for the whole poll.

A sibling of `envelope`, which seals and unseals it.
"""

import json
from collections.abc import Sequence

from pydantic import ValidationError

from xuanxian.ballots.answers import Answers, Subject
from xuanxian.ballots.envelope import LARGEST, SIGNS, UNMARKED_SIGN, in_blocks
from xuanxian.ballots.questionnaire import FreeText, Question, Questionnaire, Scale
from xuanxian.ballots.questionnaire_answers import FilledForm, items_of
from xuanxian.kernel.errors import Problem, Refusal

_TICKED = "1"
_QUOTED = 3
"""Bytes around a text: two quotation marks and a comma."""


def padded_length(form: Questionnaire) -> int:
    """Bytes that every questionnaire of the poll is padded to: the longest possible, in blocks.

    Raises:
        Refusal: more is asked to be written than an envelope can hold.
    """
    longest = 64 + sum(_longest(question) + _QUOTED for question in form.questions)
    if longest > LARGEST:
        raise Refusal(
            Problem(
                form.title or "问卷",
                "文字题",
                "",
                "一份问卷上要写的字太多，装不下。",
                "请减少文字题，或者减少每题的字数。",
            )
        )
    return in_blocks(longest)


def pack(form: Questionnaire, filled: FilledForm, length: int) -> bytes:
    """`filled` as exactly `length` bytes; places stand for questions, items and options.

    Args:
        form: the instrument.
        filled: what may be handed in by `FormValidity`, or a spoilt form, of which nothing else
            is kept.
        length: from `padded_length`.
    """
    content: object = {"spoilt": True}
    if not filled.spoilt:
        content = [_packed(question, filled) for question in form.questions]
    text = json.dumps(content, separators=(",", ":"), ensure_ascii=False)
    packed = text.encode().ljust(length)
    if len(packed) > length:
        raise RuntimeError(f"a questionnaire of {len(packed)} bytes does not fit into {length}")
    return packed


def unpack(form: Questionnaire, packed: bytes) -> FilledForm:
    """What `pack` was given; questions left blank are left out.

    Raises:
        ValueError: nothing that `pack` makes for this questionnaire.
    """
    try:
        content = json.loads(packed)
        if content == {"spoilt": True}:
            return FilledForm(spoilt=True)
        return read_lines(form, content)
    except (KeyError, TypeError, RecursionError, ValidationError) as error:
        raise ValueError("not a questionnaire of this poll") from error


def read_lines(form: Questionnaire, lines: Sequence[str]) -> FilledForm:
    """A questionnaire from one line a question, as it is packed and as the phone sends it.

    Args:
        form: the instrument.
        lines: of a scale one sign an item, of a selection one an option, or the text itself.

    Raises:
        ValueError: lines that the questionnaire does not have.
    """
    try:
        answers: dict[str, Answers] = {}
        texts: dict[str, str] = {}
        for question, said in zip(form.questions, lines, strict=True):
            if not isinstance(said, str):
                raise ValueError("not a questionnaire of this poll")
            if isinstance(question, FreeText):
                if said:
                    texts[question.id] = said
            elif (answered := _unpacked(question, said)) != Answers():
                answers[question.id] = answered
        return FilledForm(answers=answers, texts=texts)
    except (KeyError, TypeError, ValidationError) as error:
        raise ValueError("not a questionnaire of this poll") from error


def _longest(question: Question) -> int:
    if isinstance(question, FreeText):
        # UTF-8 takes four bytes at most; of what JSON escapes only two-byte escapes are allowed.
        return question.longest * 4
    return len(items_of(question))


def _packed(question: Question, filled: FilledForm) -> str:
    if isinstance(question, FreeText):
        return filled.texts.get(question.id, "")
    answers, items = filled.answers.get(question.id, Answers()), items_of(question)
    if isinstance(question, Scale):
        sign = dict(zip(question.options, SIGNS, strict=False))
        return _line(items, {item: sign[mark] for item, mark in answers.marks.items()})
    return _line(items, dict.fromkeys(answers.names, _TICKED))


def _line(items: Sequence[Subject], signs: dict[str, str]) -> str:
    return "".join(signs.get(item.id, UNMARKED_SIGN) for item in items)


def _unpacked(question: Question, said: str) -> Answers:
    """The answers that `_packed` made `said` of.

    Raises:
        KeyError, ValueError: it did not.
    """
    if isinstance(question, FreeText):
        raise TypeError("an answer in one's own words")
    items = items_of(question)
    set_signs = {
        item.id: sign for item, sign in zip(items, said, strict=True) if sign != UNMARKED_SIGN
    }
    if isinstance(question, Scale):
        option = dict(zip(SIGNS, question.options, strict=False))
        return Answers(marks={item: option[sign] for item, sign in set_signs.items()})
    if set(set_signs.values()) - {_TICKED}:
        raise ValueError("not a questionnaire of this poll")
    return Answers(names=tuple(set_signs))
