"""A trial as a YAML file states it."""

import io
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from xuanxian.kernel.errors import Refusal
from xuanxian.policy import policy_file

_KEYS = ("trial", "policy", "instrument", "parameters", "given", "expect")


@dataclass(frozen=True)
class Trial:
    """An example to put to an instrument.

    Attributes:
        title: what is tried, in a few words (`trial` in the file).
        policy: id of the policy; "" where the caller names it.
        instrument: id of the instrument.
        parameters: values for parameters.
        given: what is put to it, as in the policy's own cases.
        expect: what should come out; {} where nobody says.
    """

    title: str
    policy: str
    instrument: str
    parameters: Mapping[str, Any] = field(default_factory=dict)
    given: Mapping[str, Any] = field(default_factory=dict)
    expect: Mapping[str, Any] = field(default_factory=dict)


def read_trial(path: Path) -> Trial:
    """The trial in a YAML file.

    Raises:
        Refusal: it is missing, too large, no plain YAML, or says something else than a trial.
    """
    file = policy_file.read(path, where=path.name)
    data = file.data
    problems = [
        file.problem((key,), None, f"不认识“{key}”。", f"可用的有：{'、'.join(_KEYS)}。")
        for key in data
        if key not in _KEYS
    ]
    if not isinstance(data.get("instrument"), str):
        problems.append(
            file.problem(
                (), None, "没有写 instrument。", "请写明试制度的哪一项，如 instrument: credit。"
            )
        )
    problems += [
        file.problem((key,), data[key], "应当写成“名称: 内容”。", "请检查缩进。")
        for key in ("parameters", "given", "expect")
        if not isinstance(data.get(key) or {}, dict)
    ]
    if problems:
        raise Refusal(problems)
    return Trial(
        title=str(data.get("trial") or path.stem),
        policy=str(data.get("policy") or ""),
        instrument=data["instrument"],
        parameters=data.get("parameters") or {},
        given=data.get("given") or {},
        expect=data.get("expect") or {},
    )


def is_trial(path: Path) -> bool:
    """Whether the file speaks of one instrument, and not of a whole case.

    Raises:
        Refusal: it cannot be read.
    """
    return "instrument" in policy_file.read(path, where=path.name).data


def written(trial: Trial) -> str:
    """The trial as the text of a file that `read_trial` reads back."""
    data = {
        "trial": trial.title,
        "policy": trial.policy,
        "instrument": trial.instrument,
        "parameters": dict(trial.parameters),
        "given": dict(trial.given),
        "expect": dict(trial.expect),
    }
    yaml = YAML(typ="safe", pure=True)
    yaml.default_flow_style = False
    yaml.allow_unicode = True
    yaml.sort_base_mapping_type_on_output = False  # type: ignore[assignment]
    stream = io.StringIO()
    yaml.dump({key: value for key, value in data.items() if value}, stream)
    return stream.getvalue()
