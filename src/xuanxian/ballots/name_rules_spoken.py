"""What a voter is told of notes beside names and of the units names come from. Pure."""

from xuanxian.ballots.answers import Validity

_MISSING = {
    "ballot": "没有写的整张票无效",
    "name": "没有写的，该名不计票",
    "nothing": "可以不写",
}


def rules_on_names(validity: Validity) -> list[str]:
    """The rules as sentences of a ballot, the same on the phone, on paper and under a name."""
    notes = [
        f"每选一名写明{note.title}，不超过 {note.longest} 字，{_MISSING[note.missing]}。"
        for note in validity.notes
    ]
    return notes + unit_rules(validity)


def unit_rules(validity: Validity) -> list[str]:
    """What is said of names of one's own unit and of others."""
    units, lines = validity.units, []
    if units is not None:
        principle = "" if units.invalid else "原则上"
        follows = "，不符的整张票无效" if units.invalid else ""
        if units.outside_least is not None:
            least = units.outside_least
            lines.append(f"{principle}至少选 {least} 名本单位以外的人选{follows}。")
        if units.own_most is not None:
            lines.append(f"{principle}本单位的人选最多选 {units.own_most} 名{follows}。")
    return lines
