"""The pages of the record: streams, one stream with its entries, its check and its export."""

import shutil
import tempfile
from pathlib import Path

from django.core.paginator import Paginator
from django.db import transaction
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST, require_safe

from xuanxian.access import trail
from xuanxian.access.permissions import SignedInRequest, may, needs
from xuanxian.kernel import clock
from xuanxian.record import event_names, queries
from xuanxian.record.export import export_stream
from xuanxian.record.models import Entry, Stream
from xuanxian.record.verification import verify_stream

STREAMS_A_PAGE = 50
ENTRIES_A_PAGE = 100


@require_safe
@needs("record.view_stream", "record.view_access_stream")
def streams(request: SignedInRequest) -> HttpResponse:
    """纪实: every stream the account may see."""
    kind, text = request.GET.get("kind", ""), request.GET.get("q", "")
    found = queries.streams_for(request.user, kind, text)
    page = Paginator(found, STREAMS_A_PAGE).get_page(request.GET.get("page"))
    rows = [(stream, event_names.kind_of_stream(stream.name)) for stream in page]
    return render(
        request,
        "record/streams.html",
        {
            "page": page,
            "rows": rows,
            "kinds": queries.visible_kinds(request.user),
            "kind": kind,
            "text": text,
        },
    )


@require_safe
@needs("record.view_stream", "record.view_access_stream")
def stream(request: SignedInRequest, name: str) -> HttpResponse:
    """One stream with its entries in order."""
    return _stream_page(request, _visible(request, name))


@require_POST
@needs("record.verify_stream")
def verify(request: SignedInRequest, name: str) -> HttpResponse:
    """The same page with the result of checking the stream."""
    found = _visible(request, name)
    result = {"faults": verify_stream(found.name), "checked_at": clock.now()}
    if getattr(request, "htmx", None):
        return render(request, "record/verification.html", {"stream": found, "check": result})
    return _stream_page(request, found, check=result)


@require_POST
@needs("record.export_stream")
def export(request: SignedInRequest, name: str) -> FileResponse:
    """The stream as a zip with the verifier that checks it without this program."""
    found = _visible(request, name)
    if not queries.may_read(request.user, found.name):
        raise Http404
    with transaction.atomic():
        trail.leave_entry("record.exported", {"stream": name}, actor=request.user.acting_as())
    with tempfile.TemporaryDirectory() as making:
        folder = export_stream(found.name, Path(making))
        archive = shutil.make_archive(str(folder), "zip", root_dir=making, base_dir=folder.name)
        # The open file outlives its name; the response closes it.
        return FileResponse(open(archive, "rb"), as_attachment=True, filename=f"{folder.name}.zip")


def _visible(request: SignedInRequest, name: str) -> Stream:
    found = queries.stream_for(request.user, name)
    if found is None:
        raise Http404("没有这条纪实链，或您的角色不能查看。")
    return found


def _stream_page(
    request: SignedInRequest, found: Stream, check: dict[str, object] | None = None
) -> HttpResponse:
    rows = Entry.objects.filter(stream=found).select_related("stream").order_by("number")
    page = Paginator(rows, ENTRIES_A_PAGE).get_page(request.GET.get("page"))
    kind = event_names.kind_of_stream(found.name)
    return render(
        request,
        "record/stream.html",
        {
            "stream": found,
            "kind": kind,
            "page": page,
            "entries": queries.readable(page, request.user),
            "may_verify": may(request.user, "record.verify_stream"),
            "may_export": may(request.user, "record.export_stream")
            and queries.may_read(request.user, found.name),
            "check": check,
        },
    )
