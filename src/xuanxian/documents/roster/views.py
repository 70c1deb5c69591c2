"""Making a 花名册 of chosen people: which columns, then the workbook."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import cache_control

from xuanxian.access.models import Account, Role
from xuanxian.access.permissions import SignedInRequest, needs
from xuanxian.documents.downloads import as_download
from xuanxian.documents.production import enter_production
from xuanxian.documents.roster.columns import RosterRow, columns_of
from xuanxian.documents.roster.forms import RosterForm
from xuanxian.documents.roster.workbook import ordered, render_roster
from xuanxian.kernel import clock
from xuanxian.registry.models import Person
from xuanxian.registry.queries import people_in_scope, read_dossiers

MOST = 500
"""People on one roll at most: the workbook is built in memory while the browser waits."""


@needs("documents.make_document")
@cache_control(private=True, no_store=True)
def roster(request: SignedInRequest) -> HttpResponse:
    """Ask what the roll shows; on sending, make it, enter it on the record, give it out."""
    people = _chosen(request)
    form = RosterForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and people and form.is_valid():
        given = form.cleaned_data
        dossiers = read_dossiers(people, with_photo=False)
        rows = ordered(
            [RosterRow(dossiers[one.pk], unit=str(one.unit or "")) for one in people],
            given["order"],
        )
        content = render_roster(
            rows,
            columns_of(given["columns"]),
            given["title"],
            clock.today(),
            paper=given["paper"],
        )
        enter_production(
            "export:roster",
            given["title"],
            content,
            actor=request.user.acting_as(
                Role.ORGANISATION_STAFF, Role.ORGANISATION_LEADER, Role.INSPECTION_TEAM
            ),
            form="xlsx",
            people=[one.pk for one in people],
            stream_title="导出花名册",
        )
        return as_download(content, given["title"], "xlsx")
    return render(
        request,
        "documents/roster.html",
        {"people": people, "form": form, "most": MOST},
        status=422 if form.errors else 200,
    )


def _chosen(request: SignedInRequest) -> list[Person]:
    """The people named in the address or the form whom the account may see, in their order."""
    given = request.POST if request.method == "POST" else request.GET
    keys = [key for text in given.getlist("person")[:MOST] if (key := _uuid(text))]
    found = _visible(request.user, keys)
    return [found[key] for key in dict.fromkeys(keys) if key in found]


def _visible(account: Account, keys: list[UUID]) -> dict[UUID, Person]:
    visible = people_in_scope(account, "documents.make_document") & people_in_scope(
        account, "registry.view_person"
    )
    return {person.pk: person for person in visible.filter(pk__in=keys).select_related("unit")}


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
