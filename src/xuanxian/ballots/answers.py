"""What stands on one ballot, and whether it is valid. Pure."""

import unicodedata
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from pydantic import BaseModel, ConfigDict

from xuanxian.ballots.instruments import INVALID, Ballot, Names
from xuanxian.ballots.name_rules import UnitRule
from xuanxian.ballots.write_ins import WRITTEN, Matching, counted_as
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
        unit: 单位, as the rule on names of the own unit compares it; "" where it is not known.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str
    name: str
    title: str = ""
    proposal: str = ""
    unit: str = ""


class Answers(BaseModel):
    """The content of one ballot.

    Attributes:
        marks: subject id → option, unmarked subjects left out.
        names: ids of the subjects chosen.
        written: names written in beyond the list.
        unreadable: the envelope held no ballot of this poll.
        spoilt: a paper form so filled in that the whole ballot is invalid, whatever else it says.
        notes: id of a subject chosen, or `key_of_written` of a name → what is written beside it,
            in the order of the instrument's notes. None on an opened secret ballot: see
            `named_notes`.
        noted: the same → headings of the notes that were there, once the texts are torn off.
        voter_unit: the unit of whoever signed; "" on a secret ballot.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    marks: dict[str, str] = {}
    names: tuple[str, ...] = ()
    written: tuple[str, ...] = ()
    unreadable: bool = False
    spoilt: bool = False
    notes: dict[str, tuple[str, ...]] = {}
    noted: dict[str, tuple[str, ...]] = {}
    voter_unit: str = ""


def plain_name(text: str) -> str:
    """A written-in name as it is counted: width and spacing evened out, 张　三 → 张三."""
    return "".join(unicodedata.normalize("NFKC", text).split())


def key_of_written(written: str) -> str:
    """The key under which notes beside a written name stand: what it counts under unmatched."""
    return WRITTEN + plain_name(written)


@dataclass(frozen=True)
class NoteLimit:
    """What one note has to be: heading, characters at most, what follows where it is missing."""

    title: str
    longest: int
    missing: str


@dataclass(frozen=True)
class UnitLimits:
    """How many names of one ballot are of the voter's own unit or of others; None for any.

    Attributes:
        of_subject: subject → its unit, those known.
        of_class: class of voters → the unit all of them belong to, where they do.
    """

    outside_least: int | None
    own_most: int | None
    invalid: bool
    of_subject: Mapping[str, str]
    of_class: Mapping[str, str]

    @classmethod
    def of(
        cls, ballot: Ballot, rule: UnitRule, subjects: Sequence[Subject], parameters: Parameters
    ) -> "UnitLimits":
        """Read the rule of `ballot`.

        Raises:
            Refusal: a number of it is not whole under `parameters`.
        """

        def number(text: str) -> int | None:
            return whole_number(text, parameters) if text else None

        return cls(
            outside_least=number(rule.outside_least),
            own_most=number(rule.own_most),
            invalid=rule.breach == "ballot",
            of_subject={each.id: each.unit for each in subjects if each.unit},
            of_class={each.name: each.unit for each in ballot.electorate if each.unit},
        )

    def fault_of(self, own: int, named: int) -> str:
        """What is wrong with `named` names, `own` of them known to be of the voter's unit."""
        if self.outside_least is not None and named - own < self.outside_least:
            return f"本单位以外的人选少于 {self.outside_least} 名"
        if self.own_most is not None and own > self.own_most:
            return f"本单位的人选超过 {self.own_most} 名"
        return ""


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
    notes: tuple[NoteLimit, ...] = ()
    units: UnitLimits | None = None

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
            notes=tuple(
                NoteLimit(note.title, whole_number(note.longest, parameters), note.missing)
                for note in question.notes
            )
            if isinstance(question, Names)
            else (),
            units=UnitLimits.of(ballot, question.units, subjects, parameters)
            if isinstance(question, Names) and question.units
            else None,
        )

    def fault_of(self, answers: Answers, voters: str = "") -> str:
        """Why a ballot is invalid, in Chinese; "" for a valid one.

        Args:
            answers: what stands on it.
            voters: the class of whoever cast it, which may tell the unit.
        """
        if answers.unreadable:
            return "无法拆封"
        if answers.spoilt:
            return SPOILT
        if self.choosing:
            if fault := self._fault_of_names(answers):
                return fault
            if any(self._lacks(answers, key, "ballot") for key in self._keys(answers)):
                return "没有写明规定的内容"
            return self.breach_of_units(answers, voters) if self._units_bind else ""
        return self._fault_of_marks(answers.marks, answers)

    def fault_before_casting(self, answers: Answers, voters: str = "") -> str:
        """What whoever votes on a page is asked to mend; more than makes a ballot invalid.

        A note without which a name would count for nobody, one too long, one beside nobody.
        """
        if fault := self.fault_of(answers, voters):
            return fault
        keys = self._keys(answers)
        for note in self.notes:
            if note.missing != "nothing" and any(
                not self.has_note(answers, key, note.title) for key in keys
            ):
                return f"每选一名都要写明{note.title}"
        for key, texts in answers.notes.items():
            if key not in keys or len(texts) > len(self.notes):
                return "没有选的人不用写"
            for note, text in zip(self.notes, texts, strict=False):
                if len(text) > note.longest:
                    return f"{note.title}超过 {note.longest} 字"
        return ""

    def has_note(self, answers: Answers, key: str, title: str) -> bool:
        """Whether the note `title` stands, or stood, beside the name `key`."""
        if title in answers.noted.get(key, ()):
            return True
        texts = answers.notes.get(key, ())
        return any(
            text.strip() != ""
            for note, text in zip(self.notes, texts, strict=False)
            if note.title == title
        )

    def counts_for_nobody(self, answers: Answers, key: str) -> bool:
        """Whether a name of a valid ballot is not counted because a note beside it is missing."""
        return self._lacks(answers, key, "name")

    def breach_of_units(self, answers: Answers, voters: str = "") -> str:
        """How a ballot goes against the rule on units, in Chinese; "" where it does not.

        A name or a voter whose unit is not known breaks nothing; nor does an empty ballot.
        """
        keys = self._keys(answers)
        unit = self.unit_of_voter(answers, voters)
        if self.units is None or not keys or not unit:
            return ""
        own = sum(self._unit_of(key) == unit for key in keys)
        return self.units.fault_of(own, len(keys))

    def unit_of_voter(self, answers: Answers, voters: str) -> str:
        """The unit of whoever cast the ballot; "" where it is not known."""
        return answers.voter_unit or (self.units.of_class.get(voters, "") if self.units else "")

    @property
    def _units_bind(self) -> bool:
        return self.units is not None and self.units.invalid

    def _unit_of(self, key: str) -> str:
        known = self.units.of_subject if self.units else {}
        meant = self.matching.get(key.removeprefix(WRITTEN)) if key.startswith(WRITTEN) else None
        return known.get(meant.subject, meant.unit) if meant else known.get(key, "")

    def _lacks(self, answers: Answers, key: str, missing: str) -> bool:
        return any(
            note.missing == missing and not self.has_note(answers, key, note.title)
            for note in self.notes
        )

    def _keys(self, answers: Answers) -> list[str]:
        return [*answers.names, *(key_of_written(name) for name in answers.written)]

    def _fault_of_marks(self, marks: Mapping[str, str], answers: Answers) -> str:
        if answers.names or answers.written or answers.notes:
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
