"""The policy kinds of this room; importing it registers them all."""

from xuanxian.growth.instruments.mentoring import Mentoring
from xuanxian.growth.instruments.pool import Pool
from xuanxian.growth.instruments.posting import Posting
from xuanxian.growth.instruments.target import Target
from xuanxian.growth.instruments.training import Training

__all__ = ["Mentoring", "Pool", "Posting", "Target", "Training"]
