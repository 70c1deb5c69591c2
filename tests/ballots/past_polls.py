"""Counted polls on people of the registry, held in one year or another."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from tests.ballots.conftest import CHEAP, STAFF, TELLERS, instrument
from xuanxian.ballots import services
from xuanxian.ballots.answers import Answers, Subject
from xuanxian.ballots.models import Poll
from xuanxian.ballots.services import Electorate
from xuanxian.kernel import clock
from xuanxian.registry.models import Organisation, Person

NOMINATION: dict[str, Any] = {
    "id": "nomination",
    "purpose": "nomination",
    "question": {"form": "names", "most": 3, "write_in": True},
    "turnout": "",
    "measures": {"得票率": "得票 / 有效"},
    "rank_by": "得票率",
    "passes": "",
    "effect": "advises",
}
RATING: dict[str, Any] = {
    "id": "rating",
    "purpose": "rating",
    "question": {"form": "grades", "options": ["优秀", "称职", "不称职"]},
    "turnout": "",
    "measures": {"优秀率": "优秀 / 有效"},
    "passes": "",
    "effect": "advises",
}


def person(name: str, unit: str = "某局", code: str = "3701.A01") -> Person:
    organisation, _ = Organisation.objects.get_or_create(
        code=code, defaults={"name": unit, "kind": "unit"}
    )
    return Person.objects.create(
        name=name,
        sex="1",
        nation="01",
        unit=organisation,
        unit_code=code,
        status="1",
        stroke_key="",
        pinyin="",
    )


def held(
    ballots: Mapping[str, Sequence[Answers]],
    subjects: Sequence[Subject],
    *,
    year: int,
    title: str = "年度推荐",
    unit_code: str = "3701",
    case: str = "poll:history",
    **changes: Any,
) -> Poll:
    """A secret poll of `year`, opened and counted.

    Args:
        ballots: class → what it cast; everybody entitled was present and voted.
    """
    with clock.set_to(datetime(year, 6, 1, 9, tzinfo=clock.CIVIL_TIME)):
        poll = services.prepare_poll(
            instrument=instrument(
                **{"electorate": [{"class": name} for name in ballots], **changes}
            ),
            parameters={"smallest": 5},
            title=title,
            subjects=subjects,
            electorates=[Electorate(name, len(cast)) for name, cast in ballots.items()],
            case=case,
            actor=STAFF,
            unit_code=unit_code,
        )
        files = services.make_box_key(poll, TELLERS, actor=STAFF, cost=CHEAP)
        numbers = {name: len(cast) for name, cast in ballots.items()}
        slips = services.issue_slips(poll, numbers, actor=STAFF)
        poll.refresh_from_db()
        keys = [(file, teller.passphrase) for file, teller in zip(files, TELLERS, strict=True)]
        services.test_box(poll, keys, actor=STAFF)
        services.record_presence(poll, numbers, actor=STAFF)
        poll = services.open_poll(poll, actor=STAFF)
        waiting = {name: list(cast) for name, cast in ballots.items()}
        for slip in slips:
            services.cast(slip.code, waiting[slip.class_name].pop())
        services.close_poll(poll, actor=STAFF)
        services.open_box(poll, keys[:2], actor=STAFF)
    poll.refresh_from_db()
    return poll


def on_ballot(*people: Person) -> list[Subject]:
    return [Subject(id=str(each.pk), name=each.name) for each in people]


def naming(whom: Person, votes: int, of: int) -> list[Answers]:
    """`of` ballots, the first `votes` of which name `whom` and the others nobody."""
    return [Answers(names=(str(whom.pk),) if at < votes else ()) for at in range(of)]
