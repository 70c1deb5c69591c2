"""Judging everybody by the base policy against the same rules written by hand in Polars.

Facts are made up, in the column types of a snapshot. The rules of the national base policy
(任职资格, 不得列为考察对象的情形, 破格的界限) are compiled from the policy file once; what is
timed is the judging of all rows: a verdict a rule and the heaviest of them, a row a person. The
contender is the best hand-written Polars expression of the same rules that gives the same columns.
Both run in one process, taking turns; medians, and their ratio. The answers are compared first.
Set XUANXIAN_BENCH_ROWS for other sizes, as 1200,100000.
"""

import os
import statistics
import tempfile
import time
from collections.abc import Callable

os.environ["XUANXIAN_HOME"] = tempfile.mkdtemp(prefix="xuanxian-bench-")
os.environ["DJANGO_SETTINGS_MODULE"] = "xuanxian.settings"
os.environ.pop("DATABASE_URL", None)

import django

django.setup()  # the kinds of instrument are registered by the apps

import polars as pl  # noqa: E402

from xuanxian.facts.definitions import FACTS  # noqa: E402
from xuanxian.policy import catalogue  # noqa: E402
from xuanxian.policy.instruments import VERDICTS, judge_together  # noqa: E402

SIZES = [
    int(size) for size in os.environ.get("XUANXIAN_BENCH_ROWS", "1200,100000,1000000").split(",")
]
ROUNDS = 15
GOAL = 1.3
POLICY = "国家/党政领导干部选拔任用"
CRITERIA = ("qualification", "exclusion", "exceptional")
HEALTH = ["健康", "良好", "较好", "一般"]


def facts(rows: int, names: list[str]) -> pl.DataFrame:
    """Made-up facts; about one value in fifty is unknown."""
    columns = []
    for place, name in enumerate(names):
        fact = FACTS[name]
        drawn = pl.int_range(rows, eager=True).shuffle(seed=place)
        kind = fact.polars_type()
        if fact.levels:
            labels = dict(enumerate(fact.levels))
            column = (drawn % len(labels)).replace_strict(labels, return_dtype=kind)
        elif kind == pl.Boolean:
            column = drawn % 10 == 0
        elif kind == pl.Date:
            column = (drawn % 3000).cast(pl.Int32).cast(pl.Date)
        elif kind == pl.String:
            words = dict(enumerate([*HEALTH, "有慢性病"]))
            column = (drawn % len(words)).replace_strict(words, return_dtype=kind)
        else:
            column = drawn % 30
        is_known = pl.int_range(rows, eager=True).shuffle(seed=1000 + place) % 50 != 0
        table = pl.DataFrame({"value": column, "known": is_known})
        columns.append(table.select(pl.when("known").then(pl.col("value")).alias(name)))
    return pl.concat(columns, how="horizontal")


