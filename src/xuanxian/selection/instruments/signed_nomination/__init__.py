"""署名推荐: who may put somebody forward, what the form bears, how long it counts. Pure."""

from xuanxian.selection.instruments.signed_nomination.facts import (
    NO_RELATION,
    NominationFormFacts,
    NominatorKin,
    SignedNominationFacts,
)
from xuanxian.selection.instruments.signed_nomination.kind import SignedNomination
from xuanxian.selection.instruments.signed_nomination.parts import Attestation, NominatorClass

__all__ = [
    "NO_RELATION",
    "Attestation",
    "NominationFormFacts",
    "NominatorClass",
    "NominatorKin",
    "SignedNomination",
    "SignedNominationFacts",
]
