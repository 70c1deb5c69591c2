"""What a contest is told, and what it answers: plain data."""

from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from typing import Any

from pydantic import BaseModel, ConfigDict, field_validator, model_validator

from xuanxian.policy.outcome import Outcome, Reason
from xuanxian.policy.parts import Facts


class PostFacts(Facts):
    """A post of the contest.

    Attributes:
        id: its name.
        seats: how many are to be filled.
    """

    id: str
    seats: int = 1

    @field_validator("seats")
    @classmethod
    def _some(cls, seats: int) -> int:
        if seats < 1:
            raise ValueError("职数应当至少是1")
        return seats


class CandidateFacts(Facts):
    """One candidate.

    Attributes:
        id: the name, unique in the contest.
        post: the post applied for; "" where all compete together.
        qualified: what the conditions said; None while they are not settled.
        left: why the candidate is out (弃权、取消资格); "" while in.
        absent: scores whose examination the candidate missed; a mark of theirs is not awaited.
        marks: score → what was given for it: a number, a list of judges' marks, yearly grades,
            years by kind of post, awards. A score left out is not known yet.
        values: values of the candidate that conditions name; one left out is not known.
        decided: round → what people decided about going on, where it had been left to them.
        choices: posts in order of preference, for 选岗.
    """

    id: str
    post: str = ""
    qualified: bool | None = None
    left: str = ""
    absent: tuple[str, ...] = ()
    marks: Mapping[str, Any] = {}
    values: Mapping[str, Any] = {}
    decided: Mapping[str, bool] = {}
    choices: tuple[str, ...] = ()


class ContestFacts(Facts):
    """A contest as it stands.

    Attributes:
        posts: the posts; one unnamed post of one seat when left out.
        values: values of the whole case.
        held_on: day of the last round; None before it.
        as_of: day of the question; None leaves the validity unasked.
    """

    posts: tuple[PostFacts, ...] = ()
    candidates: tuple[CandidateFacts, ...]
    values: Mapping[str, Any] = {}
    held_on: date | None = None
    as_of: date | None = None

    @model_validator(mode="after")
    def _names_differ(self) -> "ContestFacts":
        for what, ids in (
            ("考生", [each.id for each in self.candidates]),
            ("职位", [each.id for each in self.posts]),
        ):
            if len(set(ids)) < len(ids):
                raise ValueError(f"{what}的名称有重复")
        return self


class _Plain(BaseModel):
    model_config = ConfigDict(frozen=True)


class FieldResult(_Plain):
    """One field of candidates who compete with one another.

    Attributes:
        id: post and group, "" where all compete in one.
        seats: seats after posts were cut.
        posted: seats as announced.
        entered, qualified: 报名人数 and 合格人数.
        remarks: what is to be said of the field as a whole.
    """

    id: str
    seats: int
    posted: int
    entered: int
    qualified: int
    remarks: tuple[Reason, ...] = ()


class CandidateResult(_Plain):
    """What the contest says of one candidate.

    Attributes:
        field: id of the field.
        marks: score or total → exact mark; None while it cannot be told.
        places: score or total → place in the field when its round began; None while uncertain.
        place: place in the last ranking the candidate took part in.
        tied_with: names of those who share it.
        reached: id of the last round the candidate took part in, "" for none.
        goes_on: whether the candidate goes on after the last round; None while that waits.
        reserve: number on the reserve list, 1 the first; None when not on it.
        chosen: the post chosen, "" for none.
    """

    candidate: str
    field: str
    marks: dict[str, Fraction | None] = {}
    places: dict[str, int | None] = {}
    place: int | None = None
    tied_with: tuple[str, ...] = ()
    reached: str = ""
    goes_on: bool | None = None
    reserve: int | None = None
    chosen: str = ""
    outcome: Outcome


class ContestResult(_Plain):
    """The whole contest; candidates in the order of the facts."""

    fields: tuple[FieldResult, ...]
    candidates: tuple[CandidateResult, ...]

    def of(self, candidate: str) -> CandidateResult | None:
        """The result of `candidate`, None when there is no such."""
        return next((one for one in self.candidates if one.candidate == candidate), None)
