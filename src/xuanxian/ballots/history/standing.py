"""What one counted poll says of one person, as a line of a history. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from statistics import median_high, median_low
from uuid import UUID

from xuanxian.ballots.instruments import Ballot
from xuanxian.ballots.questionnaire_tally import QuestionnaireResult
from xuanxian.ballots.results import Figure, SubjectResult, TallyResult

PURPOSES = {"nomination": "推荐", "rating": "测评", "decision": "表决"}
"""The purposes of a poll as histories head them."""


@dataclass(frozen=True)
class Share:
    """How many of the valid ballots name somebody, or give the first option.

    Attributes:
        option: what was counted: 得票, or the first option printed, as 优秀 or 同意; "" for a
            questionnaire, which has many questions and no one share.
        votes: ballots with it.
        valid: valid ballots.
    """

    option: str
    votes: int
    valid: int

    @property
    def value(self) -> Fraction | None:
        """The share; None where no ballot was valid, and of a questionnaire."""
        return Fraction(self.votes, self.valid) if self.valid and self.option else None

    @property
    def percent(self) -> str:
        """The share as 66.67%; 无法计算 where no ballot was valid, — of a questionnaire."""
        if not self.option:
            return "—"
        return "无法计算" if self.value is None else Figure.of(self.value).percent


@dataclass(frozen=True)
class Standing:
    """What one poll said of one person.

    Attributes:
        poll, title: the poll.
        meeting: title of its meeting, "" where it was held by itself.
        on: day of the meeting; of a poll by itself the day it was prepared.
        purpose: nomination, rating or decision.
        person: whom it was about.
        share: plain share over all classes, comparable from poll to poll.
        counts: what was counted → number of ballots.
        measures: the measures of the instrument as text, those that may be shown.
        classes: class → its plain share, of classes that may be shown apart.
        withheld: classes too small to be shown apart.
        rank, ranked: place among how many with one; None and 0 without ranking.
        tied: whether others have the same rank.
        stands: whether the vote stands; None where no condition says.
        passed: None where nothing was to be passed.
        final: no written name waits for the tellers.
    """

    poll: UUID
    title: str
    meeting: str
    on: date
    purpose: str
    person: UUID
    share: Share
    counts: tuple[tuple[str, int], ...]
    measures: tuple[tuple[str, str], ...]
    classes: tuple[tuple[str, Share], ...]
    withheld: tuple[str, ...]
    rank: int | None
    ranked: int
    tied: bool
    stands: bool | None
    passed: bool | None
    final: bool

    @property
    def purpose_name(self) -> str:
        """The purpose in Chinese."""
        return PURPOSES[self.purpose]

    @property
    def occasion(self) -> str:
        """The meeting, or the poll where it was held by itself."""
        return self.meeting or self.title

    @property
    def counts_for_comparison(self) -> bool:
        """Whether its share may be laid beside others: the vote stands and the count is final."""
        return self.stands is not False and self.final and self.share.value is not None


def share_of(ballot: Ballot, counts: dict[str, int], valid: int) -> Share:
    """The plain share of what `ballot` counts first."""
    option = ballot.counted[0]
    return Share(option, counts.get(option, 0), valid)


def standing_of(
    ballot: Ballot,
    result: TallyResult,
    one: SubjectResult,
    *,
    poll: UUID,
    title: str,
    meeting: str,
    on: date,
    person: UUID,
    final: bool,
) -> Standing:
    """The line that `result` makes in the history of `person`, who stands on it as `one`."""
    return Standing(
        poll=poll,
        title=title,
        meeting=meeting,
        on=on,
        purpose=ballot.purpose,
        person=person,
        share=share_of(ballot, one.counts, result.denominators["有效"]),
        counts=tuple((name, one.counts.get(name, 0)) for name in ballot.counted),
        measures=tuple(
            (name, "无法计算" if figure is None else figure.shown(name))
            for name, figure in one.measures.items()
        ),
        classes=tuple(
            (name, share_of(ballot, counts, result.by_class[name]["有效"]))
            for name, counts in one.by_class.items()
            if name not in result.withheld
        )
        if len(result.by_class) > 1
        else (),
        withheld=result.withheld,
        rank=one.rank,
        ranked=sum(each.rank is not None for each in result.subjects) if one.rank else 0,
        tied=bool(one.tied_with),
        stands=result.stands,
        passed=one.passed,
        final=final,
    )


def standing_of_questionnaire(
    result: QuestionnaireResult, *, poll: UUID, title: str, meeting: str, on: date, person: UUID
) -> Standing:
    """The line that a questionnaire about `person` makes: its summaries and measures."""
    figures = {**result.summary, **result.measures}
    return Standing(
        poll=poll,
        title=title,
        meeting=meeting,
        on=on,
        purpose="rating",
        person=person,
        share=Share("", 0, result.denominators["有效"]),
        counts=(),
        measures=tuple(
            (name, "无法计算" if figure is None else figure.shown(name))
            for name, figure in figures.items()
        ),
        classes=(),
        withheld=result.withheld,
        rank=None,
        ranked=0,
        tied=False,
        stands=result.stands,
        passed=None,
        final=True,
    )


@dataclass(frozen=True)
class Year:
    """What the polls of one year and purpose said of a group of people.

    Attributes:
        polls, people: how many.
        lowest, middle, highest: shares; of an even number the middle is the mean of the two.
    """

    year: int
    purpose: str
    polls: int
    people: int
    lowest: Fraction
    middle: Fraction
    highest: Fraction

    @property
    def purpose_name(self) -> str:
        """The purpose in Chinese."""
        return PURPOSES[self.purpose]

    @property
    def percents(self) -> tuple[str, str, str]:
        """Lowest, middle and highest as text."""
        low, middle, high = (
            Figure.of(each).percent for each in (self.lowest, self.middle, self.highest)
        )
        return low, middle, high


def years_of(standings: Iterable[Standing]) -> tuple[Year, ...]:
    """Year by year and purpose by purpose, the latest first; votes that do not stand left out."""
    groups: dict[tuple[int, str], list[Standing]] = {}
    for each in standings:
        if each.counts_for_comparison:
            groups.setdefault((each.on.year, each.purpose), []).append(each)
    return tuple(
        _year(year, purpose, groups[year, purpose])
        for year, purpose in sorted(groups, key=lambda key: (-key[0], list(PURPOSES).index(key[1])))
    )


def _year(year: int, purpose: str, standings: Sequence[Standing]) -> Year:
    shares = [each.share.value for each in standings if each.share.value is not None]
    return Year(
        year=year,
        purpose=purpose,
        polls=len({each.poll for each in standings}),
        people=len({each.person for each in standings}),
        lowest=min(shares),
        middle=(median_low(shares) + median_high(shares)) / 2,
        highest=max(shares),
    )
