"""政治面貌: membership of the party, and since when."""

from collections.abc import Callable

import polars as pl

from xuanxian.facts.definitions.definition import (
    FactDefiner,
    FactKind,
    FactValue,
    Subject,
    together,
)
from xuanxian.facts.definitions.file_columns import ROW
from xuanxian.facts.definitions.reading import Reading, counted_from
from xuanxian.facts.definitions.readings import Readings, labels, shared
from xuanxian.kernel.partial_date import PartialDate
from xuanxian.registry import codes
from xuanxian.registry.dossier import PartyEntry

fact = FactDefiner(Subject.PERSON, "基本")

_POLITICS = "A01 基本情况（A0141、A0144）"
_PARTY_MEMBER = "01"
_PROBATIONARY_MEMBER = "02"


@fact(
    "政治面貌",
    FactKind.TEXT,
    source=_POLITICS,
    meaning="当前的政治面貌；同时是中共党员和民主党派成员的，取中共党员。",
    choices=tuple(code.label for code in codes.table("politics").codes.values()),
)
def politics(file: Reading) -> FactValue:
    entries = _in_force(file)
    if not entries:
        return FactValue(None, "档案中没有政治面貌。")
    first = min(entries, key=lambda entry: entry.status)
    table = codes.table("politics")
    written = "、".join(table.label(entry.status) for entry in entries)
    return FactValue(table.label(first.status), f"档案记为{written}。")


@together("政治面貌")
def politics_together(files: Readings) -> pl.Series:
    first = _in_force_together(files).group_by(ROW).agg(pl.col("status").min())
    return files.spread(first, pl.col("status").replace(labels("politics")))


@fact(
    "是否中共党员", FactKind.BOOLEAN, source=_POLITICS, meaning="是中共正式党员（不含预备党员）。"
)
def is_party_member(file: Reading) -> FactValue:
    return _has_status(file, _PARTY_MEMBER)


@fact("是否中共预备党员", FactKind.BOOLEAN, source=_POLITICS, meaning="是中共预备党员。")
def is_probationary_member(file: Reading) -> FactValue:
    return _has_status(file, _PROBATIONARY_MEMBER)


def _define_status(name: str, status: str) -> None:
    @together(name)
    def have_status(files: Readings) -> pl.Series:
        found = _in_force_together(files).group_by(ROW).agg((pl.col("status") == status).any())
        return files.spread(found, "status")


_define_status("是否中共党员", _PARTY_MEMBER)
_define_status("是否中共预备党员", _PROBATIONARY_MEMBER)


@fact(
    "是否党外人士",
    FactKind.BOOLEAN,
    source=_POLITICS,
    meaning="既不是中共党员，也不是中共预备党员。",
)
def is_outside_party(file: Reading) -> FactValue:
    entries = _in_force(file)
    if not entries:
        return FactValue(None, "档案中没有政治面貌。")
    inside = {_PARTY_MEMBER, _PROBATIONARY_MEMBER}
    return FactValue(
        not any(entry.status in inside for entry in entries), politics(file).explanation
    )


@together("是否党外人士")
def are_outside_party(files: Readings) -> pl.Series:
    inside = pl.col("status").is_in([_PARTY_MEMBER, _PROBATIONARY_MEMBER])
    return files.spread(_in_force_together(files).group_by(ROW).agg(~inside.any()), "status")


@fact("入党时间", FactKind.DATE, source=_POLITICS, meaning="加入中共的时间；只记到月的取月末。")
def party_joined(file: Reading) -> FactValue:
    joined = _party_joined(file)
    if joined is None:
        return FactValue(None, _no_party_date(file))
    return FactValue(joined.latest(), f"档案记为{joined}{counted_from(joined)}")


