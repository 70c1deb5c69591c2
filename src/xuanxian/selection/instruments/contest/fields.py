"""Who competes with whom, for how many seats, and whether there are enough of them. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from xuanxian.kernel.errors import Problem, Refusal
from xuanxian.policy.expressions import NUMBER, Kind, Value, ValueType, show
from xuanxian.policy.formulas import Formula
from xuanxian.policy.outcome import Reason, Verdict
from xuanxian.policy.parts import Finding, Parameters
from xuanxian.selection.instruments.contest.facts import (
    CandidateFacts,
    ContestFacts,
    FieldResult,
    PostFacts,
)
from xuanxian.selection.instruments.contest.numbers import read_number
from xuanxian.selection.instruments.contest.schema import (
    ENTERED,
    QUALIFIED,
    SEATS,
    Competition,
    Contest,
)

Candidate = tuple[CandidateFacts, dict[str, Value]]
"""A candidate with the values it brings, read."""


@dataclass(frozen=True)
class Field:
    """Candidates who compete with one another.

    Attributes:
        id: post and group; "" where there is one field only.
        seats: seats after cutting.
        posted: seats as announced.
        values: values of the whole case.
        candidates: its candidates, in the order of the facts.
        entered, qualified: how many applied, and how many of them may compete.
        remarks: what is to be said of the whole field.
    """

    id: str
    seats: int
    posted: int
    values: Mapping[str, Value]
    candidates: tuple[Candidate, ...]
    entered: int
    qualified: int
    remarks: tuple[Reason, ...]

    @property
    def result(self) -> FieldResult:
        """The field as an answer."""
        return FieldResult(
            id=self.id,
            seats=self.seats,
            posted=self.posted,
            entered=self.entered,
            qualified=self.qualified,
            remarks=self.remarks,
        )


def fields_of(contest: Contest, facts: ContestFacts, parameters: Parameters) -> list[Field]:
    """The fields of the contest, in the order of the posts and groups.

    Raises:
        Refusal: a candidate for a post that is not announced, a value that is not declared.
    """
    values = read_values(contest.brought, facts.values, "全案")
    posts = facts.posts or (PostFacts(id=""),)
    candidates = [(each, read_values(contest.brought, each.values, each.id))
                  for each in facts.candidates]  # fmt: skip
    if contest.field == "post":
        known = {post.id for post in posts}
        for each, _ in candidates:
            if each.post not in known:
                raise Refusal(
                    Problem(
                        "报名",
                        each.id,
                        each.post,
                        "没有这个职位。",
                        f"公布的职位有：{'、'.join(filter(None, known)) or '一个未命名的职位'}。",
                    )
                )
        parts = [
            (post.id, post.seats, [one for one in candidates if one[0].post == post.id])
            for post in posts
        ]
    else:
        parts = [("", sum(post.seats for post in posts), candidates)]
    fields = []
    for name, seats, members in parts:
        if not contest.groups:
            fields.append(_field(contest, name, seats, members, values, parameters))
            continue
        grouped, unsettled = _groups(contest, members, values, parameters)
        for title, inside in grouped.items():
            key = " ".join(part for part in (name, title) if part)
            fields.append(
                _field(contest, key, seats, inside, values, parameters, unsettled=unsettled)
            )
    return fields


def read_values(
    types: Mapping[str, ValueType], given: Mapping[str, Any], where: str
) -> dict[str, Value]:
    """The values of `given` as expressions use them.

    Raises:
        Refusal: a name the contest does not declare, or a value of another kind.
    """
    read: dict[str, Value] = {}
    for name, value in given.items():
        known = types.get(name)
        if known is None:
            raise Refusal(
                Problem(where, name, str(value), "制度没有列出这个值。",
                        f"可写：{'、'.join(types) or '没有'}。")
            )  # fmt: skip
        try:
            read[name] = _read(known, value)
        except ValueError as error:
            raise Refusal(
                Problem(where, name, str(value), f"{error}。", f"这里要的是{known.kind.label}。")
            ) from error
    return read


def _read(known: ValueType, value: Any) -> Value:
    if value is None:
        return None
    match known.kind:
        case Kind.BOOLEAN:
            if not isinstance(value, bool):
                raise ValueError("应当是 true 或 false")
            return value
        case Kind.TEXT:
            return str(value)
    number = read_number(value)
    return number if isinstance(number, Fraction) else None


UNGROUPED = "组别未定"
"""The field of those whose group cannot be told."""


def _groups(
    contest: Contest,
    members: Sequence[Candidate],
    values: Mapping[str, Value],
    parameters: Parameters,
) -> tuple[dict[str, list[Candidate]], bool]:
    """The members of each group, and whether somebody's group is not known."""
    rules = {
        group.title: Formula(group.when, contest.brought, parameters, expect=Kind.BOOLEAN)
        for group in contest.groups
    }
    grouped: dict[str, list[Candidate]] = {title: [] for title in rules}
    unsettled = False
    for member in members:
        known = {**values, **member[1]}
        truths = {title: rule.holds(known) for title, rule in rules.items()}
        fitting = [title for title, truth in truths.items() if truth]
        if len(fitting) > 1:
            raise Refusal(
                Problem("分组", member[0].id, "、".join(fitting), "同时属于几个组。",
                        "请改正制度里的分组条件。")
            )  # fmt: skip
        unknown = None in truths.values()
        unsettled = unsettled or unknown
        alone = UNGROUPED if unknown or not fitting else fitting[0]
        grouped.setdefault(alone, []).append(member)
    return grouped, unsettled


