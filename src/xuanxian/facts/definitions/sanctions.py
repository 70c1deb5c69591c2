"""奖励、处分、诫勉、组织处理 and how long they count."""

from collections.abc import Sequence
from functools import cache

import polars as pl

from xuanxian.facts.definitions.definition import (
    FactDefiner,
    FactKind,
    FactValue,
    Subject,
    together,
)
from xuanxian.facts.definitions.file_columns import ROW
from xuanxian.facts.definitions.reading import Reading
from xuanxian.facts.definitions.readings import Readings, shared
from xuanxian.facts.definitions.words import words_in
from xuanxian.kernel.partial_date import PartialDate
from xuanxian.registry.dossier import RewardSanctionEntry

fact = FactDefiner(Subject.PERSON, "处分")
of_rewards = FactDefiner(Subject.PERSON, "奖励")

_SANCTIONS = "A14 奖惩（A1423 影响期至）"
_REWARDS = "A14 奖惩"
_KINDS = ("处分", "诫勉", "组织处理")


@cache
def _names() -> tuple[tuple[str, str], ...]:
    data: dict[str, Sequence[str]] = words_in("measures")  # type: ignore[assignment]
    pairs = [(name, kind) for kind, names in data.items() for name in names]
    return tuple(sorted(pairs, key=lambda pair: -len(pair[0])))


def kind_of(entry: RewardSanctionEntry) -> str:
    """处分, 诫勉 or 组织处理; what no name tells is taken as 处分, the graver reading."""
    return _kind_of(entry.name)


def _kind_of(written: str) -> str:
    return next((kind for name, kind in _names() if name in written), "处分")


def _define(kind: str) -> None:
    @fact(
        f"{kind}影响期内",
        FactKind.BOOLEAN,
        source=_SANCTIONS,
        meaning=f"有{kind}的影响期尚未届满。",
    )
    def in_effect(file: Reading) -> FactValue:
        return _in_effect(file, kind)

    @fact(
        f"{kind}影响期至",
        FactKind.DATE,
        source=_SANCTIONS,
        meaning=f"尚未届满的{kind}影响期的最后一日。",
    )
    def effect_until(file: Reading) -> FactValue:
        return _effect_until(file, kind)

    together(f"{kind}影响期内")(lambda files: _in_effect_together(files, kind))
    together(f"{kind}影响期至")(lambda files: _effect_until_together(files, kind))


for _kind in _KINDS:
    _define(_kind)


@fact(
    "影响期内",
    FactKind.BOOLEAN,
    source=_SANCTIONS,
    meaning="有处分、诫勉或组织处理的影响期尚未届满。",
)
def any_in_effect(file: Reading) -> FactValue:
    found = [_in_effect(file, kind) for kind in _KINDS]
    return next(
        (value for wanted in (True, None) for value in found if value.value is wanted),
        FactValue(False, "没有尚未届满的影响期。"),
    )


@together("影响期内")
def any_in_effect_together(files: Readings) -> pl.Series:
    found = [pl.lit(_in_effect_together(files, kind)) for kind in _KINDS]
    # True where any is, unknown where none is and one is unknown: as SQL's OR.
    return files.column(found[0] | found[1] | found[2])


@fact(
    "影响期至",
    FactKind.DATE,
    source=_SANCTIONS,
    meaning="处分、诫勉、组织处理中尚未届满、最晚届满的影响期的最后一日。",
)
def any_effect_until(file: Reading) -> FactValue:
    found = [_effect_until(file, kind) for kind in _KINDS]
    known = [value for value in found if value.value is not None]
    if not known:
        return FactValue(None, "没有尚未届满的影响期。")
    return max(known, key=lambda value: str(value.value))


@together("影响期至")
def any_effect_until_together(files: Readings) -> pl.Series:
    ends = [pl.lit(_effect_until_together(files, kind)) for kind in _KINDS]
    return files.column(pl.max_horizontal(ends))


