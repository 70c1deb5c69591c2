"""Kinds of this room that explain themselves by their provisions."""

from collections.abc import Sequence

from xuanxian.policy.kinds import Instrument, Provision


class WrittenOut(Instrument):
    """A kind that says what it provides once, as `provisions`."""

    def explain(self) -> list[str]:
        """See `Instrument.explain`."""
        return [each.text for each in self.provisions()]

    def provisions(self) -> Sequence[Provision]:
        """See `Instrument.provisions`."""
        raise NotImplementedError
