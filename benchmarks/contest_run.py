"""A contest of a whole prefecture: 64 departments, 785 posts, 2,537 applicants, from the workbook
of applications to the published results, and its pages: processor time, so that other work on the
machine does not enter it.

    python benchmarks/contest_run.py

Without DATABASE_URL it measures SQLite. Names and marks are made up.
"""

import os
import statistics
import sys
import tempfile
import time
from pathlib import Path

os.environ.setdefault("XUANXIAN_HOME", tempfile.mkdtemp(prefix="xuanxian-bench-"))
os.environ.setdefault("XUANXIAN_SECRET_KEY", "only for measuring")
os.environ["DJANGO_SETTINGS_MODULE"] = "xuanxian.settings"
ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT / "src"), str(ROOT)]

import django  # noqa: E402

django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext, setup_test_environment  # noqa: E402

from benchmarks.contest import print_table  # noqa: E402
from tests.selection.contest_load import APPLICANTS, DEPARTMENTS, POSTS, carried  # noqa: E402
from tests.selection.contests import HELD  # noqa: E402
from xuanxian.kernel import clock  # noqa: E402

_TURNS = 5


def main() -> None:
    """Carry the contest once, open each page a few times, print what it took."""
    setup_test_environment()
    call_command("migrate", verbosity=0)
    load = carried()
    print(f"{DEPARTMENTS} departments, {POSTS} posts, {APPLICANTS} applicants, "
          f"{connection.vendor}\n")  # fmt: skip
    print_table(("step", "CPU s"), [(what, f"{s:.1f}") for what, s in load.seconds.items()])
    client = Client()
    client.force_login(load.staff, backend="django.contrib.auth.backends.ModelBackend")
    base = f"/selection/contest/{load.contest.pk}"
    pages = {
        "公告和职位": f"{base}/",
        "报名": f"{base}/applications/",
        "一轮": f"{base}/step/examination/",
        "登记成绩": f"{base}/marks/examination/",
        "结果": f"{base}/results/examination/",
        "批次": f"/selection/{load.contest.round_id}/",
        "工作台": "/",
    }
    rows = []
    with clock.set_to(HELD):
        for name, page in pages.items():
            client.get(page)
            taken = []
            for _ in range(_TURNS):
                began = time.process_time()
                with CaptureQueriesContext(connection) as asked:
                    assert client.get(page).status_code == 200, page
                taken.append(time.process_time() - began)
            rows.append((name, f"{statistics.median(taken) * 1000:.0f}", str(len(asked))))
    print()
    print_table(("page", "CPU ms", "queries"), rows)


if __name__ == "__main__":
    main()
