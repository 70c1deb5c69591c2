"""The pages of people and units: who may open what, what they show, what they write."""

import re
from hashlib import sha256
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from tests.registry.cast import ACTOR, JPEG, TODAY
from xuanxian.access import search, todo
from xuanxian.registry import models, queries, services
from xuanxian.registry.dossier import Dossier


def _url(name, *arguments):
    return reverse(name, args=arguments)


def _person_pages(person):
    tabs = ("person", "timeline", "family", "conduct", "history")
    return [_url(f"people:{tab}", person.pk) for tab in tabs]


def test_staff_open_every_page_of_a_person(county, signed_in):
    client = signed_in(county.staff)
    for url in [*_person_pages(county.chen), *_person_pages(county.wang)]:
        response = client.get(url)
        assert response.status_code == 200, url
        assert "陈一" in response.content.decode() or "王二" in response.content.decode()


def test_a_person_out_of_scope_is_not_found(county, signed_in):
    client = signed_in(county.group)
    assert {client.get(url).status_code for url in _person_pages(county.chen)} == {200}
    assert {client.get(url).status_code for url in _person_pages(county.wang)} == {404}
    assert "王二" not in client.get(_url("people:list")).content.decode()


@pytest.mark.parametrize("name", ["people:list", "units:tree", "units:vacancies", "people:own"])
def test_somebody_without_role_is_refused(county, signed_in, name):
    assert signed_in(county.nobody).get(_url(name)).status_code == 403


@pytest.mark.parametrize("name", ["people:enter", "people:kinship", "people:requests"])
def test_only_staff_open_the_pages_that_write(county, signed_in, name):
    assert signed_in(county.group).get(_url(name)).status_code == 403
    assert signed_in(county.staff).get(_url(name)).status_code == 200


def test_an_identity_number_is_masked_on_every_page(county, signed_in):
    number = county.chen.id_number
    wrong = queries.read_dossier(county.chen).model_copy(update={"id_number": "3" * 18})
    right = queries.read_dossier(county.chen)
    services.correct_dossier(county.chen, wrong, actor=ACTOR, reason="试")
    services.correct_dossier(county.chen, right, actor=ACTOR, reason="改回")
    client = signed_in(county.staff)
    correct = _url("people:correct", county.chen.pk, "basics")
    for url in [*_person_pages(county.chen), correct, _url("people:list")]:
        assert number not in client.get(url).content.decode(), url
    assert number not in signed_in(county.chen.account).get(_url("people:own")).content.decode()


def test_a_photo_is_shown_to_those_who_see_the_file_only(county, signed_in):
    file = queries.read_dossier(county.wang).model_copy(update={"photo": JPEG})
    services.correct_dossier(county.wang, file, actor=ACTOR, reason="补照片")
    url = _url("people:photo", county.wang.pk)
    assert signed_in(county.staff).get(url).content == JPEG
    assert signed_in(county.group).get(url).status_code == 404
    assert signed_in(county.chen.account).get(url).status_code == 404
    own = _url("people:photo", county.chen.pk)
    assert signed_in(county.chen.account).get(own).status_code == 200
    assert signed_in(county.nobody).get(url).status_code == 403


def _upload(client, person, content):
    photo = SimpleUploadedFile("photo.jpg", content, content_type="image/jpeg")
    return client.post(
        _url("people:correct_photo", person.pk), {"jpeg": photo, "reason": "更换近照"}
    )


def test_a_photo_is_exchanged_and_the_one_before_stays_on_the_record(county, signed_in):
    picture = BytesIO()
    Image.new("RGB", (30, 42)).save(picture, "JPEG")
    assert _upload(signed_in(county.staff), county.chen, picture.getvalue()).status_code == 302
    assert bytes(models.Photo.objects.get(pk=county.chen.pk).jpeg) == picture.getvalue()
    [kept] = queries.corrections_of(county.chen)
    assert kept.before == sha256(JPEG).hexdigest()


