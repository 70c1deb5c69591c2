"""What stands on one ballot, and whether it is valid. Pure."""

import unicodedata
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from pydantic import BaseModel, ConfigDict

from xuanxian.ballots.instruments import INVALID, Ballot, Names
from xuanxian.ballots.write_ins import Matching, counted_as
from xuanxian.policy.formulas import Parameters, whole_number

LONGEST_WRITTEN_NAME = 20
"""Characters of a written-in name; longer ones would carry messages instead of names."""

SPOILT = "票面无法辨认、涂改或者有记号"
"""Why a paper form is invalid that tellers set aside as a whole."""


class Subject(BaseModel):
    """A person (or matter) on the ballot.

    Attributes:
        id: what the caller knows it by; unique in the poll.
        name: 姓名, as printed.
        title: 现任职务, printed beside the name.
        proposal: 拟任免事项 or the post recommended for.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str
    name: str
    title: str = ""
    proposal: str = ""


class Answers(BaseModel):
    """The content of one ballot.

    Attributes:
        marks: subject id → option, unmarked subjects left out.
        names: ids of the subjects chosen.
        written: names written in beyond the list.
        unreadable: the envelope held no ballot of this poll.
        spoilt: a paper form so filled in that the whole ballot is invalid, whatever else it says.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    marks: dict[str, str] = {}
    names: tuple[str, ...] = ()
    written: tuple[str, ...] = ()
    unreadable: bool = False
    spoilt: bool = False


def plain_name(text: str) -> str:
    """A written-in name as it is counted: width and spacing evened out, 张　三 → 张三."""
    return "".join(unicodedata.normalize("NFKC", text).split())


@dataclass(frozen=True)
class Validity:
    """The rules of one poll about what a valid ballot is, their parameters filled in."""

    options: frozenset[str]
    subjects: frozenset[str]
    limits: tuple[tuple[str, int], ...]
    complete: bool
    choosing: bool
    most: int
    least: int
    write_in: bool
    matching: Matching = field(default_factory=dict)

    @classmethod
    def of(
        cls,
        ballot: Ballot,
        subjects: Sequence[Subject],
        parameters: Parameters,
        matching: Matching | None = None,
    ) -> "Validity":
        """Read the rules off `ballot`.

        Args:
            ballot: the instrument.
            subjects: who stands on the ballot.
            parameters: values of the `$name`s.
            matching: what tellers say of written names: somebody written whom the ballot names
                already is then named twice.

        Raises:
            Refusal: a limit is not a whole number under `parameters`.
        """
        question = ballot.question
        choosing = isinstance(question, Names)
        return cls(
            options=frozenset(ballot.options),
            subjects=frozenset(subject.id for subject in subjects),
            limits=tuple(
                (limit.option, whole_number(limit.at_most, parameters)) for limit in ballot.limits
            ),
            complete=not isinstance(question, Names) and question.blank == INVALID,
            choosing=choosing,
            most=whole_number(question.most, parameters) if isinstance(question, Names) else 0,
            least=whole_number(question.least, parameters) if isinstance(question, Names) else 0,
            write_in=isinstance(question, Names) and question.write_in,
            matching=matching or {},
        )

    def fault_of(self, answers: Answers) -> str:
        """Why a ballot with `answers` is invalid, in Chinese; "" for a valid one."""
        if answers.unreadable:
            return "无法拆封"
        if answers.spoilt:
            return SPOILT
        if self.choosing:
            return self._fault_of_names(answers)
        return self._fault_of_marks(answers.marks, answers)

    def _fault_of_marks(self, marks: Mapping[str, str], answers: Answers) -> str:
        if answers.names or answers.written:
            return "填写方式与选票不符"
        if not self.subjects.issuperset(marks):
            return "填写了名单以外的对象"
        if not self.options.issuperset(marks.values()):
            return "填写了选票上没有的选项"
        if self.complete and len(marks) < len(self.subjects):
            return "有未填的项"
        if self.limits:
            used = Counter(marks.values())
            for option, at_most in self.limits:
                if used[option] > at_most:
                    return f"“{option}”超过 {at_most} 个"
        return ""

    def _fault_of_names(self, answers: Answers) -> str:
        if answers.marks:
            return "填写方式与选票不符"
        if not self.subjects.issuperset(answers.names):
            return "选了名单以外的人"
        if answers.written and not self.write_in:
            return "另写了名单以外的人"
        written = [plain_name(name) for name in answers.written]
        if not all(0 < len(name) <= LONGEST_WRITTEN_NAME for name in written):
            return "另写的姓名不成姓名"
        # Of names that mean nobody in particular each takes a place of its own.
        meant = (counted_as(name, self.matching) or f"?{name}" for name in written)
        chosen = [*answers.names, *meant]
        if len(set(chosen)) < len(chosen):
            return "同一人选了两次"
        if len(chosen) > self.most:
            return f"所选人数超过 {self.most} 名"
        if len(chosen) < self.least:
            return f"所选人数少于 {self.least} 名"
        return ""
