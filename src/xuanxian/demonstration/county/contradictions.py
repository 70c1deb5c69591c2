"""Faults put into a few files on purpose, so that an import has something to find."""

from collections.abc import Callable
from datetime import date
from random import Random

from stdnum.cn import ric

from xuanxian.demonstration.county.model import Contradiction, ContradictionKind
from xuanxian.demonstration.county.months import month_number, to_partial_date
from xuanxian.demonstration.county.people import Made
from xuanxian.kernel.partial_date import PartialDate
from xuanxian.registry.dossier import Dossier, PartyEntry

_Fault = Callable[[Dossier], tuple[Dossier, str]]

EVERY = 150
"""One set of faults for so many people, at least one."""


def contradict(
    random: Random, made: list[Made]
) -> tuple[dict[int, Dossier], tuple[Contradiction, ...]]:
    """Choose people and put one fault into the file of each.

    Only staff of sections are chosen, so that nothing else of the county hangs on their files.

    Returns:
        The changed files by number, and what was done. A duplicate changes no file: it is the
        file written twice.
    """
    fitting = [
        one
        for one in made
        if one.seat.post.kind in {"non_leading", "mid_level"}
        and one.dossier.party[0].status == "01"
        and len(one.dossier.resume) >= 3
        and all(line.held_from for line in one.dossier.resume)
    ]
    sets = max(1, len(made) // (EVERY * len(_FAULTS)))
    chosen = random.sample(fitting, min(len(fitting), sets * (len(_FAULTS) + 1)))
    changed: dict[int, Dossier] = {}
    told: list[Contradiction] = []
    kinds: list[ContradictionKind] = [*_FAULTS, "duplicate_person"]
    for place, one in enumerate(chosen):
        kind = kinds[place % len(kinds)]
        if kind == "duplicate_person":
            words = "同一人的文件有两份"
        else:
            changed[one.kin.number], words = _FAULTS[kind](one.dossier)
        told.append(Contradiction(kind, one.kin.number, one.dossier.name, words))
    return changed, tuple(told)


def _checksum(dossier: Dossier) -> tuple[Dossier, str]:
    last = dossier.id_number[-1]
    wrong = "1" if last != "1" else "2"
    return dossier.model_copy(
        update={"id_number": dossier.id_number[:-1] + wrong}
    ), "身份证号校验码不对"


def _birth(dossier: Dossier) -> tuple[Dossier, str]:
    number = dossier.id_number
    born = date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    other = born.replace(year=born.year - 1)
    body = f"{number[:6]}{other:%Y%m%d}{number[14:17]}"
    return dossier.model_copy(
        update={"id_number": body + ric.calc_check_digit(body + "0")}
    ), "身份证号所示出生年月比档案早一年"


def _sex(dossier: Dossier) -> tuple[Dossier, str]:
    number = dossier.id_number
    order = int(number[14:17])
    body = f"{number[:14]}{order - 1 if order % 2 == 0 else order + 1:03}"
    return dossier.model_copy(
        update={"id_number": body + ric.calc_check_digit(body + "0")}
    ), "身份证号所示性别与档案不同"


def _gap(dossier: Dossier) -> tuple[Dossier, str]:
    lines = list(dossier.resume)
    later = lines[-1]
    start = _month(later.held_from)
    end = start - 9
    # A course running on past the end would be a second fault in a file meant to have one.
    beside = tuple(one for one in lines[-2].concurrent if _month(one.held_until) <= end)
    lines[-2] = lines[-2].model_copy(
        update={"held_until": to_partial_date(end), "concurrent": beside}
    )
    return dossier.model_copy(update={"resume": tuple(lines)}), "简历有九个月没有记载"


def _overlap(dossier: Dossier) -> tuple[Dossier, str]:
    lines = list(dossier.resume)
    start = _month(lines[-1].held_from)
    lines[-2] = lines[-2].model_copy(update={"held_until": to_partial_date(start + 8)})
    return dossier.model_copy(update={"resume": tuple(lines)}), "简历有八个月重叠"


def _young_worker(dossier: Dossier) -> tuple[Dossier, str]:
    at = _month(dossier.birth) + 14 * 12
    return dossier.model_copy(update={"joined_work": to_partial_date(at)}), "十四岁参加工作"


def _young_member(dossier: Dossier) -> tuple[Dossier, str]:
    at = _month(dossier.birth) + 16 * 12
    party = (PartyEntry(status="01", joined=to_partial_date(at)),)
    return dossier.model_copy(update={"party": party}), "十六岁入党"


def _month(day: PartialDate | None) -> int:
    if day is None:
        raise ValueError("a month is missing where a fault is to be put")
    return month_number(day.year, day.month)


_FAULTS: dict[ContradictionKind, _Fault] = {
    "id_number_checksum": _checksum,
    "id_number_birth": _birth,
    "id_number_sex": _sex,
    "resume_gap": _gap,
    "resume_overlap": _overlap,
    "joined_work_too_young": _young_worker,
    "joined_party_too_young": _young_member,
}
