"""One policy of 12 criteria with dates over many people, against peers on the same rules.

Every contender says for each person which of the 12 criteria are known to be met; what a file does
not say is not met. Ours answers more: a verdict a rule (pass or bar, hold where it is unknown) and
the heaviest of them; or, for counting, two bitmaps a rule, met and not known. Facts lie ready in
each contender's own types, dates as dates, so that only judging is timed; OpenFisca takes its
inputs anew each run, as it keeps what it has computed. GoRules zen has days as numbers and judges
one record at a time: a part of the people is timed and scaled. Then one person with all reasons,
as a page explains him. XUANXIAN_BENCH_ROWS sets the sizes, as 10000,10000000.
"""

import os
import tempfile
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

os.environ["XUANXIAN_HOME"] = tempfile.mkdtemp(prefix="xuanxian-bench-")
os.environ["DJANGO_SETTINGS_MODULE"] = "xuanxian.settings"
os.environ.pop("DATABASE_URL", None)

import django

django.setup()  # the kinds of instrument are registered by the apps

import duckdb  # noqa: E402
import numpy as np  # noqa: E402
import polars as pl  # noqa: E402
import zen  # noqa: E402
from contest import print_table, shown, taking_turns  # noqa: E402
from openfisca_core.entities import build_entity  # noqa: E402
from openfisca_core.periods import DateUnit  # noqa: E402
from openfisca_core.simulations import SimulationBuilder  # noqa: E402
from openfisca_core.taxbenefitsystems import TaxBenefitSystem  # noqa: E402
from openfisca_core.variables import Variable  # noqa: E402

from xuanxian.facts.definitions import FACTS  # noqa: E402
from xuanxian.policy import catalogue  # noqa: E402
from xuanxian.policy.expressions import Expression  # noqa: E402
from xuanxian.policy.instruments import judge_together  # noqa: E402
from xuanxian.policy.simulation.many_posts import Crowd  # noqa: E402

SIZES = [
    int(size) for size in os.environ.get("XUANXIAN_BENCH_ROWS", "10000,100000,1000000").split(",")
]
SCALED_FROM = 5_000
"""Records that zen judges; more are scaled from them."""
POLICY = Path(__file__).with_suffix(".yaml")
DATES = ("出生日期", "参加工作时间", "入党时间", "任现职日期", "任现职务层次日期")
CODES = ("学历", "上年度考核结果", "职务层次")
TRUTHS = ("处分影响期内", "诫勉影响期内", "试用期内")
NUMBERS = ("近三年优秀次数", "近五年培训天数", "基层工作年限")
UNKNOWN_LATE, UNKNOWN_EARLY = np.datetime64("2300-01-01"), np.datetime64("1700-01-01")
"""Dates that stand for unknown where peers have no such thing: they meet no rule."""


def day(text: str) -> int:
    """Days since 1970."""
    return int(np.datetime64(text, "D").astype(int))


BOUNDS = {
    "born": np.datetime64("1981-11-21"), "worked": np.datetime64("2016-11-21"),
    "party": np.datetime64("2023-11-21"), "post": np.datetime64("2024-11-21"),
    "rank": np.datetime64("2023-11-21"),
}  # fmt: skip
LINES = {
    "born": day("1981-11-21"), "worked": day("2016-11-21"), "party": day("2023-11-21"),
    "post": day("2024-11-21"), "rank": day("2023-11-21"),
    "education": FACTS["学历"].levels.index("大学专科"),
    "assessment": FACTS["上年度考核结果"].levels.index("称职"),
    "chief": FACTS["职务层次"].levels.index("乡科级正职"),
}  # fmt: skip


