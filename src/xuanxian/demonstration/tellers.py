"""The tellers of the demonstration: three of the cast, each acting under an account of their own.

They take the steps that tellers take at screens of their own, one request each: a key, the trial of
the empty box, and handing in to open it.
"""

from collections.abc import Callable
from dataclasses import dataclass

from xuanxian.access.models import Account
from xuanxian.ballots import services as ballots
from xuanxian.ballots.answers import Answers
from xuanxian.ballots.box_key import KeyFile, PassphraseCost
from xuanxian.ballots.instruments import Ballot, Marks
from xuanxian.ballots.models import Poll
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


def hold(cast: Cast, poll: Poll, answers: Callable[[], Answers], *, absent: int = 0) -> None:
    """Carry a secret poll through: everybody present votes, two tellers open the box.

    Args:
        cast: who does what.
        poll: prepared.
        answers: what the next voter votes.
        absent: how many of the first class do not come.
    """
    staff = cast.actor("organisation_staff")
    present = {each.name: each.entitled for each in poll.classes.all()}
    for name in list(present)[:1]:
        present[name] -= absent
    tellers = Tellers.of(cast, poll)
    slips = ballots.issue_slips(poll, present, actor=staff)
    ballots.record_presence(poll, present, actor=staff)
    ballots.open_poll(poll, actor=staff)
    for slip in slips:
        ballots.cast(slip.code, answers())
    ballots.close_poll(poll, actor=staff)
    tellers.open_box()
    ballots.confirm_key_destroyed(poll, [str(cast.leader), str(cast.inspectors[1])], actor=staff)


def marked(ballot: Ballot, subject: str, *, better: bool) -> Answers:
    """A ballot that gives one person the best mark, or the next.

    Args:
        ballot: what is voted on.
        subject: id of the person on the poll.
        better: whether the mark is the best.

    Raises:
        LookupError: the ballot of the policy asks for names, not for marks.
    """
    if not isinstance(ballot.question, Marks):
        raise LookupError("the ballot of the policy asks for names, not for marks")
    return Answers(marks={subject: ballot.question.options[0 if better else 1]})
