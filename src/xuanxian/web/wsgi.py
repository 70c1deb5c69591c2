"""The WSGI entry that granian serves."""

import os
from threading import Thread

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "xuanxian.settings")
_django = get_wsgi_application()

# Django is set up only now; what follows reads its settings.
from django.db import connection  # noqa: E402

from xuanxian.policy import catalogue  # noqa: E402
from xuanxian.web.receiving import receive_first  # noqa: E402

if os.environ.get("XUANXIAN_READ_AHEAD") == "1":
    Thread(target=catalogue.read_ahead, daemon=True).start()
application = receive_first(_django, one_at_a_time=connection.vendor == "sqlite")
