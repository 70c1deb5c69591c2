"""家庭成员及重要社会关系."""

from collections.abc import Callable, Sequence
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
from xuanxian.registry.dossier import RelativeEntry

fact = FactDefiner(Subject.PERSON, "家庭")

_FAMILY = "A36 家庭成员"
_NONE_WRITTEN = FactValue(None, "档案中没有家庭成员信息。")


@cache
def _relations(kind: str) -> frozenset[str]:
    relations: Sequence[str] = words_in("family")[kind]  # type: ignore[assignment]
    return frozenset(relations)


@fact("有配偶", FactKind.BOOLEAN, source=_FAMILY, meaning="家庭成员中有在世的配偶。")
def has_spouse(file: Reading) -> FactValue:
    if not file.dossier.relatives:
        return _NONE_WRITTEN
    spouses = _living(file, "spouse")
    if spouses:
        return FactValue(True, f"{_called(spouses[0])}。")
    return FactValue(False, "家庭成员中没有在世的配偶。")


@together("有配偶")
def have_spouses(files: Readings) -> pl.Series:
    return _of_families(files, pl.lit(files.has(_living_together(files, "spouse"))))


@fact("配偶移居国境外", FactKind.BOOLEAN, source=_FAMILY, meaning="配偶已移居国（境）外。")
def spouse_abroad(file: Reading) -> FactValue:
    if not file.dossier.relatives:
        return _NONE_WRITTEN
    spouses = _living(file, "spouse")
    if not spouses:
        return FactValue(False, "家庭成员中没有在世的配偶。")
    abroad = [entry for entry in spouses if entry.is_abroad]
    if abroad:
        return FactValue(True, f"{_called(abroad[0])}已移居国（境）外。")
    return FactValue(False, f"{_called(spouses[0])}没有移居国（境）外的记载。")


@together("配偶移居国境外")
def spouses_abroad(files: Readings) -> pl.Series:
    return _of_families(
        files, pl.lit(files.has(_living_together(files, "spouse").filter("is_abroad")))
    )


@fact("子女数", FactKind.INTEGER, unit="人", source=_FAMILY, meaning="在世的子女人数。")
def children(file: Reading) -> FactValue:
    if not file.dossier.relatives:
        return _NONE_WRITTEN
    living = _living(file, "child")
    names = "、".join(_called(entry) for entry in living)
    return FactValue(len(living), f"{names}。" if names else "家庭成员中没有子女。")


@together("子女数")
def children_together(files: Readings) -> pl.Series:
    return _of_families(files, pl.lit(files.count(_living_together(files, "child"))))


@fact(
    "子女均移居国境外",
    FactKind.BOOLEAN,
    source=_FAMILY,
    meaning="有子女，且在世的子女都已移居国（境）外。",
)
def children_abroad(file: Reading) -> FactValue:
    if not file.dossier.relatives:
        return _NONE_WRITTEN
    living = _living(file, "child")
    abroad = [entry for entry in living if entry.is_abroad]
    return FactValue(
        bool(living) and len(abroad) == len(living),
        f"子女{len(living)}人，移居国（境）外{len(abroad)}人。",
    )


@together("子女均移居国境外")
def children_abroad_together(files: Readings) -> pl.Series:
    living = _living_together(files, "child")
    abroad = pl.lit(files.count(living.filter("is_abroad")))
    number = pl.lit(files.count(living))
    return _of_families(files, (number > 0) & (number == abroad))


@fact(
    "移居国境外亲属数",
    FactKind.INTEGER,
    unit="人",
    source=_FAMILY,
    meaning="在世的家庭成员中移居国（境）外的人数。",
)
def relatives_abroad(file: Reading) -> FactValue:
    if not file.dossier.relatives:
        return _NONE_WRITTEN
    abroad = [
        entry for entry in file.dossier.relatives if entry.is_abroad and not entry.is_deceased
    ]
    names = "、".join(_called(entry) for entry in abroad)
    return FactValue(len(abroad), f"{names}。" if names else "没有移居国（境）外的记载。")


@together("移居国境外亲属数")
def relatives_abroad_together(files: Readings) -> pl.Series:
    living = files.entries("relatives").filter("is_abroad", ~pl.col("is_deceased"))
    return _of_families(files, pl.lit(files.count(living)))


@fact(
    "有亲属同单位任职",
    FactKind.BOOLEAN,
    source="A36 家庭成员、机构",
    meaning="有在世的亲属在同一单位工作。",
)
def relative_in_unit(file: Reading) -> FactValue:
    if not file.dossier.relatives:
        return _NONE_WRITTEN
    unit_code = file.dossier.unit_code
    unit = file.surroundings.units.get(unit_code)
    if not unit_code or unit is None:
        return FactValue(None, "不知道本人的单位，无法比较。")
    unknown: list[RelativeEntry] = []
    for entry in file.dossier.relatives:
        if entry.is_deceased:
            continue
        linked = _unit_of(file, entry)
        if linked == unit_code or (unit.name and unit.name in entry.unit_and_post):
            return FactValue(True, f"{_called(entry)}在{unit.name}工作。")
        if not linked and not entry.unit_and_post.strip():
            unknown.append(entry)
    if unknown:
        return FactValue(None, f"{_called(unknown[0])}没有记工作单位。")
    return FactValue(False, f"没有在世的亲属在{unit.name}工作。")


