"""Posts, units and leading teams, worked out by hand as of 2026.11.21."""

from datetime import date
from fractions import Fraction
from uuid import UUID

import pytest

from xuanxian.facts.definitions import (
    FactKind,
    Holding,
    PostReading,
    RankFigure,
    Subject,
    TeamMember,
    TeamReading,
    UnitReading,
    facts_of,
)
from xuanxian.facts.organisations import (
    facts_of_posts,
    facts_of_teams,
    facts_of_units,
    of_post,
    of_team,
    of_unit,
)
from xuanxian.kernel.partial_date import PartialDate

AS_OF = date(2026, 11, 21)


def _day(text):
    return PartialDate.parse(text) if text else None


def _stay(number, start, end=""):
    return Holding(UUID(int=number), f"某{number}", _day(start), _day(end))


def _post(title="局长", **given):
    plain = {"kind": "领导职务", "rank": "1A41", "management": "县管", "unit_name": "某局"}
    return PostReading(AS_OF, title, **{**plain, **given})


def _values(facts, *names):
    return {name: facts[name].value for name in names}


def test_a_post_left_in_may_has_been_vacant_since():
    post = _post(
        holdings=(_stay(1, "2020.01.01", "2026.05.10"), _stay(2, "2015.01.01", "2020.01.01"))
    )
    names = (
        "职位是否空缺",
        "职位空缺数",
        "职位空缺日期",
        "职位空缺月数",
        "历任人数",
        "历任平均任职月数",
    )
    assert _values(of_post(post), *names) == {
        "职位是否空缺": True,
        "职位空缺数": 1,
        "职位空缺日期": date(2026, 5, 10),
        "职位空缺月数": 6,
        "历任人数": 2,
        # 76 and 60 months.
        "历任平均任职月数": Fraction(68),
    }


def test_a_month_only_removal_leaves_the_post_vacant_from_its_last_day():
    post = _post(holdings=(_stay(1, "2020.01", "2026.05"),))
    assert of_post(post)["职位空缺日期"].value == date(2026, 5, 31)
    assert of_post(post)["职位空缺月数"].value == 5


def test_a_post_never_held_is_vacant_since_it_was_established():
    assert of_post(_post(established_on=date(2026, 1, 1)))["职位空缺月数"].value == 10
    assert of_post(_post())["职位空缺月数"].value is None


def test_a_post_with_more_holders_than_seats_is_over():
    post = _post(seats=1, holdings=(_stay(1, "2020.01.01"), _stay(2, "2022.11.21")))
    names = ("职位在任人数", "职位超配人数", "职位空缺数", "现任者任职月数", "近五年到任人数")
    assert _values(of_post(post), *names) == {
        "职位在任人数": 2,
        "职位超配人数": 1,
        "职位空缺数": 0,
        "现任者任职月数": 82,
        "近五年到任人数": 1,
    }


def test_establishment_adds_up_over_leading_ranks_only():
    unit = UnitReading(
        AS_OF,
        "某局",
        "政府机关",
        figures={
            "1A41": RankFigure(1, 0, 1),
            "1A42": RankFigure(3, 1, 4),
            "1A50": RankFigure(None, 0, 9),
        },
    )
    names = (
        "核定领导职数", "预留领导职数", "实有领导人数", "可用领导职数", "超配人数", "是否超职数",
        "乡科级副职可用职数", "乡科级正职实有人数", "县处级副职核定职数",
    )  # fmt: skip
    assert _values(of_unit(unit), *names) == {
        "核定领导职数": 4,
        "预留领导职数": 1,
        "实有领导人数": 5,
        "可用领导职数": 0,
        "超配人数": 1,
        "是否超职数": True,
        "乡科级副职可用职数": -2,
        "乡科级正职实有人数": 1,
        "县处级副职核定职数": None,
    }


def test_people_on_a_rank_without_establishment_leave_the_sum_unknown():
    unit = UnitReading(AS_OF, "某局", "政府机关", figures={"1A41": RankFigure(None, 0, 1)})
    assert of_unit(unit)["核定领导职数"].value is None
    assert of_unit(unit)["是否超职数"].value is None


def test_vacancies_of_a_unit_by_kind_of_post():
    posts = (
        _post(
            "局长",
            is_chief=True,
            is_team_member=True,
            holdings=(_stay(1, "2020.01", "2026.01.15"),),
        ),
        _post(
            "副局长",
            is_team_member=True,
            seats=2,
            holdings=(_stay(2, "2020.01.01"),),
            established_on=None,
        ),
        _post("科长", kind="中层职务", holdings=(_stay(3, "2021.01"),)),
    )
    unit = UnitReading(AS_OF, "某局", "政府机关", posts=posts)
    names = (
        "全部职位数",
        "领导职位空缺数",
        "班子职位空缺数",
        "中层职位空缺数",
        "主要负责人是否空缺",
    )
    assert _values(of_unit(unit), *names) == {
        "全部职位数": 4,
        "领导职位空缺数": 2,
        "班子职位空缺数": 2,
        "中层职位空缺数": 0,
        "主要负责人是否空缺": True,
    }
    # One of two deputies was never there: nobody knows since when the seat is free.
    assert of_unit(unit)["最长空缺月数"].value is None


def _member(number, age, sex="男", *, relatives=(), is_chief=False, **facts):
    given = {"年龄": age, "性别": sex, "政治面貌": "中共党员", "是否少数民族": False, **facts}
    return TeamMember(
        UUID(int=number), f"某{number}", "副局长", is_chief, given,
        relatives=frozenset(UUID(int=each) for each in relatives),
    )  # fmt: skip


