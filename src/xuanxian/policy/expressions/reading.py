"""From the text of an expression to its syntax tree, without yet asking what its names mean.

The grammar is SQL as sqlglot reads it in the PostgreSQL dialect, with one addition: a number
followed by `%` is a percentage. Everything is bounded before it is parsed.
"""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from sqlglot import exp
from sqlglot.dialects import Postgres
from sqlglot.errors import ParseError, TokenError
from sqlglot.tokens import Token, TokenType

LONGEST_TEXT = 2000
"""Characters of one expression; longer ones are unreadable and are split into rules."""
MOST_WORDS = 300
"""Names, values and signs in one expression."""
DEEPEST_NESTING = 25
"""Nested parentheses, cases and signs."""
_LONGEST_NUMBER = 30
"""Characters of one number. With an exponent eleven of them would fill the machine's memory."""

_FULL_WIDTH = dict(zip("（），；＜＞＝≥≤≠＋－×÷＊／％“”‘’", "(),;<>=>=<>+-*/*/%''''", strict=False))
_FULL_WIDTH |= {"≥": ">=", "≤": "<=", "≠": "<>", "“": "'", "”": "'", "‘": "'", "’": "'"}


class ExpressionFault(ValueError):  # noqa: N818  (a fault of a text, not of the program)
    """What is wrong with an expression, where, and how to mend it; all in Chinese.

    Attributes:
        message: what is wrong.
        mend: how to mend it.
        line, column: place in the expression's text, both counting from 1.
    """

    def __init__(self, message: str, mend: str = "", *, line: int = 1, column: int = 1) -> None:
        self.message = message
        self.mend = mend
        self.line = line
        self.column = column
        super().__init__(f"第{line}行第{column}列：{message}{mend}")


@dataclass(frozen=True, slots=True)
class Reading:
    """A syntax tree with the tokens it came from, which know their places."""

    tree: exp.Expression
    tokens: tuple[Token, ...]

    def fault(self, node: exp.Expression, message: str, mend: str = "") -> ExpressionFault:
        """A fault placed at `node`."""
        line, column = self._place(node)
        return ExpressionFault(message, mend, line=line, column=column)

    def _place(self, node: exp.Expression) -> tuple[int, int]:
        for part in node.walk():
            if "line" in part.meta:
                length = part.meta["end"] - part.meta["start"]
                return int(part.meta["line"]), max(1, int(part.meta["col"]) - length)
            if isinstance(part, exp.Literal | exp.Var):
                for token in self.tokens:
                    if token.text == part.name:
                        return _token_place(token)
        return 1, 1


def read(text: str) -> Reading:
    """Parse `text`.

    Raises:
        ExpressionFault: it is empty, too long, too deep, or no expression.
    """
    if not text.strip():
        raise ExpressionFault("表达式是空的。", "请写出条件，如 年龄 <= 45。")
    if len(text) > LONGEST_TEXT:
        raise ExpressionFault(
            f"表达式有{len(text)}个字符，超过{LONGEST_TEXT}个。", "请拆成几条规则。"
        )
    _refuse_full_width(text)
    dialect = Postgres()
    try:
        tokens = dialect.tokenize(text)
    except TokenError as error:
        raise ExpressionFault("有没写完的引号或注释。", "请检查引号是否成对。") from error
    if len(tokens) > MOST_WORDS:
        raise ExpressionFault(
            f"表达式有{len(tokens)}个词，超过{MOST_WORDS}个。", "请拆成几条规则。"
        )
    _refuse_odd_tokens(tokens)
    tokens = _with_percentages(tokens)
    try:
        trees = dialect.parser().parse(tokens, text)
    except ParseError as error:
        first = error.errors[0] if error.errors else {}
        raise ExpressionFault(
            f"“{first.get('highlight') or text.strip()}”这里读不通。",
            "请按 SQL 条件的写法，如 年龄 <= 45 AND 学历 >= '大学专科'。",
            line=int(first.get("line") or 1),
            column=int(first.get("col") or 1),
        ) from error
    except RecursionError as error:
        raise ExpressionFault("表达式嵌套太深。", "请拆成几条规则。") from error
    if len(trees) != 1 or trees[0] is None:
        raise ExpressionFault("只能写一个表达式。", "请删去分号之后的内容。")
    return Reading(tree=trees[0], tokens=tuple(tokens))