def _field(
    contest: Contest,
    name: str,
    seats: int,
    members: Sequence[Candidate],
    values: Mapping[str, Value],
    parameters: Parameters,
    *,
    unsettled: bool = False,
) -> Field:
    in_it = [each for each, _ in members if not each.left]
    qualified = sum(each.qualified is True or not contest.qualification for each in in_it)
    open_ones = sum(each.qualified is None and bool(contest.qualification) for each in in_it)
    counts = {
        **values,
        ENTERED: Fraction(len(members)),
        # While somebody's conditions are not settled, nobody knows how many there are.
        QUALIFIED: None if open_ones else Fraction(qualified),
        SEATS: Fraction(seats),
    }
    finding = Finding(contest)
    left = seats
    if name.endswith(UNGROUPED):
        finding.missing("group", "分组", "情况不明：不能确定属于哪一组，或不属于任何一组。")
    elif unsettled:
        finding.missing("group", "分组", "情况不明：还有考生的组别不能确定，名次待定。")
    if contest.competition and members:
        left = _compete(contest, contest.competition, counts, seats, finding, parameters)
    return Field(
        id=name,
        seats=left,
        posted=seats,
        values=values,
        candidates=tuple(members),
        entered=len(members),
        qualified=qualified,
        remarks=tuple(finding),
    )


def _compete(
    contest: Contest,
    rule: Competition,
    counts: Mapping[str, Value],
    seats: int,
    finding: Finding,
    parameters: Parameters,
) -> int:
    """Judge whether the field is a competition, and answer the seats it may fill."""
    types = {**contest.brought, ENTERED: NUMBER, QUALIFIED: NUMBER, SEATS: NUMBER}
    require = Formula(rule.require, types, parameters, expect=Kind.BOOLEAN)
    line = require.spoken()
    figures = {name: show(counts.get(name)) for name in require.names}
    stated = "，".join(f"{name}{value}" for name, value in figures.items())

    def add(verdict: Verdict, said: str) -> None:
        finding.add("competition", verdict, "有效竞争", said,
                    figures=figures, threshold=line, cite=rule.cite)  # fmt: skip

    met = require.holds(counts)
    if met:
        add(Verdict.PASS, f"{stated}，符合“{line}”的要求。")
        return seats
    waived: bool | None = False
    if rule.waived:
        waived = Formula(rule.waived, types, parameters, expect=Kind.BOOLEAN).holds(counts)
    if waived:
        add(Verdict.PASS, f"{stated}，没有达到“{line}”，按规定经研究同意，不再要求。")
        return seats
    breach = Verdict.FLAG if rule.soft or rule.below == "flag" else Verdict.HOLD
    if met is None:
        add(breach, f"情况不明：{'、'.join(require.unknown_among(counts))}，"
                    f"无法判断是否符合“{line}”。")  # fmt: skip
        return seats
    if rule.below == "cut":
        left = next(
            (n for n in range(seats - 1, 0, -1) if require.holds({**counts, SEATS: Fraction(n)})),
            0,
        )
        if not left:
            add(breach, f"{stated}，没有达到“{line}”，核减以后也形不成有效竞争。")
            return seats
        if rule.soft:
            add(breach, f"{stated}，没有达到“{line}”，一般应把职数由{seats}个核减为{left}个。")
            return seats
        add(Verdict.FLAG, f"{stated}，没有达到“{line}”，职数由{seats}个核减为{left}个。")
        return left
    said = {
        "merge": "应当与其他职位合并竞争",
        "call_off": "应当取消这一职位的竞争",
        "flag": "请研究是否形成有效竞争",
    }[rule.below]
    add(breach, f"{stated}，没有达到“{line}”，{said}。")
    return seats
