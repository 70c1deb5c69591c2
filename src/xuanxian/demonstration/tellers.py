"""The tellers of the demonstration: three of the cast, each acting under an account of their own.

They take the steps that tellers take at screens of their own, one request each: a key, the trial of
the empty box, and handing in to open it.
"""

from dataclasses import dataclass

from xuanxian.access.models import Account
from xuanxian.ballots import services as ballots
from xuanxian.ballots.box_key import KeyFile, PassphraseCost
from xuanxian.ballots.services import Holder, NamedTeller, box_of
from xuanxian.demonstration.cast import Cast

PASSPHRASES = ("演练口令之一春山可望", "演练口令之二秋水长天", "演练口令之三松风入怀")
"""What the three tellers type, in their order; no secret, as the passwords of the cast are none."""

_CHEAP = PassphraseCost(operations=1, memory=8192)
"""What the passphrases of made-up tellers cost; a working installation uses the full cost."""


@dataclass(frozen=True)
class Tellers:
    """Three tellers with the key files they made for one box.

    Attributes:
        holder: the poll or meeting whose box it is.
        accounts: theirs, in the order of their seats.
        files: their key files.
    """

    holder: Holder
    accounts: tuple[Account, ...]
    files: tuple[KeyFile, ...]

    @classmethod
    def of(cls, cast: Cast, holder: Holder) -> "Tellers":
        """Name them for `holder`, let each make a key and try the empty box."""
        accounts = (cast.second_staff, cast.discipline, cast.inspectors[0])
        box = box_of(holder)
        ballots.name_tellers(
            box,
            [NamedTeller(str(each), account=str(each.pk)) for each in accounts],
            actor=cast.actor("organisation_staff"),
        )
        files = tuple(
            ballots.make_teller_key(seat, passphrase, account=seat.account, cost=_CHEAP)
            for seat, passphrase in zip(box.seats, PASSPHRASES, strict=True)
        )
        tellers = cls(holder, accounts, files)
        for place, account in enumerate(accounts):
            ballots.hand_in_to_try(
                box_of(holder), files[place], PASSPHRASES[place], account=str(account.pk)
            )
        return tellers

    def open_box(self) -> None:
        """Two of them hand in, each at a screen of their own; the second one's opens and counts."""
        for place in (0, 1):
            ballots.hand_in_to_open(
                box_of(self.holder),
                self.files[place],
                PASSPHRASES[place],
                account=str(self.accounts[place].pk),
            )
