"""The figures of `plausibility.yaml`, by the name of the check."""

from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from ruamel.yaml import YAML

from xuanxian.kernel.errors import Severity


@dataclass(frozen=True, slots=True)
class Standard:
    """What one check compares with. `figure` is in the unit that its check names, 0 without one."""

    figure: int
    severity: Severity
    citation: str


@cache
def standard(name: str) -> Standard:
    """The standard of the check `name`.

    Raises:
        KeyError: no such check; a defect of the caller.
    """
    return standards()[name]


@cache
def standards() -> dict[str, Standard]:
    """Every standard by the name of its check."""
    text = files("xuanxian.exchange").joinpath("plausibility.yaml").read_text(encoding="utf-8")
    return {
        name: Standard(
            figure=next(
                (entry[unit] for unit in ("minimum", "months", "years") if unit in entry), 0
            ),
            severity=Severity(entry["severity"]),
            citation=entry["citation"],
        )
        for name, entry in YAML(typ="safe").load(text).items()
    }
