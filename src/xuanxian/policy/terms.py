"""The Chinese of the policy language: the names of its fields, kinds and coded values."""

from functools import cache
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from xuanxian.access.models import Role
from xuanxian.policy.kinds import kinds


def of_field(name: str, owner: str = "") -> str:
    """The Chinese name of a field, as 依据 for `cite`; the name itself where there is none.

    Args:
        name: as policy files write it.
        owner: the kind it stands in, where that matters.
    """
    return _entry(name, owner).partition("；")[0] or name


def explanation_of_field(name: str, owner: str = "") -> str:
    """What a field holds, in a few Chinese words; "" where its name says it all."""
    return _entry(name, owner).partition("；")[2]


def of_kind(kind: str) -> str:
    """The Chinese name of a kind; "" for one that is not registered."""
    model = kinds().get(kind)
    return model.TITLE if model else ""


def of_value(code: str) -> str:
    """The Chinese of a coded value or a role, as 暂缓 for `hold`; the code where there is none."""
    if code in Role.values:
        return str(Role(code).label)
    return str(_terms()["values"].get(code, code))


def is_known(name: str, owner: str = "") -> bool:
    """Whether a field has a Chinese name."""
    return bool(_entry(name, owner))


def _entry(name: str, owner: str) -> str:
    terms = _terms()
    of_owner = terms["fields_of"].get(owner, {})
    return str(of_owner.get(name) or terms["fields"].get(name) or "")


@cache
def _terms() -> dict[str, Any]:
    text = (Path(__file__).parent / "terms.yaml").read_text(encoding="utf-8")
    return dict(YAML(typ="safe").load(text))
