"""家庭成员及重要社会关系."""

from functools import cache
from importlib.resources import files

from ruamel.yaml import YAML

from xuanxian.facts.definitions.definition import FactDefiner, FactKind, FactValue, Subject
from xuanxian.facts.definitions.reading import Reading
from xuanxian.registry.dossier import RelativeEntry

fact = FactDefiner(Subject.PERSON, "家庭")

_FAMILY = "A36 家庭成员"
_NONE_WRITTEN = FactValue(None, "档案中没有家庭成员信息。")


@cache
def _relations(kind: str) -> frozenset[str]:
    text = files(__package__).joinpath("family.yaml").read_text(encoding="utf-8")
    return frozenset(YAML(typ="safe").load(text)[kind])


@fact("有配偶", FactKind.BOOLEAN, source=_FAMILY, meaning="家庭成员中有在世的配偶。")
def has_spouse(file: Reading) -> FactValue:
    if not file.dossier.relatives:
        return _NONE_WRITTEN
    spouses = _living(file, "spouse")
    if spouses:
        return FactValue(True, f"{_called(spouses[0])}。")
    return FactValue(False, "家庭成员中没有在世的配偶。")


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


@fact("子女数", FactKind.INTEGER, unit="人", source=_FAMILY, meaning="在世的子女人数。")
def children(file: Reading) -> FactValue:
    if not file.dossier.relatives:
        return _NONE_WRITTEN
    living = _living(file, "child")
    names = "、".join(_called(entry) for entry in living)
    return FactValue(len(living), f"{names}。" if names else "家庭成员中没有子女。")


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
