#!/usr/bin/env python3
"""Recount an export of opened ballots, independently of the program that counted them first.

    xuanxian ballot export POLL -o ballots.json
    python scripts/recount.py ballots.json

Needs nothing but Python's standard library and shares no code with the program. It decides on its
own which ballots are valid, counts them, checks the digest that stands on the record, and compares
its totals with the result in the export. Exit code 0: all agree; 1: something differs; 2: the file
cannot be read. Measures and majorities are left to the reader: they follow from these totals.
"""

import hashlib
import json
import sys
import unicodedata
from collections import Counter
from fractions import Fraction


def main(path: str) -> int:
    """Recount the file at `path` and print what was found."""
    try:
        with open(path, encoding="utf-8") as file:
            export = json.load(file)
        if export["format"] != "xuanxian-opened-ballots/1":
            raise ValueError("unknown format")
    except (OSError, ValueError, KeyError) as fault:
        print(f"读不了 {path}：{fault}", file=sys.stderr)
        return 2

    totals, counts = recount(export)
    print(export["title"])
    print("  ".join(f"{name} {number}" for name, number in totals.items()))
    names = {subject["id"]: subject["name"] for subject in export["subjects"]}
    for subject, found in counts.items():
        name = names.get(subject, subject.removeprefix("written:") + "（另选）")
        print(name, "  ".join(f"{what} {number}" for what, number in sorted(found.items())))

    faults = differences(export, totals, counts)
    for fault in faults:
        print("不一致：" + fault)
    print("复核不一致。" if faults else "复核一致：票数、得票与校验值都相符。")
    return 1 if faults else 0


def recount(export: dict) -> tuple[dict[str, int], dict[str, Counter]]:
    """The six totals, and subject → what was counted for it → how often."""
    rules = export["instrument"]
    question = rules["question"]
    subjects = [subject["id"] for subject in export["subjects"]]
    counts: dict[str, Counter] = {subject: Counter() for subject in subjects}
    valid = 0
    for ballot in export["ballots"]:
        content = ballot["content"]
        if not is_valid(content, rules, subjects, export["parameters"]):
            continue
        valid += 1
        if question["form"] == "names":
            for subject in content.get("names", []):
                counts[subject]["得票"] += 1
            for name in content.get("written", []):
                counts.setdefault("written:" + even(name), Counter())["得票"] += 1
            continue
        for subject in subjects:
            mark = content.get("marks", {}).get(subject)
            if mark is None:
                counts[subject]["未填"] += 1
                mark = question["blank"]
            if mark:
                counts[subject][mark] += 1
    collected = len(export["ballots"])
    totals = {
        "应到": sum(each["entitled"] for each in export["classes"]),
        "实到": sum(each["present"] for each in export["classes"]),
        "发出": sum(each["issued"] for each in export["classes"]),
        "收回": collected,
        "有效": valid,
        "无效": collected - valid,
    }
    return totals, counts


def is_valid(content: dict, rules: dict, subjects: list[str], parameters: dict) -> bool:
    """Whether one ballot is valid by the rules exported with it."""
    question = rules["question"]
    marks = content.get("marks", {})
    names, written = content.get("names", []), content.get("written", [])
    if content.get("unreadable") or content.get("spoilt"):
        return False
    if question["form"] == "names":
        chosen = list(names) + ["written:" + even(name) for name in written]
        return (
            not marks
            and all(name in subjects for name in names)
            and (question["write_in"] or not written)
            and all(0 < len(even(name)) <= 20 for name in written)
            and len(chosen) == len(set(chosen))
            and value(question["least"], parameters)
            <= len(chosen)
            <= value(question["most"], parameters)
        )
    if names or written:
        return False
    if any(subject not in subjects for subject in marks):
        return False
    if any(mark not in question["options"] for mark in marks.values()):
        return False
    if question["blank"] == "无效" and len(marks) < len(subjects):
        return False
    used = Counter(marks.values())
    return all(
        used[limit["option"]] <= value(limit["at_most"], parameters) for limit in rules["limits"]
    )


def value(text: str, parameters: dict) -> Fraction:
    """A number of the rules: written out, or a parameter."""
    return Fraction(parameters[text[1:]]["number"] if text.startswith("$") else text)


def even(name: str) -> str:
    """A written name with width and spacing evened out."""
    return "".join(unicodedata.normalize("NFKC", name).split())


def differences(export: dict, totals: dict[str, int], counts: dict[str, Counter]) -> list[str]:
    """What does not agree with the result and the digest in the export, in Chinese."""
    faults = []
    result = export["result"]
    for name, number in totals.items():
        if result["denominators"][name] != number:
            faults.append(f"{name}：原为 {result['denominators'][name]}，复核为 {number}")
    published = {one["subject"]: one["counts"] for one in result["subjects"]}
    if set(published) != set(counts):
        faults.append("得票的对象不同")
    for subject, found in counts.items():
        for what, number in published.get(subject, {}).items():
            if found[what] != number:
                faults.append(f"{subject} {what}：原为 {number}，复核为 {found[what]}")
    if digest(export["ballots"]) != export["digest"]:
        faults.append("开出票的校验值与纪实所载不符")
    return faults


def digest(ballots: list[dict]) -> str:
    """The root of the Merkle tree (RFC 9162) over the ballots in the order of their keys."""
    level = [
        hashlib.sha256(
            b"\x00"
            + json.dumps(ballot, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
        ).digest()
        for ballot in sorted(ballots, key=lambda each: each["key"])
    ]
    # Pairing neighbours level by level, an odd one moving up, gives the tree of the RFC.
    while len(level) > 1:
        paired = [
            hashlib.sha256(b"\x01" + level[at] + level[at + 1]).digest()
            for at in range(0, len(level) - 1, 2)
        ]
        level = paired + level[len(paired) * 2 :]
    return "sha256:" + (level[0] if level else hashlib.sha256(b"").digest()).hex()


if __name__ == "__main__":
    if len(sys.argv) != 2:
        print(__doc__, file=sys.stderr)
        sys.exit(2)
    sys.exit(main(sys.argv[1]))
