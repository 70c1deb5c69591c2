#!/usr/bin/env python3
"""Recount an export of opened ballots, independently of the program that counted them first.

    xuanxian ballot export POLL -o ballots.json
    python scripts/recount.py ballots.json

Needs nothing but Python's standard library and shares no code with the program. It decides on its
own which ballots are valid, counts them, by class too, puts names written in where the tellers'
decisions say, works out measures, ranks and majorities, and who goes on to a second round; it
checks the digests that stand on the record and compares everything with the result in the export.
Questionnaires are counted question by question, then what is asked of all of them together. A
condition it cannot read is left to the reader and said to be. Exit code 0: all agree; 1: something
differs; 2: the file cannot be read.
"""

import hashlib
import json
import re
import sys
import unicodedata
from collections import Counter
from fractions import Fraction

FORMATS = ("xuanxian-opened-ballots/1", "xuanxian-opened-ballots/2", "xuanxian-questionnaires/2")
DENOMINATORS = ("应到", "实到", "发出", "收回", "有效", "无效")


def main(path: str) -> int:
    """Recount the file at `path` and print what was found."""
    try:
        with open(path, encoding="utf-8") as file:
            export = json.load(file)
        if export["format"] not in FORMATS:
            raise ValueError("unknown format")
    except (OSError, ValueError, KeyError, TypeError) as fault:
        print(f"读不了 {path}：{fault}", file=sys.stderr)
        return 2
    print(export["title"])
    if export["format"].startswith("xuanxian-questionnaires"):
        faults, unread = questionnaires(export)
    else:
        faults, unread = poll(export)
    for text in unread:
        print("未复核，请人工核对：" + text)
    for fault in faults:
        print("不一致：" + fault)
    print("复核不一致。" if faults else "复核一致：票数、得票与校验值都相符。")
    return 1 if faults else 0


# ---- a poll


def poll(export: dict) -> tuple[list[str], list[str]]:
    """What differs in one poll, its first round included, and what could not be checked."""
    faults: list[str] = []
    unread: list[str] = []
    first = export.get("first_round")
    if first is not None:
        print("第一轮：" + first["title"])
        faults, unread = poll(first)
        faults += second_round(first, export)
        print("第二轮：" + export["title"])
    found = Count(export)
    print("  ".join(f"{name} {number}" for name, number in found.totals.items()))
    for subject, counts in found.counts.items():
        listed = "  ".join(f"{what} {number}" for what, number in sorted(counts.items()))
        print(found.name_of(subject), listed)
    faults += found.differences()
    unread += found.unread
    if digest(export["ballots"]) != export["digest"]:
        faults.append("开出票的校验值与纪实所载不符")
    if decided := export.get("write_ins"):
        columns = [name for name in ("written", "subject", "name", "unit") if name in decided[0]]
        rows = sorted(tuple(each[name] for name in columns) for each in decided)
        if root(["\t".join(row).encode() for row in rows]) != export["write_ins_digest"]:
            faults.append("另写姓名的认定与纪实所载的校验值不符")
    return faults + texts_differ(export), unread


def texts_differ(export: dict) -> list[str]:
    """Texts count for nothing; they must only be those that came out of the box."""
    texts, stated = export.get("texts", []), export.get("texts_digest", "")
    if not texts and not stated:
        return []
    rows = sorted(
        tuple(each[name] for name in ("key", "subject", "note", "text")) for each in texts
    )
    if root(["\t".join(row).encode() for row in rows]) == stated:
        return []
    return ["填写的文字与纪实所载的校验值不符"]