def _define_count(name: str, kind: str) -> None:
    @fact(
        name,
        FactKind.INTEGER,
        unit="次",
        source=_SANCTIONS,
        meaning=f"受过且未撤销的{kind}次数，不论影响期是否届满。",
    )
    def count(file: Reading) -> FactValue:
        if not file.dossier.rewards_sanctions and kind in file.dossier.rewards_sanctions_text:
            return FactValue(None, f"奖惩情况原文提到{kind}，但没有录入条目。")
        return _listed(_entries(file, kind), f"档案中没有未撤销的{kind}。")

    @together(name)
    def count_together(files: Readings) -> pl.Series:
        told = pl.lit(files.has(files.sets["rewards_sanctions"]))
        mentioned = pl.col("rewards_sanctions_text").str.contains(kind, literal=True)
        number = pl.lit(files.count(_entries_together(files, kind)))
        return files.column(pl.when(told | ~mentioned).then(number))


_define_count("受处分次数", "处分")
_define_count("受诫勉次数", "诫勉")
_define_count("受组织处理次数", "组织处理")


@of_rewards(
    "受奖励次数",
    FactKind.INTEGER,
    unit="次",
    source=_REWARDS,
    meaning="受过且未撤销的奖励次数。",
)
def reward_count(file: Reading) -> FactValue:
    if _only_in_words(file):
        return _NOT_ENTERED
    return _listed(_rewards(file), "档案中没有奖励。")


@together("受奖励次数")
def reward_counts(files: Readings) -> pl.Series:
    number = pl.lit(files.count(_rewards_together(files)))
    return files.column(pl.when(_told_in_entries(files)).then(number))


def _only_in_words(file: Reading) -> bool:
    """Whether rewards and sanctions stand in the words of the form only, nothing being entered."""
    return not file.dossier.rewards_sanctions and (
        file.dossier.rewards_sanctions_text.strip() not in _NOTHING
    )


def _told_in_entries(files: Readings) -> pl.Expr:
    told = pl.lit(files.has(files.sets["rewards_sanctions"]))
    return told | pl.col("rewards_sanctions_text").str.strip_chars().is_in(_NOTHING)


_NOTHING = ("", "无", "无。")
_NOT_ENTERED = FactValue(None, "奖惩情况只有原文，没有录入条目。")


def _define_recent_rewards(years: int, words: str) -> None:
    @of_rewards(
        f"{words}受奖励次数",
        FactKind.INTEGER,
        unit="次",
        source=_REWARDS,
        meaning=f"最近{words[1:]}内批准且未撤销的奖励次数；有奖励没有批准时间的为不详。",
    )
    def recent(file: Reading) -> FactValue:
        if _only_in_words(file):
            return _NOT_ENTERED
        found = _rewards(file)
        undated = [entry for entry in found if entry.approved_on is None]
        if undated:
            return FactValue(None, f"“{undated[0].name}”没有批准时间。")
        return _listed(
            [
                entry
                for entry in found
                if entry.approved_on and file.years_since(entry.approved_on) < years
            ],
            f"{words}没有奖励。",
        )

    @together(f"{words}受奖励次数")
    def recent_together(files: Readings) -> pl.Series:
        found = _rewards_together(files)
        undated = files.has(found.filter(pl.col("approved_on").is_null()))
        recent = found.filter(files.years_since(pl.col("approved_on_last")) < years)
        return files.column(
            pl.when(_told_in_entries(files) & ~pl.lit(undated)).then(pl.lit(files.count(recent)))
        )


_define_recent_rewards(3, "近三年")
_define_recent_rewards(5, "近五年")


@of_rewards(
    "最近受奖励日期",
    FactKind.DATE,
    source=_REWARDS,
    meaning="最近一次奖励的批准日期；只记到月的取月末。",
)
def last_reward(file: Reading) -> FactValue:
    dated = [entry for entry in _rewards(file) if entry.approved_on]
    if not dated:
        return FactValue(None, "档案中没有记有批准时间的奖励。")
    last = max(dated, key=lambda entry: entry.approved_on or _NEVER)
    day = (last.approved_on or _NEVER).latest()
    return FactValue(day, f"{_written(last)}。")


@together("最近受奖励日期")
def last_rewards(files: Readings) -> pl.Series:
    dated = _rewards_together(files).filter(pl.col("approved_on").is_not_null())
    last = dated.sort("approved_on").unique(ROW, keep="last", maintain_order=True)
    return files.spread(last, "approved_on_last")


