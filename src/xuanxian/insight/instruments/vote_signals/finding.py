"""What chance would hardly make of the figures of a vote. Pure.

The rate of false alarms holds for the whole vote: it is shared out equally among the looks taken
(classes, blocks, years), and within each among all comparisons made, so that ballots cast
independently of one another give any signal at all no more often than it says.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations

from xuanxian.ballots.results import Figure
from xuanxian.insight.instruments.vote_signals.blocks import groups_of
from xuanxian.insight.instruments.vote_signals.chance import Urn, is_rare
from xuanxian.insight.instruments.vote_signals.facts import PastVote, VoteFacts
from xuanxian.insight.instruments.vote_signals.places import Places
from xuanxian.kernel.deadlines import add_months

MOST_SAID = 1_000_000
"""Rarer than once in so many votes is said as this."""


@dataclass(frozen=True)
class Signal:
    """Something in the figures that asks for a look; never a verdict.

    Attributes:
        kind: concentration, block or jump.
        people: whom it concerns, by id.
        class_name: the class of a concentration, else "".
        explanation: one Chinese sentence with the figures.
        figures: what was compared.
        line: how rare at least, in Chinese.
    """

    kind: str
    people: tuple[str, ...]
    class_name: str
    explanation: str
    figures: dict[str, str]
    line: str


@dataclass(frozen=True)
class Lines:
    """The numbers of the policy, read. A look that the policy does not take is None.

    Attributes:
        false_alarm: how often a vote without anything unusual may give a signal.
        class_difference: least difference of a class to the others.
        block_ballots: fewest ballots that make a block.
        jump_difference: least difference to past years.
        look_back_years: how far back votes are compared.
    """

    false_alarm: Fraction
    class_difference: Fraction | None = None
    block_ballots: int | None = None
    jump_difference: Fraction | None = None
    look_back_years: int = 0

    @property
    def share_of_each(self) -> Fraction:
        """The part of the rate of false alarms that each look has."""
        looks = (self.class_difference, self.block_ballots, self.jump_difference)
        return self.false_alarm / max(sum(each is not None for each in looks), 1)


def signals(facts: VoteFacts, lines: Lines) -> tuple[Signal, ...]:
    """Every signal, in an order that does not depend on that of the ballots."""
    return (*_concentrations(facts, lines), *_blocks(facts, lines), *_jumps(facts, lines))


def _concentrations(facts: VoteFacts, lines: Lines) -> Iterator[Signal]:
    """Votes for a person gathered in one class.

    Of all valid ballots so many are for the person; were they spread blindly, those of the class
    would be like so many drawn from all.
    """
    if lines.class_difference is None:
        return
    shown = {name: number for name, number in facts.classes.items() if 0 < number < facts.valid}
    people = [person for person in sorted(facts.votes) if facts.votes[person]]
    if not shown or not people:
        return
    line = lines.share_of_each / (len(shown) * len(people))
    for person in people:
        votes = facts.votes[person]
        for name, number in shown.items():
            here = facts.by_class.get(person, {}).get(name, 0)
            inside = Fraction(here, number)
            outside = Fraction(votes - here, facts.valid - number)
            if inside - outside < lines.class_difference:
                continue
            if not is_rare([Urn(facts.valid, votes, number)], here, line):
                continue
            yield Signal(
                "concentration",
                (person,),
                name,
                f"{facts.name(person)}在{name}得{here}/{number}票（{_percent(inside)}），其余各类"
                f"合计{votes - here}/{facts.valid - number}票（{_percent(outside)}）。"
                f"{_rarely(line)}",
                {
                    "本类占比": _percent(inside),
                    "其余占比": _percent(outside),
                    "得票": f"{votes}/{facts.valid}",
                },
                _said(line),
            )


def _blocks(facts: VoteFacts, lines: Lines) -> Iterator[Signal]:
    """People named together on more ballots than their votes explain.

    A ballot that names many people names any two of them together more often, and nothing follows
    from that: so chances are taken apart by how many names a ballot has.
    """
    if lines.block_ballots is None or not facts.chosen:
        return
    fewest = max(lines.block_ballots, facts.smallest_group, 1)
    named, together = facts.named, facts.named_together
    often = sorted(person for person, ballots in named.items() if ballots >= fewest)
    compared = len(often) * (len(often) - 1) // 2
    if not compared:
        return
    line = lines.share_of_each / compared
    places = Places.of(facts.sizes, named)
    linked = {
        pair
        for pair in combinations(often, 2)
        if together[pair] >= fewest
        and is_rare(places.both(named[pair[0]], named[pair[1]]), together[pair], line)
    }
    for group in groups_of(linked, lambda people: facts.together(people) >= fewest):
        told = _rounded_down(facts.together(frozenset(group)), facts.smallest_group)
        names = "、".join(facts.name(person) for person in group)
        yield Signal(
            "block",
            group,
            "",
            f"同时推荐{names}的票不少于{told}张。{_rarely(line)}",
            {"同时推荐的票": f"不少于{told}张", "有效票": str(facts.valid)},
            _said(line),
        )


def _jumps(facts: VoteFacts, lines: Lines) -> Iterator[Signal]:
    """Many more votes than in past years.

    All ballots of now and then are put together; were the person thought of alike, those for him
    would fall among the ballots of now as blindly drawn.
    """
    if lines.jump_difference is None or facts.as_of is None:
        return
    since = add_months(facts.as_of, -12 * lines.look_back_years)
    past = {
        person: [each for each in votes if since <= each.on < facts.as_of and each.valid]
        for person, votes in sorted(facts.past.items())
        if person in facts.votes
    }
    past = {person: votes for person, votes in past.items() if votes}
    if not past or not facts.valid:
        return
    line = lines.share_of_each / len(past)
    for person, earlier in past.items():
        signal = _jump(facts, person, earlier, lines.jump_difference, line)
        if signal is not None:
            yield signal


def _jump(
    facts: VoteFacts,
    person: str,
    earlier: list[PastVote],
    least: Fraction,
    line: Fraction,
) -> Signal | None:
    votes, valid = facts.votes[person], facts.valid
    then = sum(each.votes for each in earlier)
    of = sum(each.valid for each in earlier)
    now, before = Fraction(votes, valid), Fraction(then, of)
    if now - before < least or not is_rare([Urn(valid + of, votes + then, valid)], votes, line):
        return None
    return Signal(
        "jump",
        (person,),
        "",
        f"{facts.name(person)}这次得{votes}/{valid}票（{_percent(now)}），此前{len(earlier)}次合计"
        f"{then}/{of}票（{_percent(before)}）。{_rarely(line)}",
        {"这次占比": _percent(now), "此前占比": _percent(before), "此前次数": str(len(earlier))},
        _said(line),
    )


def _rounded_down(ballots: int, smallest: int) -> int:
    """A count of ballots by pattern, told no finer than the smallest group of the vote."""
    return ballots if smallest < 2 else ballots // smallest * smallest


def _percent(share: Fraction) -> str:
    return Figure.of(share).percent


def _rarely(line: Fraction) -> str:
    return f"如果各人各投各的，{_said(line)}会这样。"


def _said(line: Fraction) -> str:
    """A line in plain words; the figure itself is not told, only that it lies beyond the line."""
    if not line:
        return "不"
    times = int(1 / line)
    if times >= MOST_SAID:
        return f"每{MOST_SAID // 10_000}万次投票里不到一次"
    return f"每{times}次投票里不超过一次"
