"""票样: ballots and questionnaires of a policy as they are printed and stand on the phone."""

import re

import pytest

from tests.ballots.meetings import signed_in
from xuanxian.access.models import Role
from xuanxian.ballots.instruments import Ballot
from xuanxian.ballots.paper.sample import sample_layout, sample_of
from xuanxian.ballots.questionnaire import Questionnaire
from xuanxian.kernel.errors import Refusal
from xuanxian.policy import catalogue
from xuanxian.record.models import Entry

VIRTUE = "山东省/青岛市/莱西市/干部品德察评审"
DEFECTS = "山东省/烟台市/蓬莱市/民主评议和考察测评"


def test_every_vote_of_the_catalogue_can_be_laid_out_or_says_what_is_open() -> None:
    laid_out = 0
    refused = []
    for policy_id in catalogue.policy_ids():
        policy = catalogue.load(policy_id)
        for each in policy.instruments:
            if not isinstance(each, Ballot | Questionnaire):
                continue
            form = sample_of(each, policy.quantities)
            try:
                layout = sample_layout(form)
            except Refusal as refusal:
                refused.append(str(refusal))
            else:
                laid_out += 1
                text = "".join(text.text for page in layout.pages for text in page.texts)
                assert "样张" in text
    assert laid_out > 10
    assert refused
    assert all("尚未设定" in each for each in refused)


@pytest.mark.django_db
def test_the_page_of_a_policy_leads_to_the_form_on_paper_and_on_the_phone() -> None:
    reader = signed_in(Role.ORGANISATION_STAFF)
    policy = reader.get(f"/policies/of/{VIRTUE}/").content.decode()
    address = re.search(r'href="(/ballots/samples/\?[^"]+)"', policy)
    assert address is not None
    shown = reader.get(address[1].replace("&amp;", "&")).content.decode()
    for word in (
        "德的正反向测评",
        "样张：考察对象德的表现",
        "理想信念淡化",
        "一定程度存在",
        "<svg",
    ):
        assert word in shown
    phone = re.search(r'href="(/ballots/samples/phone/\?[^"]+)"', shown)
    assert phone is not None
    on_phone = reader.get(phone[1].replace("&amp;", "&")).content.decode()
    for word in ("样张，不能投票", "理想信念淡化", 'type="radio"', "/v/voter.css"):
        assert word in on_phone
    assert "<script" not in on_phone


@pytest.mark.django_db
def test_a_sample_is_given_out_as_pdf_and_docx_on_the_record() -> None:
    staff = signed_in(Role.ORGANISATION_STAFF)
    query = f"policy={VIRTUE}&instrument=virtue"
    for form, start in (("pdf", b"%PDF-"), ("docx", b"PK")):
        given = staff.post(f"/documents/ballot-sample/{form}/?{query}")
        assert given.content.startswith(start)
    assert Entry.objects.filter(kind="document.produced").count() == 2


@pytest.mark.django_db
def test_a_form_whose_numbers_are_open_says_so_instead_of_inventing_them() -> None:
    reader = signed_in(Role.ORGANISATION_STAFF)
    shown = reader.get(f"/ballots/samples/?policy={DEFECTS}&instrument=review").content.decode()
    assert "most_defects" in shown
    assert "<svg class" not in shown
    phone = reader.get(f"/ballots/samples/phone/?policy={DEFECTS}&instrument=review")
    assert phone.status_code == 422


@pytest.mark.django_db
@pytest.mark.parametrize(
    "query",
    ["", f"policy={VIRTUE}", "policy=没有&instrument=virtue", f"policy={VIRTUE}&instrument=没有",
     f"policy={VIRTUE}&instrument=joint_review", "version=abc&instrument=virtue",
     "version=00000000-0000-0000-0000-000000000000&instrument=virtue"],
)  # fmt: skip
def test_what_is_not_there_is_not_found(query: str) -> None:
    reader = signed_in(Role.ORGANISATION_STAFF)
    for address in ("/ballots/samples/", "/ballots/samples/phone/"):
        assert reader.get(f"{address}?{query}").status_code == 404
