"""Who opens which page of ballots: every address of the room as every role.

What is expected is the table of docs/ballots.md; the addresses come from the program itself, so
that none can be forgotten.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from tests.ballots.conftest import STAFF
from tests.ballots.meetings import Held, signed_in
from tests.ballots.paper import closed
from tests.ballots.test_poll_pages import counted
from xuanxian.access.models import Role
from xuanxian.ballots import services
from xuanxian.ballots.models import Incident, TellerSeat
from xuanxian.ballots.services import NamedTeller, agenda, paper
from xuanxian.ballots.services.incidents import note_incident
from xuanxian.registry.models import Organisation, Person

ROOT = Path(__file__).parents[2]
COLUMNS = (
    Role.ORGANISATION_STAFF,
    Role.ORGANISATION_LEADER,
    Role.DISCIPLINE_OFFICER,
    Role.INSPECTION_TEAM,
    Role.COMMITTEE_MEMBER,
)
BY_SEAT_OR_NAME = {"poll_vote", "seat_key"}
EVERY_ACCOUNT = {"my_boxes", "ballot_sample", "ballot_sample_on_phone"}
WITHOUT_ACCOUNT = {"teller", "box_hand_in", "box_hand_in_state", "registrar", "registrar_tell",
                   "registrar_noted"}  # fmt: skip
REFUSED = {403, 404, 405}
NOTHING_THERE = {
    "poll_notes", "poll_second_round", "meeting_second_round", "meeting_no_second_round",
    "paper_picture", "paper_view_scan",
}  # fmt: skip
"""404 to everybody here, where no texts beside names, no second round and no scan are."""


def table() -> dict[str, set[Role]]:
    """Address → the roles that open it, as the document says."""
    text = (ROOT / "docs" / "ballots.md").read_text(encoding="utf-8")
    part = text.split("## Who opens which page")[1].split("\n## ")[0]
    rows = [line.strip("|").split("|") for line in part.splitlines() if line.startswith("| ")][1:]
    found: dict[str, set[Role]] = {}
    for _, addresses, *cells in rows:
        opening = {role for role, cell in zip(COLUMNS, cells, strict=True) if cell.strip()}
        for name in re.findall(r"`([\w:]+)`", addresses):
            assert name not in found, name
            found[name] = opening
    return found


def addresses(
    patterns: list[Any], names: tuple[str, ...] = (), space: str = ""
) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Name and arguments of every address below `patterns`."""
    for pattern in patterns:
        inner = (*names, *pattern.pattern.converters)
        if isinstance(pattern, URLResolver):
            below = f"{space}{pattern.namespace}:" if pattern.namespace else space
            yield from addresses(pattern.url_patterns, inner, below)
        else:
            assert isinstance(pattern, URLPattern)
            yield f"{space}{pattern.name}", inner


def of_ballots() -> dict[str, tuple[str, ...]]:
    rooms = [
        each for each in get_resolver().url_patterns if str(each.pattern).startswith("ballots/")
    ]
    return dict(addresses(rooms))


def test_every_address_of_ballots_stands_in_the_table() -> None:
    by_role = set(of_ballots()) - BY_SEAT_OR_NAME - EVERY_ACCOUNT - WITHOUT_ACCOUNT
    assert by_role == set(table()), "docs/ballots.md, “Who opens which page”"


def arguments() -> dict[str, list[Any]]:
    """What addresses are asked about: a meeting, polls in several states, what hangs on them."""
    held = Held()
    meeting, item = held.meeting, held.polls[0]
    agenda.arrange_discussion(item, speakers=["李某", "周某"], chief="王某", actor=STAFF)
    with_paper = closed({"委员": 2})
    (batch,) = paper.lay_batches(with_paper.poll, actor=STAFF)
    services.name_tellers(
        services.box_of(meeting), [NamedTeller(name) for name in ("甲某", "乙某", "丙某")],
        actor=STAFF,
    )  # fmt: skip
    incident = note_incident(meeting, Incident.Kind.OTHER, "会场停电五分钟。", actor=STAFF)
    polls = [with_paper.poll.pk, counted().poll.pk]
    return {
        "meeting_id": [meeting.pk],
        "item": [item.pk],
        "poll_id": [*polls, item.pk],
        "holder_id": [*polls, meeting.pk],
        "box_id": [*polls, meeting.pk],
        "seat_id": [TellerSeat.objects.filter(box=meeting.pk)[0].pk],
        "batch_id": [batch.pk],
        "incident_id": [incident.pk],
        "discussion_id": [item.discussions.get().pk],
        "person_id": [Person.objects.create(name="赵长河").pk],
        "unit_id": [Organisation.objects.create(code="B01", name="某局").pk],
        "place": [0], "page": [0], "key": ["0" * 32],
    }  # fmt: skip


def paths(name: str, wanted: tuple[str, ...], given: dict[str, list[Any]]) -> list[str]:
    """The address, once for each thing it may be asked about."""
    main = next((each for each in wanted if each in {"poll_id", "holder_id", "box_id"}), "")
    if name.startswith("meeting") and main == "poll_id":
        main = ""
        given = given | {"poll_id": given["item"]}
    if not main:
        return [reverse(name, kwargs={each: given[each][0] for each in wanted})]
    return [
        reverse(name, kwargs={each: value if each == main else given[each][0] for each in wanted})
        for value in given[main]
    ]


def opened(client: Client, path: str) -> set[int]:
    """What an address answers; asked to act only where it has nothing to show."""
    shown = client.get(path).status_code
    return {shown, client.post(path).status_code} if shown in {404, 405} else {shown}


@pytest.mark.django_db
def test_each_role_opens_the_pages_of_the_table_and_no_other() -> None:
    given, expected = arguments(), table()
    strange, reached = [], set()
    for role in Role:
        client = signed_in(role)
        for name, wanted in of_ballots().items():
            if name not in expected:
                continue
            asked = paths(name, wanted, given)
            answers = {
                path: opened(client, path) for path in (asked if role in COLUMNS else asked[-1:])
            }
            for path, statuses in answers.items():
                if role in expected[name]:
                    reached |= {name} if statuses - REFUSED else set()
                    strange += [(role, path, "refused")] if statuses <= {403} else []
                elif not statuses <= REFUSED:
                    strange.append((role, path, f"answered {statuses}"))
    assert strange == []
    assert set(expected) - reached == NOTHING_THERE


@pytest.mark.django_db
@pytest.mark.parametrize("role", list(Role))
def test_a_seat_or_a_named_ballot_opens_to_nobody_else_whatever_the_role(role: Role) -> None:
    given, client = arguments(), signed_in(role)
    for name in sorted(BY_SEAT_OR_NAME):
        for path in paths(name, of_ballots()[name], given):
            assert opened(client, path) <= {403, 404}
