"""Families: made-up relatives, and the pairs of people of the county who are kin themselves."""

from dataclasses import dataclass
from random import Random

from xuanxian.demonstration.county.months import to_partial_date
from xuanxian.demonstration.county.naming import given_name, surname
from xuanxian.kernel.names import surname_of
from xuanxian.registry.dossier import RelativeEntry

_WORK = (
    "云泽县某某小学教师", "云泽县农村商业银行职员", "云泽县个体经营", "澄河市某机械公司职工",
    "云泽县供电公司职工", "云泽县某药店店员", "澄河市第三医院护士", "云泽县自来水厂职工",
)  # fmt: skip
_FARMER, _RETIRED, _WORKING = "云泽县农民", "云泽县供销社退休职工", "云泽县某某小学教师"


@dataclass(frozen=True, slots=True)
class Kin:
    """What the family of another must know of a person."""

    number: int
    name: str
    born: int
    is_woman: bool
    politics: str
    current_post: str
    unit: str
    leads: bool = False
    """Whether the person sits on the team that leads the unit."""


def spouses(random: Random, people: list[Kin], share: float) -> list[tuple[int, int]]:
    """Pairs of people of the county who are married, husband first; some within one unit."""
    men = [kin for kin in people if not kin.is_woman]
    women = [kin for kin in people if kin.is_woman]
    wanted = max(2, round(len(people) * share))
    taken: set[int] = set()
    pairs: list[tuple[int, int]] = []
    by_unit: dict[str, list[Kin]] = {}
    for kin in women:
        by_unit.setdefault(kin.unit, []).append(kin)
    for man in random.sample(men, len(men)):
        if len(pairs) == wanted:
            break
        # Every fourth couple works in one unit.
        choice = by_unit.get(man.unit, []) if len(pairs) % 4 == 0 else women
        fitting = [
            woman
            for woman in random.sample(choice, min(len(choice), 40))
            if woman.number not in taken and -36 <= woman.born - man.born <= 60
            and not (man.leads and woman.leads and man.unit == woman.unit)
            and min(man.born, woman.born) // 12 < 1998
        ]  # fmt: skip
        if fitting:
            pairs.append((man.number, fitting[0].number))
            taken |= {man.number, fitting[0].number}
    return pairs


def parents_and_children(random: Random, people: list[Kin], share: float) -> list[tuple[int, int]]:
    """Pairs (parent, child) of people of the county; the child bears the father's surname."""
    fathers: dict[str, list[Kin]] = {}
    for kin in people:
        if not kin.is_woman:
            fathers.setdefault(surname_of(kin.name), []).append(kin)
    wanted = max(1, round(len(people) * share))
    pairs: list[tuple[int, int]] = []
    taken: set[int] = set()
    for child in random.sample(people, len(people)):
        if len(pairs) == wanted:
            break
        fitting = [
            kin
            for kin in fathers.get(surname_of(child.name), [])
            if 23 * 12 <= child.born - kin.born <= 34 * 12 and kin.number not in taken
        ]
        if fitting and child.number not in taken:
            pairs.append((random.choice(fitting).number, child.number))
            taken |= set(pairs[-1])
    return pairs


@dataclass(frozen=True, slots=True)
class ServingFamily:
    """The members of somebody's family who are people of the county themselves."""

    spouse: Kin | None = None
    children: tuple[Kin, ...] = ()
    father: Kin | None = None
    mother: Kin | None = None


def relatives(
    kin: Kin, serving: ServingFamily, *, seed: int, now: int
) -> tuple[RelativeEntry, ...]:
    """The family of `kin`; relatives who serve in the county stand as their own files say.

    What two files tell of one person outside the county is drawn from the same dice.
    """
    rows: list[RelativeEntry] = []
    if serving.spouse:
        rows.append(_serving("妻子" if serving.spouse.is_woman else "丈夫", serving.spouse))
    elif serving.children or _is_married(kin, seed, now):
        rows.append(_spouse(kin, seed, now))
    if rows:
        rows += _children(kin, serving, seed, now)
    return (*rows, *_parents(kin, serving, seed, now))


def _is_married(kin: Kin, seed: int, now: int) -> bool:
    age = (now - kin.born) // 12
    return Random(f"married:{seed}:{kin.number}").random() < min(0.96, (age - 23) / 10)


