"""The 年度考核结果 cell: `2020年年度考核优秀；2021年称职。`"""

import re

from xuanxian.exchange.phrases.cleaning import Doubt, shortened
from xuanxian.registry import codes
from xuanxian.registry.dossier import AssessmentEntry

_NOTHING = {"", "无", "无。"}
_OTHER_NAMES = {
    "未定等次": "5",
    "不确定等次": "5",
    "未确定等次": "5",
    "未参加": "6",
    "不进行考核": "6",
}
_FILLER = re.compile(
    r"年度考核|考核结果|考核|结果|近三年|连续[一二三四五六七八九十]+年|均为|等次|年度|年|度|均|为|[：:，,、\s]"
)


def _grades() -> dict[str, str]:
    table = codes.table("assessment")
    return {code.label: code.code for code in table.codes.values()} | _OTHER_NAMES


def read_assessments(text: str) -> tuple[tuple[AssessmentEntry, ...], list[Doubt]]:
    """The yearly results told by `text`; a grade belongs to all years named before it."""
    if text in _NOTHING:
        return (), []
    grades = _grades()
    words = "|".join(sorted(grades, key=len, reverse=True))
    token = re.compile(
        rf"(?P<year>(?<!\d)(?:19|20)\d\d(?!\d))|(?P<grade>{words})|(?P<to>至|到|[-—–－~～]+)"
    )
    rows: list[AssessmentEntry] = []
    doubts: list[Doubt] = []
    for item in re.split(r"[；;。\n]", text):
        years: list[int] = []
        spanning = False
        rest = item
        for match in token.finditer(item):
            rest = rest.replace(match[0], " ", 1)
            if match["year"]:
                year = int(match["year"])
                years += range(years[-1] + 1, year + 1) if spanning and years else [year]
                spanning = False
            elif match["to"]:
                spanning = True
            else:
                rows += [AssessmentEntry(year=year, grade=grades[match["grade"]]) for year in years]
                years = []
        if years or _FILLER.sub("", rest):
            doubts.append(
                Doubt(
                    shortened(item),
                    "这一条年度考核没有读懂。",
                    "请写成“2020年年度考核优秀；2021年称职。”",
                )
            )
    return tuple(rows), doubts


def write_assessments(rows: tuple[AssessmentEntry, ...]) -> str:
    """The cell for `rows`, empty when there are none."""
    table = codes.table("assessment")
    items = [
        f"{row.year}年{'' if place else '年度考核'}{table.label(row.grade)}"
        for place, row in enumerate(rows)
    ]
    return "；".join(items) + "。" if items else ""
