"""Trials: an example as a sheet to fill in, as a file, and on the page."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xuanxian.kernel.errors import Refusal
from xuanxian.policy import catalogue
from xuanxian.policy.trial import Trial, given_on, read_trial, sheet_of, written
from xuanxian.policy.trial.words import words

names = st.text("甲乙丙丁戊abc_", min_size=1, max_size=6)
texts = st.sampled_from(["提拔重用", "第一次", "2026-03-01", "2/3", "30%", "X 乙:丙", "#注"])
plain = st.booleans() | st.integers(-999, 999) | texts
entries = st.dictionaries(names, plain, min_size=1, max_size=4)
deep = st.lists(st.lists(st.integers(0, 9), min_size=1, max_size=3), min_size=1, max_size=3)


def same_form(values):
    return st.lists(values, min_size=1, max_size=5)


examples = st.dictionaries(
    names,
    plain
    | same_form(st.integers(0, 99))
    | same_form(st.booleans())
    | same_form(texts)
    | st.dictionaries(names, st.integers(0, 99), min_size=1, max_size=4)
    | deep
    | st.dictionaries(names, deep, min_size=1, max_size=2),
    max_size=5,
)


def filled(sheet):
    return {table.key: table.rows for table in sheet.tables}


@given(examples)
def test_a_sheet_that_nobody_touches_gives_the_example_back(example):
    sheet = sheet_of(example)
    assert given_on(sheet, filled(sheet)) == example


@given(st.lists(st.fixed_dictionaries({"on": st.just("2026-03-01"), "event": texts}), min_size=1))
def test_a_list_of_entries_is_a_table_and_comes_back(events):
    sheet = sheet_of({"events": events})
    (table,) = sheet.tables
    assert {column.key for column in table.columns} == {"on", "event"}
    assert given_on(sheet, filled(sheet)) == {"events": events}


def test_empty_rows_are_left_out_and_empty_cells_are_unknown():
    sheet = sheet_of({"events": [{"on": "2026-03-01", "event": "提拔重用"}], "年龄": 45})
    rows = {"events": [("", "考察未用"), ("", ""), ("2026-05-01", " ")], "年龄": [("",)]}
    assert given_on(sheet, rows) == {"events": [{"event": "考察未用"}, {"on": "2026-05-01"}]}


def test_a_name_written_twice_is_refused():
    sheet = sheet_of({"group": {"甲": 1, "乙": 2}})
    with pytest.raises(Refusal, match="写了两次"):
        given_on(sheet, {"group": [("甲", "1"), ("甲", "2")]})


def test_a_value_without_a_name_is_refused():
    sheet = sheet_of({"group": {"甲": 1}})
    with pytest.raises(Refusal, match="没有写名称"):
        given_on(sheet, {"group": [("", "1")]})


def test_notation_that_cannot_be_read_is_refused_with_its_place():
    sheet = sheet_of({"marks": [[1, 2], [3]]})
    with pytest.raises(Refusal, match="写法读不通"):
        given_on(sheet, {"marks": [("[[1, 2], [3",)]})


def test_a_trial_kept_as_a_file_reads_back_equal(tmp_path):
    trial = Trial(
        "三年积分",
        "某省/某制度",
        "credit",
        {"best_possible": 20},
        {"events": ["提拔重用"]},
        {"得分": 10},
    )
    path = tmp_path / "trial.yaml"
    path.write_text(written(trial), encoding="utf-8")
    assert read_trial(path) == trial


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("given: {}", "没有写 instrument"),
        ("instrument: a\ngivn: {}", "不认识“givn”"),
        ("instrument: a\ngiven: [1]", "应当写成“名称: 内容”"),
        ("instrument: [", "请检查缩进"),
    ],
)
def test_a_trial_that_does_not_fit_is_refused_by_place(tmp_path, text, said):
    path = tmp_path / "trial.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(Refusal, match=said):
        read_trial(path)


def keys_of(node):
    if isinstance(node, dict):
        for key, value in node.items():
            yield str(key)
            yield from keys_of(value)
    elif isinstance(node, list):
        for each in node:
            yield from keys_of(each)


@pytest.mark.parametrize("policy_id", catalogue.policy_ids())
def test_every_word_of_an_example_can_be_read_in_chinese(policy_id):
    policy = catalogue.load(policy_id)
    ids = {name for node in policy.content["instruments"] for name in ids_of(node)}
    unknown = {
        key
        for case in policy.cases
        for key in keys_of({k: v for k, v in case.given.items() if k != "parameters"})
        if key.isascii()
        and not key.isdigit()
        and key not in words()
        # A rule of another instrument is named by both ids: qualification.education.
        and not set(key.split(".")) <= ids
    }
    assert not unknown


def ids_of(node):
    """Ids and keys of an instrument's own parts: an example may speak of those by name."""
    if isinstance(node, dict):
        for key, value in node.items():
            if key in {"id", "check", "stage"} and isinstance(value, str):
                yield value
            yield from (str(each) for each in value) if isinstance(value, dict) else ()
            yield from ids_of(value)
    elif isinstance(node, list):
        for each in node:
            yield from ids_of(each)
