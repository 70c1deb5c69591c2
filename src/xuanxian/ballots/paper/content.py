"""What a filled-in form says: from places on the paper to the answers that are counted, and back.

Whether a scan is read or a teller keys in, what comes out are places: boxes ticked and fields
written in. Only here do they become answers, so that both ways mean the same. Pure.
"""

import unicodedata
from collections.abc import Iterator
from typing import Literal

from pydantic import BaseModel, ConfigDict

from xuanxian.ballots.answers import LONGEST_WRITTEN_NAME, Answers, key_of_written, plain_name
from xuanxian.ballots.instruments import Names
from xuanxian.ballots.named_notes import even_text
from xuanxian.ballots.poll_form import BallotForm, Content, PollForm, QuestionnaireForm
from xuanxian.ballots.questionnaire import FreeText, Scale, Selection
from xuanxian.ballots.questionnaire_answers import FilledForm, fault_of_text, items_of

Spot = tuple[int, int]
"""A section of a form and a line of it, both counted from 0."""

_FULL_WIDTH = str.maketrans(",;:?!()", "，；：？！（）")


class Filled(BaseModel):
    """What stands on a form, by places.

    Attributes:
        ticks: section, line and option of every box ticked.
        unclear: lines with two marks, or such as nobody can read.
        written: section, line and text of every field written in.
        notes: section, line, heading (from 0) and text of what is written beside a name.
        spoilt: the form is invalid as a whole, whatever else stands on it.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    ticks: tuple[tuple[int, int, int], ...] = ()
    unclear: tuple[Spot, ...] = ()
    written: tuple[tuple[int, int, str], ...] = ()
    notes: tuple[tuple[int, int, int, str], ...] = ()
    spoilt: bool = False


def content_of(
    form: PollForm, filled: Filled, unclear_line: Literal["blank", "invalid"] = "blank"
) -> Content:
    """The answers that `filled` stands for.

    Args:
        form: what the poll votes on.
        filled: places on its paper form.
        unclear_line: what an unclear line counts as; see `PaperRules`.
    """
    ticked: dict[Spot, list[int]] = {}
    for section, line, option in sorted(set(filled.ticks)):
        ticked.setdefault((section, line), []).append(option)
    several = {spot for spot, options in ticked.items() if len(options) > 1}
    unclear = {*filled.unclear, *(spot for spot in several if not may_tick_several(form, spot[0]))}
    if filled.spoilt or (unclear and unclear_line == "invalid"):
        return spoilt(form)
    clear = {spot: options for spot, options in ticked.items() if spot not in unclear}
    if isinstance(form, QuestionnaireForm):
        return _questionnaire(form, clear, filled)
    if isinstance(form, BallotForm):
        return _ballot(form, clear, filled)
    raise TypeError("neither a ballot nor a questionnaire")


def filled_of(form: PollForm, content: Content) -> Filled:
    """The places of `content`: what `content_of` was given, unclear lines left out."""
    if content.spoilt:
        return Filled(spoilt=True)
    if isinstance(content, FilledForm):
        return _places_of_questionnaire(form, content)
    lines = {subject.id: line for line, subject in enumerate(form.subjects)}
    blank = _blank_section(form)
    places = {subject: (0, line) for subject, line in lines.items()}
    places |= {key_of_written(name): (blank, line) for line, name in enumerate(content.written)}
    options = form.ballot.options if isinstance(form, BallotForm) else ()
    return Filled(
        ticks=(
            *((0, lines[subject], options.index(mark)) for subject, mark in content.marks.items()),
            *((0, lines[subject], 0) for subject in content.names),
        ),
        written=tuple((blank, line, name) for line, name in enumerate(content.written)),
        notes=tuple(
            (*places[key], heading, text)
            for key, texts in content.notes.items()
            for heading, text in enumerate(texts)
            if text
        ),
    )


def spoilt(form: PollForm) -> Content:
    """A form that is invalid as a whole; nothing else of it is kept."""
    return FilledForm(spoilt=True) if isinstance(form, QuestionnaireForm) else Answers(spoilt=True)


def may_tick_several(form: PollForm, section: int) -> bool:
    """Whether several boxes of one line may be ticked (多项选择)."""
    return isinstance(form, QuestionnaireForm) and isinstance(
        form.questionnaire.questions[section], Selection
    )


def even_words(text: str) -> str:
    """What was written in the own words, in one spelling.

    Two tellers who copy the same hand do not set blanks and full-width signs alike.
    """
    shown = (each for each in text if unicodedata.category(each)[0] not in "CZ")
    return "".join(shown).translate(_FULL_WIDTH)


def refused_of(form: PollForm, content: Content) -> str:
    """Why nobody can have read `content` off the form, in Chinese; "" where somebody can.

    An invalid ballot stands on the form as it is; this is about what has no place there.
    """
    if content.unreadable:
        return "填写的内容不在票面上"
    if content.spoilt:
        return ""
    if isinstance(form, BallotForm) and isinstance(content, Answers):
        return _refused_of_ballot(form, content)
    if isinstance(form, QuestionnaireForm) and isinstance(content, FilledForm):
        return _refused_of_questionnaire(form, content)
    return "填写的内容不在票面上"


def _ballot(form: BallotForm, ticked: dict[Spot, list[int]], filled: Filled) -> Answers:
    subjects, blank = form.subjects, _blank_section(form)
    lines = {line: options for (section, line), options in ticked.items() if section == 0}
    if not isinstance(form.ballot.question, Names):
        return Answers(
            marks={
                subjects[line].id: form.ballot.options[options[0]]
                for line, options in lines.items()
                if line < len(subjects)
            }
        )
    written = {line: text for section, line, text in filled.written if section == blank}
    named = {line: text for line, text in sorted(written.items()) if plain_name(text)}
    keys = {(0, line): subject.id for line, subject in enumerate(subjects) if line in lines}
    keys |= {(blank, line): key_of_written(text) for line, text in named.items()}
    headings = len(form.ballot.question.notes)
    notes: dict[str, list[str]] = {}
    for section, line, heading, text in filled.notes:
        key = keys.get((section, line))
        if key is not None and heading < headings and even_text(text):
            notes.setdefault(key, [""] * headings)[heading] = even_text(text)
    return Answers(
        names=tuple(subject.id for line, subject in enumerate(subjects) if line in lines),
        written=tuple(named.values()),
        notes={key: tuple(texts) for key, texts in notes.items()},
    )


def _questionnaire(
    form: QuestionnaireForm, ticked: dict[Spot, list[int]], filled: Filled
) -> FilledForm:
    answers: dict[str, Answers] = {}
    texts: dict[str, str] = {}
    said = {section: text for section, _, text in filled.written}
    for section, question in enumerate(form.questionnaire.questions):
        if isinstance(question, FreeText):
            if text := even_words(said.get(section, "")):
                texts[question.id] = text
            continue
        items = items_of(question)
        if isinstance(question, Scale):
            marks = {
                item.id: question.options[ticked[section, line][0]]
                for line, item in enumerate(items)
                if (section, line) in ticked
            }
            found = Answers(marks=marks)
        else:
            found = Answers(names=tuple(items[at].id for at in ticked.get((section, 0), ())))
        if found != Answers():
            answers[question.id] = found
    return FilledForm(answers=answers, texts=texts)


def _places_of_questionnaire(form: PollForm, content: FilledForm) -> Filled:
    if not isinstance(form, QuestionnaireForm):
        raise TypeError("not a questionnaire")
    ticks: list[tuple[int, int, int]] = []
    written = []
    for section, question in enumerate(form.questionnaire.questions):
        if isinstance(question, FreeText):
            if question.id in content.texts:
                written.append((section, 0, content.texts[question.id]))
            continue
        answers = content.answers.get(question.id, Answers())
        for line, item in enumerate(items_of(question)):
            if isinstance(question, Scale):
                if item.id in answers.marks:
                    option = question.options.index(answers.marks[item.id])
                    ticks.append((section, line, option))
            elif item.id in answers.names:
                ticks.append((section, 0, line))
    return Filled(ticks=tuple(ticks), written=tuple(written))


def _blank_section(form: PollForm) -> int:
    """The section of a ballot in which names are written in."""
    return 1 if form.subjects else 0


def _refused_of_ballot(form: BallotForm, answers: Answers) -> str:
    known = {subject.id for subject in form.subjects}
    question = form.ballot.question
    written = [plain_name(name) for name in answers.written]
    if (
        not known.issuperset(answers.marks)
        or not known.issuperset(answers.names)
        or len(set(answers.names)) < len(answers.names)
        or not set(form.ballot.options).issuperset(answers.marks.values())
        or (form.ballot.options and (answers.names or written))
    ):
        return "填写的内容不在票面上"
    if not all(0 < len(name) <= LONGEST_WRITTEN_NAME for name in written):
        return f"姓名应为 1 至 {LONGEST_WRITTEN_NAME} 字"
    headings = question.notes if isinstance(question, Names) else ()
    keys = {*answers.names, *(key_of_written(name) for name in answers.written)}
    if not keys.issuperset(answers.notes) or any(
        len(texts) != len(headings) for texts in answers.notes.values()
    ):
        return "填写的内容不在票面上"
    return ""


def _refused_of_questionnaire(form: QuestionnaireForm, content: FilledForm) -> str:
    questions = {question.id: question for question in form.questionnaire.questions}
    for name, answers in content.answers.items():
        question = questions.get(name)
        if question is None or isinstance(question, FreeText) or not _fits(question, answers):
            return "填写的内容不在票面上"
    for name, text in content.texts.items():
        question = questions.get(name)
        if not isinstance(question, FreeText):
            return "填写的内容不在票面上"
        if fault := fault_of_text(text, question.longest):
            return f"“{question.title}”{fault}"
    return ""


def _fits(question: Scale | Selection, answers: Answers) -> bool:
    items = {item.id for item in items_of(question)}
    if isinstance(question, Scale):
        return (
            not answers.names
            and items.issuperset(answers.marks)
            and set(question.options).issuperset(answers.marks.values())
        )
    return not answers.marks and items.issuperset(answers.names) and not _repeats(answers.names)


def _repeats(names: tuple[str, ...]) -> bool:
    return len(set(names)) < len(names)


def parts_of(said: object, path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """What makes up an answer as plain data, one tuple a part: what it is about and what it says.

    Lists are sets here: the order of names says nothing.
    """
    if isinstance(said, dict):
        for key, part in said.items():
            yield from parts_of(part, (*path, str(key)))
    elif isinstance(said, list):
        for part in said:
            yield from parts_of(part, path)
    else:
        yield (*path, str(said))