def people(rows: int) -> pl.DataFrame:
    """Made-up facts in the column types of a snapshot; about one value in fifty is unknown."""
    drawn = np.random.default_rng(7)

    def partly(values: pl.Series, share: float = 0.02) -> pl.Series:
        return values.set(pl.Series(drawn.random(rows) < share), None)

    columns = []
    spans = [(1966, 1998), (1988, 2024), (1990, 2025), (2014, 2026), (2012, 2026)]
    for name, (low, high) in zip(DATES, spans, strict=True):
        days = drawn.integers(day(f"{low}-01-01"), day(f"{high}-01-01"), rows)
        dates = pl.Series(name, days.astype(np.int32)).cast(pl.Date)
        columns.append(partly(dates, 0.2 if name == "入党时间" else 0.02))
    for name in CODES:
        levels = FACTS[name].levels
        places = pl.Series(name, drawn.integers(0, len(levels), rows).astype(np.uint8))
        columns.append(partly(places.cat.to(pl.Enum(levels))))
    for name in TRUTHS:
        columns.append(partly(pl.Series(name, drawn.random(rows) < 0.05)))
    for name, top in zip(NUMBERS, (4, 90, 20), strict=True):
        columns.append(partly(pl.Series(name, drawn.integers(0, top, rows))))
    return pl.DataFrame(columns)


def arrays(frame: pl.DataFrame) -> dict[str, np.ndarray]:
    """The facts as plain arrays, unknown ones as values that meet no rule."""
    found = {}
    for name in DATES:
        unknown = UNKNOWN_EARLY if name == "出生日期" else UNKNOWN_LATE
        found[name] = frame[name].fill_null(unknown.item()).to_numpy().astype("datetime64[D]")
    for name in CODES:
        found[name] = frame[name].to_physical().cast(pl.Int16).fill_null(-1).to_numpy()
    for name in TRUTHS:
        found[name] = frame[name].fill_null(True).to_numpy()
    for name in NUMBERS:
        found[name] = frame[name].fill_null(-1).to_numpy()
    return found


# -- the contenders: each answers a whole number of 12 bits a person


def by_policy(frame: pl.DataFrame) -> Callable[[], pl.DataFrame]:
    """Ours: all verdicts, unknowns told apart."""
    policy = catalogue.load_file(POLICY)
    compiled = policy.instrument("qualification").compiled(policy.quantities)
    return lambda: judge_together([compiled], frame)


def bits_of(verdicts: pl.DataFrame) -> np.ndarray:
    """Our verdicts as the bits of the others."""
    rules = [name for name in verdicts.columns if "." in name]
    met = [
        (pl.col(name) == "pass").cast(pl.UInt16) * (1 << place) for place, name in enumerate(rules)
    ]
    return verdicts.select(pl.sum_horizontal(met))[:, 0].to_numpy().astype(np.uint16)


def by_hand(frame: pl.DataFrame) -> Callable[[], np.ndarray]:
    """The rules written in Polars by hand."""
    lines = {name: pl.lit(value, dtype=pl.Int32).cast(pl.Date) for name, value in LINES.items()}
    conditions = [
        pl.col("出生日期") >= lines["born"],
        pl.col("参加工作时间") <= lines["worked"],
        pl.col("入党时间") <= lines["party"],
        pl.col("任现职日期") <= lines["post"],
        pl.col("任现职务层次日期") <= lines["rank"],
        pl.col("学历") >= "大学专科",
        pl.col("上年度考核结果") >= "称职",
        ~pl.col("处分影响期内"),
        ~pl.col("诫勉影响期内"),
        (pl.col("近三年优秀次数") >= 1) | (pl.col("近五年培训天数") >= 30),
        (pl.col("基层工作年限") >= 2) | (pl.col("职务层次") >= "乡科级正职"),
        ~pl.col("试用期内"),
    ]
    met = [
        each.fill_null(False).cast(pl.UInt16) * pl.lit(1 << place, dtype=pl.UInt16)
        for place, each in enumerate(conditions)
    ]
    plan = pl.sum_horizontal(met)
    return lambda: frame.select(plan).to_series().to_numpy()


def by_bitmaps(frame: pl.DataFrame) -> Callable[[], list[Any]]:
    """Ours for counting: each rule as two bitmaps, met and not known."""
    policy = catalogue.load_file(POLICY)
    criteria = policy.instrument("qualification")
    conditions = []
    for rule in criteria.rules:
        text = f"({rule.rule}) OR NOT ({rule.when})" if rule.when else rule.rule
        conditions.append(Expression.parse(text, criteria.names, policy.quantities))
    crowd = Crowd(frame)

    def judge() -> list[Any]:
        crowd.forget()
        crowd.learn(conditions)
        return [crowd, conditions]

    return judge


