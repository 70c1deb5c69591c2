"""A contest as plain Chinese sentences."""

from collections.abc import Iterator

from xuanxian.policy.outcome import Verdict
from xuanxian.policy.parts import Requirement, said
from xuanxian.selection.instruments.contest.schema import Competition, Contest, GoOn, Round, Total
from xuanxian.selection.instruments.contest.scores import WAYS
from xuanxian.selection.instruments.contest.weights import bare, spoken_weights


def explain(contest: Contest) -> list[str]:
    """See `Instrument.explain`."""
    return list(_paragraphs(contest))


def _paragraphs(contest: Contest) -> Iterator[str]:
    who = "报考同一职位的人员" if contest.field == "post" else "全部参加人员"
    groups = ""
    if contest.groups:
        listed = "；".join(f"{group.title}：{group.when}" for group in contest.groups)
        groups = f"，分组进行（{listed}）"
    yield f"{who}一起竞争{groups}。"
    if contest.qualification:
        yield f"先审查资格（{contest.qualification}）：不符合的不得参加，没有查清的暂缓。"
    if contest.competition:
        yield _competition(contest.competition)
    many = len(contest.rounds) > 1
    for number, each in enumerate(contest.rounds, start=1):
        yield from _round(contest, each, f"第{number}轮，" if many else "")
    if contest.choice:
        tie = _tie(contest.choice.tie, "仍相同的，先后由人决定")
        yield (
            f"选岗：按{contest.choice.by}从高到低依次公开选岗，先选先得{tie}。"
            f"{_cited(contest.choice.cite)}"
        )
    yield {
        "gates": "没有进入规定人数的，不得进入下一环节。",
        "ranks": "成绩用于排序；没有进入规定人数的作提示，由组织研究决定取舍。",
        "advises": "成绩供研究参考，不单独决定取舍。",
    }[contest.effect]
    if contest.reserve:
        yield {
            "ordered": "没有进入规定人数的，按名次作为递补人选。",
            "none": "因放弃或取消资格出现的空缺，不再递补。",
        }[contest.reserve]
    if contest.valid_months is not None:
        yield f"结果在{said(contest.valid_months)}个月内有效。"
    yield "缺少的成绩不按零分计：补齐以前，受它影响的名次和去留都暂缓。"


def _competition(rule: Competition) -> str:
    below = {
        "cut": "达不到的，把职数核减到符合要求为止，核减以后仍不符合的暂缓",
        "merge": "达不到的，与其他职位合并竞争",
        "call_off": "达不到的，取消这一职位的竞争",
        "flag": "达不到的作提示",
    }["flag" if rule.soft else rule.below]
    in_principle = "原则上" if rule.soft else ""
    waived = f"；{rule.waived}的，可以不受此限" if rule.waived else ""
    return f"有效竞争：{in_principle}{rule.require}；{below}{waived}。{_cited(rule.cite)}"


def _round(contest: Contest, each: Round, number: str) -> Iterator[str]:
    if each.scores:
        yield (
            f"{number}{each.title}：计{'、'.join(one.spoken() for one in each.scores)}。"
            f"{_cited(each.cite)}"
        )
    else:
        yield f"{number}{each.title}。{_cited(each.cite)}"
    for total in each.totals:
        yield _total(total)
    for rule in each.requirements:
        yield _requirement(rule)
    if each.go_on:
        yield _go_on(each.go_on)
    elif each is not contest.rounds[-1]:
        yield "没有被上述条件挡下的，都进入下一轮。"


def _total(total: Total) -> str:
    plus = f"，另加{'、'.join(total.plus)}" if total.plus else ""
    rounding = f"，{total.rounding.spoken()}" if total.rounding else ""
    return (
        f"{total.id}满分{bare(total.full)}分，{spoken_weights(total.weights, total.weighing)}"
        f"{plus}{rounding}。{_cited(total.cite)}"
    )


def _requirement(rule: Requirement) -> str:
    when = f"（{rule.when}的）" if rule.when else ""
    general = "一般要求" if rule.soft else ""
    breach = _BREACHES[rule.verdict_of_breach]
    return f"{rule.label}{when}：{general}{rule.require}；不符合的，{breach}。{_cited(rule.cite)}"


_BREACHES = {
    Verdict.BAR: "不予通过",
    Verdict.HOLD: "暂缓",
    Verdict.FLAG: "予以提示，由人研究",
    Verdict.PASS: "不影响通过",
}


def _go_on(go_on: GoOn) -> str:
    rounding = f"（不是整数的{WAYS[go_on.rounding]}）" if go_on.rounding else ""
    ties = "仍相同的一并列入" if go_on.ties == "together" else "仍相同的由人决定"
    soft = "一般" if go_on.soft else ""
    return (
        f"{soft}按{go_on.by}从高到低取{_count(go_on.number)}{rounding}，列为{go_on.to}，"
        f"人数不足的都列入"
        f"{_tie(go_on.tie, ties)}。{_cited(go_on.cite)}"
    )


def _count(number: str) -> str:
    """A number of people, or the sum that gives it."""
    plain = number.isdigit() or number.removeprefix("$").isidentifier()
    return f"{bare(number)}名" if plain else f"{number}的人数"


def _tie(tie: tuple[str, ...], then: str) -> str:
    if tie:
        return f"；相同的依次比较{'、'.join(tie)}，{then}"
    return f"；{then.replace('仍相同', '成绩相同')}"


def _cited(cite: str) -> str:
    return f"（{cite}）" if cite else ""
