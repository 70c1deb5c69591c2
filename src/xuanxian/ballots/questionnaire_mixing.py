"""Mixing the answers of opened questionnaires, so that none of them can be told by its pattern.

Nobody counts what one person said to several questions together, so nothing need keep it together:
within a class the answers to every question, and to every item of a scale, change forms at random.
Each count stays what it was, and no form is anybody's any more. Ticks of one selection stay
together, since how many there are decides whether they count; so do the answers to a scale of
which an item left out makes all of them invalid.
"""

from collections.abc import Hashable, Sequence
from random import Random, SystemRandom
from typing import TypeVar

from xuanxian.ballots.answers import Answers
from xuanxian.ballots.instruments import INVALID
from xuanxian.ballots.questionnaire import FreeText, Question, Questionnaire, Scale
from xuanxian.ballots.questionnaire_answers import FilledForm

Voters = TypeVar("Voters", bound=Hashable)


def mixed(
    form: Questionnaire,
    opened: Sequence[tuple[Voters, FilledForm]],
    random: Random | None = None,
) -> list[tuple[Voters, FilledForm]]:
    """`opened` with its answers mixed within each class of voters.

    Args:
        form: the instrument.
        opened: class and content of every form, the texts torn off; invalid ones stay as they are.
        random: what shuffles; the operating system's generator where it is None.
    """
    shuffler = random or SystemRandom()
    found = [(voters, filled) for voters, filled in opened]
    places: dict[Voters, list[int]] = {}
    for place, (voters, filled) in enumerate(found):
        if not filled.unreadable and not filled.spoilt:
            places.setdefault(voters, []).append(place)
    for voters, own in places.items():
        answers: list[dict[str, Answers]] = [{} for _ in own]
        for question in form.questions:
            if isinstance(question, FreeText):
                continue
            said = [found[place][1].answers.get(question.id, Answers()) for place in own]
            for into, each in zip(answers, _shuffled(question, said, shuffler), strict=True):
                if each != Answers():
                    into[question.id] = each
        for place, each_form in zip(own, answers, strict=True):
            found[place] = (voters, FilledForm(answers=each_form))
    return found


def _shuffled(question: Question, said: list[Answers], random: Random) -> list[Answers]:
    if not isinstance(question, Scale) or question.blank == INVALID:
        random.shuffle(said)
        return said
    marks: list[dict[str, str]] = [{} for _ in said]
    for item in question.items:
        column = [each.marks.get(item.id) for each in said]
        random.shuffle(column)
        for into, mark in zip(marks, column, strict=True):
            if mark is not None:
                into[item.id] = mark
    return [Answers(marks=each) for each in marks]