@together("入党时间")
def party_joined_together(files: Readings) -> pl.Series:
    entries = files.entries("party").filter(
        pl.col("status").is_in([_PARTY_MEMBER, _PROBATIONARY_MEMBER]),
        pl.col("joined").is_not_null(),
        files.has_begun("joined"),
        ~((pl.col("status") == _PARTY_MEMBER) & files.has_ended("ended")),
    )
    return files.spread(entries.sort("joined").unique(ROW, keep="first"), "joined_last")


@fact(
    "党龄",
    FactKind.INTEGER,
    unit="年",
    source=_POLITICS,
    meaning="自入党时间起的整年数；档案另记有预备期的，自转为正式党员起算。",
)
def party_years(file: Reading) -> FactValue:
    return _party_time(file, file.years_since, "年")


@together("党龄")
def party_years_together(files: Readings) -> pl.Series:
    return files.spread(_full_members(files), files.years_since(pl.col("start_last")))


@fact(
    "党龄月数",
    FactKind.INTEGER,
    unit="个月",
    source=_POLITICS,
    meaning="自入党时间起的整月数；档案另记有预备期的，自转为正式党员起算。",
)
def party_months(file: Reading) -> FactValue:
    return _party_time(file, file.months_since, "个月")


@together("党龄月数")
def party_months_together(files: Readings) -> pl.Series:
    return files.spread(_full_members(files), files.months_since(pl.col("start_last")))


def _party_time(file: Reading, count: Callable[[PartialDate], int], unit: str) -> FactValue:
    full = [entry for entry in _in_force(file) if entry.status == _PARTY_MEMBER]
    if not full:
        return FactValue(None, _no_party_date(file))
    became_full = [
        entry.ended
        for entry in file.dossier.party
        if entry.status == _PROBATIONARY_MEMBER and entry.ended is not None
    ]
    start = max(became_full) if became_full else full[0].joined
    if start is None:
        return FactValue(None, _no_party_date(file))
    number = count(start)
    manner = "转为正式党员" if became_full else "入党"
    return FactValue(number, f"{start}{manner}，至{file.day}满{number}{unit}{counted_from(start)}")


@shared
def _full_members(files: Readings) -> pl.DataFrame:
    """Full party members with the last day on which the membership can have begun."""
    full = _in_force_together(files).filter(pl.col("status") == _PARTY_MEMBER)
    full = full.unique(ROW, keep="first", maintain_order=True)
    became_full = (
        files.entries("party")
        .filter(pl.col("status") == _PROBATIONARY_MEMBER, pl.col("ended").is_not_null())
        .sort("ended")
        .unique(ROW, keep="last", maintain_order=True)
        .select(ROW, became="ended_last")
    )
    return full.join(became_full, on=ROW, how="left").select(
        ROW, start_last=pl.coalesce("became", "joined_last")
    )


@shared
def _in_force_together(files: Readings) -> pl.DataFrame:
    return files.entries("party").filter(files.has_begun("joined"), ~files.has_ended("ended"))


def _in_force(file: Reading) -> list[PartyEntry]:
    return [
        entry
        for entry in file.dossier.party
        if file.has_begun(entry.joined) and not file.has_ended(entry.ended)
    ]


def _has_status(file: Reading, status_code: str) -> FactValue:
    entries = _in_force(file)
    if not entries:
        return FactValue(None, "档案中没有政治面貌。")
    return FactValue(
        any(entry.status == status_code for entry in entries), politics(file).explanation
    )


def _party_joined(file: Reading) -> PartialDate | None:
    dates = [
        entry.joined
        for entry in file.dossier.party
        if entry.status in {_PARTY_MEMBER, _PROBATIONARY_MEMBER}
        and entry.joined is not None
        and file.has_begun(entry.joined)
        and not (entry.status == _PARTY_MEMBER and file.has_ended(entry.ended))
    ]
    return min(dates) if dates else None


def _no_party_date(file: Reading) -> str:
    value = politics(file).value
    if value is None:
        return "档案中没有政治面貌。"
    if value == "中共党员":
        return "档案中没有入党时间。"
    return f"政治面貌为{value}，没有党龄。"
