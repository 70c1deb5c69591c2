"""Facts of made-up people, worked out by hand. As of 2026.11.21 unless the test says otherwise."""

from datetime import date
from uuid import UUID

import pytest

from xuanxian.facts import snapshot
from xuanxian.facts.definitions import FACTS, FactKind, PostPlace, Surroundings, UnitPlace
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
    TrainingEntry,
)

AS_OF = date(2026, 11, 21)


def _day(text):
    return PartialDate.parse(text) if text else None


def _fact(name, *, as_of=AS_OF, around=None, **file):
    return snapshot.of_person(Dossier(name="某人", **file), as_of, around)[name]


def _value(name, **given):
    return _fact(name, **given).value


@pytest.mark.parametrize(
    ("birth", "age"),
    [
        ("1980.11.21", 46),
        ("1980.11.22", 45),
        ("1980.05", 46),
        # Known to the month only: may be 45 or 46; the older counts.
        ("1980.11", 46),
        ("1980.12", 45),
        ("1980", 46),
    ],
)
def test_age_is_counted_from_the_first_day_the_birth_can_mean(birth, age):
    assert _value("年龄", birth=_day(birth)) == age


@pytest.mark.parametrize(
    ("joined", "years"),
    [("2002.11.21", 24), ("2002.11.22", 23), ("2002.11", 23), ("2002.10", 24)],
)
def test_service_is_counted_from_the_last_day_the_start_can_mean(joined, years):
    assert _value("工龄", joined_work=_day(joined)) == years


def test_a_leap_day_birthday_falls_on_the_first_of_march():
    assert _value("年龄", birth=_day("2000.02.29"), as_of=date(2026, 2, 28)) == 25
    assert _value("年龄", birth=_day("2000.02.29"), as_of=date(2026, 3, 1)) == 26


def test_an_explanation_says_how_and_from_which_day():
    fact = _fact("年龄", birth=_day("1980.05"))
    assert fact.explanation == "1980.05至2026.11.21，满46周岁（只记到月，从1980.05.01起算）。"
    fact = _fact("工龄", joined_work=_day("2002.07.15"))
    assert fact.explanation == "2002.07.15参加工作，至2026.11.21满24年。"


@pytest.mark.parametrize("name", [name for name in FACTS if name not in {
    # An empty set of sanctions is a file without sanctions, and everybody has a status.
    "处分影响期内", "诫勉影响期内", "组织处理影响期内", "影响期内",
    "受处分次数", "受诫勉次数", "受组织处理次数",
    "受奖励次数", "近三年受奖励次数", "近五年受奖励次数", "人员状态",
}])  # fmt: skip
def test_what_an_empty_file_does_not_say_is_unknown(name):
    fact = _fact(name)
    assert fact.value is None
    assert fact.explanation


def _course(mode, level="", degree="", graduated="2002.07"):
    return EducationEntry(mode=mode, level=level, degree=degree, graduated=_day(graduated))


def test_the_highest_education_counts_and_each_mode_by_itself():
    courses = (_course("full_time", "31"), _course("in_service", "14", "300"))
    values = {
        name: _value(name, education=courses)
        for name in ("学历", "全日制学历", "在职学历", "学位", "全日制学位")
    }
    assert values == {
        "学历": "研究生",
        "全日制学历": "大学专科",
        "在职学历": "研究生",
        "学位": "硕士",
        "全日制学位": "无",
    }


def test_a_course_not_yet_finished_gives_no_education():
    courses = (_course("full_time", "21"), _course("in_service", "14", graduated="2027.07"))
    assert _value("学历", education=courses) == "大学本科"


def test_an_education_outside_the_code_table_is_unknown_rather_than_none():
    course = EducationEntry(mode="full_time", level_text="函授结业")
    assert _value("学历", education=(course,)) is None


