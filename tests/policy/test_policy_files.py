"""Policy files: one broken file a mistake, inheritance, and the catalogue itself."""

import re
from pathlib import Path

import pytest

from xuanxian.cli.policy import policy_command
from xuanxian.kernel.errors import Refusal, Severity
from xuanxian.policy import catalogue, policy_file, rehearsal
from xuanxian.policy.kinds import kinds

BASE = """\
policy: 某省/基本
title: 基本制度
cite_as: 《基本制度》
parameters:
  oldest: {value: 45, unit: 周岁, stricter: lower, cite: 第一条}
  turnout: {value: 2/3, stricter: higher}
  years: {value: null, unit: 年, note: 任职年限}
instruments:
  - kind: criteria
    id: qualification
    title: 任职资格
    cite: 第二条
    rules:
      - {id: age, label: 年龄, rule: 年龄 <= $oldest}
      - {id: education, label: 学历, rule: 学历 >= '大学专科', soft: true, cite: 第三条}
      - {id: years, label: 年限, rule: 任现职年限 >= $years}
  - kind: meeting
    id: meeting
    body: 党委
    quorum: 实到 >= $turnout * 应到
cases:
  - name: 正好
    instrument: qualification
    given: {parameters: {years: 2}, values: {年龄: 45, 学历: 大学专科, 任现职年限: 2}}
    expect: {verdict: pass}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "某省").mkdir()
    (tmp_path / "某省" / "基本.yaml").write_text(BASE, encoding="utf-8")
    return tmp_path


def write(folder: Path, policy_id: str, text: str) -> None:
    path = folder / f"{policy_id}.yaml"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def refusal_of(folder: Path, policy_id: str) -> str:
    with pytest.raises(Refusal) as caught:
        catalogue.load(policy_id, root=folder)
    return str(caught.value)


# What is changed in the base file → words the message must hold, the line of the mistake first.
MISTAKES = {
    "unknown fact": ("rule: 年龄 <=", "rule: 年令 <=", ["第14行", "不认识“年令”", "年龄"]),
    "unknown parameter": ("<= $oldest", "<= $oldst", ["第14行", "没有参数 $oldst", "oldest"]),
    "unknown code": ("'大学专科'", "'大学专课'", ["第15行", "没有“大学专课”", "大学专科"]),
    "wrong type": ("年龄 <= $oldest", "年龄 <= '老'", ["第14行", "数不能和文字比较"]),
    "function": ("年龄 <= $oldest", "read_csv('a') = 1", ["第14行", "不能用函数 READ_CSV"]),
    "misspelt field": ("label: 年龄", "labl: 年龄", ["第14行", "不认识“labl”", "label"]),
    "missing field": ("label: 年龄, ", "", ["第14行", "缺少“label”"]),
    "unknown kind": ("kind: meeting", "kind: meting", ["第17行", "没有这一类", "meeting"]),
    "two of one id": ("id: meeting", "id: qualification", ["两项用了同一个 id"]),
    "two rules of one id": ("id: education", "id: age", ["rules 中有相同的 id"]),
    "verdict": ("soft: true", "else: stop", ["第15行", "不是可用的值", "hold"]),
    "not a boolean": ("soft: true", "soft: 也许", ["第15行", "true 或 false"]),
    "fraction over zero": ("value: 2/3", "value: 2/0", ["第6行", "分母不能是零"]),
    "case of nothing": ("instrument: qualification", "instrument: quality", ["第23行", "是不是"]),
    "case without expectation": ("    expect: {verdict: pass}\n", "", ["缺少“expect”"]),
    "tab": ("    id: qualification", "\tid: qualification", ["制表符"]),
    "key twice": ("title: 基本制度", "title: 基本制度\ntitle: 又一个", ["第3行", "写了两次"]),
    "alias": ("value: 45", "value: &a 45, note: *a", ["不能用 YAML 别名"]),
    "wrong place": ("policy: 某省/基本", "policy: 某省/别处", ["第1行", "与文件的位置"]),
    "no instruments": (BASE[BASE.index("instruments:") :], "", ["没有任何一项"]),
    "instruments no list": ("instruments:\n", "instruments: 无\nx:\n", ["应当是一列"]),
    "condition of another room": ("实到 >= $turnout", "到会 >= $turnout", ["第20行", "到会"]),
    "another misspelt field": ("cite: 第三条", "cites: 第三条", ["第15行", "是不是想写“cite”"]),
    "top level": ("title: 基本制度", "titel: 基本制度", ["titel"]),
    "unknown value": ("stricter: lower", "stricter: less", ["第5行", "higher"]),
    "not an expression": ("年龄 <= $oldest", "年龄 小于 45", ["第14行", "表达式"]),
    "when": ("label: 年龄,", "label: 年龄, when: 性别 = '雄',", ["第14行", "可用的有：男、女"]),
    "until": ("label: 年龄,", "label: 年龄, until: 年龄,", ["第14行", "要的是日期"]),
    "figures": ("label: 年龄,", "label: 年龄, figures: [年纪],", ["不认识“年纪”"]),
}  # fmt: skip


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_is_named_with_its_line_and_a_mend(mistake, folder):
    found, put, words = MISTAKES[mistake]
    assert found in BASE
    write(folder, "某省/基本", BASE.replace(found, put, 1))
    message = refusal_of(folder, "某省/基本")
    assert all(word in message for word in words), message


def test_the_base_of_these_tests_is_without_mistake(folder):
    assert catalogue.load("某省/基本", root=folder).title == "基本制度"


def test_every_mistake_of_a_file_is_named_at_once(folder):
    broken = BASE.replace("年龄 <= $oldest", "年令 <= 45").replace(
        "'大学专科', soft", "'大专', soft"
    )
    write(folder, "某省/基本", broken)
    message = refusal_of(folder, "某省/基本")
    assert "年令" in message
    assert "大专" in message


def test_a_missing_policy_names_the_nearest(folder):
    assert "某省/基本" in refusal_of(folder, "某省/基体")


@pytest.mark.parametrize("policy_id", ["../某省/基本", "/etc/passwd", "某省/../../x"])
def test_a_policy_id_cannot_leave_the_catalogue(policy_id, folder):
    assert "没有这个制度" in refusal_of(folder, policy_id)


def test_a_policy_extends_by_id(folder):
    write(
        folder,
        "某省/某县/本地",
        """\
