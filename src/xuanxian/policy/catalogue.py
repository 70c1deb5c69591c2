"""The catalogue of policies: one folder a place, one file a policy. Loading and checking."""

import os
import re
from collections.abc import Iterable, Iterator, Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from xuanxian.kernel.errors import Problem, Refusal, Severity
from xuanxian.policy import merging, policy_file
from xuanxian.policy.expressions import Expression, ExpressionFault
from xuanxian.policy.fact_names import fact_types
from xuanxian.policy.kinds import Instrument, kinds
from xuanxian.policy.policy_file import PolicyFile
from xuanxian.policy.schema import Parameter, Policy, loosening
from xuanxian.policy.wording import in_words

_ID = re.compile(r"^[\w（）〔〕·、-]+(/[\w（）〔〕·、-]+)*$")
_REFERENCE = re.compile(r"\$(\w+)")


def catalogue_folder() -> Path:
    """The folder of the catalogue: XUANXIAN_CATALOGUE, else the one that comes with the program."""
    chosen = os.environ.get("XUANXIAN_CATALOGUE")
    return Path(chosen) if chosen else Path(__file__).resolve().parents[3] / "catalogue"


def policy_ids(*, root: Path | None = None) -> list[str]:
    """The ids of all policies in the catalogue, place by place."""
    folder = root or catalogue_folder()
    return sorted(str(path.relative_to(folder).with_suffix("")) for path in folder.rglob("*.yaml"))


def load(policy_id: str, *, root: Path | None = None) -> Policy:
    """The policy `policy_id` with everything it extends merged in, checked as a whole.

    Raises:
        Refusal: there is none, or it has mistakes; each names file, line, path and mend.
    """
    folder = root or catalogue_folder()
    path = _path_of(policy_id, folder)
    key = (path, _stamp(folder))
    if key not in _LOADED:
        _LOADED[key] = _Loading(folder).policy(path, expected_id=policy_id)
    return _LOADED[key]


_LOADED: dict[tuple[Path, int], Policy] = {}
"""Policies by file and state of the catalogue, so that pages need not read them again."""


def _stamp(folder: Path) -> int:
    """Changes whenever a file of the catalogue does."""
    stamps = sorted(path.stat().st_mtime_ns for path in folder.rglob("*.yaml"))
    return hash((len(stamps), *stamps))


def load_file(path: Path, *, root: Path | None = None) -> Policy:
    """The policy in a file that may stand outside the catalogue; see `load`."""
    folder = root or catalogue_folder()
    inside = path.resolve().is_relative_to(folder.resolve())
    expected = str(path.resolve().relative_to(folder.resolve()).with_suffix("")) if inside else ""
    return _Loading(folder).policy(path, expected_id=expected)


def from_text(text: str, *, where: str = "制度文本", root: Path | None = None) -> Policy:
    """The policy that `text`, a policy file not in the catalogue, holds; checked as by `load`.

    Args:
        where: how messages name the text.

    Raises:
        Refusal: it is too large or has mistakes; each names line, path and mend.
    """
    if len(text.encode()) > policy_file.LARGEST_FILE:
        most = policy_file.LARGEST_FILE // 1024
        raise Refusal(Problem(where, "", "", f"文本超过{most} KB。", "请拆成几个制度。"))
    return _Loading(root or catalogue_folder()).policy_in(policy_file.parse(text, where=where))


def text_of(policy_id: str, *, root: Path | None = None) -> str:
    """The file of `policy_id` as it is written, without what it extends.

    Raises:
        Refusal: there is none.
    """
    return _path_of(policy_id, root or catalogue_folder()).read_text(encoding="utf-8")


def check(files: Iterable[Path], *, root: Path | None = None) -> list[Problem]:
    """Everything wrong with `files`; empty when all can be adopted from."""
    problems: list[Problem] = []
    for path in files:
        try:
            policy = load_file(path, root=root)
        except Refusal as refusal:
            problems.extend(refusal.problems)
        else:
            problems.extend(_unused_parameters(policy, str(path)))
    return problems


