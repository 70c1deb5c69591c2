"""What a simulation is fed with: snapshot files, and hints in force."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

import polars as pl
from django.conf import settings

from xuanxian.facts import snapshot
from xuanxian.facts.definitions import FACTS
from xuanxian.kernel.errors import Problem, Refusal
from xuanxian.policy import catalogue, queries
from xuanxian.policy.simulation.tailoring import HINTS_POLICY, Hints

_PROPOSED = "拟任职务层次"
RANK_LEVELS = FACTS[_PROPOSED].levels
"""职务层次 somebody may be proposed for, lowest first."""
_ON_THE_RANK_BELOW = {
    "下一级任职年限": "任职年限",
    "下一级任职月数": "任职月数",
    "下一级职位数": "任职职位数",
}
"""Fact of a proposal → what the same fact is called after the name of a rank."""


@dataclass(frozen=True)
class StoredSnapshot:
    """A snapshot file of the installation.

    Attributes:
        name: the file's name without its ending.
        as_of: the day on which its facts hold.
        people: how many people it holds.
        path: where it lies.
    """

    name: str
    as_of: date
    people: int
    path: Path


def stored_snapshots(least: int = 0) -> list[StoredSnapshot]:
    """Of every day the snapshot with most people, at least `least`, the newest day first.

    Smaller ones of the same day belong to single decisions.
    """
    found: dict[date, StoredSnapshot] = {}
    for each in snapshot.kept(Path(settings.XUANXIAN_HOME) / "snapshots"):
        known = found.get(each.as_of)
        if each.rows >= least and (known is None or each.rows > known.people):
            found[each.as_of] = StoredSnapshot(each.path.stem, each.as_of, each.rows, each.path)
    return sorted(found.values(), key=lambda each: each.as_of, reverse=True)


def read_snapshot(path: Path) -> pl.DataFrame:
    """The people of a snapshot file.

    Columns that are no known fact are left out; facts it lacks stay unknown.

    Raises:
        Refusal: there is no such file, it is no snapshot, or a fact in it is of another type.
    """

    def refusal(field: str, value: str, message: str, mend: str) -> Refusal:
        return Refusal(Problem(str(path), field, value, message, mend))

    if not path.is_file():
        raise refusal("", "", "没有这个文件。", "请核对路径，或用 xuanxian facts build 生成快照。")
    try:
        frame = snapshot.read(path)
    except (pl.exceptions.PolarsError, OSError) as error:
        raise refusal(
            "", "", "不是快照文件（Parquet）。", "请用 xuanxian facts build 生成。"
        ) from error
    if snapshot.PERSON_COLUMN not in frame.columns:
        raise refusal("", "", "没有人员列。", "请用 xuanxian facts build 生成。")
    people = frame[snapshot.PERSON_COLUMN]
    if people.is_null().any() or people.is_duplicated().any():
        raise refusal("", "", "有人员重复或没有编号。", "请重新生成快照。")
    for name, found in frame.schema.items():
        expected = FACTS[name].polars_type() if name in FACTS else None
        if expected is not None and found != expected:
            raise refusal(
                name, str(found), f"类型不对，应当是{FACTS[name].kind.label}。",
                "快照是用另一版本的事实定义生成的，请重新生成。",
            )  # fmt: skip
    return frame.select(snapshot.PERSON_COLUMN, *(name for name in frame.columns if name in FACTS))


def propose(frame: pl.DataFrame, rank: str) -> pl.DataFrame:
    """`frame` with everybody proposed for a post of `rank`, from what the snapshot itself says.

    Time and posts on the rank below are known for the ranks that have facts of their own; below
    another rank they stay unknown, as does every other fact of a proposal.

    Raises:
        Refusal: no such rank.
    """
    if rank not in RANK_LEVELS:
        listed = "、".join(RANK_LEVELS)
        raise Refusal(
            Problem("拟任职务层次", "", rank, "没有这个职务层次。", f"可用的有：{listed}。")
        )
    place = RANK_LEVELS.index(rank)
    below = RANK_LEVELS[place - 1] if place else ""
    current = (
        pl.col("职务层次").to_physical().cast(pl.Int64)
        if "职务层次" in frame.columns
        else pl.lit(None, dtype=pl.Int64)
    )

    told = {
        _PROPOSED: pl.lit(rank, dtype=pl.Enum(RANK_LEVELS)),
        "晋升层级数": place - current,
        **{
            name: pl.col(f"{below}{kept}")
            for name, kept in _ON_THE_RANK_BELOW.items()
            if f"{below}{kept}" in frame.columns
        },
    }
    return frame.with_columns(
        told.get(name, pl.lit(None, dtype=fact.polars_type())).alias(name)
        for name, fact in FACTS.items()
        if fact.of_proposal
    )


def hints_in_force(unit_code: str, as_of: date) -> Hints:
    """When to warn: as the unit adopted it, else as the catalogue recommends.

    Raises:
        Refusal: the catalogue has no such policy.
    """
    adopted = queries.adopted_for(HINTS_POLICY, unit_code, as_of)
    return Hints.of(adopted.policy if adopted else catalogue.load(HINTS_POLICY))
