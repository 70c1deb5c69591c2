"""What a poll votes on: a ballot or a questionnaire, with its subjects and parameters. Pure.

Preparing, casting, opening and counting go through here, so that each step is the same for both.
Where only a ballot has a meaning (written names, ranks, second rounds), `BallotForm` is asked for.
"""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from xuanxian.ballots import envelope, questionnaire_envelope
from xuanxian.ballots.answers import Answers, Subject, Validity
from xuanxian.ballots.counting import Turnout
from xuanxian.ballots.instruments import Ballot, Names
from xuanxian.ballots.named_notes import NamedNote, torn_off
from xuanxian.ballots.questionnaire import Questionnaire
from xuanxian.ballots.questionnaire_answers import FilledForm, FormValidity
from xuanxian.ballots.questionnaire_mixing import mixed
from xuanxian.ballots.questionnaire_tally import (
    QuestionnaireResult,
    refuse_uncountable,
    tally_questionnaires,
)
from xuanxian.ballots.results import TallyResult
from xuanxian.ballots.tally import tally
from xuanxian.ballots.write_ins import Matching
from xuanxian.kernel.errors import Problem, Refusal
from xuanxian.policy.formulas import Formula, Parameters, whole_number

Content = Answers | FilledForm
"""What stands on one ballot, or on one questionnaire."""

Counted = TallyResult | QuestionnaireResult
"""What a count says."""


@dataclass(frozen=True)
class PollForm(ABC):
    """A ballot or a questionnaire as a poll has pinned it.

    Attributes:
        subjects: who or what stands on a ballot; of a questionnaire the one it asks about.
        parameters: name → value of every `$name` the instrument uses.
    """

    subjects: tuple[Subject, ...]
    parameters: Parameters

    @property
    @abstractmethod
    def instrument(self) -> Ballot | Questionnaire:
        """How is voted and counted."""

    @property
    @abstractmethod
    def purpose(self) -> str:
        """What the vote is for: nomination, rating or decision."""

    @property
    def sentence(self) -> str:
        """What the voter is asked, in one sentence."""
        return self.instrument.sentence

    @property
    def smallest(self) -> int:
        """The fewest ballots of a secret poll that are opened or shown apart; 0 of a signed one."""
        if self.instrument.secrecy == "signed":
            return 0
        return whole_number(self.instrument.smallest_group, self.parameters)

    def refuse_unfit(self) -> None:
        """Refuse what could not be voted on or counted.

        Raises:
            Refusal: an expression that cannot be read, an open parameter, too much to be written.
        """
        if self.instrument.turnout:
            Formula(self.instrument.turnout, ("应到", "实到"), self.parameters)
        _ = self.padded_length

    @property
    @abstractmethod
    def padded_length(self) -> int:
        """Bytes that every ballot of the poll is padded to in its envelope.

        Raises:
            Refusal: more is asked to be written than an envelope can hold.
        """

    @abstractmethod
    def fault_of(self, content: Content, voters: str = "") -> str:
        """What whoever fills it in on a page has to mend first, in Chinese; "" for nothing.

        Args:
            content: what stands on it.
            voters: the class of whoever casts it.
        """

    @abstractmethod
    def pack(self, content: Content, length: int) -> bytes:
        """`content` as exactly `length` bytes."""

    @abstractmethod
    def unpack(self, packed: bytes) -> Content:
        """What `pack` was given.

        Raises:
            ValueError: nothing that `pack` makes for this poll.
        """

    @property
    @abstractmethod
    def unreadable(self) -> Content:
        """What is kept of an envelope that holds no ballot of this poll."""

    @abstractmethod
    def read(self, stored: Mapping[str, Any]) -> Content:
        """What was stored of a ballot."""

    @staticmethod
    def stored(content: Content) -> dict[str, Any]:
        """`content` as it is stored."""
        return content.model_dump(mode="json", exclude_defaults=True)

    @abstractmethod
    def torn_off(self, content: Content) -> tuple[Content, list[NamedNote]]:
        """A secret ballot without what was written in the own words, and those words."""

    def mixed(self, opened: Sequence[tuple[int, Content]]) -> list[tuple[int, Content]]:
        """Opened secret ballots of which none can be told by its pattern, where counts allow it.

        Args:
            opened: class and content of every ballot, the own words torn off.
        """
        return list(opened)

    @abstractmethod
    def count(
        self,
        opened: Iterable[tuple[str, Content]],
        turnout: Mapping[str, Turnout],
        matching: Matching,
    ) -> Counted:
        """Count class and content of every ballot opened or signed.

        Raises:
            Refusal: see `tally` and `tally_questionnaires`.
        """

    @abstractmethod
    def result(self, stored: Mapping[str, Any]) -> Counted:
        """What was stored of a count."""

    @abstractmethod
    def entry(self, result: Counted) -> dict[str, Any]:
        """What of a count stands on the record."""


