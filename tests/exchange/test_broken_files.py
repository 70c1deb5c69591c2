"""Thirty-odd kinds of broken file: each report says what and where, and nothing is stored."""

import base64
import io
import struct
import zipfile
import zlib
from dataclasses import dataclass

import pytest

from tests.exchange.samples import LIN, jpeg, lrmx, month, replaced, workbook, zipped
from xuanxian.access.actor import Actor
from xuanxian.exchange.lrm import write_lrm
from xuanxian.exchange.models import ImportedChange
from xuanxian.exchange.services import check_files, gather, prepare_batch, store_batch
from xuanxian.kernel.errors import Problem, Refusal, Severity
from xuanxian.registry.dossier import AssessmentEntry, RelativeEntry, ResumeLine
from xuanxian.registry.models import Correction, Organisation, Person, Post

ERROR, WARNING = Severity.ERROR, Severity.WARNING
HEAD = b'<?xml version="1.0" encoding="utf-8"?>\n'


def png() -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        )

    size = struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)
    pixels = chunk(b"IDAT", zlib.compress(b"\0\0"))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", size) + pixels + chunk(b"IEND", b"")


def pixel_bomb() -> bytes:
    """A tiny JPEG whose header claims 60000×60000 pixels."""
    data = bytearray(jpeg())
    frame = data.index(b"\xff\xc0")
    data[frame + 5 : frame + 9] = struct.pack(">HH", 60000, 60000)
    return bytes(data)


def with_photo(data: bytes) -> bytes:
    return lrmx(photo=data)


def doctype(declaration: str, use: str = "") -> bytes:
    return (
        HEAD
        + declaration.encode()
        + replaced("<XingMing>林安然", f"<XingMing>林安然{use}").split(b"\n", 1)[1]
    )


def spread(old: str, new: str) -> bytes:
    return replaced(old, new)


def bomb_archive() -> bytes:
    return zipped({"林安然.lrmx": b"\0" * 60_000_000})


def climbing_archive() -> bytes:
    return zipped({"../../etc/林安然.lrmx": lrmx()})


def nested_archive() -> bytes:
    return zipped({"内层.zip": zipped({"林安然.lrmx": lrmx()})})


def damaged_archive() -> bytes:
    return zipped({"林安然.lrmx": lrmx()})[:-40]


def bomb_workbook() -> bytes:
    return zipped({"xl/workbook.xml": b" " * 60_000_000})


def hostile_workbook() -> bytes:
    book = workbook({"花名册": [["姓名", "性别", "民族"], ["林安然", "女", "汉族"]]})
    source, target = zipfile.ZipFile(io.BytesIO(book)), io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for entry in source.infolist():
            data = source.read(entry)
            if entry.filename == "xl/sharedStrings.xml":
                data = data.replace(b"<sst", b'<!DOCTYPE a [<!ENTITY b "c">]><sst', 1)
            archive.writestr(entry.filename, data)
    return target.getvalue()


def billion_laughs() -> bytes:
    entities = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 2 if n else "ha"}">' for n in range(12))
    return doctype(f"<!DOCTYPE Person [{entities}]>", "&l11;")


ROSTER_HEAD = ["姓名", "性别", "出生年月", "民族", "身份证号"]


@dataclass(frozen=True)
class Broken:
    """A broken file and the problem its report must hold: words of message, field and value."""

    name: str
    data: bytes
    says: str
    field: str = ""
    value: str = ""
    severity: Severity = ERROR


def resume(*lines: ResumeLine) -> bytes:
    return lrmx(resume=lines)


