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
    """Every row of a round in every table of the room, and all of tables that know no round."""
    found = {}
    for model in apps.get_app_config("selection").get_models():
        path = _path_to_round(model)
        rows = model._default_manager.all()
        if path is not None:
            rows = rows.filter(**{path: round_id})
        found[model.__name__] = sorted(rows.values(), key=lambda row: str(row))
    return found


def _path_to_round(model: type[Model]) -> str | None:
    """The shortest way over references from a table to its round."""
    if model is models.Round:
        return "pk"
    ways: list[tuple[str, type[Model]]] = [("", model)]
    seen = {model}
    while ways:
        way, here = ways.pop(0)
        for field in here._meta.concrete_fields:
            there = field.related_model
            if not isinstance(there, type) or there in seen:
                continue
            path = f"{way}__{field.name}".removeprefix("__")
            if there is models.Round:
                return path
            if there._meta.app_label == model._meta.app_label:
                seen.add(there)
                ways.append((path, there))
    return None


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
