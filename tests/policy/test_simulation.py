"""Simulation counts what judging every person by himself would count, whatever the rules."""

from datetime import date
from fractions import Fraction

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from xuanxian.facts.definitions import FACTS
from xuanxian.kernel.errors import Refusal
from xuanxian.policy import parameters
from xuanxian.policy.instruments import Criteria, decide
from xuanxian.policy.judging import judge_people
from xuanxian.policy.outcome import Verdict
from xuanxian.policy.schema import Parameter, Policy
from xuanxian.policy.simulation import (
    Field,
    Grouping,
    effect_by,
    naming_rules,
    simulate,
    sweep,
    values_of,
)
from xuanxian.policy.simulation.field import parameters_used

LEVELS = FACTS["学历"].levels
PARAMETERS = {
    "oldest": Parameter(value=45, unit="周岁", note="提任年龄；可收紧", stricter="lower"),
    "service": Parameter(value="5/2", unit="年"),
    "level": Parameter(value="大学专科"),
    "open": Parameter(value=None, type="number"),
    "day": Parameter(value="2010-01-01"),
    "strict": Parameter(value=True),
}
RULES = [
    {"label": "年龄", "rule": "年龄 <= $oldest", "soft": True},
    {"label": "工龄", "rule": "工龄 > $service"},
    {"label": "学历", "rule": "学历 >= $level", "else": "hold"},
    {"label": "女干部", "rule": "年龄 <= 50", "when": "性别 = '女'", "cite": "第二条"},
    {"label": "党员", "rule": "是否中共党员", "else": "flag"},
    {"label": "不在处分期", "rule": "NOT 处分影响期内"},
    {"label": "未定", "rule": "工龄 >= $open", "when": "年龄 > 40"},
    {"label": "入党", "rule": "入党时间 < $day OR 工龄 > 20", "else": "hold"},
    {"label": "仅在严格时", "rule": "年龄 <= $oldest", "when": "$strict = TRUE"},
    {"label": "人人可以", "rule": "TRUE"},
    {"label": "无人可以", "rule": "1 = 2", "when": "年龄 < 20"},
    {"label": "影响期", "rule": "NOT 处分影响期内", "until": "处分影响期至"},
]
AS_OF = date(2026, 11, 21)
VALUES = {
    "年龄": st.none() | st.integers(18, 62),
    "工龄": st.none() | st.integers(0, 40),
    "学历": st.none() | st.sampled_from(LEVELS),
    "性别": st.none() | st.sampled_from(["男", "女"]),
    "是否中共党员": st.none() | st.booleans(),
    "处分影响期内": st.none() | st.booleans(),
    "处分影响期至": st.none() | st.dates(date(2026, 11, 18), date(2026, 11, 24)),
    "入党时间": st.none() | st.dates(date(1990, 1, 1), date(2020, 1, 1)),
}
tables = st.lists(st.fixed_dictionaries(VALUES), min_size=0, max_size=140)
rules = st.lists(st.integers(0, len(RULES) - 1), min_size=1, max_size=8, unique=True)
lines = st.sampled_from([Verdict.PASS, Verdict.FLAG, Verdict.HOLD])


def policy_of(chosen, *, cut=0):
    """A policy of these rules; the first `cut` of them stand in criteria of their own."""
    rules = [{"id": f"rule_{place}", **RULES[place]} for place in chosen]
    parts = [part for part in (rules[:cut], rules[cut:]) if part]
    instruments = [
        Criteria.model_validate({"kind": "criteria", "id": f"criteria_{place}", "rules": part})
        for place, part in enumerate(parts)
    ]
    return Policy(policy="某县/条件", title="条件", parameters=PARAMETERS, instruments=instruments)


def frame_of(table):
    return pl.DataFrame(table, schema={name: FACTS[name].polars_type() for name in VALUES})


def one_by_one(policy, table):
    """What `decide` says of each person: verdicts by rule, and which rules are undecided."""
    said = []
    for values in table:
        verdicts, unknown = {}, set()
        for criteria in policy.instruments:
            verdicts |= {f"{criteria.id}.{rule.id}": Verdict.PASS for rule in criteria.rules}
            for reason in decide(criteria, values, policy.quantities, AS_OF).reasons:
                verdicts[reason.rule] = reason.verdict
                if reason.explanation.startswith("情况不明"):
                    unknown.add(reason.rule)
        said.append((verdicts, unknown))
    return said


def come_through(policy, table, line, *, without=()):
    return sum(
        all(each.weight <= line.weight for rule, each in verdicts.items() if rule not in without)
        for verdicts, _ in one_by_one(policy, table)
    )


