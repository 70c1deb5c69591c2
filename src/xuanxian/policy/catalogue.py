"""The catalogue of policies: one folder a place, one file a policy. Loading and checking."""

import os
import re
from collections.abc import Iterable, Mapping
from contextlib import suppress
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from xuanxian.kernel.errors import Problem, Refusal
from xuanxian.policy import policy_file
from xuanxian.policy.kinds import kinds
from xuanxian.policy.loading import Loading
from xuanxian.policy.schema import Policy
from xuanxian.policy.wording import in_words

_ID = re.compile(r"^[\w（）〔〕·、-]+(/[\w（）〔〕·、-]+)*$")


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
    known = _LOADED.get(path)
    if known is not None and _stamps(known[0]) == known[1]:
        return known[2]
    policy = _loading(folder).policy_at(path, expected_id=policy_id)
    files = (path, *(folder / f"{each}.yaml" for each in policy.lineage))
    _LOADED[path] = (files, _stamps(files), policy)
    return policy


_Stamps = tuple[tuple[int, int], ...]
_LOADED: dict[Path, tuple[tuple[Path, ...], _Stamps, Policy]] = {}
"""Policies by file, with the files they are of and how these were, so that pages need not read
them again."""


def _stamps(files: Iterable[Path]) -> _Stamps:
    """Changes whenever one of the files does; a file that is gone has none."""
    found = []
    for path in files:
        with suppress(FileNotFoundError):
            state = path.stat()
            found.append((state.st_mtime_ns, state.st_size))
    return tuple(found)


def read_ahead() -> None:
    """Load every policy of the catalogue, so that no page has to wait for it."""
    for policy_id in policy_ids():
        # What has mistakes is told where it is asked for.
        with suppress(Refusal):
            load(policy_id)


def load_file(path: Path, *, root: Path | None = None) -> Policy:
    """The policy in a file that may stand outside the catalogue; see `load`."""
    folder = root or catalogue_folder()
    return _loading(folder).policy_at(path, expected_id=_expected_id(path, folder))


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
    return _loading(root or catalogue_folder()).policy_in(policy_file.parse(text, where=where))


def text_of(policy_id: str, *, root: Path | None = None) -> str:
    """The file of `policy_id` as it is written, without what it extends.

    Raises:
        Refusal: there is none.
    """
    return _path_of(policy_id, root or catalogue_folder()).read_text(encoding="utf-8")


def check(files: Iterable[Path], *, root: Path | None = None) -> list[Problem]:
    """Everything wrong with `files`, warnings too; without errors all can be adopted from."""
    folder = root or catalogue_folder()
    problems: list[Problem] = []
    for path in files:
        loading = _loading(folder)
        with suppress(Refusal):
            loading.policy_at(path, expected_id=_expected_id(path, folder))
        problems.extend(each for each in loading.problems if each not in problems)
    return problems


def _loading(folder: Path) -> Loading:
    return Loading(lambda policy_id: _path_of(policy_id, folder))


def _expected_id(path: Path, folder: Path) -> str:
    """The id a file of the catalogue has to have; "" for one outside it."""
    whole, root = path.resolve(), folder.resolve()
    return str(whole.relative_to(root).with_suffix("")) if whole.is_relative_to(root) else ""


def from_content(content: Mapping[str, Any]) -> Policy:
    """The policy again from the merged content an adoption keeps.

    Raises:
        Refusal: the content no longer fits the kinds of this program.
    """
    problems: list[Problem] = []
    instruments = []
    where = str(content.get("policy"))
    for data in content.get("instruments", []):
        model = kinds().get(str(data.get("kind")))
        field = str(data.get("id", ""))
        if model is None:
            message = "没有这一类。"
            problems.append(Problem(where, field, str(data.get("kind")), message, "请重新采用。"))
            continue
        try:
            instruments.append(model.model_validate(data))
        except ValidationError as error:
            for fault in in_words(error, data, model):
                path = " › ".join(str(step) for step in (field, *fault.path))
                problems.append(Problem(where, path, "", fault.message, fault.mend))
    if problems:
        raise Refusal(problems)
    return Policy.model_validate({**content, "instruments": instruments, "content": dict(content)})


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