class Count:
    """The count of one poll, or of one question of a questionnaire."""

    def __init__(self, export: dict) -> None:
        self.export = export
        self.rules = export["instrument"]
        self.listed = {subject["id"]: subject["name"] for subject in export["subjects"]}
        self.decided = {each["written"]: each for each in export.get("write_ins", [])}
        self.unread: list[str] = []
        self.unidentified = self.without_note = self.against_units = 0
        self.units = {subject["id"]: subject.get("unit", "") for subject in export["subjects"]}
        self.class_units = {
            each["class"]: each.get("unit", "") for each in self.rules["electorate"]
        }
        classes = export["classes"]
        self.by_class: dict[str, dict[str, Counter]] = {
            each["class"]: {subject: Counter() for subject in self.listed} for each in classes
        }
        collected, valid = Counter(), Counter()
        for ballot in export["ballots"]:
            collected[ballot["class"]] += 1
            if self.is_valid(ballot["content"], ballot["class"]):
                valid[ballot["class"]] += 1
                self.add(self.by_class[ballot["class"]], ballot["content"])
                self.against_units += self.against_unit_rule(ballot["content"], ballot["class"])
        self.people = {
            each["class"]: dict(
                zip(
                    DENOMINATORS,
                    (
                        each["entitled"],
                        each["present"],
                        each["issued"],
                        collected[each["class"]],
                        valid[each["class"]],
                        collected[each["class"]] - valid[each["class"]],
                    ),
                    strict=True,
                )
            )
            for each in classes
        }
        self.totals = {
            name: sum(each[name] for each in self.people.values()) for name in DENOMINATORS
        }
        self.counts: dict[str, Counter] = {subject: Counter() for subject in self.listed}
        for counted in self.by_class.values():
            for subject, found in counted.items():
                self.counts.setdefault(subject, Counter()).update(found)

    def name_of(self, subject: str) -> str:
        """The name under which a subject stands in what is printed."""
        if subject in self.listed:
            return self.listed[subject]
        for each in self.decided.values():
            if each["subject"] == subject:
                return each["name"] + "（另选）"
        return subject.removeprefix("written:") + "（另选）"

    def meant(self, written: str) -> str:
        """The subject that a written name counts for; "" for nobody."""
        name = even(written)
        return self.decided[name]["subject"] if name in self.decided else "written:" + name

    def keys(self, content: dict) -> list[str]:
        """The names on one ballot, as the notes beside them are filed."""
        return [*content.get("names", []),
                *("written:" + even(name) for name in content.get("written", []))]  # fmt: skip

    def lacks(self, content: dict, key: str, missing: str) -> bool:
        """Whether a note is missing beside a name, where that has the consequence `missing`."""
        there = content.get("noted", {}).get(key, [])
        notes = self.rules["question"].get("notes", [])
        return any(note["missing"] == missing and note["title"] not in there for note in notes)

    def against_unit_rule(self, content: dict, voters: str) -> bool:
        """Whether the names of one ballot break the rule on the voter's own unit."""
        rule = self.rules["question"].get("units")
        own, keys = self.class_units.get(voters, ""), self.keys(content)
        if not rule or not own or not keys:
            return False
        units = []
        for key in keys:
            meant = self.decided.get(key.removeprefix("written:"), {})
            if key in self.listed:
                units.append(self.units[key])
            else:
                units.append(self.units.get(meant.get("subject")) or meant.get("unit", ""))
        mine = units.count(own)
        parameters = self.export["parameters"]
        return bool(
            (rule["outside_least"] and len(keys) - mine < value(rule["outside_least"], parameters))
            or (rule["own_most"] and mine > value(rule["own_most"], parameters))
        )

    def is_valid(self, content: dict, voters: str = "") -> bool:
        """Whether one ballot is valid by the rules exported with it."""
        question, parameters = self.rules["question"], self.export["parameters"]
        marks = content.get("marks", {})
        names, written = content.get("names", []), content.get("written", [])
        if content.get("unreadable") or content.get("spoilt"):
            return False
        if question["form"] == "names":
            chosen = list(names) + [self.meant(name) or "?" + even(name) for name in written]
            return (
                not marks
                and all(name in self.listed for name in names)
                and (question["write_in"] or not written)
                and all(0 < len(even(name)) <= 20 for name in written)
                and len(chosen) == len(set(chosen))
                and value(question["least"], parameters)
                <= len(chosen)
                <= value(question["most"], parameters)
                and not any(self.lacks(content, key, "ballot") for key in self.keys(content))
                and not (
                    (question.get("units") or {}).get("breach") == "ballot"
                    and self.against_unit_rule(content, voters)
                )
            )
        if names or written:
            return False
        if any(subject not in self.listed for subject in marks):
            return False
        if any(mark not in question["options"] for mark in marks.values()):
            return False
        if question["blank"] == "无效" and len(marks) < len(self.listed):
            return False
        used = Counter(marks.values())
        return all(
            used[limit["option"]] <= value(limit["at_most"], parameters)
            for limit in self.rules["limits"]
        )

    def add(self, counts: dict[str, Counter], content: dict) -> None:
        """Count one valid ballot."""
        question = self.rules["question"]
        if question["form"] == "names":
            for name in content.get("names", []):
                if self.lacks(content, name, "name"):
                    self.without_note += 1
                else:
                    counts[name]["得票"] += 1
            for name in content.get("written", []):
                if self.lacks(content, "written:" + even(name), "name"):
                    self.without_note += 1
                elif subject := self.meant(name):
                    counts.setdefault(subject, Counter())["得票"] += 1
                else:
                    self.unidentified += 1
            return
        for subject in self.listed:
            mark = content.get("marks", {}).get(subject)
            if mark is None:
                counts[subject]["未填"] += 1
                mark = question["blank"]
            if mark:
                counts[subject][mark] += 1

    def differences(self) -> list[str]:
        """What does not agree with the result in the export, in Chinese."""
        result = self.export["result"]
        faults = [
            f"{name}：原为 {result['denominators'][name]}，复核为 {number}"
            for name, number in self.totals.items()
            if result["denominators"][name] != number
        ]
        if result.get("unidentified", 0) != self.unidentified:
            faults.append(f"无法确认是谁的姓名：复核为 {self.unidentified}")
        if result.get("without_note", 0) != self.without_note:
            faults.append(f"没有写明规定内容而不计的姓名：复核为 {self.without_note}")
        if result.get("against_units", 0) != self.against_units:
            faults.append(f"不符合单位要求的票：复核为 {self.against_units}")
        published = {one["subject"]: one for one in result["subjects"]}
        if set(published) != set(self.counts):
            return [*faults, "得票的对象不同"]
        for subject, found in self.counts.items():
            one = published[subject]
            faults += compared(self.name_of(subject), one["counts"], found)
            for voters, shown in one["by_class"].items():
                own = self.by_class[voters].get(subject, Counter())
                faults += compared(f"{self.name_of(subject)}（{voters}）", shown, own)
        return faults + self.withholding() + self.judged(published)

    def withholding(self) -> list[str]:
        """Small classes that are shown though they must not be."""
        if self.rules["secrecy"] == "signed":
            return []
        smallest = value(self.rules["smallest_group"], self.export["parameters"])
        shown = set(self.people) - set(self.export["result"]["withheld"])
        return [
            f"{voters}只收回 {self.people[voters]['收回']} 票，不得分类公布"
            for voters in sorted(shown)
            if 0 < self.people[voters]["收回"] < smallest and len(self.people) > 1
        ]

    def judged(self, published: dict[str, dict]) -> list[str]:
        """Measures, ranks and majorities that come out otherwise."""
        try:
            values = {subject: self.values(subject) for subject in self.counts}
            passes = {
                subject: truth(self.rules["passes"], known, self.export["parameters"])
                for subject, known in values.items()
                if self.rules["passes"]
            }
        except Unread as fault:
            self.unread.append(f"条件或比率“{fault}”")
            return []
        faults = []
        stands = self.export["result"]["stands"]
        ranks = self.ranks(values)
        for subject, known in values.items():
            one, name = published[subject], self.name_of(subject)
            for measure, figure in one["measures"].items():
                exact = None if figure is None else Fraction(figure["exact"])
                if known[measure] != exact:
                    faults.append(f"{name}{measure}：原为 {exact}，复核为 {known[measure]}")
            if one["rank"] != ranks[subject]:
                faults.append(f"{name}名次：原为 {one['rank']}，复核为 {ranks[subject]}")
            if stands is not False and subject in passes and one["passed"] is not passes[subject]:
                faults.append(f"{name}是否通过：原为 {one['passed']}，复核为 {passes[subject]}")
        return faults

    def values(self, subject: str) -> dict:
        """Every name that a condition on `subject` may use, weighed as the instrument says."""
        rules, parameters = self.rules, self.export["parameters"]
        weights = {
            each["class"]: number(str(each.get("weight", 1)), {}, parameters)
            for each in rules["electorate"]
        }
        options = ["得票"] if rules["question"]["form"] == "names" else rules["question"]["options"]
        keys = [*DENOMINATORS, *options, "弃权", "未填"]
        of_class = {
            voters: {**dict.fromkeys(keys, 0), **self.people[voters], **counted.get(subject, {})}
            for voters, counted in self.by_class.items()
        }
        by_ballots = rules["weighting"] == "ballots"
        total: dict = {
            key: sum(
                (weights[name] if by_ballots else 1) * Fraction(each[key])
                for name, each in of_class.items()
            )
            for key in keys
        }
        if by_ballots:
            for name, text in rules["measures"].items():
                total[name] = number(text, total, parameters)
            return total
        sums: dict = dict.fromkeys(rules["measures"], Fraction(0))
        for voters, each in of_class.items():
            if not each["应到"]:
                continue
            known: dict = {key: Fraction(count) for key, count in each.items()}
            for name, text in rules["measures"].items():
                known[name] = number(text, known, parameters)
                if known[name] is None or sums[name] is None:
                    sums[name] = None
                else:
                    sums[name] += weights[voters] * known[name]
        return {**total, **sums}

    def ranks(self, values: dict[str, dict]) -> dict:
        """Subject → rank; equal ones share theirs."""
        by = [self.rules["rank_by"], *self.rules["tie_break"]]
        if not by[0]:
            return dict.fromkeys(values)
        keys = {subject: [known[name] for name in by] for subject, known in values.items()}
        return {
            subject: None
            if None in key
            else 1 + sum(None not in other and other > key for other in keys.values())
            for subject, key in keys.items()
        }


