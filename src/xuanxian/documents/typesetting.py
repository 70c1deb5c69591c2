"""Setting PDFs: one typst compiler, reused, fed with templates of ours and plain data.

Values travel as data and never as markup, so nothing a file says can be read as a command.
"""

import json
import tempfile
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from pathlib import Path
from threading import Lock
from typing import Any

import typst

from xuanxian.documents import fonts

_one_at_a_time = Lock()  # a compiler keeps the inputs of its last run


def typeset(
    template: str, data: dict[str, Any], pictures: Mapping[str, bytes] | None = None
) -> bytes:
    """The PDF of `template` (a name below `documents/typst/`, without ending).

    Args:
        data: plain JSON data, in the template `sys.inputs.data`; `fonts` is added to it.
        pictures: JPEG bytes by the file name under which the template asks for them.

    Raises:
        Refusal: the machine has no Chinese font.
        typst.TypstError: a defect of the template.
    """
    font_folders = fonts.folders()
    settings = fonts.settings_of(_families(font_folders))
    faces = {
        key: {"font": setting.families, "weight": "bold" if setting.bold else "regular"}
        for key, setting in settings.items()
    }
    inputs = {"data": json.dumps({**data, "fonts": faces}, ensure_ascii=False)}
    with _one_at_a_time, tempfile.TemporaryDirectory(prefix="xuanxian-") as folder:
        for name, picture in (pictures or {}).items():
            Path(folder, name).write_bytes(picture)
        pdf = _compiler(font_folders).compile(
            input=_source(template), root=folder, format="pdf", sys_inputs=inputs, timestamp=0
        )
    if not isinstance(pdf, bytes):
        raise RuntimeError(f"{template} gave no single PDF")
    return pdf


@cache
def _families(font_folders: tuple[Path, ...]) -> frozenset[str]:
    return frozenset(fonts.installed(font_folders).families())


@cache
def _compiler(font_folders: tuple[Path, ...]) -> typst.Compiler:
    return typst.Compiler(font_paths=fonts.installed(font_folders))


@cache
def _source(template: str) -> bytes:
    return files(__package__).joinpath(f"typst/{template}.typ").read_bytes()
