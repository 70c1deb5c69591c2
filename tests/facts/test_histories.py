"""Histories worked out by hand: months, kinds of work, posts of a kind, runs of assessments.

As of 2026.11.21 unless the test says otherwise.
"""

from datetime import date
from uuid import UUID

import pytest

from xuanxian.facts import snapshot
from xuanxian.facts.definitions import PostPlace, Surroundings, UnitPlace
from xuanxian.kernel.partial_date import PartialDate
from xuanxian.registry.dossier import (
    AssessmentEntry,
    Dossier,
    EducationEntry,
    PartyEntry,
    PostEntry,
    RankEntry,
    RelativeEntry,
    ResumeLine,
    RewardSanctionEntry,
)

AS_OF = date(2026, 11, 21)


def _day(text):
    return PartialDate.parse(text) if text else None


def _fact(name, *, as_of=AS_OF, around=None, **file):
    return snapshot.of_person(Dossier(name="某人", **file), as_of, around)[name]


def _value(name, **given):
    return _fact(name, **given).value


@pytest.mark.parametrize(
    ("birth", "as_of", "months", "days"),
    [
        ("1980.11.21", AS_OF, 552, 16801),  # 46 years of 365 days and 11 leap days
        ("1980.11.22", AS_OF, 551, 16800),
        ("2000.02.29", date(2026, 2, 28), 311, 9496),
        ("2000.02.29", date(2026, 3, 1), 312, 9497),
        ("1980.11", AS_OF, 552, 16821),  # from the first of the month
    ],
)
def test_age_in_months_and_days(birth, as_of, months, days):
    assert _value("年龄月数", birth=_day(birth), as_of=as_of) == months
    assert _value("年龄天数", birth=_day(birth), as_of=as_of) == days


def test_party_and_service_in_months_count_from_the_last_day():
    assert _value("工龄月数", joined_work=_day("2002.11")) == 287
    assert _value("工龄月数", joined_work=_day("2002.11.21")) == 288
    party = (
        PartyEntry(status="02", joined=_day("2005.06.01"), ended=_day("2006.06.01")),
        PartyEntry(status="01", joined=_day("2005.06.01")),
    )
    # Full membership of 2006.06.01: 20 years, 5 months and 20 days.
    assert _value("党龄月数", party=party) == 245


@pytest.mark.parametrize(
    ("status", "outside"), [("01", False), ("02", False), ("13", True), ("04", True)]
)
def test_who_stands_outside_the_party(status, outside):
    assert _value("是否党外人士", party=(PartyEntry(status=status),)) is outside


RESUME = (
    ResumeLine(text="某县某镇科员", held_from=_day("2002.07"), held_until=_day("2006.07")),
    ResumeLine(
        text="某县城镇建设管理办公室主任", held_from=_day("2006.07"), held_until=_day("2010.07")
    ),
    ResumeLine(
        text="某县信访局副局长",
        held_from=_day("2010.07"),
        concurrent=(
            ResumeLine(
                text="挂职某街道副主任", held_from=_day("2012.01"), held_until=_day("2013.01")
            ),
        ),
    ),
)


def test_words_tell_kinds_of_work_and_words_that_look_alike_do_not():
    # From the last of July 2002 to the first of July 2006, 47 months; the street office beside the
    # line adds 2012.01.31 to 2013.01.01, 11 months. 城镇 is no town.
    assert _value("乡镇街道工作月数", resume=RESUME) == 47 + 11
    assert _value("有挂职工作经历", resume=RESUME) is True
    assert _value("挂职工作月数", resume=RESUME) == 11
    assert _value("有援派工作经历", resume=RESUME) is False
    assert _value("援派工作月数", resume=RESUME) == 0
    # 2010.07.31 to 2026.11.21: 16 years, 3 months and 21 days.
    assert _value("信访工作月数", resume=RESUME) == 195


def test_without_a_resume_no_kind_of_work_is_denied():
    assert _value("有挂职工作经历") is None


