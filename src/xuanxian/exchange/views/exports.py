"""Taking files of people out: who, why, then the download."""

from django.http import HttpResponse
from django.shortcuts import render

from xuanxian.access.permissions import SignedInRequest, needs
from xuanxian.exchange import services
from xuanxian.exchange.forms import ReasonForm
from xuanxian.exchange.services.exporting import zipped
from xuanxian.exchange.views.access import staff
from xuanxian.exchange.views.reports import as_download
from xuanxian.registry.queries import people_in_scope

_MOST = 2000


@needs("exchange.export_files")
def export(request: SignedInRequest) -> HttpResponse:
    """Show whom the files would tell of and ask for the purpose; then give them out."""
    chosen = (request.POST if request.method == "POST" else request.GET).getlist("person")
    people = list(
        people_in_scope(request.user, "exchange.export_files")
        .filter(pk__in=[key for key in chosen[:_MOST] if _is_uuid(key)])
        .order_by("stroke_key")
    )
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and people and form.is_valid():
        files = services.export_files(
            people, actor=staff(request.user), reason=form.cleaned_data["reason"]
        )
        if len(people) == 1:
            name, data = next(files)
            return as_download(data, name, "application/octet-stream")
        return as_download(zipped(files), "干部任免审批表.zip", "application/zip")
    return render(
        request,
        "exchange/export.html",
        {"people": people, "form": form},
        status=422 if form.errors else 200,
    )


def _is_uuid(text: str) -> bool:
    sign = text.replace("-", "").lower()
    return len(sign) == 32 and all(character in "0123456789abcdef" for character in sign)
