"""What the kinds of this room judge by: values a case brings, and conditions over them.

A condition that names what is not known, or a parameter still open, is neither met nor broken:
`Judged.met` is None, and what is missing is named.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Annotated, Any

from pydantic import BeforeValidator

from xuanxian.kernel.errors import Refusal
from xuanxian.policy.expressions import Expression, Kind, Quantity, Value, ValueType, exact, show
from xuanxian.policy.formulas import Parameters
from xuanxian.policy.formulas import exact as exactly
from xuanxian.policy.outcome import Verdict

_REFERENCE = re.compile(r"\$(\w+)")


def _as_number(value: Any) -> Any:
    if isinstance(value, bool) or value is None:
        raise ValueError("应当是数。")
    found = exact(value)
    if isinstance(found, str):
        try:
            return Fraction(found.strip())
        except (ValueError, ZeroDivisionError):
            raise ValueError(f"“{value}”不是数，如 5、2/3、0.75 或 30%。") from None
    return found


ExactNumber = Annotated[Fraction, BeforeValidator(_as_number)]
"""A number of a case, exact: `5`, `2/3`, `0.75`, `30%`."""


@dataclass(frozen=True, slots=True)
class Judged:
    """A condition put to values.

    Attributes:
        met: whether it holds; None where that cannot be told.
        said: the condition in Chinese words, parameters in place.
        figures: every value it names, as text.
        unknown: what it names and nobody knows, in words.
    """

    met: bool | None
    said: str
    figures: Mapping[str, str]
    unknown: tuple[str, ...]

    @property
    def missing(self) -> str:
        """What is missing, for a sentence."""
        return "、".join(self.unknown) or "所需情况"


def judge(
    condition: str,
    names: Mapping[str, ValueType],
    values: Mapping[str, Value],
    parameters: Parameters,
) -> Judged:
    """Put `condition` to `values`.

    Raises:
        ExpressionFault: it does not fit the names or parameters.
    """
    expression = Expression.parse(condition, names, parameters, expect=Kind.BOOLEAN)
    unknown = tuple(
        f"参数 {name[1:]} 未设定" if name.startswith("$") else name
        for name in expression.unknown_among(values)
    )
    figures = {name: show(values.get(name), names[name].unit) for name in expression.names}
    return Judged(expression.holds(values), expression.spoken(), figures, unknown)


def stated_figures(figures: Mapping[str, str]) -> str:
    """Figures inside a sentence: 得分8分，裸报：是."""
    return "，".join(
        f"{name}{'：' if said in {'是', '否'} else ''}{said}" for name, said in figures.items()
    )


def written_number(
    text: str | int | None, parameters: Mapping[str, Quantity] | None = None
) -> Fraction | None:
    """A number as a policy writes it; None where there is none, or a parameter still leaves it.

    Args:
        text: a number, `$name` or a sum; a whole number stands as it is.
        parameters: the parameters of the policy; without them every `$name` is left open.

    Raises:
        ValueError: it is no number.
    """
    if text is None or isinstance(text, int):
        return None if text is None else Fraction(text)
    known = parameters or {}
    names = _REFERENCE.findall(text)
    if any(known.get(name, Quantity(None)).value is None for name in names):
        return None
    try:
        return exactly(text, known)
    except Refusal as refusal:
        problem = refusal.problems[0]
        raise ValueError(f"“{text}”不能作为数：{problem.message}{problem.mend}") from refusal


def meaning_for(matter: str, verdict: Verdict) -> str:
    """What a verdict means for a matter (事项), as a clause: 暂缓提拔, 不得提拔."""
    return {
        Verdict.PASS: f"不影响{matter}",
        Verdict.FLAG: f"{matter}时提示",
        Verdict.HOLD: f"暂缓{matter}",
        Verdict.BAR: f"不得{matter}",
    }[verdict]


def refuse_repeated(entries: Iterable[str], what: str) -> None:
    """Refuse two entries of one name.

    Raises:
        ValueError: names the repeated one.
    """
    seen: set[str] = set()
    for each in entries:
        if each in seen:
            raise ValueError(f"{what}中“{each}”写了两次，请改成不同的。")
        seen.add(each)


def plain(value: Fraction) -> Fraction | int:
    """A whole number as int, for answers that people and JSON read."""
    return int(value) if value.denominator == 1 else value
