"""Writing a stream to a folder that can be checked without this program."""

import json
import os
import shutil
import tempfile
from pathlib import Path

import xuanxian
from xuanxian.kernel import clock
from xuanxian.kernel.errors import Refusal
from xuanxian.record import offline_verifier
from xuanxian.record.models import Stream


def export_stream(name: str, directory: Path) -> Path:
    """Write stream `name` below `directory` and return the folder made.

    The folder holds `manifest.json`, `entries.jsonl` and the offline verifier; it appears whole or
    not at all.

    Raises:
        Refusal: there is no such stream, or the folder exists already.
    """
    try:
        stream = Stream.objects.get(name=name)
    except Stream.DoesNotExist:
        raise Refusal(
            f"没有编号为“{name}”的纪实链。", mend="用 xuanxian record list 查看全部编号。"
        ) from None
    target = directory / name.replace(":", "-")
    if target.exists():
        raise Refusal(f"{target} 已经存在。", mend="请换一个文件夹，或先移走它。")
    directory.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=directory) as making:
        folder = Path(making) / "export"
        folder.mkdir()
        with open(folder / "entries.jsonl", "w", encoding="utf-8") as lines:
            for entry in stream.entries.order_by("number").iterator():
                line = {
                    "header": bytes(entry.header).decode(),
                    "digest": entry.digest,
                    "body": None if entry.body is None else bytes(entry.body).decode(),
                    "salt": None if entry.salt is None else bytes(entry.salt).hex(),
                }
                lines.write(json.dumps(line, ensure_ascii=False) + "\n")
        manifest = {
            "stream": stream.name,
            "title": stream.title,
            "length": stream.length,
            "head": stream.head,
            "exported_at": clock.now().isoformat(timespec="seconds"),
            "program": f"xuanxian {xuanxian.__version__}",
        }
        (folder / "manifest.json").write_text(
            json.dumps(manifest, ensure_ascii=False, indent=2) + "\n", encoding="utf-8"
        )
        shutil.copy(offline_verifier.__file__, folder / "offline_verifier.py")
        os.replace(folder, target)
    return target
