"""Codes and the labels that stand for them in a sheet."""

from functools import cache
from typing import Any

from django.db.models import TextChoices

from xuanxian.registry import codes
from xuanxian.registry.models.dossier import RewardSanction
from xuanxian.registry.models.organisation import ManagementLevel, OrganisationKind, PostKind
from xuanxian.registry.models.person import RankHolding

_CHOICES: dict[str, type[TextChoices]] = {
    "organisation_kind": OrganisationKind,
    "post_kind": PostKind,
    "management": ManagementLevel,
    "rank_line": RankHolding.Line,
    "nature": RewardSanction.Nature,
}


@cache
def label_by_code(key: str) -> dict[str, str]:
    """Code → label of the code table or list of choices `key`."""
    if key in _CHOICES:
        return {str(code): str(label) for code, label in _CHOICES[key].choices}
    return {code.code: code.label for code in codes.table(key).codes.values()}


@cache
def code_by_label(key: str) -> dict[str, str]:
    """Label → code; a code also stands for itself."""
    labels = label_by_code(key)
    return {code: code for code in labels} | {label: code for code, label in labels.items()}


def codes_of(field: Any) -> str:
    """The code table of a column of a sheet, "" when its values are no codes."""
    extra = field.json_schema_extra
    return str(extra["codes"]) if isinstance(extra, dict) and "codes" in extra else ""
