"""What the pages of a person share."""

from typing import Any

from xuanxian.access.permissions import SignedInRequest, may
from xuanxian.kernel import clock
from xuanxian.kernel.partial_date import full_years_between
from xuanxian.registry import codes, models, queries
from xuanxian.registry.forms.sets import SET_FORMS


def head(request: SignedInRequest, person: models.Person, here: str) -> dict[str, Any]:
    """What the head and tabs of every page of a person need; `here` is the tab's key."""
    return {"person": person, "here": here, "may_edit": _may_edit(request, person)}


def _may_edit(request: SignedInRequest, person: models.Person) -> bool:
    if person.account_id == request.user.pk:
        return False
    return may(request.user, "registry.edit_person", person.unit.code if person.unit else "")


def file_context(request: SignedInRequest, person: models.Person) -> dict[str, Any]:
    """What the page of the whole file shows."""
    dossier = queries.read_dossier(person, with_photo=False)
    return {
        **head(request, person, "file"),
        "dossier": dossier,
        "basics": _basics(person),
        "set_forms": SET_FORMS,
        "has_photo": models.Photo.objects.filter(pk=person.pk).exists(),
    }


def _basics(person: models.Person) -> list[tuple[str, str]]:
    birth = ""
    if person.birth:
        age = full_years_between(person.birth.earliest(), clock.today())
        birth = f"{person.birth.dotted()}（{age}岁）"
    joined = person.joined_work.dotted() if person.joined_work else ""
    return [
        ("性别", codes.table("sex").label(person.sex) if person.sex else ""),
        ("出生年月", birth),
        ("民族", codes.table("nation").label(person.nation) if person.nation else ""),
        ("籍贯", person.native_place),
        ("出生地", person.birthplace),
        ("成长地", person.growth_place),
        ("参加工作", joined),
        ("健康状况", person.health),
        ("职务层次", codes.table("rank").label(person.rank) if person.rank else ""),
        ("职级", person.grade),
        ("人员状态", person.get_status_display()),
        ("熟悉专业", person.speciality),
    ]
