"""A poll whose tellers have devices of their own, and what each carries about."""

from collections.abc import Callable
from typing import Any

from tests.ballots.conftest import CHEAP, LI, PASSPHRASES, STAFF, WANG, instrument
from xuanxian.ballots import services
from xuanxian.ballots.answers import Answers
from xuanxian.ballots.box_key import KeyFile
from xuanxian.ballots.models import Poll, TellerSeat
from xuanxian.ballots.services import Box, Electorate, NamedTeller, PrintedSlip

NAMED = (NamedTeller("甲某", "11"), NamedTeller("乙某", "12"), NamedTeller("丙某"))
ACCOUNTS = ("11", "12", "")


class Ceremony:
    """Three tellers, two with accounts and one with a code on paper."""

    def __init__(self, people: int = 6, **changes: Any) -> None:
        self.poll = services.prepare_poll(
            instrument=instrument(**changes),
            parameters={"smallest": 5},
            title="县委常委会会议表决",
            subjects=[WANG, LI],
            electorates=[Electorate("委员", people)],
            case="",
            actor=STAFF,
        )
        self.people = people
        (self.invitation,) = services.name_tellers(self.box, NAMED, actor=STAFF)
        self.files: dict[int, KeyFile] = {}
        self.slips: tuple[PrintedSlip, ...] = ()

    @property
    def box(self) -> Box:
        return services.box_of(Poll.objects.get(pk=self.poll.pk))

    def make(self, place: int) -> KeyFile:
        seat = TellerSeat.objects.get(box=self.poll.pk, place=place)
        self.files[place] = services.make_teller_key(
            seat,
            PASSPHRASES[place],
            account=ACCOUNTS[place],
            code="" if ACCOUNTS[place] else self.invitation.code,
            cost=CHEAP,
        )
        return self.files[place]

    def hand_in(self, verb: Callable[..., services.HandedIn], place: int) -> services.HandedIn:
        return verb(self.box, self.files[place], PASSPHRASES[place], account=ACCOUNTS[place])

    def ready(self) -> None:
        """Key made and tried, slips out, everybody present."""
        for place in (0, 1, 2):
            self.make(place)
        for place in (2, 0, 1):
            self.hand_in(services.hand_in_to_try, place)
        self.slips = services.issue_slips(self.poll, {"委员": self.people}, actor=STAFF)
        services.record_presence(self.poll, {"委员": self.people}, actor=STAFF)

    def cast(self, number: int) -> None:
        """The next `number` slips vote."""
        for slip in self.slips[:number]:
            services.cast(slip.code, Answers(marks={"wang": "同意", "li": "同意"}))
        self.slips = self.slips[number:]

    def vote(self, number: int) -> None:
        self.ready()
        services.open_poll(self.poll, actor=STAFF)
        self.cast(number)

    def close(self) -> None:
        services.close_poll(self.poll, actor=STAFF)
