"""Batches: what is stored, what a second import corrects, what undoing sets back."""

import io
import zipfile
from datetime import date

import pytest

from tests.exchange.samples import LIN, jpeg, lrmx, month, zipped
from xuanxian.access.actor import Actor
from xuanxian.exchange.lrm import write_lrm
from xuanxian.exchange.models import ImportBatch, ImportedFile
from xuanxian.exchange.roster import (
    EstablishmentRow,
    HoldingRow,
    PersonRow,
    PostRow,
    RankRow,
    RewardSanctionRow,
    Tables,
    TrainingRow,
    UnitRow,
    write_tables,
)
from xuanxian.exchange.services import (
    check_files,
    gather,
    prepare_batch,
    store_batch,
    undo_batch,
)
from xuanxian.kernel.errors import Refusal
from xuanxian.record.models import Entry
from xuanxian.record.verification import verify_all
from xuanxian.registry import services as registry
from xuanxian.registry.dossier import (
    AssessmentEntry,
    Dossier,
    PostEntry,
    RankEntry,
    RewardSanctionEntry,
)
from xuanxian.registry.models import Establishment, Organisation, Person, Post
from xuanxian.registry.queries import read_dossier

pytestmark = pytest.mark.django_db

STAFF = Actor(account="", name="陈明", role="organisation_staff")

UNITS = Tables(
    units=(
        UnitRow(code="511", name="安和县", kind="area"),
        UnitRow(code="511.001", name="安和县水利局", kind="government", parent_code="511"),
    ),
    posts=(
        PostRow(
            unit_code="511.001",
            title="局长",
            kind="leading",
            rank="1A41",
            is_chief=True,
            is_team_member=True,
        ),
        PostRow(unit_code="511.001", title="副局长", kind="leading", rank="1A42", seats=2),
    ),
    establishment=(
        EstablishmentRow(unit_code="511.001", rank="1A41", approved=1, valid_from=date(2020, 1, 1)),
    ),
)


def stored(*files: tuple[str, bytes]) -> ImportBatch:
    batch, _ = prepare_batch(gather(files), actor=STAFF)
    return store_batch(batch, actor=STAFF)


def standing(name: str = "林安然") -> Dossier:
    return read_dossier(Person.objects.get(name=name))


def counts() -> tuple[int, ...]:
    return tuple(model.objects.count() for model in (Person, Organisation, Post, Establishment))


def test_a_stored_file_stands_in_the_registry_field_for_field() -> None:
    batch = stored(("a.lrmx", lrmx()))
    assert batch.state == ImportBatch.State.STORED
    assert standing() == LIN


def test_every_step_of_an_import_is_on_its_record() -> None:
    batch = stored(("a.lrmx", lrmx()), ("b.lrmx", b""))
    undo_batch(batch, actor=STAFF, reason="选错文件")
    kinds = list(Entry.objects.filter(stream=f"import:{batch.pk}").values_list("kind", flat=True))
    assert kinds == [
        "import.checked",
        "import.file_stored",
        "import.stored",
        "import.undone",
    ]


def test_what_many_files_leave_on_the_record_verifies() -> None:
    people = [
        (f"{number}.lrmx", lrmx(name=f"甲{letter}", id_number=""))
        for number, letter in enumerate("子丑寅卯辰巳午未申酉戌亥")
    ]
    batch = stored(*people, ("z.lrmx", b""))
    result = verify_all()
    assert not result.faults
    assert Entry.objects.filter(kind="person.entered").count() == 12
    assert Entry.objects.filter(stream=f"import:{batch.pk}").count() == 14
    assert all(row.stored_changes.count() == 1 for row in batch.files.filter(state="stored"))


def test_a_file_with_errors_does_not_keep_others_from_being_stored() -> None:
    batch = stored(("a.lrmx", lrmx()), ("b.lrmx", lrmx(name="赵一", nation="")))
    assert [row.state for row in batch.files.all()] == ["stored", "refused"]
    assert Person.objects.count() == 1


def test_the_same_file_again_changes_nothing() -> None:
    stored(("a.lrmx", lrmx()))
    report = check_files(gather([("a.lrmx", lrmx())]))
    assert report.plans[0].changes[0].action == "same"
    stored(("a.lrmx", lrmx()))
    assert Person.objects.count() == 1
    assert not Entry.objects.filter(kind="person.corrected").exists()


