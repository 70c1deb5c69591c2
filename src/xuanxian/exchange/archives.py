"""Zip files from outside, workbooks included: refused before anything large is unpacked."""

import io
import zipfile
from pathlib import PurePosixPath

from xuanxian.exchange import limits
from xuanxian.exchange.phrases.cleaning import shortened
from xuanxian.kernel.errors import Problem, Refusal

_UTF8_NAMES = 0x800
_ENCRYPTED = 0x1
_NESTED = (".zip", ".7z", ".rar", ".gz", ".hzb", ".zb3")


def open_archive(data: bytes, name: str, *, largest: int) -> zipfile.ZipFile:
    """The zip `data`, after its directory was checked.

    Args:
        largest: bytes the file may have as it lies on disk.

    Raises:
        Refusal: too large, broken, encrypted, a zip bomb, or an entry that would leave its folder.
    """
    if len(data) > largest:
        raise _refusal(name, f"{len(data) // 1_048_576} MB", f"文件超过{largest // 1_048_576} MB。")
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
        raise _refusal(name, "", "压缩结构已损坏，打不开。") from error
    entries = archive.infolist()
    if len(entries) > limits.ARCHIVE_ENTRIES:
        raise _refusal(name, f"{len(entries)}项", f"内含文件超过{limits.ARCHIVE_ENTRIES}个。")
    total = 0
    for entry in entries:
        total += entry.file_size
        path = PurePosixPath(entry.filename.replace("\\", "/"))
        if path.is_absolute() or ".." in path.parts or ":" in entry.filename:
            raise _refusal(
                name, shortened(entry.filename), "内含指向文件夹之外的路径，已拒绝读取。"
            )
        if entry.flag_bits & _ENCRYPTED:
            raise _refusal(name, shortened(entry.filename), "文件加了密码，读不出来。")
        if entry.file_size > limits.UNPACKING_RATIO * max(entry.compress_size, 1024):
            raise _refusal(
                name, shortened(entry.filename), "解压后异常膨胀，疑似压缩炸弹，已拒绝读取。"
            )
    if total > limits.UNPACKED_BYTES:
        raise _refusal(name, f"{total // 1_048_576} MB", "解压后的总大小超过上限，已拒绝读取。")
    return archive


def files_in(data: bytes, name: str) -> list[tuple[str, bytes]]:
    """(name, bytes) of every file in the zip `name` of files to import.

    Raises:
        Refusal: see `open_archive`; also for a zip inside the zip.
    """
    archive = open_archive(data, name, largest=limits.ARCHIVE_BYTES)
    files = []
    for entry in archive.infolist():
        if entry.is_dir():
            continue
        path = _readable_name(entry)
        if path.lower().endswith(_NESTED):
            raise _refusal(name, shortened(path), "压缩包里还有压缩包。", "请解开里面的压缩包。")
        if path.startswith("__MACOSX/") or PurePosixPath(path).name.startswith("."):
            continue
        files.append((path, read_entry(archive, entry, name)))
    return files


def read_entry(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, name: str) -> bytes:
    """The bytes of one entry, never more than its directory announced.

    Raises:
        Refusal: the entry is damaged or larger than it says.
    """
    try:
        with archive.open(entry) as stream:
            content = stream.read(entry.file_size + 1)
    except (zipfile.BadZipFile, EOFError, OSError, ValueError, NotImplementedError) as error:
        raise _refusal(name, shortened(entry.filename), "这一项已损坏，解不开。") from error
    if len(content) > entry.file_size:
        raise _refusal(name, shortened(entry.filename), "实际大小与目录不符，已拒绝读取。")
    return content


def _readable_name(entry: zipfile.ZipInfo) -> str:
    """Names without the UTF-8 flag are GBK where Windows made the zip."""
    if entry.flag_bits & _UTF8_NAMES:
        return entry.filename
    try:
        return entry.filename.encode("cp437").decode("gbk")
    except (UnicodeEncodeError, UnicodeDecodeError):
        return entry.filename


def _refusal(
    name: str, value: str, message: str, mend: str = "请重新打包或重新导出后再导入。"
) -> Refusal:
    return Refusal(Problem(name, "", value, message, mend))
