"""Who votes in a signed poll under the own account, and what waits for them."""

from django.urls import reverse

from xuanxian.access.models import Account
from xuanxian.access.permissions import ROLES_OF_PERMISSION, may
from xuanxian.access.todo import Todo
from xuanxian.ballots.models import Poll, PollClass

PERMISSION = "ballots.cast_signed"


def possible_signers(poll: Poll) -> list[Account]:
    """The accounts that may be named to sign in and vote: those whose role reaches the poll."""
    holding = Account.objects.filter(
        is_active=True, grants__role__in=ROLES_OF_PERMISSION[PERMISSION]
    )
    reach = poll.unit_code or None
    ordered = holding.distinct().order_by("full_name", "username")
    return [account for account in ordered if may(account, PERMISSION, reach)]


def class_of_signer(poll: Poll, account: Account) -> tuple[PollClass, str] | None:
    """The class that `account` was named for and the name it signs with; None for a stranger."""
    for voters in poll.classes.all():
        for signer in voters.signers:
            if signer["account"] == str(account.pk):
                return voters, signer["name"]
    return None


def has_signed(poll: Poll, account: Account) -> bool:
    """Whether a ballot of `account` was received, or one keyed in under the name it signs with."""
    if poll.signed_ballots.filter(account=str(account.pk)).exists():
        return True
    found = class_of_signer(poll, account)
    return found is not None and poll.signed_ballots.filter(signer=found[1]).exists()


def todos_of(account: Account) -> list[Todo]:
    """Open signed polls that wait for the ballot of `account`."""
    open_polls = Poll.objects.filter(state=Poll.State.OPEN, secrecy="signed")
    return [
        Todo(
            title=f"{poll.title}：填写署名票",
            url=reverse("poll_vote", args=[poll.pk]),
            why="您是这次投票的署名人。",
        )
        for poll in open_polls.prefetch_related("classes")
        if class_of_signer(poll, account)
        and may(account, PERMISSION, poll.unit_code or None)
        and not has_signed(poll, account)
    ]
