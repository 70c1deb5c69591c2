"""A questionnaire as the provisions of a written policy."""

from collections.abc import Iterator

from xuanxian.ballots.questionnaire import FreeText, Questionnaire, Scale
from xuanxian.policy.kinds import Provision
from xuanxian.policy.outcome import Verdict
from xuanxian.policy.parts import Requirement, said
from xuanxian.policy.weights import bare


def provisions(form: Questionnaire) -> Iterator[Provision]:
    """See `Instrument.provisions`: one paragraph a question, its items listed in it."""
    secrecy = "无记名" if form.secrecy == "secret" else "署名"
    about = f"对{form.about}" if form.about else ""
    yield Provision(f"{secrecy}填写问卷，{about}作出评价。{_electorate(form)}")
    if form.turnout:
        yield Provision(f"到会人数要求：{form.turnout}，方可填写。")
    if form.stands_when:
        yield Provision(f"结果有效须满足：{form.stands_when}。")
    for each in form.questions:
        if isinstance(each, Scale):
            yield from _scale(form, each)
        elif isinstance(each, FreeText):
            yield Provision(
                f"{each.title}：用文字填写，不超过{each.longest}字，不计入统计，只供规定的人查阅。",
                each.cite,
            )
        else:
            options = "、".join(option.title for option in each.options)
            least = "" if each.least == "0" else f"，至少选{bare(each.least)}项"
            yield Provision(
                f"{each.title}：从{options}中最多选{bare(each.most)}项{least}。", each.cite
            )
            yield from _measures(each.measures)
    yield from _measures(form.measures)
    for rule in form.requirements:
        yield Provision(_requirement(form, rule), rule.cite, ("requirements", rule.id), rule.note)
    ends = {
        "gates": "",
        "advises": "结果供研究参考，不单独决定取舍。",
    }[form.effect]
    if form.secrecy == "secret":
        smallest = bare(form.smallest_group)
        ends += (
            f"收回不足{smallest}份的不开启；某类人员不足{smallest}份的，不单独公布，"
            "也不能由相减得出。"
        )
    if ends:
        yield Provision(ends)
    if form.secrecy == "secret":
        yield from (Provision(sentence) for sentence in form.box.explain())
    if form.paper is not None:
        yield from (Provision(sentence) for sentence in form.paper.explain())


def _scale(form: Questionnaire, scale: Scale) -> Iterator[Provision]:
    way = "正向" if scale.direction == "positive" else "反向"
    counted = len(scale.items) if scale.items_counted is None else said(scale.items_counted)
    more = ""
    if scale.items_counted is not None and scale.items_counted != len(scale.items):
        more = f"，这里列出{len(scale.items)}项"
    neutral = f"；选{'、'.join(scale.neutral)}的不算表态" if scale.neutral else ""
    adverse = f"；选{'、'.join(scale.adverse)}的算不利" if scale.adverse else ""
    points = "、".join(f"{answer}{bare(text)}分" for answer, text in scale.points.items())
    points = f"；{points}，按有分值的答案取平均为得分" if points else ""
    yield Provision(
        f"{scale.title}（{way}，共{counted}项{more}），每项选"
        f"{'、'.join(scale.options)}之一{neutral}{adverse}{points}：",
        scale.cite,
    )
    for item in scale.items:
        yield Provision(f"{item.title}。", part=("questions", scale.id, "items", item.id))
    yield from _measures(scale.measures, "每项计算")
    if scale.passes:
        verdict = Verdict(scale.otherwise) if form.effect == "gates" else Verdict.FLAG
        yield Provision(f"每一项都要求{scale.passes}；不符合的，{verdict.consequence}。")
    yield from _measures(scale.summary, "全表计算")


def _measures(measures: dict[str, str], title: str = "计算") -> Iterator[Provision]:
    if measures:
        listed = "；".join(f"{name} = {text}" for name, text in measures.items())
        yield Provision(f"{title}：{listed}。")


def _requirement(form: Questionnaire, rule: Requirement) -> str:
    when = f"{rule.when}的，" if rule.when else ""
    general = "一般要求" if rule.soft else ""
    verdict = rule.verdict_of_breach if form.effect == "gates" else Verdict.FLAG
    return f"{rule.label}：{when}{general}{rule.require}；不符合的，{verdict.consequence}。"


def _electorate(form: Questionnaire) -> str:
    weighed = len({voters.weight for voters in form.electorate}) > 1
    listed = "、".join(
        voters.name
        + (f"（权重{bare(voters.weight)}）" if weighed else "")
        + (f"（{voters.who}）" if voters.who else "")
        for voters in form.electorate
    )
    how = ""
    if weighed:
        how = (
            "各类的答卷先乘以权重再计算。"
            if form.weighting == "ballots"
            else "各类分别计算，再按权重相加。"
        )
    return f"参加人员：{listed}。{how}"
