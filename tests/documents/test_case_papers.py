"""A whole case gives every paper, to whom it may concern, and each stands on the record."""

import hashlib
import io
from datetime import date

import docx
import pypdf
import pytest
from django.test import Client
from django.urls import reverse

from tests.selection import whole_case
from tests.selection.county import LEADER, STAFF, naming, vote
from xuanxian.access.models import Account, Role, RoleGrant
from xuanxian.documents.papers.catalogue import PAPERS, others_on, paper_of
from xuanxian.documents.papers.gathering import Answers, Case
from xuanxian.documents.papers.sheet import Sheet
from xuanxian.kernel import clock
from xuanxian.record.models import Entry
from xuanxian.record.services import body_of
from xuanxian.selection import models, projection, services

pytestmark = pytest.mark.django_db

TODAY = date(2026, 4, 9)


def signed_in(role: Role, unit_code: str = "") -> Client:
    account = Account.objects.create_user(username=f"{role}{unit_code}", full_name="组织员庚")
    RoleGrant.objects.create(account=account, role=role, unit_code=unit_code)
    client = Client()
    client.force_login(account, backend="django.contrib.auth.backends.ModelBackend")
    return client


def paper(case: Case, key: str, **added: object) -> Sheet:
    found = paper_of(key)
    assert found is not None
    answers = Answers(
        people=tuple(others_on(found, case)),
        dated_on=TODAY,
        issuer="中共某县委组织部",
        **added,  # type: ignore[arg-type]
    )
    return found.compose(case, answers)


def keys_of(candidacy: models.Candidacy) -> set[str]:
    return {one.key for one in PAPERS if one.exists(Case(candidacy))}


def test_papers_exist_from_their_stage_on() -> None:
    assert keys_of(whole_case.opened().candidacy) == {"process-record"}


def test_an_inspection_brings_its_papers() -> None:
    assert keys_of(whole_case.clearing().candidacy) == {
        "nomination-ballot", "nomination-result", "inspection-notice", "rating-ballot",
        "rating-result", "inspection-report", "process-record",
    }  # fmt: skip


def test_a_finished_case_has_every_paper_and_each_says_what_was_done() -> None:
    # Days, numbers and names are those of tests/selection/whole_case.py.
    case = Case(whole_case.completed().candidacy)
    # The national policy has no elements looked into by offices, so there is no sheet of them.
    assert keys_of(case.candidacy) == {one.key for one in PAPERS} - {"element-review"}

    notice = paper(case, "appointment-notice", document_number="某组干〔2026〕8号").text
    assert "经2026年3月30日党委（党组）研究决定：" in notice
    assert "陈某甲同志任某县财政局副局长（试用期一年）；" in notice
    assert "免去陈某甲同志的某镇财政所所长职务。" in notice
    assert notice.index("陈某甲同志任") < notice.index("免去")

    public = paper(case, "public-notice").text
    # The policy shows no 籍贯 and no 参加工作时间; the present post is that before the appointment.
    assert (
        "陈某甲，男，汉族，1985年3月出生，全日制大学，中共党员，"
        "现任某镇财政所所长，拟任某县财政局副局长。"
    ) in public
    assert "公示期：2026年3月31日至2026年4月8日（5个工作日）。" in public

    inspection = paper(case, "inspection-notice").text
    assert "预告时间：2026年3月9日至2026年3月12日。" in inspection
    assert "考察组由考察丙、考察辛组成，考察丙任组长。" in inspection

    report = paper(case, "inspection-report").text
    assert "一、德能勤绩廉表现和主要特长\n政治过硬，业务熟练" in report
    assert report.count("抓队伍建设的办法不多") == 1

    letter = case.candidacy.letters.get(item="integrity")
    asked = paper(case, "opinion-letter", letter=letter).text
    assert "由党组（党委）书记、纪委书记（纪检监察组组长）签字" in asked
    assert "1\t陈某甲\t男\t1985.03\t某镇财政所所长" in asked
    assert "副局长" not in asked

    listed = paper(case, "deliberation-list").text
    assert "拟任某县财政局副局长，拟免某镇财政所所长" in listed
    # 科员 since 2010.01, 所长 since 2016.05, both before the appointment.
    assert "2008.07\t2007.06\t2010.01\t2016.05" in listed

    ballot = paper(case, "nomination-ballot").text
    assert ballot.count("最多推荐2名") == 4  # one form a class
    decision = paper(case, "decision-ballot").text
    assert "同意\t不同意\t缓议" in decision

    result = paper(case, "decision-result").text
    assert "合　计\t9\t7\t7\t7\t7\t0" in result
    # 7 of 9: 77.78 %
    assert "某县财政局副局长\t7\t0\t0\t0\t0\t77.78%\t通过" in result
    nominated = paper(case, "nomination-result").text
    assert "1\t陈某甲\t某县财政局副局长\t30\t100.00%\t1" in nominated
    assert "计票日期：2026年3月4日" in nominated


