"""基本情况与政治面貌: who the person is."""

from collections.abc import Callable
from datetime import date

from xuanxian.facts.definitions.definition import FactDefiner, FactKind, FactValue, Subject
from xuanxian.facts.definitions.reading import Reading, counted_from
from xuanxian.kernel.partial_date import PartialDate, full_years_between
from xuanxian.registry import codes
from xuanxian.registry.dossier import PartyEntry

fact = FactDefiner(Subject.PERSON, "基本")

_BASICS = "A01 基本情况"
_POLITICS = "A01 基本情况（A0141、A0144）"
_PARTY_MEMBER = "01"
_PROBATIONARY_MEMBER = "02"


@fact("年龄", FactKind.INTEGER, unit="周岁", source=_BASICS, meaning="出生之日起的周岁数。")
def age(file: Reading) -> FactValue:
    birth = file.dossier.birth
    if birth is None:
        return FactValue(None, "档案中没有出生年月。")
    first = birth.earliest()
    years = full_years_between(first, file.as_of)
    if years < 0:
        return FactValue(None, f"出生年月{birth}晚于{file.day}。")
    return FactValue(years, f"{birth}至{file.day}，满{years}周岁{_from_first_day(birth)}")


@fact("出生日期", FactKind.DATE, source=_BASICS, meaning="出生日期；只记到月的取当月1日。")
def birth_date(file: Reading) -> FactValue:
    birth = file.dossier.birth
    if birth is None:
        return FactValue(None, "档案中没有出生年月。")
    return FactValue(birth.earliest(), f"档案记为{birth}{_from_first_day(birth)}")


@fact("性别", FactKind.TEXT, source=_BASICS, meaning="性别。", choices=("男", "女"))
def sex(file: Reading) -> FactValue:
    label = codes.table("sex").label(file.dossier.sex)
    if label in {"男", "女"}:
        return FactValue(label, f"档案记为{label}。")
    return FactValue(None, "档案中没有性别。")


@fact(
    "民族",
    FactKind.TEXT,
    source=_BASICS,
    meaning="民族。",
    choices=tuple(code.label for code in codes.table("nation").codes.values()),
)
def nation(file: Reading) -> FactValue:
    if not file.dossier.nation:
        return FactValue(None, "档案中没有民族。")
    label = codes.table("nation").label(file.dossier.nation)
    return FactValue(label, f"档案记为{label}。")


@fact("是否少数民族", FactKind.BOOLEAN, source=_BASICS, meaning="民族不是汉族。")
def is_minority(file: Reading) -> FactValue:
    value = nation(file)
    if value.value is None:
        return value
    return FactValue(file.dossier.nation != "01", value.explanation)


def _define_text(name: str, meaning: str, value_of: Callable[[Reading], str]) -> None:
    @fact(name, FactKind.TEXT, source=_BASICS, meaning=meaning)
    def compute(file: Reading) -> FactValue:
        text = value_of(file)
        return FactValue(text or None, f"档案记为{text}。" if text else f"档案中没有{name}。")


_define_text("籍贯", "祖父的长期居住地。", lambda file: file.dossier.native_place)
_define_text("出生地", "出生的地方。", lambda file: file.dossier.birthplace)
_define_text("成长地", "成年以前长期生活的地方。", lambda file: file.dossier.growth_place)
_define_text("健康状况", "健康状况。", lambda file: file.dossier.health)


@fact(
    "人员状态",
    FactKind.TEXT,
    source=_BASICS,
    meaning="是否在职。",
    choices=("现职人员", "已离开", "离退人员", "已去世"),
)
def status(file: Reading) -> FactValue:
    labels = {"1": "现职人员", "2": "已离开", "3": "离退人员", "4": "已去世"}
    label = labels.get(file.dossier.status)
    return FactValue(label, f"档案记为{label}。" if label else "档案中没有人员状态。")


@fact(
    "政治面貌",
    FactKind.TEXT,
    source=_POLITICS,
    meaning="当前的政治面貌；同时是中共党员和民主党派成员的，取中共党员。",
    choices=tuple(code.label for code in codes.table("politics").codes.values()),
)
def politics(file: Reading) -> FactValue:
    entries = _in_force(file)
    if not entries:
        return FactValue(None, "档案中没有政治面貌。")
    first = min(entries, key=lambda entry: entry.status)
    table = codes.table("politics")
    written = "、".join(table.label(entry.status) for entry in entries)
    return FactValue(table.label(first.status), f"档案记为{written}。")


