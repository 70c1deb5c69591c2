"""What was written beside names (理由、特点), put together by person for the office to read.

Of a secret poll the texts stand in the order of their random keys: nothing here says which of them,
or which names, came from one hand. Of a signed poll each bears its signer.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from xuanxian.ballots import result_queries
from xuanxian.ballots.answers import Answers
from xuanxian.ballots.instruments import Names
from xuanxian.ballots.models import Poll
from xuanxian.ballots.named_notes import NamedNote, torn_off
from xuanxian.ballots.poll_form import QuestionnaireForm
from xuanxian.ballots.write_ins import WRITTEN, counted_as


@dataclass(frozen=True)
class Said:
    """One text, and who signed it; "" on a secret ballot."""

    text: str
    signer: str = ""


@dataclass(frozen=True)
class PersonNotes:
    """Everything written of one person, or in answer to one question.

    Attributes:
        subject: the id under which the person is counted, or that of the question.
        by_heading: heading → texts, every heading of the ballot.
    """

    subject: str
    name: str
    by_heading: dict[str, list[Said]] = field(default_factory=dict)

    @property
    def number(self) -> int:
        """How many texts there are."""
        return sum(len(texts) for texts in self.by_heading.values())


def headings_of(poll: Poll) -> tuple[str, ...]:
    """What is written beside the names of a poll, or on its questionnaire; () where nothing is."""
    if isinstance(poll.form, QuestionnaireForm):
        return tuple(each.title for each in poll.form.questionnaire.texts)
    question = poll.ballot.question
    return tuple(note.title for note in question.notes) if isinstance(question, Names) else ()


def notes_by_person(poll: Poll) -> list[PersonNotes]:
    """The texts beside each name of a counted poll, people in the order of the result.

    A text beside a written name stands under whom tellers say it means, and under the name as
    written where they say nothing or cannot tell.
    """
    result = poll.tally_result
    headings = headings_of(poll)
    if result is None or not headings:
        return []
    matching = result_queries.matching(poll)
    ordered = result.ranking if poll.ballot.rank_by else result.subjects
    found = {one.subject: PersonNotes(one.subject, one.name) for one in ordered}
    for note, signer in _texts(poll):
        key = note.subject
        if key.startswith(WRITTEN):
            written = key.removeprefix(WRITTEN)
            key = counted_as(written, matching) or key
        person = found.setdefault(key, PersonNotes(key, key.removeprefix(WRITTEN)))
        person.by_heading.setdefault(note.note, []).append(Said(note.text, signer))
    for person in found.values():
        texts = {heading: person.by_heading.get(heading, []) for heading in headings}
        person.by_heading.clear()
        person.by_heading.update(texts)
    return list(found.values())


def texts_by_question(poll: Poll) -> list[PersonNotes]:
    """What was written on the questionnaires of a counted poll, one entry a question.

    Of signed questionnaires nothing says who wrote it: the names stand with the answers alone.
    """
    form = poll.form
    if poll.result is None or not isinstance(form, QuestionnaireForm):
        return []
    if poll.is_secret:
        rows = list(poll.opened_texts.order_by("key").values_list("note", "text"))
    else:
        contents = poll.signed_ballots.values_list("content", flat=True)
        torn = [form.torn_off(form.read(content))[1] for content in contents]
        rows = sorted((each.note, each.text) for texts in torn for each in texts)
    found = {
        each.id: PersonNotes(each.id, each.title, {each.title: []})
        for each in form.questionnaire.texts
    }
    for question, text in rows:
        found[question].by_heading[found[question].name].append(Said(text))
    return list(found.values())


def number_of_texts(poll: Poll) -> int:
    """How many answers in the own words the questionnaires of a poll hold."""
    return sum(each.number for each in texts_by_question(poll))


def _texts(poll: Poll) -> Iterator[tuple[NamedNote, str]]:
    if poll.is_secret:
        rows = poll.opened_texts.exclude(subject="").order_by("key")
        for subject, note, text in rows.values_list("subject", "note", "text"):
            yield NamedNote(subject, note, text), ""
        return
    question = poll.ballot.question
    notes = question.notes if isinstance(question, Names) else ()
    for signer, content in poll.signed_ballots.order_by("signer").values_list("signer", "content"):
        _, texts = torn_off(Answers.model_validate(content), notes)
        for each in texts:
            yield each, signer