def compared(name: str, published: dict, found: dict) -> list[str]:
    """Counts of one subject that differ."""
    return [
        f"{name}{what}：原为 {number}，复核为 {found.get(what, 0)}"
        for what, number in published.items()
        if found.get(what, 0) != number
    ]


def second_round(first: dict, export: dict) -> list[str]:
    """Whether those of the second round are the ones whom the result of the first lets go on."""
    rule = first["instrument"].get("second_round")
    if not rule:
        return ["第一轮的规则没有规定第二轮"]
    wanted = {"all": (True, False, None), "passed": (True,), "not_passed": (False,)}[rule["among"]]
    ranks = {
        one["subject"]: one["rank"]
        for one in first["result"]["subjects"]
        if one["passed"] in wanted
    }
    most = value(rule["at_most"], first["parameters"])
    through = {each["id"] for each in export["subjects"]}
    # Who is last among his equals within the places goes on for certain; who is not even first
    # among them within the places does not; between them people chose, or all went on.
    certain = {
        name for name, rank in ranks.items() if sum(r <= rank for r in ranks.values()) <= most
    }
    possible = {
        name for name, rank in ranks.items() if sum(r < rank for r in ranks.values()) < most
    }
    faults = []
    if not certain <= through <= possible:
        faults.append("进入第二轮的人与第一轮的名次不符")
    if rule["ties"] == "all" and through != possible:
        faults.append("并列的没有都进入第二轮")
    if rule["ties"] == "people" and len(possible) > most and len(through) != most:
        faults.append("进入第二轮的人数不对")
    return faults


