#!/usr/bin/env python3
"""The tellers' registrar (监票登记机): notes on the tellers' own machine what is in a ballot box.

    python registrar.py https://toupiao.example.gov.cn key.json

While voting runs it asks the server every few seconds for the hashes of new envelopes, which come
many at once and sorted, and appends them to a file of its own; when voting is closed it compares
what it noted with the box. An envelope dropped or replaced in between shows, on both sides: the box
is then not opened. Hashes tell neither what was voted nor by whom.

Needs Python's standard library only and shares no code with the program it watches. Of the key file
it sends the token, never the salt. Exit code 0: every box agrees; 1: one does not; 2: trouble.
"""

import argparse
import hashlib
import json
import os
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

AGREES, DIFFERS, TROUBLE = 0, 1, 2
FIRST = "0" * 64
_HEXADECIMAL = set("0123456789abcdef")


class Trouble(Exception):  # noqa: N818  (the machine works; something is to be looked at)
    """Something that the person at the machine has to look at."""


@dataclass
class Noted:
    """What was noted of one poll's box."""

    title: str
    lots: list[list[str]] = field(default_factory=list)
    agrees: bool | None = None
    ended: bool = False

    @property
    def hashes(self) -> set[str]:
        return {each for lot in self.lots for each in lot}


class Book:
    """The file that is only ever appended to; each line holds the hash of the one before."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.polls: dict[str, Noted] = {}
        self._last = FIRST
        if path.exists():
            self._read()

    def _read(self) -> None:
        lines = self.path.read_bytes().split(b"\n")
        if lines[-1]:
            # A power cut in the middle of a line: what it held will be told again.
            with self.path.open("r+b") as file:
                file.truncate(self.path.stat().st_size - len(lines[-1]))
        for number, line in enumerate(lines[:-1], 1):
            entry = json.loads(line)
            if entry["previous"] != self._last:
                raise Trouble(f"登记文件第 {number} 行与上一行接不上，可能被改动。")
            self._last = hashlib.sha256(line).hexdigest()
            self._take(entry)

    def _take(self, entry: dict[str, Any]) -> None:
        noted = self.polls.setdefault(entry["poll"], Noted(entry["title"]))
        if "lot" in entry:
            noted.lots.append(entry["lot"])
        else:
            noted.agrees, noted.ended = entry["agrees"], True

    def append(self, poll: str, title: str, **content: Any) -> None:
        """Append one line and make sure it is on the disk."""
        entry = {"poll": poll, "title": title, **content, "previous": self._last}
        line = json.dumps(entry, ensure_ascii=False).encode()
        descriptor = os.open(self.path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        try:
            os.write(descriptor, line + b"\n")
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
        self._last = hashlib.sha256(line).hexdigest()
        self._take(entry)


class Server:
    """The program that is watched."""

    def __init__(self, address: str, box: str, token: str) -> None:
        parts = urllib.parse.urlsplit(address if "://" in address else f"https://{address}")
        if parts.scheme not in {"http", "https"} or not parts.netloc:
            raise Trouble(f"地址不对：{address}")
        self._base = f"{parts.scheme}://{parts.netloc}/ballots/box/{box}/registrar"
        self._token = token

    def ask(self, verb: str, content: dict[str, Any]) -> dict[str, Any]:
        """The answer to a POST.

        Raises:
            Trouble: the server refused.
            OSError: it was not reached.
        """
        request = urllib.request.Request(
            f"{self._base}/{verb}/",
            json.dumps(content).encode(),
            {"Content-Type": "application/json", "Authorization": f"Bearer {self._token}"},
        )
        try:
            with urllib.request.urlopen(request, timeout=30) as answer:
                return dict(json.loads(answer.read()))
        except urllib.error.HTTPError as fault:
            try:
                said = json.loads(fault.read())["refused"]
            except (ValueError, KeyError, TypeError):
                raise OSError(f"服务器回答 {fault.code}") from fault
            raise Trouble(said) from fault


def root_of(hashes: set[str]) -> str:
    """The root over the set of envelopes, as RFC 9162, section 2.1.1, in the order of the hashes.

    It is what the minutes call 封箱校验值.
    """

    def root(leaves: list[bytes]) -> bytes:
        if not leaves:
            return hashlib.sha256(b"").digest()
        if len(leaves) == 1:
            return leaves[0]
        split = 1
        while split * 2 < len(leaves):
            split *= 2
        return hashlib.sha256(b"\x01" + root(leaves[:split]) + root(leaves[split:])).digest()

    leaves = [hashlib.sha256(b"\x00" + bytes.fromhex(each)).digest() for each in sorted(hashes)]
    return "sha256:" + root(leaves).hex()


def watch_once(server: Server, book: Book) -> bool:
    """Ask once, note what is new, compare what is closed; whether everything has come to its end.

    Raises:
        Trouble: the server tells what cannot be.
        OSError: it was not reached.
    """
    known = {poll: len(noted.lots) for poll, noted in book.polls.items()}
    polls = server.ask("lots", {"known": known})["polls"]
    ended = []
    for told in polls:
        poll, title = told["poll"], told["title"]
        noted = book.polls.setdefault(poll, Noted(title))
        if told["from"] != len(noted.lots):
            raise Trouble(f"{title}：服务器的登记次数与本机不同。")
        for lot in told["lots"]:
            seen = noted.hashes
            wrong = [each for each in lot if len(each) != 64 or set(each) - _HEXADECIMAL]
            if wrong or lot != sorted(lot) or seen & set(lot):
                raise Trouble(f"{title}：服务器给的登记不成样子。")
            book.append(poll, title, lot=lot)
            say(f"{title}：登记 {len(lot)} 票，共 {len(noted.hashes)} 票。")
        if told["state"] == "closed" and not noted.ended:
            compare(server, book, poll, noted)
        ended.append(noted.ended or told["state"] in {"opened", "abandoned"})
    return bool(polls) and all(ended)


def compare(server: Server, book: Book, poll: str, noted: Noted) -> None:
    """Compare what was noted with the closed box, and say so."""
    answer = server.ask("noted", {"poll": poll, "hashes": sorted(noted.hashes)})
    # What the server says of itself is not enough: its list must follow from this machine's.
    agrees = answer["agrees"] is True and not answer["missing"] and not answer["unknown"]
    root = root_of(noted.hashes)
    book.append(poll, noted.title, agrees=agrees, root=root, envelopes=len(noted.hashes))
    if agrees:
        say(f"{noted.title}：与票箱相符，{len(noted.hashes)} 票都在。")
    else:
        say(
            f"{noted.title}：不符！登记过而箱内没有的 {len(answer['missing'])} 票，"
            f"箱内有而没有登记过的 {len(answer['unknown'])} 票。请不要开箱，立即报告监票人。"
        )
    say(f"本机校验值 {root}，请与会议公布的封箱校验值核对。")


def say(text: str) -> None:
    """A line on the screen, with the time of this machine."""
    print(f"{time.strftime('%H:%M:%S')} {text}", flush=True)


def main() -> int:
    parser = argparse.ArgumentParser(description="监票登记机：在计票人自己的机器上登记票箱。")
    parser.add_argument("address", help="服务器地址，如 https://toupiao.example.gov.cn")
    parser.add_argument("key_file", type=Path, help="计票人的密钥文件")
    parser.add_argument("--book", type=Path, help="登记文件，只追加不改动")
    parser.add_argument("--seconds", type=float, default=10, help="隔几秒问一次")
    arguments = parser.parse_args()
    try:
        key = json.loads(arguments.key_file.read_text(encoding="utf-8"))
        server = Server(arguments.address, key["box"], key["token"])
        book = Book(arguments.book or Path(f"registrar-{key['box']}.jsonl"))
    except (OSError, ValueError, KeyError, TypeError):
        print("不是计票人的密钥文件，或登记文件读不出来。", file=sys.stderr)
        return TROUBLE
    except Trouble as fault:
        print(fault, file=sys.stderr)
        return TROUBLE
    say(f"开始登记：{key.get('title', '')}，登记文件 {book.path}")
    while True:
        try:
            if watch_once(server, book):
                break
        except OSError as fault:
            say(f"没有连上（{fault}），继续尝试。")
        except Trouble as fault:
            print(fault, file=sys.stderr)
            return TROUBLE
        time.sleep(arguments.seconds)
    return DIFFERS if any(noted.agrees is False for noted in book.polls.values()) else AGREES


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(TROUBLE)
