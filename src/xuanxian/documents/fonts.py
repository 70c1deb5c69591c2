"""The five faces of the field's papers and what stands in for them on this machine.

docx only names its faces; a PDF has to carry them. The faces of the papers are commercial, so an
installation may put its own into XUANXIAN_FONTS; otherwise any Chinese font of the system serves.
"""

import os
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import typst

from xuanxian.kernel.errors import Problem, Refusal

_SONG_STAND_INS = (
    "SimSun", "NSimSun", "宋体", "STSong", "Songti SC", "Source Han Serif SC",
    "Source Han Serif CN", "Noto Serif CJK SC", "Noto Serif SC", "AR PL UMing CN",
)  # fmt: skip
_ANY_CHINESE = (
    *_SONG_STAND_INS,
    "SimHei", "黑体", "STHeiti", "Heiti SC", "Source Han Sans SC", "Source Han Sans CN",
    "Noto Sans CJK SC", "Noto Sans SC", "Microsoft YaHei", "PingFang SC", "WenQuanYi Zen Hei",
    "WenQuanYi Micro Hei", "Droid Sans Fallback", "Noto Serif CJK JP", "Noto Sans CJK JP",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Face:
    """A face as the field names it.

    Attributes:
        key: how templates of ours refer to it.
        name: the name written into docx.
        families: font families that are this face, then those that may stand in, best first.
        stands_in_bold: whether a stand-in is set bold, to keep the face's weight.
    """

    key: str
    name: str
    families: tuple[str, ...]
    stands_in_bold: bool = False


FACES = (
    Face(
        "title",
        "方正小标宋简体",
        (
            "FZXiaoBiaoSong-B05S",
            "方正小标宋简体",
            "FZXiaoBiaoSong-B05",
            "方正小标宋_GBK",
            "STZhongsong",
            "华文中宋",
        ),
        stands_in_bold=True,
    ),
    Face(
        "body",
        "仿宋_GB2312",
        ("FangSong_GB2312", "仿宋_GB2312", "FangSong", "仿宋", "STFangsong", "FZFangSong-Z02"),
    ),
    Face(
        "kai",
        "楷体_GB2312",
        (
            "KaiTi_GB2312",
            "楷体_GB2312",
            "KaiTi",
            "楷体",
            "STKaiti",
            "Kaiti SC",
            "LXGW WenKai",
            "AR PL UKai CN",
        ),
    ),
    Face(
        "hei",
        "黑体",
        (
            "SimHei",
            "黑体",
            "STHeiti",
            "Heiti SC",
            "Source Han Sans SC",
            "Source Han Sans CN",
            "Noto Sans CJK SC",
            "Noto Sans SC",
            "WenQuanYi Zen Hei",
        ),
    ),
    Face("song", "宋体", _SONG_STAND_INS),
)


@dataclass(frozen=True, slots=True)
class Setting:
    """What a face is set in here: families in order of trial, and whether in bold."""

    families: tuple[str, ...]
    is_own: bool
    bold: bool


@dataclass(frozen=True, slots=True)
class Report:
    """What `check` found: face name → the family that serves, and whether it is the face itself."""

    settings: dict[str, Setting]

    def __str__(self) -> str:
        return "\n".join(
            f"{name}：{setting.families[0]}{'' if setting.is_own else '（代用）'}"
            for name, setting in self.settings.items()
        )


def folders() -> tuple[Path, ...]:
    """Folders named by XUANXIAN_FONTS (parted as in PATH) that exist."""
    named = os.environ.get("XUANXIAN_FONTS", "").split(os.pathsep)
    return tuple(Path(folder) for folder in named if folder and Path(folder).is_dir())


@cache
def installed(font_folders: tuple[Path, ...]) -> typst.Fonts:
    """The fonts of the system and of `font_folders`, read once."""
    return typst.Fonts(
        include_system_fonts=True,
        include_embedded_fonts=False,
        font_paths=[str(folder) for folder in font_folders],
    )


def settings_of(families: frozenset[str]) -> dict[str, Setting]:
    """What each face (by its key) is set in when the machine has `families`.

    Raises:
        Refusal: none of the families is Chinese; says how to install one.
    """
    chinese = tuple(family for family in _ANY_CHINESE if family in families)
    own = {
        face.key: tuple(family for family in face.families if family in families) for face in FACES
    }
    if not chinese and not any(own.values()):
        raise Refusal(
            Problem(
                where="打印",
                field="字体",
                value="",
                message="这台机器上没有中文字体，打印出来会是空框，所以没有生成文件。",
                mend=(
                    "Debian、Ubuntu、统信、麒麟请执行 apt install fonts-noto-cjk，"
                    "其他系统请安装任一中文字体；"
                    "也可以把字体文件放进一个文件夹，用环境变量 XUANXIAN_FONTS 指明，再重新启动。"
                ),
            )
        )
    return {
        face.key: Setting(
            families=tuple(dict.fromkeys((*own[face.key], *chinese))),
            is_own=bool(own[face.key]),
            bold=face.stands_in_bold and not own[face.key],
        )
        for face in FACES
    }


def check() -> Report:
    """Which face is set in which font on this machine.

    Raises:
        Refusal: there is no Chinese font at all.
    """
    settings = settings_of(frozenset(installed(folders()).families()))
    return Report({face.name: settings[face.key] for face in FACES})
