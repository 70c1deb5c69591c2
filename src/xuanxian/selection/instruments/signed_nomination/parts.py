"""What the policy lists of signed nominations: nominators, signatures. Pure."""

from typing import Literal

from pydantic import Field

from xuanxian.policy.outcome import Verdict
from xuanxian.policy.parts import Part


class NominatorClass(Part):
    """A class of people or bodies who may nominate.

    Attributes:
        posts: whom it means, as the policy lists them.
        scope: whether they may put forward anybody, or only those of their own unit and system.
        manners: manners open to the class; empty: every manner.
    """

    id: str
    title: str
    posts: tuple[str, ...] = ()
    scope: Literal["anywhere", "own_unit"] = "anywhere"
    manners: tuple[str, ...] = ()
    cite: str = ""


class Attestation(Part):
    """Something by which a form becomes answerable: a signature, a seal, minutes.

    Attributes:
        manners: manners that need it; empty: every manner.
        promotions_only: asked only where the person is to be promoted (提拔重用).
        otherwise: what it means when it is missing.
    """

    id: str
    title: str
    manners: tuple[str, ...] = ()
    promotions_only: bool = False
    otherwise: Verdict = Field(default=Verdict.HOLD, alias="else")
    cite: str = ""
