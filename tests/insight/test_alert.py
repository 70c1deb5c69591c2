"""The policy kind `alert`: signs, colours, unknown figures, looking ahead."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from xuanxian.insight.instruments import Alert

PLAIN: dict[str, Any] = {
    "id": "a",
    "kind": "alert",
    "of": "team",
    "values": {"女性人数": {"type": "number"}, "平均值": {"type": "number"}, "换届": {}},
    "colours": [
        {"id": "yellow", "title": "黄色"},
        {"id": "red", "title": "红色", "verdict": "hold"},
    ],
    "signs": [
        {"id": "no_woman", "label": "没有女干部", "when": "女性人数 = 0", "colour": "red"},
        {
            "id": "old",
            "label": "年龄偏大",
            "condition": "换届",
            "when": "平均值 > $line",
            "colour": "yellow",
        },
    ],
    "ahead_months": ["$ahead"],
}
PARAMETERS: dict[str, Any] = {"line": 50, "ahead": 12}


def alert(**changes: Any) -> Alert:
    return Alert.model_validate({**PLAIN, **changes})


@given(
    women=st.one_of(st.none(), st.integers(0, 3)),
    mean=st.one_of(st.none(), st.integers(45, 55)),
    renewal=st.sampled_from([True, False, None]),
)
def test_the_heaviest_sign_gives_the_colour_and_unknown_is_never_quiet(
    women: int | None, mean: int | None, renewal: bool | None
) -> None:
    values = {"女性人数": women, "平均值": mean, "换届": renewal}
    answer = alert().rehearse({"values": values}, PARAMETERS)
    # 年龄偏大 is out of the question where there is no renewal, or the mean is below the line.
    old: bool | None = None
    if renewal is False or (mean is not None and mean <= 50):
        old = False
    elif renewal is True and mean is not None:
        old = True
    signs = {"没有女干部": None if women is None else women == 0, "年龄偏大": old}
    assert answer["情形"] == [name for name, up in signs.items() if up]
    assert answer["待核"] == [name for name, up in signs.items() if up is None]
    if signs["没有女干部"]:
        assert (answer["预警"], answer["verdict"]) == ("红色", "hold")
    elif old:
        assert answer["预警"] == "黄色"
    elif None in signs.values():
        assert answer["预警"] == "待核"
        assert answer["verdict"] != "pass"
    else:
        assert (answer["预警"], answer["verdict"]) == ("无", "pass")


def test_the_same_signs_are_read_ahead() -> None:
    answer = alert().rehearse(
        {
            "values": {"女性人数": 1, "平均值": 50, "换届": True},
            "later": {12: {"女性人数": 0, "平均值": 51, "换届": True}},
        },
        PARAMETERS,
    )
    assert answer["预警"] == "无"
    assert answer["超前"] == {"12个月后": {"预警": "红色", "情形": ["没有女干部", "年龄偏大"]}}
    assert answer["rules"]["a.no_woman"] == "pass"
    assert answer["rules"]["a.no_woman.12"] == "hold"


def test_many_subjects_are_read_at_once() -> None:
    answer = alert().rehearse(
        {
            "subjects": {
                "甲": {"女性人数": 0, "平均值": 40, "换届": False},
                "乙": {"女性人数": 1, "平均值": 51, "换届": True},
                "丙": {"平均值": 40, "换届": False},
            }
        },
        PARAMETERS,
    )
    assert answer["各预警"] == {"甲": "红色", "乙": "黄色", "丙": "待核"}
    assert answer["待核"] == {"丙": ["没有女干部"]}


def test_a_colour_nobody_declared_is_refused() -> None:
    with pytest.raises(ValidationError, match="没有列在 colours"):
        alert(colours=[{"id": "yellow", "title": "黄色"}])