def test_a_known_person_is_corrected_and_the_difference_shown() -> None:
    stored(("a.lrmx", lrmx()))
    newer = lrmx(health="良好", joined_work=month("1971.08"))
    report = check_files(gather([("b.lrmx", newer)]))
    (change,) = report.plans[0].changes
    assert change.action == "correct"
    assert [(row.field, row.before, row.after) for row in change.differences] == [
        ("参加工作时间", "197107", "197108"),
        ("健康状况", "健康", "良好"),
    ]
    stored(("b.lrmx", newer))
    assert standing().health == "良好"


def test_a_correction_keeps_what_the_form_cannot_tell() -> None:
    stored(("a.lrmx", lrmx()))
    person = Person.objects.get()
    fuller = LIN.model_copy(
        update={
            "birth": month("1949.12.31"),
            "posts": (PostEntry(title="安和县水利局局长", held_from=month("1990.03")),),
            "ranks": (RankEntry(code="1A41", held_from=month("1990.03")),),
        }
    )
    registry.correct_dossier(person, fuller, actor=STAFF, reason="补录")
    stored(("b.lrmx", lrmx(health="良好")))
    assert standing() == fuller.model_copy(update={"health": "良好"})


def test_a_form_that_tells_the_last_years_keeps_the_earlier_results() -> None:
    stored(("a.lrmx", lrmx()))
    later = (AssessmentEntry(year=2020, grade="3"), AssessmentEntry(year=2021, grade="2"))
    stored(("b.lrmx", lrmx(assessments=later)))
    assert [(row.year, row.grade) for row in standing().assessments] == [
        (2019, "1"),
        (2020, "3"),
        (2021, "2"),
    ]


def test_a_sanction_that_a_form_does_not_repeat_stays_in_the_file() -> None:
    stored(("机构.xlsx", write_tables(UNITS)), ("a.lrmx", lrmx()), ("z.xlsx", _holdings()))
    award = RewardSanctionEntry(nature="reward", name="劳动模范", authority="安和县人民政府")
    stored(("b.lrmx", lrmx(rewards_sanctions=(award,))))
    reward, sanction = standing().rewards_sanctions
    assert reward == award
    assert (sanction.name, sanction.influence_until) == ("诫勉", month("2023-11-01"))
    report = check_files(gather([("c.lrmx", lrmx(rewards_sanctions=(award,)))]))
    assert report.plans[0].changes[0].action == "same"


def test_undoing_takes_entered_people_out_and_sets_corrected_ones_back() -> None:
    stored(("a.lrmx", lrmx()))
    before = standing()
    second = lrmx(name="赵一", id_number="110105194912310046")
    batch = stored(("b.lrmx", lrmx(health="良好", photo=jpeg(61, 80))), ("c.lrmx", second))
    assert Person.objects.count() == 2
    undo_batch(batch, actor=STAFF, reason="选错文件")
    assert [person.name for person in Person.objects.all()] == ["林安然"]
    assert standing() == before
    assert {row.state for row in batch.files.all()} == {ImportedFile.State.UNDONE}


def test_undoing_is_refused_when_later_changes_stand_on_it() -> None:
    batch = stored(("a.lrmx", lrmx()))
    later = LIN.model_copy(update={"health": "一般"})
    registry.correct_dossier(Person.objects.get(), later, actor=STAFF, reason="体检")
    with pytest.raises(Refusal, match=r"林安然.*又有变动"):
        undo_batch(batch, actor=STAFF, reason="选错文件")
    assert standing() == later
    batch.refresh_from_db()
    assert batch.state == ImportBatch.State.STORED


def test_undoing_is_refused_when_a_change_stands_between_two_of_the_import() -> None:
    people, tables = ("a.lrmx", lrmx()), ("z.xlsx", _holdings())
    stored(("units.xlsx", write_tables(UNITS)))
    batch, _ = prepare_batch(gather([people, tables]), actor=STAFF)
    store_batch(batch, actor=STAFF, at_most=1)
    changed = standing().model_copy(update={"health": "一般"})
    registry.correct_dossier(Person.objects.get(), changed, actor=STAFF, reason="体检")
    store_batch(batch, actor=STAFF)
    with pytest.raises(Refusal, match="又有变动"):
        undo_batch(batch, actor=STAFF, reason="选错文件")
    assert standing().health == "一般"


def test_undoing_needs_a_reason_and_happens_once() -> None:
    batch = stored(("a.lrmx", lrmx()))
    with pytest.raises(Refusal, match="没有写明撤销原因"):
        undo_batch(batch, actor=STAFF, reason=" ")
    assert Person.objects.count() == 1
    undo_batch(batch, actor=STAFF, reason="选错文件")
    with pytest.raises(Refusal, match="不能撤销"):
        undo_batch(batch, actor=STAFF, reason="再来一次")


