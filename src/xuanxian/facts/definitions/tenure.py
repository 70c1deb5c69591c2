"""How long since a start, as facts and explanations say it."""

from xuanxian.facts.definitions.definition import FactValue
from xuanxian.facts.definitions.reading import Reading, counted_from
from xuanxian.kernel.partial_date import PartialDate


def date_of(start: PartialDate | None, missing: str) -> FactValue:
    if start is None:
        return FactValue(None, missing)
    return FactValue(start.latest(), f"档案记为{start}{counted_from(start)}")


def years_of(file: Reading, start: PartialDate | None, what: str, missing: str) -> FactValue:
    if start is None:
        return FactValue(None, missing)
    years = file.years_since(start)
    return FactValue(years, f"{start}{what}，至{file.day}满{years}年{counted_from(start)}")


def months_of(file: Reading, start: PartialDate | None, what: str, missing: str) -> FactValue:
    if start is None:
        return FactValue(None, missing)
    months = file.months_since(start)
    return FactValue(months, f"{start}{what}，至{file.day}满{months}个月{counted_from(start)}")
