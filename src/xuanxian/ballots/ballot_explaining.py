"""The Chinese sentences a `ballot` is explained in. Pure."""

from xuanxian.ballots.instruments import INVALID, Ballot, Names, SecondRound
from xuanxian.ballots.name_rules import NameNote, UnitRule

_PURPOSES = {"nomination": "民主推荐", "rating": "民主测评", "decision": "表决"}


def _said(number: str) -> str:
    """A bare number in a sentence that brings its own unit."""
    return f"〔{number[1:]}〕" if number.startswith("$") else number


def explain(ballot: Ballot) -> list[str]:
    """The instrument as plain Chinese sentences, one a paragraph."""
    secrecy = "无记名" if ballot.secrecy == "secret" else "署名"
    paragraphs = [
        f"{secrecy}投票，用于{_PURPOSES[ballot.purpose]}。{_explain_question(ballot)}",
        _explain_electorate(ballot),
    ]
    if ballot.turnout:
        paragraphs.append(f"到会人数要求：{ballot.turnout}，方可投票。")
    if ballot.stands_when:
        paragraphs.append(f"{ballot.stands_when}的，投票有效。")
    paragraphs += [
        f"一张票上“{limit.option}”超过{_said(limit.at_most)}个的，整张无效。"
        for limit in ballot.limits
    ]
    if ballot.measures:
        listed = "；".join(f"{name}＝{text}" for name, text in ballot.measures.items())
        paragraphs.append(f"按下列方法计算：{listed}。")
    if ballot.rank_by:
        then = f"，相同的依次比较{'、'.join(ballot.tie_break)}" if ballot.tie_break else ""
        paragraphs.append(f"按{ballot.rank_by}从高到低排序{then}；仍相同的列为并列，由人决定。")
    if ballot.passes:
        paragraphs.append(f"{ballot.passes}的，为通过。")
    if ballot.second_round:
        paragraphs.append(_explain_second_round(ballot.second_round))
    paragraphs.append(
        {
            "advises": "结果供研究参考，不单独决定取舍。",
            "ranks": "结果用于排序，不单独决定取舍。",
            "gates": "未通过的，"
            + {"bar": "不得进入下一环节。", "hold": "暂缓进入下一环节。", "flag": "提示研究。"}[
                ballot.otherwise
            ],
        }[ballot.effect]
    )
    if ballot.secrecy == "secret":
        paragraphs.append(
            f"收回不足{_said(ballot.smallest_group)}票的，不开箱；"
            f"某类人员不足{_said(ballot.smallest_group)}票的，不单独公布，也不能由相减得出。"
        )
        paragraphs += ballot.box.explain()
    if ballot.paper is not None:
        paragraphs += ballot.paper.explain()
    return paragraphs


def _explain_second_round(rule: SecondRound) -> str:
    among = {"all": "", "passed": "通过的人中", "not_passed": "未通过的人中"}[rule.among]
    ties = {"all": "并列的都进入", "people": "并列而名额不够的，由人决定"}[rule.ties]
    return f"{among}按名次取前{_said(rule.at_most)}名进入第二轮，{ties}。"


def _explain_question(ballot: Ballot) -> str:
    question = ballot.question
    if isinstance(question, Names):
        least = "" if question.least == "0" else f"，至少{_said(question.least)}名"
        free = "，可另选他人" if question.write_in else ""
        notes = "".join(_explain_note(note) for note in question.notes)
        units = _explain_units(question.units) if question.units else ""
        return f"每张票最多选{_said(question.most)}名{least}{free}。{notes}{units}"
    verb = "选择" if question.form == "marks" else "评为"
    blank = {
        "": "未填的单独统计。",
        INVALID: "有一项未填的，整张无效。",
    }.get(question.blank, f"未填的计为{question.blank}。")
    return f"对每一对象{verb}{'、'.join(question.options)}之一，{blank}"


def _explain_electorate(ballot: Ballot) -> str:
    weighed = len({voters.weight for voters in ballot.electorate}) > 1
    listed = "、".join(
        voters.name
        + (f"（权重{_said(voters.weight)}）" if weighed else "")
        + (f"（{voters.who}）" if voters.who else "")
        for voters in ballot.electorate
    )
    how = ""
    if weighed:
        how = (
            "各类的票先乘以权重再计算。"
            if ballot.weighting == "ballots"
            else "各类分别计算比率，再按权重相加。"
        )
    return f"参加人员：{listed}。{how}"


def _explain_note(note: NameNote) -> str:
    follows = {
        "ballot": "没有写的整张无效",
        "name": "没有写的该名不计票",
        "nothing": "不写不影响计票",
    }[note.missing]
    return f"每选一名写明{note.title}，不超过{_said(note.longest)}字，{follows}。"


def _explain_units(rule: UnitRule) -> str:
    parts = []
    if rule.outside_least:
        parts.append(f"至少{_said(rule.outside_least)}名为本单位以外的人选")
    if rule.own_most:
        parts.append(f"本单位的人选最多{_said(rule.own_most)}名")
    follows = {"ballot": "不符的整张无效", "stated": "不符的照样计票，在结果中说明"}[rule.breach]
    return f"所选的人中{'，'.join(parts)}，{follows}；单位不明的不作不符论。"
