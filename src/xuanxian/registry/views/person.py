"""One person's file and what hangs on it."""

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import cache_control

from xuanxian.access.permissions import SignedInRequest, may, needs
from xuanxian.kernel import clock
from xuanxian.registry import models, queries
from xuanxian.registry.queries.kinship import relatives_serving_with
from xuanxian.registry.queries.timeline import drawing_of, timeline_of
from xuanxian.registry.views.comparison import compared
from xuanxian.registry.views.own_file import person_of
from xuanxian.registry.views.whole_file import file_context, head


def person_for(request: SignedInRequest, person_id: UUID, permission: str) -> models.Person:
    """The person, when the account holds `permission` for the unit; otherwise not found.

    Raises:
        Http404: no such person, or out of the account's scope; the two are not told apart.
    """
    in_scope = queries.people_in_scope(request.user, permission).select_related("unit")
    return get_object_or_404(in_scope, pk=person_id)


@needs("registry.view_person")
def file(request: SignedInRequest, person_id: UUID) -> HttpResponse:
    """基本情况、学历、任职、简历."""
    person = person_for(request, person_id, "registry.view_person")
    return render(request, "registry/person_file.html", file_context(request, person))


@needs("registry.view_person")
def timeline(request: SignedInRequest, person_id: UUID) -> HttpResponse:
    """履历图: posts and ranks on two tracks."""
    person = person_for(request, person_id, "registry.view_person")
    course = timeline_of(queries.read_dossier(person, with_photo=False))
    return render(
        request,
        "registry/person_timeline.html",
        {
            **head(request, person, "timeline"),
            "timeline": course,
            "drawing": drawing_of(course, clock.today()),
        },
    )


@needs("registry.view_person")
def family(request: SignedInRequest, person_id: UUID) -> HttpResponse:
    """家庭成员 and those of them who serve too."""
    person = person_for(request, person_id, "registry.view_person")
    relatives = models.Relative.objects.filter(person=person).select_related("linked_person__unit")
    visible = set(
        queries.people_in_scope(request.user)
        .filter(pk__in=[row.linked_person_id for row in relatives if row.linked_person_id])
        .values_list("pk", flat=True)
    )
    return render(
        request,
        "registry/person_family.html",
        {
            **head(request, person, "family"),
            "relatives": relatives,
            "visible": visible,
            "serving_with": relatives_serving_with(person),
            "proposals": queries.kinship_proposals(
                models.Person.objects.filter(pk=person.pk), queries.people_in_scope(request.user)
            )
            if may(request.user, "registry.edit_person")
            else [],
        },
    )


@needs("registry.view_person")
def conduct(request: SignedInRequest, person_id: UUID) -> HttpResponse:
    """奖惩、年度考核、培训."""
    person = person_for(request, person_id, "registry.view_person")
    return render(
        request,
        "registry/person_conduct.html",
        {
            **head(request, person, "conduct"),
            "dossier": queries.read_dossier(person, with_photo=False),
            "today": clock.today(),
        },
    )


@needs("registry.view_person")
def history(request: SignedInRequest, person_id: UUID) -> HttpResponse:
    """更正历史: what stood before, who changed it and why."""
    person = person_for(request, person_id, "registry.view_person")
    return render(
        request,
        "registry/person_history.html",
        {
            **head(request, person, "history"),
            "corrections": [(row, compared(row)) for row in queries.corrections_of(person)],
            "requests": person.correction_requests.all(),
        },
    )


@needs("registry.view_person", "registry.view_own_file")
@cache_control(private=True, max_age=300)
def photo(request: SignedInRequest, person_id: UUID) -> HttpResponse:
    """The portrait, for those who may see the file."""
    own = person_of(request)
    if own is None or own.pk != person_id:
        person_for(request, person_id, "registry.view_person")
    found = models.Photo.objects.filter(pk=person_id).first()
    if found is None:
        raise Http404("没有照片。")
    response = HttpResponse(bytes(found.jpeg), content_type="image/jpeg")
    response["ETag"] = f'"{found.digest}"'
    return response
