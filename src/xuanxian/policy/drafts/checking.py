"""Trying a text of a draft before it is saved: faults, what changes, how the cases come out."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from xuanxian.kernel.errors import Problem, Refusal
from xuanxian.policy import catalogue, rehearsal, terms
from xuanxian.policy.case_words import in_words
from xuanxian.policy.difference import Difference, differences
from xuanxian.policy.expressions import ExpressionFault
from xuanxian.policy.instruments import Criteria
from xuanxian.policy.rehearsal import CaseResult
from xuanxian.policy.schema import Case, Policy

ToldResult = tuple[CaseResult, list[str]]
"""How a case came out, and what of it was not as expected, in sentences."""
_LINE = re.compile(r"第(\d+)行$")


@dataclass(frozen=True)
class Trial:
    """What came of trying a text.

    Attributes:
        text: the text tried; "" where it could not even be made.
        policy: the policy it holds; None when it has faults.
        saved: the policy of the text saved last; None when that has faults by now.
        problems: its faults.
        changes: what differs from the text saved last.
        said: the changed instruments in words: title, and the paragraphs as they are now.
        cases: the policy's own cases, run.
        inherited_cases: the cases of what it extends, run on it: where they come out otherwise,
            that is what the changes do.
    """

    text: str
    policy: Policy | None
    saved: Policy | None
    problems: tuple[Problem, ...] = ()
    changes: tuple[Difference, ...] = ()
    said: tuple[tuple[str, tuple[str, ...]], ...] = ()
    cases: tuple[ToldResult, ...] = ()
    inherited_cases: tuple[ToldResult, ...] = ()

    @property
    def faults(self) -> tuple[tuple[int | None, str, Problem], ...]:
        """Each fault: the line of the text on which it stands, None where it names none; what it
        stands in, by the names people know; and the fault itself."""
        found = []
        for problem in self.problems:
            line = _LINE.search(problem.where)
            place = _place_of(problem.field, self.saved)
            found.append((int(line[1]) if line else None, place, problem))
        return tuple(found)

    @property
    def failed(self) -> tuple[ToldResult, ...]:
        """The policy's own cases that do not come out."""
        return tuple(each for each in self.cases if not each[0].passed)

    @property
    def otherwise(self) -> tuple[ToldResult, ...]:
        """The inherited cases that come out otherwise than in what it extends."""
        return tuple(each for each in self.inherited_cases if not each[0].passed)


def tried(make: Callable[[], str], saved: Policy | None) -> Trial:
    """Try the text that `make` writes.

    Args:
        make: writes the text; may refuse what it is asked to write.
        saved: the policy of the text saved last, None when that has faults by now.
    """
    text = ""
    try:
        text = make()
        policy = catalogue.from_text(text)
        said = _said(saved, policy)
        cases = in_words(policy, rehearsal.run_cases(policy))
        inherited = in_words(policy, inherited_cases(policy))
    except Refusal as refusal:
        return Trial(text, None, saved, tuple(refusal.problems))
    except ExpressionFault as fault:
        return Trial(text, None, saved, (Problem("制度文本", "", "", str(fault), fault.mend),))
    changes = differences(saved, policy) if saved else ()
    return Trial(
        text=text,
        policy=policy,
        saved=saved,
        changes=changes,
        said=said,
        cases=tuple(cases),
        inherited_cases=tuple(inherited),
    )


def _place_of(field: str, policy: Policy | None) -> str:
    """`parameters › notice_days` as 参数 › 任前公示期, `instruments › …` by titles and labels."""
    first, *steps = field.split(" › ")
    if policy is None or not steps:
        return field
    if first == "parameters" and steps[0] in policy.parameters:
        return f"参数 › {policy.parameters[steps[0]].label or steps[0]}"
    each = next((one for one in policy.instruments if one.id == steps[0]), None)
    if first != "instruments" or each is None:
        return field
    labels = {rule.id: rule.label for rule in each.rules} if isinstance(each, Criteria) else {}
    said = [labels.get(step, terms.of_field(step)) for step in steps[1:] if step != "rules"]
    return " › ".join([each.title or each.TITLE, *said])


def inherited_cases(policy: Policy) -> list[CaseResult]:
    """The cases of what `policy` extends, run on `policy` where it has the instrument still."""
    return [rehearsal.run_case(policy, case) for case in _cases_of_base(policy)]


def with_cases_to_try(policy: Policy) -> Policy:
    """`policy` with the examples of what it extends, where it has none of its own to begin from."""
    if policy.cases or not policy.extends:
        return policy
    return policy.model_copy(update={"cases": tuple(_cases_of_base(policy))})


def _cases_of_base(policy: Policy) -> list[Case]:
    if not policy.extends:
        return []
    try:
        base = catalogue.load(policy.extends)
    except Refusal:
        return []
    known = {each.id for each in policy.instruments}
    return [case for case in base.cases if case.instrument in known]


def _said(saved: Policy | None, policy: Policy) -> tuple[tuple[str, tuple[str, ...]], ...]:
    before = {each.id: saved.explain(each) for each in saved.instruments} if saved else {}
    found = []
    for each in policy.instruments:
        now = policy.explain(each)
        known = before.get(each.id, [])
        if changed := tuple(paragraph for paragraph in now if paragraph not in known):
            found.append((each.title or each.TITLE, changed))
    return tuple(found)