RANKS = (
    RankEntry(code="1A42", held_from=_day("2012.03.10"), held_until=_day("2018.05.20")),
    RankEntry(code="1A41", held_from=_day("2018.05.20"), held_until=_day("2021.08.01")),
    RankEntry(code="1A41", held_from=_day("2021.08.01")),
)


def test_a_rank_held_in_two_rows_on_end_counts_from_the_first():
    assert _value("职务层次", ranks=RANKS) == "乡科级正职"
    assert _value("任现职务层次日期", ranks=RANKS) == date(2018, 5, 20)
    # 2018.05.20 to 2026.11.21: 8 years, 102 months.
    assert _value("任现职务层次年限", ranks=RANKS) == 8
    assert _value("任现职务层次月数", ranks=RANKS) == 102


def test_years_at_each_rank_are_added_up():
    # 2012.03.10 to 2018.05.20 are 74 months, 6 years.
    assert _value("乡科级副职任职年限", ranks=RANKS) == 6
    assert _value("县处级副职任职年限", ranks=RANKS) == 0


def test_the_rank_of_an_earlier_day_is_the_one_held_then():
    assert _value("职务层次", ranks=RANKS, as_of=date(2015, 1, 1)) == "乡科级副职"


def test_facts_towards_a_proposal_look_one_rank_below_it():
    around = Surroundings(proposed_rank="1A32")
    posts = (
        PostEntry(
            title="某局副局长", rank="1A42", held_from=_day("2012.03"), held_until=_day("2018.05")
        ),
        PostEntry(
            title="某局局长", rank="1A41", held_from=_day("2018.05"), held_until=_day("2021.08")
        ),
        PostEntry(title="某镇镇长", rank="1A41", held_from=_day("2021.08")),
    )
    values = {
        name: _value(name, ranks=RANKS, posts=posts, around=around)
        for name in ("拟任职务层次", "晋升层级数", "下一级任职年限", "下一级职位数")
    }
    assert values == {
        "拟任职务层次": "县处级副职",
        "晋升层级数": 1,
        "下一级任职年限": 8,
        "下一级职位数": 2,
    }


def test_a_skip_of_ranks_counts_its_steps():
    around = Surroundings(proposed_rank="1A31")
    assert _value("晋升层级数", ranks=RANKS, around=around) == 2


def test_time_in_post_runs_from_the_main_post():
    posts = (
        PostEntry(title="某局局长", held_from=_day("2024.11.22")),
        PostEntry(title="某领导小组办公室主任", is_main=False, held_from=_day("2025.03")),
    )
    assert _value("任现职年限", posts=posts) == 1
    assert _value("任现职月数", posts=posts) == 23
    assert _value("兼任职务数", posts=posts) == 1


@pytest.mark.parametrize(
    ("until", "is_on"), [("2026.11.21", True), ("2026.11.20", False), (None, False)]
)
def test_probation_lasts_through_its_last_day(until, is_on):
    post = PostEntry(title="某局局长", held_from=_day("2025.11"), probation_until=_day(until))
    assert _value("试用期内", posts=(post,)) is is_on


def _sanction(name, until, revoked=None, approved="2026.01.10"):
    return RewardSanctionEntry(
        nature="sanction",
        name=name,
        approved_on=_day(approved),
        influence_until=_day(until),
        revoked_on=_day(revoked),
    )


@pytest.mark.parametrize(
    ("entry", "in_effect"),
    [
        (_sanction("党内警告处分", "2026.11.21"), True),
        (_sanction("党内警告处分", "2026.11.20"), False),
        (_sanction("党内警告处分", "2027.01.10", revoked="2026.06.01"), False),
        (_sanction("党内警告处分", None), None),
        (_sanction("党内警告处分", "2027.12.01", approved="2026.12.01"), False),
        (RewardSanctionEntry(nature="reward", name="嘉奖"), False),
    ],
)
def test_a_sanction_is_in_effect_through_the_last_day_of_its_period(entry, in_effect):
    assert _value("处分影响期内", rewards_sanctions=(entry,)) is in_effect