def bits_of_bitmaps(crowd: Crowd, conditions: list[Expression]) -> np.ndarray:
    """The bitmaps as the bits of the others."""
    return sum(
        crowd.who([each]).to_numpy().astype(np.uint16) << place
        for place, each in enumerate(conditions)
    )


def numpy_rules(facts: dict[str, np.ndarray]) -> Iterator[np.ndarray]:
    """The rules over arrays, one after the other."""
    for names, rule in zip(ASKED, RULES, strict=True):
        yield rule(*(facts[name] for name in names))


def by_numpy(facts: dict[str, np.ndarray]) -> Callable[[], np.ndarray]:
    """A plain loop over the rules, one array operation each."""

    def judge() -> np.ndarray:
        bits = np.zeros(len(facts["学历"]), dtype=np.uint16)
        for place, met in enumerate(numpy_rules(facts)):
            bits |= met.astype(np.uint16) << place
        return bits

    return judge


def by_duckdb(frame: pl.DataFrame, folder: Path) -> Callable[[], np.ndarray]:
    """DuckDB over a table in memory: dates as constant bounds, codes as ENUM."""
    path = folder / "people.parquet"
    frame.with_columns(pl.col(CODES).cast(pl.String)).write_parquet(path)
    store = duckdb.connect()
    typed = []
    for name in CODES:
        listed = ", ".join(f"'{level}'" for level in FACTS[name].levels)
        store.execute(f'CREATE TYPE "{name}" AS ENUM ({listed})')
        typed.append(f'"{name}"::"{name}" AS "{name}"')
    store.execute(f"CREATE TABLE people AS SELECT * REPLACE ({', '.join(typed)}) FROM '{path}'")
    path.unlink()
    conditions = [
        "出生日期 >= DATE '1981-11-21'", "参加工作时间 <= DATE '2016-11-21'",
        "入党时间 <= DATE '2023-11-21'", "任现职日期 <= DATE '2024-11-21'",
        "任现职务层次日期 <= DATE '2023-11-21'", "学历 >= '大学专科'::学历",
        "上年度考核结果 >= '称职'::上年度考核结果",
        "NOT 处分影响期内", "NOT 诫勉影响期内", "近三年优秀次数 >= 1 OR 近五年培训天数 >= 30",
        "基层工作年限 >= 2 OR 职务层次 >= '乡科级正职'::职务层次", "NOT 试用期内",
    ]  # fmt: skip
    bits = " + ".join(
        f"COALESCE({each}, FALSE)::USMALLINT * {1 << place}::USMALLINT"
        for place, each in enumerate(conditions)
    )
    question = f"SELECT ({bits})::USMALLINT AS bits FROM people"
    return lambda: store.execute(question).fetchnumpy()["bits"]


PERSON = build_entity("person", "people", "", is_person=True)
INPUTS: dict[str, type] = {
    **dict.fromkeys(DATES, date),
    **dict.fromkeys((*CODES, *NUMBERS), int),
    **dict.fromkeys(TRUTHS, bool),
}


def openfisca_system() -> TaxBenefitSystem:
    """The rules as variables of OpenFisca; codes as whole numbers, which is its fastest."""
    system = TaxBenefitSystem([PERSON])

    def variable(name: str, kind: type, formula: Any = None) -> None:
        said = {"value_type": kind, "entity": PERSON, "definition_period": DateUnit.MONTH}
        if formula is not None:
            said["formula"] = formula
        system.add_variable(type(name, (Variable,), said))

    for name, kind in INPUTS.items():
        variable(f"v_{name}", kind)

    def rule(place: int, *names: str) -> None:
        def formula(person: Any, period: Any) -> np.ndarray:
            return RULES[place](*(person(f"v_{name}", period) for name in names))

        variable(f"rule_{place}", bool, formula)

    for place, names in enumerate(ASKED):
        rule(place, *names)
    return system


