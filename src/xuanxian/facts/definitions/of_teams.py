"""领导班子: what is true of the people of a team together, computed from the facts of each."""

from collections.abc import Callable
from fractions import Fraction
from typing import Any

from xuanxian.facts.definitions.definition import (
    FactDefiner,
    FactKind,
    FactValue,
    Subject,
    Value,
)
from xuanxian.facts.definitions.structure import TeamMember, TeamReading

fact = FactDefiner(Subject.TEAM, "规模")
of_age = FactDefiner(Subject.TEAM, "年龄")
of_make_up = FactDefiner(Subject.TEAM, "结构")
of_tenure = FactDefiner(Subject.TEAM, "任职")
of_family = FactDefiner(Subject.TEAM, "回避")

_TEAM = "职位库（班子成员）、A02 职务"
_NOBODY = FactValue(None, "班子没有成员。")


@fact("班子人数", FactKind.INTEGER, unit="人", source=_TEAM, meaning="在任的班子成员数。")
def size(team: TeamReading) -> FactValue:
    names = "、".join(member.name for member in team.members)
    return FactValue(len(team.members), f"在任：{names}。" if names else "班子没有成员。")


@fact("班子职数", FactKind.INTEGER, unit="名", source="职位库", meaning="班子职位的名额合计。")
def seats(team: TeamReading) -> FactValue:
    return FactValue(team.seats, f"班子职位共{team.seats}名。")


@fact(
    "班子缺员数", FactKind.INTEGER, unit="名", source=_TEAM, meaning="班子职数减班子人数，不低于0。"
)
def missing(team: TeamReading) -> FactValue:
    number = max(team.seats - len(team.members), 0)
    return FactValue(number, f"班子职数{team.seats}名，在任{len(team.members)}人。")


@fact("班子正职人数", FactKind.INTEGER, unit="人", source=_TEAM, meaning="班子成员中的正职人数。")
def chiefs(team: TeamReading) -> FactValue:
    return _listed([member for member in team.members if member.is_chief], "正职")


def _define_extreme(
    name: str,
    fact_name: str,
    unit: str,
    meaning: str,
    choose: Callable[..., Any],
    word: str,
    definer: FactDefiner,
) -> None:
    @definer(name, FactKind.INTEGER, unit=unit, source=_TEAM, meaning=meaning)
    def extreme(team: TeamReading) -> FactValue:
        values, unknown = _values(team, fact_name)
        if unknown:
            return unknown
        member, value = choose(values, key=lambda pair: pair[1])
        return FactValue(value, f"{word}的是{member.name}，{fact_name}{value}{unit}。")


def _define_average(
    name: str, fact_name: str, unit: str, meaning: str, definer: FactDefiner
) -> None:
    @definer(name, FactKind.FRACTION, unit=unit, source=_TEAM, meaning=meaning)
    def average(team: TeamReading) -> FactValue:
        values, unknown = _values(team, fact_name)
        if unknown:
            return unknown
        total = sum(value for _, value in values)
        return FactValue(
            Fraction(total, len(values)), f"{len(values)}人{fact_name}合计{total}{unit}。"
        )


_define_average("班子平均年龄", "年龄", "周岁", "成员年龄（周岁）的平均数，不取舍。", of_age)
_define_extreme("班子最大年龄", "年龄", "周岁", "年龄最大的成员的年龄。", max, "年龄最大", of_age)
_define_extreme("班子最小年龄", "年龄", "周岁", "年龄最小的成员的年龄。", min, "年龄最小", of_age)


@of_age(
    "班子年龄跨度",
    FactKind.INTEGER,
    unit="年",
    source=_TEAM,
    meaning="最大年龄与最小年龄的差，看是否老中青结合。",
)
def age_span(team: TeamReading) -> FactValue:
    values, unknown = _values(team, "年龄")
    if unknown:
        return unknown
    ages = [age for _, age in values]
    return FactValue(max(ages) - min(ages), f"最大{max(ages)}周岁，最小{min(ages)}周岁。")


def _define_group(
    word: str, meaning: str, test: Callable[[TeamMember], bool | None], definer: FactDefiner
) -> None:
    """Two facts of one group of members: how many, and which share of the team."""

    def members(team: TeamReading) -> tuple[list[TeamMember], FactValue | None]:
        found = []
        for member in team.members:
            met = test(member)
            if met is None:
                return [], FactValue(
                    None, f"{member.name}的档案看不出是否{meaning.removesuffix('的')}。"
                )
            if met:
                found.append(member)
        return found, None

    @definer(
        f"班子{word}人数",
        FactKind.INTEGER,
        unit="人",
        source=_TEAM,
        meaning=f"{meaning.removesuffix('的')}的班子成员数。",
    )
    def count(team: TeamReading) -> FactValue:
        found, unknown = members(team)
        return unknown or _listed(found, meaning)

    @definer(
        f"班子{word}占比",
        FactKind.FRACTION,
        source=_TEAM,
        meaning=f"{meaning.removesuffix('的')}的班子成员占班子人数（在任，不是职数）的比例。",
    )
    def share(team: TeamReading) -> FactValue:
        if not team.members:
            return _NOBODY
        found, unknown = members(team)
        return unknown or FactValue(
            Fraction(len(found), len(team.members)),
            f"{len(team.members)}人中{_listed(found, meaning).explanation}",
        )