def test_the_process_record_tells_every_link_and_proves_it() -> None:
    case = Case(whole_case.completed().candidacy)
    text = paper(case, "process-record").text
    for fact in (
        "会议推荐\t应到30，实到30，收回30，有效30；得票30，名次1",
        "谈话推荐\t谈话3人次，推荐该同志3人次",
        "考察\t考察预告2026.03.09至2026.03.12；考察组考察丙、考察辛；2026.03.16提交考察材料",
        "纪检监察机关意见凡提必听\t2026.03.18发纪检监察机关，2026.03.18回复：无影响使用的情形",
        "任前公示\t2026.03.31至2026.04.08；没有收到反映",
        "任职\t某组干〔2026〕8号，2026.04.09任职；试用期至2027.04.08",
    ):
        assert fact in text
    assert "会议记录\t缺" in text  # nobody filed the minutes
    last = Entry.objects.filter(stream=case.round.stream).order_by("number").last()
    assert last is not None
    assert last.digest in text
    # The other person's dropping out is not told here.
    dropped = Entry.objects.get(stream=case.round.stream, kind="candidate.dropped")
    assert f"{dropped.number}\t" not in text


def test_each_paper_given_out_stands_on_the_record_of_the_case() -> None:
    case = whole_case.noticing()
    with clock.set_to(whole_case.NOTICE):
        client = signed_in(Role.ORGANISATION_STAFF)
        address = reverse("documents:paper", args=[case.candidacy.pk, "public-notice"])
        page = client.get(address)
        assert page.status_code == 200
        assert "中共某县委组织部" in page.content.decode()  # the issuer proposed
        before = Entry.objects.filter(stream=case.round.stream).count()
        for form in ("docx", "pdf"):
            given = client.post(
                address,
                {
                    "basis": "《条例》",
                    "telephone": "12380",
                    "address": "",
                    "issuer": "中共某县委组织部",
                    "dated_on": "2026-03-31",
                    "form": form,
                },
            )
            assert given.status_code == 200
            assert "no-store" in given["Cache-Control"]
            if form == "docx":
                text = "".join(
                    one.text for one in docx.Document(io.BytesIO(given.content)).paragraphs
                )
            else:
                pages = pypdf.PdfReader(io.BytesIO(given.content)).pages
                text = "".join("".join(one.extract_text().split()) for one in pages)
            assert "陈某甲，男，汉族" in text
            entry = Entry.objects.filter(stream=case.round.stream).order_by("number").last()
            assert entry is not None
            body = body_of(entry)
            assert body == {
                "title": "干部任前公示",
                "format": form,
                "sha256": f"sha256:{hashlib.sha256(given.content).hexdigest()}",
                "candidacies": [str(case.candidacy.pk)],
            }
        assert Entry.objects.filter(stream=case.round.stream).count() == before + 2
    # The entries change nothing in the case.
    projection.replay(case.round.pk)
    assert models.Candidacy.objects.get(pk=case.candidacy.pk).stage == "notice"


def test_a_date_that_is_none_is_refused_and_nothing_is_recorded() -> None:
    case = whole_case.noticing()
    client = signed_in(Role.ORGANISATION_STAFF)
    address = reverse("documents:paper", args=[case.candidacy.pk, "public-notice"])
    page = client.post(address, {"dated_on": "2026.02.30", "form": "docx"})
    assert page.status_code == 422
    assert "不是有效日期" in page.content.decode()
    assert not Entry.objects.filter(kind="document.produced").exists()


@pytest.mark.parametrize(
    ("role", "key", "status"),
    [
        (Role.INSPECTION_TEAM, "inspection-report", 200),
        (Role.INSPECTION_TEAM, "rating-result", 404),
        (Role.INSPECTION_TEAM, "process-record", 404),
        (Role.ORGANISATION_LEADER, "process-record", 200),
        (Role.COMMITTEE_MEMBER, "inspection-report", 403),
        (Role.AUDITOR, "process-record", 403),
        (Role.ORGANISATION_STAFF, "public-notice", 404),  # not yet
        (Role.ORGANISATION_STAFF, "nonsense", 404),
    ],
)
def test_a_paper_is_made_only_by_whose_work_it_is(role: Role, key: str, status: int) -> None:
    case = whole_case.clearing()
    page = signed_in(role).get(reverse("documents:paper", args=[case.candidacy.pk, key]))
    assert page.status_code == status


