"""The tables of polls. What is kept here must not join a slip to what was voted with it.

A cast ballot is only ever the sealed envelope in the row of its own slip: no second row, no key,
sequence or time that a transaction could tie to it. Opened ballots appear all at once, under
random keys, in the order of those keys, when the envelopes are taken off the slips.
"""

from xuanxian.ballots.models.agenda import AgendaItem, Discussion, Incident
from xuanxian.ballots.models.ballots import OpenedBallot, OpenedText, SignedBallot, Slip
from xuanxian.ballots.models.box import RegistrarBatch, RegistrarStatement, TellerSeat
from xuanxian.ballots.models.meeting import Meeting, MeetingClass
from xuanxian.ballots.models.poll import Poll, PollClass
from xuanxian.ballots.paper.models import PaperBatch, PaperEntry, PaperEnvelope, ScannedForm
from xuanxian.ballots.result_models import ResultSignature, WriteInDecision

__all__ = [
    "AgendaItem",
    "Discussion",
    "Incident",
    "Meeting",
    "MeetingClass",
    "OpenedBallot",
    "OpenedText",
    "PaperBatch",
    "PaperEntry",
    "PaperEnvelope",
    "Poll",
    "PollClass",
    "RegistrarBatch",
    "RegistrarStatement",
    "ResultSignature",
    "ScannedForm",
    "SignedBallot",
    "Slip",
    "TellerSeat",
    "WriteInDecision",
]
