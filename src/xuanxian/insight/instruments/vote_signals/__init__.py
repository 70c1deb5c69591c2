"""The policy kind `vote_signals`: what in the figures of a vote asks for a look."""

from xuanxian.insight.instruments.vote_signals.facts import Chosen, PastVote, VoteFacts
from xuanxian.insight.instruments.vote_signals.finding import Signal
from xuanxian.insight.instruments.vote_signals.kind import VoteSignals

__all__ = ["Chosen", "PastVote", "Signal", "VoteFacts", "VoteSignals"]
