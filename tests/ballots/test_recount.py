"""The independent recount agrees with the count, and finds what was changed."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from tests.ballots.conftest import STAFF, Meeting, opened
from xuanxian.ballots import services
from xuanxian.ballots.answers import Answers
from xuanxian.ballots.box_digest import root_of
from xuanxian.ballots.models import OpenedBallot, Poll
from xuanxian.cli.ballot import ballot_command
from xuanxian.kernel.errors import Refusal
from xuanxian.record.models import Entry

pytestmark = pytest.mark.django_db

RECOUNT = Path(__file__).parents[2] / "scripts" / "recount.py"


def recount(path: Path) -> subprocess.CompletedProcess[str]:
    # -I: no path, no packages of this environment; the script must stand alone.
    return subprocess.run(
        [sys.executable, "-I", "-S", str(RECOUNT), str(path)], capture_output=True, text=True
    )


def counted() -> Meeting:
    meeting = opened(14, limits=[{"option": "同意", "at_most": 1}])
    for at, slip in enumerate(meeting.slips[:13]):
        marks = {"wang": "同意"} if at % 2 else {"li": "反对"}
        services.cast(slip.code, Answers(marks=marks))
    services.close_poll(meeting.poll, actor=STAFF)
    services.open_box(meeting.poll, meeting.keys(0, 1), actor=STAFF)
    return meeting


def exported(meeting: Meeting, path: Path) -> Any:
    done = CliRunner().invoke(
        ballot_command, ["export", str(meeting.poll.pk), "-o", str(path)], catch_exceptions=False
    )
    assert done.exit_code == 0
    return json.loads(path.read_text())


def test_the_recount_agrees_and_the_export_stands_on_the_record(tmp_path: Path) -> None:
    path = tmp_path / "ballots.json"
    exported(counted(), path)
    assert path.stat().st_mode & 0o077 == 0
    done = recount(path)
    assert done.returncode == 0, done.stdout
    # 13 ballots: the odd six agree to 王某甲, the even seven oppose 李某乙; the rest abstain.
    assert "应到 14  实到 14  发出 14  收回 13  有效 13  无效 0" in done.stdout
    assert "王某甲 同意 6  弃权 7  未填 7" in done.stdout
    assert "复核一致" in done.stdout
    assert Entry.objects.filter(kind="poll.ballots_exported").count() == 1


def test_the_recount_finds_a_changed_ballot_a_dropped_one_and_a_changed_result(
    tmp_path: Path,
) -> None:
    original = exported(counted(), tmp_path / "ballots.json")

    def changed(change: Any) -> str:
        export = json.loads(json.dumps(original))
        change(export)
        path = tmp_path / "changed.json"
        path.write_text(json.dumps(export))
        done = recount(path)
        assert done.returncode == 1
        return done.stdout

    assert "校验值" in changed(lambda e: e["ballots"][0].update(content={"marks": {}}))
    assert "收回" in changed(lambda e: e["ballots"].pop())
    assert "同意" in changed(lambda e: e["result"]["subjects"][0]["counts"].update(同意=9))


def test_the_recount_judges_validity_itself(tmp_path: Path) -> None:
    export = exported(counted(), tmp_path / "ballots.json")
    both = {"marks": {"wang": "同意", "li": "同意"}}
    export["ballots"][0]["content"] = both
    path = tmp_path / "invalid.json"
    path.write_text(json.dumps(export))
    assert "有效 12  无效 1" in recount(path).stdout


def test_a_file_that_is_no_export_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "rubbish.json"
    path.write_text("{}")
    assert recount(path).returncode == 2


def test_the_digest_is_the_tree_of_rfc_9162() -> None:
    # Test vectors of the certificate-transparency project for the leaves "", 00, 10, 2021, 3031.
    leaves = [bytes.fromhex(each) for each in ("", "00", "10", "2021", "3031")]
    expected = [
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
        "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    ]
    assert [root_of(leaves[: at + 1]) for at in range(5)] == [f"sha256:{h}" for h in expected]


def test_the_command_line_lists_polls_and_shows_a_result() -> None:
    meeting = counted()
    run = CliRunner()
    listed = run.invoke(ballot_command, ["list"], catch_exceptions=False).output
    assert f"{meeting.poll.pk}  已计票  县委常委会会议表决" in listed
    shown = run.invoke(ballot_command, ["show", str(meeting.poll.pk)], catch_exceptions=False)
    # 6 of 14 entitled is 42.86%, under half: the gate bars.
    assert "王某甲  同意 6  反对 0  弃权 7  未填 7  同意率 42.86%  不得" in shown.output
    with pytest.raises(Refusal, match="没有编号"):
        run.invoke(ballot_command, ["show", "无此编号"], catch_exceptions=False)


def test_counting_again_refuses_opened_ballots_that_were_changed_in_the_store() -> None:
    meeting = counted()
    result = Poll.objects.get(pk=meeting.poll.pk).result
    services.count(meeting.poll, actor=STAFF)
    ballot = OpenedBallot.objects.first()
    assert ballot is not None
    OpenedBallot.objects.filter(pk=ballot.pk).update(content={"marks": {"wang": "弃权"}})
    with pytest.raises(Refusal, match="与开箱时记入纪实的不一致"):
        services.count(meeting.poll, actor=STAFF)
    assert Poll.objects.get(pk=meeting.poll.pk).result == result