TOWN, BUREAU = UUID(int=1), UUID(int=2)
AROUND = Surroundings(
    units={"01": UnitPlace("某镇", "乡镇（街道）"), "02": UnitPlace("某局", "政府机关")},
    posts={
        TOWN: PostPlace("01", is_chief=True, is_leading=True, in_team=True),
        BUREAU: PostPlace("02", is_chief=False, is_leading=True, in_team=True),
    },
)
POSTS = (
    PostEntry(
        post=TOWN, title="某镇镇长", held_from=_day("2015.03.10"), held_until=_day("2018.05.10")
    ),
    PostEntry(post=BUREAU, title="某局副局长", held_from=_day("2018.05.10")),
)


def test_posts_of_a_kind_and_for_how_long():
    values = {
        name: _value(name, posts=POSTS, around=AROUND)
        for name in (
            "担任过乡镇街道党政正职", "乡镇街道党政正职任职月数", "乡镇街道领导职务任职月数",
            "正职领导职务任职月数", "领导职务任职月数", "现任领导职务", "现任单位正职",
            "现任班子成员", "历任主职务数",
        )
    }  # fmt: skip
    assert values == {
        "担任过乡镇街道党政正职": True,
        "乡镇街道党政正职任职月数": 38,
        "乡镇街道领导职务任职月数": 38,
        "正职领导职务任职月数": 38,
        # 38 months, and 102 from 2018.05.10 on: one run from 2015.03.10, 140 months.
        "领导职务任职月数": 140,
        "现任领导职务": True,
        "现任单位正职": False,
        "现任班子成员": True,
        "历任主职务数": 2,
    }


def test_a_post_outside_the_registry_leaves_the_months_unknown():
    foreign = PostEntry(title="外县某局局长", held_from=_day("2010.01"))
    posts = (foreign, *POSTS)
    assert _value("担任过乡镇街道党政正职", posts=posts, around=AROUND) is True
    assert _value("乡镇街道党政正职任职月数", posts=posts, around=AROUND) is None
    assert _value("担任过乡镇街道党政正职", posts=(foreign,), around=AROUND) is None


@pytest.mark.parametrize(
    ("start", "terms", "left"),
    [("2021.11.21", 1, 60), ("2021.11.22", 0, 1), ("2016.11.21", 2, 60), ("2024.05.21", 0, 30)],
)
def test_terms_of_five_years_in_one_post(start, terms, left):
    posts = (PostEntry(title="某镇镇长", held_from=_day(start)),)
    assert _value("任现职届数", posts=posts) == terms
    assert _value("距本届任期届满月数", posts=posts) == left


def test_months_on_a_rank_add_up_over_a_break():
    ranks = (
        RankEntry(code="1A42", held_from=_day("2012.03.10"), held_until=_day("2014.03.10")),
        RankEntry(code="1A42", held_from=_day("2016.01.01"), held_until=_day("2017.01.01")),
        RankEntry(code="1A41", held_from=_day("2017.01.01")),
    )
    assert _value("乡科级副职任职月数", ranks=ranks) == 36
    assert _value("乡科级副职任职年限", ranks=ranks) == 3
    around = Surroundings(proposed_rank="1A32")
    # 2017.01.01 to 2026.11.21: 118 full months.
    assert _value("下一级任职月数", ranks=ranks, around=around) == 118


def _assessed(*grades, last=2025):
    return tuple(
        AssessmentEntry(year=last - back, grade=grade) for back, grade in enumerate(grades) if grade
    )


@pytest.mark.parametrize(
    ("grades", "excellent", "competent"),
    [
        (("1", "1", "2", "1"), 2, 4),
        (("2", "1"), 0, 2),
        (("1", "3", "1"), 1, 1),
        # The file begins in 2024: it shows two, not more.
        (("1", "1"), 2, 2),
        # 2023 is missing between results: nobody knows.
        (("1", "1", "", "1"), None, None),
        (("", "1"), None, None),
    ],
)
def test_runs_of_assessments_end_at_another_grade_or_where_the_file_begins(
    grades, excellent, competent
):
    given = {"assessments": _assessed(*grades), "joined_work": _day("2000.07")}
    assert _value("连续优秀年数", **given) == excellent
    assert _value("连续称职以上年数", **given) == competent


