"""Rules over counts of which some are unknown: asked of every way in which they may turn out."""

from collections.abc import Callable, Iterable, Mapping

from xuanxian.policy.expressions import Expression, Value, ValueType
from xuanxian.policy.formulas import Parameters
from xuanxian.policy.outcome import Verdict
from xuanxian.policy.parts import Clause, Finding


class CountRule(Clause):
    """A condition over counts.

    Attributes:
        rule: over the counts of its instrument.
    """

    rule: str


def judge_counts(
    finding: Finding,
    rule: CountRule,
    names: Mapping[str, ValueType],
    ways: Iterable[Mapping[str, Value]],
    parameters: Parameters,
    *,
    figures: Callable[[Expression], Mapping[str, str]],
    asks: Callable[[Mapping[str, Value]], bool] = lambda _: True,
) -> None:
    """Add to `finding` whether a rule is met, unknown where the ways do not agree.

    Args:
        finding: what is found so far.
        rule: the rule.
        names: the counts it may name.
        ways: the counts, once for each way in which what is unknown may turn out.
        parameters: of the policy.
        figures: the counts as they are shown beside the condition.
        asks: whether the rule asks anything of such counts; where it does not, it is met.
    """
    condition = Expression.parse(rule.rule, names, parameters)
    when = Expression.parse(rule.when, names, parameters) if rule.when else None
    answers = set()
    for values in ways:
        applies = when.holds(values) if when else True
        met = condition.holds(values) if asks(values) else True
        answers.add(True if applies is False else met if applies or met else None)
    met = answers.pop() if len(answers) == 1 else None
    line = condition.spoken()
    if met is None:
        verdict, judged = rule.verdict_of_unknown, "情况不明，无法判断是否符合"
    elif met:
        verdict, judged = Verdict.PASS, "符合"
    else:
        verdict, judged = rule.verdict_of_breach, "不符合"
    shown = dict(figures(condition))
    stated = "，".join(f"{name}{figure}" for name, figure in shown.items())
    finding.add(
        rule.id,
        verdict,
        rule.label,
        f"{stated}，{judged}“{line}”的要求。",
        figures=shown,
        threshold=line,
        cite=rule.cite,
    )