BROKEN = {
    "empty file": Broken("a.lrmx", b"", "文件是空的"),
    "truncated": Broken("a.lrmx", lrmx()[:900], "不是完整的 XML"),
    "no XML at all": Broken("a.lrmx", b"PK\x03\x04" + b"x" * 200, "不是完整的 XML"),
    "another root": Broken(
        "a.lrmx",
        HEAD + b"<People><XingMing>a</XingMing></People>",
        "根元素不是 Person",
        "",
        "People",
    ),
    "almost nothing in it": Broken(
        "a.lrmx", HEAD + b"<Person><A/></Person>", "缺少任免审批表的大部分"
    ),
    "external entity": Broken(
        "a.lrmx",
        doctype('<!DOCTYPE Person [<!ENTITY x SYSTEM "file:///etc/passwd">]>', "&x;"),
        "文档类型或实体声明",
    ),
    "external DTD": Broken(
        "a.lrmx",
        doctype('<!DOCTYPE Person SYSTEM "http://127.0.0.1:9/x.dtd">'),
        "文档类型或实体声明",
    ),
    "billion laughs": Broken("a.lrmx", billion_laughs(), "文档类型或实体声明"),
    "GBK bytes declared UTF-8": Broken(
        "a.lrmx", lrmx().decode().encode("gbk"), "声明为UTF-8编码，内容却不是", "", "字节"
    ),
    "unsupported encoding": Broken(
        "a.lrmx", replaced("utf-8", "koi8-r"), "编码不受支持", "", "koi8-r"
    ),
    "a huge text": Broken(
        "a.lrmx", replaced("<JiGuan>云泽安和", "<JiGuan>" + "云" * 100_001), "内容超过", "籍贯"
    ),
    "a file beyond the limit": Broken("a.lrmx", lrmx() + b" " * 13_000_000, "文件超过12 MB"),
    "bad base64": Broken("a.lrmx", replaced("<ZhaoPian>", "<ZhaoPian>*?"), "base64", "照片"),
    "a photo that is no JPEG": Broken(
        "a.lrmx", with_photo(png()), "不是可用的 JPEG", "照片", "PNG"
    ),
    "half a photo": Broken("a.lrmx", with_photo(jpeg(300, 400)[:1500]), "照片已损坏", "照片"),
    "a pixel bomb": Broken("a.lrmx", with_photo(pixel_bomb()), "", "照片"),
    "month 13": Broken(
        "a.lrmx",
        replaced("<ChuShengNianYue>194912", "<ChuShengNianYue>2024.13"),
        "月份13",
        "出生年月",
        "2024.13",
    ),
    "30 February": Broken(
        "a.lrmx",
        replaced("<CanJiaGongZuoShiJian>197107", "<CanJiaGongZuoShiJian>19710230"),
        "没有30日",
        "参加工作时间",
        "19710230",
    ),
    "month 13 in the resume": Broken(
        "a.lrmx", replaced("1990.03--   ", "1990.13--   "), "1990.13", "简历", "1990.13"
    ),
    "unknown sex": Broken("a.lrmx", replaced("<XingBie>女", "<XingBie>美"), "代码表", "性别", "美"),
    "unknown nation": Broken(
        "a.lrmx", replaced("<MinZu>汉族", "<MinZu>汗族"), "GB/T 3304", "民族", "汗族"
    ),
    "unknown political status": Broken(
        "a.lrmx", replaced("<RuDangShiJian>197506", "<RuDangShiJian>民建党盟"), "", "入党时间"
    ),
    "no name": Broken("a.lrmx", lrmx(name=""), "没有填写", "姓名"),
    "ID number with a wrong check digit": Broken(
        "a.lrmx", lrmx(id_number="110105194912310021"), "校验码不对，末位应为X", "身份证"
    ),
    "ID number of 17 places": Broken(
        "a.lrmx", lrmx(id_number="1101051949123100X"), "17位", "身份证"
    ),
    "ID number of a man": Broken("a.lrmx", lrmx(sex="1"), "第17位表示女", "性别", "男"),
    "ID number of another month": Broken(
        "a.lrmx", lrmx(birth=month("1949.11")), "1949.12.31", "出生年月", "1949.11", WARNING
    ),
    "at work at 15": Broken(
        "a.lrmx",
        lrmx(joined_work=month("1965.07")),
        "只有15岁，不满16周岁",
        "参加工作时间",
        "1965.07",
        WARNING,
    ),
    "in the party at 17": Broken(
        "a.lrmx",
        replaced("<RuDangShiJian>197506", "<RuDangShiJian>196709"),
        "只有17岁，不满18周岁",
        "入党时间",
        "1967.09",
        WARNING,
    ),
    "at work before birth": Broken(
        "a.lrmx", lrmx(joined_work=month("1949.01")), "早于出生年月", "参加工作时间", "1949.01"
    ),
    "a resume with a gap": Broken(
        "a.lrmx",
        replaced("1990.03--   ", "1990.09--   "),
        "空缺6个月",
        "简历",
        "1990.03—1990.09",
        WARNING,
    ),
    "a resume that overlaps": Broken(
        "a.lrmx",
        replaced("1990.03--   ", "1989.11--   "),
        "重叠4个月",
        "简历",
        "1990.03—1989.11",
        WARNING,
    ),
    "a resume line that ends before it begins": Broken(
        "a.lrmx",
        resume(ResumeLine(held_from=month("1990.03"), held_until=month("1989.03"), text="科员")),
        "止时间早于起时间",
        "简历",
        "1990.03--1989.03",
    ),
    "an assessment of a year to come": Broken(
        "a.lrmx",
        lrmx(assessments=(AssessmentEntry(year=2099, grade="1"),)),
        "还没有到",
        "年度考核结果",
        "2099年",
    ),
    "a relative born in the future": Broken(
        "a.lrmx",
        lrmx(relatives=(RelativeEntry(relation="儿子", name="周小", birth=month("2099.01")),)),
        "在今天之后",
        "家庭成员第1行（周小）",
        "2099.01",
    ),
    "a father younger than his child": Broken(
        "a.lrmx",
        lrmx(relatives=(RelativeEntry(relation="父亲", name="林大", birth=month("1950.01")),)),
        "父亲比本人",
        "家庭成员第1行（林大）",
        "1950.01",
        WARNING,
    ),
    "a unit nobody knows": Broken(
        "a.lrmx", lrmx(), "机构库中没有找到这个单位", "现任职务", "安和县水利局局长", WARNING
    ),
    "a text without room": Broken("a.lrmx", lrmx(current_post="长" * 201), "超过200字", "现任职务"),
    "a .lrm that is no GBK": Broken(
        "a.lrm",
        write_lrm(LIN)[0][:60] + b"\xff\xff" + write_lrm(LIN)[0][60:],
        "不是 GBK 编码",
        "",
        "第1行",
    ),
    "a .lrm broken off": Broken("a.lrm", write_lrm(LIN)[0][:200], "没有引号"),
    "a .lrm with fields missing": Broken(
        "a.lrm", '"林安然","女","194912"'.encode("gbk"), "应有33项", "", "3项"
    ),
    "an xlsx that is no workbook": Broken("a.xlsx", b"PK\x03\x04" + b"\0" * 50, "压缩结构已损坏"),
    "an old .xls": Broken("a.xlsx", b"\xd0\xcf\x11\xe0" + b"\0" * 600, "旧版 .xls"),
    "a workbook that is a zip bomb": Broken("a.xlsx", bomb_workbook(), "压缩炸弹"),
    "a workbook with entities": Broken("a.xlsx", hostile_workbook(), "文档类型或实体声明"),
    "a workbook without rows": Broken("a.xlsx", workbook({"花名册": []}), "没有内容"),
    "a roster without a name column": Broken(
        "a.xlsx",
        workbook({"表": [["性别", "民族", "籍贯"], ["女", "汉族", "安和"]]}),
        "没有找到认识的表",
    ),
    "a sheet of posts without its rank column": Broken(
        "a.xlsx",
        workbook({"职位": [["机构编码", "职务名称", "职位类别"], ["1", "局长", "领导职务"]]}),
        "缺少这一列",
        "职务层次",
    ),
    "a formula": Broken(
        "a.xlsx",
        workbook({"花名册": [ROSTER_HEAD, ["林安然", "女", '="1949.12"', "汉族", ""]]}),
        "单元格是公式",
        "出生年月",
    ),
    "a month eaten by a number": Broken(
        "a.xlsx",
        workbook({"花名册": [ROSTER_HEAD, ["林安然", "女", 1949.10, "汉族", ""]]}),
        "分不清是1月还是10月",
        "出生年月",
        "1949.1",
    ),
    "an ID number eaten by a number": Broken(
        "a.xlsx",
        workbook(
            {"花名册": [ROSTER_HEAD, ["林安然", "女", "1949.12", "汉族", 110105194912310021]]}
        ),
        "",
        "身份证",
    ),
    "a unit under an unknown one": Broken(
        "a.xlsx",
        workbook(
            {
                "机构": [
                    ["机构编码", "机构名称", "机构类别", "上级机构编码"],
                    ["12", "水利局", "政府机关", "1"],
                ]
            }
        ),
        "都没有这个编码",
        "上级机构编码",
        "1",
    ),
    "a holding of nobody": Broken(
        "a.xlsx",
        workbook({"任职": [["姓名", "职务全称"], ["林安然", "局长"]]}),
        "没有这个人",
        "姓名",
        "林安然",
    ),
    "another kind of file": Broken("a.docx", b"PK", "不是可以导入的文件", "", ".docx"),
}

