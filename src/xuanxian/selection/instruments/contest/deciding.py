"""What a contest says of its candidates. Pure.

Whoever's going on depends on a mark that is missing, a tie, a number that is not whole or a value
nobody knows is held; what is certain does not depend on any of these.
"""

from collections.abc import Mapping, Sequence
from fractions import Fraction

from xuanxian.kernel.deadlines import add_months
from xuanxian.policy.expressions import Value, show
from xuanxian.policy.outcome import Outcome, Verdict
from xuanxian.policy.parts import Finding, Parameters, Requirement, whole
from xuanxian.selection.instruments.contest.choosing import choose
from xuanxian.selection.instruments.contest.facts import (
    CandidateResult,
    ContestFacts,
    ContestResult,
    FieldResult,
)
from xuanxian.selection.instruments.contest.fields import Field, fields_of
from xuanxian.selection.instruments.contest.ranking import number_reserve, places_among, rank
from xuanxian.selection.instruments.contest.schema import (
    PLACE,
    SEATS,
    TAKING_PART,
    Contest,
    Round,
    Total,
    scored_in,
)
from xuanxian.selection.instruments.contest.scores import Known
from xuanxian.selection.instruments.contest.standing import Standing, Terms


def decide(contest: Contest, facts: ContestFacts, parameters: Parameters) -> ContestResult:
    """Marks, places and verdicts of every candidate.

    Args:
        contest: the instrument.
        facts: the candidates and what is known of them.
        parameters: values of the `$name`s.

    Raises:
        Refusal: a mark that cannot be one, weights that do not add up, an open parameter.
    """
    rules = Terms(contest, parameters)
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
        number_reserve(contest, standings)
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


def _go_through(rules: Terms, each: Round, one: Field, entrants: list[Standing]) -> None:
    entrants = [standing for standing in entrants if not _missed(each, standing)]
    for standing in entrants:
        standing.reached = each.id
        _mark(rules, each, standing)
    for name in scored_in(each):
        for standing, place in zip(entrants, places_among(entrants, (name,)), strict=True):
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
        rank(rules, each, each.go_on, one, entrants)
    else:
        for standing in entrants:
            _say_missing(each, standing)


def _missed(each: Round, standing: Standing) -> bool:
    missed = [score.id for score in each.scores if score.id in standing.facts.absent]
    if missed:
        standing.finding.add(
            f"{each.id}.absent", Verdict.BAR, each.title, f"缺考（{'、'.join(missed)}）。"
        )
        standing.note(Verdict.BAR)
    return bool(missed)


def _mark(rules: Terms, each: Round, standing: Standing) -> None:
    types = rules.contest.names_in(each.id)
    for score in each.scores:
        known = Known(types, {**standing.values, **standing.marks})
        mark = score.mark(standing.facts.marks.get(score.id), known, rules.parameters)
        standing.marks[score.id] = mark.value
        standing.why[score.id] = mark.why
    for total in each.totals:
        _total(rules, total, standing)


def _total(rules: Terms, total: Total, standing: Standing) -> None:
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
    rules: Terms, each: Round, rule: Requirement, standing: Standing, known: Mapping[str, Value]
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


def _say_missing(each: Round, standing: Standing) -> None:
    missing = [name for name in scored_in(each) if standing.marks[name] is None]
    if missing:
        standing.finding.missing(
            f"{each.id}.marks",
            each.title,
            f"情况不明：{'；'.join(dict.fromkeys(standing.why[name] for name in missing))}。",
        )
        standing.note(Verdict.HOLD)


def _date(
    contest: Contest, facts: ContestFacts, standing: Standing, parameters: Parameters
) -> None:
    if contest.valid_months is None or facts.held_on is None or facts.as_of is None:
        return
    months = whole(contest.valid_months, parameters, of="结果有效期（月）")
    until = add_months(facts.held_on, months)
    if facts.as_of > until:
        standing.finding.missing("valid", "结果有效期", f"结果有效期到{until:%Y.%m.%d}，已经过期。")
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
