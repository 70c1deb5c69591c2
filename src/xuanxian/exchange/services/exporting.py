"""Writing files of people out of the registry; each export is on the record."""

import io
import re
import zipfile
from collections.abc import Iterator, Sequence

from django.db import transaction

from xuanxian.access.actor import Actor
from xuanxian.exchange.lrmx import write_lrmx
from xuanxian.kernel import clock
from xuanxian.kernel.errors import Refusal
from xuanxian.record import services as record
from xuanxian.registry import models
from xuanxian.registry.queries import read_dossiers

_CHUNK = 100
_NOT_IN_A_FILE_NAME = re.compile(r'[\\/:*?"<>|\x00-\x1f]')


def export_files(
    people: Sequence[models.Person], *, actor: Actor, reason: str = ""
) -> Iterator[tuple[str, bytes]]:
    """(file name, .lrmx) of each of `people`; the record says who took out whose file.

    Raises:
        Refusal: there is nobody to export.
    """
    if not people:
        raise Refusal("没有选中干部。", mend="请先选择要导出的干部。")
    with transaction.atomic():
        record.append(
            "export:lrmx",
            "people.exported",
            {
                "format": "lrmx",
                "reason": reason,
                "at": clock.now().isoformat(),
                "people": [str(person.pk) for person in people],
            },
            actor=actor,
            title="导出任免审批表文件",
        )
    return _files(people)


def _files(people: Sequence[models.Person]) -> Iterator[tuple[str, bytes]]:
    taken: set[str] = set()
    for start in range(0, len(people), _CHUNK):
        chunk = list(people[start : start + _CHUNK])
        dossiers = read_dossiers(chunk)
        for person in chunk:
            yield _file_name(person, taken), write_lrmx(dossiers[person.pk])


def _file_name(person: models.Person, taken: set[str]) -> str:
    base = _NOT_IN_A_FILE_NAME.sub("", person.name) or "未命名"
    name, number = f"{base}.lrmx", 2
    while name in taken:
        name, number = f"{base}{number}.lrmx", number + 1
    taken.add(name)
    return name


def zipped(files: Iterator[tuple[str, bytes]]) -> bytes:
    """`files` in one zip with UTF-8 names."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files:
            archive.writestr(name, data)
    return buffer.getvalue()
