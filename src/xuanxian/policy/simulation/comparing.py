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
from collections.abc import Sequence
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
    """The requirements for persons of every other policy of the catalogue; may take seconds.

    What `policy` itself inherits, or hands on unchanged, is no other set of requirements.
    """
    return _others(read_ahead(), policy, instrument_ids)


def known_requirements(
    policy: Policy, instrument_ids: Sequence[str] = ()
) -> list[Requirements] | None:
    """As `other_requirements`, from what is kept alone: None while some of it is still missing.

    For pages, behind which others wait.
    """
    kept = _read(_path())
    digests = {policy_id: _digest(policy_id) for policy_id in catalogue.policy_ids()}
    if any(kept.get(key, {}).get("digest") != digest for key, digest in digests.items()):
        return None
    return _others({key: kept[key] for key in digests}, policy, instrument_ids)


def read_ahead() -> _Kept:
    """Read what is missing or has changed, and keep it; what is kept of every policy, by id."""
    kept = _read(_path())
    current: _Kept = {}
    for policy_id in catalogue.policy_ids():
        digest = _digest(policy_id)
        known = kept.get(policy_id)
        if known is None or known.get("digest") != digest:
            known = {"digest": digest, **_asked(policy_id)}
        current[policy_id] = known
    if current != kept:
        _write(_path(), current)
    return current


def _others(kept: _Kept, policy: Policy, instrument_ids: Sequence[str]) -> list[Requirements]:
    own = set(requirements_of(policy, instrument_ids).rules)
    found = (
        Requirements(known["title"], tuple(frozenset(rule) for rule in known["rules"]))
        for policy_id, known in kept.items()
        if policy_id != policy.id
    )
    return [each for each in found if each.rules and not set(each.rules) <= own]


def _path() -> Path:
    return Path(settings.XUANXIAN_HOME) / "cache" / "requirements.json"


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
