"""Every check of a file before it is stored. Pure: what stands in the registry is handed in."""

from datetime import date

from xuanxian.exchange.checks.ages import check_ages
from xuanxian.exchange.checks.assessments import check_assessments
from xuanxian.exchange.checks.completeness import check_completeness, check_lengths
from xuanxian.exchange.checks.family import check_family
from xuanxian.exchange.checks.identity import check_id_number
from xuanxian.exchange.checks.photo import check_photo
from xuanxian.exchange.checks.resume import check_resume
from xuanxian.kernel.errors import Problem
from xuanxian.registry.dossier import Dossier


def check_dossier(dossier: Dossier, where: str, *, as_of: date) -> list[Problem]:
    """Every problem of the file of one person, taken by itself.

    Args:
        where: name of the file, as every problem names it.
        as_of: nothing in the file may lie after this day.
    """
    return [
        *check_completeness(dossier, where),
        *check_lengths(dossier, where),
        *check_id_number(dossier, where),
        *check_ages(dossier, where, as_of),
        *check_resume(dossier, where, as_of),
        *check_assessments(dossier, where, as_of),
        *check_family(dossier, where, as_of),
        *check_photo(dossier.photo, where),
    ]


__all__ = ["check_dossier"]