@fact(
    "是否中共党员", FactKind.BOOLEAN, source=_POLITICS, meaning="是中共正式党员（不含预备党员）。"
)
def is_party_member(file: Reading) -> FactValue:
    return _has_status(file, _PARTY_MEMBER)


@fact("是否中共预备党员", FactKind.BOOLEAN, source=_POLITICS, meaning="是中共预备党员。")
def is_probationary_member(file: Reading) -> FactValue:
    return _has_status(file, _PROBATIONARY_MEMBER)


@fact("入党时间", FactKind.DATE, source=_POLITICS, meaning="加入中共的时间；只记到月的取月末。")
def party_joined(file: Reading) -> FactValue:
    joined = _party_joined(file)
    if joined is None:
        return FactValue(None, _no_party_date(file))
    return FactValue(joined.latest(), f"档案记为{joined}{counted_from(joined)}")


@fact(
    "党龄",
    FactKind.INTEGER,
    unit="年",
    source=_POLITICS,
    meaning="自入党时间起的整年数；档案另记有预备期的，自转为正式党员起算。",
)
def party_years(file: Reading) -> FactValue:
    full = [entry for entry in _in_force(file) if entry.status == _PARTY_MEMBER]
    if not full:
        return FactValue(None, _no_party_date(file))
    became_full = [
        entry.ended
        for entry in file.dossier.party
        if entry.status == _PROBATIONARY_MEMBER and entry.ended is not None
    ]
    start = max(became_full) if became_full else full[0].joined
    if start is None:
        return FactValue(None, _no_party_date(file))
    years = file.years_since(start)
    manner = "转为正式党员" if became_full else "入党"
    return FactValue(years, f"{start}{manner}，至{file.day}满{years}年{counted_from(start)}")


@fact("参加工作时间", FactKind.DATE, source=_BASICS, meaning="参加工作的时间；只记到月的取月末。")
def joined_work(file: Reading) -> FactValue:
    start = file.dossier.joined_work
    if start is None:
        return FactValue(None, "档案中没有参加工作时间。")
    return FactValue(start.latest(), f"档案记为{start}{counted_from(start)}")


@fact("工龄", FactKind.INTEGER, unit="年", source=_BASICS, meaning="自参加工作时间起的整年数。")
def working_years(file: Reading) -> FactValue:
    start = file.dossier.joined_work
    if start is None:
        return FactValue(None, "档案中没有参加工作时间。")
    years = file.years_since(start)
    return FactValue(years, f"{start}参加工作，至{file.day}满{years}年{counted_from(start)}")


def _in_force(file: Reading) -> list[PartyEntry]:
    return [
        entry
        for entry in file.dossier.party
        if file.has_begun(entry.joined) and not file.has_ended(entry.ended)
    ]


def _has_status(file: Reading, status_code: str) -> FactValue:
    entries = _in_force(file)
    if not entries:
        return FactValue(None, "档案中没有政治面貌。")
    return FactValue(
        any(entry.status == status_code for entry in entries), politics(file).explanation
    )


def _party_joined(file: Reading) -> PartialDate | None:
    dates = [
        entry.joined
        for entry in file.dossier.party
        if entry.status in {_PARTY_MEMBER, _PROBATIONARY_MEMBER}
        and entry.joined is not None
        and file.has_begun(entry.joined)
        and not (entry.status == _PARTY_MEMBER and file.has_ended(entry.ended))
    ]
    return min(dates) if dates else None


def _no_party_date(file: Reading) -> str:
    value = politics(file).value
    if value is None:
        return "档案中没有政治面貌。"
    if value == "中共党员":
        return "档案中没有入党时间。"
    return f"政治面貌为{value}，没有党龄。"


def _from_first_day(birth: PartialDate) -> str:
    first: date = birth.earliest()
    if birth.day:
        return "。"
    known = "只记到月" if birth.month else "只记到年"
    return f"（{known}，从{first:%Y.%m.%d}起算）。"