# ---- questionnaires


def questionnaires(export: dict) -> tuple[list[str], list[str]]:
    """What differs in any question or over all of them, and what could not be checked."""
    form, result = export["instrument"], export["result"]
    faults = forms_differ(export)
    unread: list[str] = []
    summaries: dict = {}
    for question in form["questions"]:
        if question["form"] == "text":
            faults += of_text(question, export)
            continue
        found = Count(as_poll(question, form, export))
        print(question["title"], "  ".join(f"{k} {v}" for k, v in found.totals.items()))
        for subject, counts in found.counts.items():
            listed = "  ".join(f"{what} {number}" for what, number in sorted(counts.items()))
            print("  " + found.name_of(subject), listed)
        faults += [f"{question['title']}：{fault}" for fault in found.differences()]
        unread += found.unread
        if question["form"] == "scale" and not found.unread:
            known = [found.values(subject) for subject in found.listed]
            unread += summarise(question, known, summaries, export["parameters"])
    figures = {**result["summary"], **result["measures"]}
    for name, text in form["measures"].items():
        unread += put(name, text, summaries, export["parameters"])
    for name, figure in figures.items():
        exact = None if figure is None else Fraction(figure["exact"])
        hidden = figure is None and result["measures_withheld"]
        if name in summaries and not hidden and summaries[name] != exact:
            faults.append(f"{name}：原为 {exact}，复核为 {summaries[name]}")
    verdicts = {each["rule"]: each["verdict"] for each in result["outcome"]["reasons"]}
    for rule in form["requirements"]:
        try:
            faults += required(rule, verdicts.get(f"{form['id']}.{rule['id']}"), summaries, export)
        except Unread as fault:
            unread.append(f"要求“{fault}”")
    if digest(export["ballots"]) != export["digest"]:
        faults.append("开出问卷的校验值与纪实所载不符")
    return faults + texts_differ(export), unread


