"""The board and the calendar of a round of 785 posts and 2,500 people, at their real addresses.

    python benchmarks/board.py [people] [posts]

Everybody is made up, two to three people a post, spread over the stages, with as many entries on
the record as they would have left. What is measured is a page as the browser gets it: median of
seven, with its queries.
"""

import os
import statistics
import sys
import tempfile
import time
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

os.environ.setdefault("XUANXIAN_HOME", tempfile.mkdtemp(prefix="xuanxian-bench-"))
os.environ.setdefault("XUANXIAN_SECRET_KEY", "only for measuring")
os.environ["DJANGO_SETTINGS_MODULE"] = "xuanxian.settings"
ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT / "src"), str(ROOT)]

import django  # noqa: E402

django.setup()

from django.conf import settings  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection, transaction  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402

from tests.selection import county as made_up  # noqa: E402
from xuanxian.access.models import Account, Role, RoleGrant  # noqa: E402
from xuanxian.kernel import clock  # noqa: E402
from xuanxian.record import services as record  # noqa: E402
from xuanxian.registry.models import Person, Post  # noqa: E402
from xuanxian.selection import models, services  # noqa: E402

STAGES = ("motion", "nomination", "inspection", "clearance", "deliberation", "notice")


def build(people: int, posts: int) -> models.Round:
    """One round with so many posts and people, their rows written at once."""
    county = made_up.county(approved=posts)
    round_ = services.open_round(
        title="集中选配", unit=county.unit, actor=made_up.STAFF, rules=made_up.national_rules()
    )
    first = services.add_vacancy(round_, county.post, actor=made_up.STAFF)
    seats = Post.objects.bulk_create(
        Post(
            organisation=county.bureau, title=f"职位{number}", kind="leading", rank="1A42",
            management="county", place=number + 10,
        )
        for number in range(posts - 1)
    )  # fmt: skip
    vacancies = [first, *models.Vacancy.objects.bulk_create(
        models.Vacancy(
            round=round_, post=post, place=number + 10, establishment=first.establishment,
            establishment_outcome=first.establishment_outcome,
        )
        for number, post in enumerate(seats)
    )]  # fmt: skip
    persons = Person.objects.bulk_create(
        Person(name=f"人选{number}", unit=county.bureau, rank="1A50", status="serving")
        for number in range(people)
    )
    sample = services.propose_candidate(
        first, county.people[0], actor=made_up.STAFF, reason="业务能力强"
    )
    today = clock.today()
    rows = models.Candidacy.objects.bulk_create(
        models.Candidacy(
            vacancy=vacancies[number % posts], person=person, stage=STAGES[number % 6],
            entered_on=today - timedelta(days=number % 60), state="active",
            state_since=today, judgements=sample.judgements, judged_on=today, place=number + 10,
        )
        for number, person in enumerate(persons)
    )  # fmt: skip
    with transaction.atomic():
        record.append_many(
            [
                record.NewEntry(
                    round_.stream,
                    "candidate.judged",
                    {"candidacy": str(one.pk), "judgements": sample.judgements, "on": "2026-01-05"},
                )
                for one in rows
                for _ in range(4)
            ],
            actor=made_up.STAFF,
        )
    models.Letter.objects.bulk_create(
        models.Letter(
            id=uuid4(), candidacy=one, instrument="clearance", item="discipline", title="纪检意见",
            asks="纪检监察机关", sent_on=today, due_on=today + timedelta(days=number % 25),
        )
        for number, one in enumerate(rows)
        if one.stage == "clearance"
    )  # fmt: skip
    return round_


def measure(client: Client, name: str, address: str) -> None:
    """Print the median time and the queries of an address."""
    began = time.perf_counter()
    client.get(address)
    cold = time.perf_counter() - began
    times = []
    for _ in range(7):
        with CaptureQueriesContext(connection) as queries:
            began = time.perf_counter()
            answer = client.get(address)
            times.append(time.perf_counter() - began)
        assert answer.status_code == 200, address
    size = len(answer.content) / 1024
    print(
        f"{name:<22}{statistics.median(times) * 1000:8.0f} ms{cold * 1000:10.0f} ms first"
        f"{len(queries):6} queries{size:8.0f} KB"
    )


def main() -> None:
    """Build and measure."""
    people, posts = [*map(int, sys.argv[1:]), 2500, 785][:2]
    settings.ALLOWED_HOSTS = ["*"]
    call_command("migrate", verbosity=0, interactive=False)
    round_ = build(people, posts)
    account = Account.objects.create_user(username="zuzhi", full_name="某人")
    RoleGrant.objects.create(account=account, role=Role.ORGANISATION_STAFF, unit_code="")
    client = Client()
    client.force_login(account, backend="django.contrib.auth.backends.ModelBackend")
    print(f"{posts} posts, {people} people, {connection.vendor}")
    page = f"/selection/{round_.pk}/"
    for name, address in (
        ("board", page),
        ("board, page 40", f"{page}?page=40"),
        ("board, one stage", f"{page}?stage=clearance"),
        ("board, a name", f"{page}?text=人选17"),
        ("board, waits for me", f"{page}?role=me"),
        ("board, overdue", f"{page}?overdue=1"),
        ("posts", f"{page}posts/"),
        ("one person", f"/selection/person/{models.Candidacy.objects.last().pk}/"),
        ("calendar", "/calendar/"),
        ("desk", "/"),
        ("sheet of everybody", f"{page}sheet/"),
    ):
        measure(client, name, address)


if __name__ == "__main__":
    main()
