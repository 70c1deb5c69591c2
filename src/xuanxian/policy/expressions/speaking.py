"""A checked tree read aloud in Chinese, with its parameters in place."""

from collections.abc import Mapping
from datetime import date
from fractions import Fraction
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
        """`node`, a condition or anything else; a bare 是非 value is said as 为是."""
        return self._truth(node)

    def _truth(self, node: exp.Expression) -> str:
        is_bare = isinstance(node, exp.Column) and self._kind(node) is Kind.BOOLEAN
        return f"{node.name}为是" if is_bare else self.say(node)

    def say(self, node: exp.Expression) -> str:
        """`node` as Chinese words, without a full stop."""
        match node:
            case exp.Paren():
                inner = self.say(node.this)
                return f"（{inner}）" if isinstance(node.this, exp.And | exp.Or) else inner
            case exp.Column():
                return str(node.name)
            case exp.Parameter():
                return self._parameters[node.name].shown()
            case exp.Literal():
                return str(node.name) if node.is_string else show(Fraction(node.name))
            case exp.Boolean():
                return "是" if node.this else "否"
            case exp.Cast():
                return show(date.fromisoformat(node.this.name))
            case exp.And():
                return f"{self._truth(node.this)}，且{self._truth(node.expression)}"
            case exp.Or():
                return f"{self._truth(node.this)}，或{self._truth(node.expression)}"
            case exp.Not():
                return self._not(node)
            case exp.Is():
                filled = "已填写" if node.args.get("negate") else "未填写"
                return f"{self.say(node.this)}{filled}"
            case exp.In():
                return f"{self.say(node.this)}属于{self._members(node)}"
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
            return f"{above}%" if below == "100" else f"{above}/{below}"
        if isinstance(node, exp.Mul) and (share := self._share(node)):
            return share
        if type(node) in _SIGNS:
            return f"{self._operand(node.this)}{_SIGNS[type(node)]}{self._operand(node.expression)}"
        said = "、".join(self.say(each) for each in (node.this, *node.expressions))
        return f"{said}{_FUNCTIONS[type(node)]}"

    def _share(self, node: exp.Mul) -> str:
        """`2/3 * 应到` as 应到的2/3; "" where it is no share of a named value."""
        for share, whole in ((node.this, node.expression), (node.expression, node.this)):
            is_share = (
                isinstance(share, exp.Parameter | exp.Paren) and share.find(exp.Column) is None
            )
            if isinstance(whole, exp.Column) and (is_share or _is_written_fraction(share)):
                return f"{whole.name}的{self.say(share)}"
        return ""

    def _operand(self, node: exp.Expression) -> str:
        said = self.say(node)
        return f"（{said}）" if isinstance(node.unnest(), exp.Add | exp.Sub) else said

    def _not(self, node: exp.Not) -> str:
        inner = node.this.unnest()
        if isinstance(inner, exp.In):
            return f"{self.say(inner.this)}不属于{self._members(inner)}"
        if isinstance(inner, exp.Column):
            return f"{inner.name}为否"
        return f"不属于（{self.say(inner)}）的情形"

    def _comparison(self, node: exp.Expression) -> str:
        left, right = node.this, node.expression
        kinds = {self._kind(left), self._kind(right)}
        words = _SPOKEN
        if Kind.ORDERED in kinds:
            words = _SPOKEN_LEVELS
        elif Kind.DATE in kinds or isinstance(right, exp.Cast):
            words = _SPOKEN_DATES
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

    def _members(self, node: exp.In) -> str:
        field = node.args.get("field")
        said = [self.say(each) for each in (node.expressions if field is None else [field])]
        return "、".join(said)

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


def _is_written_fraction(node: exp.Expression) -> bool:
    parts = (node.args.get("this"), node.args.get("expression"))
    return isinstance(node, exp.Div) and all(isinstance(part, exp.Literal) for part in parts)
