"""A whole simulation of the national base policy: effects, overlap, a sweep, groups.

The floor is judging the same people once by the same rules. Facts are made up, as in `judging`.
The page's part without the charts; XUANXIAN_BENCH_ROWS sets the sizes.
"""

import judging  # sets up the installation
import polars as pl
from contest import print_table, shown, taking_turns

from xuanxian.policy import catalogue
from xuanxian.policy.instruments import judge_together
from xuanxian.policy.judging import compiled
from xuanxian.policy.simulation import Field, Grouping, effect_by, simulate, sweep, values_of

SWEPT = "county_working_years"


def main() -> None:
    """Print one line a size."""
    policy = catalogue.load(judging.POLICY)
    rules = Field(judging.facts(64, ["工龄"]), policy).rules
    names = list(dict.fromkeys(["性别", "年龄", *(name for rule in rules for name in rule.names)]))
    criteria = [compiled(policy, each) for each in dict.fromkeys(r.criteria.id for r in rules)]
    rows = []
    for size in judging.SIZES:
        frame = judging.facts(size, names)
        field = Field(frame, policy)
        values = values_of(field, SWEPT, "0..30")

        def whole(frame: pl.DataFrame = frame) -> object:
            people = Field(frame, policy)
            return [simulate(people), effect_by(people, Grouping("年龄", (5, 10, 15, 20)), 5)]

        times = taking_turns(
            {
                "floor": lambda frame=frame: judge_together(criteria, frame),
                "whole": whole,
                "sweep": lambda field=field, values=values: sweep(field, SWEPT, values),
            }
        )
        rows.append(
            [
                f"{size:,}",
                shown(times["floor"]),
                shown(times["whole"]),
                f"{times['whole'] / times['floor']:.1f}",
                shown(times["sweep"]),
                f"{times['sweep'] / times['floor']:.1f}",
            ]
        )
    print("## Simulation\n")
    print(
        f"{len(rules)} rules; effects of each rule, overlap of every two and one grouping; a sweep "
        f"over {len(values)} values. Medians of 5, milliseconds.\n"
    )
    print_table(["people", "judging once", "simulation", "ratio", "sweep", "ratio"], rows)


if __name__ == "__main__":
    main()
