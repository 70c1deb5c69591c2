"""Order by strokes of the surname. Stroke sequences were written out by hand after GF 3002."""

import pytest

from xuanxian.kernel.names import stroke_key_of

# Surname → strokes by class 横1竖2撇3点4折5.
_STROKES = {
    "丁": "12",
    "于": "112",
    "马": "551",
    "王": "1121",
    "尤": "1354",
    "毛": "3115",
    "方": "4153",
    "尹": "5113",
    "冯": "41551",
    "吕": "251251",
    "朱": "311234",
    "许": "415112",
    "孙": "521234",
    "李": "1234521",
    "吴": "2511134",
    "何": "3212512",
    "沈": "4414535",
    "张": "5151354",
    "陈": "5215234",
    "周": "35121251",
    "郑": "43113452",
    "赵": "121213434",
    "胡": "122513511",
}


def _by_strokes(surname: str) -> tuple[int, str]:
    return len(_STROKES[surname]), _STROKES[surname]


def test_surnames_sort_by_count_and_then_by_the_classes_of_their_strokes():
    by_hand = sorted(_STROKES, key=_by_strokes)
    assert sorted(_STROKES, key=stroke_key_of) == by_hand


@pytest.mark.parametrize(
    ("first", "second"),
    [("王", "毛"), ("毛", "方"), ("方", "尹"), ("丁", "于"), ("马", "王"), ("陈", "郑")],
)
def test_a_surname_stands_before_another(first, second):
    assert stroke_key_of(first) < stroke_key_of(second)


def test_names_of_one_surname_go_on_by_their_given_names():
    # 一 has one stroke, 小 three, 强 twelve.
    assert sorted(["王强", "王小明", "王一"], key=stroke_key_of) == ["王一", "王小明", "王强"]


def test_a_shorter_name_stands_before_a_longer_one_that_begins_with_it():
    assert stroke_key_of("王小") < stroke_key_of("王小明")
