"""Contests of many people: pages ask the same number of queries whatever the size."""

from fractions import Fraction

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.selection.contest_load import Load, carried, marks_of
from tests.selection.contests import HELD
from xuanxian.kernel import clock
from xuanxian.record.models import Entry

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


def queries_of(load: Load) -> dict[str, int]:
    """Page → queries it asks for staff."""
    base = f"/selection/contest/{load.contest.pk}"
    pages = [
        f"{base}/", f"{base}/applications/", f"{base}/applications/?page=2&state=going",
        f"{base}/step/examination/", f"{base}/marks/examination/", f"{base}/results/examination/",
        f"/selection/contest/application/{load.contest.applications.first().pk}/",
        f"/selection/{load.contest.round_id}/", "/",
    ]  # fmt: skip
    client = Client()
    client.force_login(load.staff, backend="django.contrib.auth.backends.ModelBackend")
    found = {}
    for page in pages:
        with clock.set_to(HELD):
            client.get(page)
            with CaptureQueriesContext(connection) as asked:
                answer = client.get(page)
        assert answer.status_code == 200, page
        found[page.replace(str(load.contest.pk), "…").rpartition("…")[2] or page] = len(asked)
    return {key if "application/" not in key else "application": n for key, n in found.items()}


def test_pages_ask_as_much_for_hundreds_as_for_twice_as_many() -> None:
    small = carried(departments=4, posts=60, applicants=130)
    large = carried(departments=8, posts=120, applicants=260, code="3702")
    assert list(queries_of(large).values()) == list(queries_of(small).values())


def test_results_of_hundreds_are_those_calculated_post_by_post() -> None:
    load = carried(departments=4, posts=40, applicants=130)
    rows = list(load.contest.applications.select_related("post"))
    totals: dict[object, dict[int, Fraction]] = {}
    for one in rows:
        written, interview, rating = (Fraction(mark) for mark in marks_of(one.number))
        totals.setdefault(one.post_id, {})[one.number] = (
            3 * written + 3 * interview + 4 * rating
        ) / 10
    for one in rows:
        best = max(totals[one.post_id].values())
        assert one.going_on == (totals[one.post_id][one.number] == best)
    # One entry for all applications, one a score, one for the results.
    kinds = Entry.objects.filter(stream=load.contest.round.stream).values_list("kind", flat=True)
    assert [kinds.filter(kind=kind).count() for kind in
            ("contest.applied", "marks.keyed", "results.published")] == [1, 3, 1]  # fmt: skip
