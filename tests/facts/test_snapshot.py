"""Snapshots: the frame, its columns, its file and its digest."""

from datetime import date
from uuid import UUID

import polars
import pytest
from click.testing import CliRunner

from xuanxian.cli.facts import facts_command
from xuanxian.facts import snapshot
from xuanxian.facts.definitions import FACTS
from xuanxian.facts.installation import build_snapshot, facts_of_people
from xuanxian.kernel.errors import Refusal
from xuanxian.kernel.partial_date import PartialDate
from xuanxian.registry.dossier import Dossier, EducationEntry

AS_OF = date(2026, 11, 21)


def _person(number, level, birth="1980.05"):
    course = EducationEntry(mode="full_time", level=level)
    return UUID(int=number), Dossier(
        name=f"某{number}", birth=PartialDate.parse(birth), education=(course,)
    )


PEOPLE = dict([_person(1, "31"), _person(2, "21", "1990.01"), _person(3, "70")])
PEOPLE[UUID(int=4)] = Dossier(name="某4")


def test_a_frame_has_a_row_a_person_and_a_column_a_fact():
    frame = snapshot.build(PEOPLE, AS_OF)
    assert frame.columns == ["person", *FACTS]
    assert frame["person"].to_list() == [str(UUID(int=number)) for number in (1, 2, 3, 4)]
    assert frame.schema["学历"] == polars.Enum(FACTS["学历"].levels)


def test_codes_compare_by_level_and_the_unknown_stays_unknown():
    frame = snapshot.build(PEOPLE, AS_OF)
    met = frame.select(polars.sql_expr("学历 >= '大学专科' AND 年龄 <= 45").alias("met"))
    # 1 is 46 years old, 2 meets both, 3 fails by education, of 4 nothing is known.
    assert met["met"].to_list() == [False, True, False, None]


def test_the_frame_says_what_each_person_says():
    frame = snapshot.build(PEOPLE, AS_OF)
    for row, dossier in zip(frame.iter_rows(named=True), PEOPLE.values(), strict=True):
        alone = snapshot.of_person(dossier, AS_OF)
        assert {name: row[name] for name in FACTS} == {n: f.value for n, f in alone.items()}


def test_a_snapshot_reads_back_and_its_digest_is_that_of_its_content(tmp_path):
    frame = snapshot.build(PEOPLE, AS_OF)
    info = snapshot.write(frame, tmp_path, AS_OF)
    assert (info.rows, info.as_of) == (4, AS_OF)
    assert snapshot.read(info.path).equals(frame)
    assert snapshot.digest_of(snapshot.read(info.path)) == info.digest


def test_the_order_of_people_does_not_change_the_digest_but_any_value_does():
    digest = snapshot.digest_of(snapshot.build(PEOPLE, AS_OF))
    turned = dict(reversed(PEOPLE.items()))
    assert snapshot.digest_of(snapshot.build(turned, AS_OF)) == digest
    changed = {**PEOPLE, **dict([_person(1, "21")])}
    assert snapshot.digest_of(snapshot.build(changed, AS_OF)) != digest


def test_a_proposal_concerns_the_person_proposed_only():
    frame = snapshot.build(PEOPLE, AS_OF, proposed_ranks={UUID(int=2): "1A32"})
    assert frame["拟任职务层次"].to_list() == [None, "县处级副职", None, None]


@pytest.mark.django_db
def test_the_registry_gives_units_posts_and_relatives_to_the_facts():
    from xuanxian.access.actor import Actor
    from xuanxian.registry import services
    from xuanxian.registry.dossier import PostEntry

    actor = Actor.command_line()
    town = services.enter_organisation(
        code="01", name="某镇", kind="town", actor=actor, source="测试"
    )
    post = services.enter_post(
        town,
        title="镇长",
        kind="leading",
        rank="1A41",
        management="county",
        is_chief=True,
        actor=actor,
        source="测试",
    )
    held = PostEntry(post=post.pk, title="某镇镇长", held_from=PartialDate.parse("2020.05"))
    person = services.enter_dossier(
        Dossier(name="陈一", unit_code="01", posts=(held,)), actor=actor, source="测试"
    )
    facts = facts_of_people([person], AS_OF)[person.pk]
    assert facts["单位类别"].value == "乡镇（街道）"
    assert facts["担任过乡镇街道领导职务"].value is True
    assert facts["现任单位任职年限"].value == 6
    assert build_snapshot(AS_OF)["person"].to_list() == [str(person.pk)]


