"""A checked tree read aloud in Chinese, with its parameters in place."""

import re
from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from itertools import pairwise
from typing import Any

from sqlglot import exp

from xuanxian.policy.expressions.values import Kind, Quantity, ValueType, show

_SPOKEN: dict[type[Any], str] = {
    exp.EQ: "为",
    exp.NEQ: "不为",
    exp.LT: "不满",
    exp.LTE: "不超过",
    exp.GT: "超过",
    exp.GTE: "不少于",
}
_SPOKEN_LEVELS = _SPOKEN | {
    exp.LT: "低于",
    exp.LTE: "不高于",
    exp.GT: "高于",
    exp.GTE: "不低于",
}
_SPOKEN_DATES = _SPOKEN | {
    exp.LT: "早于",
    exp.LTE: "不晚于",
    exp.GT: "晚于",
    exp.GTE: "不早于",
}
_SIGNS: dict[type[Any], str] = {exp.Add: "＋", exp.Sub: "－", exp.Mul: "×", exp.Div: "÷"}
_FUNCTIONS: dict[type[Any], str] = {
    exp.Least: "其中最小",
    exp.Greatest: "其中最大",
    exp.Ceil: "进位取整",
}
_FUNCTIONS |= {exp.Floor: "舍去尾数", exp.Abs: "绝对值"}


