"""A ballot box: what one key locks. It belongs to a poll, or to a meeting for all of its polls."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias
from uuid import UUID

from xuanxian.access.actor import Actor
from xuanxian.ballots.box_rules import BoxRules, strictest
from xuanxian.ballots.models import Meeting, Poll, TellerSeat
from xuanxian.ballots.services.locking import poll_in
from xuanxian.kernel.errors import Problem, Refusal
from xuanxian.record.services import append

Holder: TypeAlias = Poll | Meeting
"""What holds a box: a meeting, or a poll that belongs to none."""


@dataclass(frozen=True)
class Box:
    """A box and where it stands.

    Attributes:
        id: of the poll or meeting; the tellers' key files name it.
        of: which of the two.
        case: the record stream of its entries.
        unit_code: the unit over which an account needs its role; "" leaves it to every such role.
    """

    id: UUID
    of: Literal["poll", "meeting"]
    title: str
    case: str
    unit_code: str

    @property
    def polls(self) -> list[Poll]:
        """Its secret polls that were not abandoned, always in one order."""
        holder = {"meeting": self.id} if self.of == "meeting" else {"pk": self.id}
        found = Poll.objects.filter(secrecy="secret", **holder)
        return list(found.exclude(state=Poll.State.ABANDONED).order_by("pk"))

    @property
    def seats(self) -> list[TellerSeat]:
        """The seats of its tellers, in the order of their places."""
        return list(TellerSeat.objects.filter(box=self.id).order_by("place"))

    @property
    def rules(self) -> BoxRules:
        """What its polls say about it; the stricter where they differ."""
        return strictest(poll.box_rules for poll in self.polls)

    @property
    def keeping(self) -> str:
        """Who keeps the key now, `Poll.BoxKeeping`; "" while there is none."""
        return next((poll.box_keeping for poll in self.polls if poll.box_keeping), "")

    @property
    def public_half(self) -> bytes | None:
        """The public half of the key; None before it is made and when every poll is opened."""
        halves = (poll.box_public_key for poll in self.polls)
        return next((bytes(half) for half in halves if half is not None), None)

    def locked(self, *states: Poll.State) -> list[Poll]:
        """Its polls, locked, each in one of `states`.

        Raises:
            Refusal: there is none, or one is in another state.
        """
        found = [poll_in(poll, *states) for poll in self.polls]
        if not found:
            raise Refusal(
                Problem(self.title, "投票", "", "没有无记名投票，不制票，也没有票箱。", "")
            )
        return found

    def record(self, verb: str, body: Mapping[str, Any], actor: Actor) -> None:
        """Put `poll.<verb>` or `meeting.<verb>` on the record."""
        append(self.case, f"{self.of}.{verb}", {self.of: str(self.id), **body}, actor=actor)


def box_of(holder: Holder) -> Box:
    """The box of a poll or meeting; of a meeting's poll that of the meeting."""
    if isinstance(holder, Poll) and holder.meeting is not None:
        holder = holder.meeting
    return Box(
        id=holder.pk,
        of="poll" if isinstance(holder, Poll) else "meeting",
        title=holder.title,
        case=holder.case,
        unit_code=holder.unit_code,
    )


def box_with(key: UUID | str) -> Box | None:
    """The box of the secret poll or the meeting with this id; None when there is neither."""
    holder = (
        Meeting.objects.filter(pk=key).first()
        or Poll.objects.select_related("meeting").filter(pk=key, secrecy="secret").first()
    )
    return None if holder is None else box_of(holder)
