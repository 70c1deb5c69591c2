"""Figures of votes in templates: shares and differences of places."""

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from django import template

from xuanxian.ballots.results import Figure

register = template.Library()


@register.filter
def share(value: Fraction | None) -> str:
    """A share as 66.67%; — where there is none."""
    return "—" if value is None else Figure.of(value).percent


@register.filter
def difference(value: int | None) -> str:
    """A difference with its sign; — where there is none."""
    return "—" if value is None else f"{value:+d}" if value else "0"


@register.filter
def figure(figures: Mapping[str, Any], name: str) -> Any:
    """One figure by its name."""
    return figures.get(name)