class Speaker:
    """Reads checked trees aloud."""

    def __init__(self, parameters: Mapping[str, Quantity], types: Mapping[str, ValueType]) -> None:
        self._parameters = parameters
        self._types = types

    def condition(self, node: exp.Expression) -> str:
        """`node`, a condition or anything else; a bare 是非 value is said as a clause."""
        return self._truth(node)

    def _truth(self, node: exp.Expression) -> str:
        is_bare = isinstance(node, exp.Column) and self._kind(node) is Kind.BOOLEAN
        return affirmed(str(node.name)) if is_bare else self.say(node)

    def say(self, node: exp.Expression) -> str:
        """`node` as Chinese words, without a full stop."""
        match node:
            case exp.Paren():
                inner = self.say(node.this)
                return f"（{inner}）" if isinstance(node.this, exp.And | exp.Or) else inner
            case exp.Column():
                return str(node.name)
            case exp.Parameter():
                return _fraction_aloud(self._parameters[node.name].shown())
            case exp.Literal():
                return str(node.name) if node.is_string else show(Fraction(node.name))
            case exp.Boolean():
                return "是" if node.this else "否"
            case exp.Cast():
                return show(date.fromisoformat(node.this.name))
            case exp.And():
                return self._together(node, "且")
            case exp.Or():
                return self._together(node, "或")
            case exp.Not():
                return self._not(node)
            case exp.Is():
                filled = "有记载" if node.args.get("negate") else "没有记载"
                return f"{self.say(node.this)}{filled}"
            case exp.In():
                return f"{self.say(node.this)}为{self._members(node, '或者')}"
            case exp.Between():
                low, high = self.say(node.args["low"]), self.say(node.args["high"])
                return f"{self.say(node.this)}在{low}至{high}之间"
            case exp.Like():
                return f"{self.say(node.this)}{self._pattern(node.expression.name)}"
            case exp.Case():
                return self._case(node)
            case exp.Neg():
                return f"负{self.say(node.this)}"
            case exp.Coalesce():
                first, *rest = (self.say(each) for each in (node.this, *node.expressions))
                return f"{first}（不明时取{'、'.join(rest)}）"
        if type(node) in _SPOKEN:
            return self._comparison(node)
        if _is_written_fraction(node):
            above, below = node.this.name, node.expression.name
            return f"{above}%" if below == "100" else _fraction_aloud(f"{above}/{below}")
        if isinstance(node, exp.Mul) and (share := self._share(node)):
            return share
        if isinstance(node, exp.Div) and (share := _share_written_after(node)):
            return share
        if type(node) in _SIGNS:
            divisor = isinstance(node, exp.Div)
            right = self._operand(node.expression, is_divisor=divisor)
            return f"{self._operand(node.this)}{_SIGNS[type(node)]}{right}"
        said = "、".join(self.say(each) for each in (node.this, *node.expressions))
        return f"{said}{_FUNCTIONS[type(node)]}"

    def _together(self, node: exp.And | exp.Or, word: str) -> str:
        """Conditions joined by `word`; one that speaks of the same as the last does not repeat it.

        年龄不少于25岁，且不超过45岁.
        """
        parts = _flat(node, type(node))
        said = [self._truth(parts[0])]
        for before, part in pairwise(parts):
            text, subject = self._truth(part), _subject(part)
            if subject and subject == _subject(before):
                text = text.removeprefix(subject)
            said.append(f"{word}{text}")
        return "，".join(said)

    def _share(self, node: exp.Mul) -> str:
        """`2/3 * 应到` as 应到的2/3; "" where it is no share of a named value."""
        for share, whole in ((node.this, node.expression), (node.expression, node.this)):
            is_share = (
                isinstance(share, exp.Parameter | exp.Paren) and share.find(exp.Column) is None
            )
            if isinstance(whole, exp.Column) and (is_share or _is_written_fraction(share)):
                return f"{whole.name}的{self.say(share)}"
        return ""

    def _operand(self, node: exp.Expression, *, is_divisor: bool = False) -> str:
        said, inner = self.say(node), node.unnest()
        # What is divided by a product or quotient is another number without its parentheses.
        apart = exp.Add | exp.Sub | exp.Mul | exp.Div if is_divisor else exp.Add | exp.Sub
        encloses = isinstance(inner, apart) and not _is_written_fraction(inner)
        return f"（{said}）" if encloses else said

    def _not(self, node: exp.Not) -> str:
        inner = node.this.unnest()
        if isinstance(inner, exp.In):
            return f"{self.say(inner.this)}不是{self._members(inner, '或者')}"
        if isinstance(inner, exp.Column):
            return denied(str(inner.name))
        if isinstance(inner, exp.Like):
            return f"{self.say(inner.this)}不{self._pattern(inner.expression.name)}"
        return f"没有“{self._truth(inner)}”的情形"

    def _comparison(self, node: exp.Expression) -> str:
        left, right = node.this, node.expression
        kinds = {self._kind(left), self._kind(right)}
        words = _SPOKEN
        if isinstance(node, exp.NEQ) and Kind.NUMBER not in kinds:
            return f"{self.say(left)}不是{self.say(right)}"
        if Kind.ORDERED in kinds:
            words = _SPOKEN_LEVELS
        elif Kind.DATE in kinds or isinstance(right, exp.Cast):
            words = _SPOKEN_DATES
        if isinstance(right, exp.Boolean) and isinstance(node, exp.EQ | exp.NEQ):
            is_so = right.this == isinstance(node, exp.EQ)
            return (affirmed if is_so else denied)(self.say(left))
        said = self.say(right)
        unit = self._unit(left)
        if unit and self._lacks_unit(right):
            said += unit
        return f"{self.say(left)}{words[type(node)]}{said}"

    def _lacks_unit(self, node: exp.Expression) -> bool:
        if isinstance(node, exp.Parameter):
            return not self._parameters[node.name].unit
        return isinstance(node, exp.Literal) and not node.is_string

    def _kind(self, node: exp.Expression) -> Kind | None:
        inner = node.unnest()
        known = self._types.get(inner.name) if isinstance(inner, exp.Column) else None
        return known.kind if known else None

    def _unit(self, node: exp.Expression) -> str:
        inner = node.unnest()
        known = self._types.get(inner.name) if isinstance(inner, exp.Column) else None
        return known.unit if known else ""

    def _members(self, node: exp.In, last: str) -> str:
        """What it is one of, the last joined by `last`."""
        field = node.args.get("field")
        nodes = node.expressions if field is None else [field]
        if len(nodes) == 1 and isinstance(nodes[0].unnest(), exp.Parameter):
            return f"{self.say(nodes[0].unnest())}之一"
        said = [one for each in nodes for one in self.say(each.unnest()).split("、")]
        return last.join(("、".join(said[:-1]), said[-1])) if len(said) > 1 else said[0]

    def _pattern(self, pattern: str) -> str:
        core = pattern.removeprefix("%").removesuffix("%")
        if pattern.startswith("%") and pattern.endswith("%"):
            return f"含有“{core}”"
        return f"以“{core}”{'结尾' if pattern.startswith('%') else '开头'}"

    def _case(self, node: exp.Case) -> str:
        steps = [
            f"{self.say(each.this)}的取{self.say(each.args['true'])}" for each in node.args["ifs"]
        ]
        return "，".join([*steps, f"其余取{self.say(node.args['default'])}"])


