"""纸质票: what is out, what came back, which piles wait for whom; the form itself."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from xuanxian.access.permissions import SignedInRequest, may, needs
from xuanxian.ballots.models import PaperBatch, Poll
from xuanxian.ballots.paper.of_poll import layouts_of
from xuanxian.ballots.services.paper.piles import unlaid
from xuanxian.ballots.views.paper.finding import rules_open, scope_of_batch, secret_poll_or_404
from xuanxian.ballots.views.paper.sheets import sheets_of
from xuanxian.ballots.views.steps import poll_or_404
from xuanxian.kernel import clock


@require_safe
@never_cache
@needs("ballots.view_poll", unit=scope_of_batch)
def desk(request: SignedInRequest, poll_id: UUID) -> HttpResponse:
    """The desk of paper forms."""
    poll = secret_poll_or_404(poll_id)
    classes = list(poll.classes.all())
    out = sum(each.paper_issued - each.paper_void for each in classes)
    reach = poll.unit_code or None
    form = poll.form
    stated = form.instrument.paper
    context = {
        "poll": poll,
        "classes": [
            {
                "name": each.name,
                "place": place,
                "issued": each.paper_issued,
                "void": each.paper_void,
                "out": each.paper_issued - each.paper_void,
                "returned": each.paper_returned,
                "unlaid": unlaid(each),
            }
            for place, each in enumerate(classes)
        ],
        "out": out,
        "counted": out > 0 and all(each.paper_returned is not None for each in classes),
        "unlaid": sum(unlaid(each) for each in classes),
        "few": [
            each.name for each in classes if 0 < each.paper_issued - each.paper_void < form.smallest
        ],
        "batches": [_row(batch, request) for batch in _batches(poll)],
        "rules": poll.paper_rules or (stated and stated.settled(poll.parameter_values)),
        "rules_open": rules_open(poll),
        "may_manage": may(request.user, "ballots.manage_poll", reach),
        "may_key": may(request.user, "ballots.count_poll", reach),
        "scans_deletable": poll.scans_due is not None and clock.today() >= poll.scans_due,
    }
    return render(request, "ballots/paper/desk.html", context)


@require_safe
@needs("ballots.view_poll", unit=scope_of_batch)
def preview(request: SignedInRequest, poll_id: UUID, place: int) -> HttpResponse:
    """The form of one class, exactly as it is printed."""
    poll = poll_or_404(poll_id)
    layouts = list(layouts_of(poll).items())
    if place >= len(layouts):
        raise Http404
    name, layout = layouts[place]
    return render(
        request,
        "ballots/paper/preview.html",
        {
            "poll": poll,
            "class_name": name,
            "classes": [(at, each) for at, (each, _) in enumerate(layouts)],
            "place": place,
            **sheets_of(layout),
            "may_print": may(request.user, "ballots.manage_poll", poll.unit_code or None),
        },
    )


def _batches(poll: Poll) -> list[PaperBatch]:
    return list(poll.paper_batches.select_related("voters").prefetch_related("entries"))


def _row(batch: PaperBatch, request: SignedInRequest) -> dict[str, Any]:
    """A batch and what the reader may do with it; of entries only how far they are."""
    account = str(request.user.pk)
    entries = sorted(batch.entries.all(), key=lambda entry: entry.place)
    keying = [entry for entry in entries if entry.place < 3]
    mine = next((entry for entry in keying if entry.account == account), None)
    entering = batch.state == PaperBatch.State.ENTERING
    differs = batch.state == PaperBatch.State.DIFFERS
    return {
        "batch": batch,
        "entries": entries,
        "may_enter": entering
        and ((mine is None and len(keying) < 2) or (mine and mine.number < batch.waiting)),
        "waits": entering and mine is not None and mine.number >= batch.waiting,
        "may_settle": differs and mine is None,
        "may_begin_again": entering and mine is not None,
    }
