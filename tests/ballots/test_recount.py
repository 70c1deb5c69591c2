"""The independent recount agrees with the count, and finds what was changed."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from tests.ballots import questionnaires as on_questionnaires
from tests.ballots.conftest import CHEAP, STAFF, TELLERS, Meeting, opened
from tests.ballots.test_result_pages import counted as nominated
from tests.ballots.test_result_pages import written_three_ways
from xuanxian.access.actor import Actor
from xuanxian.ballots import result_queries, services
from xuanxian.ballots.answers import Answers
from xuanxian.ballots.box_digest import root_of
from xuanxian.ballots.exporting import export_of
from xuanxian.ballots.models import OpenedBallot, Poll
from xuanxian.ballots.questionnaire_envelope import read_lines
from xuanxian.ballots.services import Meant
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


def export_to(path: Path, poll: Poll) -> Any:
    path.write_text(json.dumps(export_of(poll), ensure_ascii=False))
    return json.loads(path.read_text())


def test_the_recount_puts_written_names_where_the_tellers_say_and_checks_their_table(
    tmp_path: Path,
) -> None:
    poll = nominated(written_three_ways()).poll
    meant = {written: Meant("as_written") for written in result_queries.unmatched(poll)}
    meant |= {"王某甲(副镇长)": Meant("listed", "wang"), "老孙头": Meant("unidentified")}
    for teller in ("11", "12"):
        actor = Actor(account=teller, name=f"计票人{teller}", role="organisation_staff")
        services.state_meanings(poll, meant, actor=actor)
    services.count_matched(poll, actor=STAFF)
    path = tmp_path / "ballots.json"
    export = export_to(path, Poll.objects.get(pk=poll.pk))
    done = recount(path)
    assert done.returncode == 0, done.stdout
    # 王某甲: two alone, one by hand; the one who named him twice is invalid.
    assert "有效 9  无效 1" in done.stdout
    assert "王某甲 得票 3" in done.stdout
    assert "孙某丙（另选） 得票 3" in done.stdout
    export["write_ins"][0]["subject"] = "li"
    path.write_text(json.dumps(export))
    assert "另写姓名的认定与纪实所载的校验值不符" in recount(path).stdout


def test_the_recount_finds_a_changed_measure_rank_or_verdict(tmp_path: Path) -> None:
    # 7, 3 and 0 of ten: 70 %, 30 % and 0; 30 % pass.
    ballots = [Answers(names=("wang",))] * 7 + [Answers(names=("li",))] * 3
    path = tmp_path / "ballots.json"
    original = export_to(path, nominated(ballots).poll)
    assert "未复核" not in recount(path).stdout

    def changed(**change: Any) -> str:
        export = json.loads(json.dumps(original))
        export["result"]["subjects"][1].update(change)
        path.write_text(json.dumps(export))
        done = recount(path)
        assert done.returncode == 1
        return done.stdout

    assert "李某乙名次：原为 1，复核为 2" in changed(rank=1)
    assert "李某乙是否通过：原为 False，复核为 True" in changed(passed=False)
    half = {"得票率": {"exact": "1/2", "percent": "50.00%"}}
    assert "李某乙得票率：原为 1/2，复核为 3/10" in changed(measures=half)
    assert "李某乙（委员）得票：原为 4，复核为 3" in changed(by_class={"委员": {"得票": 4}})


def test_the_recount_follows_two_rounds(tmp_path: Path) -> None:
    first = nominated(
        [Answers(names=("wang",))] * 7 + [Answers(names=("li",))] * 3,
        second_round={"at_most": 1},
    ).poll
    later = services.prepare_second_round(first, actor=STAFF)
    files = services.make_box_key(later, TELLERS, actor=STAFF, cost=CHEAP)
    slips = services.issue_slips(later, {"委员": 10}, actor=STAFF)
    meeting = Meeting(later, slips, files)
    services.test_box(later, meeting.keys(0, 1, 2), actor=STAFF)
    services.record_presence(later, {"委员": 10}, actor=STAFF)
    services.open_poll(later, actor=STAFF)
    for slip in slips:
        services.cast(slip.code, Answers(names=("wang",)))
    services.close_poll(later, actor=STAFF)
    services.open_box(Poll.objects.get(pk=later.pk), meeting.keys(0, 1), actor=STAFF)
    path = tmp_path / "ballots.json"
    export = export_to(path, Poll.objects.get(pk=later.pk))
    done = recount(path)
    assert done.returncode == 0, done.stdout
    assert "第一轮：" in done.stdout
    export["subjects"].append({"id": "li", "name": "李某乙"})
    path.write_text(json.dumps(export))
    assert "进入第二轮的人与第一轮的名次不符" in recount(path).stdout


def evaluated(path: Path) -> Any:
    """Nine questionnaires of twelve: six full of praise, three that know of something."""
    share = {"id": "line", "label": "反映", "require": "反映最多 <= 1/3", "else": "bar"}
    meeting = on_questionnaires.opened(
        12,
        on_questionnaires.questionnaire(
            effect="gates", measures={"德": "正向得分 - 100 * 反映最多"}, requirements=[share]
        ),
    )
    said = [on_questionnaires.lines()] * 6
    said += [on_questionnaires.lines("1.", "23", "11.", f"第{at}条意见") for at in range(3)]
    for slip, filled in zip(meeting.slips, said, strict=False):
        form = meeting.poll.form
        services.cast(slip.code, read_lines(form.instrument, filled))
    return export_to(path, on_questionnaires.counted(meeting))


def test_the_recount_counts_questionnaires_and_what_is_asked_of_them_together(
    tmp_path: Path,
) -> None:
    path = tmp_path / "forms.json"
    evaluated(path)
    done = recount(path)
    assert done.returncode == 0, done.stdout
    assert "应到 12  实到 12  发出 12  收回 9  有效 9  无效 0" in done.stdout
    assert "理想信念 优秀 6  良好 3" in done.stdout
    assert "有人请客 得票 3" in done.stdout
    assert "意见建议 3 条" in done.stdout
    assert "未复核" not in done.stdout


def test_the_recount_finds_whatever_is_changed_in_an_export_of_questionnaires(
    tmp_path: Path,
) -> None:
    path = tmp_path / "forms.json"
    original = evaluated(path)

    def changed(change: Any) -> str:
        export = json.loads(json.dumps(original))
        change(export)
        path.write_text(json.dumps(export))
        done = recount(path)
        assert done.returncode == 1, done.stdout
        return done.stdout

    def answer(export: Any) -> None:
        export["ballots"][0]["content"]["answers"]["positive"] = {"marks": {"ideals": "较差"}}

    def figure(export: Any) -> None:
        export["result"]["measures"]["德"]["exact"] = "99"

    def verdict(export: Any) -> None:
        for each in export["result"]["outcome"]["reasons"]:
            each["verdict"] = "bar"

    found = changed(answer)
    assert "正向测评：理想信念" in found
    assert "开出问卷的校验值" in found
    assert "正向得分：原为 290/3" in found
    # 290/3 less 100 × 3/9
    assert "德：原为 99，复核为 190/3" in changed(figure)
    assert "反映：原为不符合，复核为符合" in changed(verdict)
    assert "填写的文字" in changed(lambda export: export["texts"].pop())
    assert "填写的文字" in changed(lambda export: export.update(texts=[]))
    assert "文字没有与答案分开" in changed(
        lambda export: export["ballots"][0]["content"].update(texts={"advice": "意见"})
    )
    spoilt = changed(lambda export: export["ballots"][0].update(content={"spoilt": True}))
    assert "无效：原为 0，复核为 1" in spoilt
    assert "有人打招呼得票" in spoilt or "没有得票" in spoilt


def test_an_expression_it_does_not_know_is_left_to_the_reader(tmp_path: Path) -> None:
    ballots = [Answers(names=("wang",))] * 10
    path = tmp_path / "ballots.json"
    export_to(path, nominated(ballots, passes="得票率 BETWEEN 30% AND 100%").poll)
    done = recount(path)
    assert done.returncode == 0
    assert "未复核，请人工核对：条件或比率“得票率 BETWEEN 30% AND 100%”" in done.stdout
