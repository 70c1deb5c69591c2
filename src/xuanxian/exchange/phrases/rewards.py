"""The 奖惩情况 cell: `2018年7月，经某某批准，授予某某称号；…。`, nothing is `无`."""

import re
from typing import Literal

from xuanxian.kernel.partial_date import PartialDate
from xuanxian.registry.dossier import RewardSanctionEntry

NOTHING = "无"
_NO_PUNISHMENT = ("诫勉", "问责", "处分", "处理", "批评", "批评教育", "检查", "停职", "免职")
"""Endings of names after which 处分 is not said."""

_DATE = r"^(?P<date>\d{4}(?:[.．/年]\d{1,2}(?!\d)(?:[./月]\d{1,2}日?)?月?|年)?)?度?[，,\s]*"
_REWARD = re.compile(
    _DATE
    + r"""(?:(?:经(?P<approver>.+?)批准[，,]?)|(?:被?(?P<giver>[^，,]+?)(?=授予|评为|表彰为)))?
        (?:被|获得?|荣获|荣立|立|受到?|给予|授予|表彰为|评为|记)*
        (?P<name>.+?)(?:的?(?:称号|奖励))?$""",
    re.VERBOSE,
)
_SANCTION = re.compile(
    _DATE
    + r"""(?:因.+?[，,])?(?:经.+?批准[，,]?)?(?:受到?|被)?(?:(?P<authority>[^，,]*?)给予的?)?
        (?P<name>.+?)(?:的?(?:处分|处理))?$""",
    re.VERBOSE,
)
_SANCTIONS = re.compile(
    r"处分|诫勉|警告|记过|记大过|降级|撤职|开除|留党察看|问责|批评教育|书面检查|通报批评|免职处理|停职|责令"
)


def read_rewards(text: str) -> tuple[RewardSanctionEntry, ...]:
    """The rewards and sanctions of the cell, one a `；` item, each with its own words kept."""
    if text.rstrip("。") in {"", NOTHING}:
        return ()
    return tuple(_read_item(item.strip()) for item in re.split(r"[；;。\n]+", text) if item.strip())


def _read_item(item: str) -> RewardSanctionEntry:
    nature: Literal["reward", "sanction"] = "sanction" if _SANCTIONS.search(item) else "reward"
    match = (_SANCTION if nature == "sanction" else _REWARD).match(item)
    approved_on, authority, name = None, "", item
    if match:
        parts = match.groupdict()
        name = parts["name"].strip('“”"，, ') or item
        authority = parts.get("approver") or parts.get("giver") or parts.get("authority") or ""
        if parts["date"]:
            try:
                approved_on = PartialDate.parse(parts["date"].replace("．", "."))
            except ValueError:
                name = item
    entry = RewardSanctionEntry(
        nature=nature, name=name, approved_on=approved_on, authority=authority
    )
    return entry if _phrase(entry) == item else entry.model_copy(update={"text": item})


def _phrase(entry: RewardSanctionEntry) -> str:
    date = entry.approved_on.chinese() + "，" if entry.approved_on else ""
    if entry.nature == "sanction":
        by = f"{entry.authority}给予的" if entry.authority else ""
        kind = "" if entry.name.endswith(_NO_PUNISHMENT) else "处分"
        return f"{date}受到{by}{entry.name}{kind}"
    by = f"经{entry.authority}批准，" if entry.authority else ""
    return f"{date}{by}授予{entry.name}称号"


def write_rewards(entries: tuple[RewardSanctionEntry, ...]) -> str:
    """The cell for `entries`; their own words where kept, else the usual phrase."""
    items = [_one_item(entry.text) or _phrase(entry) for entry in entries]
    return "；".join(items) + "。" if items else NOTHING


def _one_item(text: str) -> str:
    return re.sub(r"[；;。\n]+", "，", text.strip().rstrip("；;。"))