def from_content(content: Mapping[str, Any]) -> Policy:
    """The policy again from the merged content an adoption keeps.

    Raises:
        Refusal: the content no longer fits the kinds of this program.
    """
    problems: list[Problem] = []
    instruments = []
    for data in content.get("instruments", []):
        try:
            instruments.append(_instrument_model(data).model_validate(data))
        except (ValidationError, KeyError) as error:
            problems.append(
                Problem(str(content.get("policy")), data.get("id", ""), "", str(error), "")
            )
    if problems:
        raise Refusal(problems)
    return Policy.model_validate({**content, "instruments": instruments, "content": dict(content)})


def _instrument_model(data: Mapping[str, Any]) -> type[Instrument]:
    return kinds()[str(data.get("kind"))]


def _path_of(policy_id: str, folder: Path) -> Path:
    path = folder / f"{policy_id}.yaml"
    is_plain = bool(_ID.match(policy_id)) and ".." not in policy_id
    if not is_plain or not path.is_file():
        close = get_close_matches(policy_id, policy_ids(root=folder), n=1, cutoff=0.4)
        raise Refusal(
            Problem(
                "制度目录",
                "",
                policy_id,
                "没有这个制度。",
                f"是不是想写“{close[0]}”？" if close else "用 xuanxian policy list 查看全部。",
            )
        )
    return path


def _unused_parameters(policy: Policy, where: str) -> Iterator[Problem]:
    text = str(policy.content.get("instruments", ""))
    used = set(_REFERENCE.findall(text))
    for name in policy.content.get("parameters", {}):
        if name not in used:
            yield Problem(
                where, f"parameters › {name}", "", "没有任何一项用到这个参数。", "请删去或用上它。",
                severity=Severity.WARNING,
            )  # fmt: skip