@together("有亲属同单位任职")
def relatives_in_units(files: Readings) -> pl.Series:
    own = (
        files.base.select(ROW, unit="unit_code")
        .join(files.units, on="unit", how="left", maintain_order="left")
        .filter(pl.col("unit") != "")
    )
    living = _with_units(files).filter(~pl.col("is_deceased"))
    compared = living.join(own, on=ROW, how="inner").filter(pl.col("unit_name").is_not_null())
    named = (pl.col("unit_name") != "") & pl.col("unit_and_post").str.contains(
        pl.col("unit_name"), literal=True
    )
    found = files.has(compared.filter((pl.col("theirs") == pl.col("unit")) | named))
    silent = pl.col("unit_and_post").str.strip_chars() == ""
    unknown = files.has(compared.filter((pl.col("theirs") == "") & silent))
    known = pl.lit(files.has(own.filter(pl.col("unit_name").is_not_null())))
    return _of_families(
        files,
        pl.when(known & pl.lit(found)).then(True).when(known & ~pl.lit(unknown)).then(False),
    )


@fact(
    "任职亲属数",
    FactKind.INTEGER,
    unit="人",
    source=_FAMILY,
    meaning="已确认同在干部库中的亲属人数。",
)
def serving_relatives(file: Reading) -> FactValue:
    if not file.dossier.relatives:
        return _NONE_WRITTEN
    linked = [entry for entry in file.dossier.relatives if entry.linked_person]
    names = "、".join(_called(entry) for entry in linked)
    return FactValue(len(linked), f"{names}。" if names else "没有已确认关联的亲属。")


@together("任职亲属数")
def serving_relatives_together(files: Readings) -> pl.Series:
    linked = files.entries("relatives").filter(pl.col("linked_person") != "")
    return _of_families(files, pl.lit(files.count(linked)))


def _define_line(name: str, meaning: str, fits: Callable[[str, str], bool], fit: pl.Expr) -> None:
    """A count of relatives by where their unit stands to the person's own.

    Args:
        fits, fit: whether it does, from the own unit's code and theirs.
    """

    @fact(
        name,
        FactKind.INTEGER,
        unit="人",
        source="A36 家庭成员、机构",
        meaning=f"已确认同在干部库中的在世亲属，{meaning}的人数。",
    )
    def count(file: Reading) -> FactValue:
        if not file.dossier.relatives:
            return _NONE_WRITTEN
        own = file.dossier.unit_code
        if not own:
            return FactValue(None, "不知道本人的单位，无法比较。")
        linked = [
            entry
            for entry in file.dossier.relatives
            if entry.linked_person and not entry.is_deceased
        ]
        homeless = [entry for entry in linked if not _unit_of(file, entry)]
        if homeless:
            return FactValue(None, f"不知道{_called(homeless[0])}的单位。")
        found = [entry for entry in linked if fits(own, _unit_of(file, entry))]
        names = "、".join(_called(entry) for entry in found)
        return FactValue(len(found), f"{names}。" if names else f"没有{meaning}的已确认亲属。")

    @together(name)
    def count_together(files: Readings) -> pl.Series:
        own = files.base.select(ROW, own="unit_code")
        linked = (
            _with_units(files)
            .filter(pl.col("linked_person") != "", ~pl.col("is_deceased"))
            .join(own, on=ROW, how="inner")
        )
        homeless = files.has(linked.filter(pl.col("theirs") == ""))
        found = files.count(linked.filter(fit))
        known = (pl.col("unit_code") != "") & ~pl.lit(homeless)
        return _of_families(files, pl.when(known).then(pl.lit(found)))


_define_line(
    "同单位亲属数",
    "与本人同在一个单位",
    lambda own, theirs: own == theirs,
    pl.col("own") == pl.col("theirs"),
)
_define_line(
    "下级单位亲属数",
    "在本人单位的下级单位",
    lambda own, theirs: own != theirs and theirs.startswith(own),
    (pl.col("own") != pl.col("theirs")) & pl.col("theirs").str.starts_with(pl.col("own")),
)
_define_line(
    "上级单位亲属数",
    "在本人单位的上级单位",
    lambda own, theirs: own != theirs and own.startswith(theirs),
    (pl.col("own") != pl.col("theirs")) & pl.col("own").str.starts_with(pl.col("theirs")),
)


@shared
def _with_units(files: Readings) -> pl.DataFrame:
    """Relatives with `theirs`, the code of the unit of the linked person, "" when not known."""
    relatives = files.entries("relatives").join(
        files.units_of_people, on="linked_person", how="left", maintain_order="left"
    )
    return relatives.with_columns(pl.col("theirs").fill_null(""))


def _of_families(files: Readings, value: pl.Expr) -> pl.Series:
    """`value` for people of whose family the file says something."""
    written = pl.lit(files.has(files.sets["relatives"]))
    return files.column(pl.when(written).then(value))


@shared
def _living_together(files: Readings, kind: str) -> pl.DataFrame:
    return files.entries("relatives").filter(
        pl.col("relation").str.strip_chars().is_in(sorted(_relations(kind))),
        ~pl.col("is_deceased"),
    )


def _unit_of(file: Reading, entry: RelativeEntry) -> str:
    if entry.linked_person is None:
        return ""
    return file.surroundings.unit_of_person.get(entry.linked_person, "")


def _living(file: Reading, kind: str) -> list[RelativeEntry]:
    return [
        entry
        for entry in file.dossier.relatives
        if entry.relation.strip() in _relations(kind) and not entry.is_deceased
    ]


def _called(entry: RelativeEntry) -> str:
    return f"{entry.relation}{entry.name}"
