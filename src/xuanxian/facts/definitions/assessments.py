"""年度考核: the results of the last years."""

from xuanxian.facts.definitions.definition import FactDefiner, FactKind, FactValue, Subject
from xuanxian.facts.definitions.reading import Reading
from xuanxian.registry import codes

fact = FactDefiner(Subject.PERSON, "考核")

_ASSESSMENTS = "A15 年度考核"
ASSESSMENT_LEVELS = ("不称职", "基本称职", "称职", "优秀")
"""Lowest first; 合格 and its like of institutions stand on the same level as 称职."""
_LEVEL_OF_CODE = {
    "1": "优秀",
    "2": "称职",
    "2B": "称职",
    "3": "基本称职",
    "3B": "基本称职",
    "4": "不称职",
    "4B": "不称职",
}


@fact(
    "上年度考核结果",
    FactKind.CODE,
    levels=ASSESSMENT_LEVELS,
    source=_ASSESSMENTS,
    meaning="上一年度的年度考核结果；合格视同称职。",
)
def last_assessment(file: Reading) -> FactValue:
    year = file.as_of.year - 1
    code = _grades(file).get(year)
    if code is None:
        return FactValue(None, f"档案中没有{year}年度考核结果。")
    label = codes.table("assessment").label(code)
    level = _LEVEL_OF_CODE.get(code)
    if level is None:
        return FactValue(None, f"{year}年度为{label}，没有等次。")
    return FactValue(level, f"{year}年度{label}。")


def _define_count(years: int, words: str, name: str, counted: frozenset[str], what: str) -> None:
    @fact(
        name,
        FactKind.INTEGER,
        unit="次",
        source=_ASSESSMENTS,
        meaning=f"{words}年度考核（不含当年）{what}的次数；其间有年度没有结果的为不详。",
    )
    def count(file: Reading) -> FactValue:
        results, missing = _results(file, years)
        if missing:
            return FactValue(None, f"档案中没有{'、'.join(map(str, missing))}年度考核结果。")
        if not results:
            return FactValue(0, f"{words}尚未参加工作。")
        number = sum(_LEVEL_OF_CODE.get(code) in counted for code in results.values())
        return FactValue(number, _written(results))


_define_count(3, "近三年", "近三年优秀次数", frozenset({"优秀"}), "为优秀")
_define_count(5, "近五年", "近五年优秀次数", frozenset({"优秀"}), "为优秀")
_BELOW = frozenset({"基本称职", "不称职"})
_define_count(3, "近三年", "近三年基本称职以下次数", _BELOW, "为基本称职或不称职")


@fact(
    "近三年考核均称职以上",
    FactKind.BOOLEAN,
    source=_ASSESSMENTS,
    meaning="近三年每一年度（参加工作当年及以前除外）的考核结果都是称职或优秀。",
)
def all_competent(file: Reading) -> FactValue:
    results, missing = _results(file, 3)
    levels = {year: _LEVEL_OF_CODE.get(code) for year, code in results.items()}
    if any(level in _BELOW for level in levels.values()):
        return FactValue(False, _written(results))
    if missing:
        return FactValue(None, f"档案中没有{'、'.join(map(str, missing))}年度考核结果。")
    if not results:
        return FactValue(None, "近三年尚未参加工作，没有考核结果。")
    return FactValue(None not in levels.values(), _written(results))


def _grades(file: Reading) -> dict[int, str]:
    return {row.year: row.grade for row in file.dossier.assessments}


def _results(file: Reading, years: int) -> tuple[dict[int, str], list[int]]:
    """The results of the last `years` years, and the years for which there is none.

    Years up to the one in which the person joined work are not asked for.
    """
    grades = _grades(file)
    joined = file.dossier.joined_work
    asked = [
        year
        for year in range(file.as_of.year - years, file.as_of.year)
        if joined is None or year > joined.year or year in grades
    ]
    return (
        {year: grades[year] for year in asked if year in grades},
        [year for year in asked if year not in grades],
    )


def _written(results: dict[int, str]) -> str:
    table = codes.table("assessment")
    return "；".join(f"{year}年{table.label(code)}" for year, code in results.items()) + "。"