BROKEN_ARCHIVES = {
    "a zip bomb": (bomb_archive, "压缩炸弹"),
    "a path out of the folder": (climbing_archive, "文件夹之外"),
    "a zip in a zip": (nested_archive, "压缩包里还有压缩包"),
    "a damaged zip": (damaged_archive, "压缩结构已损坏"),
}


def everything_stored() -> tuple[int, ...]:
    return tuple(
        model.objects.count() for model in (Person, Organisation, Post, Correction, ImportedChange)
    )


def tells(problem: Problem, broken: Broken) -> bool:
    return (
        broken.says in problem.message
        and broken.field in problem.field
        and broken.value in problem.value
        and problem.severity is broken.severity
    )


@pytest.mark.django_db
@pytest.mark.parametrize("kind", BROKEN)
def test_it_tells_what_is_wrong_and_where_and_stores_nothing(kind: str) -> None:
    broken = BROKEN[kind]
    before = everything_stored()
    report = check_files(gather([(broken.name, broken.data)]))
    told = [problem for problem in report.problems if tells(problem, broken)]
    assert told, "\n".join(map(str, report.problems))
    assert told[0].where.startswith(broken.name)
    assert told[0].mend
    assert everything_stored() == before


@pytest.mark.django_db
@pytest.mark.parametrize("kind", [kind for kind, row in BROKEN.items() if row.severity is ERROR])
def test_a_file_with_an_error_is_not_stored_even_when_asked(kind: str) -> None:
    broken = BROKEN[kind]
    before = everything_stored()
    actor = Actor.command_line()
    batch, _ = prepare_batch(gather([(broken.name, broken.data)]), actor=actor)
    store_batch(batch, actor=actor)
    assert everything_stored() == before
    assert [row.state for row in batch.files.all()] == ["refused"]


