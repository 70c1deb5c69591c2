"""The verbs of a poll. Each is one transaction and leaves an entry, except casting a secret ballot.

A poll goes prepared → open → closed → opened; a secret one needs its box key made and tried and
its slips issued before it opens. What a meeting does once for all of its polls is in `meetings`.
"""

from xuanxian.ballots.services.casting import SlipRefused, ballot_papers, cast
from xuanxian.ballots.services.key import confirm_key_destroyed, make_box_key, test_box
from xuanxian.ballots.services.meetings import (
    issue_meeting_slips,
    make_meeting_key,
    prepare_meeting,
    record_meeting_presence,
    test_meeting_boxes,
    void_meeting_slips,
)
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
    "ballot_papers",
    "cast",
    "cast_signed",
    "close_poll",
    "confirm_key_destroyed",
    "count",
    "issue_meeting_slips",
    "issue_slips",
    "make_box_key",
    "make_meeting_key",
    "open_box",
    "open_poll",
    "prepare_meeting",
    "prepare_poll",
    "record_meeting_presence",
    "record_presence",
    "test_box",
    "test_meeting_boxes",
    "void_meeting_slips",
    "void_unissued",
]