def test_a_case_out_of_scope_gives_no_paper() -> None:
    case = whole_case.clearing()
    client = signed_in(Role.ORGANISATION_STAFF, "3702")
    address = reverse("documents:paper", args=[case.candidacy.pk, "process-record"])
    assert client.get(address).status_code == 404


def test_the_case_of_ones_own_gives_no_paper() -> None:
    case = whole_case.clearing()
    client = signed_in(Role.ORGANISATION_STAFF)
    case.candidacy.person.account = Account.objects.get()
    case.candidacy.person.save()
    address = reverse("documents:paper", args=[case.candidacy.pk, "process-record"])
    assert client.get(address).status_code == 404


def test_people_of_other_notices_cannot_be_slipped_in() -> None:
    case = whole_case.noticing()
    client = signed_in(Role.ORGANISATION_STAFF)
    address = reverse("documents:paper", args=[case.candidacy.pk, "public-notice"])
    given = client.post(
        address,
        {"people": [str(case.other.pk)], "dated_on": "2026-03-31", "form": "docx"},
    )
    text = "".join(one.text for one in docx.Document(io.BytesIO(given.content)).paragraphs)
    assert "陈某甲" in text
    assert "赵某乙" not in text


def both_inspected() -> whole_case.Case:
    """Both people of the round are targets, under one inspection notice."""
    case = whole_case.nominating()
    both = [case.candidacy, case.other]
    with clock.set_to(whole_case.NOMINATED):
        services.set_nomination_range(case.vacancy, people=30, talks_due=1, actor=STAFF)
        poll = services.prepare_meeting(case.vacancy, whole_case.CLASSES, actor=STAFF)
        vote(poll, naming(case.candidacy.pk, case.other.pk))
        services.record_recommendation_talk(
            case.vacancy,
            interviewee="干部一",
            interviewers=["组织员甲", "组织员庚"],
            names=both,
            actor=STAFF,
        )
        services.accept_results(case.vacancy, "结果有效", actor=LEADER)
        services.set_targets(case.vacancy, both, "差额考察", actor=LEADER)
        for one in both:
            services.move_stage(one, actor=LEADER)
        services.publish_inspection_notice(both, actor=STAFF)
    return case.refresh()


def test_several_people_stand_on_one_notice_and_some_may_be_left_out() -> None:
    case = both_inspected()
    client = signed_in(Role.ORGANISATION_STAFF)
    address = reverse("documents:paper", args=[case.candidacy.pk, "inspection-notice"])
    page = client.get(address).content.decode()
    assert "陈某甲（拟任某县财政局副局长）" in page
    assert "赵某乙（拟任某县财政局副局长）" in page

    def text_with(*people: models.Candidacy) -> str:
        given = client.post(
            address,
            {
                "people": [str(one.pk) for one in people],
                "dated_on": "2026-03-04",
                "form": "docx",
            },
        )
        assert given.status_code == 200
        return "\n".join(one.text for one in docx.Document(io.BytesIO(given.content)).paragraphs)

    assert "现任某镇财政所所长" in text_with(case.candidacy, case.other)
    alone = text_with(case.other)
    assert "赵某乙，男" in alone
    assert "陈某甲" not in alone
    assert client.post(address, {"dated_on": "2026-03-04", "form": "docx"}).status_code == 422


def test_ones_own_name_is_not_offered_on_the_paper_of_another() -> None:
    case = both_inspected()
    client = signed_in(Role.ORGANISATION_STAFF)
    case.other.person.account = Account.objects.get()
    case.other.person.save()
    address = reverse("documents:paper", args=[case.candidacy.pk, "inspection-notice"])
    assert "赵某乙" not in client.get(address).content.decode()
    given = client.post(
        address, {"people": [str(case.other.pk)], "dated_on": "2026-03-04", "form": "docx"}
    )
    text = "".join(one.text for one in docx.Document(io.BytesIO(given.content)).paragraphs)
    assert "赵某乙" not in text


def test_the_page_of_a_case_links_to_the_papers_that_exist() -> None:
    case = whole_case.clearing()

    def links(role: Role) -> set[str]:
        page = signed_in(role).get(reverse("candidacy", args=[case.candidacy.pk]))
        assert page.status_code == 200
        text = page.content.decode()
        return {
            one.key
            for one in PAPERS
            if reverse("documents:paper", args=[case.candidacy.pk, one.key]) in text
        }

    assert links(Role.ORGANISATION_STAFF) == keys_of(case.candidacy)
    assert links(Role.INSPECTION_TEAM) == {
        "nomination-ballot", "inspection-notice", "rating-ballot", "inspection-report",
    }  # fmt: skip
