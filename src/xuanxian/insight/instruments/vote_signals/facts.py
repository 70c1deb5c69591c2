"""What the figures of one vote are, as the kind reads them. Plain data."""

from collections import Counter
from collections.abc import Mapping
from datetime import date
from functools import cached_property
from itertools import combinations
from typing import Annotated

from pydantic import Field, model_validator

from xuanxian.policy.parts import Facts

Number = Annotated[int, Field(ge=0)]


class Chosen(Facts):
    """So many valid ballots named exactly these people."""

    names: tuple[str, ...]
    ballots: Number


class PastVote(Facts):
    """An earlier vote: `votes` of `valid` ballots named the person."""

    on: date
    votes: Number
    valid: Number


class VoteFacts(Facts):
    """The figures of one vote. People are known by ids, or by their names where those suffice.

    Attributes:
        as_of: the day of the vote.
        valid: valid ballots, all classes.
        classes: class → valid ballots, of the classes that may be shown apart.
        votes: person → ballots for the person, all classes.
        by_class: person → class → ballots for the person.
        smallest_group: counts of ballots by pattern are never told finer than this; 0 for a vote
            that is not secret.
        chosen: which people were named together on how many ballots; () where the vote has no
            names. The order of ballots is not in it.
        past: person → earlier votes of the same purpose.
        names: id → name.
    """

    as_of: date | None = None
    valid: Number
    classes: Mapping[str, Number] = {}
    votes: Mapping[str, Number] = {}
    by_class: Mapping[str, Mapping[str, Number]] = {}
    smallest_group: Number = 0
    chosen: tuple[Chosen, ...] = ()
    past: Mapping[str, tuple[PastVote, ...]] = {}
    names: Mapping[str, str] = {}

    @model_validator(mode="after")
    def _figures_fit(self) -> "VoteFacts":
        for person, votes in self.votes.items():
            if votes > self.valid:
                raise ValueError(f"“{self.name(person)}”得{votes}票，多于有效票{self.valid}票")
        for person, counts in self.by_class.items():
            for name, votes in counts.items():
                if votes > self.classes.get(name, 0):
                    raise ValueError(f"“{self.name(person)}”在“{name}”的得票多于该类有效票")
            if sum(counts.values()) > self.votes.get(person, 0):
                raise ValueError(f"“{self.name(person)}”各类得票之和多于总得票")
        if sum(self.classes.values()) > self.valid:
            raise ValueError("各类有效票之和多于有效票总数")
        if sum(each.ballots for each in self.chosen) > self.valid:
            raise ValueError("chosen 的票数之和多于有效票总数")
        for each in self.chosen:
            if len(set(each.names)) != len(each.names):
                raise ValueError(f"同一张票上“{'、'.join(each.names)}”有重复")
        return self

    def name(self, person: str) -> str:
        """How a person is called."""
        return self.names.get(person, person)

    @cached_property
    def sizes(self) -> Counter[int]:
        """Number of names on a ballot → ballots."""
        found: Counter[int] = Counter()
        for each in self.chosen:
            found[len(each.names)] += each.ballots
        return found

    @cached_property
    def named(self) -> Counter[str]:
        """Person → ballots that name the person."""
        found: Counter[str] = Counter()
        for each in self.chosen:
            for name in each.names:
                found[name] += each.ballots
        return found

    @cached_property
    def named_together(self) -> Counter[tuple[str, str]]:
        """Two people, in order → ballots that name both."""
        found: Counter[tuple[str, str]] = Counter()
        for each in self.chosen:
            for pair in combinations(sorted(each.names), 2):
                found[pair] += each.ballots
        return found

    def together(self, people: frozenset[str]) -> int:
        """Ballots that name all of `people`, and maybe others."""
        return sum(each.ballots for each in self.chosen if people <= set(each.names))
