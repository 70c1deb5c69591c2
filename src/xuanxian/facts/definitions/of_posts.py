"""职位: what is true of a post."""

from fractions import Fraction

from xuanxian.facts.definitions.definition import FactDefiner, FactKind, FactValue, Subject
from xuanxian.facts.definitions.reading import RANK_LEVELS, full_months_between, rank_label
from xuanxian.facts.definitions.structure import PostReading
from xuanxian.facts.definitions.units_served import UNIT_KINDS
from xuanxian.kernel.partial_date import full_years_between

fact = FactDefiner(Subject.POST, "职位")
of_holders = FactDefiner(Subject.POST, "任职与空缺")
of_figures = FactDefiner(Subject.POST, "职数")

_POST = "职位库"
_HOLDERS = "职位库、A02 职务"
_FIGURES = "职数"
POST_KINDS = ("领导职务", "非领导职务", "事业单位职务", "中层职务")
MANAGEMENT = ("市管", "县管", "单位管")


@fact("职位名称", FactKind.TEXT, source=_POST, meaning="职务名称，不含单位名称。")
def title(post: PostReading) -> FactValue:
    return FactValue(post.title, f"{post.unit_name}{post.title}。")


@fact("职位类别", FactKind.TEXT, source=_POST, meaning="职位的类别。", choices=POST_KINDS)
def kind(post: PostReading) -> FactValue:
    return FactValue(post.kind, f"职位库记为{post.kind}。")


@fact("职位层次", FactKind.CODE, levels=RANK_LEVELS, source=_POST, meaning="职位的职务层次。")
def rank(post: PostReading) -> FactValue:
    label = rank_label(post.rank) if post.rank else ""
    if label not in RANK_LEVELS:
        return FactValue(None, "职位库没有记可比较的职务层次。")
    return FactValue(label, f"职位库记为{label}。")


@fact("是否正职职位", FactKind.BOOLEAN, source=_POST, meaning="是单位（部门）的正职。")
def is_chief(post: PostReading) -> FactValue:
    return FactValue(post.is_chief, f"职位库记为{'正职' if post.is_chief else '非正职'}。")


@fact("是否班子职位", FactKind.BOOLEAN, source=_POST, meaning="任此职的是领导班子成员。")
def is_in_team(post: PostReading) -> FactValue:
    words = "班子成员" if post.is_team_member else "非班子成员"
    return FactValue(post.is_team_member, f"职位库记为{words}职位。")


@fact(
    "职位管理权限", FactKind.TEXT, source=_POST, meaning="任此职的人由谁管理。", choices=MANAGEMENT
)
def management(post: PostReading) -> FactValue:
    return FactValue(post.management, f"职位库记为{post.management}。")


@fact(
    "职位所在单位类别",
    FactKind.TEXT,
    source="机构（B0131）",
    meaning="职位所在机构的类别。",
    choices=UNIT_KINDS,
)
def unit_kind(post: PostReading) -> FactValue:
    if not post.unit_kind:
        return FactValue(None, "机构没有记类别。")
    return FactValue(post.unit_kind, f"{post.unit_name}为{post.unit_kind}。")


@fact("职位已写任职要求", FactKind.BOOLEAN, source=_POST, meaning="职位库中写有任职要求。")
def has_requirements(post: PostReading) -> FactValue:
    written = bool(post.requirements.strip())
    return FactValue(written, "写有任职要求。" if written else "没有写任职要求。")


@fact("职位已明确分工", FactKind.BOOLEAN, source=_POST, meaning="职位库中写有分工（岗位职责）。")
def has_portfolio(post: PostReading) -> FactValue:
    written = bool(post.portfolio.strip())
    return FactValue(written, f"分工：{post.portfolio}。" if written else "没有写分工。")


@fact("职位设立日期", FactKind.DATE, source=_POST, meaning="职位设立的日期。")
def established_on(post: PostReading) -> FactValue:
    if post.established_on is None:
        return FactValue(None, "职位库没有记设立日期。")
    return FactValue(post.established_on, f"职位库记为{post.established_on:%Y.%m.%d}。")


@fact("职位设立月数", FactKind.INTEGER, unit="个月", source=_POST, meaning="设立以来的整月数。")
def months_since_established(post: PostReading) -> FactValue:
    if post.established_on is None:
        return FactValue(None, "职位库没有记设立日期。")
    months = post.months_since(post.established_on)
    return FactValue(months, f"{post.established_on:%Y.%m.%d}设立，至{post.day}满{months}个月。")


@of_holders("职位职数", FactKind.INTEGER, unit="名", source=_POST, meaning="职位可以任职的人数。")
def seats(post: PostReading) -> FactValue:
    return FactValue(post.seats, f"职位库记为{post.seats}名。")


@of_holders("职位在任人数", FactKind.INTEGER, unit="人", source=_HOLDERS, meaning="在任的人数。")
def holders(post: PostReading) -> FactValue:
    people = {stay.person: stay.name for stay in post.present}
    names = "、".join(people.values())
    return FactValue(len(people), f"{post.day}在任：{names}。" if names else "无人在任。")


@of_holders(
    "职位空缺数", FactKind.INTEGER, unit="名", source=_HOLDERS, meaning="没有配备的名额数。"
)
def free_seats(post: PostReading) -> FactValue:
    people = len({stay.person for stay in post.present})
    return FactValue(post.free_seats, f"职数{post.seats}名，在任{people}人。")


