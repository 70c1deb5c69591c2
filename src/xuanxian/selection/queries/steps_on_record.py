"""Which steps stand on a round's record, and about whom: a step may itself be the material."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import date
from typing import Any
from uuid import UUID

from xuanxian.kernel import clock
from xuanxian.record.models import Entry
from xuanxian.record.services import body_of
from xuanxian.selection import models
from xuanxian.selection.instruments import Checklist
from xuanxian.selection.instruments.checklist import MaterialFacts
from xuanxian.selection.rules import Rules


class StepsOnRecord:
    """Which steps stand on the record, about whom: a step may itself be the material."""

    def __init__(self, entries: Iterable[tuple[str, dict[str, Any], str, date]]) -> None:
        self._by_kind: dict[str, list[tuple[dict[str, Any], str, date]]] = defaultdict(list)
        self._counted: dict[str, date] = {}
        for kind, body, by, on in entries:
            self._by_kind[kind].append((body, by, on))
            if "purpose" in body:
                # One kind of entry for several purposes: a policy may ask for one of them.
                self._by_kind[f"{kind}/{body['purpose']}"].append((body, by, on))
            if kind in {"poll.counted", "poll.box_opened"}:
                self._counted[body["poll"]] = on

    def counted_on(self, poll: UUID) -> date:
        """The day on which a poll was counted."""
        return self._counted[str(poll)]

    def made(self, kinds: tuple[str, ...], candidacy: models.Candidacy) -> MaterialFacts | None:
        """The last step of one of `kinds` that concerns the candidacy, its vacancy or the round."""
        for kind in kinds:
            for body, by, on in reversed(self._by_kind.get(kind, ())):
                if _concerns(body, candidacy):
                    return MaterialFacts(recorded_by=by, recorded_on=on)
        return None


def _concerns(body: dict[str, Any], candidacy: models.Candidacy) -> bool:
    own = str(candidacy.pk)
    if body.get("candidacy"):
        return bool(body["candidacy"] == own)
    for key in ("candidacies", "teams"):
        if key in body:
            return own in body[key]
    if "items" in body and body["items"] and isinstance(body["items"][0], dict):
        return any(item["candidacy"] == own for item in body["items"])
    if body.get("vacancy"):
        return bool(body["vacancy"] == str(candidacy.vacancy_id))
    return True


_OF_A_CONTEST = (
    "contest.applied", "applications.reviewed", "values.stated", "marks.keyed", "draw.committed",
    "draw.made", "going_on.decided", "results.published", "contest.ended",
)  # fmt: skip
"""Steps about all applicants together: thousands in one body, which says nothing of a single one
that a material could rest on."""


_COUNTED = frozenset({"poll.counted", "poll.box_opened"})


def steps_of_checklists(rules: Rules) -> frozenset[str]:
    """The kinds of steps that may stand for a material under these rules."""
    return frozenset(
        step.partition("/")[0]
        for checklist in rules.all(Checklist)
        for link in checklist.links
        for item in link.items
        for step in item.steps
    )


def steps_on_record(round_: models.Round, kinds: Collection[str] = ()) -> StepsOnRecord:
    """The steps of some kinds on a round's record, and when its polls were counted.

    Args:
        kinds: which; a round of thousands has tens of thousands of entries nobody asks for.
    """
    wanted = {*kinds, *_COUNTED}
    entries = Entry.objects.filter(stream=round_.stream).defer("header", "salt")
    whole = entries.filter(kind__in=wanted - set(_OF_A_CONTEST))
    found = [(entry, body_of(entry) or {}) for entry in whole]
    found += [
        (entry, {}) for entry in entries.filter(kind__in=wanted & set(_OF_A_CONTEST)).defer("body")
    ]
    return StepsOnRecord(
        (
            entry.kind,
            body,
            entry.actor_name,
            entry.recorded_at.astimezone(clock.CIVIL_TIME).date(),
        )
        for entry, body in sorted(found, key=lambda pair: pair[0].number)
    )
