"""The appointment form as a data file tells more than the form: it needs the right to export."""

import pytest

from tests.documents.test_case_papers import signed_in
from tests.selection import whole_case
from xuanxian.access.models import Role

pytestmark = pytest.mark.django_db


def test_the_inspection_team_gets_the_form_but_no_data_file_with_the_identity_number() -> None:
    case = whole_case.deliberating()
    team = signed_in(Role.INSPECTION_TEAM)
    staff = signed_in(Role.ORGANISATION_STAFF)
    of_person = f"/documents/appointment-form/{case.candidacy.person_id}/"
    of_case = f"/documents/appointment-form/case/{case.candidacy.pk}/"
    for address in (of_person, of_case):
        assert team.get(address, {"form": "docx"}).status_code == 200
        assert team.get(address, {"form": "lrmx"}).status_code == 404
        assert staff.get(address, {"form": "lrmx"}).status_code == 200
    many = {"person": [str(case.candidacy.person_id)], "form": "lrmx"}
    assert team.post("/documents/appointment-form/", many).status_code == 404
    assert staff.post("/documents/appointment-form/", many).status_code == 200
