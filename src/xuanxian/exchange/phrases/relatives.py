"""What the 工作单位及职务 cell of a relative says beside unit and post."""

import re

DECEASED = "已去世"
ABROAD = "移居国（境）外"
_DECEASED = re.compile(r"已?去世|已故|病故|亡故|逝世|过世")
_ABROAD = re.compile(r"移居|定居(?:国|境|海)外|(?:国|境|海)外定居|(?:外国|境外)永久居留|绿卡")


def is_deceased(*cells: str) -> bool:
    """Whether one of the cells says that the relative has died."""
    return any(_DECEASED.search(cell) for cell in cells)


def is_abroad(*cells: str) -> bool:
    """Whether one of the cells says that the relative has moved abroad."""
    return any(_ABROAD.search(cell) for cell in cells)


def write_unit_and_post(text: str, *, deceased: bool, abroad: bool) -> str:
    """The cell, with the words that tell of death or emigration added where they are missing."""
    for holds, says, words in (
        (deceased, is_deceased(text), DECEASED),
        (abroad, is_abroad(text), ABROAD),
    ):
        if holds and not says:
            text = f"{text}（{words}）" if text else words
    return text
