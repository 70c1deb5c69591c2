"""What a team is made of: shares by sex, age, education, politics and nation."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from xuanxian.kernel.partial_date import full_years_between
from xuanxian.registry import codes, models

_AGE_BANDS = ((35, "35岁以下"), (40, "36—40岁"), (45, "41—45岁"), (50, "46—50岁"), (55, "51—55岁"))


@dataclass(frozen=True, slots=True)
class Share:
    """How many of all are in one group."""

    name: str
    count: int
    whole: int

    @property
    def percent(self) -> int:
        """Rounded, for display only."""
        return round(100 * self.count / self.whole) if self.whole else 0


@dataclass(frozen=True, slots=True)
class Dimension:
    """One way of grouping a team, with a title that says the finding."""

    name: str
    finding: str
    shares: tuple[Share, ...]


def structure_of(people: Iterable[models.Person], as_of: date) -> list[Dimension]:
    """The make-up of `people` on `as_of`; what a file does not say is counted as 不详."""
    team = list(people)
    if not team:
        return []
    ages = [full_years_between(person.birth.earliest(), as_of) for person in team if person.birth]
    average = f"平均{sum(ages) / len(ages):.1f}岁" if ages else "年龄不详"
    women = sum(person.sex == "2" for person in team)
    members = sum(person.politics == "01" for person in team)
    graduates = sum(person.highest_education[:1] in {"1", "2"} for person in team)
    return [
        _dimension("年龄", average, team, lambda person: _age_band(person, as_of), _AGE_ORDER),
        _dimension("性别", f"女{women}人", team, lambda person: _label("sex", person.sex)),
        _dimension("学历", f"大学本科以上{graduates}人", team, _education),
        _dimension(
            "政治面貌",
            f"中共党员{members}人",
            team,
            lambda person: _label("politics", person.politics),
        ),
    ]


_AGE_ORDER = [name for _, name in _AGE_BANDS] + ["56岁以上", "不详"]


def _dimension(
    name: str,
    finding: str,
    team: list[models.Person],
    group: Callable[[models.Person], str],
    order: list[str] | None = None,
) -> Dimension:
    counts = Counter(group(person) for person in team)
    names = (
        [key for key in order if key in counts] if order else [k for k, _ in counts.most_common()]
    )
    shares = tuple(Share(key, counts[key], len(team)) for key in names)
    return Dimension(name, finding, shares)


def _age_band(person: models.Person, as_of: date) -> str:
    if person.birth is None:
        return "不详"
    age = full_years_between(person.birth.earliest(), as_of)
    return next((name for limit, name in _AGE_BANDS if age <= limit), "56岁以上")


def _label(table: str, code: str) -> str:
    return codes.table(table).label(code) if code else "不详"


def _education(person: models.Person) -> str:
    classes = {"1": "研究生", "2": "大学本科", "3": "大学专科"}
    if not person.highest_education:
        return "不详"
    return classes.get(person.highest_education[:1], "中专以下")
