"""The JSON Schema for editors: it takes the whole catalogue, and Chinese tells what a field is."""

import json
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner
from jsonschema import Draft7Validator
from ruamel.yaml import YAML

from xuanxian.cli.policy import policy_command
from xuanxian.policy import catalogue
from xuanxian.policy.editor_schema import kind_schema, policy_schema, untitled
from xuanxian.policy.kinds import kinds
from xuanxian.policy.policy_file import parse


@pytest.fixture(scope="module")
def validator():
    schema = policy_schema()
    Draft7Validator.check_schema(schema)
    return Draft7Validator(schema)


def faults(validator, data):
    return [f"{'/'.join(map(str, each.absolute_path))}: {each.message[:200]}"
            for each in validator.iter_errors(data)]  # fmt: skip


def as_editors_read(text: str):
    """Plain data, days as texts and decimals as numbers, as an editor of YAML has them."""

    def plain(node):
        if isinstance(node, dict):
            return {str(key): plain(value) for key, value in node.items()}
        if isinstance(node, list):
            return [plain(each) for each in node]
        return node.isoformat() if isinstance(node, date) else node

    return plain(YAML(typ="safe").load(text))


@pytest.mark.parametrize("policy_id", catalogue.policy_ids())
def test_every_policy_of_the_catalogue_fits(validator, policy_id):
    path: Path = catalogue.catalogue_folder() / f"{policy_id}.yaml"
    text = path.read_text(encoding="utf-8")
    assert faults(validator, as_editors_read(text)) == []
    assert faults(validator, parse(text, where=policy_id).data) == []


ALONE = """
policy: 某省/甲
title: 甲
parameters: {oldest: 45, share: {value: 0.4, note: 比例}}
instruments:
  - kind: criteria
    id: age
    rules: [{id: age, label: 年龄, rule: 年龄 <= $oldest, until: 2027-01-01}]
  - kind: quota
    id: women
    rules: [{id: women, label: 女干部, count: 性别 = '女', share_of: 全体, at_least: 30%}]
unclear: [没有写日期, {point: 分母不明, cite: 第二条}]
"""
CHILD = """
policy: 某省/乙
title: 乙
extends: 某省/甲
parameters: {share: {value: 50%}}
instruments:
  - id: age
    rules: [{id: age, soft: true}, {id: old, drop: true}]
  - {id: women, drop: true}
"""


def test_a_policy_and_one_that_extends_it_fit(validator):
    assert faults(validator, as_editors_read(ALONE)) == []
    assert faults(validator, as_editors_read(CHILD)) == []


@pytest.mark.parametrize(
    ("found", "put"),
    [
        ("label: 年龄", "labl: 年龄"),
        ("kind: criteria", "kind: criterea"),
        ("id: age\n", "ids: age\n"),
        ("title: 甲", "titel: 甲"),
        ("until: 2027-01-01", "else: stop"),
        ("at_least: 30%", "round: often"),
        ("id: age, label: 年龄,", "id: age,"),
        ("policy: 某省/甲", "policy: [甲]"),
        ("note: 比例", "notes: 比例"),
    ],
)
def test_a_mistake_does_not_fit(validator, found, put):
    assert found in ALONE
    assert faults(validator, as_editors_read(ALONE.replace(found, put, 1)))


def test_what_is_left_out_is_missed_only_where_nothing_is_inherited(validator):
    alone = as_editors_read(CHILD.replace("extends: 某省/甲\n", ""))
    assert faults(validator, alone)
    misspelt = as_editors_read(CHILD.replace("soft: true", "sofd: true"))
    assert faults(validator, misspelt)


def test_every_kind_stands_in_it_under_its_name():
    schema = policy_schema()
    for kind, model in kinds().items():
        assert schema["definitions"][kind]["title"] == model.TITLE
        assert schema["definitions"][kind]["properties"]["kind"]["const"] == kind


def test_fields_are_called_in_chinese():
    rule = kind_schema("criteria")["definitions"]["criteria.Rule"]["properties"]
    assert rule["cite"]["title"] == "依据"
    assert rule["until"]["description"].startswith("一个日期事实")
    verdicts = kind_schema("criteria")["definitions"]["criteria.Verdict"]
    assert dict(zip(verdicts["enum"], verdicts["enumDescriptions"], strict=True))["hold"] == "暂缓"


def test_no_field_of_any_kind_is_without_a_chinese_name():
    """Whoever adds a field writes its name into `policy/terms.yaml`."""
    assert list(untitled(policy_schema())) == []


def test_the_command_prints_the_whole_or_one_kind():
    whole = json.loads(CliRunner().invoke(policy_command, ["schema"]).output)
    assert whole["properties"]["policy"]["title"] == "编号"
    one = json.loads(CliRunner().invoke(policy_command, ["schema", "quota"]).output)
    assert one["title"] == "结构比例"
    assert CliRunner().invoke(policy_command, ["schema", "x"]).exit_code == 1