def test_a_batch_is_stored_piece_by_piece_and_not_twice() -> None:
    second = lrmx(name="赵一", id_number="110105194912310046")
    batch, _ = prepare_batch(gather([("a.lrmx", lrmx()), ("b.lrmx", second)]), actor=STAFF)
    batch = store_batch(batch, actor=STAFF, at_most=1)
    assert (batch.state, Person.objects.count()) == (ImportBatch.State.STORING, 1)
    batch = store_batch(batch, actor=STAFF, at_most=1)
    assert (batch.state, Person.objects.count()) == (ImportBatch.State.STORED, 2)
    with pytest.raises(Refusal, match="不能再导入"):
        store_batch(batch, actor=STAFF)


def test_what_the_registry_gained_since_the_check_is_seen_when_storing() -> None:
    batch, _ = prepare_batch(gather([("a.lrmx", lrmx())]), actor=STAFF)
    registry.enter_dossier(LIN.model_copy(update={"name": "林安"}), actor=STAFF, source="手工录入")
    store_batch(batch, actor=STAFF)
    assert [row.state for row in batch.files.all()] == ["refused"]
    assert [person.name for person in Person.objects.all()] == ["林安"]


def test_a_lrm_with_its_picture_comes_in_from_a_zip_with_chinese_names() -> None:
    record, picture = write_lrm(LIN)
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        # Windows writes names in GBK without saying so; zipfile reads them as cp437.
        for ending, data in ((".lrm", record), (".pic", picture or b"")):
            entry = zipfile.ZipInfo("x")
            entry.filename = f"林安然{ending}".encode("gbk").decode("cp437")
            entry.flag_bits = 0
            archive.writestr(entry, data)
    stored(("旧版.zip", buffer.getvalue()))
    assert standing() == LIN.model_copy(update={"id_number": ""})


def _holdings() -> bytes:
    who = {"name": "林安然", "id_number": LIN.id_number}
    return write_tables(
        Tables(
            holdings=(
                HoldingRow(
                    **who,
                    unit_code="511.001",
                    post="局长",
                    held_from=month("1990.03"),
                    appointment_document="安组任〔1990〕5号",
                ),
            ),
            ranks=(RankRow(**who, code="1A41", held_from=month("1990.03")),),
            rewards_sanctions=(
                RewardSanctionRow(
                    **who,
                    nature="sanction",
                    award="诫勉",
                    approved_on=month("2023.05"),
                    authority="安和县纪委",
                    influence_until=date(2023, 11, 1),
                ),
            ),
            trainings=(TrainingRow(**who, course="中青班", days="30"),),
        )
    )


def test_units_posts_figures_people_and_holdings_come_in_together() -> None:
    files = [
        ("z任职.xlsx", _holdings()),
        ("林安然.lrmx", lrmx()),
        ("机构.xlsx", write_tables(UNITS)),
    ]
    batch, report = prepare_batch(gather(files), actor=STAFF)
    assert [str(problem) for problem in report.problems] == []
    store_batch(batch, actor=STAFF)
    assert counts() == (1, 2, 2, 1)
    dossier = standing()
    post = Post.objects.get(title="局长")
    (held,) = dossier.posts
    assert (held.post, held.title, held.rank) == (post.pk, "安和县水利局局长", "1A41")
    assert (dossier.unit_code, dossier.rank) == ("511.001", "1A41")
    (sanction,) = dossier.rewards_sanctions
    assert sanction.influence_until == month("2023-11-01")
    assert dossier.trainings[0].days == "30.0"
    undo_batch(batch, actor=STAFF, reason="试运行")
    assert counts() == (0, 0, 0, 0)


def test_a_workbook_with_one_bad_row_is_not_stored_at_all() -> None:
    stored(("机构.xlsx", write_tables(UNITS)), ("林安然.lrmx", lrmx()))
    before = standing()
    rows = Tables(
        holdings=(
            HoldingRow(name="林安然", birth=LIN.birth, full_title="安和县水利局局长"),
            HoldingRow(name="无此人", full_title="科员"),
        )
    )
    batch = stored(("任职.xlsx", write_tables(rows)))
    (file,) = batch.files.all()
    assert file.state == "refused"
    assert "第3行" in file.problems[0]["where"]
    assert standing() == before


