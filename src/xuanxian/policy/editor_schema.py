"""One JSON Schema of a whole policy file, for editors: every kind, with Chinese names and hints.

A policy that extends another writes only what differs, so its entries may lack what is inherited;
`xuanxian policy check` judges the whole that comes of it.
"""

import re
from collections.abc import Iterable, Mapping
from copy import deepcopy
from typing import Any

from pydantic import BaseModel

from xuanxian.policy import terms
from xuanxian.policy.kinds import kinds
from xuanxian.policy.schema import Parameter, Policy

_INTERNAL = ("content", "lineage")
_DIALECT = "http://json-schema.org/draft-07/schema#"
_CHINESE = re.compile(r"[\u4e00-\u9fff]")
_NAMED_BY = ("id", "stage", "check")

Schema = dict[str, Any]


def policy_schema() -> Schema:
    """The schema of a policy file: `oneOf` its kinds in `instruments`."""
    definitions: Schema = {}
    whole = _schema_of(Policy, "policy", definitions)
    for name in _INTERNAL:
        whole["properties"].pop(name, None)
    parameter = _reference("policy.Parameter")
    plain = {"type": ["string", "number", "boolean", "null", "array"]}
    definitions["policy.Parameter"] = _schema_of(Parameter, "policy", definitions)
    whole["properties"]["parameters"]["additionalProperties"] = {"anyOf": [parameter, plain]}
    source = whole["properties"]["source"]
    whole["properties"]["source"] = {
        "title": source["title"],
        "anyOf": [source["items"], {"type": "array", "items": source["items"]}],
    }
    for kind, model in kinds().items():
        definitions[kind] = _kind_schema(kind, model, definitions)
    partial = {f"extends.{name}": _partial(each) for name, each in definitions.items()}
    for kind in kinds():
        partial[f"extends.{kind}"]["properties"]["kind"] = {"const": kind, "title": "类"}
    title = whole["properties"].pop("instruments")["title"]
    whole["properties"]["instruments"] = {"title": title, "type": "array"}
    # A child inherits its parameters' values and its lists' titles as well.
    child = {
        "instruments": {"items": {"anyOf": [_reference(f"extends.{kind}") for kind in kinds()]}},
        "parameters": {
            "additionalProperties": {"anyOf": [_reference("extends.policy.Parameter"), plain]}
        },
        "lists": {"additionalProperties": _reference("extends.policy.CodeList")},
    }
    alone = {
        "instruments": {"items": {"oneOf": [_reference(kind) for kind in kinds()]}},
        "lists": {"additionalProperties": _reference("policy.CodeList")},
    }
    whole["properties"]["lists"].pop("additionalProperties", None)
    return {
        "$schema": _DIALECT,
        **whole,
        "title": "制度文件",
        "description": "一个文件一个制度；写法见 docs/policy-language.md。",
        "if": {"required": ["extends"]},
        "then": {"properties": child},
        "else": {"properties": alone},
        "definitions": {**definitions, **partial},
    }


def kind_schema(kind: str) -> Schema:
    """The schema of the instruments of one kind.

    Raises:
        KeyError: there is no such kind.
    """
    definitions: Schema = {}
    schema = _kind_schema(kind, kinds()[kind], definitions)
    return {"$schema": _DIALECT, **schema, "definitions": definitions}


def _kind_schema(kind: str, model: type[BaseModel], definitions: Schema) -> Schema:
    schema = _schema_of(model, kind, definitions)
    schema["title"] = terms.of_kind(kind)
    schema["properties"]["kind"] = {"const": kind, "title": terms.of_field("kind")}
    schema["required"] = ["kind", *(each for each in schema.get("required", []) if each != "kind")]
    return schema


def _schema_of(model: type[BaseModel], owner: str, definitions: Schema) -> Schema:
    """The schema of one model; what it is made of goes to `definitions` as `<owner>.<name>`."""
    schema = model.model_json_schema(by_alias=True, mode="validation")
    for name, each in schema.pop("$defs", {}).items():
        definitions[f"{owner}.{name}"] = _in_chinese(each, owner)
    return dict(_in_chinese(schema, owner))


def _reference(name: str) -> Schema:
    return {"$ref": f"#/definitions/{name}"}


def _in_chinese(node: Any, owner: str) -> Any:
    """A schema with the references of its owner, and Chinese in the place of English."""
    if isinstance(node, list):
        return [_in_chinese(each, owner) for each in node]
    if not isinstance(node, dict):
        return node
    found: Schema = {}
    for key, value in node.items():
        match key:
            case "properties":
                found[key] = {name: _property(name, each, owner) for name, each in value.items()}
            case "$ref":
                found[key] = str(value).replace("#/$defs/", f"#/definitions/{owner}.")
            case "title" | "description" if isinstance(value, str):
                if _CHINESE.search(value) and not value.isascii() and _is_for_readers(value):
                    found[key] = value
            case "discriminator":
                # Editors tell by the constants themselves.
                continue
            case _:
                found[key] = _in_chinese(value, owner)
    if isinstance(node.get("enum"), list):
        found["enumDescriptions"] = [terms.of_value(str(each)) for each in node["enum"]]
    return found


def _is_for_readers(text: str) -> bool:
    """Docstrings are written in English, with a Chinese term here and there."""
    return len(re.findall(r"[A-Za-z]{3,}", text)) < 2


def _property(name: str, schema: Mapping[str, Any], owner: str) -> Schema:
    found = _in_chinese(schema, owner)
    title = found.get("title") or terms.of_field(name, owner)
    said = found.get("description") or terms.explanation_of_field(name, owner)
    if "$ref" in found:
        # In this dialect nothing beside a reference counts.
        found = {"allOf": [{"$ref": found["$ref"]}], "default": found.get("default")}
        if found["default"] is None:
            del found["default"]
    return {"title": title, **({"description": said} if said else {}), **found}


def _partial(schema: Schema) -> Schema:
    """What of a definition may stand in a policy that extends another: anything, or its end."""
    partial = _repointed(deepcopy(schema))
    properties = partial.get("properties")
    if isinstance(properties, dict):
        names = [name for name in _NAMED_BY if name in properties]
        partial["required"] = names[:1]
        if names:
            properties["drop"] = {"const": True, "title": "去掉上位制度的这一条"}
    return partial


def _repointed(node: Any) -> Any:
    if isinstance(node, list):
        return [_repointed(each) for each in node]
    if not isinstance(node, dict):
        return node
    found = {key: _repointed(value) for key, value in node.items() if key != "minItems"}
    if isinstance(found.get("$ref"), str):
        found["$ref"] = found["$ref"].replace("#/definitions/", "#/definitions/extends.")
    return found


def untitled(schema: Mapping[str, Any]) -> Iterable[str]:
    """Names of fields that have no Chinese name, for those who add a kind."""
    for name, definition in schema.get("definitions", {}).items():
        if name.startswith("extends."):
            continue
        for field, described in definition.get("properties", {}).items():
            if not _CHINESE.search(str(described.get("title", ""))):
                yield f"{name}.{field}"
