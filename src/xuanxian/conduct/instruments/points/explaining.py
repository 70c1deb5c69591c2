"""A points system as plain Chinese paragraphs."""

from typing import TYPE_CHECKING

from xuanxian.conduct.instruments.points.terms import Band, Item, said_setting
from xuanxian.policy.outcome import Verdict
from xuanxian.policy.parts import role_names, said

if TYPE_CHECKING:
    from xuanxian.conduct.instruments.points.kind import Points

_EFFECTS = {
    "advises": "积分供研究干部工作时参考，不直接决定任何人的使用",
    "gates": "积分达不到要求的不进入下一步",
    "ranks": "按积分排出先后",
}


def explain(points: "Points") -> list[str]:
    """See `Instrument.explain`."""
    unit = points.unit
    lines = [f"为{points.of}建立积分账户，起始{said_setting(points.opening)}{unit}。"]
    lines += [_said_item(item, unit) for item in points.items]
    if points.least is not None or points.most is not None:
        floor = (
            f"低于{said_setting(points.least)}{unit}的按{said_setting(points.least)}{unit}计"
            if points.least is not None
            else ""
        )
        ceiling = (
            f"高于{said_setting(points.most)}{unit}的按{said_setting(points.most)}{unit}计"
            if points.most is not None
            else ""
        )
        lines.append("合计以后，" + "，".join(part for part in (floor, ceiling) if part) + "。")
    lines.append("只有已核实的记录计分；待核实、没有写明日期或分值待定的先不计，并提示暂缓。")
    if points.period:
        lines.append(f"{points.period.spoken}。")
    for name, measure in points.measures.items():
        label = measure.label or name
        cite = f"（{measure.cite}）" if measure.cite else ""
        if measure.average_of:
            of = points.label_of(measure.average_of)
            lines.append(f"{label}：同期各次{of}的平均值，没有参加的次数不计。{cite}")
        else:
            each = "，每次分别计算" if measure.per_round else ""
            lines.append(f"{label}：{points.in_labels(measure.value)}{each}。{cite}")
    if points.bands:
        label = points.label_of(points.bands.over)
        lines += [
            f"{label}{_said_band(step, unit)}的，{step.effect}{_meaning(step.verdict)}。"
            f"{_cited(step.cite)}"
            for step in points.bands.steps
        ]
        lines.append(f"{label}落在两档之间的，由人研究决定。")
    lines += [
        f"{points.in_labels(each.when)}的，{each.effect}{_meaning(each.verdict)}。{_cited(each.cite)}"
        for each in points.consequences
    ]
    lines += [
        f"按{points.label_of(each.by)}由高到低排名，{each.line}的，{each.effect}"
        f"{_meaning(each.verdict)}；{each.spoken_ties}。{_cited(each.cite)}"
        for each in points.rankings
    ]
    if points.feedback:
        every = points.feedback.every_months
        often = f"每{said(every)}个月一次，" if every is not None else ""
        manner = points.feedback.manner or "反馈积分"
        secret = "除此以外不得向任何人透露" if points.feedback.secret else "可以公开"
        lines.append(
            f"{often}{manner}；可以查阅的是{role_names(points.feedback.to)}，{secret}。"
            f"{_cited(points.feedback.cite)}"
        )
    lines.append(f"{_EFFECTS[points.effect]}。")
    return lines


def _said_item(item: Item, unit: str) -> str:
    way = "加" if item.adds else "扣"
    amount = item.add if item.add is not None else item.deduct
    if amount is not None:
        said_amount = f"每次{way}{said_setting(amount)}{unit}"
    else:
        least = f"不少于{said_setting(item.least)}{unit}" if item.least else ""
        most = f"不多于{said_setting(item.most)}{unit}" if item.most else ""
        bounds = "、".join(part for part in (least, most) if part)
        said_amount = f"视情节{way}分" + (f"，每次{bounds}" if bounds else "")
    when = f"，且{item.when}" if item.when else ""
    cap = f"，一期合计不超过{said_setting(item.cap)}{unit}" if item.cap is not None else ""
    expiry = (
        f"，自发生之日起{said(item.expires_months)}个月内有效"
        if item.expires_months is not None
        else ""
    )
    note = f"；{item.note}" if item.note else ""
    return f"{item.on}{when}的，{said_amount}{cap}{expiry}{note}。{_cited(item.cite)}"


def _said_band(step: Band, unit: str) -> str:
    if step.least is not None and step.most is not None:
        return f"{said_setting(step.least)}至{said_setting(step.most)}{unit}"
    if step.least is not None:
        return f"{said_setting(step.least)}{unit}以上"
    return f"{said_setting(step.most or '')}{unit}以下"


def _meaning(verdict: Verdict) -> str:
    """What the program says then, in brackets; nothing where nothing stands in the way."""
    return "" if verdict is Verdict.PASS else f"（{verdict.label}）"


def _cited(cite: str) -> str:
    return f"（{cite}）" if cite else ""
