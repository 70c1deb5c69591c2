"""The 考察材料 as a draft: what stands on the evidence board, section by section."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from xuanxian.selection import models
from xuanxian.selection.models.inspection import ClaimSide


@dataclass(frozen=True)
class Draft:
    """A draft for people to edit: section id → text, and the shortcomings one by one."""

    sections: Mapping[str, str]
    shortcomings: tuple[str, ...]


def draft_of(candidacy: models.Candidacy) -> Draft:
    """What the standing claims say, each with the kind of its source.

    Who talked with the team is known to those who work at the inspection only; the report goes
    further, so it names kinds of sources and no interviewee.
    """
    texts: dict[str, list[str]] = defaultdict(list)
    shortcomings: list[str] = []
    for claim in candidacy.claims.filter(withdrawn_on__isnull=True):
        sentence = claim.text.strip().rstrip("。；")
        texts[claim.section].append(f"{sentence}（{claim.get_source_kind_display()}）。")
        if claim.side == ClaimSide.AGAINST and sentence not in shortcomings:
            shortcomings.append(sentence)
    return Draft(
        {section: "\n".join(lines) for section, lines in texts.items()}, tuple(shortcomings)
    )
