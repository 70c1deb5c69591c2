"""The list of people over 100,000: its query and its whole page against the raw store.

Every contender answers the same 16 questions on the same file in turn: a true total and the rows
of one page of 50. Rounds are interleaved, so that what else the machine does hits all alike.
"""

import os
import random
import re
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Callable
from datetime import date

os.environ.update(
    {
        "XUANXIAN_HOME": tempfile.mkdtemp(prefix="xuanxian-bench-"),
        "DJANGO_SETTINGS_MODULE": "xuanxian.settings",
    }
)

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.core.paginator import Paginator  # noqa: E402
from django.db.models import Q  # noqa: E402
from django.test import Client  # noqa: E402

from xuanxian.access.models import Account, Role, RoleGrant  # noqa: E402
from xuanxian.kernel import clock  # noqa: E402
from xuanxian.kernel.names import initials_of, pinyin_of, stroke_key_of  # noqa: E402
from xuanxian.registry import codes, models, queries  # noqa: E402
from xuanxian.registry.queries import PeopleChoice  # noqa: E402

PEOPLE = int(os.environ.get("BENCH_PEOPLE", "100000"))
ROUNDS = int(os.environ.get("BENCH_ROUNDS", "7"))
TODAY = date(2026, 11, 20)
SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕丁方毛"
GIVEN = "建国志强晓燕丽明文博海涛雪梅立新玉兰春华秀英永军红霞桂芳卫东"

