"""Changing the text of a policy file without touching what is not changed. Pure.

Comments, order and writing of everything else stay as they are.
"""

import io
import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq

from xuanxian.policy.parameters import written
from xuanxian.policy.schema import Policy

_NOT_IN_AN_ID = re.compile(r"[^\w（）〔〕·、-]+")


def extending(base: Policy, *, policy_id: str, title: str, place: str) -> str:
    """The text of a policy that extends `base` and changes nothing yet."""
    file = CommentedMap()
    file["policy"] = policy_id
    file["title"] = title
    file["cite_as"] = f"《{title}》"
    file["summary"] = base.summary
    file["extends"] = base.id
    file["source"] = [_source(title, place)]
    file["effective"] = {"from": None}
    return _dumped(file)


def copying(base_text: str, *, policy_id: str, title: str, place: str) -> str:
    """The text of `base_text` as a policy of its own, which from now on goes its own way."""
    file = _loaded(base_text)
    file["policy"] = policy_id
    file["title"] = title
    sources = file.get("source")
    listed = sources if isinstance(sources, list) else [sources] if sources else []
    file["source"] = [_source(title, place), *listed]
    return _dumped(file)


def id_of(scope_name: str, title: str) -> str:
    """The id of a scope's own policy: 本级制度/示范县/推荐干部信用积分."""
    parts = ("本级制度", scope_name, title)
    return "/".join(_NOT_IN_AN_ID.sub("", part) or "未命名" for part in parts)


def with_parameters(text: str, changes: Mapping[str, Mapping[str, Any]]) -> str:
    """`text` with fields of parameters set.

    Args:
        changes: parameter name → field (`value`, `note`, `cite`) → what it shall say.
    """
    if not changes:
        return text
    file = _loaded(text)
    parameters = _mapping(file, "parameters")
    for name, fields in changes.items():
        known = parameters.get(name)
        if not isinstance(known, CommentedMap):
            # The short form `name: 3` has no room for more than its value.
            known = CommentedMap() if name not in parameters else CommentedMap(value=known)
            parameters[name] = known
        for key, value in fields.items():
            known[key] = _plain(value)
    return _dumped(file)


def with_rule(
    text: str, instrument: Mapping[str, Any], rule_id: str, fields: Mapping[str, Any]
) -> str:
    """`text` with a rule set, added where it is not there yet.

    Args:
        instrument: `kind`, `id` and what else a new instrument starts with.
        rule_id: the rule inside it.
        fields: field → what it shall say; None takes the field out.
    """
    file = _loaded(text)
    rules = _rules(file, instrument)
    rule = _named(rules, rule_id)
    if rule is None:
        rule = CommentedMap(id=rule_id)
        rules.append(rule)
    for key, value in fields.items():
        if value is None:
            rule.pop(key, None)
        else:
            rule[key] = _plain(value)
    return _dumped(file)


def without_rule(
    text: str, instrument: Mapping[str, Any], rule_id: str, *, is_inherited: bool
) -> str:
    """`text` without a rule; an inherited one is marked as dropped."""
    file = _loaded(text)
    rules = _rules(file, instrument)
    for place, rule in enumerate(rules):
        if rule.get("id") == rule_id:
            del rules[place]
            break
    if is_inherited:
        rules.append(CommentedMap(id=rule_id, drop=True))
    return _dumped(file)


def new_rule_id(known: Sequence[str]) -> str:
    """An id no rule bears yet."""
    number = 1
    while f"local_{number}" in known:
        number += 1
    return f"local_{number}"


def _source(title: str, place: str) -> dict[str, str]:
    return {"document": f"《{title}》（本级拟订）", "place": place}


def _rules(file: CommentedMap, instrument: Mapping[str, Any]) -> CommentedSeq:
    instruments = file.get("instruments")
    if not isinstance(instruments, CommentedSeq):
        instruments = file["instruments"] = CommentedSeq()
    entry = _named(instruments, str(instrument["id"]))
    if entry is None:
        entry = CommentedMap(instrument)
        instruments.append(entry)
    rules = entry.get("rules")
    if not isinstance(rules, CommentedSeq):
        rules = entry["rules"] = CommentedSeq()
    return rules


def _named(entries: CommentedSeq, name: str) -> CommentedMap | None:
    return next((each for each in entries if each.get("id") == name), None)


def _mapping(file: CommentedMap, key: str) -> CommentedMap:
    if not isinstance(file.get(key), CommentedMap):
        file[key] = CommentedMap()
    found: CommentedMap = file[key]
    return found


def _plain(value: Any) -> Any:
    # Dates are written as dates are in policy files; a tuple is a list there.
    return value if isinstance(value, date) else written(value)


def _yaml() -> YAML:
    yaml = YAML(typ="rt")
    yaml.width = 4096
    yaml.allow_unicode = True
    yaml.preserve_quotes = True
    yaml.indent(mapping=2, sequence=4, offset=2)
    yaml.representer.add_representer(type(None), _represent_open)
    return yaml


def _represent_open(representer: Any, _: None) -> Any:
    # An open value is written out; an empty place looks like something forgotten.
    return representer.represent_scalar("tag:yaml.org,2002:null", "null")


def _loaded(text: str) -> CommentedMap:
    file: CommentedMap = _yaml().load(text)
    return file


def _dumped(file: CommentedMap) -> str:
    out = io.StringIO()
    _yaml().dump(file, out)
    return out.getvalue()
