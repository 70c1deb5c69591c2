"""Charts of a simulation as SVG, made on the server by Altair and vl-convert: no script, prints.

Colours are tokens of the design with a plain fallback, so that a chart follows light, dark and
paper where the page shows it, and stands by itself as a file. Values stand beside their marks, so
that nothing depends on colour.
"""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from xuanxian.policy.simulation.effects import Simulation
from xuanxian.policy.simulation.groups import Effect
from xuanxian.policy.simulation.shown import percent
from xuanxian.policy.simulation.sweeping import Sweep

if TYPE_CHECKING:
    import altair

FONT = "PingFang SC, Microsoft YaHei, Noto Sans CJK SC, Source Han Sans SC, sans-serif"
_INK = "var(--text, #1c2226)"
_QUIET = "var(--muted, #56616a)"
_LINE = "var(--line, #d5dbe0)"
_ACCENT = "var(--accent, #1f5c7a)"
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
            "label:N", sort=None, title=sweep.label, axis=_axis(labelOverlap=True, labelAngle=0)
        ),
        y=alt.Y(
            "people:Q",
            title="通过人数",
            axis=_axis(grid=True, gridColor=_LINE, tickMinStep=1, format="d"),
        ),
    )
    line = base.mark_line(color=_ACCENT, strokeWidth=2)
    points = base.mark_point(color=_ACCENT, filled=True, size=40)
    now = base.transform_filter("datum.now")
    marked = now.mark_point(color=_INK, size=160, shape="diamond", filled=False, strokeWidth=2)
    said = now.transform_calculate(said="'现行 ' + datum.people + '人'").mark_text(
        dy=-14, color=_INK, fontSize=13, fontWeight="bold"
    )
    others = base.transform_filter("!datum.now")
    figures = others.mark_text(dy=-12, color=_QUIET, fontSize=12).encode(text="people:Q")
    layers = [line, points, marked, said.encode(text="said:N")]
    if len(rows) <= _LONGEST_LABEL:
        layers.append(figures)
    return _svg(alt.layer(*layers).properties(width=_WIDTH, height=240))


def _bars(rows: Sequence[Mapping[str, Any]]) -> str:
    import altair as alt

    # A quarter more than the longest bar, so that what is said beside it has room.
    longest = 1.25 * max((row["value"] for row in rows), default=0) or 1
    base = alt.Chart(alt.Data(values=list(rows))).encode(
        y=alt.Y("label:N", sort=None, title=None, axis=_axis(labelLimit=240, domain=False)),
        x=alt.X("value:Q", title=None, axis=None, scale=alt.Scale(domain=[0, longest])),
    )
    bars = base.mark_bar(color=_ACCENT, height={"band": 0.62})
    said = base.mark_text(align="left", dx=6, color=_INK, fontSize=13).encode(text="said:N")
    return _svg((bars + said).properties(width=_WIDTH, height=alt.Step(_STEP)))


def _axis(**settings: Any) -> "altair.Axis":
    import altair as alt

    given = {"grid": False, "ticks": False, "domainColor": _LINE, **settings}
    return alt.Axis(
        labelColor=_INK, titleColor=_QUIET, labelFontSize=13, titleFontSize=13,
        titleFontWeight="normal", labelPadding=6, **given,
    )  # fmt: skip


def _short(label: str) -> str:
    return label if len(label) <= _LONGEST_LABEL else f"{label[: _LONGEST_LABEL - 1]}…"


def _svg(chart: "altair.TopLevelMixin") -> str:
    framed = chart.properties(background="transparent").configure(font=FONT)
    framed = framed.configure_view(stroke=None).configure_axis(labelFont=FONT, titleFont=FONT)
    return _drawn(framed.to_json(validate=False))


@lru_cache(maxsize=64)
def _drawn(specification: str) -> str:
    """The picture of a Vega-Lite specification; the same figures give the same picture."""
    import vl_convert

    svg: str = vl_convert.vegalite_to_svg(specification)
    return svg
