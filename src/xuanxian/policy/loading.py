"""Loading one policy: its file with all it extends, checked as a whole, every problem at once."""

from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

import rfc8785
from pydantic import BaseModel, ValidationError

from xuanxian.kernel import clock
from xuanxian.kernel.errors import Problem, Refusal, Severity
from xuanxian.policy import merging, policy_file, soundness
from xuanxian.policy.expressions import Quantity
from xuanxian.policy.kinds import Fault, Instrument, kinds
from xuanxian.policy.overrides import dead_overrides
from xuanxian.policy.policy_file import PolicyFile
from xuanxian.policy.schema import CodeList, Parameter, Policy, loosening
from xuanxian.policy.soundness import nearest
from xuanxian.policy.wording import in_words

_Path = tuple[str | int, ...]


@lru_cache(maxsize=64)
def _read_once(path: Path, where: str, changed: int, size: int) -> PolicyFile:
    """A file as it is at this time; what many policies extend is read once."""
    del changed, size
    return policy_file.read(path, where=where)


def _file(path: Path, where: str) -> PolicyFile:
    if not path.is_file():
        return policy_file.read(path, where=where)
    state = path.stat()
    return _read_once(path, where, state.st_mtime_ns, state.st_size)


class Loading:
    """One load: the files read on the way, and the problems found.

    Attributes:
        problems: everything found so far, warnings too.
    """

    def __init__(self, path_of: Callable[[str], Path]) -> None:
        """
        Args:
            path_of: the file of a policy's id; raises Refusal where there is none.
        """
        self._path_of = path_of
        self._files: list[PolicyFile] = []
        self._base: dict[str, Any] = {}
        self.problems: list[Problem] = []

    def policy_at(self, path: Path, *, expected_id: str) -> Policy:
        """The policy in a file; see `policy_in`."""
        return self.policy_in(self._read(path, expected_id))

    def policy_in(self, file: PolicyFile) -> Policy:
        """The policy in a file already read, with all it extends.

        Raises:
            Refusal: it has mistakes; all of them are named.
        """
        content, lineage = self._merged(file)
        instruments, broken = self._instruments(content)
        rest = {
            **content,
            "lineage": lineage,
            "source": _as_list(content.get("source")),
            "effective": content.get("effective") or {},
        }
        rest.pop("instruments", None)
        try:
            Policy.model_validate({**rest, "instruments": [], "content": {}})
        except ValidationError as error:
            self._take(error, (), rest, Policy)
        quantities = _quantities(content)
        readable = [*instruments, *broken]
        found = soundness.faults_of(content, quantities, readable, clock.today())
        self._take_faults(found)
        own, inherited = self._files[0].data.get("parameters"), self._base.get("parameters")
        self._take_faults(soundness.unused_parameters(content, _names(own), _names(inherited)))
        if not content.get("instruments") and not content.get("lists"):
            self._add((), None, "制度里没有任何一项。", "请写 instruments。")
        self._refuse_errors()
        kept = {**rest, "instruments": content.get("instruments", []), "lineage": lineage}
        policy = Policy.model_validate({**rest, "instruments": instruments, "content": kept})
        try:
            _ = policy.digest
        except rfc8785.CanonicalizationError as error:
            problem = self._files[0].problem(
                (), None, "有大得不能计版本的整数。", "请改成合理的数。"
            )
            raise Refusal(problem) from error
        return policy

    def _refuse_errors(self) -> None:
        errors = [each for each in self.problems if each.severity is Severity.ERROR]
        if errors:
            raise Refusal(errors)

    # -- files

    def _read(self, path: Path, expected: str) -> PolicyFile:
        where = f"catalogue/{expected}.yaml" if expected else str(path)
        try:
            file = _file(path, where)
        except Refusal as refusal:
            self.problems.extend(refusal.problems)
            raise
        own_id = str(file.data.get("policy") or "")
        if expected and own_id != expected:
            message = f"与文件的位置“{expected}”不一致。"
            self.problems.append(file.problem(("policy",), own_id, message, "请改成一致。"))
        return file

    def _merged(self, file: PolicyFile) -> tuple[dict[str, Any], list[str]]:
        chain: list[dict[str, Any]] = []
        ids: list[str] = []
        while True:
            self._files.append(file)
            ids.append(str(file.data.get("policy") or ""))
            chain.append(
                merging.with_parameters_written_out(merging.with_full_citations(file.data))
            )
            parent = str(file.data.get("extends") or "")
            if not parent:
                break
            file = self._read(self._path_of_parent(file, parent, ids), parent)
        merged = chain[-1]
        for own in reversed(chain[:-1]):
            self._refuse_loosening(merged, own)
            self._take_faults(dead_overrides(merged, own))
            self._base = merged
            merged = merging.merge(merged, own)
        return merged, ids[1:]

    def _path_of_parent(self, file: PolicyFile, parent: str, ids: list[str]) -> Path:
        if parent in ids:
            message = f"绕回了自己：{' → '.join([*ids, parent])}。"
            problem = file.problem(("extends",), parent, message, "请去掉其中一个 extends。")
        else:
            try:
                return self._path_of(parent)
            except Refusal as refusal:
                mend = refusal.problems[0].mend
                problem = file.problem(("extends",), parent, "没有这个上位制度。", mend)
        # What stands in the file cannot be judged without what it extends.
        self.problems.append(problem)
        raise Refusal(self.problems)

    def _refuse_loosening(self, base: dict[str, Any], own: dict[str, Any]) -> None:
        known = base.get("parameters")
        given = own.get("parameters")
        if not isinstance(known, dict) or not isinstance(given, dict):
            return
        for name, entry in given.items():
            if not isinstance(entry, dict) or name not in known or "value" not in entry:
                continue
            try:
                before = Parameter.model_validate(known[name])
                after = Parameter(value=entry["value"])
            except ValidationError:
                continue
            if message := loosening(before, after.value):
                self._add(("parameters", name), entry["value"], *message)

    # -- instruments

    def _instruments(self, content: dict[str, Any]) -> tuple[list[Instrument], list[Instrument]]:
        """Those that can be read, and what is left of the others without their faulty entries."""
        listed = content.get("instruments")
        if listed is not None and not isinstance(listed, list):
            self._add(("instruments",), None, "应当是一列。", "每一项以“- kind: …”开头。")
            return [], []
        sound: list[Instrument] = []
        mended: list[Instrument] = []
        seen: set[object] = set()
        for index, data in enumerate(listed or []):
            if not isinstance(data, dict):
                self._add(
                    ("instruments", index), data, "应当写成“名称: 内容”。", "请从 kind 写起。"
                )
                continue
            step = data["id"] if isinstance(data.get("id"), str) else index
            path: _Path = ("instruments", step)
            if step in seen:
                self._add(path, step, "有两项用了同一个 id。", "请改成不同的 id。")
            seen.add(step)
            kind = str(data.get("kind"))
            model = kinds().get(kind)
            if model is None:
                self._add((*path, "kind"), kind, "没有这一类。", nearest(kind, kinds()))
                continue
            try:
                sound.append(model.model_validate(data))
            except ValidationError as error:
                self._take(error, path, data, model)
                mended += _without_faulty_entries(model, data, error)
        return sound, mended

    # -- problems

    def _take(self, error: ValidationError, path: _Path, data: Any, model: type[BaseModel]) -> None:
        for fault in in_words(error, data, model):
            mend = fault.mend
            if fault.message.startswith("缺少"):
                mend = self._mend_of_partial((*path, *fault.path)) or mend
            self._add((*path, *fault.path), fault.value, fault.message, mend)

    def _mend_of_partial(self, path: _Path) -> str:
        """For an entry that lacks something because it overrides one that is not there."""
        node: Any = self._base
        for step in path[:-1]:
            if isinstance(node, list):
                names = [str(merging.name_of(entry)) for entry in node]
                if step not in names:
                    return f"上位制度里没有“{step}”；要改它的某一条，{nearest(str(step), names)}"
                node = node[names.index(str(step))]
            elif isinstance(node, dict) and step in node:
                node = node[step]
            else:
                return ""
        return ""

    def _take_faults(self, faults: Iterable[Fault]) -> None:
        for fault in faults:
            self._add(fault.path, fault.value, fault.message, fault.mend, fault.severity)

    def _add(
        self,
        path: _Path,
        value: object,
        message: str,
        mend: str,
        severity: Severity = Severity.ERROR,
    ) -> None:
        # The file that says most of the path is the one to mend.
        file = max(self._files, key=lambda each: each.depth_of(path))
        problem = file.problem(path, value, message, mend, severity)
        if problem not in self.problems:
            self.problems.append(problem)


