"""What an expression may contain: a list of allowed forms, and the types they ask for.

Everything not named here is refused. That is what keeps an expression from reading files,
calling out or running without bound: none of those has a form in this list.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from difflib import get_close_matches

from sqlglot import exp

from xuanxian.policy.expressions.reading import Reading
from xuanxian.policy.expressions.values import (
    BOOLEAN,
    DATE,
    NUMBER,
    OPEN,
    TEXT,
    Kind,
    Quantity,
    ValueType,
    type_of,
)

COMPARISONS: dict[type[exp.Expression], str] = {
    exp.EQ: "=",
    exp.NEQ: "<>",
    exp.LT: "<",
    exp.LTE: "<=",
    exp.GT: ">",
    exp.GTE: ">=",
}
ARITHMETIC = (exp.Add, exp.Sub, exp.Mul, exp.Div)
FUNCTIONS = {"ABS": exp.Abs, "CEIL": exp.Ceil, "FLOOR": exp.Floor, "LEAST": exp.Least}
FUNCTIONS |= {"GREATEST": exp.Greatest, "COALESCE": exp.Coalesce}

# Parts of an allowed node that hold expressions; a node with any other part filled is refused.
_PARTS: dict[type[exp.Expression], frozenset[str]] = {
    exp.Column: frozenset({"this"}),
    exp.Parameter: frozenset({"this"}),
    exp.Cast: frozenset({"this", "to"}),
    exp.In: frozenset({"this", "expressions", "field"}),
    exp.Between: frozenset({"this", "low", "high"}),
    exp.Case: frozenset({"ifs", "default"}),
    exp.If: frozenset({"this", "true"}),
    exp.Coalesce: frozenset({"this", "expressions"}),
    exp.Least: frozenset({"this", "expressions"}),
    exp.Greatest: frozenset({"this", "expressions"}),
}
_USUAL_PARTS = frozenset({"this", "expression"})


class Checker:
    """Checks one reading against the names and parameters that are known."""

    def __init__(
        self,
        reading: Reading,
        names: Mapping[str, ValueType],
        parameters: Mapping[str, Quantity],
    ) -> None:
        self._reading = reading
        self._names = names
        self._parameters = parameters
        self.names_used: dict[str, None] = {}
        self.parameters_used: dict[str, None] = {}
        self._types: dict[int, ValueType] = {}

    def type_of(self, node: exp.Expression) -> ValueType:
        """The type of `node`.

        Raises:
            ExpressionFault: a form, name or type that is not allowed there.
        """
        # Operands are asked for more than once: found anew, each level would double the work.
        if id(node) not in self._types:
            self._types[id(node)] = self._found_type(node)
        return self._types[id(node)]

    def _found_type(self, node: exp.Expression) -> ValueType:
        self._refuse_other_parts(node)
        match node:
            case exp.Paren():
                return self.type_of(node.this)
            case exp.Column():
                return self._name(node)
            case exp.Parameter():
                return self._parameter(node)
            case exp.Literal():
                return TEXT if node.is_string else NUMBER
            case exp.Boolean():
                return BOOLEAN
            case exp.Cast():
                return self._date(node)
            case exp.And() | exp.Or():
                self._expect(node.this, Kind.BOOLEAN)
                self._expect(node.expression, Kind.BOOLEAN)
                return BOOLEAN
            case exp.Not():
                self._expect(node.this, Kind.BOOLEAN)
                return BOOLEAN
            case exp.Neg() | exp.Abs() | exp.Ceil() | exp.Floor():
                return self._expect(node.this, Kind.NUMBER)
            case exp.Is():
                return self._is(node)
            case exp.In():
                return self._in(node)
            case exp.Between():
                self._comparable(node, exp.GTE, node.this, node.args["low"])
                self._comparable(node, exp.LTE, node.this, node.args["high"])
                return BOOLEAN
            case exp.Like():
                return self._like(node)
            case exp.Case():
                return self._case(node)
            case exp.Coalesce() | exp.Least() | exp.Greatest():
                return self._function(node)
        if type(node) in COMPARISONS:
            self._comparable(node, type(node), node.this, node.expression)
            return BOOLEAN
        if isinstance(node, ARITHMETIC):
            left = self._expect(node.this, Kind.NUMBER)
            right = self._expect(node.expression, Kind.NUMBER)
            same = left.unit if left.unit == right.unit or not right.unit else ""
            return ValueType(Kind.NUMBER, unit=same)
        raise self._not_allowed(node)

    def _not_allowed(self, node: exp.Expression) -> Exception:
        if isinstance(node, exp.Null):
            return self._reading.fault(
                node, "不能拿 NULL 来比较或计算。", "判断有没有填写请用 IS NULL 或 IS NOT NULL。"
            )
        if isinstance(node, exp.Func):
            name = node.name.upper() if isinstance(node, exp.Anonymous) else node.sql_name()
            return self._reading.fault(
                node,
                f"不能用函数 {name}。",
                f"可用的函数只有 {'、'.join(FUNCTIONS)}。" + _nearest(name, FUNCTIONS, 0.8),
            )
        written = node.sql(dialect="postgres")[:40]
        return self._reading.fault(
            node,
            f"“{written}”不能写在表达式里。",
            "表达式只能由名称、参数、数、文字、日期、比较和 AND、OR、NOT 组成。",
        )

    def _refuse_other_parts(self, node: exp.Expression) -> None:
        allowed = _PARTS.get(type(node), _USUAL_PARTS)
        for part, held in node.args.items():
            children = held if isinstance(held, list) else [held]
            filled = any(isinstance(child, exp.Expression) for child in children)
            if filled and part not in allowed:
                raise self._not_allowed(node)

    def _name(self, node: exp.Column) -> ValueType:
        name = node.name
        if name not in self._names:
            if isinstance(node.this, exp.Star):
                raise self._not_allowed(node)
            raise self._reading.fault(
                node, f"不认识“{name}”。", _nearest(name, self._names) or _some_of(self._names)
            )
        self.names_used[name] = None
        return self._names[name]

    def _parameter(self, node: exp.Parameter) -> ValueType:
        name = node.name
        if name not in self._parameters:
            raise self._reading.fault(
                node,
                f"没有参数 ${name}。",
                _nearest(name, self._parameters) or "请在 parameters 里写上它。",
            )
        self.parameters_used[name] = None
        return type_of(self._parameters[name].value)

    def _date(self, node: exp.Cast) -> ValueType:
        is_literal = isinstance(node.this, exp.Literal) and node.this.is_string
        if not is_literal or not node.to.is_type("date"):
            raise self._reading.fault(
                node, "不能转换类型。", "日期请写成 DATE '2026-11-21'；其他类型不用转换。"
            )
        try:
            date.fromisoformat(node.this.name)
        except ValueError as error:
            raise self._reading.fault(
                node.this, f"“{node.this.name}”不是日期。", "请写成 DATE '2026-11-21'。"
            ) from error
        return DATE

    def _expect(self, node: exp.Expression, kind: Kind) -> ValueType:
        found = self.type_of(node)
        if found.kind not in {kind, Kind.OPEN}:
            raise self._reading.fault(
                node,
                f"“{node.sql(dialect='postgres')}”是{found.kind.label}，这里要的是{kind.label}。",
                "请检查两边写的是不是同一类。",
            )
        return found if found.kind is kind else ValueType(kind)

    def _comparable(
        self,
        node: exp.Expression,
        comparison: type[exp.Expression],
        left: exp.Expression,
        right: exp.Expression,
    ) -> None:
        first, second = self.type_of(left), self.type_of(right)
        if Kind.OPEN in {first.kind, second.kind}:
            return
        kinds = {first.kind, second.kind}
        if kinds == {Kind.ORDERED, Kind.TEXT}:
            coded, text = (left, right) if first.kind is Kind.ORDERED else (right, left)
            self._level(coded, text)
            return
        if kinds == {Kind.TEXT}:
            self._text_code(first, right)
            self._text_code(second, left)
        if first.kind is not second.kind or Kind.LIST in kinds:
            raise self._reading.fault(
                node,
                f"{first.kind.label}不能和{second.kind.label}比较。",
                "请检查引号和单位：数字不加引号，文字和代码加单引号。",
            )
        if first.kind is Kind.ORDERED and first.levels != second.levels:
            raise self._reading.fault(node, "两种代码的次序不同，不能比较。", "")
        is_sizing = comparison not in {exp.EQ, exp.NEQ}
        if is_sizing and first.kind in {Kind.TEXT, Kind.BOOLEAN}:
            raise self._reading.fault(
                node,
                f"{first.kind.label}没有大小，不能用 {COMPARISONS[comparison]}。",
                "请用 =、<> 或 IN。",
            )

    def _level(self, coded: exp.Expression, text: exp.Expression) -> None:
        levels = self.type_of(coded).levels
        written = self._constant_text(text)
        if written is None:
            raise self._reading.fault(text, "有次序的代码只能和写明的代码比较。", "")
        if written not in levels:
            raise self._reading.fault(
                text, f"没有“{written}”这个代码。", _nearest(written, levels) or _some_of(levels)
            )

    def _text_code(self, known: ValueType, other: exp.Expression) -> None:
        written = self._constant_text(other)
        if known.levels and written is not None and written not in known.levels:
            raise self._reading.fault(
                other,
                f"没有“{written}”这个代码。",
                _nearest(written, known.levels) or _some_of(known.levels),
            )

    def _constant_text(self, node: exp.Expression) -> str | None:
        inner = node.unnest()
        if isinstance(inner, exp.Literal) and inner.is_string:
            return str(inner.name)
        if isinstance(inner, exp.Parameter):
            value = self._parameters[inner.name].value
            return value if isinstance(value, str) else None
        return None

    def _is(self, node: exp.Is) -> ValueType:
        if isinstance(node.expression, exp.Null):
            if not isinstance(node.this, exp.Column):
                raise self._reading.fault(node, "IS NULL 前面只能是一个名称。", "")
            self._name(node.this)
            return BOOLEAN
        raise self._reading.fault(
            node, "IS 后面只能是 NULL 或 NOT NULL。", "是非请直接写名称，或写 = TRUE。"
        )

    def _in(self, node: exp.In) -> ValueType:
        members = list(node.expressions)
        if node.args.get("field") is not None:
            members = [node.args["field"]]
        if not members:
            raise self._not_allowed(node)
        for member in members:
            found = self.type_of(member)
            if found.kind is Kind.LIST:
                self._list_members(node.this, member)
            elif member.find(exp.Column) is None:
                self._comparable(node, exp.EQ, node.this, member)
            else:
                raise self._reading.fault(
                    member, "IN 后面只能列出写明的值或名单参数。", "请写成 IN ('优秀', '称职')。"
                )
        return BOOLEAN

    def _list_members(self, subject: exp.Expression, member: exp.Expression) -> None:
        known = self.type_of(subject)
        if known.kind not in {Kind.TEXT, Kind.ORDERED}:
            raise self._reading.fault(subject, f"{known.kind.label}不能用 IN 名单判断。", "")
        listed = self._parameters[member.unnest().name].value
        for entry in listed if isinstance(listed, tuple) else ():
            if known.levels and entry not in known.levels:
                raise self._reading.fault(
                    member,
                    f"名单里的“{entry}”不是可用的代码。",
                    _nearest(entry, known.levels) or _some_of(known.levels),
                )

    def _like(self, node: exp.Like) -> ValueType:
        self._expect(node.this, Kind.TEXT)
        pattern = node.expression
        written = pattern.name if isinstance(pattern, exp.Literal) and pattern.is_string else ""
        core = written.removeprefix("%").removesuffix("%")
        if not core or written == core or any(mark in core for mark in "%_\\"):
            raise self._reading.fault(
                node, "LIKE 只能判断开头、结尾或包含。", "请写成 '张%'、'%局' 或 '%办公室%'。"
            )
        return BOOLEAN

    def _case(self, node: exp.Case) -> ValueType:
        branches = [branch.args["true"] for branch in node.args["ifs"]]
        for branch in node.args["ifs"]:
            self._refuse_other_parts(branch)
            self._expect(branch.this, Kind.BOOLEAN)
        if node.args.get("default") is None:
            raise self._reading.fault(node, "CASE 缺少 ELSE。", "请写明其余情况取什么值。")
        return self._same_type(node, [*branches, node.args["default"]])

    def _function(self, node: exp.Expression) -> ValueType:
        operands = [node.this, *node.expressions]
        if not isinstance(node, exp.Coalesce):
            for operand in operands:
                self._expect(operand, Kind.NUMBER)
        return self._same_type(node, operands)

    def _same_type(self, node: exp.Expression, operands: list[exp.Expression]) -> ValueType:
        found = [self.type_of(operand) for operand in operands]
        known = [each for each in found if each.kind is not Kind.OPEN]
        if not known:
            return OPEN
        if any(each.kind is not known[0].kind for each in known) or known[0].kind in {
            Kind.ORDERED,
            Kind.LIST,
        }:
            raise self._reading.fault(node, "各种情况的值不是同一类。", "请改成都是数或都是文字。")
        return known[0]


def _nearest(name: str, known: Iterable[str], likeness: float = 0.5) -> str:
    close = get_close_matches(name, list(known), n=1, cutoff=likeness)
    return f"是不是想写“{close[0]}”？" if close else ""


def _some_of(known: Iterable[str]) -> str:
    listed = list(known)
    more = "等" if len(listed) > 8 else ""
    return f"可用的有：{'、'.join(listed[:8])}{more}。" if listed else ""
