"""The figures that come of laying meeting, talks and past years side by side. Exact, pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations

from xuanxian.insight.instruments.corroboration.facts import (
    CandidateFacts,
    CorroborationFacts,
    PastPoll,
)
from xuanxian.kernel.deadlines import add_months
from xuanxian.policy.expressions import Value

OF_CANDIDATE = (
    "会议得票率", "会议名次", "谈话推荐率", "谈话名次", "得票率差", "名次差", "人选数",
    "往年推荐次数", "往年推荐年数", "往年平均得票率", "往年最低得票率", "往年最低名次",
    "比往年平均高", "最近测评优秀率", "往年最低测评优秀率",
)  # fmt: skip
"""What conditions on one candidate may name; differences of shares and ranks are without sign."""

OF_ROUND = ("人选数", "最大名次差", "最大得票率差", "次序一致比例")
"""What conditions on all candidates together may name."""


@dataclass(frozen=True)
class Candidate:
    """The figures of one candidate.

    Attributes:
        key, name: who.
        meeting, talks: shares; None where there is nothing to divide.
        meeting_rank, talks_rank: places among the candidates, shared where equal.
        figures: name → value of `OF_CANDIDATE`; None where it is not known.
    """

    key: str
    name: str
    meeting: Fraction | None
    talks: Fraction | None
    meeting_rank: int | None
    talks_rank: int | None
    figures: Mapping[str, Value]

    @property
    def rank_difference(self) -> int | None:
        """By how many places talks put the person higher than the meeting; below 0 lower."""
        if self.meeting_rank is None or self.talks_rank is None:
            return None
        return self.meeting_rank - self.talks_rank


@dataclass(frozen=True)
class Comparison:
    """The figures of all candidates for one post.

    Attributes:
        alike: pairs of candidates whom meeting and talks put in the same order.
        pairs: pairs whom both put in an order at all; equals say nothing.
        figures: name → value of `OF_ROUND`.
    """

    candidates: tuple[Candidate, ...]
    alike: int
    pairs: int
    figures: Mapping[str, Value]


def compare(facts: CorroborationFacts, look_back_years: int) -> Comparison:
    """Lay the results side by side.

    Args:
        look_back_years: past votes of how many years before the day count.
    """
    people = facts.candidates
    by_meeting = _meeting_ranks(people)
    by_talks = _ranks(
        {key: each.talks.share if each.talks else None for key, each in people.items()}
    )
    since = add_months(facts.as_of, -12 * look_back_years)
    found = tuple(
        _candidate(
            key,
            each,
            by_meeting[key],
            by_talks[key],
            [past for past in each.past if since <= past.on < facts.as_of],
            len(people),
        )
        for key, each in people.items()
    )
    alike, pairs = _order(found)
    places = [abs(each.rank_difference) for each in found if each.rank_difference is not None]
    shares = [share for each in found if isinstance(share := each.figures["得票率差"], Fraction)]
    return Comparison(
        found,
        alike,
        pairs,
        {
            "人选数": Fraction(len(people)),
            "最大名次差": Fraction(max(places)) if places else None,
            "最大得票率差": max(shares, default=None),
            "次序一致比例": Fraction(alike, pairs) if pairs else None,
        },
    )


def _candidate(
    key: str,
    facts: CandidateFacts,
    meeting_rank: int | None,
    talks_rank: int | None,
    past: list[PastPoll],
    people: int,
) -> Candidate:
    meeting = facts.meeting.share if facts.meeting else None
    talks = facts.talks.share if facts.talks else None
    nominations = [each for each in past if each.purpose == "nomination" and each.valid]
    ratings = sorted(
        (each for each in past if each.purpose == "rating" and each.valid),
        key=lambda each: each.on,
    )
    shares = [Fraction(each.votes, each.valid) for each in nominations]
    grades = [Fraction(each.votes, each.valid) for each in ratings]
    ranks = [each.rank for each in nominations if each.rank is not None]
    mean = sum(shares, Fraction(0)) / len(shares) if shares else None
    figures: dict[str, Value] = {
        "会议得票率": meeting,
        "会议名次": _number(meeting_rank),
        "谈话推荐率": talks,
        "谈话名次": _number(talks_rank),
        "得票率差": None if meeting is None or talks is None else abs(meeting - talks),
        "名次差": None
        if meeting_rank is None or talks_rank is None
        else Fraction(abs(meeting_rank - talks_rank)),
        "人选数": Fraction(people),
        "往年推荐次数": Fraction(len(nominations)),
        "往年推荐年数": Fraction(len({each.on.year for each in nominations})),
        "往年平均得票率": mean,
        "往年最低得票率": min(shares, default=None),
        "往年最低名次": _number(max(ranks, default=None)),
        "比往年平均高": None if meeting is None or mean is None else meeting - mean,
        "最近测评优秀率": grades[-1] if grades else None,
        "往年最低测评优秀率": min(grades, default=None),
    }
    return Candidate(key, facts.name or key, meeting, talks, meeting_rank, talks_rank, figures)


def _meeting_ranks(people: Mapping[str, CandidateFacts]) -> dict[str, int | None]:
    """By the official places where everybody has one, otherwise by votes."""
    official = {key: each.rank for key, each in people.items()}
    if all(rank is not None for rank in official.values()):
        return _ranks({key: Fraction(-(rank or 0)) for key, rank in official.items()})
    return _ranks(
        {key: each.meeting.share if each.meeting else None for key, each in people.items()}
    )


def _ranks(shares: Mapping[str, Fraction | None]) -> dict[str, int | None]:
    known = [share for share in shares.values() if share is not None]
    return {
        key: None if share is None else 1 + sum(other > share for other in known)
        for key, share in shares.items()
    }


def _order(candidates: tuple[Candidate, ...]) -> tuple[int, int]:
    alike = pairs = 0
    for one, other in combinations(candidates, 2):
        if None in (one.meeting_rank, one.talks_rank, other.meeting_rank, other.talks_rank):
            continue
        by_meeting = (one.meeting_rank or 0) - (other.meeting_rank or 0)
        by_talks = (one.talks_rank or 0) - (other.talks_rank or 0)
        if by_meeting and by_talks:
            pairs += 1
            alike += (by_meeting > 0) == (by_talks > 0)
    return alike, pairs


def _number(value: int | None) -> Fraction | None:
    return None if value is None else Fraction(value)
