"""The verbs of a poll. Each is one transaction and leaves an entry, except casting a secret ballot.

A poll goes prepared → open → closed → opened; a secret one needs its box key made and tried and
its slips issued before it opens.
"""

from xuanxian.ballots.services.casting import SlipRefused, ballot_paper, cast
from xuanxian.ballots.services.key import confirm_key_destroyed, make_box_key, test_box
from xuanxian.ballots.services.opening import close_poll, count, open_box
from xuanxian.ballots.services.preparing import (
    Electorate,
    abandon_poll,
    open_poll,
    prepare_poll,
    record_presence,
)
from xuanxian.ballots.services.signing import cast_signed
from xuanxian.ballots.services.slips import PrintedSlip, issue_slips, void_unissued

__all__ = [
    "Electorate",
    "PrintedSlip",
    "SlipRefused",
    "abandon_poll",
    "ballot_paper",
    "cast",
    "cast_signed",
    "close_poll",
    "confirm_key_destroyed",
    "count",
    "issue_slips",
    "make_box_key",
    "open_box",
    "open_poll",
    "prepare_poll",
    "record_presence",
    "test_box",
    "void_unissued",
]
