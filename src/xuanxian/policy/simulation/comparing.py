"""What the other policies of the catalogue ask of persons, to compare requirements with.

Reading a whole catalogue takes seconds, and all that is needed of a policy is which facts its
rules ask about. So that is kept in a file of the installation, beside the digest of the texts it
was read from; only what changed is read again.
"""

import hashlib
import json
import os
import re
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from django.conf import settings

from xuanxian import __version__
from xuanxian.kernel.errors import Refusal
from xuanxian.policy import catalogue
from xuanxian.policy.expressions import ExpressionFault
from xuanxian.policy.schema import Policy
from xuanxian.policy.simulation.tailoring import Requirements, requirements_of

_EXTENDS = re.compile(r"^extends:\s*[\"']?([^\"'\s#]+)", re.MULTILINE)

_Kept = dict[str, dict[str, Any]]


def other_requirements(policy: Policy, instrument_ids: Sequence[str] = ()) -> list[Requirements]:
    """The requirements for persons of every other policy of the catalogue.

    What `policy` itself inherits, or hands on unchanged, is no other set of requirements.
    """
    own = set(requirements_of(policy, instrument_ids).rules)
    return [
        each for policy_id, each in _requirements() if policy_id != policy.id and each.rules
        if not set(each.rules) <= own
    ]  # fmt: skip


def _requirements() -> Iterator[tuple[str, Requirements]]:
    path = Path(settings.XUANXIAN_HOME) / "cache" / "requirements.json"
    kept = _read(path)
    current: _Kept = {}
    for policy_id in catalogue.policy_ids():
        digest = _digest(policy_id)
        known = kept.get(policy_id)
        if known is None or known.get("digest") != digest:
            known = {"digest": digest, **_asked(policy_id)}
        current[policy_id] = known
    if current != kept:
        _write(path, current)
    for policy_id, known in current.items():
        rules = tuple(frozenset(rule) for rule in known["rules"])
        yield policy_id, Requirements(known["title"], rules)


def _asked(policy_id: str) -> dict[str, Any]:
    try:
        found = requirements_of(catalogue.load(policy_id))
    except (Refusal, ExpressionFault):
        # A faulty file is no model; `policy check` says what is wrong with it.
        return {"title": policy_id, "rules": []}
    return {"title": found.title, "rules": [sorted(rule) for rule in found.rules]}


def _digest(policy_id: str) -> str:
    """Of the texts of a policy and of all it extends, and of the program that reads them."""
    digest = hashlib.sha256(__version__.encode())
    seen: set[str] = set()
    while policy_id and policy_id not in seen:
        seen.add(policy_id)
        path = catalogue.catalogue_folder() / f"{policy_id}.yaml"
        text = path.read_text(encoding="utf-8", errors="replace") if path.is_file() else ""
        digest.update(text.encode())
        found = _EXTENDS.search(text)
        policy_id = found[1] if found else ""
    return digest.hexdigest()


def _read(path: Path) -> _Kept:
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}  # it is only a help: what is missing or damaged is made again
    return data if isinstance(data, dict) else {}


def _write(path: Path, kept: _Kept) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        json.dump(kept, file, ensure_ascii=False)
    Path(name).replace(path)
