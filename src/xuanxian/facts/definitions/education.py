"""学历学位与专业技术职务."""

from collections.abc import Callable

from xuanxian.facts.definitions.definition import FactDefiner, FactKind, FactValue, Subject
from xuanxian.facts.definitions.reading import Reading
from xuanxian.registry.dossier import EducationEntry

fact = FactDefiner(Subject.PERSON, "学历")

_EDUCATION = "A08 学历学位"
EDUCATION_LEVELS = ("无", "小学", "初中", "高中", "中专", "大学专科", "大学本科", "研究生")
"""Lowest first. 无 is known to have none, which is not the same as unknown."""
DEGREE_LEVELS = ("无", "学士", "硕士", "博士")

# GB/T 4658 and GB/T 6864 put the class into the first digit.
_EDUCATION_OF_DIGIT = {
    "1": "研究生",
    "2": "大学本科",
    "3": "大学专科",
    "4": "中专",
    "6": "高中",
    "7": "初中",
    "8": "小学",
}
_DEGREE_OF_DIGIT = {"2": "博士", "3": "硕士", "4": "学士"}
_MODES = {"": "", "full_time": "全日制", "in_service": "在职"}


def _define(mode: str) -> None:
    prefix = _MODES[mode]

    @fact(
        f"{prefix}学历",
        FactKind.CODE,
        levels=EDUCATION_LEVELS,
        source=_EDUCATION,
        meaning=f"已取得的最高{prefix}学历。",
    )
    def education(file: Reading) -> FactValue:
        return _highest(file, mode, f"{prefix}学历", EDUCATION_LEVELS, education_level)

    @fact(
        f"{prefix}学位",
        FactKind.CODE,
        levels=DEGREE_LEVELS,
        source=_EDUCATION,
        meaning=f"已取得的最高{prefix}学位。",
    )
    def degree(file: Reading) -> FactValue:
        return _highest(file, mode, f"{prefix}学位", DEGREE_LEVELS, degree_level)


def education_level(entry: EducationEntry) -> str | None:
    """The level of a course, 无 when it gave no diploma, None when its code is not known."""
    return _EDUCATION_OF_DIGIT.get(entry.level[:1]) if entry.level else _unless(entry.level_text)


def degree_level(entry: EducationEntry) -> str | None:
    """The degree of a course, 无 when it gave none, None when its code is not known."""
    return _DEGREE_OF_DIGIT.get(entry.degree[:1]) if entry.degree else _unless(entry.degree_text)


def _unless(text: str) -> str | None:
    return None if text else "无"


def _highest(
    file: Reading,
    mode: str,
    name: str,
    levels: tuple[str, ...],
    level_of: Callable[[EducationEntry], str | None],
) -> FactValue:
    if not file.dossier.education:
        return FactValue(None, "档案中没有学历学位信息。")
    entries = [
        entry
        for entry in file.dossier.education
        if (not mode or entry.mode == mode) and file.has_begun(entry.graduated)
    ]
    found: list[tuple[int, EducationEntry]] = []
    for entry in entries:
        level = level_of(entry)
        if level is None:
            written = entry.level_text or entry.degree_text or entry.level or entry.degree
            return FactValue(None, f"“{written}”不在代码表中，不能比较高低。")
        found.append((levels.index(level), entry))
    place = max((place for place, _ in found), default=0)
    if place == 0:
        return FactValue("无", f"档案中没有已取得的{name}。")
    entry = next(entry for level, entry in found if level == place)
    when = f"{entry.graduated}毕业" if entry.graduated else "未记毕业时间"
    school = entry.school or "未记院校"
    return FactValue(levels[place], f"{levels[place]}，{school}，{when}。")


for _mode in _MODES:
    _define(_mode)


@fact(
    "专业技术职务",
    FactKind.TEXT,
    source="A06 专业技术职务",
    meaning="现聘的专业技术职务，多个的用顿号连接。",
)
def professional_title(file: Reading) -> FactValue:
    names = [
        title.name
        for title in file.dossier.titles
        if title.is_current and file.has_begun(title.obtained)
    ]
    if not names:
        return FactValue(None, "档案中没有专业技术职务。")
    return FactValue("、".join(names), f"档案记为{'、'.join(names)}。")
