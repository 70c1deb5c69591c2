"""The bytes of files between check and store, in a folder that only this installation reads."""

import shutil
from pathlib import Path
from uuid import UUID

from django.conf import settings

from xuanxian.exchange.services.checking import SourceFile


def _folder(batch: UUID) -> Path:
    return Path(settings.XUANXIAN_HOME) / "imports" / str(batch)


def keep(batch: UUID, files: list[SourceFile]) -> None:
    """Keep the bytes of `files` under their places, counted from 0."""
    folder = _folder(batch)
    folder.mkdir(parents=True, mode=0o700)
    for place, file in enumerate(files):
        (folder / str(place)).write_bytes(file.data)
        if file.photo is not None:
            (folder / f"{place}.photo").write_bytes(file.photo)


def fetch(batch: UUID, place: int, name: str) -> SourceFile:
    """The file kept under `place`.

    Raises:
        FileNotFoundError: it was dropped already.
    """
    folder = _folder(batch)
    photo = folder / f"{place}.photo"
    return SourceFile(
        name,
        (folder / str(place)).read_bytes(),
        photo.read_bytes() if photo.exists() else None,
    )


def drop(batch: UUID) -> None:
    """Delete the bytes; the registry and the record hold what was stored."""
    shutil.rmtree(_folder(batch), ignore_errors=True)