def _refuse_full_width(text: str) -> None:
    quoted = False
    for offset, character in enumerate(text):
        if character == "'":
            quoted = not quoted
        if not quoted and character in _FULL_WIDTH:
            before = text[:offset]
            raise ExpressionFault(
                f"用了全角符号“{character}”。",
                f"请改用半角的 {_FULL_WIDTH[character]} 。",
                line=before.count("\n") + 1,
                column=offset - (before.rfind("\n") + 1) + 1,
            )


_OPENING = {TokenType.L_PAREN, TokenType.CASE, TokenType.NOT, TokenType.DASH}


_BRACKETS = {TokenType.L_BRACKET, TokenType.L_BRACE, TokenType.R_BRACKET, TokenType.R_BRACE}


def _refuse_odd_tokens(tokens: list[Token]) -> None:
    depth = deepest = 0
    for token, following in zip(tokens, [*tokens[1:], None], strict=False):
        # Nothing that is allowed has these, and reading them takes twice as long at every level.
        if token.token_type in _BRACKETS:
            line, column = _token_place(token)
            message = f"“{token.text}”不能写在表达式里。"
            raise ExpressionFault(message, "请只用圆括号。", line=line, column=column)
        if token.token_type in {TokenType.DATE, TokenType.ARRAY, TokenType.MAP} and (
            following is None or following.token_type != TokenType.STRING
        ):
            line, column = _token_place(token)
            message = f"“{token.text}”后面应当是日期。"
            mend = "日期请写成 DATE '2026-11-21'。"
            raise ExpressionFault(message, mend, line=line, column=column)
        if token.comments:
            line, column = _token_place(token)
            raise ExpressionFault(
                "表达式里不能有注释。", "请把说明写到 label 或 note。", line=line, column=column
            )
        if token.token_type == TokenType.NUMBER and (
            len(token.text) > _LONGEST_NUMBER or not token.text.replace(".", "", 1).isdigit()
        ):
            line, column = _token_place(token)
            raise ExpressionFault(
                f"“{token.text[:_LONGEST_NUMBER]}”不是通常写法的数。",
                f"请写成 0.5、100 这样，不超过{_LONGEST_NUMBER}位，不用 e 记数法。",
                line=line,
                column=column,
            )
        if token.token_type in _OPENING:
            depth += 1
            deepest = max(deepest, depth)
        elif token.token_type in {TokenType.R_PAREN, TokenType.END}:
            depth -= 1
        elif token.token_type in {TokenType.AND, TokenType.OR}:
            # A sign or NOT ends with its operand; counting from the parentheses alone is enough.
            depth = _open_parentheses(tokens, token)
    if deepest > DEEPEST_NESTING:
        raise ExpressionFault(f"表达式嵌套超过{DEEPEST_NESTING}层。", "请拆成几条规则。")


def _open_parentheses(tokens: list[Token], until: Token) -> int:
    depth = 0
    for token in tokens:
        if token is until:
            break
        if token.token_type in {TokenType.L_PAREN, TokenType.CASE}:
            depth += 1
        elif token.token_type in {TokenType.R_PAREN, TokenType.END}:
            depth -= 1
    return depth


def _with_percentages(tokens: list[Token]) -> list[Token]:
    """`30%` as `(30 / 100)`; each new token stands where the percentage stood."""
    result: list[Token] = []
    for token in tokens:
        if token.token_type == TokenType.MOD:
            if not result or result[-1].token_type != TokenType.NUMBER:
                line, column = _token_place(token)
                raise ExpressionFault(
                    "百分号只能跟在数字后面。", "请写成 30% 这样。", line=line, column=column
                )
            amount = result.pop()
            if Fraction(amount.text) > 100:
                line, column = _token_place(amount)
                raise ExpressionFault(
                    f"{amount.text}%超过了100%。",
                    f"比例不能超过100%；如果说的是倍数，请写成 {_in_digits(amount.text)}。",
                    line=line,
                    column=column,
                )
            result += [
                _token_like(amount, TokenType.L_PAREN, "("),
                amount,
                _token_like(amount, TokenType.SLASH, "/"),
                _token_like(amount, TokenType.NUMBER, "100"),
                _token_like(amount, TokenType.R_PAREN, ")"),
            ]
        else:
            result.append(token)
    return result


def _in_digits(percentage: str) -> str:
    return f"{Decimal(percentage) / 100:f}"


def _token_like(token: Token, kind: TokenType, text: str) -> Token:
    return Token(
        kind, text, line=token.line, col=token.col, start=token.start, end=token.end, comments=[]
    )


def _token_place(token: Token) -> tuple[int, int]:
    return token.line, max(1, token.col - (token.end - token.start))
