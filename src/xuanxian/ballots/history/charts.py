"""Charts of histories, drawn as `kernel.charts` draws."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from xuanxian.ballots.history.standing import PURPOSES, Standing, Year
from xuanxian.kernel.charts import ACCENT, INK, LINE, QUIET, axis, svg_of

if TYPE_CHECKING:
    import altair

_WIDTH = 640
_HEIGHT = 220
_FEW = 12
"""Up to so many points each has its figure beside it; the table has all of them."""

_COLOURS = [ACCENT, INK, QUIET]
_SHAPES = ["circle", "square", "triangle-up"]
_STROKES = [[1, 0], [6, 3], [2, 3]]


def course(standings: Sequence[Standing]) -> str:
    """The share of valid ballots, poll by poll; a line for each purpose. "" without two points."""
    rows = [
        {
            "day": each.on.isoformat(),
            "share": float(each.share.value),
            "said": each.share.percent,
            "purpose": each.purpose_name,
        }
        for each in sorted(standings, key=lambda each: each.on)
        if each.counts_for_comparison and each.share.value is not None
    ]
    if len(rows) < 2:
        return ""
    import altair as alt

    base = alt.Chart(alt.Data(values=rows)).encode(
        x=alt.X("day:T", title=None, axis=axis(format="%Y.%m", labelOverlap=True, tickCount=6)),
        y=_share("share:Q"),
        color=_purpose(alt.Color, "range", _COLOURS),
    )
    line = base.mark_line(strokeWidth=2).encode(
        strokeDash=_purpose(alt.StrokeDash, "range", _STROKES)
    )
    points = base.mark_point(filled=True, size=70, opacity=1).encode(
        shape=_purpose(alt.Shape, "range", _SHAPES)
    )
    layers = [line, points]
    if len(rows) <= _FEW:
        layers.append(
            base.mark_text(dy=-13, fontSize=12).encode(text="said:N", color=alt.value(INK))
        )
    return svg_of(alt.layer(*layers).properties(width=_WIDTH, height=_HEIGHT))


def spread(years: Sequence[Year]) -> str:
    """Lowest to highest share of each year with the middle marked. "" without a year."""
    if not years:
        return ""
    import altair as alt

    rows: list[dict[str, Any]] = [
        {
            "year": str(each.year),
            "lowest": float(each.lowest),
            "middle": float(each.middle),
            "highest": float(each.highest),
            "said": each.percents[1],
            "purpose": each.purpose_name,
        }
        for each in reversed(years)
    ]
    base = alt.Chart(alt.Data(values=rows)).encode(
        x=alt.X("year:N", title=None, axis=axis(labelAngle=0, labelOverlap=True)),
        xOffset=alt.XOffset("purpose:N", sort=list(PURPOSES.values())),
        color=_purpose(alt.Color, "range", _COLOURS),
    )
    range_ = base.mark_rule(strokeWidth=3).encode(y=_share("lowest:Q"), y2="highest:Q")
    middle = base.mark_point(filled=True, size=90, opacity=1).encode(
        y=_share("middle:Q"), shape=_purpose(alt.Shape, "range", _SHAPES)
    )
    layers = [range_, middle]
    if len(rows) <= _FEW:
        layers.append(
            base.mark_text(dx=8, align="left", fontSize=12).encode(
                y=_share("middle:Q"), text="said:N", color=alt.value(INK)
            )
        )
    return svg_of(alt.layer(*layers).properties(width=_WIDTH, height=_HEIGHT))


def _share(field: str) -> "altair.Y":
    import altair as alt

    return alt.Y(
        field,
        title="占有效票",
        scale=alt.Scale(domain=[0, 1]),
        axis=axis(grid=True, gridColor=LINE, format="%", tickCount=5),
    )


def _purpose(channel: Any, part: str, values: Sequence[Any]) -> Any:
    import altair as alt

    settings: dict[str, Any] = {"domain": list(PURPOSES.values()), part: values}
    legend = alt.Legend(orient="bottom", labelColor=INK, labelFontSize=13, symbolStrokeWidth=2)
    return channel("purpose:N", title=None, scale=alt.Scale(**settings), legend=legend)
