#!/usr/bin/env python3
"""Draw lots again, independently of the program that drew them first.

    python scripts/draw.py 抽签.json

The file is given out on the page of a draw. Needs nothing but Python's standard library and shares
no code with the program: checks that nonce and lots are those committed to before, draws again with
the value read aloud, and compares. Exit code 0: the same; 1: something differs; 2: unreadable.
"""

import hashlib
import json
import sys
import unicodedata

PREFIX = b"xuanxian-draw/1\n"


def main(path: str) -> int:
    """Draw again what the file at `path` tells of."""
    try:
        with open(path, encoding="utf-8") as file:
            draw = json.load(file)
        if draw["format"] != "xuanxian-draw/1":
            raise ValueError("unknown format")
        lots, nonce = draw["lots"], bytes.fromhex(draw["nonce"])
        value, commitment, result = draw["public_value"], draw["commitment"], draw["result"]
    except (OSError, ValueError, KeyError, TypeError) as fault:
        print(f"读不了 {path}：{fault}", file=sys.stderr)
        return 2
    print(draw.get("title", ""))
    listed = json.dumps(lots, ensure_ascii=False, separators=(",", ":")).encode()
    faults = []
    if commitment != "sha256:" + hashlib.sha256(PREFIX + nonce + b"\n" + listed).hexdigest():
        faults.append("揭示值和名单与事先公布的承诺不符。")
    if shuffled(lots, nonce, value) != result:
        faults.append("重新抽取的次序与公布的结果不同。")
    for text in faults:
        print("不一致：" + text)
    print("复核不一致。" if faults else f"复核一致：{len(lots)}个签的次序可以重现。")
    return 1 if faults else 0


def shuffled(lots: list, nonce: bytes, value: str) -> list:
    """`lots` as drawn: from the last place down, each changes with one chosen among those left."""
    said = "".join(unicodedata.normalize("NFKC", value).split()).encode()
    seed = PREFIX + nonce + b"\n" + said
    order, counter = list(lots), 0
    for size in range(len(order), 1, -1):
        whole = 2**256 // size * size
        while True:
            number = int(hashlib.sha256(seed + b"\n" + str(counter).encode()).hexdigest(), 16)
            counter += 1
            if number < whole:
                break
        other = number % size
        order[size - 1], order[other] = order[other], order[size - 1]
    return order


if __name__ == "__main__":
    if len(sys.argv) != 2:
        print(__doc__)
        sys.exit(2)
    sys.exit(main(sys.argv[1]))
