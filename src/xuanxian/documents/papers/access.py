"""Who may make which paper of which case."""

from uuid import UUID

from django.http import Http404
from django.shortcuts import get_object_or_404

from xuanxian.access.models import Account
from xuanxian.access.permissions import may
from xuanxian.documents.papers.catalogue import PAPERS, Paper, paper_of
from xuanxian.documents.papers.gathering import Case
from xuanxian.selection import models, queries

MAKE = "documents.make_document"


def papers_open_to(account: Account, candidacy: models.Candidacy) -> list[Paper]:
    """The papers that exist by now and that the account may make, in the order of the procedure."""
    unit = candidacy.vacancy.round.unit_code
    if not may(account, MAKE, unit):
        return []
    case = Case(candidacy)
    return [paper for paper in PAPERS if _permitted(account, paper, unit) and paper.exists(case)]


def paper_for(account: Account, candidacy_id: UUID, key: str) -> tuple[Paper, Case]:
    """The paper of a case.

    Raises:
        Http404: no such case or paper, the account need not know of the case, or it may not make
            the paper; these are not told apart.
    """
    candidacy = get_object_or_404(
        queries.candidacies_in_scope(account).select_related(
            "person", "leaves", "vacancy__post__organisation", "vacancy__round__unit"
        ),
        pk=candidacy_id,
    )
    case, paper = Case(candidacy), paper_of(key)
    unit = case.round.unit_code
    if (
        paper is None
        or not queries.need_to_know(account, case.rules, candidacy)
        or not may(account, MAKE, unit)
        or not _permitted(account, paper, unit)
        or not paper.exists(case)
    ):
        raise Http404
    return paper, case


def _permitted(account: Account, paper: Paper, unit_code: str) -> bool:
    return not paper.permissions or any(
        may(account, permission, unit_code) for permission in paper.permissions
    )