def _without_faulty_entries(
    model: type[Instrument], data: Mapping[str, Any], error: ValidationError
) -> list[Instrument]:
    """What can still be read of an instrument, so that its other entries are checked as well."""
    faulty = {each["loc"][:2] for each in error.errors()}
    kept = {
        name: [entry for index, entry in enumerate(value) if (name, index) not in faulty]
        if isinstance(value, list)
        else value
        for name, value in data.items()
        if (name,) not in {each[:1] for each in faulty} or isinstance(value, list)
    }
    try:
        return [model.model_validate(kept)]
    except ValidationError:
        return []


def _quantities(content: Mapping[str, Any]) -> dict[str, Quantity]:
    """What `$name` may stand for; parameters that cannot be read are taken to be open."""
    found: dict[str, Quantity] = {}
    lists = content.get("lists")
    for name, data in lists.items() if isinstance(lists, dict) else ():
        try:
            found[name] = CodeList.model_validate(data).quantity
        except ValidationError:
            found[name] = Quantity(None)
    parameters = content.get("parameters")
    for name, data in parameters.items() if isinstance(parameters, dict) else ():
        try:
            found[name] = Parameter.model_validate(data).quantity
        except ValidationError:
            found[name] = Quantity(None)
    return found


def _names(parameters: Any) -> list[str]:
    return [str(name) for name in parameters] if isinstance(parameters, dict) else []


def _as_list(value: Any) -> list[Any]:
    if value is None:
        return []
    return value if isinstance(value, list) else [value]