def test_kinds_of_treatment_are_told_apart_and_the_unknown_counts_as_sanction():
    entries = (_sanction("诫勉", "2027.01.01"), _sanction("责令辞职", "2026.02.01"))
    assert _value("诫勉影响期内", rewards_sanctions=entries) is True
    assert _value("诫勉影响期至", rewards_sanctions=entries) == date(2027, 1, 1)
    assert _value("组织处理影响期内", rewards_sanctions=entries) is False
    assert _value("处分影响期内", rewards_sanctions=entries) is False
    strange = (_sanction("某种新的措施", "2027.01.01"),)
    assert _value("处分影响期内", rewards_sanctions=strange) is True


def test_a_sanction_in_words_without_a_row_is_unknown():
    text = "2026年1月受党内警告处分。"
    assert _value("处分影响期内", rewards_sanctions_text=text) is None


def _results(**grades):
    return tuple(AssessmentEntry(year=int(year[1:]), grade=grade) for year, grade in grades.items())


def test_the_last_three_years_leave_out_the_present_one():
    results = _results(y2022="1", y2023="1", y2024="2", y2025="3", y2026="1")
    assert _value("上年度考核结果", assessments=results) == "基本称职"
    assert _value("近三年优秀次数", assessments=results) == 1
    assert _value("近三年基本称职以下次数", assessments=results) == 1
    assert _value("近三年考核均称职以上", assessments=results) is False


def test_a_missing_year_makes_a_count_unknown_but_a_known_failure_stands():
    assert _value("近三年优秀次数", assessments=_results(y2023="1", y2025="1")) is None
    assert _value("近三年考核均称职以上", assessments=_results(y2023="2", y2025="2")) is None
    assert _value("近三年考核均称职以上", assessments=_results(y2025="4")) is False


def test_years_before_joining_work_are_not_missed():
    results = _results(y2025="2")
    assert _value("近三年优秀次数", assessments=results, joined_work=_day("2024.07")) == 0


def test_qualified_counts_as_competent():
    assert _value("上年度考核结果", assessments=_results(y2025="2B")) == "称职"


def _relative(relation, **more):
    return RelativeEntry(relation=relation, name="某", **more)


def test_emigration_of_spouse_and_children():
    family = (
        _relative("妻子", is_abroad=True),
        _relative("儿子", is_abroad=True),
        _relative("女儿"),
    )
    assert _value("配偶移居国境外", relatives=family) is True
    assert _value("子女均移居国境外", relatives=family) is False
    family = (
        _relative("妻子", is_deceased=True, is_abroad=True),
        _relative("儿子", is_abroad=True),
    )
    assert _value("有配偶", relatives=family) is False
    assert _value("配偶移居国境外", relatives=family) is False
    assert _value("子女均移居国境外", relatives=family) is True


OTHER, POST = UUID(int=1), UUID(int=2)
AROUND = Surroundings(
    units={
        "01.02": UnitPlace("某县财政局", "政府机关"),
        "01.04": UnitPlace("某镇", "乡镇（街道）"),
    },
    posts={
        POST: PostPlace("01.02", is_chief=True, is_leading=True),
        OTHER: PostPlace("01.04", is_leading=True),
    },
    unit_of_person={OTHER: "01.02"},
)


@pytest.mark.parametrize(
    ("relative", "same"),
    [
        (_relative("妻子", linked_person=OTHER), True),
        (_relative("妻子", unit_and_post="某县财政局科员"), True),
        (_relative("妻子", unit_and_post="某县教育局科员"), False),
        (_relative("妻子"), None),
        (_relative("父亲", unit_and_post="某县财政局原科员", is_deceased=True), False),
    ],
)
def test_relatives_in_the_same_unit(relative, same):
    facts = {"unit_code": "01.02", "relatives": (relative,), "around": AROUND}
    assert _value("有亲属同单位任职", **facts) is same


