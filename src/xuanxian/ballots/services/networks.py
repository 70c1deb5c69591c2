"""Naming the networks of the hall, outside which no vote is taken."""

from collections.abc import Sequence

from django.db import transaction

from xuanxian.access.actor import Actor
from xuanxian.ballots.hall_network import read_networks
from xuanxian.ballots.models import Poll
from xuanxian.ballots.services.boxes import Box
from xuanxian.kernel.errors import Problem, Refusal


@transaction.atomic
def set_networks(box: Box, lines: Sequence[str], *, actor: Actor) -> None:
    """Take votes from these networks only; from everywhere when none is named.

    May be mended while voting runs, since a hall's network often shows only then.

    Args:
        box: of the poll or of all polls of the meeting.
        lines: networks as `10.2.0.0/16`.
        actor: who sets them.

    Raises:
        Refusal: a line that is no network, none where the rules ask for some, voting closed.
    """
    networks = read_networks(lines)
    if not networks and box.rules.hall_network:
        raise Refusal(
            Problem(box.title, "会场网络", "", "按投票规则只能在会场网络内投票。", "请填写网段。")
        )
    for poll in box.locked(Poll.State.PREPARED, Poll.State.OPEN):
        poll.networks = networks
        poll.save(update_fields=["networks"])
    box.record("networks_set", {"networks": networks}, actor)
