"""A points system as the provisions of a written policy."""

from typing import TYPE_CHECKING

from xuanxian.conduct.instruments.points.terms import FIGURES, Band, Feedback, Item
from xuanxian.policy.expressions import NUMBER
from xuanxian.policy.instruments.saying import in_place, read_aloud
from xuanxian.policy.instruments.subjects import names_of
from xuanxian.policy.kinds import Provision
from xuanxian.policy.outcome import Verdict
from xuanxian.policy.parts import role_names, said

if TYPE_CHECKING:
    from xuanxian.conduct.instruments.points.kind import Points

_EFFECTS = {
    "advises": "积分供研究干部工作时参考，不直接决定任何人的使用",
    "gates": "积分达不到要求的不进入下一步",
    "ranks": "按积分排出先后",
}


def provisions(points: "Points") -> list[Provision]:
    """See `Instrument.provisions`: one item an entry of a list."""
    said_all = [
        Provision(
            f"为{points.of}建立积分账户，起始{in_place(points.opening)}{points.unit}，"
            "按下列项目计分："
        )
    ]
    said_all += [
        Provision(_said_item(points, item), item.cite, ("items", item.id or item.on))
        for item in points.items
    ]
    if limits := _said_limits(points):
        said_all.append(Provision(limits))
    said_all.append(
        Provision("只有已核实的记录计分；待核实、没有写明日期或者分值待定的先不计，并暂缓。")
    )
    if points.period:
        said_all.append(Provision(f"{points.period.spoken}。"))
    if points.measures:
        said_all.append(Provision("由积分计算下列指标："))
    said_all += [
        Provision(_said_measure(points, name), measure.cite, ("measures", name))
        for name, measure in points.measures.items()
    ]
    said_all += _said_use(points)
    if points.feedback:
        said_all.append(Provision(_said_feedback(points.feedback), points.feedback.cite))
    said_all.append(Provision(f"{_EFFECTS[points.effect]}。"))
    return said_all


def _said_use(points: "Points") -> list[Provision]:
    """Bands, consequences and rankings, each with the sentence that leads in."""
    said_all = []
    if points.bands:
        label = points.label_of(points.bands.over)
        said_all.append(Provision(f"按{label}分档，落在两档之间的由人研究决定："))
        said_all += [
            Provision(
                f"{label}{_said_band(step, points.unit)}的，{step.effect}"
                f"{_meaning(step.verdict)}。",
                step.cite,
                ("bands", "steps", step.id),
            )
            for step in points.bands.steps
        ]
    if points.consequences:
        said_all.append(Provision("积分结果按下列规定运用："))
    said_all += [
        Provision(
            f"{points.in_labels(read_aloud(each.when, points.names))}的，{each.effect}"
            f"{_meaning(each.verdict)}。",
            each.cite,
            ("consequences", each.id),
        )
        for each in points.consequences
    ]
    if points.rankings:
        said_all.append(Provision("由高到低排名，按下列规定运用："))
    said_all += [
        Provision(
            f"{points.label_of(each.by)}列{each.line}的，{each.effect}"
            f"{_meaning(each.verdict)}；{each.spoken_ties}。",
            each.cite,
            ("rankings", each.id),
        )
        for each in points.rankings
    ]
    return said_all


def _said_limits(points: "Points") -> str:
    parts = [
        f"{word}{in_place(limit)}{points.unit}的按{in_place(limit)}{points.unit}计"
        for word, limit in (("低于", points.least), ("高于", points.most))
        if limit is not None
    ]
    return f"合计以后，{'，'.join(parts)}。" if parts else ""


def _said_measure(points: "Points", name: str) -> str:
    measure = points.measures[name]
    label = measure.label or name
    if measure.average_of:
        of = points.label_of(measure.average_of)
        return f"{label}：同期各次{of}的平均值，没有参加的次数不计。"
    each = "，每次分别计算" if measure.per_round else ""
    names = {**dict.fromkeys(FIGURES, NUMBER), **names_of("case", points.values)}
    return f"{label}：{read_aloud(measure.value, names)}{each}。"


def _said_feedback(feedback: Feedback) -> str:
    every = feedback.every_months
    often = f"每{said(every)}个月一次，" if every is not None else ""
    secret = "除此以外不得向任何人透露" if feedback.secret else "可以公开"
    return (
        f"{often}{feedback.manner or '反馈积分'}；可以查阅的是{role_names(feedback.to)}，{secret}。"
    )


def _said_item(points: "Points", item: Item) -> str:
    unit = points.unit
    way = "加" if item.adds else "扣"
    amount = item.add if item.add is not None else item.deduct
    if amount is not None:
        said_amount = f"每次{way}{in_place(amount)}{unit}"
    else:
        least = f"不少于{in_place(item.least)}{unit}" if item.least else ""
        most = f"不多于{in_place(item.most)}{unit}" if item.most else ""
        bounds = "、".join(part for part in (least, most) if part)
        judged = "加分，分值逐次评定" if item.adds else "视情节扣分"
        said_amount = judged + (f"，每次{bounds}" if bounds else "")
    aloud = read_aloud(item.when, names_of("case", points.values)) if item.when else ""
    when = f"，且{aloud}" if aloud else ""
    cap = f"，一期合计不超过{in_place(item.cap)}{unit}" if item.cap is not None else ""
    expiry = (
        f"，自发生之日起{said(item.expires_months)}个月内有效"
        if item.expires_months is not None
        else ""
    )
    note = f"；{item.note}" if item.note else ""
    return f"{item.on}{when}的，{said_amount}{cap}{expiry}{note}。"


def _said_band(step: Band, unit: str) -> str:
    if step.least is not None and step.most is not None:
        return f"{in_place(step.least)}至{in_place(step.most)}{unit}"
    if step.least is not None:
        return f"{in_place(step.least)}{unit}以上"
    return f"{in_place(step.most or '')}{unit}以下"


def _meaning(verdict: Verdict) -> str:
    """What the program says then, in brackets; nothing where nothing stands in the way."""
    return "" if verdict is Verdict.PASS else f"（{verdict.label}）"
