"""The dictionary of facts: finding one by name, and those that hold some words."""

import difflib

from xuanxian.facts.definitions import FactDefinition, Subject, facts_of
from xuanxian.kernel.errors import Refusal


def every_fact() -> list[FactDefinition]:
    """All facts about every subject."""
    return [fact for subject in Subject for fact in facts_of(subject).values()]


def find_facts(subject: Subject, words: str = "") -> list[FactDefinition]:
    """The facts about a subject in whose name, meaning, group or source every word stands."""
    wanted = words.split()
    return [
        fact for fact in facts_of(subject).values() if all(word in _said(fact) for word in wanted)
    ]


def fact_named(name: str) -> FactDefinition:
    """The fact with this name.

    Raises:
        Refusal: there is none; the mend names the nearest.
    """
    known = {fact.name: fact for fact in every_fact()}
    if name in known:
        return known[name]
    near = [each for each in known if name in each or each in name]
    near += [each for each in difflib.get_close_matches(name, known, n=5) if each not in near]
    raise Refusal(
        f"没有名为“{name}”的事实。",
        mend=f"相近的有：{'、'.join(near[:8])}。"
        if near
        else "用 xuanxian facts list 查看全部名称，或加 --search 查找。",
    )


def _said(fact: FactDefinition) -> str:
    parts = (fact.name, fact.meaning, fact.group, fact.source, fact.subject.label, *fact.choices)
    return "\n".join(parts)
