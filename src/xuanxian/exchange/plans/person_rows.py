"""How rows of a workbook bear on the file of a person."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from xuanxian.exchange.form_texts import CELLS, FormTexts, file_from, texts_from
from xuanxian.exchange.lrmx.carried import corrected
from xuanxian.exchange.plans.standing import KnownPerson, Standing
from xuanxian.exchange.roster.labels import codes_of, label_by_code
from xuanxian.exchange.roster.tables import (
    HoldingRow,
    OfPerson,
    PersonRow,
    RankRow,
    RewardSanctionRow,
    TrainingRow,
)
from xuanxian.kernel.errors import Problem, Severity
from xuanxian.kernel.partial_date import PartialDate
from xuanxian.registry.dossier import (
    Dossier,
    PostEntry,
    RankEntry,
    RewardSanctionEntry,
    TrainingEntry,
)

_CELL_OF = {
    "name": "XingMing",
    "id_number": "ShenFenZheng",
    "birth": "ChuShengNianYue",
    "sex": "XingBie",
    "nation": "MinZu",
    "native_place": "JiGuan",
    "birthplace": "ChuShengDi",
    "joined_party": "RuDangShiJian",
    "joined_work": "CanJiaGongZuoShiJian",
    "health": "JianKangZhuangKuang",
    "title": "ZhuanYeJiShuZhiWu",
    "speciality": "ShuXiZhuanYeYouHeZhuanChang",
    "full_time_level": "QuanRiZhiJiaoYu_XueLi",
    "full_time_degree": "QuanRiZhiJiaoYu_XueWei",
    "full_time_school": "QuanRiZhiJiaoYu_XueLi_BiYeYuanXiaoXi",
    "in_service_level": "ZaiZhiJiaoYu_XueLi",
    "in_service_degree": "ZaiZhiJiaoYu_XueWei",
    "in_service_school": "ZaiZhiJiaoYu_XueLi_BiYeYuanXiaoXi",
    "current_post": "XianRenZhiWu",
    "assessments": "NianDuKaoHeJieGuo",
}
_PLAIN = ("unit_code", "place", "rank", "category")


@dataclass(slots=True)
class PersonFile:
    """The file of one person while the rows of a workbook are laid over it.

    Attributes:
        before: the file as it stands, None for a new person.
        is_listed: the list of people itself has a row for the person.
    """

    known: KnownPerson | None
    before: Dossier | None
    dossier: Dossier
    where: str
    is_listed: bool

    @classmethod
    def of(
        cls, known: KnownPerson | None, where: str, standing: Standing, *, is_listed: bool
    ) -> "PersonFile":
        """The file of `known` as it stands; an empty one for a new person."""
        before = standing.dossier_of(known) if known else None
        return cls(known, before, before or Dossier(name=""), where, is_listed)


def apply_row(
    file: PersonFile, row: OfPerson, where: str, told: frozenset[str], standing: Standing
) -> list[Problem]:
    """Lay one row over the file; answers what is wrong with it."""
    if isinstance(row, PersonRow):
        return _apply_person(file, row, where, told, standing)
    if isinstance(row, HoldingRow):
        return _apply_holding(file, row, where, standing)
    if isinstance(row, RankRow):
        _apply_rank(file, row)
    elif isinstance(row, RewardSanctionRow):
        _apply_reward(file, row)
    elif isinstance(row, TrainingRow):
        _apply_training(file, row)
    return []


def _apply_person(
    file: PersonFile, row: PersonRow, where: str, told: frozenset[str], standing: Standing
) -> list[Problem]:
    cells = dict(texts_from(file.dossier, None).cells) if file.before else {}
    written = {
        _CELL_OF[name]: text
        for name in told & _CELL_OF.keys()
        if (text := _text(getattr(row, name), name))
    }
    cells.update(written)
    # Relatives and photo have no column; what stands of them stays.
    texts = FormTexts(cells=cells, other=dict(file.dossier.other_elements))
    read = file_from(texts, where)
    labels = {CELLS[cell] for cell in written}
    problems = [problem for problem in read.problems if problem.field in labels]
    if read.dossier is None:
        return problems
    if file.before:
        keep: dict[str, Any] = {"relatives": file.dossier.relatives, "photo": None}
        if "RuDangShiJian" not in written:
            keep["party"] = file.dossier.party
        file.dossier = corrected(file.dossier, read.dossier.model_copy(update=keep))
    else:
        file.dossier = read.dossier
    plain = {name: getattr(row, name) for name in _PLAIN if name in told and getattr(row, name)}
    if plain.get("unit_code") and plain["unit_code"] not in standing.units:
        problems.append(
            Problem(where, "单位编码", row.unit_code, "机构库中没有这个编码。", "请核对编码。")
        )
        del plain["unit_code"]
    file.dossier = file.dossier.model_copy(update=plain)
    if not file.dossier.unit_code and file.dossier.current_post:
        code, _ = standing.unit_named_in(file.dossier.current_post)
        file.dossier = file.dossier.model_copy(update={"unit_code": code})
    return problems


def _text(value: Any, name: str) -> str:
    if isinstance(value, PartialDate):
        return value.compact(to_month=False)
    table = codes_of(PersonRow.model_fields[name])
    return label_by_code(table).get(value, value) if table else str(value or "")


def _apply_holding(
    file: PersonFile, row: HoldingRow, where: str, standing: Standing
) -> list[Problem]:
    post = standing.posts.get((row.unit_code, row.post))
    unit = standing.units.get(row.unit_code)
    problems = []
    if row.unit_code and unit is None:
        problems.append(
            Problem(where, "机构编码", row.unit_code, "机构库中没有这个编码。", "请核对编码。")
        )
    elif unit and row.post and post is None:
        problems.append(
            Problem(
                where,
                "职务名称",
                row.post,
                f"“{unit.name}”没有这个职位，按职务全称保存，不占该单位职数。",
                "请核对职务名称，或先设立职位。",
                Severity.WARNING,
            )
        )
    title = row.full_title or f"{unit.name if unit else ''}{row.post}"
    if not title:
        problems.append(
            Problem(where, "职务全称", "", "没有写职务。", "请填写机构编码和职务名称，或职务全称。")
        )
    if row.held_from and row.held_until and row.held_until < row.held_from:
        problems.append(
            Problem(where, "免职时间", str(row.held_until), "早于任职时间。", "请核对起止时间。")
        )
    entry = PostEntry(
        post=post.key if post else None,
        title=title,
        is_main=row.is_main,
        rank=row.rank or (post.rank if post else ""),
        held_from=row.held_from,
        held_until=row.held_until,
        appointment_document=row.appointment_document,
        removal_document=row.removal_document,
        manner=row.manner,
        reason=row.reason,
        probation_until=_day(row.probation_until),
    )
    others = tuple(
        held
        for held in file.dossier.posts
        if (held.title, _month(held.held_from)) != (entry.title, _month(entry.held_from))
    )
    changes: dict[str, Any] = {"posts": _by_start((*others, entry))}
    if entry.is_main and entry.held_until is None and unit:
        changes["unit_code"] = unit.code
        changes["rank"] = entry.rank or file.dossier.rank
    file.dossier = file.dossier.model_copy(update=changes)
    return problems


def _apply_rank(file: PersonFile, row: RankRow) -> None:
    entry = RankEntry(
        line="1" if row.line == "1" else "0",
        code=row.code,
        held_from=row.held_from,
        held_until=row.held_until,
        document_number=row.document_number,
    )
    others = tuple(
        held
        for held in file.dossier.ranks
        if (held.line, held.code, _month(held.held_from))
        != (entry.line, entry.code, _month(entry.held_from))
    )
    ranks = tuple(sorted((*others, entry), key=lambda held: (held.line, _start(held))))
    changes: dict[str, Any] = {"ranks": ranks}
    if entry.held_until is None:
        changes["grade" if entry.line == "1" else "rank"] = entry.code
    file.dossier = file.dossier.model_copy(update=changes)


def _apply_reward(file: PersonFile, row: RewardSanctionRow) -> None:
    """Dates for a reward or sanction the form told of, or one more of them."""
    rows = list(file.dossier.rewards_sanctions)
    place = next(
        (
            place
            for place, entry in enumerate(rows)
            if entry.name == row.award
            and entry.nature == row.nature
            and (
                not entry.approved_on
                or not row.approved_on
                or _month(entry.approved_on) == _month(row.approved_on)
            )
        ),
        None,
    )
    known = rows[place] if place is not None else None
    entry = RewardSanctionEntry(
        nature="sanction" if row.nature == "sanction" else "reward",
        name=row.award,
        code=known.code if known else "",
        approved_on=row.approved_on or (known.approved_on if known else None),
        authority=row.authority or (known.authority if known else ""),
        influence_until=_day(row.influence_until),
        revoked_on=_day(row.revoked_on),
        text=known.text if known else "",
    )
    if place is None:
        rows.append(entry)
    else:
        rows[place] = entry
    file.dossier = file.dossier.model_copy(update={"rewards_sanctions": tuple(rows)})


def _apply_training(file: PersonFile, row: TrainingRow) -> None:
    entry = TrainingEntry(
        name=row.course,
        institution=row.institution,
        held_from=row.held_from,
        held_until=row.held_until,
        days=f"{float(row.days):.1f}" if row.days else None,
    )
    others = tuple(
        held
        for held in file.dossier.trainings
        if (held.name, held.held_from) != (entry.name, entry.held_from)
    )
    file.dossier = file.dossier.model_copy(update={"trainings": (*others, entry)})


def _day(day: date | None) -> PartialDate | None:
    return PartialDate.of(day) if day else None


def _month(day: PartialDate | None) -> str:
    return day.compact() if day else ""


def _start(row: PostEntry | RankEntry) -> str:
    return row.held_from.iso() if row.held_from else ""


def _by_start(posts: tuple[PostEntry, ...]) -> tuple[PostEntry, ...]:
    return tuple(sorted(posts, key=_start))
