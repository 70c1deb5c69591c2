"""A policy as docx and pdf: what stands in it, read back, and that giving it out is recorded."""

import io
import json

import docx
import pypdf
import pytest
from click.testing import CliRunner
from django.urls import reverse

from xuanxian.access.actor import Actor
from xuanxian.access.models import Account, Role, RoleGrant
from xuanxian.cli.policy import policy_command
from xuanxian.documents.papers.as_docx import render_docx
from xuanxian.documents.papers.as_pdf import render_pdf
from xuanxian.documents.policy_booklet.composing import compose_booklet
from xuanxian.kernel import clock
from xuanxian.policy import catalogue, services
from xuanxian.policy.booklet.gathering import booklet_of
from xuanxian.record.models import Entry
from xuanxian.registry.models import Organisation, OrganisationKind

LOCAL = "山东省/潍坊市/昌邑市/科级干部选拔任用"
OPEN = ("recommendation_names", "inspection_notice_days", "reply_days", "township_deputy_years",
        "township_working_years")  # fmt: skip


@pytest.fixture(scope="module")
def sheet():
    return compose_booklet(booklet_of(catalogue.load(LOCAL)))


def pdf_text(content: bytes) -> str:
    pages = pypdf.PdfReader(io.BytesIO(content)).pages
    return "".join(page.extract_text() for page in pages).replace("\n", "")


def docx_text(content: bytes) -> str:
    document = docx.Document(io.BytesIO(content))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([paragraph.text for paragraph in document.paragraphs] + cells)


def test_the_paper_has_chapters_articles_and_every_appendix(sheet):
    text = sheet.text
    for words in (
        "（制度文本，尚未采用，有5处待定）",
        "第一章　总则",
        "第一条　",
        "第一节　任职资格",
        "附件1　参数表",
        "附件2　与《党政领导干部选拔任用工作条例》的不同",
        "附件3　原文不明之处",
        "承自《党政领导干部选拔任用工作条例》",
        "〔待定：提任乡科级副职的工龄〕",
    ):
        assert words in text


@pytest.mark.slow
def test_docx_and_pdf_say_the_same(sheet):
    from_docx, from_pdf = docx_text(render_docx(sheet)), pdf_text(render_pdf(sheet))
    for words in ("第六十条", "任前公示不少于5个工作日", "原文没有写施行日期。"):
        assert words in from_docx
        assert words in from_pdf


def test_the_command_writes_the_same_paper(tmp_path, sheet):
    file = tmp_path / "制度.docx"
    done = CliRunner().invoke(policy_command, ["explain", LOCAL, "--docx", str(file)])
    assert done.exit_code == 0, done.output
    assert docx_text(file.read_bytes()) == docx_text(render_docx(sheet))
    told = CliRunner().invoke(policy_command, ["explain", LOCAL]).output
    for words in ("第一章　总则", "附件1　参数表", "承自《党政领导干部选拔任用工作条例》"):
        assert words in told


@pytest.fixture
def signed_in(client):
    def sign_in(role):
        account = Account.objects.create_user(f"{role}", full_name="李某")
        RoleGrant.objects.create(account=account, role=role)
        client.force_login(account, backend="django.contrib.auth.backends.ModelBackend")
        return client

    return sign_in


@pytest.mark.django_db
def test_who_makes_papers_is_given_the_policy_and_that_is_recorded(signed_in):
    client = signed_in(Role.ORGANISATION_STAFF)
    address = reverse("documents:policy", args=("docx", LOCAL))
    assert client.get(address).status_code == 405
    response = client.post(address)
    assert "第一章" in docx_text(response.content)
    entry = Entry.objects.get(stream="export:policy")
    assert entry.kind == "document.produced"
    assert json.loads(bytes(entry.body))["title"] == "昌邑市科级干部选拔任用"
    unknown = reverse("documents:policy", args=("docx", "../别的"))
    assert client.post(unknown).status_code == 404
    assert client.post(reverse("documents:policy", args=("exe", LOCAL))).status_code == 404


@pytest.mark.django_db
def test_who_makes_no_papers_is_given_none(signed_in):
    client = signed_in(Role.COMMITTEE_MEMBER)
    address = reverse("documents:policy", args=("docx", LOCAL))
    assert client.post(address).status_code == 403
    assert client.get(reverse("policies:text", args=(LOCAL,))).status_code == 200


@pytest.mark.django_db
def test_an_adopted_policy_says_who_adopted_it_and_what_was_set(signed_in):
    Organisation.objects.create(code="001", name="示范县", kind=OrganisationKind.AREA)
    adoption = services.adopt(
        LOCAL,
        scope="001",
        valid_from=clock.today(),
        given=dict.fromkeys(OPEN, "3"),
        actor=Actor.command_line(),
    )
    client = signed_in(Role.ORGANISATION_STAFF)
    page = client.get(reverse("policies:version-text", args=(adoption.pk,))).content.decode()
    text = docx_text(
        client.post(reverse("documents:policy_version", args=("docx", adoption.pk))).content
    )
    for said in (page, text):
        assert "本制度由示范县采用" in said
        assert "采用时设定" in said
        assert "乡科级副职任职年限不少于3年" in said
        assert "处待定" not in said
