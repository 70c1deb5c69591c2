"""The verb of a box key that the server keeps, where the rules of the poll allow it."""

from django.db import transaction

from xuanxian.access.actor import Actor
from xuanxian.ballots import server_key
from xuanxian.ballots.models import Poll, TellerSeat
from xuanxian.ballots.services.boxes import Box
from xuanxian.ballots.services.key import keep_key, keep_tested, record_key_made, try_private_half
from xuanxian.kernel.errors import Problem, Refusal


@transaction.atomic
def make_key_on_server(box: Box, *, actor: Actor) -> None:
    """Make the key of a box that the server keeps, and try it on the empty box at once.

    Raises:
        Refusal: the rules leave the key to tellers, voting is open, ballots in the box.
    """
    if box.rules.kept_by != "server":
        raise Refusal(
            Problem(
                box.title,
                "票箱密钥",
                "",
                "按投票规则由三名计票人保管，不能由服务器保管。",
                "请先指定三名计票人。",
            )
        )
    polls = box.locked(Poll.State.PREPARED)
    public_half = server_key.make(box.id)
    try_private_half(server_key.private_half(box.id), public_half)
    TellerSeat.objects.filter(box=box.id).delete()
    keep_key(polls, public_half, (), Poll.BoxKeeping.SERVER)
    keep_tested(polls, public_half)
    record_key_made(box, actor)
