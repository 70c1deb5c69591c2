"""A contest of many departments, posts and people, generated: the size of a whole prefecture.

邯郸 tells of 64 departments, 785 posts and 2,537 applicants; names and marks here are made up, and
the same for the same numbers.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeVar

from tests.selection import contests as made_up
from tests.selection import county
from tests.selection.contests import CLOSED, CLOSES, HELD, OPENS, contest_rules
from tests.selection.county import ENTRY, LEADER, STAFF
from xuanxian.access.models import Account, Role, RoleGrant
from xuanxian.exchange.roster.writer import write_sheets
from xuanxian.kernel import clock
from xuanxian.registry import services as registry
from xuanxian.registry.models import Organisation
from xuanxian.selection import models, services
from xuanxian.selection.services import contest as contests
from xuanxian.selection.services.contest import PostNotice
from xuanxian.selection.services.contest.sheets import read_applications, read_marks

DEPARTMENTS, POSTS, APPLICANTS = 64, 785, 2537
"""邯郸, by its own account."""

ROUNDS = (
    {
        "id": "examination",
        "title": "笔试、面试和测评",
        "scores": [{"id": name, "form": "mark"} for name in ("笔试", "面试", "测评")],
        "totals": [
            {"id": "综合成绩", "weights": {"笔试": 3, "面试": 3, "测评": 4}, "weighing": "ratio"}
        ],
        "go_on": {"to": "考察对象", "by": "综合成绩", "number": "职数", "ties": "together"},
    },
)
T = TypeVar("T")


@dataclass
class Load:
    """A contest that has been carried, and the processor time each part took, in seconds."""

    contest: models.Contest
    staff: Account
    seconds: dict[str, float] = field(default_factory=dict)

    def timed(self, what: str, act: Callable[[], T]) -> T:
        """What `act` answers; the processor time it took is kept under `what`."""
        began = time.process_time()
        answer = act()
        self.seconds[what] = time.process_time() - began
        return answer


def marks_of(number: int) -> tuple[str, str, str]:
    """Marks of applicant `number`, from 50 to 99.5 in halves."""
    first, second, third = (f"{50 + number * step % 50}.{5 * (number % 2)}" for step in (7, 11, 13))
    return first, second, third


def carried(
    departments: int = DEPARTMENTS,
    posts: int = POSTS,
    applicants: int = APPLICANTS,
    code: str = "3701",
) -> Load:
    """A contest published, applied for by workbook, marked by workbook, its results published.

    Args:
        code: code of the unit; several contests of a test stand in units apart.
    """
    unit = registry.enter_organisation(
        code=code, name=f"某市{code}", kind="area", actor=ENTRY, source="测试"
    )
    bureaus = [
        registry.enter_organisation(
            code=f"{code}.D{number:02}", name=f"第{number}局", kind="government", parent=unit,
            actor=ENTRY, source="测试",
        )
        for number in range(departments)
    ]  # fmt: skip
    names = [f"{made_up.SURNAMES[n % len(made_up.SURNAMES)]}某{n:04}" for n in range(applicants)]
    registry.enter_dossiers(
        [(county.dossier(name, unit_code=code, relatives=()), "测试") for name in names],
        actor=ENTRY,
    )
    with clock.set_to(OPENS):
        contest = _published(unit, bureaus, posts)
    staff = Account.objects.create(username=code, full_name="周某某")
    RoleGrant.objects.create(account=staff, role=Role.ORGANISATION_STAFF, unit_code=code)
    load = Load(contest, staff)
    titles = list(contest.posts.values_list("title", flat=True))
    rows = [[name, titles[number % posts]] for number, name in enumerate(names)]
    book = write_sheets({"报名": (["姓名", "报考职位"], rows)})
    with clock.set_to(CLOSES):
        applying = load.timed(
            "读报名表", lambda: read_applications(contest, book, "报名.xlsx", code)
        )
        load.timed(
            "登记报名并核验", lambda: contests.enter_application(contest, applying, actor=STAFF)
        )
    with clock.set_to(CLOSED):
        contests.close_applications(contest, actor=STAFF)
    with clock.set_to(HELD):
        listed = contest.applications.values_list("number", "person__name")
        for place, score in enumerate(("笔试", "面试", "测评")):
            lines = [[f"{n:04}", name, marks_of(n)[place]] for n, name in listed]
            sheet = write_sheets({"成绩": (["报名序号", "姓名", score], lines)})
            given = read_marks(contest, sheet, "成绩.xlsx", score)
            load.timed(
                f"登记{score}",
                lambda score=score, given=given: contests.key_marks(
                    contest, "examination", score, given, actor=STAFF
                ),
            )
        load.timed(
            "算出并公布", lambda: contests.publish_results(contest, "examination", actor=LEADER)
        )
    return load


def _published(unit: Organisation, bureaus: list[Organisation], posts: int) -> models.Contest:
    round_ = services.open_round(
        title="竞争上岗", unit=unit, actor=STAFF, rules=contest_rules(ROUNDS)
    )
    vacancies = [
        services.add_vacancy(
            round_,
            made_up.post_of(bureaus[number % len(bureaus)], f"第{number // len(bureaus)}科科长"),
            actor=STAFF,
        )
        for number in range(posts)
    ]
    services.approve_motion(round_, "leader", actor=LEADER)
    return contests.publish_contest(
        round_, "contest", title="竞争上岗", text="面向全市。",
        posts=[PostNotice(vacancy) for vacancy in vacancies],
        opens_on=OPENS, closes_on=CLOSES, actor=STAFF,
    )  # fmt: skip