def test_a_second_workbook_corrects_units_and_posts_and_undoing_sets_them_back() -> None:
    stored(("机构.xlsx", write_tables(UNITS)))
    newer = UNITS.model_copy(
        update={
            "units": (UNITS.units[1].model_copy(update={"short_name": "水利局"}),),
            "posts": (UNITS.posts[1].model_copy(update={"seats": 3}),),
            "establishment": (),
        }
    )
    batch = stored(("新机构.xlsx", write_tables(newer)))
    assert Organisation.objects.get(code="511.001").short_name == "水利局"
    assert Post.objects.get(title="副局长").seats == 3
    undo_batch(batch, actor=STAFF, reason="文件有误")
    assert Organisation.objects.get(code="511.001").short_name == ""
    assert Post.objects.get(title="副局长").seats == 2


def test_a_roster_enters_people_and_changes_only_what_it_tells_of_known_ones() -> None:
    stored(("机构.xlsx", write_tables(UNITS)), ("林安然.lrmx", lrmx()))
    before = standing()
    roster = Tables(
        people=(
            PersonRow(
                name="林安然", id_number=LIN.id_number, birth=LIN.birth, sex="2", nation="01",
                health="良好",
            ),
            PersonRow(
                name="赵一", birth=month("1980.05"), sex="1", nation="03",
                full_time_level="大专", current_post="安和县水利局副局长", joined_party="200108",
            ),
        )
    )  # fmt: skip
    stored(("干部.xlsx", write_tables(roster)))
    assert standing() == before.model_copy(update={"health": "良好"})
    new = standing("赵一")
    assert (new.nation, new.unit_code, new.education[0].level) == ("03", "511.001", "30")
    assert new.party[0].joined == month("2001.08")


def test_a_roster_with_heads_of_two_lines_is_read_by_its_titles() -> None:
    from tests.exchange.samples import workbook

    rows: list[list[object]] = [
        ["安和县干部花名册"],
        ["序号", "姓名", "性别", "民族", "出生年月", "全日制教育", "", "现任职务"],
        ["", "", "", "", "", "学历", "毕业院校及专业", ""],
        ["1", "赵　一", "男", "回", "1980.05", "大专", "云泽大学", "安和县水利局副局长"],
    ]
    stored(("花名册.xlsx", workbook({"县直": rows})))
    person = standing("赵一")
    assert person.education[0].level_text == "大专"
    assert person.education[0].school == "云泽大学"
    assert person.nation == "03"
    assert person.current_post == "安和县水利局副局长"


def test_a_lrm_of_a_known_person_keeps_number_photo_and_newer_elements() -> None:
    stored(("a.lrmx", lrmx(other_elements={"DaoLingNianYue": "200912"})))
    before = standing()
    record, _ = write_lrm(LIN.model_copy(update={"health": "良好"}))
    stored(("a.lrm", record))
    assert standing() == before.model_copy(update={"health": "良好"})


def test_a_workbook_does_not_repeat_what_stood_in_the_file_already() -> None:
    stored(("机构.xlsx", write_tables(UNITS)), ("林安然.lrmx", lrmx(birthplace="", photo=None)))
    row = PersonRow(name="林安然", birth=LIN.birth, health="良好", unit_code="511.001")
    report = check_files(gather([("干部.xlsx", write_tables(Tables(people=(row,))))]))
    assert report.problems == []
    wrong = row.model_copy(update={"joined_work": month("1964.01")})
    report = check_files(gather([("干部.xlsx", write_tables(Tables(people=(wrong,))))]))
    assert [problem.field for problem in report.problems] == ["参加工作时间"]


def test_a_section_is_found_behind_the_name_of_its_unit() -> None:
    section = UnitRow(code="511.001.01", name="办公室", kind="section", parent_code="511.001")
    head = PostRow(unit_code=section.code, title="主任", kind="mid_level", rank="1A50")
    units = UNITS.model_copy(
        update={"units": (*UNITS.units, section), "posts": (*UNITS.posts, head)}
    )
    files = [("机构.xlsx", write_tables(units))]
    for name, post in (("林安然", "安和县水利局办公室主任"), ("赵一", "安和县水利局副局长")):
        files.append((f"{name}.lrmx", lrmx(name=name, id_number="", current_post=post)))
    batch = stored(*files)
    assert [row.warning_count for row in batch.files.filter(kind="lrmx")] == [1, 1]  # no ID number
    assert (standing().unit_code, standing("赵一").unit_code) == ("511.001.01", "511.001")


def test_a_zip_of_many_files_is_one_batch() -> None:
    second = lrmx(name="赵一", id_number="110105194912310046")
    batch = stored(("全县.zip", zipped({"a.lrmx": lrmx(), "下级/b.lrmx": second})))
    assert batch.files.count() == 2
    assert batch.title == "全县.zip 的2个文件"
    assert Person.objects.count() == 2