@settings(max_examples=120, deadline=None)
@given(chosen=rules, table=tables, line=lines, data=st.data())
def test_every_figure_is_that_of_judging_each_person(chosen, table, line, data):
    policy = policy_of(chosen, cut=data.draw(st.integers(0, len(chosen))))
    simulation = simulate(Field(frame_of(table), policy, line=line, as_of=AS_OF))
    said = one_by_one(policy, table)
    heaviest = [max(v.values(), key=lambda each: each.weight) for v, _ in said]
    assert simulation.counts == {each: heaviest.count(each) for each in Verdict}
    assert simulation.through == come_through(policy, table, line)
    ids = [rule.rule for rule in simulation.rules]
    stops = [{rule for rule in ids if v[rule].weight > line.weight} for v, _ in said]
    left = list(range(len(table)))
    for rule in simulation.rules:
        own = [v[rule.rule] for v, _ in said]
        assert rule.counts == {each: own.count(each) for each in Verdict}
        assert rule.unknown == sum(rule.rule in unknown for _, unknown in said)
        assert rule.stopped == sum(rule.rule in each for each in stops)
        assert rule.only == sum(each == {rule.rule} for each in stops)
        assert simulation.through + rule.only == come_through(
            policy, table, line, without={rule.rule}
        )
        before = len(left)
        left = [person for person in left if rule.rule not in stops[person]]
        assert (rule.removed, rule.remaining) == (before - len(left), len(left))
    for first, row in zip(ids, simulation.both, strict=True):
        assert list(row) == [sum({first, second} <= each for each in stops) for second in ids]


@settings(max_examples=40, deadline=None)
@given(chosen=rules, table=tables.filter(bool))
def test_the_whole_is_what_judging_a_snapshot_says(chosen, table):
    policy = policy_of([place for place in chosen if "until" not in RULES[place]] or [0])
    frame = frame_of(table)
    judged = judge_people(frame.with_columns(person=pl.lit("某人")), policy)["verdict"].to_list()
    counts = simulate(Field(frame, policy)).counts
    assert counts == {each: judged.count(each.value) for each in Verdict}


@settings(max_examples=60, deadline=None)
@given(
    chosen=rules.filter(lambda places: {0, 8} & set(places)),
    table=tables,
    line=lines,
    values=st.lists(st.integers(15, 65).map(Fraction), min_size=1, max_size=20),
)
def test_a_sweep_counts_as_if_the_policy_said_so(chosen, table, line, values):
    policy = policy_of(chosen)
    tried = sweep(Field(frame_of(table), policy, line=line, as_of=AS_OF), "oldest", values)
    assert [point.value for point in tried.points] == values
    for point in tried.points:
        changed = parameters.for_rehearsal(policy, {"oldest": point.value})
        assert point.through == come_through(changed, table, line)
        assert point.is_in_force == (point.value == 45)
        assert bool(point.obstacle) == (point.value > 45)


@settings(max_examples=60, deadline=None)
@given(
    chosen=rules,
    table=tables,
    fact=st.sampled_from(["性别", "学历", "是否中共党员", "年龄:30/40/41/50"]),
    smallest=st.integers(1, 12),
)
def test_groups_hold_everybody_once_and_none_is_small(chosen, table, fact, smallest):
    policy = policy_of(chosen)
    field = Field(frame_of(table), policy, as_of=AS_OF)
    effect = effect_by(field, Grouping.read(fact), smallest)
    assert all(group.people >= smallest for group in effect.groups)
    if len(table) >= smallest:
        assert sum(group.people for group in effect.groups) == len(table)
        assert sum(group.through for group in effect.groups) == simulate(field).through
    else:
        assert effect.groups == ()
    shares = [group.share for group in effect.groups]
    for group in effect.groups:
        assert group.ratio == (group.share / max(shares) if max(shares) else None)


@settings(max_examples=40, deadline=None)
@given(chosen=rules, table=tables, bands=st.sets(st.integers(18, 62), min_size=1, max_size=6))
def test_age_bands_end_with_their_bound(chosen, table, bands):
    policy = policy_of(chosen)
    bounds = tuple(sorted(bands))
    effect = effect_by(Field(frame_of(table), policy, as_of=AS_OF), Grouping("年龄", bounds), 1)
    found = {group.label: (group.people, group.through) for group in effect.groups}
    low = -1
    for place, high in enumerate((*bounds, 200)):
        members = [
            each for each in table if each["年龄"] is not None and low < each["年龄"] <= high
        ]
        first, last = f"{high}周岁及以下", f"{low + 1}周岁及以上"
        between = f"{low + 1}—{high}周岁" if low + 1 < high else f"{high}周岁"
        label = first if place == 0 else last if high == 200 else between
        expected = (len(members), come_through(policy, members, Verdict.FLAG))
        assert found.get(label, (0, 0)) == expected
        low = high


def test_the_bound_of_a_band_lies_within_it():
    frame = frame_of([{**dict.fromkeys(VALUES), "年龄": age} for age in (29, 30, 31, 40, 41, None)])
    effect = effect_by(Field(frame, policy_of([9])), Grouping("年龄", (30, 40)), 1)
    assert [(group.label, group.people) for group in effect.groups] == [
        ("30周岁及以下", 2),
        ("31—40周岁", 2),
        ("41周岁及以上", 1),
        ("不明", 1),
    ]


