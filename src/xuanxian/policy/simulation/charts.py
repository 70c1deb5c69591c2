"""Charts of a simulation, drawn as `kernel.charts` draws: values stand beside their marks."""

from collections.abc import Mapping, Sequence
from typing import Any

from xuanxian.kernel.charts import ACCENT, INK, LINE, QUIET, axis, svg_of
from xuanxian.policy.simulation.effects import Simulation
from xuanxian.policy.simulation.groups import Effect
from xuanxian.policy.simulation.shown import percent
from xuanxian.policy.simulation.sweeping import Sweep

_WIDTH = 440
_STEP = 28
_LONGEST_LABEL = 12


def funnel(simulation: Simulation) -> str:
    """How many are left after each rule, in the policy's order."""
    rows = [{"label": "全部", "value": simulation.people, "said": str(simulation.people)}]
    rows += [
        {
            "label": f"{place}. {_short(rule.label)}",
            "value": rule.remaining,
            "said": f"{rule.remaining}（−{rule.removed}）" if rule.removed else str(rule.remaining),
        }
        for place, rule in enumerate(simulation.rules, 1)
    ]
    return _bars(rows)


def group_bars(effect: Effect) -> str:
    """The share of each group that comes through."""
    rows = [
        {
            "label": _short(group.label),
            "value": float(group.share),
            "said": f"{percent(group.share)}（{group.through}/{group.people}）",
        }
        for group in effect.groups
    ]
    return _bars(rows)


def sweep_line(sweep: Sweep) -> str:
    """How many come through at each value, the value in force marked."""
    import altair as alt

    rows = [
        {"place": place, "label": point.shown, "people": point.through, "now": point.is_in_force}
        for place, point in enumerate(sweep.points)
    ]
    base = alt.Chart(alt.Data(values=rows)).encode(
        x=alt.X(
            "label:N", sort=None, title=sweep.label, axis=axis(labelOverlap=True, labelAngle=0)
        ),
        y=alt.Y(
            "people:Q",
            title="通过人数",
            axis=axis(grid=True, gridColor=LINE, tickMinStep=1, format="d"),
        ),
    )
    line = base.mark_line(color=ACCENT, strokeWidth=2)
    points = base.mark_point(color=ACCENT, filled=True, size=40)
    now = base.transform_filter("datum.now")
    marked = now.mark_point(color=INK, size=160, shape="diamond", filled=False, strokeWidth=2)
    said = now.transform_calculate(said="'现行 ' + datum.people + '人'").mark_text(
        dy=-14, color=INK, fontSize=13, fontWeight="bold"
    )
    others = base.transform_filter("!datum.now")
    figures = others.mark_text(dy=-12, color=QUIET, fontSize=12).encode(text="people:Q")
    layers = [line, points, marked, said.encode(text="said:N")]
    if len(rows) <= _LONGEST_LABEL:
        layers.append(figures)
    return svg_of(alt.layer(*layers).properties(width=_WIDTH, height=240))


def _bars(rows: Sequence[Mapping[str, Any]]) -> str:
    import altair as alt

    # A quarter more than the longest bar, so that what is said beside it has room.
    longest = 1.25 * max((row["value"] for row in rows), default=0) or 1
    base = alt.Chart(alt.Data(values=list(rows))).encode(
        y=alt.Y("label:N", sort=None, title=None, axis=axis(labelLimit=240, domain=False)),
        x=alt.X("value:Q", title=None, axis=None, scale=alt.Scale(domain=[0, longest])),
    )
    bars = base.mark_bar(color=ACCENT, height={"band": 0.62})
    said = base.mark_text(align="left", dx=6, color=INK, fontSize=13).encode(text="said:N")
    return svg_of((bars + said).properties(width=_WIDTH, height=alt.Step(_STEP)))


def _short(label: str) -> str:
    return label if len(label) <= _LONGEST_LABEL else f"{label[: _LONGEST_LABEL - 1]}…"
