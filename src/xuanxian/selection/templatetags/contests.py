"""What the templates of contests look up."""

from collections.abc import Mapping
from typing import Any

from django import template

register = template.Library()


@register.filter
def named(values: Mapping[str, Any] | None, name: str) -> Any:
    """The value under `name`, None where there is none."""
    return (values or {}).get(name)


@register.filter
def words(text: str) -> list[str]:
    """The words of a text, divided by blanks."""
    return text.split()
