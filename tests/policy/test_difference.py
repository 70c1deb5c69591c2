"""What differs between two policies: entries in order, before and after, tighter or looser."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from xuanxian.cli.policy import policy_command
from xuanxian.policy import catalogue
from xuanxian.policy.difference import Change, Direction, Section, differences

BASE = """\
policy: 某省/基本
title: 基本制度
parameters:
  oldest: {value: 45, unit: 周岁, note: 年龄上限, stricter: lower}
  turnout: {value: 2/3, note: 到会比例, stricter: higher}
  years: {value: null, unit: 年, note: 任职年限, type: number, least: 1}
instruments:
  - kind: criteria
    id: qualification
    title: 任职资格
    rules:
      - {id: age, label: 年龄, rule: 年龄 <= $oldest}
      - {id: education, label: 学历, rule: 学历 >= '大学专科', soft: true}
      - {id: years, label: 年限, rule: 任现职年限 >= $years}
  - kind: meeting
    id: meeting
    title: 讨论决定
    body: 党委
    quorum: 实到 >= $turnout * 应到
lists:
  kinds: {title: 情形, items: [甲, 乙], incomplete: true}
"""


@pytest.fixture
def load(tmp_path: Path):
    def load(text: str, name: str = "基本"):
        path = tmp_path / "某省" / f"{name}.yaml"
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return catalogue.load(f"某省/{name}", root=tmp_path)

    return load


def changed(load, *replacements):
    base = load(BASE)
    text = BASE
    for found, put in replacements:
        assert found in text
        text = text.replace(found, put, 1)
    return differences(base, load(text))


def test_a_policy_does_not_differ_from_itself(load):
    assert differences(load(BASE), load(BASE)) == ()


def test_a_parameter_moved_its_stricter_way_is_tighter(load):
    (found,) = changed(load, ("value: 45", "value: 40"))
    assert found.path == ("parameters", "oldest")
    assert (found.section, found.change, found.title) == (
        Section.PARAMETERS,
        Change.CHANGED,
        "年龄上限",
    )
    assert [(each.label, each.before, each.after) for each in found.fields] == [
        ("值", "45周岁", "40周岁")
    ]
    assert found.direction is Direction.TIGHTER


@pytest.mark.parametrize(
    ("found", "put", "direction"),
    [
        ("value: 45", "value: 50", Direction.LOOSER),
        ("value: 2/3", "value: 3/4", Direction.TIGHTER),
        ("value: 2/3", "value: 60%", Direction.LOOSER),  # 60 % is less than 2/3
        ("least: 1", "least: 2", Direction.TIGHTER),
        (", least: 1", "", Direction.LOOSER),
        ("value: null, ", "value: 3, ", None),  # setting an open value is neither
    ],
)
def test_the_way_of_a_parameter(load, found, put, direction):
    assert [each.direction for each in changed(load, (found, put))] == [direction]


def test_a_rule_added_removed_or_changed_is_named_by_instrument_and_rule(load):
    found = changed(
        load,
        ("      - {id: years, label: 年限, rule: 任现职年限 >= $years}\n", ""),
        ("soft: true", "else: hold"),
        (
            "      - {id: age,",
            "      - {id: service, label: 工龄, rule: 工龄 >= 3}\n      - {id: age,",
        ),
    )
    assert [(each.change, each.title, each.direction) for each in found] == [
        (Change.ADDED, "任职资格 › 工龄", Direction.TIGHTER),
        (Change.CHANGED, "任职资格 › 学历", Direction.TIGHTER),
        (Change.REMOVED, "任职资格 › 年限", Direction.LOOSER),
    ]
    assert found[0].path == ("instruments", "qualification", "rules", "service")
    assert {each.label: each.after for each in found[0].fields} == {"条件": "工龄不少于3年"}


def test_an_instrument_is_added_whole_and_a_field_changed_alone(load):
    found = changed(load, ("body: 党委\n", "body: 常委会\n"))
    assert [(each.title, each.fields[0].before, each.fields[0].after) for each in found] == [
        ("讨论决定", "党委", "常委会")
    ]
    text = BASE + "unclear: [没有写日期。]\n"
    more = text.replace(
        "lists:", "  - {kind: notice, id: notice, title: 公示, working_days: 5}\nlists:"
    )
    added = differences(load(BASE), load(more))
    assert [(each.change, each.title) for each in added] == [
        (Change.ADDED, "公示"),
        (Change.ADDED, "没有写日期。"),
    ]


def test_a_list_tells_its_items(load):
    (found,) = changed(load, ("[甲, 乙], incomplete: true", "[甲, 乙, 丙]"))
    assert found.section is Section.LISTS
    assert [(each.before, each.after) for each in found.fields] == [
        ("甲、乙", "甲、乙、丙"),
        ("是", ""),
    ]


def test_two_policies_told_the_other_way_round_are_opposite(load):
    base = load(BASE)
    other = load(BASE.replace("value: 45", "value: 40").replace("2/3", "3/4"))
    there, back = differences(base, other), differences(other, base)
    assert [each.direction for each in there] == [Direction.TIGHTER] * 2
    assert [each.direction for each in back] == [Direction.LOOSER] * 2
    assert [each.fields[0].before for each in back] == [each.fields[0].after for each in there]


def test_the_command_compares_with_what_a_policy_extends(tmp_path, monkeypatch):
    (tmp_path / "某省").mkdir()
    (tmp_path / "某省" / "基本.yaml").write_text(BASE, encoding="utf-8")
    (tmp_path / "某省" / "子.yaml").write_text(
        "policy: 某省/子\ntitle: 子\nextends: 某省/基本\nparameters:\n  oldest: 40\n",
        encoding="utf-8",
    )
    monkeypatch.setenv("XUANXIAN_CATALOGUE", str(tmp_path))
    alone = CliRunner().invoke(policy_command, ["diff", "某省/子"])
    assert "改动  年龄上限（收紧）" in alone.output
    assert "45周岁 → 40周岁" in alone.output
    assert "1处不同" in alone.output
    both = CliRunner().invoke(policy_command, ["diff", "某省/子", "某省/基本"])
    assert "（放宽）" in both.output
    assert CliRunner().invoke(policy_command, ["diff", "某省/基本"]).exit_code == 1