def _serving(relation: str, kin: Kin) -> RelativeEntry:
    return RelativeEntry(
        relation=relation,
        name=kin.name,
        birth=to_partial_date(kin.born),
        politics=kin.politics,
        unit_and_post=kin.current_post,
    )


def _spouse(kin: Kin, seed: int, now: int) -> RelativeEntry:
    dice = Random(f"spouse:{seed}:{kin.number}")
    born = kin.born + dice.randint(-30, 36) * (1 if not kin.is_woman else -1)
    born = min(born, now - 23 * 12)
    name = given_name(dice, is_woman=not kin.is_woman, year=born // 12)
    return RelativeEntry(
        relation="丈夫" if kin.is_woman else "妻子",
        name=surname(dice) + name,
        birth=to_partial_date(born),
        politics=dice.choices(("中共党员", "群众"), (45, 55))[0],
        unit_and_post=dice.choice(_WORK),
    )


def _children(kin: Kin, serving: ServingFamily, seed: int, now: int) -> list[RelativeEntry]:
    """One or two children, or those who serve."""
    if serving.children:
        return [_serving("女儿" if child.is_woman else "儿子", child) for child in serving.children]
    spouse = serving.spouse
    couple = sorted((kin.number, spouse.number)) if spouse else [kin.number]
    dice = Random(f"children:{seed}:{couple}")
    later_born = max(kin.born, spouse.born if spouse else kin.born)
    father = spouse if spouse and kin.is_woman else kin
    # The surname of a husband outside the county stands in the file beside the children.
    family_name = _spouse(kin, seed, now).name if father.is_woman else father.name
    rows = []
    born = later_born + dice.randint(24, 29) * 12
    for _ in range(dice.choices((0, 1, 2), (12, 60, 28))[0]):
        born += dice.randint(20, 60)  # the first some time after the wedding, then the second
        if born > now - 2:
            break
        is_woman = dice.random() < 0.5
        name = surname_of(family_name) + given_name(dice, is_woman=is_woman, year=born // 12)
        rows.append(
            RelativeEntry(
                relation="女儿" if is_woman else "儿子",
                name=name,
                birth=to_partial_date(born),
                politics=_politics_of_child((now - born) // 12, dice),
                unit_and_post=_work_of_child((now - born) // 12, dice),
            )
        )
    return rows


def _politics_of_child(age: int, dice: Random) -> str:
    """The Youth League takes members from fourteen to twenty-eight."""
    if age < 14:
        return "群众"
    if age < 28:
        return dice.choice(("共青团员", "群众"))
    return dice.choice(("中共党员", "群众"))


def _work_of_child(age: int, dice: Random) -> str:
    if age < 6:
        return "学龄前儿童"
    if age < 18:
        return "学生"
    return "齐川大学学生" if age < 23 else dice.choice(_WORK)


def _parents(kin: Kin, serving: ServingFamily, seed: int, now: int) -> list[RelativeEntry]:
    dice = Random(f"parents:{seed}:{kin.number}")
    rows = []
    for relation, parent in (("父亲", serving.father), ("母亲", serving.mother)):
        is_woman = relation == "母亲"
        if parent:
            rows.append(_serving(relation, parent))
            continue
        if serving.father and is_woman:
            mother = _spouse(serving.father, seed, now)
            rows.append(mother.model_copy(update={"relation": relation}))
            continue
        born = kin.born - dice.randint(22, 32) * 12 - dice.randint(0, 11)
        deceased = dice.random() < max(0.02, ((now - born) // 12 - 62) / 40)
        family_name = surname(dice) if is_woman else surname_of(kin.name)
        is_retired = (now - born) // 12 >= (55 if is_woman else 60)
        others = (_RETIRED, "云泽县退休教师") if is_retired else ("云泽县个体经营", _WORKING)
        work = dice.choices((_FARMER, *others), (60, 25, 15))[0]
        rows.append(
            RelativeEntry(
                relation=relation,
                name=family_name + given_name(dice, is_woman=is_woman, year=born // 12),
                birth=to_partial_date(born),
                politics=dice.choices(("群众", "中共党员"), (70, 30))[0],
                unit_and_post=f"{work}（已去世）" if deceased else work,
                is_deceased=deceased,
            )
        )
    return rows