ASKED = (
    ("出生日期",), ("参加工作时间",), ("入党时间",), ("任现职日期",), ("任现职务层次日期",),
    ("学历",), ("上年度考核结果",), ("处分影响期内",), ("诫勉影响期内",),
    ("近三年优秀次数", "近五年培训天数"), ("基层工作年限", "职务层次"), ("试用期内",),
)  # fmt: skip
RULES: tuple[Callable[..., Any], ...] = (
    lambda born: born >= BOUNDS["born"],
    lambda worked: worked <= BOUNDS["worked"],
    lambda party: party <= BOUNDS["party"],
    lambda post: post <= BOUNDS["post"],
    lambda rank: rank <= BOUNDS["rank"],
    lambda education: education >= LINES["education"],
    lambda assessment: assessment >= LINES["assessment"],
    np.logical_not,
    np.logical_not,
    lambda excellent, training: (excellent >= 1) | (training >= 30),
    lambda grass_roots, rank: (grass_roots >= 2) | (rank >= LINES["chief"]),
    np.logical_not,
)


def by_openfisca(facts: dict[str, np.ndarray]) -> Callable[[], np.ndarray]:
    """OpenFisca-core: a simulation a run, as a second question would be answered from memory."""
    system = openfisca_system()
    count = len(facts["学历"])

    def judge() -> np.ndarray:
        simulation = SimulationBuilder().build_default_simulation(system, count)
        for name in INPUTS:
            simulation.set_input(f"v_{name}", "2026-11", facts[name])
        bits = np.zeros(count, dtype=np.uint16)
        for place in range(len(RULES)):
            bits |= simulation.calculate(f"rule_{place}", "2026-11").astype(np.uint16) << place
        return bits

    return judge


KEYS = dict(zip((*DATES, *CODES, *TRUTHS, *NUMBERS), "abcdefghijklmn", strict=True))


def zen_conditions(prefix: str) -> list[str]:
    """The rules as expressions of zen over short names."""
    signs = [
        f"{{出生日期}} >= {LINES['born']}", f"{{参加工作时间}} <= {LINES['worked']}",
        f"{{入党时间}} <= {LINES['party']}", f"{{任现职日期}} <= {LINES['post']}",
        f"{{任现职务层次日期}} <= {LINES['rank']}", f"{{学历}} >= {LINES['education']}",
        f"{{上年度考核结果}} >= {LINES['assessment']}", "not {处分影响期内}", "not {诫勉影响期内}",
        "{近三年优秀次数} >= 1 or {近五年培训天数} >= 30",
        f"{{基层工作年限}} >= 2 or {{职务层次}} >= {LINES['chief']}", "not {试用期内}",
    ]  # fmt: skip
    names = {name: prefix + key for name, key in KEYS.items()}
    return [each.format(**names) for each in signs]


def records(facts: dict[str, np.ndarray], count: int) -> list[dict[str, Any]]:
    """The first people as zen takes them."""
    columns = [
        (facts[name].astype(int) if name in DATES else facts[name])[:count].tolist()
        for name in KEYS
    ]
    return [dict(zip(KEYS.values(), row, strict=True)) for row in zip(*columns, strict=True)]


def by_zen_one_by_one(some: list[dict[str, Any]]) -> Callable[[], np.ndarray]:
    """GoRules zen: a decision with 12 expressions, a record at a time."""
    expressions = [
        {"id": str(place), "key": f"r{place}", "value": text}
        for place, text in enumerate(zen_conditions(""))
    ]
    content = {
        "nodes": [
            {"id": "in", "type": "inputNode", "name": "in"},
            {"id": "rules", "type": "expressionNode", "name": "rules",
             "content": {"expressions": expressions}},
            {"id": "out", "type": "outputNode", "name": "out"},
        ],
        "edges": [
            {"id": "1", "type": "edge", "sourceId": "in", "targetId": "rules"},
            {"id": "2", "type": "edge", "sourceId": "rules", "targetId": "out"},
        ],
    }  # fmt: skip
    decision = zen.ZenEngine().create_decision(content)

    def judge() -> np.ndarray:
        found = [decision.evaluate(record)["result"] for record in some]
        return np.array(
            [sum(each[f"r{place}"] << place for place in range(len(RULES))) for each in found]
        )

    return judge