QUESTIONS: list[tuple[str, dict[str, object], int]] = [
    ("first page", {}, 1),
    ("page 40", {}, 40),
    ("last pages", {}, PEOPLE // 50 - 2),
    ("surname 王", {"text": "王"}, 1),
    ("surname 丁, page 5", {"text": "丁"}, 5),
    ("given name 建国", {"text": "建国"}, 1),
    ("pinyin wangjian", {"text": "wangjian"}, 1),
    ("initials lzq", {"text": "lzq"}, 1),
    ("one unit", {"unit": "01.017"}, 1),
    ("rank and sex", {"rank": "1A42", "sex": "2"}, 1),
    ("rank and sex, page 20", {"rank": "1A42", "sex": "2"}, 20),
    ("age 36 to 40", {"youngest": 36, "oldest": 40}, 1),
    ("education and politics", {"education": "20", "politics": "01"}, 3),
    ("by rank", {"order": "rank"}, 2),
    ("by age", {"order": "age"}, 2),
    ("by unit", {"order": "unit"}, 2),
]


def fill() -> None:
    """A made-up county grown to `PEOPLE`."""
    randomly = random.Random(7)
    area = models.Organisation.objects.create(code="01", name="某县", kind="area")
    units = models.Organisation.objects.bulk_create(
        models.Organisation(
            code=f"01.{number:03}", name=f"某县第{number}局", kind="government", parent=area
        )
        for number in range(200)
    )
    ranks = codes.table("rank").codes
    people = []
    for number in range(PEOPLE):
        name = randomly.choice(SURNAMES) + "".join(
            randomly.choices(GIVEN, k=randomly.choice((1, 2)))
        )
        rank = randomly.choices(["1A41", "1A42", "1A50"], [1, 3, 16])[0]
        unit = randomly.choice(units)
        people.append(
            models.Person(
                name=name,
                pinyin=pinyin_of(name),
                initials=initials_of(name),
                stroke_key=stroke_key_of(name),
                sex=randomly.choice("12"),
                birth=f"{randomly.randint(1966, 2002)}-{randomly.randint(1, 12):02}",
                nation="01",
                native_place="某省某县",
                joined_work=f"{randomly.randint(1990, 2024)}-07",
                unit=unit,
                unit_code=unit.code,
                current_post=f"{unit.name}干部",
                rank=rank,
                rank_order=ranks[rank].order,
                politics=randomly.choices(["01", "13"], [4, 1])[0],
                highest_education=randomly.choice(["14", "21", "31"]),
                place=number % 50,
                rewards_sanctions_text="2021年5月，经某县县委批准，记三等功。" * 3,
                assessments_text="2023年年度考核优秀；2024年称职；2025年称职。",
            )
        )
    models.Person.objects.bulk_create(people, batch_size=2000)
    models.PostHolding.objects.bulk_create(
        (
            models.PostHolding(person=person, title=person.current_post, held_from="2020-05")
            for person in people
        ),
        batch_size=2000,
    )


def ours(choice: PeopleChoice, number: int) -> tuple[int, int]:
    """What the page asks the registry for."""
    pages = queries.PeoplePages(queries.find_people(models.Person.objects.all(), choice, TODAY))
    page = pages.get_page(number)
    return pages.count, len([(person.name, str(person.unit)) for person in page])


def admin_like(choice: PeopleChoice, number: int) -> tuple[int, int]:
    """As Django's admin changelist works: LIKE over all search fields, two exact counts."""
    people = models.Person.objects.select_related("unit")
    total = people.count()
    plain = PeopleChoice(
        **{
            name: getattr(choice, name)
            for name in PeopleChoice.__dataclass_fields__
            if name != "text"
        }
    )
    people = queries.find_people(people, plain, TODAY)
    for word in choice.text.split():
        people = people.filter(
            Q(name__icontains=word) | Q(pinyin__icontains=word) | Q(initials__icontains=word)
        )
    pages = Paginator(people, 50)
    page = pages.get_page(number)
    return min(pages.count, total), len([(person.name, str(person.unit)) for person in page])


class Floor:
    """The same statements by hand in the sqlite3 module: no ORM, rows as tuples."""

    def __init__(self) -> None:
        self._store = sqlite3.connect(settings.DATABASES["default"]["NAME"])
        self._statements: dict[tuple[PeopleChoice, int], list[tuple[str, tuple[object, ...]]]] = {}

    def prepare(self, choice: PeopleChoice, number: int) -> None:
        """Take the statements down from the compiler once, outside the clock."""
        people = queries.find_people(models.Person.objects.all(), choice, TODAY)
        counted = people.order_by().values_list("pk")
        count_sql, count_values = counted.query.sql_with_params()
        total = people.count()
        page = min(number, max(-(-total // 50), 1))
        rows = people.values_list(
            "pk", "name", "current_post", "sex", "birth", "politics", "highest_education", "rank",
            "unit__name",
        )[(page - 1) * 50 : page * 50]  # fmt: skip
        page_sql, page_values = rows.query.sql_with_params()
        self._statements[choice, number] = [
            (f"SELECT COUNT(*) FROM ({count_sql})".replace("%s", "?"), tuple(count_values)),
            (page_sql.replace("%s", "?"), tuple(page_values)),
        ]

    def __call__(self, choice: PeopleChoice, number: int) -> tuple[int, int]:
        (count_sql, count_values), (page_sql, page_values) = self._statements[choice, number]
        total = self._store.execute(count_sql, count_values).fetchone()[0]
        return total, len(self._store.execute(page_sql, page_values).fetchall())


def whole_page() -> Callable[[PeopleChoice, int], tuple[int, int]]:
    """Request in, HTML out, through every middleware, signed in as staff."""
    staff = Account.objects.create(username="staff", full_name="周启明")
    RoleGrant.objects.create(account=staff, role=Role.ORGANISATION_STAFF)
    client = Client(HTTP_HOST="localhost")
    client.force_login(staff, backend="django.contrib.auth.backends.ModelBackend")

    def ask(choice: PeopleChoice, number: int) -> tuple[int, int]:
        given = {
            name: getattr(choice, name)
            for name in PeopleChoice.__dataclass_fields__
            if getattr(choice, name) not in ("", None)
        }
        answer = client.get("/people/", {**given, "page": number})
        html = answer.content.decode()
        total = re.search(r"共\s*(\d+)\s*人", html)
        return int(total[1]) if total else 0, html.count('name="person"')

    return ask


def main() -> None:
    settings.STORAGES["staticfiles"]["BACKEND"] = (
        "django.contrib.staticfiles.storage.StaticFilesStorage"
    )
    call_command("migrate", verbosity=0)
    started = time.perf_counter()
    fill()
    filled = time.perf_counter() - started
    floor = Floor()
    asked = [(name, PeopleChoice(**given), number) for name, given, number in QUESTIONS]  # type: ignore[arg-type]
    for _, choice, number in asked:
        floor.prepare(choice, number)
    contenders: dict[str, Callable[[PeopleChoice, int], tuple[int, int]]] = {
        "sqlite3, same statements (floor)": floor,
        "list query (ours)": ours,
        "whole page, HTML (ours)": whole_page(),
        "as Django admin: LIKE on every search field, two counts": admin_like,
    }
    taken: dict[str, dict[str, list[float]]] = {name: {} for name in contenders}
    with clock.set_to(TODAY):
        for turn in range(ROUNDS + 1):
            for question, choice, number in asked:
                answers = {}
                for name, contender in contenders.items():
                    begun = time.perf_counter()
                    answers[name] = contender(choice, number)
                    milliseconds = (time.perf_counter() - begun) * 1000
                    if turn:  # the first round only warms up
                        taken[name].setdefault(question, []).append(milliseconds)
                found = {answers[name] for name in list(contenders)[:3]}
                if len(found) != 1:
                    raise SystemExit(f"answers differ on {question}: {answers}")
    report(taken, filled)


def report(taken: dict[str, dict[str, list[float]]], filled: float) -> None:
    floor_name, ours_name, page_name, admin_name = taken
    print(f"## List page over {PEOPLE:,} people\n")
    print(
        f"{len(QUESTIONS)} questions × {ROUNDS} rounds, milliseconds; "
        f"filling took {filled:.0f} s.\n"
    )
    print("| contender | p50 | p95 | worst question (median) |")
    print("|---|---:|---:|---|")
    for name, questions in taken.items():
        times = sorted(value for values in questions.values() for value in values)
        worst = max(questions, key=lambda question: statistics.median(questions[question]))
        slowest = statistics.median(questions[worst])
        print(
            f"| {name} | {times[len(times) // 2]:.1f} | {times[int(len(times) * 0.95)]:.1f} "
            f"| {worst} {slowest:.1f} |"
        )
    print("\n| question (median) | floor | ours | ours : floor | page | admin |")
    print("|---|---:|---:|---:|---:|---:|")
    for question in taken[floor_name]:
        middle = {name: statistics.median(taken[name][question]) for name in taken}
        ratio = middle[ours_name] / middle[floor_name]
        print(
            f"| {question} | {middle[floor_name]:.1f} | {middle[ours_name]:.1f} | {ratio:.1f} "
            f"| {middle[page_name]:.1f} | {middle[admin_name]:.1f} |"
        )


if __name__ == "__main__":
    main()
