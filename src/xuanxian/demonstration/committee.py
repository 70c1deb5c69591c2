"""Sittings of the standing committee (常委会) of the demonstration, at which it decides on people.

Nothing here knows a figure of a policy: whether a vote carries is what the count says.
"""

import random
from collections.abc import Callable
from typing import Literal

from xuanxian.demonstration.cast import Cast
from xuanxian.demonstration.tellers import hold, marked
from xuanxian.selection import models, services
from xuanxian.selection.services import AgendaItem

_IN_FAVOUR = 3
"""How many vote for somebody whom the committee rejects."""

_REMARKS = {
    "rejected": "同意票没有超过应到会成员的半数",
    "deferred": "分管领域的情况需要进一步了解",
}


class Committee:
    """Decides on the people put before it; one member is away, the chief speaks last."""

    def __init__(self, cast: Cast, votes: random.Random) -> None:
        """Sit as `cast`; `votes` draws who votes against."""
        self.cast = cast
        self.votes = votes
        self.members = [str(account) for account in cast.committee]

    def approve(self, one: models.Candidacy) -> None:
        """All who came vote for `one`, but for a single member."""
        item = self._sit(one)
        against = self.votes.randrange(len(self.members) - 1)
        self._vote(item, one, lambda place: place != against)
        self._record(item, "approved")

    def decide_against(
        self, one: models.Candidacy, decision: Literal["rejected", "deferred"]
    ) -> None:
        """Vote most of the members against `one`, or put the decision off without a vote."""
        item = self._sit(one)
        if decision == "rejected":
            self._vote(item, one, lambda place: place < _IN_FAVOUR)
        self._record(item, decision, _REMARKS[decision])

    def _sit(self, one: models.Candidacy) -> models.SittingItem:
        return services.convene(
            [AgendaItem(one)],
            members=self.members,
            present=self.members[:-1],
            chief=self.members[0],
            actor=self.cast.actor("organisation_staff"),
        ).items.get()

    def _vote(
        self, item: models.SittingItem, one: models.Candidacy, in_favour: Callable[[int], bool]
    ) -> None:
        """Vote on `one`; `in_favour` says of the place of a ballot how it is marked."""
        poll = services.prepare_decision_poll([item], actor=self.cast.actor("organisation_staff"))
        places = iter(range(len(self.members)))
        hold(
            self.cast,
            poll,
            lambda: marked(poll.ballot, str(one.pk), better=in_favour(next(places))),
            absent=1,
        )

    def _record(self, item: models.SittingItem, decision: str, remark: str = "") -> None:
        services.record_decision(
            item,
            decision,
            remark=remark,
            spoken_last=self.members[0],
            actor=self.cast.actor("committee_member"),
        )
