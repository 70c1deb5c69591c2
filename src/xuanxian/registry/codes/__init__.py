"""Code tables of the national standards, as data with validity dates.

Each YAML file is one table: `standard`, `name`, `codes` (code → label, or a mapping with `label`,
`parent`, `from`, `until`, `order`). The order of a ranked table is the order of its lines, highest
first, unless `order` says otherwise.
"""

from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files

from ruamel.yaml import YAML


@dataclass(frozen=True, slots=True)
class Code:
    """One code of a table; `order` counts from 0 at the top of the table."""

    code: str
    label: str
    order: int
    parent: str = ""
    valid_from: date | None = None
    valid_until: date | None = None


@dataclass(frozen=True, slots=True)
class CodeTable:
    """A table of codes with look-ups both ways."""

    key: str
    standard: str
    name: str
    codes: dict[str, Code]

    def label(self, code: str) -> str:
        """The label of `code`; the code itself when the table lacks it, so nothing is hidden."""
        found = self.codes.get(code)
        return found.label if found else code

    def code_of(self, label: str) -> str | None:
        """The code with exactly this label, None when there is none."""
        return _by_label(self.key).get(label)

    def choices(self) -> list[tuple[str, str]]:
        """(code, label) pairs in table order, for forms."""
        return [(code.code, code.label) for code in self.codes.values()]


@cache
def table(key: str) -> CodeTable:
    """The table in `codes/<key>.yaml`, e.g. `table("rank")`.

    Raises:
        FileNotFoundError: no such table; a defect of the caller.
    """
    text = files(__package__).joinpath(f"{key}.yaml").read_text(encoding="utf-8")
    data = YAML(typ="safe").load(text)
    codes = {}
    for order, (code, entry) in enumerate(data["codes"].items()):
        if isinstance(entry, str):
            entry = {"label": entry}
        codes[str(code)] = Code(
            code=str(code),
            label=entry["label"],
            order=entry.get("order", order),
            parent=entry.get("parent", ""),
            valid_from=entry.get("from"),
            valid_until=entry.get("until"),
        )
    return CodeTable(key=key, standard=data["standard"], name=data["name"], codes=codes)


@cache
def _by_label(key: str) -> dict[str, str]:
    return {code.label: code.code for code in table(key).codes.values()}
