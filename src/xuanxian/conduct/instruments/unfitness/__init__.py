"""不适宜担任现职、不胜任. `Unfitness` is the kind."""

from xuanxian.conduct.instruments.unfitness.kind import Unfitness
from xuanxian.conduct.instruments.unfitness.terms import UnfitnessFacts

__all__ = ["Unfitness", "UnfitnessFacts"]