TEAM = TeamReading(
    AS_OF,
    "某局",
    (
        _member(1, 50, is_chief=True, 距法定退休月数=24, 专业类别="政法", relatives=(3,)),
        _member(2, 45, "女", 距法定退休月数=12, 专业类别="政法"),
        _member(3, 35, 距法定退休月数=300, 专业类别="财税金融", relatives=(1,)),
    ),
    seats=5,
    chief_seats=1,
)


def test_a_team_is_counted_and_averaged_exactly():
    names = (
        "班子人数", "班子缺员数", "班子正职人数", "班子平均年龄", "班子年龄跨度", "班子最大年龄",
        "班子女性占比", "班子四十五岁以下人数", "班子三十五岁以下占比", "班子一年内退休人数",
        "班子两年内退休人数", "班子可认定专业类别数", "班子成员间亲属数", "班子党外人数",
    )  # fmt: skip
    assert _values(of_team(TEAM), *names) == {
        "班子人数": 3,
        "班子缺员数": 2,
        "班子正职人数": 1,
        "班子平均年龄": Fraction(130, 3),
        "班子年龄跨度": 15,
        "班子最大年龄": 50,
        "班子女性占比": Fraction(1, 3),
        "班子四十五岁以下人数": 2,
        "班子三十五岁以下占比": Fraction(1, 3),
        "班子一年内退休人数": 1,
        "班子两年内退休人数": 2,
        "班子可认定专业类别数": 2,
        # 1 and 3 know of each other: one pair.
        "班子成员间亲属数": 1,
        "班子党外人数": 0,
    }


def test_one_member_of_unknown_age_leaves_the_average_unknown_but_not_the_women():
    team = TeamReading(AS_OF, "某局", (_member(1, None), _member(2, 40, "女")))
    assert of_team(team)["班子平均年龄"].value is None
    assert "某1" in of_team(team)["班子平均年龄"].explanation
    assert of_team(team)["班子女性占比"].value == Fraction(1, 2)


def test_shares_of_nobody_are_unknown():
    assert of_team(TeamReading(AS_OF, "某局"))["班子女性占比"].value is None
    assert of_team(TeamReading(AS_OF, "某局"))["班子人数"].value == 0


def test_averages_and_shares_are_shown_to_a_tenth():
    team = facts_of(Subject.TEAM)
    assert team["班子平均年龄"].shown(Fraction(130, 3)) == "43.3周岁"
    assert team["班子女性占比"].shown(Fraction(1, 3)) == "33.3%"
    assert team["班子女性占比"].shown(Fraction(1, 5)) == "20%"


@pytest.mark.parametrize("subject", list(Subject))
def test_every_fact_says_what_it_means_and_where_it_comes_from(subject):
    for fact in facts_of(subject).values():
        assert fact.subject is subject
        assert fact.meaning.endswith("。"), fact.name
        assert fact.source, fact.name
        assert fact.group, fact.name
        assert (fact.kind is FactKind.CODE) == bool(fact.levels)


def test_a_name_belongs_to_one_subject_only():
    names = [name for subject in Subject for name in facts_of(subject)]
    assert len(names) == len(set(names)) >= 120


@pytest.mark.django_db
def test_the_registry_tells_of_posts_units_and_teams():
    from xuanxian.access.actor import Actor
    from xuanxian.registry import models, services
    from xuanxian.registry.dossier import Dossier, PostEntry

    actor = Actor.command_line()
    told = {"actor": actor, "source": "测试"}
    unit = services.enter_organisation(code="01", name="某局", kind="government", **told)
    section = services.enter_organisation(
        code="01.1", name="办公室", kind="section", parent=unit, **told
    )
    plain = {"kind": "leading", "management": "county", "is_team_member": True, **told}
    chief = services.enter_post(unit, title="局长", rank="1A41", is_chief=True, **plain)
    services.enter_post(unit, title="副局长", rank="1A42", seats=2, **plain)
    head = services.enter_post(
        section, title="主任", kind="mid_level", rank="1A50", management="unit", **told
    )
    held = PostEntry(post=chief.pk, title="某局局长", held_from=_day("2020.05.10"))
    services.enter_dossier(
        Dossier(name="陈一", sex="2", birth=_day("1981.03"), unit_code="01", posts=(held,)), **told
    )
    post = facts_of_posts([chief], AS_OF)[chief.pk]
    assert _values(post, "职位在任人数", "职位空缺数", "现任者任职月数") == {
        "职位在任人数": 1, "职位空缺数": 0, "现任者任职月数": 78,
    }  # fmt: skip
    told_of_unit = facts_of_units([unit], AS_OF)[unit.pk]
    assert _values(told_of_unit, "内设机构数", "全部职位数", "班子职位空缺数", "单位现职人数") == {
        "内设机构数": 1, "全部职位数": 4, "班子职位空缺数": 2, "单位现职人数": 1,
    }  # fmt: skip
    team = facts_of_teams([unit], AS_OF)[unit.pk]
    assert _values(team, "班子人数", "班子职数", "班子平均年龄", "班子女性占比") == {
        "班子人数": 1, "班子职数": 3, "班子平均年龄": 45, "班子女性占比": 1,
    }  # fmt: skip
    assert models.Post.objects.get(pk=head.pk).organisation == section
