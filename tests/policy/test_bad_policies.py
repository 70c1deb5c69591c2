"""Whatever a policy file holds, it is a policy or it is told what is wrong, where and how to mend.

Every mistake here is put to `xuanxian policy check`, which names it and ends with 1.
"""

import json
import time
from datetime import datetime
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from xuanxian.cli.policy import policy_command
from xuanxian.kernel import clock
from xuanxian.kernel.errors import Refusal
from xuanxian.policy import catalogue, parameters
from xuanxian.policy.schema import Policy

BASE = """\
policy: 某省/基本
title: 基本制度
parameters:
  oldest: {value: 45, unit: 周岁, note: 年龄上限, stricter: lower}
  turnout: {value: 2/3, stricter: higher}
  years: {value: null, type: number, unit: 年, note: 任职年限}
lists:
  health: {title: 健康状况, items: [健康, 良好]}
instruments:
  - kind: criteria
    id: qualification
    title: 任职资格
    rules:
      - {id: age, label: 年龄, rule: 年龄 <= $oldest}
      - {id: education, label: 学历, rule: 学历 >= '大学专科', soft: true}
      - {id: years, label: 年限, rule: 任现职年限 >= $years}
      - {id: health, label: 健康, rule: 健康状况 IN ($health)}
  - kind: meeting
    id: meeting
    title: 讨论决定
    body: 党委
    quorum: 实到 >= $turnout * 应到
cases:
  - name: 正好
    instrument: qualification
    given: {parameters: {years: 2}, values: {年龄: 45}}
    expect: {verdict: hold}
"""
CHILD = """\
policy: 某省/子
title: 子
extends: 某省/基本
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch) -> Path:
    monkeypatch.setenv("XUANXIAN_CATALOGUE", str(tmp_path))
    (tmp_path / "某省").mkdir()
    (tmp_path / "某省" / "基本.yaml").write_text(BASE, encoding="utf-8")
    return tmp_path


def checked(folder: Path, content: str | bytes, name: str = "子") -> tuple[int, str]:
    file = folder / "某省" / f"{name}.yaml"
    file.write_bytes(content if isinstance(content, bytes) else content.encode())
    result = CliRunner().invoke(policy_command, ["check", str(file)])
    return result.exit_code, result.output


def test_the_files_these_tests_break_are_sound(folder):
    assert checked(folder, BASE, "基本") == (0, "1个文件，0处错误，0处提示。\n")
    sound = CHILD + "parameters:\n  oldest: 40\n"
    assert checked(folder, sound) == (0, "1个文件，0处错误，0处提示。\n")


# Bytes of a file → words the message must hold, among them the line of the mistake.
UNREADABLE = {
    "5 MB": (b"# " + b"x" * 5_000_000, ["超过256 KB"]),
    "another encoding": ("title: 制度".encode("gbk"), ["不是 UTF-8"]),
    "sixteen bits": ("title: 制度".encode("utf-16"), ["不是 UTF-8"]),
    "control character": (b"policy: a\ntitle: b\x07\n", ["第2行", "控制字符"]),
    "nothing": (b"", ["最外层"]),
    "a list": (b"- a\n", ["最外层"]),
    "tab": (b"policy: a\n\ttitle: b\n", ["第2行", "制表符"]),
    "unclosed quote": (b'policy: "a\ntitle: b\n', ["没有写完"]),
    "unclosed bracket": (b"policy: [a, b\ntitle: b\n", ["第2行", "括号"]),
    "two colons": (b"policy: a: b\n", ["第1行", "冒号的位置"]),
    "two documents": (b"policy: a\n---\npolicy: b\n", ["第2行", "只能有一个制度"]),
    "key twice": (b"policy: a\npolicy: b\n", ["第2行", "“policy”写了两次"]),
    "bomb of aliases": (
        b"a: &a [x, x]\n"
        + b"".join(b"%c: &%c [*%c, *%c]\n" % (c + 1, c + 1, c, c) for c in range(97, 120)),
        ["第2行", "不能用 YAML 别名"],
    ),
    "merge key": (b"a: &a {x: 1}\nb:\n  <<: *a\n", ["第3行", "不能用 YAML 别名"]),
    "tag": (b"policy: !!python/object/apply:os.system ['id']\n", ["第1行", "标签"]),
    "directive": (b"%YAML 1.1\n---\npolicy: a\n", ["指令"]),
    "nesting": (b"policy: " + b"[" * 5000, ["嵌套太深"]),
    "nesting by lines": (
        b"".join(b" " * depth + b"a:\n" for depth in range(200)),
        ["第21行", "嵌套太深"],
    ),
    "a list for a name": (b"? [a, b]\n: c\n", ["第1行", "应当是名称"]),
    "no such day": (b"policy: a\neffective: {from: 2026-02-30}\n", ["第2行", "不是日期"]),
    "long number": (b"policy: a\nparameters: {x: " + b"9" * 5000 + b"}\n", ["第2行", "数太长"]),
}


@pytest.mark.parametrize("mistake", UNREADABLE)
def test_a_file_that_cannot_be_read_says_where(mistake, folder):
    content, words = UNREADABLE[mistake]
    began = time.monotonic()
    code, output = checked(folder, content)
    assert time.monotonic() - began < 5
    assert code == 1
    assert "某省/子.yaml" in output
    assert all(word in output for word in words), output


def test_a_mark_of_byte_order_is_no_mistake(folder):
    assert checked(folder, b"\xef\xbb\xbf" + BASE.encode(), "基本")[0] == 0


# What is changed in the base → words of the message, the line of the mistake first.
CONTRADICTIONS = {
    "two rules": (
        "      - {id: years,",
        "      - {id: old, label: 年长, rule: 年龄 >= 50}\n      - {id: years,",
        ["自相矛盾", "年龄不少于50周岁", "年龄不超过45周岁"],
    ),
    "one rule": (
        "年龄 <= $oldest",
        "年龄 <= 30 AND 年龄 >= 40",
        ["第14行", "自相矛盾", "年龄不少于40周岁", "年龄不超过30周岁"],
    ),
    "with a parameter": ("年龄 <= $oldest", "年龄 > 45 AND 年龄 <= $oldest", ["自相矛盾"]),
    "parameter over 100 %": ("value: 2/3", "value: 120%", ["第5行", "超过了100%", "1.2"]),
    "share over 100 %": ("$turnout * 应到", "120% * 应到", ["第22行", "超过了100%", "1.2"]),
    "a list called like a parameter": ("  health:", "  oldest:", ["第8行", "参数里已经有"]),
    "an item twice": ("[健康, 良好]", "[健康, 健康]", ["第8行", "“健康”写了两次"]),
    "a list of other codes": ("健康状况 IN", "学历 IN", ["第17行", "“健康”不是可用的代码"]),
    "two cases of one name": (
        "hold}\n",
        "hold}\n  - {name: 正好, instrument: meeting, expect: {verdict: pass}}\n",
        ["第28行", "同一个名称"],
    ),
    "a case sets what there is not": ("{years: 2}", "{yeas: 2}", ["第26行", "years"]),
    "a list for parameters": (
        BASE[BASE.index("parameters") : BASE.index("lists")],
        "parameters: [a]\n",
        ["第3行", "名称: 内容"],
    ),
    "a text for lists": ("{title: 健康状况, items: [健康, 良好]}", "健康", ["第8行"]),
}  # fmt: skip


@pytest.mark.parametrize("mistake", CONTRADICTIONS)
def test_what_does_not_fit_is_told_with_its_line(mistake, folder):
    found, put, words = CONTRADICTIONS[mistake]
    assert found in BASE
    code, output = checked(folder, BASE.replace(found, put, 1), "基本")
    assert code == 1
    assert all(word in output for word in words), output


# What a child adds → words of the message.
DEAD = {
    "same parameter": ("parameters:\n  oldest: 45\n", ["第5行", "完全相同"]),
    "same rule": (
        "instruments:\n  - id: qualification\n    rules:\n      - {id: age, label: 年龄}\n",
        ["第7行", "完全相同"],
    ),
    "same list": ("lists:\n  health: {title: 健康状况}\n", ["第5行", "完全相同"]),
    "nothing but an id": ("instruments:\n  - id: meeting\n", ["第5行", "完全相同"]),
    "drops what is not there": (
        "instruments:\n  - id: qualification\n    rules:\n      - {id: aged, drop: true}\n",
        ["第7行", "上位制度里没有", "“age”"],
    ),
    "part of what is not there": (
        "instruments:\n  - id: qualification\n    rules:\n      - {id: ages, soft: true}\n",
        ["第7行", "缺少“label”", "上位制度里没有“ages”", "“age”"],
    ),
    "an instrument that is not there": (
        "instruments:\n  - id: qualifications\n    rules: [{id: age, soft: true}]\n",
        ["第5行", "没有这一类"],
    ),
    "another kind": (
        "instruments:\n  - {kind: notice, id: meeting}\n",
        ["第5行", "不能改成另一类"],
    ),
    "a parameter whose use was dropped": (
        "parameters:\n  oldest: 40\n"
        "instruments:\n  - id: qualification\n    rules: [{id: age, drop: true}]\n",
        ["第5行", "改了也不起作用"],
    ),
    "loosened": ("parameters:\n  oldest: 46\n", ["第5行", "放宽"]),
    "contradicts what it extends": (
        "instruments:\n  - id: qualification\n"
        "    rules: [{id: old, label: 年长, rule: 年龄 >= 50}]\n",
        ["自相矛盾"],
    ),
}  # fmt: skip


@pytest.mark.parametrize("mistake", DEAD)
def test_an_override_that_overrides_nothing_is_refused(mistake, folder):
    added, words = DEAD[mistake]
    code, output = checked(folder, CHILD + added)
    assert code == 1
    assert all(word in output for word in words), output


def test_a_cycle_and_a_missing_base_are_told_with_their_line(folder):
    (folder / "某省" / "甲.yaml").write_text("policy: 某省/甲\ntitle: 甲\nextends: 某省/子\n")
    code, output = checked(folder, "policy: 某省/子\ntitle: 子\nextends: 某省/甲\n")
    assert code == 1
    assert "第3行" in output
    assert "绕回了自己：某省/子 → 某省/甲 → 某省/子" in output
    code, output = checked(folder, "policy: 某省/子\ntitle: 子\nextends: 某省/基体\n")
    assert code == 1
    assert "是不是想写“某省/基本”" in output


def test_an_end_that_has_passed_is_pointed_out_and_named_by_its_day(folder):
    ended = BASE.replace("label: 年龄,", "label: 年龄, until: 2026-06-30,")
    with clock.set_to(datetime(2026, 6, 30, 12, tzinfo=clock.now().tzinfo)):
        assert checked(folder, ended, "基本") == (0, "1个文件，0处错误，0处提示。\n")
    with clock.set_to(datetime(2026, 7, 1, 12, tzinfo=clock.now().tzinfo)):
        code, output = checked(folder, ended, "基本")
    assert code == 0
    assert "提示" in output
    assert "第14行" in output
    assert "2026.06.30已经过去，自2026.07.01起" in output
    late = BASE + "effective: {from: 2020-01-01, until: 2021-01-01}\n"
    assert "2021.01.01已经停止施行" in checked(folder, late, "基本")[1]


def test_all_problems_of_a_file_are_told_at_once(folder):
    broken = (
        BASE.replace("title: 基本制度", "titel: 基本制度")
        .replace("年龄 <= $oldest", "年令 <= 45")
        .replace("label: 学历", "labl: 学历")
        .replace("$years}", "$yeers}")
        .replace("实到 >=", "到会 >=")
        .replace("value: 2/3", "value: 2/0")
        .replace("instrument: qualification", "instrument: quality")
    )
    code, output = checked(folder, broken, "基本")
    assert code == 1
    for word in ("titel", "年令", "labl", "yeers", "到会", "分母", "quality"):
        assert word in output, word


_BALLOT = """\
  - kind: ballot
    id: vote
    purpose: decision
    secrecy: signed
    question: {form: marks, options: [同意, 反对]}
    weighting: rates