def forms_differ(export: dict) -> list[str]:
    """Numbers of forms that differ, and texts that were not torn off."""
    whole = Counter(
        each["class"]
        for each in export["ballots"]
        if not each["content"].get("unreadable") and not each["content"].get("spoilt")
    )
    collected = Counter(each["class"] for each in export["ballots"])
    found = {
        "应到": sum(each["entitled"] for each in export["classes"]),
        "实到": sum(each["present"] for each in export["classes"]),
        "发出": sum(each["issued"] for each in export["classes"]),
        "收回": collected.total(),
        "有效": whole.total(),
        "无效": collected.total() - whole.total(),
    }
    print("  ".join(f"{name} {number}" for name, number in found.items()))
    faults = compared("", export["result"]["denominators"], found)
    if any("texts" in each["content"] for each in export["ballots"]):
        faults.append("有文字没有与答案分开")
    return faults


def of_text(question: dict, export: dict) -> list[str]:
    """Texts to one question that are too many or too long."""
    written = [each["text"] for each in export["texts"] if each["note"] == question["id"]]
    print(question["title"], f"{len(written)} 条")
    faults = []
    if len(written) > len(export["ballots"]):
        faults.append(f"{question['title']}：文字多于收回的问卷")
    if any(len(text) > question["longest"] for text in written):
        faults.append(f"{question['title']}：有文字超过 {question['longest']} 字")
    return faults


def summarise(question: dict, known: list[dict], summaries: dict, parameters: dict) -> list[str]:
    """Put what is asked over all items of a scale into `summaries`; what could not be read."""
    names = [*derived(question), *question["measures"]]
    own: dict = {"项数": Fraction(len(known))}
    for name in names:
        values = [each[name] for each in known]
        there = None not in values
        own[name + "最高"] = max(values) if there else None
        own[name + "最低"] = min(values) if there else None
        own[name + "平均"] = sum(values, Fraction(0)) / len(values) if there else None
    unread = []
    for name, text in question["summary"].items():
        unread += put(name, text, own, parameters)
        if name in own:
            summaries[name] = own[name]
    return unread


def put(name: str, text: str, known: dict, parameters: dict) -> list[str]:
    """Work out one named figure; its text where that could not be read."""
    try:
        known[name] = number(text, known, parameters)
    except Unread as fault:
        return [f"“{name}”的算法“{fault}”"]
    return []


def required(rule: dict, verdict: "str | None", known: dict, export: dict) -> list[str]:
    """A requirement over all questions whose verdict says otherwise than the figures."""
    parameters = export["parameters"]
    applies = truth(rule["when"], known, parameters) if rule["when"] else True
    met = truth(rule["require"], known, parameters)
    if applies is False:
        return [f"{rule['label']}：不适用而有结论"] if verdict else []
    if met and verdict != "pass":
        return [f"{rule['label']}：原为不符合，复核为符合"]
    if met is False and applies and verdict == "pass":
        return [f"{rule['label']}：原为符合，复核为不符合"]
    return []


def as_poll(question: dict, form: dict, export: dict) -> dict:
    """One counted question in the form of a poll over its items."""
    scale = question["form"] == "scale"
    asked = (
        {"form": "grades", "options": question["options"], "blank": question["blank"]}
        if scale
        else {
            "form": "names",
            "most": question["most"],
            "least": question["least"],
            "write_in": False,
        }
    )
    return {
        "instrument": {
            "question": asked,
            "limits": [],
            "measures": {**(derived(question) if scale else {}), **question["measures"]},
            "passes": question["passes"] if scale else "",
            "rank_by": "",
            "tie_break": [],
            **{key: form[key] for key in ("electorate", "weighting", "secrecy", "smallest_group")},
        },
        "parameters": export["parameters"],
        "subjects": [
            {"id": item["id"], "name": item["title"]}
            for item in question["items" if scale else "options"]
        ],
        "classes": export["classes"],
        "ballots": [
            {
                "class": each["class"],
                # A form that is invalid as a whole is so in every question.
                "content": {
                    **each["content"].get("answers", {}).get(question["id"], {}),
                    **{
                        fault: True
                        for fault in ("unreadable", "spoilt")
                        if each["content"].get(fault)
                    },
                },
            }
            for each in export["ballots"]
        ],
        "result": export["result"]["questions"][question["id"]],
    }


def derived(scale: dict) -> dict[str, str]:
    """The measures every scale has: 表态, 不利, 得分."""

    def added(names: list[str]) -> str:
        return "(" + " + ".join(f'"{name}"' for name in names) + ")"

    found = {"表态": added([each for each in scale["options"] if each not in scale["neutral"]])}
    if scale["adverse"]:
        found["不利"] = added(scale["adverse"])
    if scale["points"]:
        weighed = " + ".join(f'{points} * "{name}"' for name, points in scale["points"].items())
        found["得分"] = f"({weighed}) / {added(list(scale['points']))}"
    return found


