"""Birth, joining the party, joining work: in the past, in order, at an age the rules allow."""

from datetime import date

from xuanxian.exchange.checks.plausibility import standard
from xuanxian.exchange.phrases.politics import COMMUNIST, PROBATIONARY
from xuanxian.kernel.errors import Problem
from xuanxian.kernel.partial_date import PartialDate, full_years_between
from xuanxian.registry.dossier import Dossier

_LEAGUE = "03"


def check_ages(dossier: Dossier, where: str, as_of: date) -> list[Problem]:
    """Dates of life that lie in the future, before birth, or at too young an age."""
    problems = []
    dates: list[tuple[str, PartialDate | None, str]] = [
        ("参加工作时间", dossier.joined_work, "age_at_joining_work")
    ]
    for entry in dossier.party:
        check = {
            COMMUNIST: "age_at_joining_party",
            PROBATIONARY: "age_at_joining_party",
            _LEAGUE: "age_at_joining_league",
        }.get(entry.status, "")
        dates.append(("入党时间", entry.joined, check))
    for field, day, _ in [("出生年月", dossier.birth, ""), *dates]:
        if day and day.earliest() > as_of:
            problems.append(Problem(where, field, str(day), "在今天之后。", "请核对年月。"))
    birth = dossier.birth
    if birth is None:
        return problems
    for field, day, check in dates:
        if day is None:
            continue
        if day < birth:
            problems.append(
                Problem(where, field, str(day), f"早于出生年月（{birth}）。", "请核对这两个年月。")
            )
            continue
        if not check:
            continue
        rule = standard(check)
        # The latest day of the one and the earliest of the other: a doubt is no fault.
        age = full_years_between(birth.earliest(), day.latest())
        if age < rule.figure:
            problems.append(
                Problem(
                    where,
                    field,
                    str(day),
                    f"当时只有{age}岁，不满{rule.figure}周岁（{rule.citation}）。",
                    "请核对出生年月和这个年月。",
                    rule.severity,
                )
            )
    return problems
