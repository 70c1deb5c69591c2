"""Comparing what a round left in the tables and on the record."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.apps import apps
from django.db.models import Model

from tests.selection.whole_case import Case
from xuanxian.kernel.errors import Refusal
from xuanxian.record.models import Entry, Stream
from xuanxian.registry.models import PostHolding, RankHolding
from xuanxian.selection import models


def rows_of(round_id: object) -> dict[str, list[dict[str, Any]]]:
    """Every row of a round in every table of the room."""
    found = {}
    for model in apps.get_app_config("selection").get_models():
        path = _path_to_round(model)
        found[model.__name__] = sorted(
            model._default_manager.filter(**{path: round_id}).values(), key=lambda row: str(row)
        )
    return found


def _path_to_round(model: type[Model]) -> str:
    names = {field.name for field in model._meta.get_fields()}
    if model is models.Round:
        return "pk"
    if "round" in names:
        return "round"
    if "sitting" in names:
        return "sitting__round"
    return "candidacy__vacancy__round" if "candidacy" in names else "vacancy__round"


def _everything(case: Case) -> tuple[Any, ...]:
    return (
        rows_of(case.round.pk),
        Entry.objects.count(),
        list(Stream.objects.order_by("name").values("name", "length", "head")),
        list(PostHolding.objects.order_by("pk").values()),
        list(RankHolding.objects.order_by("pk").values()),
    )


@contextmanager
def refused(case: Case, match: str) -> Iterator[None]:
    """What is done inside must be refused with a message like `match`, and change nothing."""
    before = _everything(case)
    with pytest.raises(Refusal, match=match):
        yield
    assert _everything(case) == before