@pytest.mark.parametrize("content", [b"no picture", JPEG, b"GIF89a", b"<svg/>"])
def test_it_refuses_what_is_no_whole_jpeg_and_stores_nothing(
    county, signed_in, corrections, content
):
    page = _upload(signed_in(county.staff), county.chen, content)
    assert "不是完整的 JPEG 照片" in page.content.decode()
    assert bytes(models.Photo.objects.get(pk=county.chen.pk).jpeg) == JPEG
    assert corrections() == 0


def test_the_filters_of_the_list_stand_in_its_address(county, signed_in):
    client = signed_in(county.staff)
    page = client.get(_url("people:list"), {"text": "cheny", "order": "age"}).content.decode()
    assert "陈一" in page
    assert "王二" not in page
    assert "共 1 人" in page


def test_the_list_offers_what_the_role_may_do_with_the_chosen(county, signed_in):
    address = _url("people:list")
    assert "导出 .lrmx" in signed_in(county.staff).get(address).content.decode()
    page = signed_in(county.group).get(address).content.decode()
    assert "导出 .lrmx" not in page
    assert "录入干部" not in page


def test_a_filter_that_cannot_be_read_narrows_nothing(county, signed_in):
    page = signed_in(county.staff).get(_url("people:list"), {"youngest": "老", "rank": "XX"})
    assert "陈一" in page.content.decode()


def test_chosen_columns_are_remembered(county, signed_in):
    client = signed_in(county.staff)
    client.get(_url("people:list"), {"columns": ["native_place"]})
    page = client.get(_url("people:list")).content.decode()
    assert "某省某县" in page
    assert 'data-label="现任职务"' not in page


def _typed(page):
    """What the correction form on `page` holds, as a browser would send it."""
    form = page.context["form"]
    if not page.context["is_rows"]:
        return {bound.html_name: bound.value() or "" for bound in form}
    fields = [*form.management_form, *(bound for row in form.forms for bound in row)]
    values = {bound.html_name: bound.value() for bound in fields}
    # An unticked box and an empty field are not sent; the number 0 is.
    return {
        name: value for name, value in values.items() if value is not None and value is not False
    }


def test_a_correction_is_compared_before_it_is_stored(county, signed_in, corrections):
    client = signed_in(county.staff)
    url = _url("people:correct", county.chen.pk, "basics")
    typed = {**_typed(client.get(url)), "native_place": "某省某市", "compare": "yes"}
    page = client.post(url, typed)
    [line] = page.context["comparison"]
    assert (line.label, line.before, line.after) == ("籍贯", "某省某县", "某省某市")
    assert corrections() == 0


def test_a_confirmed_correction_keeps_what_stood_before(county, signed_in):
    client = signed_in(county.staff)
    url = _url("people:correct", county.chen.pk, "basics")
    typed = {**_typed(client.get(url)), "native_place": "某省某市"}
    answer = client.post(url, {**typed, "save": "yes", "reason": "本人提出，经核实"})
    assert answer.status_code == 302
    [kept] = queries.corrections_of(county.chen)
    assert kept.before == {"native_place": "某省某县"}
    assert kept.corrected_by == "周启明"
    history = client.get(_url("people:history", county.chen.pk)).content.decode()
    assert "某省某县" in history
    assert "本人提出，经核实" in history


def test_a_correction_without_reason_is_not_stored(county, signed_in, corrections):
    client = signed_in(county.staff)
    url = _url("people:correct", county.chen.pk, "basics")
    typed = {**_typed(client.get(url)), "native_place": "某省某市", "save": "yes", "reason": ""}
    assert client.post(url, typed).status_code == 200
    assert corrections() == 0


@pytest.mark.parametrize(
    "information_set",
    ["party", "education", "resume", "posts", "ranks", "relatives", "assessments", "trainings"],
)
def test_sending_a_set_back_as_it_was_changes_nothing(county, signed_in, information_set):
    # Also what the form does not show must survive it: the post of a holding, 其间 lines.
    client = signed_in(county.staff)
    url = _url("people:correct", county.chen.pk, information_set)
    page = client.post(url, {**_typed(client.get(url)), "compare": "yes"})
    assert page.context["comparison"] == []


