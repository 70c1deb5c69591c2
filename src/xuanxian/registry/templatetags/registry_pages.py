"""Tags of the pages of people."""

from typing import Any

from django import template
from django.template import Context
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from xuanxian.registry import profile
from xuanxian.registry.forms.sets import SET_FORMS
from xuanxian.registry.models import Person
from xuanxian.registry.queries.timeline import Bar

register = template.Library()

_PRESENT = SafeString(' aria-current="page"')
_LANE = 30  # px a lane of a drawing is high


@register.simple_tag(takes_context=True)
def profile_tabs(context: Context, person: Person, here: str) -> SafeString:
    """The links of a person's tabs, the present one marked."""
    return format_html_join(
        "",
        '<a href="{}"{}>{}</a>',
        (
            (
                tab["url"],
                _PRESENT if tab["here"] else "",
                tab["title"],
            )
            for tab in profile.tabs_for(context["user"], person, here)
        ),
    )


@register.simple_tag
def correction_links(person: Person) -> SafeString:
    """A link for every information set that can be corrected."""
    sets = [
        ("basics", "基本情况"),
        *((form.key, form.title) for form in SET_FORMS.values()),
        ("photo", "照片"),
    ]
    return format_html_join(
        "",
        '<a href="{}">{}</a>',
        ((reverse("people:correct", args=[person.pk, key]), title) for key, title in sets),
    )


@register.filter
def track_name(track: str) -> str:
    """The Chinese name of a track of the timeline."""
    return {"study": "学习", "post": "职务", "rank": "职务层次", "grade": "职级"}[track]


@register.simple_tag
def track(name: str, lanes: int, bars: tuple[Bar, ...], years: tuple[tuple[int, int], ...]) -> Any:
    """One track of the timeline as SVG: a bar a span, years along the top."""
    height = 20 + lanes * _LANE
    grid = format_html_join(
        "",
        '<line class="track-year" x1="{0}" x2="{0}" y1="14" y2="{1}"/>'
        '<text class="track-label" x="{2}" y="11">{3}</text>',
        ((left, height, left + 3, year) for year, left in years),
    )
    drawn = format_html_join(
        "",
        '<g class="track-bar track-{}" tabindex="0"><title>{}</title>'
        '<rect x="{}" y="{}" width="{}" height="{}" rx="3"/>'
        '<svg x="{}" y="{}" width="{}" height="{}"><text x="5" y="17">{}</text></svg></g>',
        (
            (
                bar.span.track,
                f"{bar.span.since.dotted()}—"
                f"{bar.span.until.dotted() if bar.span.until else '至今'} {bar.span.title}",
                bar.left,
                20 + bar.lane * _LANE,
                bar.width,
                _LANE - 6,
                bar.left,
                20 + bar.lane * _LANE,
                bar.width,
                _LANE - 6,
                bar.span.title,
            )
            for bar in bars
        ),
    )
    return format_html(
        '<figure class="track"><figcaption>{}</figcaption>'
        '<svg viewBox="0 0 1000 {}" role="img" aria-label="{}">{}{}</svg></figure>',
        name,
        height,
        f"{name}时间线，共{len(bars)}段，逐段起止见下表",
        grid,
        drawn,
    )
