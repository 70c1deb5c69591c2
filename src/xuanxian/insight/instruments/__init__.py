"""The policy kinds of this room; importing it registers them all."""

from xuanxian.insight.instruments.alert import Alert
from xuanxian.insight.instruments.corroboration import Corroboration
from xuanxian.insight.instruments.forecast import Forecast
from xuanxian.insight.instruments.index import Index
from xuanxian.insight.instruments.match import Match
from xuanxian.insight.instruments.portrait import Portrait
from xuanxian.insight.instruments.vote_signals import VoteSignals

__all__ = [
    "Alert",
    "Corroboration",
    "Forecast",
    "Index",
    "Match",
    "Portrait",
    "VoteSignals",
]