def hand_written() -> Callable[[pl.DataFrame], pl.DataFrame]:
    """The three criteria as somebody would write them in Polars, without any policy file.

    Its expressions are built once, as those of the policy are.
    """
    rank = pl.col("拟任职务层次")
    county = rank.is_in(["县处级副职", "县处级正职"])
    steps = pl.col("晋升层级数")
    conditions: dict[str, tuple[pl.Expr, int, int]] = {
        # condition, weight when broken, weight when unknown
        "qualification.county_working_years": ((pl.col("工龄") >= 5) | ~county, 2, 2),
        "qualification.county_base_years": (
            (pl.col("可认定基层工作年限") >= 2) | (pl.col("基层工作年限") >= 2) | ~county,
            2,
            2,
        ),
        "qualification.posts_below": (
            (pl.col("下一级职位数") >= 2) | ~(rank >= "县处级副职"),
            1,
            1,
        ),
        "qualification.deputy_to_chief_years": (
            (pl.col("县处级副职任职年限") >= 2) | ~(rank == "县处级正职"),
            2,
            2,
        ),
        "qualification.chief_to_deputy_years": (
            (pl.col("乡科级正职任职年限") >= 3) | ~(rank == "县处级副职"),
            2,
            2,
        ),
        "qualification.education": (pl.col("学历") >= "大学专科", 1, 1),
        "qualification.department_education": (
            (pl.col("学历") >= "大学本科") | ~(rank >= "厅局级副职"),
            1,
            1,
        ),
        "qualification.health": (pl.col("健康状况").is_in(HEALTH), 1, 1),
        "exclusion.assessment": (pl.col("上年度考核结果") >= "称职", 3, 2),
        "exclusion.spouse_abroad": (~pl.col("配偶移居国境外"), 3, 2),
        "exclusion.children_abroad": (~pl.col("子女均移居国境外") | pl.col("有配偶"), 3, 2),
        "exclusion.sanction": (~pl.col("处分影响期内"), 3, 2),
        "exclusion.admonition": (~pl.col("诫勉影响期内"), 3, 2),
        "exclusion.organisational_measure": (~pl.col("组织处理影响期内"), 3, 2),
        "exceptional.one_step": ((steps <= 1) | steps.is_null(), 2, 2),
        "exceptional.two_steps": ((steps <= 2) | steps.is_null(), 3, 2),
        "exceptional.on_probation": (~pl.col("试用期内"), 1, 1),
        "exceptional.just_promoted": ((pl.col("任现职务层次月数") >= 12) | ~(steps > 0), 1, 1),
    }
    weights = [
        ((~condition).cast(pl.UInt8) * pl.lit(broken, dtype=pl.UInt8))
        .fill_null(pl.lit(unknown, dtype=pl.UInt8))
        .alias(name)
        for name, (condition, broken, unknown) in conditions.items()
    ]
    heaviest = [
        pl.max_horizontal(name for name in conditions if name.startswith(f"{criteria}."))
        .cat.to(VERDICTS)
        .alias(criteria)
        for criteria in CRITERIA
    ]
    named = [pl.col(name).cat.to(VERDICTS) for name in conditions]

    def judge(frame: pl.DataFrame) -> pl.DataFrame:
        return frame.lazy().with_columns(weights).select(*heaviest, *named).collect()

    return judge


def main() -> None:
    """Print one line a size."""
    policy = catalogue.load(POLICY)
    began = time.perf_counter()
    compiled = {name: policy.instrument(name).compiled(policy.quantities) for name in CRITERIA}
    compiling = time.perf_counter() - began
    names = list(
        dict.fromkeys(
            fact
            for each in compiled.values()
            for rule in each.criteria.rules
            for fact in FACTS
            if fact in rule.rule or fact in rule.when
        )
    )

    def by_policy(frame: pl.DataFrame) -> pl.DataFrame:
        return judge_together(list(compiled.values()), frame)

    rules = sum(len(each.criteria.rules) for each in compiled.values())
    print(f"policy {POLICY}, {rules} rules over {len(names)} facts")
    print(f"compiled once in {compiling * 1000:.1f} ms; goal ≤ {GOAL} × hand-written")
    print(f"{'rows':>9}  {'policy ms':>9}  {'by hand ms':>10}  {'ratio':>5}")
    by_hand = hand_written()
    for rows in SIZES:
        frame = facts(rows, names)
        columns = sorted(by_hand(frame).columns)
        assert by_policy(frame).select(columns).equals(by_hand(frame).select(columns))
        ours, theirs = taking_turns(lambda f=frame: by_policy(f), lambda f=frame: by_hand(f))
        print(f"{rows:>9,}  {ours * 1000:>9.2f}  {theirs * 1000:>10.2f}  {ours / theirs:>5.2f}")


def taking_turns(first: Callable[[], object], second: Callable[[], object]) -> tuple[float, float]:
    """Median seconds of each; which goes first changes every round."""
    times: tuple[list[float], list[float]] = ([], [])
    for turn in range(ROUNDS):
        order = ((0, first), (1, second)) if turn % 2 else ((1, second), (0, first))
        for place, contender in order:
            began = time.perf_counter()
            contender()
            times[place].append(time.perf_counter() - began)
    return statistics.median(times[0]), statistics.median(times[1])


if __name__ == "__main__":
    main()