@pytest.mark.parametrize("kind", BROKEN_ARCHIVES)
def test_a_hostile_archive_is_refused_before_anything_is_unpacked(kind: str) -> None:
    make, says = BROKEN_ARCHIVES[kind]
    with pytest.raises(Refusal, match=says) as caught:
        gather([("batch.zip", make())])
    assert caught.value.problems[0].where == "batch.zip"


def test_the_ordinary_file_itself_has_no_error() -> None:
    from datetime import date

    from xuanxian.exchange.checks import check_dossier

    assert check_dossier(LIN, "a.lrmx", as_of=date(2024, 5, 1)) == []


@pytest.mark.django_db
def test_a_person_told_by_two_files_is_refused_the_second_time() -> None:
    report = check_files(gather([("a.lrmx", lrmx()), ("b.lrmx", lrmx())]))
    assert report.plans[0].errors == []
    (problem,) = report.plans[1].errors
    assert "a.lrmx" in problem.message
    assert problem.where == "b.lrmx"


@pytest.mark.django_db
def test_two_people_of_one_name_and_month_are_told_apart_by_their_numbers() -> None:
    other = lrmx(id_number="110105194912310046")
    report = check_files(gather([("a.lrmx", lrmx()), ("b.lrmx", other)]))
    (problem,) = [row for row in report.plans[1].problems if row.field == "姓名"]
    assert problem.severity is WARNING
    assert "可能重复" in problem.message


def test_a_photo_broken_into_lines_still_reads() -> None:
    from xuanxian.exchange.lrmx import read_lrmx

    whole = base64.b64encode(LIN.photo or b"").decode()
    lines = "\r\n".join(whole[start : start + 76] for start in range(0, len(whole), 76))
    assert read_lrmx(replaced(whole, lines), "a.lrmx").dossier == LIN


def test_an_element_told_twice_is_pointed_out() -> None:
    from xuanxian.exchange.lrmx import read_lrmx

    read = read_lrmx(replaced("<JiGuan>", "<JiGuan>甲</JiGuan>\n  <JiGuan>"), "a.lrmx")
    (problem,) = read.problems
    assert (problem.field, problem.value, problem.severity) == ("籍贯", "2次", ERROR)


def test_an_element_of_a_newer_editor_is_kept_and_written_back() -> None:
    from xuanxian.exchange.lrmx import read_lrmx, write_lrmx

    newer = replaced("<ZhaoPian>", "<XinXiang>新&amp;项</XinXiang>\n  <ZhaoPian>")
    read = read_lrmx(newer, "a.lrmx").dossier
    assert read is not None
    assert read.other_elements == {"XinXiang": "新&项"}
    assert "<XinXiang>新&amp;项</XinXiang>" in write_lrmx(read).decode()
