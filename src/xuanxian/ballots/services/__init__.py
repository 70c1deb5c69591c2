"""The verbs of a poll. Each is one transaction and leaves an entry, except casting a secret ballot.

A poll goes prepared → open → closed → opened; a secret one needs its box key made and tried and
its slips issued before it opens. What a meeting does once for all of its polls is in `meetings`.
"""

from xuanxian.ballots.services.boxes import Box, Holder, box_of, box_with
from xuanxian.ballots.services.casting import SlipRefused, ballot_papers, cast
from xuanxian.ballots.services.counting import count
from xuanxian.ballots.services.handing_in import (
    HandedIn,
    hand_in_to_open,
    hand_in_to_try,
    handed_in,
)
from xuanxian.ballots.services.key import (
    confirm_key_destroyed,
    make_box_key,
    test_box,
)
from xuanxian.ballots.services.key_on_server import make_key_on_server
from xuanxian.ballots.services.laboratory import try_weights
from xuanxian.ballots.services.meetings import prepare_meeting
from xuanxian.ballots.services.message_links import make_message_links
from xuanxian.ballots.services.networks import set_networks
from xuanxian.ballots.services.opening import close_poll, open_box
from xuanxian.ballots.services.preparing import (
    Electorate,
    abandon_poll,
    open_poll,
    prepare_poll,
    record_presence,
)
from xuanxian.ballots.services.registrar import (
    Comparison,
    open_despite_registrars,
    state_noted,
    tell,
)
from xuanxian.ballots.services.result_signing import sign_result
from xuanxian.ballots.services.second_round import begin_second_round, prepare_second_round
from xuanxian.ballots.services.signers import cast_as_signer, name_signers
from xuanxian.ballots.services.signing import cast_signed
from xuanxian.ballots.services.slips import PrintedSlip, issue_slips, void_unissued
from xuanxian.ballots.services.tellers import (
    Invitation,
    NamedTeller,
    make_teller_key,
    name_tellers,
    renew_code,
    seat_with_code,
)
from xuanxian.ballots.services.write_in_doubts import doubt_meanings, settle_doubt
from xuanxian.ballots.services.write_ins import (
    Meant,
    count_matched,
    state_meanings,
    tellers_of,
)

__all__ = [
    "Box",
    "Comparison",
    "Electorate",
    "HandedIn",
    "Holder",
    "Invitation",
    "Meant",
    "NamedTeller",
    "PrintedSlip",
    "SlipRefused",
    "abandon_poll",
    "ballot_papers",
    "begin_second_round",
    "box_of",
    "box_with",
    "cast",
    "cast_as_signer",
    "cast_signed",
    "close_poll",
    "confirm_key_destroyed",
    "count",
    "count_matched",
    "doubt_meanings",
    "hand_in_to_open",
    "hand_in_to_try",
    "handed_in",
    "issue_slips",
    "make_box_key",
    "make_key_on_server",
    "make_message_links",
    "make_teller_key",
    "name_signers",
    "name_tellers",
    "open_box",
    "open_despite_registrars",
    "open_poll",
    "prepare_meeting",
    "prepare_poll",
    "prepare_second_round",
    "record_presence",
    "renew_code",
    "seat_with_code",
    "set_networks",
    "settle_doubt",
    "sign_result",
    "state_meanings",
    "state_noted",
    "tell",
    "tellers_of",
    "test_box",
    "try_weights",
    "void_unissued",
]
