"""A poll until voting begins: preparing it, recording who is present, opening it, giving it up."""

from xuanxian.ballots.services.preparing.poll import Electorate, prepare_poll
from xuanxian.ballots.services.preparing.presence import (
    record_presence,
    refuse_of_meeting,
    refuse_unknown_classes,
)
from xuanxian.ballots.services.preparing.voting import abandon_poll, open_poll

__all__ = [
    "Electorate",
    "abandon_poll",
    "open_poll",
    "prepare_poll",
    "record_presence",
    "refuse_of_meeting",
    "refuse_unknown_classes",
]