def _is(name: str, test: Callable[[Value], bool]) -> Callable[[TeamMember], bool | None]:
    def met(member: TeamMember) -> bool | None:
        value = member.facts.get(name)
        return None if value is None else test(value)

    return met


def _up_to(age: int) -> Callable[[Value], bool]:
    return lambda value: isinstance(value, int) and value <= age


for _age, _words in (
    (35, "三十五岁以下"),
    (40, "四十岁以下"),
    (45, "四十五岁以下"),
    (50, "五十岁以下"),
):
    _define_group(_words, f"不超过{_age}周岁的", _is("年龄", _up_to(_age)), of_age)

_define_group("女性", "女性", _is("性别", lambda value: value == "女"), of_make_up)
_define_group("少数民族", "少数民族", _is("是否少数民族", bool), of_make_up)
_define_group(
    "党外",
    "不是中共党员（含预备党员）的",
    _is("政治面貌", lambda value: value not in {"中共党员", "中共预备党员"}),
    of_make_up,
)
_define_group(
    "全日制本科以上",
    "具有全日制大学本科以上学历的",
    _is("全日制学历", lambda value: value in {"大学本科", "研究生"}),
    of_make_up,
)
_define_group(
    "研究生", "具有研究生学历的", _is("学历", lambda value: value == "研究生"), of_make_up
)
_define_group(
    "有乡镇领导经历", "担任过乡镇街道领导职务", _is("担任过乡镇街道领导职务", bool), of_make_up
)


def _within(months: int) -> Callable[[Value], bool]:
    return lambda value: isinstance(value, int) and value <= months


for _months, _words in ((12, "一年内退休"), (24, "两年内退休")):
    _define_group(
        _words,
        f"{_months}个月内到法定退休日期的",
        _is("距法定退休月数", _within(_months)),
        of_tenure,
    )


@of_make_up(
    "班子可认定专业类别数",
    FactKind.INTEGER,
    unit="类",
    source="A08 学历学位",
    meaning="成员最高学历的专业涉及的不同类别数；看不出专业的成员不计，因此是下限。",
)
def specialties(team: TeamReading) -> FactValue:
    if not team.members:
        return _NOBODY
    found = {
        str(member.facts["专业类别"]) for member in team.members if member.facts.get("专业类别")
    }
    written = "、".join(sorted(found))
    return FactValue(len(found), f"涉及{written}。" if found else "看不出任何成员的专业。")


@of_make_up(
    "班子专业不详人数",
    FactKind.INTEGER,
    unit="人",
    source="A08 学历学位",
    meaning="从档案看不出最高学历专业类别的成员数。",
)
def without_specialty(team: TeamReading) -> FactValue:
    return _listed(
        [member for member in team.members if not member.facts.get("专业类别")], "看不出专业的"
    )


_define_extreme(
    "班子最长任现职月数",
    "任现职月数",
    "个月",
    "任现职最久的成员的整月数。",
    max,
    "任现职最久",
    of_tenure,
)
_define_average("班子平均任现职月数", "任现职月数", "个月", "成员任现职整月数的平均数。", of_tenure)


@of_family(
    "班子成员间亲属数",
    FactKind.INTEGER,
    unit="对",
    source="A36 家庭成员",
    meaning="班子成员之间已确认的亲属关系，一对算一次。",
)
def related_pairs(team: TeamReading) -> FactValue:
    pairs = [
        (one, other)
        for place, one in enumerate(team.members)
        for other in team.members[place + 1 :]
        if other.person in one.relatives or one.person in other.relatives
    ]
    written = "；".join(f"{one.name}与{other.name}" for one, other in pairs)
    return FactValue(len(pairs), f"{written}。" if written else "没有已确认的亲属关系。")


def _values(team: TeamReading, name: str) -> tuple[list[tuple[TeamMember, int]], FactValue | None]:
    """The whole numbers of every member, or why they are not known."""
    if not team.members:
        return [], _NOBODY
    found = []
    for member in team.members:
        value = member.facts.get(name)
        if not isinstance(value, int):
            return [], FactValue(None, f"{member.name}的{name}不详。")
        found.append((member, value))
    return found, None


def _listed(members: list[TeamMember], what: str) -> FactValue:
    names = "、".join(member.name for member in members)
    return FactValue(len(members), f"{what}{len(members)}人{'：' + names if names else ''}。")
