"""Chinese personal names: pinyin, initials, the order by strokes of the surname, spacing."""

from functools import cache
from importlib.resources import files

from pypinyin import Style, lazy_pinyin

# pypinyin reads surnames as ordinary words; these read otherwise when they lead a name.
_SURNAME_READINGS = {
    "仇": "qiu", "单": "shan", "解": "xie", "任": "ren", "曾": "zeng", "区": "ou",
    "盖": "ge", "查": "zha", "尉迟": "yuchi", "万俟": "moqi", "朴": "piao", "覃": "qin",
    "乐": "yue", "缪": "miao", "洗": "xian", "华": "hua", "召": "shao", "员": "yun",
    "秘": "bi", "折": "she", "黑": "he", "种": "chong", "繁": "po", "燕": "yan", "葛": "ge",
    "宁": "ning", "翟": "zhai", "牟": "mu", "逄": "pang", "隋": "sui", "便": "pian",
}  # fmt: skip

COMPOUND_SURNAMES = frozenset(
    {
        "欧阳", "上官", "司马", "诸葛", "东方", "皇甫", "尉迟", "公孙", "令狐", "慕容",
        "司徒", "夏侯", "端木", "长孙", "宇文", "万俟", "闻人", "呼延", "南宫",
    }
)  # fmt: skip


def surname_of(name: str) -> str:
    """The surname of a Han name: two characters for a compound surname, otherwise one."""
    return name[:2] if name[:2] in COMPOUND_SURNAMES and len(name) > 2 else name[:1]


def pinyin_of(name: str) -> str:
    """Toneless pinyin without spaces, the surname read as a surname: 单立新 → `shanlixin`."""
    surname = surname_of(name)
    given = name[len(surname) :]
    return _reading_of_surname(surname) + "".join(lazy_pinyin(given))


def initials_of(name: str) -> str:
    """First letters of the pinyin: 单立新 → `slx`."""
    surname = surname_of(name)
    first = _reading_of_surname(surname)[:1]
    rest = lazy_pinyin(name[1:], style=Style.FIRST_LETTER)
    return (first + "".join(letter[:1] for letter in rest)).lower()


def stroke_key_of(name: str) -> str:
    """A text that sorts names by 姓氏笔画: fixed-width ranks, surname first, short names first."""
    ranks = _stroke_ranks()
    return "".join(f"{ranks.get(character, 0xFFFF):04x}" for character in name)


def spaced(name: str) -> str:
    """A two-character name widened to three, as printed lists align names: 王强 → 王　强."""
    return f"{name[0]}\u3000{name[1]}" if len(name) == 2 else name


def _reading_of_surname(surname: str) -> str:
    return _SURNAME_READINGS.get(surname) or "".join(lazy_pinyin(surname))


@cache
def _stroke_ranks() -> dict[str, int]:
    text = files("xuanxian.kernel").joinpath("stroke_order.txt").read_text(encoding="utf-8")
    return {character: rank for rank, character in enumerate(text.replace("\n", ""))}