"""
_INDEX = """\
  - kind: index
    id: index
    of: unit
    values: {甲数: {type: number}, 乙数: {type: number}}
    components:
"""
# Instruments of other rooms, after two parameters of 50 % and 60 % → words of the message.
OTHER_KINDS = {
    "nobody votes": (_BALLOT + "    electorate: []\n", ["第11行", "至少要有1项"]),
    "weights of voters": (
        _BALLOT + "    electorate: [{class: 甲, weight: $half}, {class: 乙, weight: $more}]\n",
        ["权重", "1.1"],
    ),
    "weights of an index": (
        _INDEX
        + "      - {id: a, label: 甲, weight: 50%, formula: 甲数}\n"
        + "      - {id: b, label: 乙, weight: 60%, formula: 乙数}\n",
        ["权重之和是1.1"],
    ),
    "weights of an index as parameters": (
        _INDEX
        + "      - {id: a, label: 甲, weight: $half, formula: 甲数}\n"
        + "      - {id: b, label: 乙, weight: $more, formula: 乙数}\n",
        ["权重之和是1.1"],
    ),
}


@pytest.mark.parametrize("mistake", OTHER_KINDS)
def test_kinds_of_every_room_are_told_apart_from_sound_ones(mistake, folder):
    written, words = OTHER_KINDS[mistake]
    head = "policy: 某省/子\ntitle: 子\nparameters: {half: 50%, more: 60%}\ninstruments:\n"
    code, output = checked(folder, head + written)
    assert code == 1
    assert all(word in output for word in words), output
    sound = head.replace("60%", "50%") + written.replace("60%", "50%").replace(
        "[]", "[{class: 甲}]"
    )
    assert "权重" not in checked(folder, sound)[1]


_WORDS = """
policy title parameters instruments lists cases extends unclear value kind criteria ballot procedure
quota list schedule rules id rule null 2/3 30% { } [ ] ' " | > &a *a ! # ~ true 2026-01-01 9 % @ ？
： effective source unit type number label meeting expect given drop
"""
_pieces = st.sampled_from(
    [*_WORDS.split(), "年龄 <= $x", "- ", ": ", ", ", "\n", "\n  ", "\n    ", "\t", "drop: true"]
)
_garbage = st.lists(_pieces, max_size=40).map("".join) | st.text(max_size=200)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(text=_garbage)
def test_any_text_is_a_policy_or_refused(text):
    _read(text)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    start=st.integers(0, len(BASE)),
    length=st.integers(0, 30),
    put=st.lists(_pieces, max_size=4).map("".join),
)
def test_a_policy_with_something_written_over_is_a_policy_or_refused(start, length, put):
    _read(BASE[:start] + put + BASE[start + length :])


_values = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 5) | st.sampled_from(["", "年龄", "$x", "2/3"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["id", "title", "rules", "kind", "值"]), inner, max_size=3
        )
    ),
    max_leaves=8,
)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(key=st.sampled_from([*Policy.model_fields, "policy", "x"]), value=_values)
def test_any_value_under_a_name_of_a_policy_is_a_policy_or_refused(key, value):
    kept = "".join(f"{line}\n" for line in BASE.splitlines() if not line.startswith(f"{key}:"))
    _read(kept + f"{json.dumps(key)}: {json.dumps(value, ensure_ascii=False)}\n")


def _read(text: str) -> None:
    try:
        catalogue.from_text(text)
    except Refusal as refusal:
        problems = refusal.problems
    else:
        return
    assert problems
    assert all(each.message for each in problems)


@pytest.mark.parametrize("content", [b"\x00\xff", b"\xff" * 100, b"\xe5", bytes(range(256))])
def test_bytes_that_are_no_text_are_refused(content, folder):
    code, output = checked(folder, content)
    assert code == 1
    assert "1处错误" in output


def test_a_share_over_a_hundred_percent_is_refused_on_adoption_too(folder):
    policy = catalogue.load("某省/基本")
    with pytest.raises(Refusal, match=r"turnout.*超过了100%"):
        parameters.with_parameters(policy, {"turnout": "120%"})
    assert parameters.with_parameters(policy, {"turnout": "100%"}).values["turnout"] == 1


def test_an_adopted_text_that_no_longer_fits_the_kinds_says_where(folder):
    content = json.loads(json.dumps(catalogue.load("某省/基本").content))
    content["instruments"][0]["rules"][0]["labl"] = content["instruments"][0]["rules"][0].pop(
        "label"
    )
    content["instruments"][1]["kind"] = "meting"
    with pytest.raises(Refusal) as caught:
        catalogue.from_content(content)
    message = str(caught.value)
    assert "qualification › rules › age › label" in message
    assert "不认识“labl”" in message
    assert "没有这一类" in message
