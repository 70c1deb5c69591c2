"""A contest as the provisions of a written policy."""

from collections.abc import Iterator

from xuanxian.policy.kinds import Provision
from xuanxian.policy.parts import Requirement, said
from xuanxian.policy.weights import bare, spoken_weights
from xuanxian.selection.instruments.contest.numbers import WAYS
from xuanxian.selection.instruments.contest.schema import (
    SEATS,
    Competition,
    Contest,
    GoOn,
    Round,
    Total,
)


def provisions(contest: Contest) -> Iterator[Provision]:
    """See `Instrument.provisions`: a paragraph a round, its scores and conditions as items."""
    yield Provision(_field(contest))
    for group in contest.groups:
        yield Provision(f"{group.title}：{group.when}。", part=("groups", group.id))
    if contest.qualification:
        yield Provision(f"先按{contest.qualification}审查资格：不符合的不得参加，没有查清的暂缓。")
    if contest.competition:
        yield Provision(_competition(contest.competition), contest.competition.cite)
    if enrolment := _enrolment(contest):
        yield Provision(enrolment)
    many = len(contest.rounds) > 1
    for number, each in enumerate(contest.rounds, start=1):
        yield from _round(contest, each, f"第{number}轮，" if many else "")
    if contest.choice:
        tie = _tie(contest.choice.tie, "先后由人决定")
        text = f"选岗：按{contest.choice.by}从高到低依次公开选岗，先选先得{tie}。"
        yield Provision(text, contest.choice.cite)
    yield Provision(_after(contest))


def _field(contest: Contest) -> str:
    who = "报考同一职位的人员" if contest.field == "post" else "全部参加人员"
    return f"{who}分组竞争：" if contest.groups else f"{who}一起竞争。"


def _competition(rule: Competition) -> str:
    below = {
        "cut": "核减职数到符合为止",
        "merge": "与其他职位合并竞争",
        "call_off": "取消这一职位的竞争",
        "flag": "予以提示，由人研究",
    }[rule.below]
    below = f"达不到的，{below}"
    if rule.soft and rule.below != "flag":
        below += "，由人研究确定"
    elif rule.below == "cut":
        below += "，核减后仍不符合的暂缓"
    in_principle = "一般要求" if rule.soft else ""
    waived = f"；{rule.waived}的，可以不受此限" if rule.waived else ""
    return f"有效竞争：{in_principle}{rule.require}；{below}{waived}。"


def _enrolment(contest: Contest) -> str:
    """What is stated of applications, "" when nothing is."""
    parts = []
    if contest.open_working_days is not None:
        parts.append(f"报名时间不少于{said(contest.open_working_days)}个工作日")
    if contest.posts_each != 1:
        parts.append(f"每人最多报{said(contest.posts_each)}个职位")
    if contest.objection_working_days is not None:
        days = said(contest.objection_working_days)
        parts.append(f"对资格审查和成绩有异议的，{days}个工作日内提出")
    return f"报名：{'；'.join(parts)}。" if parts else ""


def _round(contest: Contest, each: Round, number: str) -> Iterator[Provision]:
    yield Provision(f"{number}{each.title}：", each.cite)
    path = ("rounds", each.id)
    for score in each.scores:
        yield Provision(f"计{score.spoken()}。", score.cite, (*path, "scores", score.id))
    for total in each.totals:
        yield Provision(_total(total), total.cite, (*path, "totals", total.id))
    for rule in each.requirements:
        place = (*path, "requirements", rule.id)
        yield Provision(_requirement(rule), rule.cite, place, rule.note)
    if each.go_on:
        yield Provision(_go_on(contest, each.go_on), each.go_on.cite, (*path, "go_on"))
    if each.exam and (spoken := each.exam.spoken()):
        yield Provision(spoken, each.exam.cite, (*path, "exam"))
    if not each.go_on and each is not contest.rounds[-1]:
        stopped = "没有被挡下的" if each.requirements else ""
        yield Provision(f"{stopped}都进入下一轮。", part=path)


def _total(total: Total) -> str:
    plus = f"，另加{'、'.join(total.plus)}" if total.plus else ""
    rounding = f"，{total.rounding.spoken()}" if total.rounding else ""
    shares = spoken_weights(total.weights, total.weighing)
    unit = "" if total.full.endswith("%") else "分"
    return f"{total.id}满分{bare(total.full)}{unit}，{shares}{plus}{rounding}。"


def _requirement(rule: Requirement) -> str:
    when = f"{rule.when}的，" if rule.when else ""
    general = "一般要求" if rule.soft else ""
    breach = rule.verdict_of_breach.consequence
    label = "" if rule.require.startswith(rule.label) else f"{rule.label}："
    return f"{label}{when}{general}{rule.require}；不符合的，{breach}。"


def _go_on(contest: Contest, go_on: GoOn) -> str:
    rounding = f"（不是整数的{WAYS[go_on.rounding]}）" if go_on.rounding else ""
    ties = "一并列入" if go_on.ties == "together" else "由人决定"
    beyond = {
        "gates": "不得进入下一环节",
        "ranks": "予以提示，由组织研究取舍",
        "advises": "供研究参考",
    }["ranks" if go_on.soft and contest.effect == "gates" else contest.effect]
    return (
        f"{'一般' if go_on.soft else ''}按{go_on.by}从高到低取{_count(go_on.number)}{rounding}，"
        f"列为{go_on.to}，人数不足的都列入{_tie(go_on.tie, ties)}；不在其内的，{beyond}。"
    )


def _after(contest: Contest) -> str:
    sentences = {
        "gates": "",
        "ranks": "成绩用于排序，不单独决定取舍。",
        "advises": "成绩供研究参考，不单独决定取舍。",
    }[contest.effect]
    sentences += {
        "ordered": "没有进入规定人数的，按名次作为递补人选。",
        "none": "因放弃或取消资格出现的空缺，不再递补。",
        "": "",
    }[contest.reserve]
    if contest.valid_months is not None:
        sentences += f"结果在{said(contest.valid_months)}个月内有效。"
    return sentences + "缺少的成绩不按零分计，补齐以前，受它影响的名次和去留都暂缓。"


def _count(number: str) -> str:
    """A number of people, or the sum that gives it."""
    if number == SEATS:
        return "与职数相同的人数"
    plain = number.isdigit() or number.removeprefix("$").isidentifier()
    return f"{bare(number)}名" if plain else f"{number}的人数"


def _tie(tie: tuple[str, ...], then: str) -> str:
    if tie:
        return f"；成绩相同的依次比较{'、'.join(tie)}，仍相同的{then}"
    return f"；成绩相同的{then}"