# ---- numbers, conditions, digests


class Unread(Exception):  # noqa: N818  (nothing is wrong with the ballots)
    """A condition with words that this script does not know."""


TOKEN = re.compile(
    r"\s*(?:(?P<number>\d+(?:\.\d+)?%?)|\$(?P<parameter>\w+)|\"(?P<quoted>[^\"]+)\""
    r"|(?P<word>\w+)|(?P<sign><=|>=|<>|!=|[-+*/()<>=]))"
)


def truth(text: str, known: dict, parameters: dict) -> "bool | None":
    """Whether a condition holds; None where it cannot be told."""
    return evaluated(text, known, parameters)


def number(text: str, known: dict, parameters: dict) -> "Fraction | None":
    """The exact value of an expression; None where something divides by zero."""
    return evaluated(text, known, parameters)


def evaluated(text: str, known: dict, parameters: dict):
    """Read and evaluate: OR, AND, NOT, comparisons, sums, products, brackets, `$name`, 30%."""
    tokens: list[tuple[str, str]] = []
    at = 0
    while at < len(text.rstrip()):
        match = TOKEN.match(text, at)
        if match is None:
            raise Unread(text)
        tokens.append((match.lastgroup or "", match[match.lastgroup or 0]))
        at = match.end()
    tokens.append(("end", ""))
    here = 0

    def take(*wanted: str) -> str:
        nonlocal here
        kind, word = tokens[here]
        if kind in ("sign", "word") and word.upper() in wanted:
            here += 1
            return word.upper()
        return ""

    def disjunction():
        found = conjunction()
        while take("OR"):
            other = conjunction()
            found = True if True in (found, other) else None if None in (found, other) else False
        return found

    def conjunction():
        found = negation()
        while take("AND"):
            other = negation()
            found = False if False in (found, other) else None if None in (found, other) else True
        return found

    def negation():
        if take("NOT"):
            found = negation()
            return None if found is None else not found
        return comparison()

    def comparison():
        left = addition()
        sign = take("<=", ">=", "<>", "!=", "<", ">", "=")
        if not sign:
            return left
        right = addition()
        if left is None or right is None:
            return None
        return {
            "<": left < right, "<=": left <= right, ">": left > right, ">=": left >= right,
            "=": left == right, "<>": left != right, "!=": left != right,
        }[sign]  # fmt: skip

    def addition():
        found = product()
        while sign := take("+", "-"):
            other = product()
            if found is None or other is None:
                found = None
            else:
                found = found + other if sign == "+" else found - other
        return found

    def product():
        found = single()
        while sign := take("*", "/"):
            other = single()
            if found is None or other is None or (sign == "/" and other == 0):
                found = None
            else:
                found = found * other if sign == "*" else found / other
        return found

    def single():
        nonlocal here
        if take("("):
            found = disjunction()
            if not take(")"):
                raise Unread(text)
            return found
        if take("-"):
            found = single()
            return None if found is None else -found
        kind, word = tokens[here]
        here += 1
        if kind == "number":
            return Fraction(word.rstrip("%")) / (100 if word.endswith("%") else 1)
        if kind == "parameter" and "number" in parameters.get(word, {}):
            return Fraction(parameters[word]["number"])
        if kind in ("word", "quoted") and word in known:
            return known[word]
        raise Unread(text)

    result = disjunction()
    if tokens[here][0] != "end":
        raise Unread(text)
    return result


def value(text: str, parameters: dict) -> Fraction:
    """A number of the rules: written out, or a parameter."""
    found = number(str(text), {}, parameters)
    if found is None:
        raise Unread(text)
    return found


def even(name: str) -> str:
    """A written name with width and spacing evened out."""
    return "".join(unicodedata.normalize("NFKC", name).split())


def digest(ballots: list[dict]) -> str:
    """The root over the ballots in the order of their keys."""
    return root(
        [
            json.dumps(ballot, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
            for ballot in sorted(ballots, key=lambda each: each["key"])
        ]
    )


def root(leaves: list[bytes]) -> str:
    """The root of the Merkle tree (RFC 9162) over `leaves` in their order."""
    level = [hashlib.sha256(b"\x00" + leaf).digest() for leaf in leaves]
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
