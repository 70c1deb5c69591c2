"""How charts are drawn: SVG made on the server by Altair and vl-convert, without script.

Colours are tokens of the design with a plain fallback, so that a chart follows light, dark and
paper where the page shows it, and stands by itself as a file. What a mark says must stand beside
it, so that nothing depends on colour.
"""

from functools import lru_cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import altair

FONT = "PingFang SC, Microsoft YaHei, Noto Sans CJK SC, Source Han Sans SC, sans-serif"
INK = "var(--text, #1c2226)"
QUIET = "var(--muted, #56616a)"
LINE = "var(--line, #d5dbe0)"
ACCENT = "var(--accent, #1f5c7a)"


def axis(**settings: Any) -> "altair.Axis":
    """An axis as all charts have it; `settings` are those of `altair.Axis`."""
    import altair as alt

    given = {"grid": False, "ticks": False, "domainColor": LINE, **settings}
    return alt.Axis(
        labelColor=INK, titleColor=QUIET, labelFontSize=13, titleFontSize=13,
        titleFontWeight="normal", labelPadding=6, **given,
    )  # fmt: skip


def svg_of(chart: "altair.TopLevelMixin") -> str:
    """The chart as an SVG element; labels are escaped by the renderer."""
    framed = chart.properties(background="transparent").configure(font=FONT)
    framed = framed.configure_view(stroke=None).configure_axis(labelFont=FONT, titleFont=FONT)
    return _drawn(framed.to_json(validate=False))


@lru_cache(maxsize=64)
def _drawn(specification: str) -> str:
    """The picture of a Vega-Lite specification; the same figures give the same picture."""
    import vl_convert

    svg: str = vl_convert.vegalite_to_svg(specification)
    return svg