@pytest.mark.parametrize(
    ("information_set", "field", "typed"),
    [("posts", "appointment_document", "某任〔2020〕5号"), ("resume", "text", "某县财政局办事员")],
)
def test_what_a_form_does_not_show_survives_a_correction(
    county, signed_in, information_set, field, typed
):
    before = queries.read_dossier(county.chen)
    client = signed_in(county.staff)
    url = _url("people:correct", county.chen.pk, information_set)
    values = {**_typed(client.get(url)), f"rows-0-{field}": typed}
    assert client.post(url, {**values, "save": "yes", "reason": "补录"}).status_code == 302
    first = getattr(before, information_set)[0].model_copy(update={field: typed})
    rest = getattr(before, information_set)[1:]
    assert getattr(queries.read_dossier(county.chen), information_set) == (first, *rest)


def test_a_row_can_be_added_and_another_deleted(county, signed_in):
    client = signed_in(county.staff)
    url = _url("people:correct", county.chen.pk, "relatives")
    typed = _typed(client.get(url))
    typed |= {
        "rows-1-DELETE": "on",
        "rows-2-relation": "女儿",
        "rows-2-name": "王三",
        "rows-2-birth": "2012.13",
    }
    page = client.post(url, {**typed, "compare": "yes"})
    assert "不在1至12之间" in page.content.decode()
    typed |= {"rows-2-birth": "2012.03", "save": "yes", "reason": "补录"}
    assert client.post(url, typed).status_code == 302
    names = models.Relative.objects.filter(person=county.chen).values_list("name", flat=True)
    assert list(names) == ["王二", "王三"]


def _new_person(**changes):
    plain = {"name": "丁三", "unit_code": "01.02", "status": "1"}
    return {**plain, **changes}


def test_an_identity_number_fills_birth_and_sex(county, signed_in):
    # The 17th digit 3 is odd, so a man; by GB 11643 the weighted sum 214 leaves 5, so digit 7.
    client = signed_in(county.staff)
    answer = client.post(_url("people:enter"), _new_person(id_number="370102198503100037"))
    assert answer.status_code == 302, answer.context["form"].errors
    person = models.Person.objects.get(name="丁三")
    assert (person.sex, str(person.birth)) == ("1", "1985.03.10")


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"id_number": "370102198503100036"}, "校验码"),
        ({"id_number": "3701021985"}, "应为18位，现为10位"),
        ({"id_number": "370102198503100037", "birth": "1985.04"}, "与身份证号中的1985.03.10不一致"),
        ({"id_number": "370102198503100037", "sex": "2"}, "性别不一致"),
        ({"birth": "1985.13"}, "不在1至12之间"),
        ({"name": ""}, "必填|必须"),
    ],
)
def test_it_refuses_a_faulty_entry_beside_the_field_and_stores_nothing(
    county, signed_in, entries, changes, message
):
    before = entries()
    page = signed_in(county.staff).post(_url("people:enter"), _new_person(**changes))
    assert page.status_code == 200
    assert re.search(message, page.content.decode())
    assert not models.Person.objects.filter(name="丁三").exists()
    assert entries() == before


def test_a_cadre_sees_the_own_file_and_asks_for_a_correction(county, signed_in):
    client = signed_in(county.chen.account)
    assert "某县财政局副局长" in client.get(_url("people:own")).content.decode()
    assert client.get(_url("people:person", county.chen.pk)).status_code == 403
    client.post(_url("people:ask"), {"information_set": "简历", "text": "2020年应为2019年"})
    [waiting] = todo.todos_of(county.staff)
    assert "陈一" in waiting.title
    assert todo.todos_of(county.group) == []


def test_staff_answer_a_request_and_the_cadre_reads_the_answer(county, signed_in):
    asked = services.request_correction(
        county.chen, information_set="简历", text="时间不对", actor=ACTOR
    )
    typed = {f"{asked.pk}-accepted": "no", f"{asked.pk}-answer": "经查档案，原记载无误"}
    signed_in(county.staff).post(_url("people:answer", asked.pk), typed)
    assert todo.todos_of(county.staff) == []
    page = signed_in(county.chen.account).get(_url("people:own")).content.decode()
    assert "经查档案，原记载无误" in page