policy: 某省/某县/本地
title: 本地制度
extends: 某省/基本
parameters:
  oldest: 40
instruments:
  - kind: criteria
    id: qualification
    rules:
      - {id: education, soft: false}
      - {id: years, drop: true}
      - {id: service, label: 工龄, rule: 工龄 >= 3, cite: 第九条}
""",
    )
    policy = catalogue.load("某省/某县/本地", root=folder)
    qualification = policy.instrument("qualification")
    rules = {rule.id: rule for rule in qualification.rules}
    assert list(rules) == ["age", "education", "service"]
    assert rules["education"].rule == "学历 >= '大学专科'"
    assert rules["education"].soft is False
    # A citation stays that of the policy in which the rule stands.
    assert rules["education"].cite == "《基本制度》第三条"
    assert rules["service"].cite == "《本地制度》第九条"
    assert policy.parameters["oldest"].value == 40
    assert policy.parameters["oldest"].unit == "周岁"
    assert policy.lineage == ("某省/基本",)
    assert policy.instrument("meeting").body == "党委"
    assert policy.cases == ()


def test_an_extension_may_not_loosen(folder):
    write(
        folder,
        "某省/松",
        "policy: 某省/松\ntitle: 松\nextends: 某省/基本\nparameters:\n  oldest: 46\n",
    )
    message = refusal_of(folder, "某省/松")
    assert "第5行" in message
    assert "放宽了上位制度的规定（45周岁）" in message


def test_a_mistake_in_an_inherited_rule_names_the_file_it_stands_in(folder):
    write(folder, "某省/基本", BASE.replace("年龄 <= $oldest", "年令 <= 45"))
    write(
        folder,
        "某省/子",
        "policy: 某省/子\ntitle: 子\nextends: 某省/基本\nparameters:\n  oldest: 40\n",
    )
    assert "catalogue/某省/基本.yaml 第14行" in refusal_of(folder, "某省/子")


def test_policies_that_extend_each_other_are_refused(folder):
    for own, other in (("甲", "乙"), ("乙", "甲")):
        write(folder, f"某省/{own}", f"policy: 某省/{own}\ntitle: {own}\nextends: 某省/{other}\n")
    assert "绕回了自己" in refusal_of(folder, "某省/甲")


def test_a_version_changes_with_its_content_and_with_what_it_extends(folder):
    write(
        folder,
        "某省/子",
        "policy: 某省/子\ntitle: 子\nextends: 某省/基本\nparameters:\n  oldest: 40\n",
    )
    before = catalogue.load("某省/子", root=folder).digest
    assert before == catalogue.load("某省/子", root=folder).digest
    write(folder, "某省/基本", BASE.replace("2/3", "3/4"))
    assert catalogue.load("某省/子", root=folder).digest != before


def test_the_same_policy_is_made_again_from_its_content(folder):
    policy = catalogue.load("某省/基本", root=folder)
    again = catalogue.from_content(policy.content)
    assert again.digest == policy.digest
    assert again.instruments == policy.instruments
    assert again.parameters == policy.parameters


def test_an_unused_parameter_is_only_pointed_out(folder):
    write(folder, "某省/基本", BASE.replace("parameters:", "parameters:\n  spare: 1", 1))
    problems = catalogue.check([folder / "某省" / "基本.yaml"], root=folder)
    assert [problem.severity for problem in problems] == [Severity.WARNING]
    assert "spare" in problems[0].field


def test_a_large_or_foreign_file_is_refused(folder):
    write(folder, "某省/大", "# " + "x" * 600_000)
    assert "超过256 KB" in refusal_of(folder, "某省/大")
    (folder / "某省" / "码.yaml").write_bytes("title: 制度".encode("gbk"))
    assert "不是 UTF-8" in refusal_of(folder, "某省/码")


def test_a_yaml_tag_makes_no_object(folder):
    write(
        folder,
        "某省/基本",
        BASE.replace("value: 45", 'value: !!python/object/apply:os.system ["id"]'),
    )
    with pytest.raises(Refusal):
        catalogue.load("某省/基本", root=folder)


def test_a_case_that_does_not_come_out_says_how(folder):
    write(folder, "某省/基本", BASE.replace("verdict: pass", "verdict: bar, rules: {age: flag}"))
    result = rehearsal.run_cases(catalogue.load("某省/基本", root=folder))[0]
    assert not result.passed
    assert result.differences == ("verdict应为bar，实为pass", "rules.age应为flag，实为pass")


def test_an_explanation_puts_values_in_place_and_marks_open_ones(folder):
    policy = catalogue.load("某省/基本", root=folder)
    said = policy.explain(policy.instrument("qualification"))
    assert said[0] == "年龄不超过45周岁；不符合的，不予通过。（《基本制度》第二条）"
    assert "任现职年限不少于〔待定：任职年限〕年" in said[2]
    assert "实到不少于应到的三分之二" in policy.explain(policy.instrument("meeting"))[0]


@pytest.mark.parametrize("policy_id", catalogue.policy_ids())
def test_the_catalogue_is_without_mistake_and_its_cases_come_out(policy_id):
    policy = catalogue.load(policy_id)
    assert policy.cases
    for result in rehearsal.run_cases(policy):
        assert result.passed, (result.case.name, result.differences)


@pytest.mark.parametrize("policy_id", catalogue.policy_ids())
def test_every_instrument_of_the_catalogue_explains_itself_in_chinese(policy_id):
    policy = catalogue.load(policy_id)
    for each in policy.instruments:
        paragraphs = policy.explain(each)
        assert paragraphs, each.id
        assert not any("$" in paragraph for paragraph in paragraphs), each.id


def test_the_example_of_the_manual_is_a_sound_policy(tmp_path):
    manual = Path(__file__).parents[2] / "docs" / "policy-language.md"
    example = manual.read_text(encoding="utf-8").split("```yaml\n")[1].split("```")[0]
    file = tmp_path / "example.yaml"
    file.write_text(example, encoding="utf-8")
    assert catalogue.check([file]) == []
    policy = catalogue.load_file(file)
    assert "years" in policy.open_parameters
    assert all(result.passed for result in rehearsal.run_cases(policy))


MANUAL = (Path(__file__).parents[2] / "docs" / "policy-language.md").read_text(encoding="utf-8")


def test_the_manual_speaks_of_every_kind_and_every_command():
    assert [kind for kind in kinds() if f"`{kind}`" not in MANUAL] == []
    commands = MANUAL[MANUAL.index("## Commands") :]
    assert [name for name in policy_command.commands if name not in commands] == []


@pytest.mark.parametrize("block", re.findall(r"```yaml\n(- kind.*?)```", MANUAL, re.S))
def test_the_instruments_of_the_manual_are_sound(block):
    for data in policy_file.parse("instruments:\n" + block, where="manual").data["instruments"]:
        instrument = kinds()[data["kind"]].model_validate(data)
        assert instrument.explain()
