"""Yearly results: one a year, no year to come."""

from collections import Counter
from datetime import date

from xuanxian.kernel.errors import Problem, Severity
from xuanxian.registry.dossier import Dossier

_FIELD = "年度考核结果"


def check_assessments(dossier: Dossier, where: str, as_of: date) -> list[Problem]:
    """Years told twice and years that have not come."""
    problems = []
    counts = Counter(row.year for row in dossier.assessments)
    for year, count in counts.items():
        if count > 1:
            problems.append(
                Problem(
                    where,
                    _FIELD,
                    f"{year}年",
                    f"同一年度写了{count}次结果。",
                    "请只保留一个结果。",
                    Severity.WARNING,
                )
            )
        if year > as_of.year:
            problems.append(
                Problem(where, _FIELD, f"{year}年", "这个年度还没有到。", "请核对年度。")
            )
    return problems
