"""`xuanxian case rehearse`: a whole case without a database."""

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from ruamel.yaml import YAML

from xuanxian.cli.case import case_command
from xuanxian.kernel.errors import Refusal
from xuanxian.selection import rehearsal

SCENARIOS = rehearsal.scenarios_folder()
SAMPLE = SCENARIOS / "科级副职选任.yaml"


def run(path: Path, *options: str) -> Result:
    return CliRunner().invoke(case_command, ["rehearse", str(path), *options])


def sample() -> dict[str, Any]:
    return YAML(typ="safe").load(SAMPLE.read_text(encoding="utf-8"))  # type: ignore[no-any-return]


def written(tmp_path: Path, data: dict[str, Any]) -> Path:
    path = tmp_path / "scenario.yaml"
    with path.open("w", encoding="utf-8") as stream:
        YAML().dump(data, stream)
    return path


@pytest.mark.parametrize("path", sorted(SCENARIOS.glob("*.yaml")), ids=lambda path: path.stem)
def test_every_scenario_of_the_examples_comes_out_as_it_expects(path: Path) -> None:
    result = run(path)
    assert result.exit_code == 0, result.output
    assert "与预期相符" in result.output


def test_the_answer_as_json_names_reasons_deadlines_and_whose_turn_it_is() -> None:
    data = json.loads(run(SAMPLE, "--json").output)
    assert data["as_expected"] is True
    barred = data["people"]["孙某丙"]
    assert (barred["stage"], barred["verdict"]) == ("motion", "bar")
    assert barred["reasons"][0]["rule"] == "exclusion.sanction"
    # Who works on the motion or moves people out of it may end a candidacy there.
    assert barred["next"]["roles"] == ["organisation_leader", "organisation_staff"]
    held = [line for line in data["timeline"] if line["on"] == "2026-04-08"]
    assert {one["rule"] for one in held[0]["reasons"] if one["verdict"] == "hold"} == {
        "notice.period",
        "notice.report.反映一",
    }


def test_one_vote_fewer_and_the_case_does_not_come_out(tmp_path: Path) -> None:
    data = sample()
    (decision,) = [step for step in data["steps"] if step.get("ballot") == "decision"]
    # Four of nine due are not more than half.
    decision["ballots"][0]["count"] = 4
    decision["ballots"][1]["count"] = 2
    result = run(written(tmp_path, data))
    assert result.exit_code == 1
    assert "得票未达到要求" in result.output
    assert "陈某甲应为completed，实为active" in result.output


def test_a_release_by_a_role_the_policy_does_not_name_releases_nothing(tmp_path: Path) -> None:
    data = sample()
    place = next(
        number for number, step in enumerate(data["steps"]) if step.get("note") == "反映还在核查"
    )
    release = {
        "on": "2026-04-09",
        "do": "set_aside",
        "who": "陈某甲",
        "rule": "notice.report.反映一",
        "reason": "反映不具体",
        "by": "某人",
    }
    data["steps"].insert(place, {**release, "role": "committee_member"})
    result = run(written(tmp_path, data))
    assert result.exit_code == 0
    assert "只能由组织部领导放行" in result.output

    data["steps"][place]["role"] = "organisation_leader"
    result = run(written(tmp_path, data))
    # The move expected to hold now passes with a flag.
    assert result.exit_code == 1
    assert "应为暂缓，实为提示" in result.output


def test_an_open_parameter_is_asked_for(tmp_path: Path) -> None:
    data = sample()
    del data["parameters"]["reply_days"]
    result = run(written(tmp_path, data))
    assert isinstance(result.exception, Refusal)
    assert "reply_days" in str(result.exception)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda data: data["steps"][0].update(do="dance"), "steps"),
        (lambda data: data["steps"][3].update(on="2026-01-01"), "早于前一步"),
        (lambda data: data["steps"][3].update(who=["路人"]), "不在 people 中"),
        (lambda data: data["people"]["陈某甲"]["facts"].update(星座="白羊"), "没有这个事实"),
        (lambda data: data.update(policy="某地/没有的制度"), "没有这个制度"),
        (lambda data: data["steps"][3].update(role="minister"), "没有“minister”这个角色"),
    ],
)
def test_a_scenario_that_does_not_fit_is_refused_by_place(
    tmp_path: Path, change: Any, said: str
) -> None:
    data = sample()
    change(data)
    result = run(written(tmp_path, data))
    assert isinstance(result.exception, Refusal)
    assert said in str(result.exception)


def test_what_is_no_yaml_or_no_file_is_refused(tmp_path: Path) -> None:
    broken = tmp_path / "broken.yaml"
    broken.write_text("a: [1", encoding="utf-8")
    for path, said in ((broken, "不是有效的 YAML"), (tmp_path / "none.yaml", "没有这个文件")):
        result = run(path)
        assert isinstance(result.exception, Refusal)
        assert said in str(result.exception)


def lines_on(day: str, *options: str, path: Path = SAMPLE) -> list[dict[str, Any]]:
    data = json.loads(run(path, "--json", *options).output)
    return [line for line in data["timeline"] if line["on"] == day]


def test_a_period_runs_out_though_nobody_does_anything() -> None:
    # The notice of the inspection, put up on Monday 9 March 2026, runs three working days: 10, 11
    # and 12 March. Nothing is done on the 13th before the case moves.
    (line,) = [one for one in lines_on("2026-03-13") if one["what"] == "随时间变化"]
    assert line["verdict"] == "pass"
    assert line["said"] == "考察预告由暂缓变为通过"


def test_a_deadline_that_passes_is_told_on_the_day_after() -> None:
    # Letters of Friday 13 March 2026 are due within five working days: Friday the 20th.
    (line,) = lines_on("2026-03-21")
    assert line["what"] == "期限已过"
    assert "2026.03.20" in line["said"]


def test_public_holidays_between_two_steps_are_told_once_with_their_last_day() -> None:
    # 国务院办公厅 set 清明节 2026 from Saturday 4 to Monday 6 April.
    (line,) = [one for one in lines_on("2026-04-04") if "放假" in one["what"]]
    assert line["what"] == "清明节放假"
    assert line["said"].startswith("至4月6日")
    assert not lines_on("2026-04-05")


def test_an_influence_period_ends_on_the_day_after_its_last() -> None:
    # 孙某丙's lasts until 31 August 2026.
    (line,) = lines_on("2026-09-01")
    assert (line["what"], line["who"]) == ("影响期满", ["孙某丙"])


def test_somebody_judged_again_after_the_influence_period_goes_on(tmp_path: Path) -> None:
    data = sample()
    data["steps"] += [
        {
            "on": "2027-04-15",
            "do": "judge",
            "who": ["孙某丙"],
            "facts": {"处分影响期内": False},
        },
        {"on": "2027-04-15", "do": "move", "who": ["孙某丙"], "expect": "pass"},
    ]
    data["expect"]["孙某丙"] = {"stage": "nomination", "state": "active"}
    result = run(written(tmp_path, data))
    assert result.exit_code == 0, result.output
