"""Relatives: their own dates, and their age beside that of the person."""

from datetime import date

from xuanxian.exchange.checks.plausibility import standard
from xuanxian.kernel.errors import Problem, Severity
from xuanxian.registry.dossier import Dossier, RelativeEntry

PARENTS = frozenset({"父亲", "母亲", "继父", "继母", "养父", "养母"})
CHILDREN = frozenset(
    {"儿子", "女儿", "长子", "次子", "长女", "次女", "养子", "养女", "继子", "继女"}
)


def check_family(dossier: Dossier, where: str, as_of: date) -> list[Problem]:
    """Relatives without name or relation, born in the future or at an impossible age."""
    problems = []
    for number, relative in enumerate(dossier.relatives, 1):
        field = f"家庭成员第{number}行" + (f"（{relative.name}）" if relative.name else "")
        for missing, title in ((relative.relation, "称谓"), (relative.name, "姓名")):
            if not missing:
                problems.append(
                    Problem(where, field, "", f"没有填写{title}。", "请补填。", Severity.WARNING)
                )
        if relative.birth and relative.birth.earliest() > as_of:
            problems.append(
                Problem(where, field, str(relative.birth), "出生年月在今天之后。", "请核对年月。")
            )
            continue
        problems += _check_generation(dossier, relative, where, field)
        if relative.name and relative.name == dossier.name and relative.birth == dossier.birth:
            problems.append(
                Problem(
                    where,
                    field,
                    relative.name,
                    "与本人姓名、出生年月相同。",
                    "请核对是否误填了本人。",
                    Severity.WARNING,
                )
            )
    return problems


def _check_generation(
    dossier: Dossier, relative: RelativeEntry, where: str, field: str
) -> list[Problem]:
    if dossier.birth is None or relative.birth is None:
        return []
    older = dossier.birth.year - relative.birth.year
    for relations, years, check, word in (
        (PARENTS, older, "parent_older_by", "年长"),
        (CHILDREN, -older, "child_younger_by", "年幼"),
    ):
        rule = standard(check)
        if relative.relation in relations and years < rule.figure:
            return [
                Problem(
                    where,
                    field,
                    str(relative.birth),
                    f"{relative.relation}比本人只{word}{years}岁（本人{dossier.birth}）。",
                    "请核对称谓和出生年月。",
                    rule.severity,
                )
            ]
    return []
