"""Parts of the pages of selection as template tags."""

from collections.abc import Iterable
from datetime import date

from django import template

from xuanxian.kernel import clock
from xuanxian.policy.parts import role_names
from xuanxian.selection.states import State

register = template.Library()

_LOOKS: dict[State, tuple[str, str]] = {
    State.ACTIVE: ("now", "accent"),
    State.HELD: ("hold", "hold"),
    State.BARRED: ("bar", "bar"),
    State.DEFERRED: ("hold", "hold"),
    State.REJECTED: ("bar", "bar"),
    State.WITHDRAWN: ("bar", ""),
    State.DROPPED: ("bar", ""),
    State.VOID: ("bar", "bar"),
    State.APPOINTED: ("pass", "good"),
    State.ON_PROBATION: ("now", "good"),
    State.CONFIRMED: ("pass", "good"),
    State.RETURNED: ("flag", "warn"),
}
"""State → icon and tone: never colour alone."""


@register.inclusion_tag("selection/parts/state.html")
def state_tag(state: str) -> dict[str, str]:
    """The state of a candidacy as icon and word."""
    shape, tone = _LOOKS[State(state)]
    return {"shape": shape, "tone": tone, "word": State(state).label}


@register.filter
def days_since(day: date) -> int:
    """How many days have passed since `day`."""
    return (clock.today() - day).days


@register.filter
def role_words(codes: Iterable[str]) -> str:
    """The Chinese names of roles."""
    return role_names(codes)
