"""The 入党时间 cell, which in truth tells the whole political status.

A bare date is membership of the Communist Party; a democratic party stands by name, alone or
after the date; empty means 群众.
"""

import re

from xuanxian.exchange.phrases.cleaning import Doubt
from xuanxian.kernel.partial_date import PartialDate
from xuanxian.registry import codes
from xuanxian.registry.dossier import PartyEntry

COMMUNIST, PROBATIONARY, MASSES = "01", "02", "13"

_OTHER_NAMES = {
    "中国共产党": "01", "中共": "01", "党员": "01", "预备党员": "02", "团员": "03",
    "国民党革命委员会": "04", "民主同盟": "05", "民主建国会": "06", "民主促进会": "07",
    "农工民主党": "08", "农工": "08", "致公": "09", "九三": "10",
    "台湾民主自治同盟": "11", "无党派": "12", "无党派民主人士": "12",
}  # fmt: skip
_DATE = re.compile(r"\d{4}(?:\s*[.．/年-]?\s*\d{1,2}(?:\s*[.．/月-]?\s*\d{1,2}日?)?月?)?年?")
_FILLER = re.compile(r"中国|加入|正式|会员|成员|盟员|社员|党员|人士|同志|于|的|[：:\s]")
_PARTS = re.compile(r"[；;、，,（）()\n]+|\s{2,}")


def read_politics(text: str) -> tuple[tuple[PartyEntry, ...], list[Doubt]]:
    """The political statuses told by the cell `text`, with what could not be understood."""
    if not text:
        return (PartyEntry(status=MASSES),), []
    entries: list[PartyEntry] = []
    doubts: list[Doubt] = []
    for part in _PARTS.split(text):
        if part.strip():
            entry = _read_part(part.strip(), doubts)
            if entry:
                entries.append(entry)
    return tuple(entries), doubts


def _read_part(part: str, doubts: list[Doubt]) -> PartyEntry | None:
    joined = None
    found = _DATE.search(part)
    if found:
        try:
            joined = PartialDate.parse(found[0].replace("．", "."))
        except ValueError as error:
            doubts.append(
                Doubt(
                    part, f"“{found[0]}”不是有效年月：{error}。", "请写成 200108。", is_error=True
                )
            )
            return None
        part = (part[: found.start()] + part[found.end() :]).strip()
    status = status_of(part) if part else COMMUNIST
    if status is None:
        doubts.append(
            Doubt(
                part,
                "不认识这个政治面貌。",
                "中共党员填入党年月（如 200108），其他填党派名称（如 民盟），群众留空。",
                is_error=True,
            )
        )
        return None
    return PartyEntry(status=status, joined=joined)


def status_of(words: str) -> str | None:
    """The code of GB/T 4762 for a political status in words, None when there is none."""
    table = codes.table("politics")
    exact = table.code_of(words) or _OTHER_NAMES.get(words)
    if exact:
        return exact
    labels = {code.label: code.code for code in table.codes.values()} | _OTHER_NAMES
    within = [label for label in labels if label in words]
    if not within:
        return None
    label = max(within, key=len)
    # 加入中国民主同盟 is 民盟; words that mean something else must not pass unseen.
    return labels[label] if not _FILLER.sub("", words.replace(label, "", 1)) else None


def write_politics(entries: tuple[PartyEntry, ...]) -> str:
    """The cell for `entries`; statuses that have ended are left out."""
    table = codes.table("politics")
    parts = []
    for entry in entries:
        if entry.ended is not None or entry.status == MASSES:
            continue
        joined = entry.joined.compact() if entry.joined else ""
        if entry.status == COMMUNIST and joined:
            parts.append(joined)
        else:
            parts.append(table.label(entry.status) + joined)
    return "；".join(parts)
