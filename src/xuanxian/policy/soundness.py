"""What the schema cannot see: whether the parts of a policy fit one another. Pure."""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from difflib import get_close_matches
from typing import Any

from xuanxian.kernel.errors import Severity
from xuanxian.policy.expressions import Expression, ExpressionFault, Quantity, show
from xuanxian.policy.expressions.contradictions import contradictions_inside
from xuanxian.policy.fact_names import fact_types
from xuanxian.policy.kinds import Fault, Instrument, StatedExpression
from xuanxian.policy.merging import name_of

_REFERENCE = re.compile(r"\$(\w+)")
Path = tuple[str | int, ...]


def faults_of(
    content: Mapping[str, Any],
    quantities: Mapping[str, Quantity],
    instruments: Sequence[Instrument],
    today: date,
) -> Iterator[Fault]:
    """Everything that does not fit in a policy, in the order of its file.

    Args:
        content: the merged file as plain data, in which some parts may be malformed.
        quantities: the parameters and lists that expressions may name.
        instruments: those of its instruments that could be read.
        today: the day on which what has expired is pointed out.
    """
    yield from _names_used_twice(content)
    yield from _ended(content, today)
    stated_at: set[Path] = set()
    for instrument in instruments:
        for stated in instrument.expressions():
            path = ("instruments", instrument.id, *stated.path)
            stated_at.add(path)
            yield from _of_expression(path, stated, quantities, today)
        for fault in instrument.faults(quantities):
            path = ("instruments", instrument.id, *fault.path)
            yield Fault(path, fault.message, fault.mend, fault.value, fault.severity)
    yield from _unknown_references(content, quantities, stated_at)
    yield from _of_cases(content, quantities, {each.id for each in instruments})


def unused_parameters(
    content: Mapping[str, Any], own: Collection[str], inherited: Collection[str]
) -> Iterator[Fault]:
    """Parameters of a policy that nothing uses: to be looked at, or dead where it overrides one.

    Args:
        content: the merged file.
        own: names of the parameters that stand in the policy's own file.
        inherited: names of those in what it extends.
    """
    used = set(_REFERENCE.findall(str(content.get("instruments", ""))))
    for name in own:
        if name in used:
            continue
        path = ("parameters", name)
        if name in inherited:
            yield Fault(path, "没有任何一项用到这个参数，改了也不起作用。", "请删去。")
        else:
            message, mend = "没有任何一项用到这个参数。", "请删去或用上它。"
            yield Fault(path, message, mend, severity=Severity.WARNING)


def nearest(name: str, known: Iterable[str]) -> str:
    """How to mend a name that is not known: the nearest one, or those there are."""
    listed = [str(each) for each in known]
    close = get_close_matches(name, listed, n=1, cutoff=0.5)
    if close:
        return f"是不是想写“{close[0]}”？"
    return f"可用的有：{'、'.join(listed)}。" if listed else "请先写上它。"


def _names_used_twice(content: Mapping[str, Any]) -> Iterator[Fault]:
    parameters = _mapping(content.get("parameters"))
    for name in _mapping(content.get("lists")):
        if name in parameters:
            yield Fault(
                ("lists", name), "参数里已经有这个名称。", "请换一个名称，两者都用 $名称 引用。"
            )


def _ended(content: Mapping[str, Any], today: date) -> Iterator[Fault]:
    until = _mapping(content.get("effective")).get("until")
    if isinstance(until, str) and _is_past(_day(until), today):
        yield Fault(
            ("effective", "until"),
            f"{show(_day(until))}已经停止施行。",
            "请核对日期；已经失效的制度可以移出目录。",
            until,
            Severity.WARNING,
        )


def _of_expression(
    path: Path, stated: StatedExpression, quantities: Mapping[str, Quantity], today: date
) -> Iterator[Fault]:
    names = fact_types() if stated.names is None else stated.names
    try:
        expression = Expression.parse(stated.text, names, quantities, expect=stated.expect)
    except ExpressionFault as fault:
        place = f"表达式第{fault.line}行第{fault.column}列："
        yield Fault(path, place + fault.message, fault.mend, stated.text)
        return
    for found in contradictions_inside(expression):
        yield Fault(
            path,
            f"自相矛盾：“{found.first}”和“{found.second}”不能同时成立。",
            "请改正界限或参数。",
            stated.text,
        )
    if path[-1] == "until" and not expression.names:
        last = expression.evaluate({})
        if isinstance(last, date) and _is_past(last, today):
            ended = show(last + timedelta(days=1))
            yield Fault(
                path,
                f"{show(last)}已经过去，自{ended}起这一条不再起作用。",
                "请核对日期；不再需要的请删去。",
                stated.text,
                Severity.WARNING,
            )


def _unknown_references(
    content: Mapping[str, Any], known: Collection[str], stated_at: Collection[Path]
) -> Iterator[Fault]:
    for path, text in _texts(content.get("instruments", []), ("instruments",)):
        # Expressions have said so themselves, with line and column.
        if path in stated_at:
            continue
        for name in _REFERENCE.findall(text):
            if name not in known:
                yield Fault(path, f"没有参数 ${name}。", nearest(name, known), text)


def _of_cases(
    content: Mapping[str, Any], quantities: Collection[str], instruments: Collection[str]
) -> Iterator[Fault]:
    cases = content.get("cases")
    seen: set[str] = set()
    for index, case in enumerate(cases if isinstance(cases, list) else []):
        if not isinstance(case, dict):
            continue
        wanted, name = str(case.get("instrument", "")), str(case.get("name", ""))
        if wanted and wanted not in instruments:
            path: Path = ("cases", index, "instrument")
            yield Fault(path, "没有这一项。", nearest(wanted, instruments), wanted)
        if name and name in seen:
            yield Fault(("cases", index, "name"), "有两个案例用了同一个名称。", "请改名。", name)
        seen.add(name)
        for parameter in _mapping(_mapping(case.get("given")).get("parameters")):
            if parameter not in _mapping(content.get("parameters")):
                path = ("cases", index, "given", "parameters", parameter)
                yield Fault(path, f"没有参数 {parameter}。", nearest(parameter, quantities))


def _texts(node: Any, path: Path) -> Iterator[tuple[Path, str]]:
    if isinstance(node, dict):
        for key, value in node.items():
            yield from _texts(value, (*path, key))
    elif isinstance(node, list):
        for index, entry in enumerate(node):
            yield from _texts(entry, (*path, name_of(entry) or index))
    elif isinstance(node, str):
        yield path, node


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _is_past(day: date | None, today: date) -> bool:
    return day is not None and day < today