def test_the_search_finds_people_and_units_in_scope_only(county):
    assert [hit.title for hit in search.find(county.staff, "陈一")["干部"]] == ["陈一"]
    assert [hit.title for hit in search.find(county.staff, "教育局")["机构"]] == ["某县教育局"]
    assert "干部" not in search.find(county.group, "王二")
    assert "干部" not in search.find(county.nobody, "陈一")


def test_a_unit_page_shows_its_team_with_vacancies(county, signed_in):
    page = signed_in(county.staff).get(_url("units:unit", county.finance.pk)).content.decode()
    assert "陈一" in page
    assert page.count("seat-vacant") == 2


def test_sections_are_folded_into_their_unit_until_asked_for(county, signed_in):
    section = services.enter_organisation(
        code="01.02.01",
        name="某县财政局办公室",
        kind="section",
        parent=county.finance,
        actor=ACTOR,
        source="测试",
    )
    services.enter_dossier(Dossier(name="丁三", unit_code=section.code), actor=ACTOR, source="测试")
    client = signed_in(county.staff)
    page = client.get(_url("units:tree"))
    people = {node.unit.name: node.people for _, node in page.context["lines"]}
    assert people == {"某县": 0, "某县教育局": 1, "某县财政局": 2}
    page = client.get(_url("units:tree"), {"sections": "1"})
    people = {node.unit.name: node.people for _, node in page.context["lines"]}
    assert people == {"某县": 0, "某县教育局": 1, "某县财政局": 1, "某县财政局办公室": 1}


def test_a_post_page_shows_who_held_it(county, signed_in):
    services.remove_from_post(
        county.chen.post_holdings.get(), on=TODAY, document_number="", reason="调离", actor=ACTOR
    )
    page = signed_in(county.staff).get(_url("units:post", county.deputy.pk)).content.decode()
    assert "2020.05—2026.11 调离" in page


def test_staff_enter_and_correct_units_and_posts_on_their_pages(county, signed_in):
    client = signed_in(county.staff)
    typed = {
        "name": "某县审计局",
        "code": "01.03",
        "kind": "government",
        "parent": county.area.pk,
        "place": 3,
    }
    assert client.post(_url("units:enter"), typed).status_code == 302
    unit = models.Organisation.objects.get(code="01.03")
    post = {
        "title": "局长",
        "kind": "leading",
        "rank": "1A41",
        "management": "county",
        "seats": 1,
        "place": 0,
    }
    assert client.post(_url("units:enter_post", unit.pk), post).status_code == 302
    correct = _url("units:correct_post", unit.posts.get().pk)
    client.post(correct, {**post, "portfolio": "主持全面工作", "reason": "补录"})
    assert unit.posts.get().portfolio == "主持全面工作"
    figure = {"rank": "1A41", "approved": 1, "reserved": 0, "valid_from": "2026-01-01"}
    url = _url("units:approve_establishment", unit.pk)
    assert client.post(url, figure).status_code == 302
    refused = client.post(url, figure)
    assert refused.status_code == 422
    assert "已有自2026.01.01起的核定数" in refused.content.decode()


def test_every_page_stands_with_an_empty_registry(signed_in, db, django_user_model):
    from xuanxian.access.models import RoleGrant

    staff = django_user_model.objects.create(username="first", full_name="第一人")
    RoleGrant.objects.create(account=staff, role="organisation_staff")
    client = signed_in(staff)
    for name in ("people:list", "people:kinship", "people:requests", "units:tree",
                 "units:establishment", "units:vacancies"):  # fmt: skip
        assert client.get(_url(name)).status_code == 200, name


def test_a_file_with_nothing_but_a_name_can_be_opened(county, signed_in):
    bare = services.enter_dossier(Dossier(name="丁三"), actor=ACTOR, source="测试")
    client = signed_in(county.staff)
    assert {client.get(url).status_code for url in _person_pages(bare)} == {200}