@dataclass(frozen=True)
class BallotForm(PollForm):
    """A ballot with those who stand on it."""

    ballot: Ballot

    @property
    def instrument(self) -> Ballot:
        return self.ballot

    @property
    def purpose(self) -> str:
        return self.ballot.purpose

    @cached_property
    def validity(self) -> Validity:
        """What makes a ballot invalid."""
        return Validity.of(self.ballot, self.subjects, self.parameters)

    def refuse_unfit(self) -> None:
        # An empty count reads every expression, so a poll that could not be counted never opens.
        nobody = {each.name: Turnout(0, 0, 0) for each in self.ballot.electorate}
        tally(self.ballot, self.subjects, (), nobody, self.parameters)
        super().refuse_unfit()

    @property
    def padded_length(self) -> int:
        return envelope.padded_length(self.ballot, self.subjects, self.parameters)

    def fault_of(self, content: Content, voters: str = "") -> str:
        return self.validity.fault_before_casting(_answers(content), voters)

    def pack(self, content: Content, length: int) -> bytes:
        return envelope.pack(self.ballot, self.subjects, _answers(content), length)

    def unpack(self, packed: bytes) -> Answers:
        return envelope.unpack(self.ballot, self.subjects, packed)

    @property
    def unreadable(self) -> Answers:
        return Answers(unreadable=True)

    def read(self, stored: Mapping[str, Any]) -> Answers:
        return Answers.model_validate(stored)

    def torn_off(self, content: Content) -> tuple[Content, list[NamedNote]]:
        question = self.ballot.question
        return torn_off(_answers(content), question.notes if isinstance(question, Names) else ())

    def count(
        self,
        opened: Iterable[tuple[str, Content]],
        turnout: Mapping[str, Turnout],
        matching: Matching,
    ) -> TallyResult:
        ballots = ((voters, _answers(content)) for voters, content in opened)
        return tally(self.ballot, self.subjects, ballots, turnout, self.parameters, matching)

    def result(self, stored: Mapping[str, Any]) -> TallyResult:
        return TallyResult.model_validate(stored)

    def entry(self, result: Counted) -> dict[str, Any]:
        if not isinstance(result, TallyResult):
            raise TypeError("not the count of a ballot")
        return {
            "denominators": result.denominators,
            "stands": result.stands,
            "subjects": [
                {
                    "name": one.name,
                    "counts": one.counts,
                    "passed": one.passed,
                    "rank": one.rank,
                    "verdict": one.outcome.verdict.value,
                }
                for one in result.subjects
            ],
        }


