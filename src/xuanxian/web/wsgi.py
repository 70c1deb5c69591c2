"""The WSGI entry that granian serves."""

import os
from threading import Thread

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "xuanxian.settings")
_django = get_wsgi_application()

# Django is set up only now; what follows reads its settings.
from django.db import connection, connections  # noqa: E402

from xuanxian.policy import catalogue, working_calendar  # noqa: E402
from xuanxian.policy.simulation import comparing  # noqa: E402
from xuanxian.web.receiving import receive_first  # noqa: E402


def _read_ahead() -> None:
    """Read the catalogue, and what comparisons of requirements need of it, before anybody asks."""
    catalogue.read_ahead()
    comparing.read_ahead()


working_calendar.load()
if os.environ.get("XUANXIAN_READ_AHEAD") == "1":
    Thread(target=_read_ahead, daemon=True).start()
_ANSWERING = 16
"""Requests that PostgreSQL answers side by side; many more may be on their way in."""

# Closed as it was opened: a connection from before belongs to no pool.
connections.close_all()
# Opening a connection anew for each request costs more than a cast does.
_store = connections.settings["default"]
if connection.vendor == "sqlite":
    _store["CONN_MAX_AGE"] = None
else:
    _store["OPTIONS"] = _store["OPTIONS"] | {"pool": {"min_size": 2, "max_size": _ANSWERING}}
    _store["CONN_HEALTH_CHECKS"] = True  # the database may have been started anew
del connections["default"]
application = receive_first(_django, at_once=1 if connection.vendor == "sqlite" else _ANSWERING)