def _flat(node: exp.Expression, kind: type[exp.Expression]) -> list[exp.Expression]:
    """The conditions that a chain of AND or OR joins, in order."""
    if not isinstance(node, kind):
        return [node]
    return [*_flat(node.this, kind), *_flat(node.expression, kind)]


def _subject(node: exp.Expression) -> str:
    """The name that a comparison begins with; "" where it begins with no bare name."""
    if isinstance(node, exp.Binary | exp.In | exp.Between) and not isinstance(
        node, exp.And | exp.Or
    ):
        first = node.this
        return str(first.name) if isinstance(first, exp.Column) else ""
    return ""


_HAS = re.compile(r"(?<![所拥享具国公没只持占])有(?![关效权限])")
"""有 as the verb inside a name, as in 档案审核有疑点."""
_STATES = ("有", "是", "能", "会", "应", "可", "需", "属于", "符合", "具备", "持有", "经")
"""How the names of 是非 values begin that are clauses as they stand."""


def affirmed(name: str) -> str:
    """A 是非 value said to be so: 有配偶, 是中共党员, 在试用期内."""
    if name.startswith("是否"):
        return f"是{name[2:]}"
    return f"在{name}" if name.endswith("期内") and not name.startswith("在") else name


def denied(name: str) -> str:
    """A 是非 value said not to be so: 没有配偶, 不是中共党员, 不在试用期内, 没有……的情形."""
    if name.startswith("是否"):
        return f"不是{name[2:]}"
    if name.endswith("期内"):
        return f"不{affirmed(name)}"
    if name.startswith(("已", "曾")):
        return f"未{'' if name.startswith('已') else '曾'}{name[1:]}"
    if name.startswith("有"):
        return f"没{name}"
    if len(_HAS.findall(name)) == 1:
        return _HAS.sub("没有", name)
    if name.startswith(_STATES):
        return f"不{name}"
    if name.startswith(("未", "不", "无")):
        return f"没有“{name}”的情形"
    return f"没有{name}的情形"


_DIGITS = "零一二三四五六七八九十"
_SMALL_FRACTION = re.compile(r"^(\d+)/(\d+)$")


def _fraction_aloud(written: str) -> str:
    """三分之二 for 2/3; a fraction of larger numbers, and anything else, stays as written."""
    match = _SMALL_FRACTION.match(written)
    if match is None or int(match[1]) > 10 or not 1 < int(match[2]) <= 10:
        return written
    return f"{_DIGITS[int(match[2])]}分之{_DIGITS[int(match[1])]}"


def _share_written_after(node: exp.Div) -> str:
    """`应到 * 2/3` as 应到的三分之二; "" where it is no share of a named value."""
    product, below = node.this, node.expression
    if not isinstance(product, exp.Mul) or not isinstance(below, exp.Literal):
        return ""
    whole, above = product.this, product.expression
    if not isinstance(whole, exp.Column) or not isinstance(above, exp.Literal):
        return ""
    if below.name == "100":
        return f"{whole.name}的{above.name}%"
    return f"{whole.name}的{_fraction_aloud(f'{above.name}/{below.name}')}"


def _is_written_fraction(node: exp.Expression) -> bool:
    parts = (node.args.get("this"), node.args.get("expression"))
    return isinstance(node, exp.Div) and all(isinstance(part, exp.Literal) for part in parts)
