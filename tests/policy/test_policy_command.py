"""`xuanxian policy` on the command line."""

import json

import pytest
from click.testing import CliRunner

from xuanxian.cli.policy import policy_command
from xuanxian.kernel.errors import Refusal
from xuanxian.policy.models import Adoption

BASE = "国家/党政领导干部选拔任用"


def run(*arguments):
    return CliRunner().invoke(policy_command, arguments)


def test_list_names_every_policy():
    assert "党政领导干部选拔任用" in run("list").output


def test_explain_puts_given_values_in_place():
    assert "任前公示不少于5个工作日" in run("explain", BASE, "notice").output
    assert (
        "任前公示不少于7个工作日" in run("explain", BASE, "notice", "--set", "notice_days=7").output
    )
    said = run("explain", BASE, "clearance").output
    assert "〔待定：征求意见函的回复期限〕个工作日内回复" in said


def test_check_of_the_catalogue_is_clean():
    result = run("check")
    assert result.exit_code == 0
    assert "0处错误" in result.output


def test_check_names_the_mistakes_of_a_file_and_ends_with_1(tmp_path):
    file = tmp_path / "坏.yaml"
    file.write_text("policy: 坏\ntitle: 坏\ninstruments:\n  - {kind: criterea, id: a}\n")
    result = run("check", str(file))
    assert result.exit_code == 1
    assert "第4行" in result.output
    assert "criteria" in result.output


def test_cases_are_run_a_line_each(tmp_path):
    result = run("test")
    assert result.exit_code == 0
    assert "0案不符" in result.output
    file = tmp_path / "案.yaml"
    file.write_text(
        "policy: 案\ntitle: 案\n"
        "instruments:\n"
        "  - {kind: criteria, id: a, rules: [{id: b, label: 年龄, rule: 年龄 <= 45}]}\n"
        "cases:\n"
        "  - {name: 错的, instrument: a, given: {values: {年龄: 46}}, expect: {verdict: pass}}\n"
    )
    result = run("test", str(file))
    assert result.exit_code == 1
    assert "verdict应为pass，实为bar" in result.output


def test_schema_is_json_for_the_file_and_for_each_kind():
    assert "instruments" in json.loads(run("schema").output)["properties"]
    assert "rules" in json.loads(run("schema", "criteria").output)["properties"]


def test_show_gives_the_merged_content_as_json():
    content = json.loads(run("show", BASE, "--json").output)
    assert content["policy"] == BASE


@pytest.mark.django_db
def test_adopt_asks_for_open_parameters_and_then_adopts():
    with pytest.raises(Refusal, match="reply_days"):
        raise run("adopt", BASE, "--scope", "all", "--from", "2026-01-01").exception
    settings = ("recommendation_names=1", "inspection_notice_days=3", "reply_days=5")
    arguments = [part for setting in settings for part in ("--set", setting)]
    result = run("adopt", BASE, "--scope", "all", "--from", "2026-01-01", *arguments)
    assert result.exit_code == 0, result.output
    assert Adoption.objects.get().parameters["reply_days"] == 5