def by_zen_together(some: list[dict[str, Any]]) -> Callable[[], np.ndarray]:
    """GoRules zen: one expression over a list of all records."""
    listed = ", ".join(zen_conditions("#."))
    expression = zen.compile_expression(f"map(people, [{listed}])")

    def judge() -> np.ndarray:
        found = np.array(expression.evaluate({"people": some}), dtype=np.uint16)
        return (found << np.arange(len(RULES), dtype=np.uint16)).sum(axis=1)

    return judge


def contest(rows: int, folder: Path) -> dict[str, float]:
    """Seconds of everybody over `rows` people; the answers are compared first."""
    frame = people(rows)
    facts = arrays(frame)
    some = records(facts, min(rows, SCALED_FROM))
    ours, ours_counting = by_policy(frame), by_bitmaps(frame)
    contenders: dict[str, Callable[[], Any]] = {
        "Polars by hand, bits only": by_hand(frame),
        "numpy, a loop over the rules, bits only": by_numpy(facts),
        "DuckDB, dates and ENUM, bits only": by_duckdb(frame, folder),
        "OpenFisca-core, bits only": by_openfisca(facts),
        "zen-engine, one expression over a list*": by_zen_together(some),
        "zen-engine, 12 expressions a record*": by_zen_one_by_one(some),
    }
    expected = bits_of(ours())
    assert (bits_of_bitmaps(*ours_counting()) == expected).all()
    for name, contender in contenders.items():
        answer = np.asarray(contender()).astype(np.uint16)
        assert (answer == expected[: len(answer)]).all(), f"{name} answers otherwise"
        assert len(answer) == (len(some) if name.endswith("*") else rows), name
    times = taking_turns(
        {
            "policy (ours), verdicts with unknowns": ours,
            "policy (ours), bitmaps with unknowns": ours_counting,
            **contenders,
        }
    )
    return {
        name: taken * (rows / len(some) if name.endswith("*") else 1)
        for name, taken in times.items()
    }


def one_person() -> dict[str, float]:
    """Seconds for one person, with whatever reasons a contender gives."""
    frame = people(2_000)
    facts = arrays(frame)
    record = records(facts, 1)
    policy = catalogue.load_file(POLICY)
    compiled = policy.instrument("qualification").compiled(policy.quantities)
    values = frame.row(0, named=True)
    lone = frame[:1]
    together = by_policy(lone)
    first = {name: each[:1] for name, each in facts.items()}
    contenders = {
        "decide(): 12 reasons with figures, lines and citations": lambda: compiled.decide(values),
        "policy over a table of one row, verdicts only": together,
        "zen-engine, 12 expressions, truths only": by_zen_one_by_one(record),
        "OpenFisca-core, truths only": by_openfisca(first),
    }
    reasons = compiled.decide(values).reasons
    assert len(reasons) == 12 or values["职务层次"] is not None
    return taking_turns(contenders, rounds=25)


def main() -> None:
    """Print the tables."""
    print("## Twelve criteria with dates\n")
    print(
        "Which of 12 criteria are known to be met, for each person; medians of 5, milliseconds. "
        "The answers were equal.\n"
    )
    with tempfile.TemporaryDirectory() as folder:
        found = {rows: contest(rows, Path(folder)) for rows in SIZES}
    first = next(iter(found[SIZES[0]]))
    rows = []
    for name in found[SIZES[0]]:
        cells = [name]
        for size in SIZES:
            cells += [shown(found[size][name]), f"{found[size][name] / found[size][first]:,.2f}"]
        rows.append(cells)
    columns = [""]
    for size in SIZES:
        columns += [f"{size:,}", "× ours"]
    print_table(columns, rows)
    print(f"\n*{SCALED_FROM:,} records timed, scaled.\n")
    lone = one_person()
    print("### One person explained\n")
    print_table(
        ["", "ms", "× ours"],
        [
            [name, shown(taken), f"{taken / next(iter(lone.values())):.2f}"]
            for name, taken in lone.items()
        ],
    )


if __name__ == "__main__":
    main()