_NEVER = PartialDate(1900)


def _in_effect(file: Reading, kind: str) -> FactValue:
    entries = _entries(file, kind)
    running = [entry for entry in entries if _runs(file, entry)]
    if running:
        last = max(running, key=lambda entry: str(entry.influence_until))
        return FactValue(True, f"{_written(last)}，影响期至{last.influence_until}。")
    unknown = [entry for entry in entries if entry.influence_until is None]
    if unknown:
        return FactValue(None, f"{_written(unknown[0])}，档案中没有记影响期。")
    if entries:
        last = entries[-1]
        return FactValue(False, f"{_written(last)}，影响期已于{last.influence_until}届满。")
    if not file.dossier.rewards_sanctions and kind in file.dossier.rewards_sanctions_text:
        return FactValue(None, f"奖惩情况原文提到{kind}，但没有录入条目。")
    return FactValue(False, f"档案中没有未撤销的{kind}。")


@shared
def _in_effect_together(files: Readings, kind: str) -> pl.Series:
    entries = _entries_together(files, kind)
    running = files.has(entries.filter(_run(files)))
    unknown = files.has(entries.filter(pl.col("influence_until").is_null()))
    told = files.has(files.sets["rewards_sanctions"])
    mentioned = pl.col("rewards_sanctions_text").str.contains(kind, literal=True)
    return files.column(
        pl.when(pl.lit(running))
        .then(True)
        .when(~pl.lit(unknown) & (pl.lit(told) | ~mentioned))
        .then(False)
    )


def _effect_until(file: Reading, kind: str) -> FactValue:
    ends = [
        entry.influence_until.latest()
        for entry in _entries(file, kind)
        if entry.influence_until and _runs(file, entry)
    ]
    if not ends:
        return FactValue(None, f"没有尚未届满的{kind}影响期。")
    return FactValue(max(ends), f"{kind}影响期至{max(ends):%Y.%m.%d}。")


@shared
def _effect_until_together(files: Readings, kind: str) -> pl.Series:
    running = _entries_together(files, kind).filter(_run(files))
    return files.spread(
        running.group_by(ROW).agg(pl.col("influence_until_last").max()), "influence_until_last"
    )


def _entries(file: Reading, kind: str) -> list[RewardSanctionEntry]:
    return [
        entry
        for entry in file.dossier.rewards_sanctions
        if entry.nature == "sanction" and _stands(file, entry) and kind_of(entry) == kind
    ]


def _rewards(file: Reading) -> list[RewardSanctionEntry]:
    return [
        entry
        for entry in file.dossier.rewards_sanctions
        if entry.nature == "reward" and _stands(file, entry)
    ]


def _stands(file: Reading, entry: RewardSanctionEntry) -> bool:
    return file.has_begun(entry.approved_on) and not file.has_ended(entry.revoked_on)


@shared
def _standing(files: Readings, nature: str) -> pl.DataFrame:
    return files.entries("rewards_sanctions").filter(
        pl.col("nature") == nature, files.has_begun("approved_on"), ~files.has_ended("revoked_on")
    )


@shared
def _entries_together(files: Readings, kind: str) -> pl.DataFrame:
    sanctions = _standing(files, "sanction")
    named = [name for name in sanctions["name"].unique() if _kind_of(name) == kind]
    return sanctions.filter(pl.col("name").is_in(named))


def _rewards_together(files: Readings) -> pl.DataFrame:
    return _standing(files, "reward")


def _runs(file: Reading, entry: RewardSanctionEntry) -> bool:
    return entry.influence_until is not None and entry.influence_until.latest() >= file.as_of


def _run(files: Readings) -> pl.Expr:
    return pl.col("influence_until_last") >= files.as_of


def _written(entry: RewardSanctionEntry) -> str:
    when = f"{entry.approved_on}" if entry.approved_on else "时间不详"
    return f"{when}{entry.name}"


def _listed(entries: Sequence[RewardSanctionEntry], none: str) -> FactValue:
    written = "；".join(_written(entry) for entry in entries)
    return FactValue(len(entries), f"{written}。" if written else none)
