"""Trying a text of a draft before it is saved: faults, what changes, how the cases come out."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from xuanxian.kernel.errors import Problem, Refusal
from xuanxian.policy import catalogue, rehearsal
from xuanxian.policy.case_words import in_words
from xuanxian.policy.difference import Difference, differences
from xuanxian.policy.expressions import ExpressionFault
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
        problems: its faults.
        changes: what differs from the text saved last.
        said: the changed instruments in words: title, and the paragraphs as they are now.
        cases: the policy's own cases, run.
        inherited_cases: the cases of what it extends, run on it: where they come out otherwise,
            that is what the changes do.
    """

    text: str
    policy: Policy | None
    problems: tuple[Problem, ...] = ()
    changes: tuple[Difference, ...] = ()
    said: tuple[tuple[str, tuple[str, ...]], ...] = ()
    cases: tuple[ToldResult, ...] = ()
    inherited_cases: tuple[ToldResult, ...] = ()

    @property
    def faults(self) -> tuple[tuple[int | None, Problem], ...]:
        """Each fault with the line of the text on which it stands, None where it names none."""
        found = []
        for problem in self.problems:
            line = _LINE.search(problem.where)
            found.append((int(line[1]) if line else None, problem))
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
        return Trial(text, None, tuple(refusal.problems))
    except ExpressionFault as fault:
        return Trial(text, None, (Problem("制度文本", "", "", str(fault), fault.mend),))
    changes = differences(saved, policy) if saved else ()
    return Trial(
        text=text,
        policy=policy,
        changes=changes,
        said=said,
        cases=tuple(cases),
        inherited_cases=tuple(inherited),
    )


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