def test_assessments_of_two_three_and_five_years():
    given = {"assessments": _assessed("1", "1", "3", "2", "4"), "joined_work": _day("2000.07")}
    values = {
        name: _value(name, **given)
        for name in (
            "近两年优秀次数", "近三年优秀次数", "近五年基本称职以下次数", "近五年不称职次数",
            "近三年不称职次数", "近两年考核均称职以上", "近三年考核均称职以上", "累计优秀次数",
        )
    }  # fmt: skip
    assert values == {
        "近两年优秀次数": 2,
        "近三年优秀次数": 2,
        "近五年基本称职以下次数": 2,
        "近五年不称职次数": 1,
        "近三年不称职次数": 0,
        "近两年考核均称职以上": True,
        "近三年考核均称职以上": False,
        "累计优秀次数": 2,
    }


def _reward(name, day, nature="reward", until=""):
    return RewardSanctionEntry(
        nature=nature, name=name, approved_on=_day(day), influence_until=_day(until)
    )


def test_rewards_of_the_last_years_and_influence_of_any_kind():
    entries = (
        _reward("嘉奖", "2023.11.21"),
        _reward("三等功", "2023.11.22"),
        _reward("诫勉", "2026.08.01", "sanction", "2027.02.01"),
        _reward("党内警告", "2020.01.01", "sanction", "2021.01.01"),
    )
    values = {
        name: _value(name, rewards_sanctions=entries)
        for name in (
            "受奖励次数", "近三年受奖励次数", "最近受奖励日期", "影响期内", "影响期至",
            "受处分次数", "受诫勉次数", "处分影响期内",
        )
    }  # fmt: skip
    assert values == {
        "受奖励次数": 2,
        # 2023.11.21 is three full years ago, the day after is not.
        "近三年受奖励次数": 1,
        "最近受奖励日期": date(2023, 11, 22),
        "影响期内": True,
        "影响期至": date(2027, 2, 1),
        "受处分次数": 1,
        "受诫勉次数": 1,
        "处分影响期内": False,
    }


def test_rewards_that_stand_only_in_words_are_not_counted_as_none():
    assert _value("受奖励次数", rewards_sanctions_text="2021年记三等功") is None
    assert _value("受奖励次数", rewards_sanctions_text="无") == 0


def _course(school, level="21", graduated="2002.07"):
    return EducationEntry(mode="full_time", level=level, school=school, graduated=_day(graduated))


def test_the_field_of_study_is_that_of_the_first_word_in_the_name():
    courses = (_course("某财经学院会计专业", "31", "1999.07"), _course("某大学法学院法学专业"))
    assert _value("专业类别", education=courses) == "政法"
    assert _value("毕业院校专业", education=courses) == "某大学法学院法学专业"
    assert _value("毕业日期", education=courses) == date(2002, 7, 31)
    assert _value("专业类别", education=(_course("某大学"),)) is None


def test_relatives_above_below_and_beside_in_the_line():
    people = {UUID(int=n): code for n, code in enumerate(("01.2", "01.2.1", "01", "01.3"), start=1)}
    around = Surroundings(units={"01.2": UnitPlace("某局")}, unit_of_person=people)
    relatives = tuple(
        RelativeEntry(relation="弟弟", name="某亲", linked_person=person) for person in people
    )
    given = {"relatives": relatives, "unit_code": "01.2", "around": around}
    assert _value("同单位亲属数", **given) == 1
    assert _value("下级单位亲属数", **given) == 1
    assert _value("上级单位亲属数", **given) == 1
    stranger = RelativeEntry(relation="父亲", name="某亲", linked_person=UUID(int=99))
    assert _value("下级单位亲属数", **{**given, "relatives": (*relatives, stranger)}) is None
