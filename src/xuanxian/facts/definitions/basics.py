"""基本情况: who the person is."""

from collections.abc import Callable
from datetime import date

import polars as pl

from xuanxian.facts.definitions.definition import (
    FactDefiner,
    FactKind,
    FactValue,
    Subject,
    together,
)
from xuanxian.facts.definitions.reading import Reading, counted_from, full_months_between
from xuanxian.facts.definitions.readings import Readings, known_text, labels
from xuanxian.kernel.partial_date import PartialDate, full_years_between
from xuanxian.registry import codes

fact = FactDefiner(Subject.PERSON, "基本")

_BASICS = "A01 基本情况"
_STATUS = {"1": "现职人员", "2": "已离开", "3": "离退人员", "4": "已去世"}


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


@together("年龄")
def ages(files: Readings) -> pl.Series:
    return files.column(_from(0, files.years_between(pl.col("birth_first"))))


@fact("年龄月数", FactKind.INTEGER, unit="个月", source=_BASICS, meaning="出生之日起的整月数。")
def age_in_months(file: Reading) -> FactValue:
    return _age_in(file, full_months_between, "个月")


@together("年龄月数")
def ages_in_months(files: Readings) -> pl.Series:
    return files.column(_from(0, files.months_between(pl.col("birth_first"))))


@fact("年龄天数", FactKind.INTEGER, unit="天", source=_BASICS, meaning="出生之日起的天数。")
def age_in_days(file: Reading) -> FactValue:
    return _age_in(file, lambda start, end: (end - start).days, "天")


@together("年龄天数")
def ages_in_days(files: Readings) -> pl.Series:
    return files.column(_from(0, (pl.lit(files.as_of) - pl.col("birth_first")).dt.total_days()))


def _age_in(file: Reading, count: Callable[[date, date], int], unit: str) -> FactValue:
    birth = file.dossier.birth
    if birth is None:
        return FactValue(None, "档案中没有出生年月。")
    number = count(birth.earliest(), file.as_of)
    if number < 0:
        return FactValue(None, f"出生年月{birth}晚于{file.day}。")
    return FactValue(number, f"{birth}至{file.day}，共{number}{unit}{_from_first_day(birth)}")


def _from(least: int, number: pl.Expr) -> pl.Expr:
    """`number` where it is at least `least`, else unknown."""
    return pl.when(number >= least).then(number)


@fact("出生日期", FactKind.DATE, source=_BASICS, meaning="出生日期；只记到月的取当月1日。")
def birth_date(file: Reading) -> FactValue:
    birth = file.dossier.birth
    if birth is None:
        return FactValue(None, "档案中没有出生年月。")
    return FactValue(birth.earliest(), f"档案记为{birth}{_from_first_day(birth)}")


together("出生日期")(lambda files: files.column(pl.col("birth_first")))


@fact("性别", FactKind.TEXT, source=_BASICS, meaning="性别。", choices=("男", "女"))
def sex(file: Reading) -> FactValue:
    label = codes.table("sex").label(file.dossier.sex)
    if label in {"男", "女"}:
        return FactValue(label, f"档案记为{label}。")
    return FactValue(None, "档案中没有性别。")


@together("性别")
def sexes(files: Readings) -> pl.Series:
    known = {
        code.code: code.label
        for code in codes.table("sex").codes.values()
        if code.label in {"男", "女"}
    }
    return files.column(pl.col("sex").replace_strict(known, default=None))


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


@together("民族")
def nations(files: Readings) -> pl.Series:
    return files.column(known_text(pl.col("nation").replace(labels("nation"))))


@fact("是否少数民族", FactKind.BOOLEAN, source=_BASICS, meaning="民族不是汉族。")
def is_minority(file: Reading) -> FactValue:
    value = nation(file)
    if value.value is None:
        return value
    return FactValue(file.dossier.nation != "01", value.explanation)


@together("是否少数民族")
def are_minorities(files: Readings) -> pl.Series:
    return files.column(pl.when(pl.col("nation") != "").then(pl.col("nation") != "01"))


def _defineknown_text(name: str, meaning: str, field: str) -> None:
    @fact(name, FactKind.TEXT, source=_BASICS, meaning=meaning)
    def compute(file: Reading) -> FactValue:
        text = getattr(file.dossier, field)
        return FactValue(text or None, f"档案记为{text}。" if text else f"档案中没有{name}。")

    together(name)(lambda files: files.column(known_text(pl.col(field))))


_defineknown_text("籍贯", "祖父的长期居住地。", "native_place")
_defineknown_text("出生地", "出生的地方。", "birthplace")
_defineknown_text("成长地", "成年以前长期生活的地方。", "growth_place")
_defineknown_text("健康状况", "健康状况。", "health")
_defineknown_text("专长", "熟悉的专业和专长。", "speciality")
_defineknown_text("人员类别", "人员类别，按档案所记。", "category")


@fact(
    "人员状态",
    FactKind.TEXT,
    source=_BASICS,
    meaning="是否在职。",
    choices=tuple(_STATUS.values()),
)
def status(file: Reading) -> FactValue:
    label = _STATUS.get(file.dossier.status)
    return FactValue(label, f"档案记为{label}。" if label else "档案中没有人员状态。")


@together("人员状态")
def statuses(files: Readings) -> pl.Series:
    return files.column(pl.col("status").replace_strict(_STATUS, default=None))


@fact("参加工作时间", FactKind.DATE, source=_BASICS, meaning="参加工作的时间；只记到月的取月末。")
def joined_work(file: Reading) -> FactValue:
    start = file.dossier.joined_work
    if start is None:
        return FactValue(None, "档案中没有参加工作时间。")
    return FactValue(start.latest(), f"档案记为{start}{counted_from(start)}")


together("参加工作时间")(lambda files: files.column(pl.col("joined_work_last")))


@fact("工龄", FactKind.INTEGER, unit="年", source=_BASICS, meaning="自参加工作时间起的整年数。")
def working_years(file: Reading) -> FactValue:
    return _working_time(file, file.years_since, "年")


@together("工龄")
def working_years_together(files: Readings) -> pl.Series:
    return files.column(files.years_since(pl.col("joined_work_last")))


@fact(
    "工龄月数", FactKind.INTEGER, unit="个月", source=_BASICS, meaning="自参加工作时间起的整月数。"
)
def working_months(file: Reading) -> FactValue:
    return _working_time(file, file.months_since, "个月")


@together("工龄月数")
def working_months_together(files: Readings) -> pl.Series:
    return files.column(files.months_since(pl.col("joined_work_last")))


def _working_time(file: Reading, count: Callable[[PartialDate], int], unit: str) -> FactValue:
    start = file.dossier.joined_work
    if start is None:
        return FactValue(None, "档案中没有参加工作时间。")
    number = count(start)
    return FactValue(number, f"{start}参加工作，至{file.day}满{number}{unit}{counted_from(start)}")


def _from_first_day(birth: PartialDate) -> str:
    first: date = birth.earliest()
    if birth.day:
        return "。"
    known = "只记到月" if birth.month else "只记到年"
    return f"（{known}，从{first:%Y.%m.%d}起算）。"
