"""Who goes on after a round, and who is left to people. Pure."""

from collections.abc import Sequence
from fractions import Fraction
from math import ceil, floor

from xuanxian.kernel.errors import Problem, Refusal
from xuanxian.policy.expressions import show
from xuanxian.policy.outcome import Verdict
from xuanxian.selection.instruments.contest.fields import Field
from xuanxian.selection.instruments.contest.numbers import rounded
from xuanxian.selection.instruments.contest.places import Entrant, Place, places_of, within
from xuanxian.selection.instruments.contest.schema import (
    SEATS,
    TAKING_PART,
    Contest,
    GoOn,
    Round,
)
from xuanxian.selection.instruments.contest.standing import Standing, Terms


def places_among(standings: Sequence[Standing], names: Sequence[str]) -> list[Place]:
    return places_of(
        [Entrant(tuple(s.marks[name] for name in names), s.certain) for s in standings]
    )


def _number(rules: Terms, go_on: GoOn, one: Field, entrants: Sequence[Standing]) -> range:
    """The fewest and the most that go on; one number when it is settled."""
    found: list[int] = []
    for count in range(sum(s.certain for s in entrants), len(entrants) + 1):
        counts = {SEATS: Fraction(one.seats), TAKING_PART: Fraction(count)}
        value = rules.number(go_on.number, counts)
        if value is None or value < 0:
            raise Refusal(
                Problem("制度", "go_on", go_on.number, "算不出进入下一环节的人数。", "请改正算式。")
            )
        if go_on.rounding:
            found.append(rounded(value, go_on.rounding))
        else:
            found += [floor(value), ceil(value)]
    return range(min(found), max(found) + 1)


def rank(rules: Terms, each: Round, go_on: GoOn, one: Field, entrants: Sequence[Standing]) -> None:
    numbers = _number(rules, go_on, one, entrants)
    places = places_among(entrants, (go_on.by, *go_on.tie))
    together = go_on.ties == "together"
    for standing, place in zip(entrants, places, strict=True):
        known = standing.marks[go_on.by] is not None
        standing.place = place.certain if known else None
        standing.tied = tuple(entrants[at].facts.id for at in place.tied) if known else ()
    # Whether others are certainly in changes as these are judged, so all places come first.
    for standing, place in zip(entrants, places, strict=True):
        inside = within(place, numbers[0], numbers[-1], ties_together=together)
        if inside and standing.marks[go_on.by] is None:
            inside = None  # few enough to go on in any case, but the mark is still awaited
        if each.id in standing.facts.decided:
            _follow_decision(each, go_on, standing)
        else:
            _say_place(rules.contest, each, go_on, standing, inside, numbers)


def _follow_decision(each: Round, go_on: GoOn, standing: Standing) -> None:
    goes_on = standing.facts.decided[each.id]
    standing.finding.add(
        f"{each.id}.go_on",
        Verdict.PASS if goes_on else Verdict.BAR,
        go_on.to,
        f"经集体研究，{'列为' if goes_on else '不列为'}{go_on.to}。",
        cite=go_on.cite or each.cite,
    )
    standing.certain = standing.certain and goes_on
    standing.out = not goes_on


def _say_place(
    contest: Contest,
    each: Round,
    go_on: GoOn,
    standing: Standing,
    inside: bool | None,
    numbers: range,
) -> None:
    mark = standing.marks[go_on.by]
    counted = f"取{numbers[0]}名" if len(numbers) == 1 else f"取{numbers[0]}至{numbers[-1]}名"
    stands = f"{go_on.by}{show(mark)}" if mark is not None else standing.why[go_on.by]
    if standing.place is not None:
        tied = f"与{'、'.join(standing.tied)}并列" if standing.tied else "列"
        stands += f"，{tied}第{standing.place}名"
    if inside:
        verdict, said = Verdict.PASS, f"{stands}，{counted}，列为{go_on.to}。"
    elif inside is False:
        verdict = _beyond(contest, go_on)
        said = f"{stands}，{counted}，不在其内。"
    else:
        verdict = Verdict.HOLD
        if mark is None:
            said = f"情况不明：{stands}；不按零分计，补齐以后再定。"
        elif standing.tied:
            said = f"{stands}，{counted}，由人决定先后。"
        elif len(numbers) > 1:
            said = f"{stands}，{counted}，人数没有确定，由人决定。"
        else:
            said = f"{stands}，{counted}，还有人的成绩或资格不明，名次未定。"
    standing.finding.add(
        f"{each.id}.go_on",
        verdict,
        go_on.to,
        said,
        figures={go_on.by: show(mark)},
        threshold=counted,
        cite=go_on.cite or each.cite,
    )
    if inside is False:
        standing.out = True
    standing.certain = standing.certain and inside is True


def _beyond(contest: Contest, go_on: GoOn) -> Verdict:
    """What standing beyond the number means."""
    if contest.effect == "gates" and not go_on.soft:
        return Verdict.BAR
    return Verdict.PASS if contest.effect == "advises" else Verdict.FLAG


def number_reserve(contest: Contest, standings: Sequence[Standing]) -> None:
    """Number those beyond the number of the last round, where all places are certain."""
    last = contest.rounds[-1]
    if contest.reserve != "ordered" or last.go_on is None:
        return
    rule = f"{contest.id}.{last.id}.go_on"
    waiting = [
        standing
        for standing in standings
        if standing.out
        and standing.reached == last.id
        and standing.place is not None
        and not standing.tied
        and any(reason.rule == rule for reason in standing.finding)
    ]
    for number, standing in enumerate(sorted(waiting, key=lambda one: one.place or 0), start=1):
        standing.reserve = number