@pytest.mark.django_db
def test_the_command_builds_a_snapshot_and_names_its_digest(tmp_path):
    ran = CliRunner().invoke(
        facts_command, ["build", "--as-of", "2026-11-21", "--out", str(tmp_path)]
    )
    assert ran.exit_code == 0, ran.output
    [file] = tmp_path.glob("*.parquet")
    assert snapshot.digest_of(snapshot.read(file)) in ran.output


def test_the_command_explains_a_fact_and_refuses_an_unknown_one():
    ran = CliRunner().invoke(facts_command, ["show", "学历"])
    assert "大学专科、大学本科、研究生" in ran.output
    ran = CliRunner().invoke(facts_command, ["show", "任现职"])
    assert isinstance(ran.exception, Refusal)
    assert "任现职年限" in str(ran.exception)


def test_kept_snapshots_are_listed_the_latest_first_and_each_content_once(tmp_path):
    from datetime import datetime

    from xuanxian.kernel import clock

    assert snapshot.kept(tmp_path / "none") == []
    frame = snapshot.build(PEOPLE, AS_OF)
    with clock.set_to(datetime(2026, 11, 21, 9, tzinfo=clock.CIVIL_TIME)):
        first = snapshot.write(frame, tmp_path, AS_OF)
    with clock.set_to(datetime(2026, 11, 22, 9, tzinfo=clock.CIVIL_TIME)):
        second = snapshot.write(frame.head(2), tmp_path, date(2026, 11, 22))
    assert snapshot.kept(tmp_path) == [second, first]
    with clock.set_to(datetime(2026, 11, 23, 9, tzinfo=clock.CIVIL_TIME)):
        again = snapshot.write(frame, tmp_path, AS_OF)
    assert snapshot.kept(tmp_path) == [again, second]
    assert again.digest == first.digest


def test_the_index_may_be_lost_cut_off_or_speak_of_files_that_are_gone(tmp_path):
    frame = snapshot.build(PEOPLE, AS_OF)
    first = snapshot.write(frame, tmp_path, AS_OF)
    second = snapshot.write(frame.head(2), tmp_path, AS_OF)
    (tmp_path / "facts-2026-11-21-0123456789abcdef.parquet").write_bytes(b"no parquet")
    index = tmp_path / "index.jsonl"
    index.write_text(index.read_text()[:-20])
    found = {info.path: info for info in snapshot.kept(tmp_path)}
    assert found.keys() == {first.path, second.path}
    assert found[second.path].digest == second.digest
    assert found[second.path].rows == 2
    second.path.unlink()
    assert [info.path for info in snapshot.kept(tmp_path)] == [first.path]


def test_the_digest_is_that_of_the_lines_of_each_column():
    import hashlib

    frame = snapshot.build(PEOPLE, AS_OF).select("person", "年龄", "性别")
    people = "\n".join(str(UUID(int=number)) for number in (1, 2, 3, 4))
    # Born 1980.05, 1990.01, 1980.05, unknown; sex of nobody is known.
    text = f"\x02person\n{people}\x02年龄\n46\n36\n46\n\x00\x02性别\n\x00\n\x00\n\x00\n\x00"
    assert snapshot.digest_of(frame) == hashlib.sha256(text.encode()).hexdigest()


def test_the_command_lists_facts_by_subject_and_words():
    ran = CliRunner().invoke(facts_command, ["list", "--subject", "team", "--search", "女性"])
    assert "班子女性人数" in ran.output
    assert "共2项" in ran.output
    ran = CliRunner().invoke(facts_command, ["list", "--search", "没有的词"])
    assert "没有符合的事实" in ran.output
    ran = CliRunner().invoke(facts_command, ["show", "法定退休日期"])
    assert "待核对" in ran.output


def test_a_misspelt_fact_is_answered_with_the_nearest():
    ran = CliRunner().invoke(facts_command, ["show", "法定退修日期"])
    assert isinstance(ran.exception, Refusal)
    assert "法定退休日期" in str(ran.exception)
