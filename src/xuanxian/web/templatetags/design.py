"""The parts of the design system as template tags and filters; docs/design-system.md lists them."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django import template
from django.core.paginator import Page
from django.forms import BoundField
from django.template import Context
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.timezone import is_aware, localtime

from xuanxian.access import disclosure
from xuanxian.kernel.errors import Refusal
from xuanxian.kernel.partial_date import PartialDate
from xuanxian.policy.outcome import Outcome, Verdict
from xuanxian.registry import codes

register = template.Library()

_ICON_PATHS = {
    "pass": "m5 12 5 5 9-10",
    "flag": "M12 7v6m0 3.5v.5",
    "hold": "M9.5 8v8m5-8v8",
    "bar": "M8 8l8 8m0-8-8 8",
    "now": "M9 7l6 5-6 5",
    "todo": "",
}


@register.simple_tag
def icon(name: str) -> SafeString:
    """A 16 px line icon; decoration beside a word, so hidden from readers of the screen."""
    ring = '<circle cx="12" cy="12" r="9.5"/>' if name != "now" else ""
    # Only constants of this module are put into the markup.
    return mark_safe(  # noqa: S308
        '<svg viewBox="0 0 24 24" width="16" height="16" fill="none" stroke="currentColor" '
        'stroke-width="2.2" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true">'
        f'{ring}<path d="{_ICON_PATHS[name]}"/></svg>'
    )


@register.simple_tag
def verdict_word(verdict: Verdict | Outcome | str) -> SafeString:
    """通过 / 提示 / 暂缓 / 不得 with icon and colour, for a cell of a board."""
    if isinstance(verdict, Outcome):
        verdict = verdict.verdict
    verdict = Verdict(verdict)
    return format_html(
        '<span class="verdict-word verdict-{}">{}{}</span>',
        verdict.value,
        icon(verdict.value),
        verdict.label,
    )


@register.inclusion_tag("web/parts/verdict.html")
def verdict(outcome: Outcome, label: str = "", open: bool = False) -> dict[str, Any]:
    """An outcome that opens to its reasons; without reasons only the word."""
    return {"outcome": outcome, "label": label, "open": open}


@register.inclusion_tag("web/parts/reasons.html")
def reasons(outcome: Outcome) -> dict[str, Any]:
    """The reasons of an outcome, unfolded."""
    return {"outcome": outcome}


@register.inclusion_tag("web/parts/stage_rail.html")
def stage_rail(stages: Iterable[Any]) -> dict[str, Any]:
    """Stages of a case in a row.

    Each stage has `name` and `state` (done, now, blocked, todo) and may have `url`, `note` (who
    blocks it, when it was done), `due` (date), `overdue` (bool) and `rule` (what made the date).
    """
    return {"stages": stages}


@register.inclusion_tag("web/parts/pagination.html", takes_context=True)
def pagination(context: Context, page: Page[Any], unit: str = "条") -> dict[str, Any]:
    """Total and page links that keep the rest of the address."""
    return {
        "request": context["request"],
        "page": page,
        "unit": unit,
        "numbers": page.paginator.get_elided_page_range(page.number, on_each_side=2, on_ends=1),
        "gap": page.paginator.ELLIPSIS,
    }


@register.inclusion_tag("web/parts/empty.html")
def empty(title: str, text: str = "", url: str = "", action: str = "") -> dict[str, str]:
    """What a place is for and the one thing to do next."""
    return {"title": title, "text": text, "url": url, "action": action}


@register.inclusion_tag("web/parts/definitions.html")
def definitions(pairs: Iterable[tuple[str, Any]], wide: bool = False) -> dict[str, Any]:
    """Names and values; an empty value shows as a dash."""
    return {"pairs": pairs, "wide": wide}


@register.inclusion_tag("web/parts/citations.html")
def citations(items: Iterable[Any], title: str = "依据") -> dict[str, Any]:
    """The citation panel for block `aside`: texts, or mappings with `text`, `url`, `note`."""
    return {
        "title": title,
        "items": [item if not isinstance(item, str) else {"text": item} for item in items],
    }


@register.inclusion_tag("web/parts/problems.html")
def problems(refusal: Refusal | None) -> dict[str, Any]:
    """What a service refused, on top of the form that caused it; nothing for None."""
    return {"refusal": refusal}


@register.inclusion_tag("web/parts/masked.html", takes_context=True)
def masked(
    context: Context, value: str, subject_kind: str, subject: object, field: str, label: str = ""
) -> dict[str, Any]:
    """A sensitive value, masked, with a way to reveal it for a purpose (which is logged).

    `subject_kind` is one that a room registered with `access.disclosure`.
    """
    return {
        "value": mask(value),
        "has_value": bool(value),
        "may_reveal": disclosure.may_reveal(context.get("user"), subject_kind),
        "subject_kind": subject_kind,
        "subject": subject,
        "field": field,
        "label": label or field,
        "csrf_token": context.get("csrf_token"),
    }


@register.simple_tag
def tag(word: object, tone: str = "") -> SafeString:
    """A status word; `tone` is good, warn, hold, bar, accent or nothing."""
    return format_html('<span class="tag{}">{}</span>', f" tag-{tone}" if tone else "", word)


@register.inclusion_tag("web/field.html")
def field(bound: BoundField) -> dict[str, Any]:
    """One form field: label above, error beside."""
    return {"field": bound}


@register.filter
def mask(value: object) -> str:
    """370201198005030019 → 3702**********0019; short texts keep their first sign only."""
    text = str(value or "")
    if len(text) >= 8:
        return text[:4] + "*" * (len(text) - 8) + text[-4:]
    return text[:1] + "*" * (len(text) - 1)


@register.filter
def dotted(value: object, precision: str = "day") -> str:
    """A date as lists print it: 2026.11.21; with argument "month" 2026.11; nothing for none."""
    if not value:
        return ""
    if isinstance(value, datetime):
        value = (localtime(value) if is_aware(value) else value).date()
    if isinstance(value, date):
        value = PartialDate.of(value)
    if isinstance(value, PartialDate):
        return value.dotted(to_month=precision == "month")
    return str(value)


@register.filter
def dotted_time(value: datetime | None) -> str:
    """A moment as lists print it: 2026.11.21 09:05, civil time."""
    if not value:
        return ""
    local = localtime(value) if is_aware(value) else value
    return f"{local:%Y.%m.%d %H:%M}"


@register.filter
def chinese_date(value: object) -> str:
    """A date as papers write it: 2026年11月21日."""
    if isinstance(value, datetime):
        value = (localtime(value) if is_aware(value) else value).date()
    if isinstance(value, date):
        value = PartialDate.of(value)
    return value.chinese() if isinstance(value, PartialDate) else ""


@register.filter
def code_label(code: str, table_key: str) -> str:
    """The label of a code: {{ post.rank|code_label:"rank" }}."""
    return codes.table(table_key).label(code) if code else ""
