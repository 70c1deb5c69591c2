"""Every fact of a person, post, unit and team, defined once: what policies and pages may ask.

The contract that expressions and snapshots stand on:

- `facts_of(subject)` maps the Chinese name to the `FactDefinition` of every fact about a `Subject`
  (person, post, unit, team), in the order in which lists show them; `FACTS` are those of a person.
  Names are plain identifiers (no brackets, no spaces) and belong to one subject only.
- `FactDefinition.kind` is a `FactKind`; a snapshot column has `kind.polars_type()`:
  INTEGER (Int64), FRACTION (an exact share or average; Float64 in a frame, so what decides takes
  it from the reading), BOOLEAN, TEXT (String), DATE, and CODE, an ordered `polars.Enum` whose
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

from xuanxian.facts.definitions.definition import (
    FACTS,
    FactDefinition,
    FactKind,
    FactValue,
    Subject,
    facts_of,
)
from xuanxian.facts.definitions.reading import PostPlace, Reading, Surroundings, UnitPlace
from xuanxian.facts.definitions.structure import (
    Holding,
    PostReading,
    RankFigure,
    TeamMember,
    TeamReading,
    UnitReading,
)

# Each module defines its facts as it is imported; the order here is the order of lists.
from xuanxian.facts.definitions import basics  # isort: skip
from xuanxian.facts.definitions import party  # isort: skip
from xuanxian.facts.definitions import education  # isort: skip
from xuanxian.facts.definitions import posts  # isort: skip
from xuanxian.facts.definitions import ranks  # isort: skip
from xuanxian.facts.definitions import experience  # isort: skip
from xuanxian.facts.definitions import units_served  # isort: skip
from xuanxian.facts.definitions import promotion  # isort: skip
from xuanxian.facts.definitions import assessments  # isort: skip
from xuanxian.facts.definitions import sanctions  # isort: skip
from xuanxian.facts.definitions import family  # isort: skip
from xuanxian.facts.definitions import retirement  # isort: skip
from xuanxian.facts.definitions import of_posts  # isort: skip
from xuanxian.facts.definitions import of_units  # isort: skip
from xuanxian.facts.definitions import of_teams  # isort: skip

__all__ = [
    "FACTS",
    "FactDefinition",
    "FactKind",
    "FactValue",
    "Holding",
    "PostPlace",
    "PostReading",
    "RankFigure",
    "Reading",
    "Subject",
    "Surroundings",
    "TeamMember",
    "TeamReading",
    "UnitPlace",
    "UnitReading",
    "assessments",
    "basics",
    "education",
    "experience",
    "facts_of",
    "family",
    "of_posts",
    "of_teams",
    "of_units",
    "party",
    "posts",
    "promotion",
    "ranks",
    "retirement",
    "sanctions",
    "units_served",
]
