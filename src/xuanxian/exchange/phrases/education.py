"""The words of 学历 and 学位 cells and the codes they mean."""

from xuanxian.registry import codes

# Words found in the cells that are no label of the code table, longest match first.
_LEVEL_WORDS = {
    "博士研究生": "11", "硕士研究生": "14", "研究生班": "17", "在职研究生": "10", "研究生": "10",
    "大学本科": "21", "本科": "21", "大学普通班": "30", "大学专科": "31", "专科": "31",
    "大专": "30", "大学": "20", "中等专科": "40", "中专": "40", "中师": "40", "中技": "40",
    "技校": "40", "职高": "60", "职业高中": "60", "高中": "60", "初中": "70", "小学": "80",
}  # fmt: skip
_DEGREE_WORDS = {"博士": "200", "硕士": "300", "学士": "400"}


def level_of(words: str) -> str:
    """The code of GB/T 4658 for a diploma in words such as 省委党校研究生, "" when unknown."""
    return _longest(words, _LEVEL_WORDS, codes.table("education").code_of(words))


def degree_of(words: str) -> str:
    """The code of GB/T 6864 for a degree in words such as 工学学士, "" when unknown.

    Of several degrees in one cell the highest counts.
    """
    exact = codes.table("degree").code_of(words)
    if exact:
        return exact
    return next((code for word, code in _DEGREE_WORDS.items() if word in words), "")


def _longest(words: str, table: dict[str, str], exact: str | None) -> str:
    if exact:
        return exact
    within = [word for word in table if word in words]
    return table[max(within, key=len)] if within else ""
