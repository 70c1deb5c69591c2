"""退休: the statutory age by the schedule in force, and how long until then."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import polars as pl

from xuanxian.facts.definitions.basics import sex, sexes
from xuanxian.facts.definitions.definition import (
    FactDefiner,
    FactKind,
    FactValue,
    Subject,
    together,
)
from xuanxian.facts.definitions.ranks import rank, ranks
from xuanxian.facts.definitions.reading import RANK_LEVELS, Reading, full_months_between
from xuanxian.facts.definitions.readings import Readings, shared
from xuanxian.facts.definitions.spans import full_months
from xuanxian.facts.definitions.words import words_in
from xuanxian.kernel.deadlines import add_months

fact = FactDefiner(Subject.PERSON, "退休")

_SOURCE = "A01 基本情况、A05 职务层次；退休年龄表"


@dataclass(frozen=True, slots=True)
class Schedule:
    """How a retirement age rises with the month of birth.

    Attributes:
        first, last: ages in months.
        from_birth: first month of birth for which it rises, as year × 12 + month - 1.
        step: months of birth that make the age a month higher.
    """

    name: str
    first: int
    last: int
    from_birth: int
    step: int

    def age(self, birth: date) -> int:
        """The retirement age in months of somebody born on `birth`."""
        later = birth.year * 12 + birth.month - 1 - self.from_birth
        return min(self.first + max(later // self.step + 1, 0), self.last)

    def ages(self, birth: pl.Expr) -> pl.Expr:
        """As `age`, for a column of days of birth."""
        month = birth.dt.year().cast(pl.Int64) * 12 + birth.dt.month() - 1
        rise = pl.max_horizontal((month - self.from_birth) // self.step + 1, pl.lit(0))
        return pl.min_horizontal(self.first + rise, pl.lit(self.last))


@dataclass(frozen=True, slots=True)
class Application:
    """Whom a schedule holds for: a sex, and ranks from `least_rank` up where it names one."""

    sex: str
    schedule: Schedule
    least_rank: str = ""

    @property
    def ranks(self) -> tuple[str, ...]:
        """The ranks it is limited to, () for none."""
        return RANK_LEVELS[RANK_LEVELS.index(self.least_rank) :] if self.least_rank else ()


_data: Mapping[str, object] = words_in("retirement")
_schedules: Mapping[str, Mapping[str, object]] = _data["schedules"]  # type: ignore[assignment]


def _schedule(name: str) -> Schedule:
    entry = _schedules[name]
    year, month = str(entry["rises_from_birth"]).split("-")
    return Schedule(
        name=name,
        first=int(str(entry["first_age"])) * 12,
        last=int(str(entry["last_age"])) * 12,
        from_birth=int(year) * 12 + int(month) - 1,
        step=int(str(entry["months_of_birth_per_month"])),
    )


_applies: Sequence[Mapping[str, str]] = _data["applies"]  # type: ignore[assignment]
APPLICATIONS = tuple(
    Application(entry["sex"], _schedule(entry["schedule"]), entry.get("least_rank", ""))
    for entry in _applies
)
_earlier: Mapping[str, object] = _data["earlier"]  # type: ignore[assignment]
_MOST_EARLIER = int(str(_earlier["most_years"])) * 12
_UNCONFIRMED = "；".join(entry["unconfirmed"] for entry in _applies if "unconfirmed" in entry)
_CITE = str(_data["cite"])


def schedule_of(file: Reading) -> tuple[Schedule | None, str]:
    """The schedule that holds for a person, or why that is not known."""
    known_sex, held = sex(file).value, rank(file).value
    if known_sex is None:
        return None, "档案中没有性别，不知道适用哪张退休年龄表。"
    for entry in APPLICATIONS:
        if entry.sex == known_sex and (not entry.ranks or held in entry.ranks):
            return entry.schedule, ""
    return None, "没有适用的退休年龄表。"


@fact(
    "法定退休年龄月数",
    FactKind.INTEGER,
    unit="个月",
    source=_SOURCE,
    meaning=f"按出生年月、性别和职务层次应当退休的年龄，以月计。依据{_CITE}。",
    unconfirmed=_UNCONFIRMED,
)
def retirement_age(file: Reading) -> FactValue:
    schedule, why = schedule_of(file)
    birth = file.dossier.birth
    if birth is None:
        return FactValue(None, "档案中没有出生年月。")
    if schedule is None:
        return FactValue(None, why)
    months = schedule.age(birth.earliest())
    return FactValue(
        months,
        f"{birth}出生，按{schedule.name}的退休年龄表为{_in_words(months)}。",
    )


def _in_words(months: int) -> str:
    years, rest = divmod(months, 12)
    return f"{years}周岁{f'零{rest}个月' if rest else ''}"


@together("法定退休年龄月数")
@shared
def retirement_ages(files: Readings) -> pl.Series:
    return files.column(_of_schedule(files, lambda schedule: schedule.ages(_BIRTH)))


@fact(
    "法定退休日期",
    FactKind.DATE,
    source=_SOURCE,
    meaning="达到法定退休年龄的日期；出生只记到月的从当月1日起算。",
    unconfirmed=_UNCONFIRMED,
)
def retirement_date(file: Reading) -> FactValue:
    months, birth = retirement_age(file), file.dossier.birth
    if not isinstance(months.value, int) or birth is None:
        return months
    day = add_months(birth.earliest(), months.value)
    return FactValue(day, f"{months.explanation.removesuffix('。')}，即{day:%Y.%m.%d}。")


@together("法定退休日期")
@shared
def retirement_dates(files: Readings) -> pl.Series:
    return files.column(_later(_BIRTH, pl.lit(retirement_ages(files))))


@fact(
    "距法定退休月数",
    FactKind.INTEGER,
    unit="个月",
    source=_SOURCE,
    meaning="到法定退休日期还剩的整月数，不足一个月的舍去；已到的为0。",
    unconfirmed=_UNCONFIRMED,
)
def months_to_retirement(file: Reading) -> FactValue:
    day = retirement_date(file)
    if not isinstance(day.value, date):
        return day
    months = max(full_months_between(file.as_of, day.value), 0)
    return FactValue(
        months, f"{day.explanation.removesuffix('。')}，距{file.day}还有{months}个月。"
    )


@together("距法定退休月数")
def months_to_retirement_together(files: Readings) -> pl.Series:
    day = pl.lit(retirement_dates(files))
    months = pl.max_horizontal(full_months(pl.lit(files.as_of), day), pl.lit(0))
    return files.column(pl.when(day.is_not_null()).then(months))


@fact(
    "已到法定退休年龄",
    FactKind.BOOLEAN,
    source=_SOURCE,
    meaning="法定退休日期已到。",
    unconfirmed=_UNCONFIRMED,
)
def is_of_retirement_age(file: Reading) -> FactValue:
    day = retirement_date(file)
    if not isinstance(day.value, date):
        return day
    return FactValue(day.value <= file.as_of, day.explanation)


@together("已到法定退休年龄")
def are_of_retirement_age(files: Readings) -> pl.Series:
    return retirement_dates(files) <= files.as_of


@fact(
    "弹性提前退休最早日期",
    FactKind.DATE,
    source=_SOURCE,
    meaning=f"自愿提前退休最早的日期：最多提前{_MOST_EARLIER // 12}年，且不早于原退休年龄。",
    unconfirmed=f"{_UNCONFIRMED}；{_earlier['unconfirmed']}",
)
def earliest_retirement(file: Reading) -> FactValue:
    months, birth = retirement_age(file), file.dossier.birth
    schedule, _ = schedule_of(file)
    if not isinstance(months.value, int) or birth is None or schedule is None:
        return months
    age = max(months.value - _MOST_EARLIER, schedule.first)
    day = add_months(birth.earliest(), age)
    return FactValue(
        day, f"{months.explanation.removesuffix('。')}，最早可在{_in_words(age)}即{day:%Y.%m.%d}。"
    )


@together("弹性提前退休最早日期")
def earliest_retirements(files: Readings) -> pl.Series:
    def earliest(schedule: Schedule) -> pl.Expr:
        age = pl.max_horizontal(schedule.ages(_BIRTH) - _MOST_EARLIER, pl.lit(schedule.first))
        return _later(_BIRTH, age)

    return files.column(_of_schedule(files, earliest))


_BIRTH = pl.col("birth_first")


def _of_schedule(files: Readings, value: Callable[[Schedule], pl.Expr]) -> pl.Expr:
    """A value by the schedule that holds for each person; unknown without birth or sex."""
    known_sex, held = pl.lit(sexes(files)), pl.lit(ranks(files))
    chosen = pl.lit(None)
    for entry in reversed(APPLICATIONS):
        fits = known_sex == entry.sex
        if entry.ranks:
            fits = fits & held.is_in(entry.ranks).fill_null(value=False)
        chosen = pl.when(fits & _BIRTH.is_not_null()).then(value(entry.schedule)).otherwise(chosen)
    return chosen


def _later(day: pl.Expr, months: pl.Expr) -> pl.Expr:
    """As `add_months`, for columns."""
    return day.dt.offset_by(pl.format("{}mo", months))
