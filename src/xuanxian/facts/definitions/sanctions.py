"""处分、诫勉、组织处理 and their influence periods."""

from functools import cache
from importlib.resources import files

from ruamel.yaml import YAML

from xuanxian.facts.definitions.definition import FactDefiner, FactKind, FactValue, Subject
from xuanxian.facts.definitions.reading import Reading
from xuanxian.registry.dossier import RewardSanctionEntry

fact = FactDefiner(Subject.PERSON, "处分")

_SANCTIONS = "A14 奖惩（A1423 影响期至）"
_KINDS = {"处分": "处分", "诫勉": "诫勉", "组织处理": "组织处理"}


@cache
def _names() -> tuple[tuple[str, str], ...]:
    text = files(__package__).joinpath("measures.yaml").read_text(encoding="utf-8")
    data = YAML(typ="safe").load(text)
    pairs = [(name, kind) for kind, names in data.items() for name in names]
    return tuple(sorted(pairs, key=lambda pair: -len(pair[0])))


def kind_of(entry: RewardSanctionEntry) -> str:
    """处分, 诫勉 or 组织处理; what no name tells is taken as 处分, the graver reading."""
    return next((kind for name, kind in _names() if name in entry.name), "处分")


def _define(kind: str) -> None:
    @fact(
        f"{kind}影响期内",
        FactKind.BOOLEAN,
        source=_SANCTIONS,
        meaning=f"有{kind}的影响期尚未届满。",
    )
    def in_effect(file: Reading) -> FactValue:
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

    @fact(
        f"{kind}影响期至",
        FactKind.DATE,
        source=_SANCTIONS,
        meaning=f"尚未届满的{kind}影响期的最后一日。",
    )
    def effect_until(file: Reading) -> FactValue:
        ends = [
            entry.influence_until.latest()
            for entry in _entries(file, kind)
            if entry.influence_until and _runs(file, entry)
        ]
        if not ends:
            return FactValue(None, f"没有尚未届满的{kind}影响期。")
        return FactValue(max(ends), f"{kind}影响期至{max(ends):%Y.%m.%d}。")


for _kind in _KINDS:
    _define(_kind)


@fact(
    "受处分次数",
    FactKind.INTEGER,
    unit="次",
    source=_SANCTIONS,
    meaning="受过且未撤销的处分次数，不论影响期是否届满。",
)
def sanction_count(file: Reading) -> FactValue:
    entries = _entries(file, "处分")
    written = "；".join(_written(entry) for entry in entries)
    return FactValue(len(entries), written + "。" if written else "档案中没有未撤销的处分。")


def _entries(file: Reading, kind: str) -> list[RewardSanctionEntry]:
    return [
        entry
        for entry in file.dossier.rewards_sanctions
        if entry.nature == "sanction"
        and file.has_begun(entry.approved_on)
        and not file.has_ended(entry.revoked_on)
        and kind_of(entry) == kind
    ]


def _runs(file: Reading, entry: RewardSanctionEntry) -> bool:
    return entry.influence_until is not None and entry.influence_until.latest() >= file.as_of


def _written(entry: RewardSanctionEntry) -> str:
    when = f"{entry.approved_on}" if entry.approved_on else "时间不详"
    return f"{when}{entry.name}"
