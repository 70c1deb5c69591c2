"""整案推演 in the browser's form: choose or upload a scenario, set what is open, read the days."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from xuanxian.access.models import Account, Role, RoleGrant
from xuanxian.selection import rehearsal

pytestmark = pytest.mark.django_db
ADDRESS = "/selection/rehearse/"
SAMPLE = rehearsal.scenarios_folder() / "科级副职选任.yaml"


def signed_in(role: Role) -> Client:
    account = Account.objects.create(username=role.value, full_name="郑某某")
    RoleGrant.objects.create(account=account, role=role)
    client = Client()
    client.force_login(account, backend="django.contrib.auth.backends.ModelBackend")
    return client


def test_a_scenario_that_comes_with_the_program_is_carried_through():
    page = signed_in(Role.ORGANISATION_STAFF).post(ADDRESS, {"scenario": SAMPLE.stem})
    said = page.content.decode()
    assert "与预期相符" in said
    assert "清明节放假" in said


def test_an_uploaded_scenario_with_an_open_parameter_asks_for_it_and_then_runs():
    client = signed_in(Role.ORGANISATION_STAFF)
    text = SAMPLE.read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if not line.strip().startswith("reply_days")]

    def posted(**more):
        file = SimpleUploadedFile("我的情景.yaml", "\n".join(lines).encode())
        return client.post(ADDRESS, {"file": file, **more}).content.decode()

    asked = posted()
    assert "采用时必须设定" in asked
    assert 'name="set-reply_days"' in asked
    assert "与预期相符" in posted(**{"set-reply_days": "5"})


def test_a_file_that_is_no_scenario_is_refused_with_its_name():
    file = SimpleUploadedFile("坏的.yaml", b"a: [1")
    page = signed_in(Role.ORGANISATION_STAFF).post(ADDRESS, {"file": file})
    assert "坏的.yaml" in page.content.decode()
    assert "不是有效的 YAML" in page.content.decode()


def test_the_example_can_be_downloaded_and_others_are_not_found():
    client = signed_in(Role.ORGANISATION_STAFF)
    page = client.get(f"{ADDRESS}{SAMPLE.stem}.yaml")
    assert page.content == SAMPLE.read_bytes()
    assert client.get(f"{ADDRESS}没有.yaml").status_code == 404


def test_a_cadre_may_not_rehearse():
    assert signed_in(Role.PERSON).get(ADDRESS).status_code == 403
