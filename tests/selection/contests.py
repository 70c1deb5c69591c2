"""A made-up contest: two posts of a bureau, and as many applicants as a test wants."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from tests.selection import county as made_up
from tests.selection.county import DISCIPLINE, ENTRY, LEADER, STAFF, County
from xuanxian.access.actor import Actor
from xuanxian.kernel import clock
from xuanxian.registry import services as registry
from xuanxian.registry.models import Organisation, Person, Post
from xuanxian.selection import models, services
from xuanxian.selection.instruments import Contest, Motion, Procedure
from xuanxian.selection.rules import Rules
from xuanxian.selection.services import contest as contests
from xuanxian.selection.services.contest import Applying, Finding, NewExaminer, PostNotice

# 2026: 2 March is a Monday.
OPENS = date(2026, 3, 2)
CLOSES = date(2026, 3, 13)
CLOSED = date(2026, 3, 14)
HELD = date(2026, 3, 21)
SECOND_STAFF = Actor(account="7", name="组织员庚", role="organisation_staff")

EXAM: Mapping[str, Any] = {
    "draws": ["seat"],
    "sealed_papers": True,
    "keyed_twice": True,
    "signed_by": ["discipline_officer"],
}
INTERVIEW: Mapping[str, Any] = {
    "draws": ["order"],
    "examiners": {
        "number": 3, "from_elsewhere": 1, "each_sex": 1, "same_unit": 2, "drawn": True,
    },
    "signed_by": ["discipline_officer"],
    "announced": True,
}  # fmt: skip
ROUNDS: tuple[Mapping[str, Any], ...] = (
    {
        "id": "written",
        "title": "笔试",
        "scores": [{"id": "笔试", "form": "mark"}],
        "go_on": {"to": "面试", "by": "笔试", "number": "3 * 职数"},
        "exam": EXAM,
    },
    {
        "id": "interview",
        "title": "面试",
        "scores": [{"id": "面试", "form": "judges", "least": 3}],
        "totals": [{"id": "总成绩", "weights": {"笔试": "40%", "面试": "60%"}}],
        "go_on": {"to": "考察对象", "by": "总成绩", "number": "职数"},
        "exam": INTERVIEW,
    },
)
"""笔试 keeps three a seat, 面试 one a seat by 40 : 60."""

PLAIN: tuple[Mapping[str, Any], ...] = (
    {
        "id": "written",
        "title": "笔试",
        "scores": [{"id": "笔试", "form": "mark"}],
        "go_on": {"to": "考察对象", "by": "笔试", "number": "职数"},
    },
)
"""One written examination, one person a seat, and nothing said of how it is held."""


def contest_rules(rounds: Any = ROUNDS, **more: Any) -> Rules:
    """Rules of a contest that begins after the motion and ends the case."""
    contest = {"id": "contest", "kind": "contest", "rounds": rounds, "effect": "gates", **more}
    duties = {"publish_results": ["organisation_leader"], "end_contest": ["organisation_leader"]}
    stage = {"works": ["organisation_staff"], "moves": ["organisation_leader"]}
    procedure = {
        "id": "procedure",
        "kind": "procedure",
        "stages": [
            {"stage": "motion", **stage, "gates": [{"check": "motion"}]},
            {"stage": "contest", **stage, "duties": duties, "gates": [{"check": "contest"}]},
            {"stage": "inspection", **stage},
        ],
    }
    approver = {"id": "leader", "title": "组织部领导", "roles": ["organisation_leader"]}
    motion = {"id": "motion", "kind": "motion", "approvers": [approver], "candidates_minimum": 0}
    return Rules.of(
        [
            Motion.model_validate(motion),
            Contest.model_validate(contest),
            Procedure.model_validate(procedure),
        ],
        {},
        policy="测试/竞争上岗",
        title="竞争上岗",
    )


@dataclass
class Held:
    """A contest under way."""

    county: County
    round: models.Round
    contest: models.Contest
    posts: list[models.ContestPost]

    def refresh(self) -> "Held":
        """Read the rows again."""
        self.contest = models.Contest.objects.get(pk=self.contest.pk)
        self.posts = list(self.contest.posts.all())
        return self

    @property
    def applications(self) -> list[models.Application]:
        """In the order of their numbers."""
        return list(self.contest.applications.select_related("person", "post__into"))


def post_of(unit: Organisation, title: str) -> Post:
    """A post of the bureau."""
    return registry.enter_post(
        unit, title=title, kind="leading", rank="1A50", management="county",
        counts_against_establishment=False, actor=ENTRY, source="测试",
    )  # fmt: skip


def published(rules: Rules | None = None, seats: tuple[int, ...] = (1, 1)) -> Held:
    """A contest whose notice is out."""
    county = made_up.county()
    with clock.set_to(OPENS):
        round_ = services.open_round(
            title="2026年竞争上岗", unit=county.unit, actor=STAFF, rules=rules or contest_rules()
        )
        vacancies = [
            services.add_vacancy(
                round_, post_of(county.bureau, f"第{place}科科长"), actor=STAFF, seats=number
            )
            for place, number in enumerate(seats, start=1)
        ]
        services.approve_motion(round_, "leader", actor=LEADER)
        contest = contests.publish_contest(
            round_,
            "contest",
            title="中层干部竞争上岗",
            text="面向全县机关干部。",
            posts=[PostNotice(vacancy) for vacancy in vacancies],
            opens_on=OPENS,
            closes_on=CLOSES,
            actor=STAFF,
        )
    return Held(county, round_, contest, list(contest.posts.all()))


SURNAMES = (
    "钱孙李周吴郑王冯褚卫蒋沈韩杨朱秦许何吕施张孔曹严华金魏陶姜戚谢邹喻柏水窦章云苏潘葛奚范彭"
)


def person(number: int, **changes: Any) -> Person:
    """Applicant number so and so; his relatives bear names nobody else does."""
    name = f"{SURNAMES[number % len(SURNAMES)]}某{number:03}"
    return registry.enter_dossier(
        made_up.dossier(name, relatives=(), **changes), actor=ENTRY, source="测试"
    )


def applied(held: Held, people: list[Person], post: int = 0) -> list[models.Application]:
    """Everybody applies for one post on the second day."""
    with clock.set_to(date(2026, 3, 3)):
        return contests.enter_application(
            held.contest, [Applying(one, held.posts[post]) for one in people], actor=STAFF
        )


def closed(held: Held) -> Held:
    """Applications over, everybody found qualified."""
    with clock.set_to(CLOSED):
        contests.review_applications(
            held.contest,
            [Finding(one, qualified=True, reason="符合条件") for one in held.applications],
            actor=STAFF,
        )
        contests.close_applications(held.contest, actor=STAFF)
    return held.refresh()


def ready(people: int = 4, rules: Rules | None = None, **more: Any) -> Held:
    """Everybody applied for the first post and was let in."""
    held = published(rules, **more)
    applied(held, [person(number) for number in range(people)])
    return closed(held)


def by_name(held: Held, marks: Mapping[int, str]) -> dict[str, str]:
    """Application number → mark, as `key_marks` takes it."""
    rows = {one.number: str(one.pk) for one in held.applications}
    return {rows[number]: mark for number, mark in marks.items()}


def papers_opened(held: Held) -> None:
    """The papers of the written examination sealed and opened."""
    paper = contests.seal_paper(
        held.contest, "written", "笔试试卷", copies=4, seal="封001", by=["甲", "乙"], actor=STAFF
    )
    contests.open_paper(paper, by="丙", witnesses=["考生代表"], actor=STAFF)


def written(held: Held, marks: Mapping[int, str]) -> None:
    """The written examination held, keyed twice, signed and published."""
    with clock.set_to(HELD):
        draw = contests.commit_draw(held.contest, "written", "seat", actor=STAFF)
        contests.make_draw(draw, "4 2 6 1", actor=STAFF)
        papers_opened(held)
        for actor, keying in ((STAFF, 1), (SECOND_STAFF, 2)):
            contests.key_marks(
                held.contest, "written", "笔试", by_name(held, marks), actor=actor, keying=keying
            )
        contests.sign_marks(held.contest, "written", actor=DISCIPLINE)
        contests.publish_results(held.contest, "written", actor=LEADER)


POOL = (
    NewExaminer("评委甲", "外地党校", "1", from_elsewhere=True),
    NewExaminer("评委乙", "外地党校", "2", from_elsewhere=True),
    NewExaminer("评委丙", "某县委党校", "1"),
    NewExaminer("评委丁", "某县人社局", "2"),
    NewExaminer("评委戊", "某县人社局", "1"),
)


def interviewed(held: Held, marks: Mapping[int, tuple[str, str, str]]) -> None:
    """The interview held by three examiners drawn, announced, signed; not yet published."""
    with clock.set_to(HELD):
        contests.enter_examiners(held.contest, "interview", POOL, actor=STAFF)
        for kind in ("examiners", "order"):
            draw = contests.commit_draw(held.contest, "interview", kind, actor=STAFF)
            contests.make_draw(draw, "316", actor=STAFF)
        serving = list(held.contest.examiners.filter(serves=True))
        for place, examiner in enumerate(serving):
            contests.key_marks(
                held.contest, "interview", "面试",
                by_name(held, {number: given[place] for number, given in marks.items()}),
                actor=STAFF, examiner=examiner,
            )  # fmt: skip
        for one in held.applications:
            if one.number in marks:
                contests.announce_marks(one, "interview", actor=STAFF)
        contests.sign_marks(held.contest, "interview", actor=DISCIPLINE)
