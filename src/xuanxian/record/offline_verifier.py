"""Checks an exported record without the program that wrote it.

One file, the standard library only, sharing no code with the writer, so that a court, a superior
department or an inspection team can read it whole and run it by itself:

    python offline_verifier.py FOLDER [--head sha256:…]

The folder holds `manifest.json` and `entries.jsonl` (docs/record.md describes both). `--head` is
the digest printed on a paper made at the time; with it, a folder recomputed from scratch is found
out too. Ends with 0 when the record holds, 1 when it does not, 2 when the folder cannot be read.
"""

import argparse
import hashlib
import hmac
import json
import sys
from pathlib import Path
from typing import Any


def check(folder: Path, head: str = "") -> list[str]:
    """Every fault of the export in `folder`, as Chinese sentences; [] when it holds.

    Args:
        folder: what `xuanxian record export` wrote.
        head: digest of the last entry from another source, "" for none.

    Raises:
        ValueError: the folder is no export, with the reason in Chinese.
    """
    manifest = _read_manifest(folder)
    faults = []
    previous = ""
    number = 0
    time = ""
    erased: set[int] = set()
    with open(folder / "entries.jsonl", encoding="utf-8") as lines:
        for line_number, line in enumerate(lines, start=1):
            if not line.strip():
                continue
            number += 1
            try:
                entry = json.loads(line)
                header_text = entry["header"]
                header = json.loads(header_text)
                digest = entry["digest"]
            except (ValueError, KeyError, TypeError):
                raise ValueError(
                    f"entries.jsonl 第{line_number}行不是纪实条目，请重新导出。"
                ) from None
            faults += _check_entry(entry, header, header_text, manifest, number, previous)
            if str(header.get("recorded_at", "")) < time:
                faults.append(f"第{number}条：记录时间早于前一条。")
            time = str(header.get("recorded_at", ""))
            previous = digest
            if entry.get("body") is None:
                erased.add(number)
            else:
                erased -= _announced_as_erased(header, entry)
    for place in sorted(erased):
        faults.append(f"第{place}条：内容被销毁，纪实中却没有销毁的登记。")
    if number != manifest["length"]:
        faults.append(f"目录写明{manifest['length']}条，文件中有{number}条。")
    if previous != manifest["head"]:
        faults.append("末条校验值与目录不符，尾部被截去或被添加。")
    if head and previous != head:
        faults.append(f"末条校验值与所给的 {head} 不符，整链可能被重新计算过。")
    return faults


def _announced_as_erased(header: dict[str, Any], entry: dict[str, Any]) -> set[int]:
    """The numbers of earlier entries whose content this entry tells to have been erased."""
    if header.get("kind") != "content.erased":
        return set()
    try:
        return set(json.loads(entry["body"])["numbers"])
    except (ValueError, KeyError, TypeError):
        return set()


def _check_entry(
    entry: dict[str, Any],
    header: dict[str, Any],
    header_text: str,
    manifest: dict[str, Any],
    number: int,
    previous: str,
) -> list[str]:
    faults = []
    digest = "sha256:" + hashlib.sha256(header_text.encode()).hexdigest()
    if digest != entry["digest"]:
        faults.append(f"第{number}条：内容与校验值不符，条目被改动。")
    if header.get("stream") != manifest["stream"]:
        faults.append(f"第{number}条：属于另一条纪实链。")
    if header.get("number") != number:
        faults.append(f"第{number}条：序号写作{header.get('number')}，有条目缺失、插入或调换。")
    if header.get("previous") != previous:
        faults.append(f"第{number}条：与前一条不衔接。")
    body, salt = entry.get("body"), entry.get("salt")
    if body is None and salt is None:
        return faults  # Erased under a retention rule: the chain holds, the content is gone.
    if not isinstance(body, str) or not isinstance(salt, str):
        faults.append(f"第{number}条：正文与随机数只剩其一。")
        return faults
    try:
        salt_bytes = bytes.fromhex(salt)
    except ValueError:
        faults.append(f"第{number}条：随机数不是十六进制。")
        return faults
    commitment = "hmac-sha256:" + hmac.new(salt_bytes, body.encode(), hashlib.sha256).hexdigest()
    if not hmac.compare_digest(commitment, str(header.get("body"))):
        faults.append(f"第{number}条：正文被改动。")
    return faults


def _read_manifest(folder: Path) -> dict[str, Any]:
    try:
        manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
        if not (folder / "entries.jsonl").is_file():
            raise FileNotFoundError("entries.jsonl")
        if not (isinstance(manifest["stream"], str) and isinstance(manifest["length"], int)):
            raise ValueError("manifest")
        manifest["head"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ValueError(
            f"{folder} 不是纪实导出文件夹（{error}），应含 manifest.json 和 entries.jsonl。"
        ) from error
    return dict(manifest)


def main() -> int:
    """The command line described at the top of this file."""
    parser = argparse.ArgumentParser(description="校验导出的纪实文件夹")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--head", default="", help="纸面上印的末条校验值")
    arguments = parser.parse_args()
    try:
        faults = check(arguments.folder, arguments.head)
    except ValueError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    for fault in faults:
        sys.stdout.write(f"{fault}\n")
    sys.stdout.write("纪实完整，未发现改动。\n" if not faults else f"发现{len(faults)}处问题。\n")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