class _Loading:
    """One load: the files read on the way, and the problems found."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._files: list[PolicyFile] = []
        self._problems: list[Problem] = []

    def policy(self, path: Path, *, expected_id: str) -> Policy:
        """Load the file at `path` with its lineage."""
        return self.policy_in(self._read(path, expected_id))

    def policy_in(self, file: PolicyFile) -> Policy:
        """Load a file already read, with its lineage."""
        content, lineage = self._merged(file)
        own = self._files[0]
        instruments = self._instruments(content)
        rest = {
            **content,
            "lineage": lineage,
            "source": _as_list(content.get("source")),
            "effective": content.get("effective") or {},
        }
        rest.pop("instruments", None)
        policy: Policy | None = None
        try:
            policy = Policy.model_validate({**rest, "instruments": [], "content": {}})
        except ValidationError as error:
            self._take(error, (), rest, Policy)
        if policy is not None:
            self._check_references(content, policy)
            self._check_cases(policy, instruments)
            self._check_expressions(policy, instruments)
        if self._problems:
            raise Refusal(self._problems)
        kept = {**rest, "instruments": content.get("instruments", []), "lineage": lineage}
        if not instruments and policy is not None and not policy.lists:
            raise Refusal(own.problem((), None, "制度里没有任何一项。", "请写 instruments。"))
        return Policy.model_validate({**rest, "instruments": instruments, "content": kept})

    def _read(self, path: Path, expected: str) -> PolicyFile:
        where = expected or str(path)
        file = policy_file.read(path, where=f"catalogue/{where}.yaml" if expected else where)
        own_id = str(file.data.get("policy") or "")
        if expected and own_id != expected:
            raise Refusal(
                file.problem(
                    ("policy",), own_id, f"与文件的位置“{expected}”不一致。", "请改成一致。"
                )
            )
        return file

    def _merged(self, file: PolicyFile) -> tuple[dict[str, Any], list[str]]:
        chain: list[dict[str, Any]] = []
        ids: list[str] = []
        while True:
            own_id = str(file.data.get("policy") or "")
            self._files.append(file)
            ids.append(own_id)
            chain.append(
                merging.with_parameters_written_out(merging.with_full_citations(file.data))
            )
            parent = str(file.data.get("extends") or "")
            if not parent:
                break
            if parent in ids:
                raise Refusal(
                    file.problem(
                        ("extends",),
                        parent,
                        f"绕回了自己：{' → '.join([*ids, parent])}。",
                        "请去掉其中一个 extends。",
                    )
                )
            try:
                path = _path_of(parent, self._folder)
            except Refusal as refusal:
                mend = refusal.problems[0].mend
                raise Refusal(
                    file.problem(("extends",), parent, "没有这个上位制度。", mend)
                ) from refusal
            file = self._read(path, parent)
        merged = chain[-1]
        for own in reversed(chain[:-1]):
            self._refuse_loosening(merged, own)
            merged = merging.merge(merged, own)
        return merged, ids[1:]

    def _refuse_loosening(self, base: dict[str, Any], own: dict[str, Any]) -> None:
        for name, given in (own.get("parameters") or {}).items():
            known = (base.get("parameters") or {}).get(name)
            if not known or "value" not in given:
                continue
            try:
                before, after = Parameter.model_validate(known), Parameter(value=given["value"])
            except ValidationError:
                continue
            if message := loosening(before, after.value):
                self._add(("parameters", name), given["value"], *message)

    def _instruments(self, content: dict[str, Any]) -> list[Instrument]:
        listed = content.get("instruments")
        if listed is not None and not isinstance(listed, list):
            self._add(("instruments",), None, "应当是一列。", "每一项以“- kind: …”开头。")
            return []
        instruments: list[Instrument] = []
        seen: set[str] = set()
        for index, data in enumerate(listed or []):
            if not isinstance(data, dict):
                self._add(
                    ("instruments", index), data, "应当写成“名称: 内容”。", "请从 kind 写起。"
                )
                continue
            step = data.get("id", index)
            path: tuple[str | int, ...] = ("instruments", step)
            if step in seen:
                self._add(path, step, "有两项用了同一个 id。", "请改成不同的 id。")
            seen.add(step)
            model = kinds().get(str(data.get("kind")))
            if model is None:
                self._add(
                    (*path, "kind"),
                    data.get("kind"),
                    "没有这一类。",
                    _nearest(str(data.get("kind")), kinds()),
                )
                continue
            try:
                instruments.append(model.model_validate(data))
            except ValidationError as error:
                self._take(error, path, data, model)
        return instruments

    def _check_references(self, content: dict[str, Any], policy: Policy) -> None:
        for path, text in _texts(content.get("instruments", []), ("instruments",)):
            for name in _REFERENCE.findall(text):
                if name not in policy.parameters:
                    self._add(path, text, f"没有参数 ${name}。", _nearest(name, policy.parameters))

    def _check_cases(self, policy: Policy, instruments: list[Instrument]) -> None:
        known = {each.id for each in instruments}
        for index, case in enumerate(policy.cases):
            if case.instrument not in known:
                self._add(
                    ("cases", index, "instrument"),
                    case.instrument,
                    "没有这一项。",
                    _nearest(case.instrument, known),
                )

    def _check_expressions(self, policy: Policy, instruments: list[Instrument]) -> None:
        for instrument in instruments:
            for stated in instrument.expressions():
                names = fact_types() if stated.names is None else stated.names
                try:
                    Expression.parse(stated.text, names, policy.quantities, expect=stated.expect)
                except ExpressionFault as fault:
                    self._add(
                        ("instruments", instrument.id, *stated.path),
                        stated.text,
                        f"表达式第{fault.line}行第{fault.column}列：{fault.message}",
                        fault.mend,
                    )

    def _take(
        self,
        error: ValidationError,
        path: tuple[str | int, ...],
        data: Any,
        model: type,
    ) -> None:
        for problem in in_words(error, data, model):
            self._add((*path, *problem.path), problem.value, problem.message, problem.mend)

    def _add(self, path: tuple[str | int, ...], value: object, message: str, mend: str) -> None:
        # The file that says most of the path is the one to mend.
        file = max(self._files, key=lambda each: each.depth_of(path))
        self._problems.append(file.problem(path, value, message, mend))


def _as_list(value: Any) -> list[Any]:
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def _texts(node: Any, path: tuple[str | int, ...]) -> Iterator[tuple[tuple[str | int, ...], str]]:
    if isinstance(node, dict):
        for key, value in node.items():
            yield from _texts(value, (*path, key))
    elif isinstance(node, list):
        for index, entry in enumerate(node):
            yield from _texts(entry, (*path, merging.name_of(entry) or index))
    elif isinstance(node, str):
        yield path, node


def _nearest(name: str, known: Iterable[str]) -> str:
    listed = list(known)
    close = get_close_matches(name, listed, n=1, cutoff=0.5)
    if close:
        return f"是不是想写“{close[0]}”？"
    return f"可用的有：{'、'.join(listed)}。" if listed else "请先写上它。"