@dataclass(frozen=True)
class QuestionnaireForm(PollForm):
    """A questionnaire about one person or matter."""

    questionnaire: Questionnaire

    @property
    def instrument(self) -> Questionnaire:
        return self.questionnaire

    @property
    def purpose(self) -> str:
        return "rating"

    @cached_property
    def validity(self) -> FormValidity:
        """What may not be handed in."""
        return FormValidity.of(self.questionnaire, self.parameters)

    def refuse_unfit(self) -> None:
        if len(self.subjects) != 1:
            raise Refusal(
                Problem(
                    "投票",
                    "对象",
                    "、".join(each.name for each in self.subjects),
                    "一份问卷只问一个人或一件事。",
                    "有几个人的，逐人建立；问的是一件事的，写一项。",
                )
            )
        refuse_uncountable(self.questionnaire, self.parameters)
        _ = self.validity  # reads the limits of its selections
        super().refuse_unfit()

    @property
    def padded_length(self) -> int:
        return questionnaire_envelope.padded_length(self.questionnaire)

    def fault_of(self, content: Content, voters: str = "") -> str:
        return self.validity.fault_of(_filled(content))

    def pack(self, content: Content, length: int) -> bytes:
        return questionnaire_envelope.pack(self.questionnaire, _filled(content), length)

    def unpack(self, packed: bytes) -> FilledForm:
        return questionnaire_envelope.unpack(self.questionnaire, packed)

    @property
    def unreadable(self) -> FilledForm:
        return FilledForm(unreadable=True)

    def read(self, stored: Mapping[str, Any]) -> FilledForm:
        return FilledForm.model_validate(stored)

    def torn_off(self, content: Content) -> tuple[Content, list[NamedNote]]:
        filled = _filled(content)
        texts = [NamedNote("", question, text) for question, text in filled.texts.items()]
        return filled.model_copy(update={"texts": {}}), texts

    def mixed(self, opened: Sequence[tuple[int, Content]]) -> list[tuple[int, Content]]:
        forms = [(voters, _filled(content)) for voters, content in opened]
        return [*mixed(self.questionnaire, forms)]

    def count(
        self,
        opened: Iterable[tuple[str, Content]],
        turnout: Mapping[str, Turnout],
        matching: Matching,
    ) -> QuestionnaireResult:
        forms = [(voters, _filled(content)) for voters, content in opened]
        return tally_questionnaires(self.questionnaire, forms, turnout, self.parameters)

    def result(self, stored: Mapping[str, Any]) -> QuestionnaireResult:
        return QuestionnaireResult.model_validate(stored)

    def entry(self, result: Counted) -> dict[str, Any]:
        if not isinstance(result, QuestionnaireResult):
            raise TypeError("not the count of a questionnaire")
        titles = {each.id: each.title for each in self.questionnaire.questions}
        figures = {**result.summary, **result.measures}
        return {
            "denominators": result.denominators,
            "stands": result.stands,
            "counted_verdict": result.outcome.verdict.label,
            "questions": [
                {
                    "title": titles[question],
                    "counted_items": [
                        {"name": one.name, "counts": one.counts} for one in counted.subjects
                    ],
                }
                for question, counted in result.questions.items()
            ],
            "measured": {name: each.exact for name, each in figures.items() if each is not None},
        }


def form_of(
    instrument: Ballot | Questionnaire, subjects: Sequence[Subject], parameters: Parameters
) -> BallotForm | QuestionnaireForm:
    """What a poll votes on, made of its parts."""
    if isinstance(instrument, Questionnaire):
        return QuestionnaireForm(tuple(subjects), parameters, instrument)
    return BallotForm(tuple(subjects), parameters, instrument)


def read_instrument(stored: Mapping[str, Any]) -> Ballot | Questionnaire:
    """The instrument that a poll has pinned."""
    if stored.get("kind") == Questionnaire.KIND:
        return Questionnaire.model_validate(stored)
    return Ballot.model_validate(stored)


def _answers(content: Content) -> Answers:
    if not isinstance(content, Answers):
        raise TypeError("not the answers of a ballot")
    return content


def _filled(content: Content) -> FilledForm:
    if not isinstance(content, FilledForm):
        raise TypeError("not a questionnaire")
    return content
