"""A small made-up county on which cases are carried: units, posts, people, actors, polls."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from xuanxian.access.actor import Actor
from xuanxian.ballots import services as ballots
from xuanxian.ballots.answers import Answers
from xuanxian.ballots.box_key import PassphraseCost, Teller
from xuanxian.ballots.models import Poll
from xuanxian.ballots.poll_form import Content
from xuanxian.kernel.partial_date import PartialDate
from xuanxian.policy import catalogue, parameters
from xuanxian.registry import services as registry
from xuanxian.registry.dossier import (
    AssessmentEntry,
    Dossier,
    EducationEntry,
    PartyEntry,
    PostEntry,
    RankEntry,
    RelativeEntry,
    ResumeLine,
)
from xuanxian.registry.models import Organisation, Person, Post
from xuanxian.selection.rules import Rules

NATIONAL = "国家/党政领导干部选拔任用"
OPEN_PARAMETERS = {"recommendation_names": 2, "inspection_notice_days": 3, "reply_days": 5}
"""What the national base policy leaves to whoever adopts it, as this county sets it."""

STAFF = Actor(account="1", name="组织员甲", role="organisation_staff")
LEADER = Actor(account="2", name="部长乙", role="organisation_leader")
INSPECTOR = Actor(account="3", name="考察丙", role="inspection_team")
MEMBER = Actor(account="4", name="常委丁", role="committee_member")
DISCIPLINE = Actor(account="5", name="纪检戊", role="discipline_officer")
PARTY_GROUP = Actor(account="6", name="党组己", role="unit_party_group")

ENTRY = Actor(account="9", name="录入员", role="organisation_staff")
"""Who entered the files before any case began."""

CHEAP = PassphraseCost(operations=1, memory=8192)
TELLERS = (
    Teller("计票人甲", "春天的第一场雨落在山坡"),
    Teller("计票人乙", "夏夜池塘里的一片蛙声"),
    Teller("计票人丙", "秋收以后空空的打谷场"),
)
COMMITTEE = tuple(f"常委{number}" for number in "一二三四五六七八九")


def national_rules(**given: Any) -> Rules:
    """The national base policy of the catalogue with its open parameters set."""
    policy = catalogue.load(NATIONAL)
    return Rules.of_policy(parameters.with_parameters(policy, {**OPEN_PARAMETERS, **given}))


@dataclass
class County:
    """What a case needs to stand on."""

    unit: Organisation
    bureau: Organisation
    post: Post
    former_post: Post
    people: list[Person]


def county(*, approved: int = 2) -> County:
    """A county department, a bureau with a vacant deputy post, and two people to choose from.

    Args:
        approved: 核定职数 of 乡科级副职 in the bureau; nobody of that rank serves there yet.
    """
    unit = registry.enter_organisation(
        code="3701", name="某县", kind="area", actor=ENTRY, source="测试"
    )
    bureau = registry.enter_organisation(
        code="3701.A01",
        name="某县财政局",
        kind="government",
        parent=unit,
        actor=ENTRY,
        source="测试",
    )
    town = registry.enter_organisation(
        code="3701.B01", name="某镇", kind="town", parent=unit, actor=ENTRY, source="测试"
    )
    post = _post(bureau, "副局长", "1A42")
    former = _post(town, "财政所所长", "1A50", counts_against_establishment=False)
    registry.approve_establishment(
        bureau, rank="1A42", approved=approved, valid_from=date(2020, 1, 1), actor=ENTRY
    )
    return County(
        unit,
        bureau,
        post,
        former,
        [
            registry.enter_dossier(dossier("陈某甲", former), actor=ENTRY, source="测试"),
            registry.enter_dossier(dossier("赵某乙"), actor=ENTRY, source="测试"),
        ],
    )


def _post(unit: Organisation, title: str, rank: str, **more: Any) -> Post:
    return registry.enter_post(
        unit,
        title=title,
        kind="leading",
        rank=rank,
        management="county",
        actor=ENTRY,
        source="测试",
        **more,
    )


def dossier(name: str, post: Post | None = None, **changes: Any) -> Dossier:
    """Somebody born 1985, at work since 2008, 科员, graded 称职 last year."""
    day = PartialDate.parse
    given: dict[str, Any] = {
        "name": name,
        "sex": "1",
        "birth": day("1985.03"),
        "nation": "01",
        "health": "健康",
        "joined_work": day("2008.07"),
        "unit_code": "3701.B01",
        "current_post": "某镇财政所所长" if post else "某镇干部",
        "rank": "1A50",
        "party": (PartyEntry(status="01", joined=day("2007.06")),),
        "education": (
            EducationEntry(mode="full_time", level="21", level_text="大学", is_highest=True),
        ),
        "resume": (
            ResumeLine(
                held_from=day("2004.09"), held_until=day("2008.07"), text="某大学学习", kind="study"
            ),
            ResumeLine(held_from=day("2008.07"), text="某镇财政所工作"),
        ),
        "posts": (
            PostEntry(
                post=post.pk, title="某镇财政所所长", rank="1A50", held_from=day("2016.05.10")
            ),
        )
        if post
        else (),
        "ranks": (RankEntry(line="0", code="1A50", held_from=day("2010.01")),),
        "assessments": (
            AssessmentEntry(year=2023, grade="2"),
            AssessmentEntry(year=2024, grade="1"),
            AssessmentEntry(year=2025, grade="2"),
        ),
        "relatives": (
            RelativeEntry(relation="妻子", name="孙某", unit_and_post="某县第一中学教师"),
            RelativeEntry(relation="哥哥", name="陈某大", unit_and_post="某县农业农村局"),
        ),
    }
    return Dossier.model_validate(given | changes)


def vote(
    poll: Poll, mark: Callable[[int], Content], present: Mapping[str, int] | None = None
) -> None:
    """Carry a secret poll through: everybody present votes `mark(number)`, two tellers open it."""
    there = dict(present or {each.name: each.entitled for each in poll.classes.all()})
    files = ballots.make_box_key(poll, TELLERS, actor=STAFF, cost=CHEAP)
    keys = [(file, teller.passphrase) for file, teller in zip(files, TELLERS, strict=True)]
    poll.refresh_from_db()
    ballots.test_box(poll, keys, actor=STAFF)
    slips = ballots.issue_slips(poll, there, actor=STAFF)
    ballots.record_presence(poll, there, actor=STAFF)
    ballots.open_poll(poll, actor=STAFF)
    for number, slip in enumerate(slips):
        ballots.cast(slip.code, mark(number))
    ballots.close_poll(poll, actor=STAFF)
    poll.refresh_from_db()
    ballots.open_box(poll, keys[:2], actor=STAFF)


def everybody(subjects: Sequence[object], option: str) -> Callable[[int], Answers]:
    """Every ballot marks every subject with `option`."""
    return lambda _: Answers(marks={str(subject): option for subject in subjects})


def naming(*subjects: object) -> Callable[[int], Answers]:
    """Every ballot names these subjects."""
    return lambda _: Answers(names=tuple(str(subject) for subject in subjects))