@of_holders("职位是否空缺", FactKind.BOOLEAN, source=_HOLDERS, meaning="有没有配备的名额。")
def is_vacant(post: PostReading) -> FactValue:
    return FactValue(post.free_seats > 0, free_seats(post).explanation)


@of_holders(
    "职位超配人数", FactKind.INTEGER, unit="人", source=_HOLDERS, meaning="在任超过职数的人数。"
)
def over(post: PostReading) -> FactValue:
    people = len({stay.person for stay in post.present})
    return FactValue(max(people - post.seats, 0), free_seats(post).explanation)


@of_holders(
    "职位空缺日期",
    FactKind.DATE,
    source=_HOLDERS,
    meaning="最近一次出现空缺的日期；只记到月的取月末；从未任过人的取设立日期。",
)
def vacant_since(post: PostReading) -> FactValue:
    return FactValue(*post.vacant_since)


@of_holders(
    "职位空缺月数",
    FactKind.INTEGER,
    unit="个月",
    source=_HOLDERS,
    meaning="最近一次出现空缺以来的整月数；没有空缺的为0。",
)
def months_vacant(post: PostReading) -> FactValue:
    if not post.free_seats:
        return FactValue(0, "没有空缺。")
    since, how = post.vacant_since
    if since is None:
        return FactValue(None, how)
    months = post.months_since(since)
    return FactValue(months, f"{how.removesuffix('。')}，至{post.day}满{months}个月。")


@of_holders(
    "现任者任职月数",
    FactKind.INTEGER,
    unit="个月",
    source=_HOLDERS,
    meaning="在任者任此职的整月数，多人的取最长的。",
)
def months_held(post: PostReading) -> FactValue:
    if not post.present:
        return FactValue(None, "无人在任。")
    unknown = next((stay for stay in post.present if stay.held_from is None), None)
    if unknown:
        return FactValue(None, f"{unknown.name}没有任职时间。")
    start, name = min((stay.held_from, stay.name) for stay in post.present if stay.held_from)
    months = post.months_since(start.latest())
    return FactValue(months, f"{name}{start}任职，至{post.day}满{months}个月。")


@of_holders(
    "历任人数", FactKind.INTEGER, unit="人", source=_HOLDERS, meaning="现任和曾任此职的人数。"
)
def all_holders(post: PostReading) -> FactValue:
    people = {stay.person: stay.name for stay in post.begun}
    names = "、".join(people.values())
    return FactValue(len(people), f"先后任职：{names}。" if names else "没有任过人。")


@of_holders(
    "近五年到任人数",
    FactKind.INTEGER,
    unit="人",
    source=_HOLDERS,
    meaning="最近五年内到任的人数，看职位更替是否频繁。",
)
def recent_holders(post: PostReading) -> FactValue:
    if any(stay.held_from is None for stay in post.begun):
        return FactValue(None, "有任职没有任职时间。")
    recent = {
        stay.person: stay.name
        for stay in post.begun
        if stay.held_from and full_years_between(stay.held_from.latest(), post.as_of) < 5
    }
    names = "、".join(recent.values())
    return FactValue(len(recent), f"最近五年到任：{names}。" if names else "最近五年没有人到任。")


@of_holders(
    "历任平均任职月数",
    FactKind.FRACTION,
    unit="个月",
    source=_HOLDERS,
    meaning="已离任者任此职整月数的平均。",
)
def average_months(post: PostReading) -> FactValue:
    past = [stay for stay in post.begun if stay not in post.present]
    if not past:
        return FactValue(None, "没有已离任的人。")
    if any(stay.held_from is None for stay in past):
        return FactValue(None, "有已离任者没有任职时间。")
    months = [
        max(full_months_between(stay.held_from.latest(), stay.held_until.earliest()), 0)
        for stay in past
        if stay.held_from and stay.held_until
    ]
    return FactValue(
        Fraction(sum(months), len(months)), f"已离任{len(months)}人，合计{sum(months)}个月。"
    )


@of_figures("职位占职数", FactKind.BOOLEAN, source=_POST, meaning="任此职的占单位的领导职数。")
def counts(post: PostReading) -> FactValue:
    counted = post.counts_against_establishment
    return FactValue(counted, f"职位库记为{'占' if counted else '不占'}职数。")


def _define_figure(name: str, meaning: str, attribute: str) -> None:
    @of_figures(name, FactKind.INTEGER, unit="名", source=_FIGURES, meaning=meaning)
    def figure(post: PostReading) -> FactValue:
        figures = post.figure
        if figures is None or figures.approved is None:
            return FactValue(None, "单位没有核定这一层次的职数。")
        return FactValue(
            getattr(figures, attribute),
            f"这一层次核定{figures.approved}名，预留{figures.reserved}名，实有{figures.actual}人。",
        )


_define_figure("同层次核定职数", "单位这一职务层次的核定职数。", "approved")
_define_figure("同层次实有人数", "单位这一职务层次占职数的实有人数。", "actual")
_define_figure("同层次预留职数", "单位这一职务层次的预留职数。", "reserved")
_define_figure("同层次可用职数", "核定减预留减实有；超配时为负数。", "free")
_define_figure("同层次超配人数", "实有超过核定的人数。", "over")
