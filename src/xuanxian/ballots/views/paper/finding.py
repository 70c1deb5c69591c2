"""What the pages of paper forms share: finding a batch, who keys it in, asking for the rules."""

from uuid import UUID

from django.http import Http404, HttpRequest

from xuanxian.access.actor import Actor
from xuanxian.access.models import Account, Role
from xuanxian.ballots.models import PaperBatch, Poll
from xuanxian.ballots.services.boxes import box_of
from xuanxian.ballots.views.steps import poll_or_404, scope_of_poll


def secret_poll_or_404(poll_id: UUID) -> Poll:
    """A secret poll; signed forms are keyed in on a page of their own.

    Raises:
        Http404: there is none.
    """
    poll = poll_or_404(poll_id)
    if not poll.is_secret:
        raise Http404
    return poll


def batch_or_404(poll_id: UUID, batch_id: UUID) -> PaperBatch:
    """A batch of a poll.

    Raises:
        Http404: there is none.
    """
    found = PaperBatch.objects.select_related("poll", "voters").filter(pk=batch_id, poll=poll_id)
    batch = found.first()
    if batch is None:
        raise Http404
    return batch


def scope_of_batch(request: HttpRequest, poll_id: UUID, **_: object) -> str | None:
    """For `needs`: the unit over which a role reaches the poll of a batch."""
    return scope_of_poll(request, poll_id)


def teller_of(account: Account) -> Actor:
    """Who keys in."""
    return account.acting_as(Role.ORGANISATION_STAFF, Role.DISCIPLINE_OFFICER)


def rules_open(poll: Poll) -> bool:
    """Whether whoever hands forms out has to say what holds for them.

    Forms of a meeting are handed out for all of its polls, some of which may say it and some not.
    """
    return any(
        each.paper is None and each.form.instrument.paper is None for each in box_of(poll).polls
    )
