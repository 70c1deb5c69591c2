"""What is laid side by side of those nominated for one post. Plain data."""

from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from typing import Annotated, Any, Literal

from pydantic import Field, model_validator

from xuanxian.policy.parts import Facts

Number = Annotated[int, Field(ge=0)]


class Support(Facts):
    """So many of so many: ballots of valid ballots, or talks of talks held."""

    votes: Number
    of: Number

    @model_validator(mode="after")
    def _part_of_a_whole(self) -> "Support":
        if self.votes > self.of:
            raise ValueError(f"{self.votes}多于总数{self.of}")
        return self

    @property
    def share(self) -> Fraction | None:
        """The share; None of nothing."""
        return Fraction(self.votes, self.of) if self.of else None


class PastPoll(Facts):
    """An earlier vote on somebody.

    Attributes:
        purpose: nomination, or rating: then `votes` gave the best grade.
        rank, ranked: place among how many; None where nobody was ranked.
    """

    on: date
    purpose: Literal["nomination", "rating"] = "nomination"
    votes: Number
    valid: Number
    rank: Number | None = None
    ranked: Number = 0


class CandidateFacts(Facts):
    """One of those nominated.

    Attributes:
        name: as people know the person.
        meeting: ballots of the recommendation meeting; None where there was none.
        rank: official place in it, where the policy ranks; else votes decide.
        talks: talks that recommended the person; None where there were none.
        past: earlier votes.
        values: what people state, by the names of the policy.
    """

    name: str = ""
    meeting: Support | None = None
    rank: Number | None = None
    talks: Support | None = None
    past: tuple[PastPoll, ...] = ()
    values: Mapping[str, Any] = {}


class CorroborationFacts(Facts):
    """Those nominated for one post, by id or by name."""

    as_of: date
    candidates: Mapping[str, CandidateFacts] = Field(min_length=1)