def test_posts_of_the_registry_tell_units_and_leading_posts():
    posts = (
        PostEntry(
            post=OTHER, title="某镇副镇长", held_from=_day("2012.03"), held_until=_day("2018.05")
        ),
        PostEntry(title="某县财政局副局长", held_from=_day("2018.05"), held_until=_day("2021.08")),
        PostEntry(post=POST, title="某县财政局局长", held_from=_day("2021.08")),
    )
    given = {"posts": posts, "around": AROUND, "unit_code": "01.02"}
    assert _value("单位类别", **given) == "政府机关"
    assert _value("担任过乡镇街道领导职务", **given) is True
    assert _value("担任过正职领导职务", **given) is True
    # In the finance office since 2018.05 without a break: 8 years.
    assert _value("现任单位任职年限", **given) == 8
    # One post is not of the registry, so the number of units stays unknown.
    assert _value("任职单位数", **given) is None


def _work(text, held_from, held_until=None, kind="work"):
    return ResumeLine(text=text, held_from=_day(held_from), held_until=_day(held_until), kind=kind)


def test_grassroots_years_count_what_the_resume_shows():
    resume = (
        _work("某师范学院学生", "1998.09", "2002.07", "study"),
        _work("某县某镇科员", "2002.07", "2007.07"),
        _work("省财政厅科员", "2007.07"),
    )
    # 2002.07.31 to 2007.07.01 is one month short of five years.
    assert _value("可认定基层工作年限", resume=resume) == 4
    assert _value("基层工作年限", resume=resume[:2]) == 4


@pytest.mark.parametrize("begun", ["2003.12", "2003.12.15"])
def test_lines_that_meet_within_a_month_are_one_run(begun):
    # 2002.07.31 to 2004.08.01 are 24 months; with a gap at 2003.12 they would be 23.
    resume = (
        _work("某县某镇科员", "2002.07", "2003.12"),
        _work("某县某局科员", begun, "2004.08"),
    )
    assert _value("可认定基层工作年限", resume=resume) == 2


@pytest.mark.parametrize(
    ("until", "held"), [("2026.11.22", 1), ("2026.11.21", 0), ("2026.11", 0), ("2026.12", 1)]
)
def test_a_post_is_no_longer_held_on_the_day_it_was_left(until, held):
    posts = (
        PostEntry(title="某局局长", held_from=_day("2020.05")),
        PostEntry(
            title="某公司董事", is_main=False, held_from=_day("2021.05"), held_until=_day(until)
        ),
    )
    assert _value("兼任职务数", posts=posts) == held


def test_a_line_that_does_not_tell_makes_grassroots_years_unknown():
    resume = (_work("某县某镇科员", "2002.07", "2007.07"), _work("借调", "2007.07"))
    assert _value("基层工作年限", resume=resume) is None
    assert _value("可认定基层工作年限", resume=resume) == 4


def test_training_of_the_last_five_years_is_added_up():
    trainings = (
        TrainingEntry(name="甲", held_until=_day("2021.11.20"), days="30"),
        TrainingEntry(name="乙", held_until=_day("2021.11.22"), days="12.5"),
        TrainingEntry(name="丙", held_until=_day("2026.03.01"), days="10"),
    )
    assert _value("近五年培训天数", trainings=trainings) == 22


def test_party_years_run_from_full_membership_where_the_file_tells():
    plain = (PartyEntry(status="01", joined=_day("2001.06.10")),)
    assert _value("党龄", party=plain) == 25
    with_probation = (
        PartyEntry(status="02", joined=_day("2000.06.10"), ended=_day("2001.12.10")),
        PartyEntry(status="01", joined=_day("2000.06.10")),
    )
    assert _value("党龄", party=with_probation) == 24
    assert _value("是否中共党员", party=(PartyEntry(status="13"),)) is False


def test_every_fact_is_said_completely():
    for fact in FACTS.values():
        assert fact.meaning.endswith("。"), fact.name
        assert fact.source
        assert fact.unit or fact.kind is not FactKind.INTEGER, fact.name
