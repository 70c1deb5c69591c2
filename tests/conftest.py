"""The installation that tests run on: a folder of its own, SQLite unless DATABASE_URL is set."""

import os
import tempfile

os.environ["XUANXIAN_HOME"] = tempfile.mkdtemp(prefix="xuanxian-test-")
os.environ["XUANXIAN_SECRET_KEY"] = "only for tests"

import pytest
from hypothesis import settings

# A gate that draws other examples on every run fails for reasons that are not in the change under
# test; `make explore` draws at random, and what it finds becomes an @example.
# How long an example takes says how busy the machine is, not whether a property holds.
settings.register_profile("repeatable", derandomize=True, database=None, deadline=None)
settings.register_profile("explore", derandomize=False, print_blob=True, deadline=None)
settings.load_profile("repeatable")


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: object) -> None:
    """Without the record's triggers: emptying the store between tests deletes every row.

    The tests of the triggers install them for themselves.
    """
    from django.db import connection

    from xuanxian.record import guards

    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        guards.remove(connection)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what touches the store, so that it is run again on PostgreSQL."""
    for item in items:
        fixtures = getattr(item, "fixturenames", ())
        if item.get_closest_marker("django_db") or {"db", "transactional_db"} & set(fixtures):
            item.add_marker("stores")
