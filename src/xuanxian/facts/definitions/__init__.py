"""Every fact of a person, defined once: what policies, lists and pages may ask.

The contract that expressions and snapshots stand on:

- `FACTS: dict[str, FactDefinition]` maps the Chinese name to its definition, in the order in
  which lists show them. Names are plain identifiers (no brackets, no spaces).
- `FactDefinition.kind` is a `FactKind`; a snapshot column has `kind.polars_type()`:
  INTEGER (Int64), BOOLEAN, TEXT (String), DATE, and CODE, an ordered `polars.Enum` whose
  categories are `FactDefinition.levels`, lowest first, so that `学历 >= '大学专科'` compares by
  level.
- `FactDefinition.unit` is the Chinese unit of a number (周岁, 年, 月, 次, 天, 个, 人), else "".
- `FactDefinition.choices` are the texts a TEXT fact can take where they are a closed list, else
  (). A constant compared with a CODE must be one of `levels`, with such a TEXT one of `choices`.
- `FactDefinition.of_proposal` marks facts that depend on the post somebody is proposed for
  (下一级任职年限 …); they are null where nothing is proposed.
- What a file does not say is null, and stays unknown through an expression (three values).
- A date known only to the month or year is taken at the end that speaks against the person:
  born on its first day, joined or appointed on its last; the explanation says so.
"""

from xuanxian.facts.definitions.definition import FACTS, FactDefinition, FactKind, FactValue
from xuanxian.facts.definitions.reading import PostPlace, Reading, Surroundings, UnitPlace

# Each module defines its facts as it is imported; the order here is the order of lists.
from xuanxian.facts.definitions import basics  # isort: skip
from xuanxian.facts.definitions import education  # isort: skip
from xuanxian.facts.definitions import posts  # isort: skip
from xuanxian.facts.definitions import experience  # isort: skip
from xuanxian.facts.definitions import promotion  # isort: skip
from xuanxian.facts.definitions import assessments  # isort: skip
from xuanxian.facts.definitions import sanctions  # isort: skip
from xuanxian.facts.definitions import family  # isort: skip

__all__ = [
    "FACTS",
    "FactDefinition",
    "FactKind",
    "FactValue",
    "PostPlace",
    "Reading",
    "Surroundings",
    "UnitPlace",
    "assessments",
    "basics",
    "education",
    "experience",
    "family",
    "posts",
    "promotion",
    "sanctions",
]
