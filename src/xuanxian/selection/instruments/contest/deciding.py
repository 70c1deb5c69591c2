"""What a contest says of its candidates. Pure.

Whoever's going on depends on a mark that is missing, a tie, a number that is not whole or a value
nobody knows is held; what is certain does not depend on any of these.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property
from math import ceil, floor

from xuanxian.kernel.deadlines import add_months
from xuanxian.kernel.errors import Problem, Refusal
from xuanxian.policy.expressions import Kind, Value, show
from xuanxian.policy.formulas import Formula
from xuanxian.policy.outcome import Outcome, Verdict
from xuanxian.policy.parts import Finding, Parameters, Requirement, whole
from xuanxian.selection.instruments.contest.choosing import choose
from xuanxian.selection.instruments.contest.facts import (
    CandidateFacts,
    CandidateResult,
    ContestFacts,
    ContestResult,
    FieldResult,
)
from xuanxian.selection.instruments.contest.fields import Field, fields_of
from xuanxian.selection.instruments.contest.places import Entrant, Place, places_of, within
from xuanxian.selection.instruments.contest.schema import (
    PLACE,
    SEATS,
    TAKING_PART,
    Contest,
    GoOn,
    Round,
    Total,
)
from xuanxian.selection.instruments.contest.scores import Known, rounded
from xuanxian.selection.instruments.contest.weights import number_of, weights_of


@dataclass
class Standing:
    """One candidate while the rounds are gone through.

    Attributes:
        certain: whether it is certain that the candidate is still in.
        out: whether the candidate is certainly out.
        waits: whether something holds the whole field, which leaves its order untouched.
    """

    facts: CandidateFacts
    values: dict[str, Value]
    finding: Finding
    certain: bool = True
    out: bool = False
    waits: bool = False
    marks: dict[str, Fraction | None] = field(default_factory=dict)
    why: dict[str, str] = field(default_factory=dict)
    places: dict[str, int | None] = field(default_factory=dict)
    place: int | None = None
    tied: tuple[str, ...] = ()
    reached: str = ""
    reserve: int | None = None
    chosen: str = ""

    def note(self, verdict: Verdict) -> None:
        """Take over what a verdict means for being in."""
        self.out = self.out or verdict is Verdict.BAR
        self.certain = self.certain and verdict is not Verdict.HOLD


def decide(contest: Contest, facts: ContestFacts, parameters: Parameters) -> ContestResult:
    """Marks, places and verdicts of every candidate.

    Args:
        contest: the instrument.
        facts: the candidates and what is known of them.
        parameters: values of the `$name`s.

    Raises:
        Refusal: a mark that cannot be one, weights that do not add up, an open parameter.
    """
    rules = _Rules(contest, parameters)
    results: dict[str, CandidateResult] = {}
    fields: list[FieldResult] = []
    for one in fields_of(contest, facts, parameters):
        standings = [
            Standing(each, {**one.values, **values}, Finding(contest))
            for each, values in one.candidates
        ]
        _enter(contest, one, standings)
        for each in contest.rounds:
            _go_through(rules, each, one, [s for s in standings if not s.out])
        _reserve(contest, standings)
        if contest.choice:
            choose(contest.choice, [s for s in standings if not s.out], facts.posts)
        fields.append(one.result)
        for standing in standings:
            _date(contest, facts, standing, parameters)
            results[standing.facts.id] = _result(one, standing)
    return ContestResult(
        fields=tuple(fields),
        candidates=tuple(results[each.id] for each in facts.candidates),
    )


@dataclass
class _Rules:
    """The instrument with its parameters; each expression is read once."""

    contest: Contest
    parameters: Parameters
    _read: dict[tuple[str, str], Formula] = field(default_factory=dict)

    def formula(self, round_id: str, text: str) -> Formula:
        key = (round_id, text)
        if key not in self._read:
            names = self.contest.names_in(round_id)
            self._read[key] = Formula(text, names, self.parameters, expect=Kind.BOOLEAN)
        return self._read[key]

    def number(self, text: str, counts: Mapping[str, Fraction]) -> Fraction | None:
        key = ("", text)
        if key not in self._read:
            self._read[key] = Formula(text, dict.fromkeys(counts), self.parameters)
        return self._read[key].number(counts)

    @cached_property
    def full(self) -> Mapping[str, Fraction]:
        """The full marks of every score and total."""
        found = {
            one.id: number_of(one.full, self.parameters)
            for each in self.contest.rounds
            for one in (*each.scores, *each.totals)
        }
        if empty := [name for name, full in found.items() if full <= 0]:
            raise Refusal(Problem("制度", empty[0], "", "满分应当大于零。", "请改正满分。"))
        return found

    @cached_property
    def weights(self) -> Mapping[str, Mapping[str, Fraction]]:
        """Total → score → share of 1."""
        return {
            total.id: weights_of(total.weights, total.weighing, self.parameters, of=total.id)
            for each in self.contest.rounds
            for total in each.totals
        }


def _enter(contest: Contest, one: Field, standings: Sequence[Standing]) -> None:
    """Who may compete at all, and what concerns the whole field."""
    for standing in standings:
        facts, finding = standing.facts, standing.finding
        if facts.left:
            finding.add("left", Verdict.BAR, "退出竞争", f"{facts.left}，不再参加。")
            standing.note(Verdict.BAR)
        elif contest.qualification:
            verdict = {True: Verdict.PASS, False: Verdict.BAR, None: Verdict.HOLD}[facts.qualified]
            said = {
                True: "符合资格条件。",
                False: "不符合资格条件。",
                None: "情况不明：资格条件还没有审查清楚。",
            }[facts.qualified]
            finding.add("qualification", verdict, "资格条件", said)
            standing.note(verdict)
        for reason in one.remarks:
            if reason.verdict is not Verdict.PASS and not standing.out:
                finding.add(
                    reason.rule.split(".", 1)[1],
                    reason.verdict,
                    reason.label,
                    reason.explanation,
                    figures=reason.figures,
                    threshold=reason.threshold,
                    cite=reason.citation,
                )
                standing.waits = standing.waits or reason.verdict is Verdict.HOLD


def _go_through(rules: _Rules, each: Round, one: Field, entrants: list[Standing]) -> None:
    entrants = [standing for standing in entrants if not _missed(each, standing)]
    for standing in entrants:
        standing.reached = each.id
        _mark(rules, each, standing)
    for name in _scored(each):
        for standing, place in zip(entrants, _places(entrants, (name,)), strict=True):
            standing.places[name] = place.certain if standing.marks[name] is not None else None
    count = Fraction(len(entrants)) if all(s.certain for s in entrants) else None
    for standing in entrants:
        known = {
            **standing.values,
            **standing.marks,
            **{name + PLACE: place for name, place in standing.places.items()},
            SEATS: Fraction(one.seats),
            TAKING_PART: count,
        }
        for rule in each.requirements:
            standing.note(_judge(rules, each, rule, standing, known))
    entrants = [standing for standing in entrants if not standing.out]
    if each.go_on:
        _rank(rules, each, each.go_on, one, entrants)
    else:
        for standing in entrants:
            _say_missing(each, standing)


def _scored(each: Round) -> list[str]:
    return [one.id for one in (*each.scores, *each.totals)]


def _missed(each: Round, standing: Standing) -> bool:
    missed = [score.id for score in each.scores if score.id in standing.facts.absent]
    if missed:
        standing.finding.add(
            f"{each.id}.absent", Verdict.BAR, each.title, f"缺考（{'、'.join(missed)}）。"
        )
        standing.note(Verdict.BAR)
    return bool(missed)


def _mark(rules: _Rules, each: Round, standing: Standing) -> None:
    types = rules.contest.names_in(each.id)
    for score in each.scores:
        known = Known(types, {**standing.values, **standing.marks})
        mark = score.mark(standing.facts.marks.get(score.id), known, rules.parameters)
        standing.marks[score.id] = mark.value
        standing.why[score.id] = mark.why
    for total in each.totals:
        _total(rules, total, standing)


def _total(rules: _Rules, total: Total, standing: Standing) -> None:
    missing = [name for name in (*total.weights, *total.plus) if standing.marks[name] is None]
    if missing:
        standing.marks[total.id] = None
        standing.why[total.id] = "；".join(standing.why[name] for name in missing)
        return
    value = Fraction(0)
    for name, weight in rules.weights[total.id].items():
        value += weight * _known(standing, name) * rules.full[total.id] / rules.full[name]
    value += sum((_known(standing, name) for name in total.plus), Fraction(0))
    standing.marks[total.id] = total.rounding(value, rules.parameters) if total.rounding else value
    standing.why[total.id] = ""


def _known(standing: Standing, name: str) -> Fraction:
    return standing.marks[name] or Fraction(0)


def _judge(
    rules: _Rules, each: Round, rule: Requirement, standing: Standing, known: Mapping[str, Value]
) -> Verdict:
    """Note what one requirement says, and answer it."""
    applies: bool | None = True
    if rule.when:
        applies = rules.formula(each.id, rule.when).holds(known)
        if applies is False:
            return Verdict.PASS
    condition = rules.formula(each.id, rule.require)
    met = condition.holds(known)
    if applies is None and met is False:
        met = None
    line = condition.spoken()
    figures = {name: show(known.get(name)) for name in condition.names}
    stated = "，".join(f"{name}{value}" for name, value in figures.items())
    if met:
        verdict, said = Verdict.PASS, f"{stated}，符合“{line}”的要求。"
    elif met is None:
        verdict = min(Verdict.HOLD, rule.verdict_of_breach, key=lambda one: one.weight)
        unknown = [*condition.unknown_among(known)]
        if rule.when:
            unknown += rules.formula(each.id, rule.when).unknown_among(known)
        said = f"情况不明：{'、'.join(dict.fromkeys(unknown))}，无法判断是否符合“{line}”。"
    else:
        verdict, said = rule.verdict_of_breach, f"{stated}，不符合“{line}”的要求。"
    standing.finding.add(
        f"{each.id}.{rule.id}",
        verdict,
        rule.label,
        said,
        figures=figures,
        threshold=line,
        cite=rule.cite or each.cite,
    )
    return verdict


def _places(standings: Sequence[Standing], names: Sequence[str]) -> list[Place]:
    return places_of(
        [Entrant(tuple(s.marks[name] for name in names), s.certain) for s in standings]
    )


def _number(rules: _Rules, go_on: GoOn, one: Field, entrants: Sequence[Standing]) -> range:
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


def _rank(
    rules: _Rules, each: Round, go_on: GoOn, one: Field, entrants: Sequence[Standing]
) -> None:
    numbers = _number(rules, go_on, one, entrants)
    places = _places(entrants, (go_on.by, *go_on.tie))
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


def _say_missing(each: Round, standing: Standing) -> None:
    missing = [name for name in _scored(each) if standing.marks[name] is None]
    if missing:
        standing.finding.missing(
            f"{each.id}.marks",
            each.title,
            f"情况不明：{'；'.join(dict.fromkeys(standing.why[name] for name in missing))}。",
        )
        standing.note(Verdict.HOLD)


def _reserve(contest: Contest, standings: Sequence[Standing]) -> None:
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


def _date(
    contest: Contest, facts: ContestFacts, standing: Standing, parameters: Parameters
) -> None:
    if contest.valid_months is None or facts.held_on is None or facts.as_of is None:
        return
    months = whole(contest.valid_months, parameters, of="结果有效期（月）")
    until = add_months(facts.held_on, months)
    if facts.as_of > until:
        standing.finding.missing(
            "valid", "结果有效期", f"结果有效期到{until.isoformat()}，已经过期。"
        )
        standing.note(Verdict.HOLD)


def _result(one: Field, standing: Standing) -> CandidateResult:
    goes_on: bool | None = not standing.out
    if goes_on and (standing.waits or not standing.certain):
        goes_on = None
    return CandidateResult(
        candidate=standing.facts.id,
        field=one.id,
        marks=standing.marks,
        places=standing.places,
        place=standing.place,
        tied_with=standing.tied,
        reached=standing.reached,
        goes_on=goes_on,
        reserve=standing.reserve,
        chosen=standing.chosen,
        outcome=Outcome.of(standing.finding),
    )