def test_a_small_hand_counted_field():
    # Five people; oldest 45 (flag), service over 2.5 years (bar), 大学专科 (hold).
    table = [
        {"年龄": 40, "工龄": 10, "学历": "大学本科"},  # passes
        {"年龄": 50, "工龄": 10, "学历": "大学本科"},  # flagged for age: through
        {"年龄": 40, "工龄": 2, "学历": "大学本科"},  # stopped by service alone
        {"年龄": 40, "工龄": 2, "学历": "高中"},  # stopped by service and level
        {"年龄": 40, "工龄": 10, "学历": None},  # held: the level is unknown
    ]
    frame = pl.DataFrame(
        table, schema={name: FACTS[name].polars_type() for name in ("年龄", "工龄", "学历")}
    )
    simulation = simulate(Field(frame, policy_of([0, 1, 2])))
    age, service, level = simulation.rules
    assert simulation.people == 5
    assert simulation.through == 2
    assert simulation.share == Fraction(2, 5)
    assert [each.stopped for each in (age, service, level)] == [0, 2, 2]
    assert [each.only for each in (age, service, level)] == [0, 1, 1]
    assert [each.remaining for each in (age, service, level)] == [5, 3, 2]
    assert [each.unknown for each in (age, service, level)] == [0, 0, 1]
    assert simulation.both[1][2] == 1
    (overlap,) = simulation.overlaps
    assert (overlap.first, overlap.second, overlap.of_first) == ("工龄", "学历", Fraction(1, 2))
    assert age.requirement == "年龄不超过45周岁"


def test_open_parameters_and_lacking_facts_are_named():
    frame = pl.DataFrame({"年龄": [50, 30]})
    simulation = simulate(Field(frame, policy_of([5, 6])))
    assert simulation.open_parameters == ("open",)
    assert simulation.lacking == ("处分影响期内", "工龄")
    # Nobody's sanctions are known, and above 40 the open years cannot be judged.
    assert [rule.unknown for rule in simulation.rules] == [2, 1]
    assert simulation.through == 0


def test_rules_of_the_same_label_are_told_apart():
    policy = policy_of([0, 8], cut=1)
    twice = [
        each.model_copy(
            update={"rules": tuple(r.model_copy(update={"label": "年龄"}) for r in each.rules)}
        )
        for each in policy.instruments
    ]
    policy = policy.model_copy(update={"instruments": tuple(twice)})
    labels = [rule.label for rule in simulate(Field(frame_of([]), policy)).rules]
    assert labels == ["条件·年龄（criteria_0.rule_0）", "条件·年龄（criteria_1.rule_8）"]


def test_rules_that_name_a_group_are_listed_with_their_citation():
    field = Field(frame_of([]), policy_of([0, 3]))
    (rule,) = naming_rules(field, ["性别", "民族"])
    assert (rule.label, rule.citation) == ("女干部", "第二条")
    assert effect_by(field, Grouping("性别"), 5).naming == (rule,)


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("oldest", "40..44", [40, 41, 42, 43, 44]),
        ("oldest", "40..45:5", [40, 45]),
        ("oldest", "40至46：3", [40, 43, 46]),
        ("service", "1/2..3/2:1/2", [Fraction(1, 2), 1, Fraction(3, 2)]),
        ("service", "0.5、30%", [Fraction(1, 2), Fraction(3, 10)]),
        ("level", "大学专科、大学本科", ["大学专科", "大学本科"]),
        ("level", "", list(LEVELS)),
        ("oldest", "", list(range(40, 51))),
        ("strict", "", [True, False]),
        ("day", "2010-01-01,2011-01-01", [date(2010, 1, 1), date(2011, 1, 1)]),
    ],
)
def test_values_to_try_are_read(name, text, expected):
    policy = policy_of([0, 1, 2, 7, 8])
    assert values_of(Field(frame_of([]), policy), name, text) == expected


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("oldest", "45..40", "从小到大"),
        ("oldest", "40..50:0", "步长大于零"),
        ("oldest", "0..1000000", "太多"),
        ("oldest", "四十", "应当是数"),
        ("oldest", "1..2..3", "应当是数"),
        ("open", "1..2", "没有用到"),
        ("oldets", "1..2", "没有这个参数"),
        ("day", "", "不能自动取值"),
    ],
)
def test_values_that_cannot_be_tried_are_refused(name, text, said):
    field = Field(frame_of([]), policy_of([0, 1, 2, 7]))
    with pytest.raises(Refusal, match=said):
        values_of(field, name, text)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("星座", "没有这个事实"),
        ("入党时间", "是日期"),
        ("年龄", "没有由小到大的分段"),
        ("年龄:50/40", "没有由小到大的分段"),
        ("年龄:四十", "读不出分段"),
    ],
)
def test_groupings_that_cannot_be_counted_are_refused(text, said):
    with pytest.raises(Refusal, match=said):
        Grouping.read(text)


def test_a_grouping_may_be_named_as_a_band():
    assert Grouping.read("年龄段", (35, 45)) == Grouping("年龄", (35, 45))
    assert Grouping.read("年龄段:30/40").title == "年龄段"


@given(chosen=rules)
def test_the_parameters_offered_are_those_the_rules_use(chosen):
    policy = policy_of(chosen)
    field = Field(frame_of([]), policy)
    used = tuple(dict.fromkeys(name for rule in field.rules for name in rule.parameters))
    assert parameters_used(policy) == used
