"""A meeting with what its people carry about, and pages as an account with roles sees them."""

from datetime import date
from typing import Any

from django.test import Client

from tests.ballots.conftest import (
    CHEAP,
    LI,
    PASSPHRASES,
    STAFF,
    TELLERS,
    WANG,
    instrument,
)
from xuanxian.access.models import Account, Role, RoleGrant
from xuanxian.ballots import services
from xuanxian.ballots.answers import Answers
from xuanxian.ballots.discussion_rules import DiscussionRules
from xuanxian.ballots.models import Discussion
from xuanxian.ballots.services import Electorate, PrintedSlip
from xuanxian.ballots.services.adding import add_to_agenda

PASSWORD = "一个够长的口令"
"""With which everybody signs in who is asked for a password."""


def signed_in(*roles: Role, name: str = "", unit_code: str = "") -> Client:
    """A client of an account with `roles` over `unit_code`; the same account for the same roles."""
    account, made = Account.objects.get_or_create(
        username=name or "_".join(filter(None, (*roles, unit_code))),
        defaults={"full_name": "赵某某"},
    )
    if made:
        account.set_password(PASSWORD)
        account.save(update_fields=["password"])
        for role in roles:
            RoleGrant.objects.create(account=account, role=role, unit_code=unit_code)
    client = Client()
    client.force_login(account)
    return client


class Held:
    """A meeting with what its people carry about."""

    def __init__(self, people: int = 14, unit_code: str = "", separately: bool = True) -> None:
        self.people = people
        self.meeting = services.prepare_meeting(
            title="县委常委会会议",
            classes=[Electorate("委员", people)],
            held_on=date(2026, 11, 20),
            unit_code=unit_code,
            actor=STAFF,
        )
        self.polls = add_to_agenda(
            self.meeting,
            instrument=instrument(),
            parameters={"smallest": 5},
            rules=DiscussionRules(deferral="缓议 > 实到 / 2", recused_entitled=True,
                                  recused_present=False, chief_last=True),
            title="任免",
            subjects=[WANG, LI],
            separately=separately,
            actor=STAFF,
        )  # fmt: skip
        self.slips: tuple[PrintedSlip, ...] = ()
        self.keys: list[Any] = []

    @property
    def box_address(self) -> str:
        """Under which stands what is done once for all polls."""
        return f"/ballots/{self.meeting.pk}/"

    @property
    def address(self) -> str:
        return f"/ballots/meetings/{self.meeting.pk}/"

    def ready(self, present: int | None = None) -> "Held":
        """Key made and tried, slips out, presence recorded."""
        files = services.make_box_key(self.meeting, TELLERS, actor=STAFF, cost=CHEAP)
        self.keys = list(zip(files, PASSPHRASES, strict=True))
        services.test_box(self.meeting, self.keys, actor=STAFF)
        came = self.people if present is None else present
        for poll in self.polls:
            poll.refresh_from_db()
        self.slips = services.issue_slips(self.meeting, {"委员": came}, actor=STAFF)
        services.record_presence(self.meeting, {"委员": came}, actor=STAFF)
        return self

    def item(self, number: int) -> str:
        return f"{self.address}items/{self.polls[number].pk}/"

    def cast(self, number: int, marks: str, voters: int) -> None:
        poll = self.polls[number]
        for slip in self.slips[:voters]:
            services.cast(
                slip.code, Answers(marks={one.id: marks for one in poll.subject_list}), poll.pk
            )

    def count(self, number: int, marks: str = "同意", voters: int = 9) -> None:
        """Open, vote, close and open the box of one item."""
        services.open_poll(self.polls[number], actor=STAFF)
        self.cast(number, marks, voters)
        services.close_poll(self.polls[number], actor=STAFF)
        services.open_box(self.polls[number], self.keys[:2], actor=STAFF)


def page(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200, address
    return response.content.decode()


def speak(client: Client, held: Held, discussion: Discussion, name: str, **more: str) -> int:
    address = f"{held.address}discussions/{discussion.pk}/speak/"
    return client.post(address, {"name": name, **more}).status_code


def discussed(held: Held, speakers: str = "李某\n周某", chief: str = "王某") -> list[Discussion]:
    staff = signed_in(Role.ORGANISATION_STAFF)
    form = {"items": [str(poll.pk) for poll in held.polls], "speakers": speakers, "chief": chief}
    assert staff.post(f"{held.address}arrange/", form).status_code == 302
    return list(Discussion.objects.order_by("poll__place", "place"))
