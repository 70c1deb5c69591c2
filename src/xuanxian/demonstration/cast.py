"""The accounts of the demonstration: one for each role of the work, all with one known password.

The password is no secret: a rehearsal installation holds made-up people only and says so on every
page. Working installations never get these accounts.
"""

from dataclasses import dataclass

from xuanxian.access import services
from xuanxian.access.actor import Actor
from xuanxian.access.models import Account, Role
from xuanxian.registry.models import Person

PASSWORD = "yanlian-2026"  # noqa: S105  (see above)

COMMITTEE_SIZE = 13

_PEOPLE: tuple[tuple[str, str, Role], ...] = (
    ("zuzhi", "林知远", Role.ORGANISATION_STAFF),
    ("zuzhi2", "沈若水", Role.ORGANISATION_STAFF),
    ("buzhang", "顾长青", Role.ORGANISATION_LEADER),
    ("dangzu", "程一鸣", Role.UNIT_PARTY_GROUP),
    ("kaocha", "陆清和", Role.INSPECTION_TEAM),
    ("kaocha2", "严守正", Role.INSPECTION_TEAM),
    ("jijian", "秦如铁", Role.DISCIPLINE_OFFICER),
    ("shenji", "白明达", Role.AUDITOR),
    ("guanli", "方有则", Role.SYSTEM_ADMINISTRATOR),
)
_COMMITTEE_NAMES = (
    "崔建业", "邵立群", "汪定国", "莫向东", "姜海平", "鲁思源", "史可明",
    "龙在田", "万里程", "钱永安", "雷震宇", "段承平", "武思齐",
)  # fmt: skip


@dataclass(frozen=True)
class Cast:
    """The accounts by what they are."""

    staff: Account
    second_staff: Account
    leader: Account
    party_group: Account
    inspectors: tuple[Account, Account]
    discipline: Account
    committee: tuple[Account, ...]
    everybody: tuple[tuple[str, str, str], ...]
    """Sign-in name, 姓名 and role label of every account, in order."""

    def actor(self, *roles: str) -> Actor:
        """Somebody of the cast who holds one of `roles`, acting in it.

        Raises:
            LookupError: nobody of the cast does.
        """
        for account in (
            self.staff,
            self.leader,
            self.inspectors[0],
            self.discipline,
            self.party_group,
            self.committee[0],
        ):
            if account.holds(*roles):
                return account.acting_as(*roles)
        raise LookupError(f"nobody of the cast holds {roles}")


def make_cast(person: Person | None = None) -> Cast:
    """Create the accounts. `person` is the cadre whose own account is among them."""
    actor = Actor.command_line()
    made: dict[str, Account] = {}
    everybody = []

    def make(username: str, name: str, role: Role) -> Account:
        account, _ = services.create_account(username, name, actor=actor, password=PASSWORD)
        services.grant_role(account, role, actor=actor)
        made[username] = account
        everybody.append((username, name, role.label))
        return account

    for username, name, role in _PEOPLE:
        make(username, name, role)
    committee = tuple(
        make(f"changwei{number}", name, Role.COMMITTEE_MEMBER)
        for number, name in enumerate(_COMMITTEE_NAMES[:COMMITTEE_SIZE], start=1)
    )
    if person is not None:
        person.account = make("ganbu", person.name, Role.PERSON)
        person.save(update_fields=["account"])
    return Cast(
        staff=made["zuzhi"],
        second_staff=made["zuzhi2"],
        leader=made["buzhang"],
        party_group=made["dangzu"],
        inspectors=(made["kaocha"], made["kaocha2"]),
        discipline=made["jijian"],
        committee=committee,
        everybody=tuple(everybody),
    )
