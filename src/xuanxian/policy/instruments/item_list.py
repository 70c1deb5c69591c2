"""The policy kind `list`: a list that a source names or counts, as a code table and to tick off."""

from collections.abc import Iterator, Mapping, Sequence
from difflib import get_close_matches
from fractions import Fraction
from functools import cached_property
from itertools import product
from math import prod
from typing import Any, ClassVar, Literal

from pydantic import Field, model_validator

from xuanxian.policy.expressions import NUMBER, Value, ValueType
from xuanxian.policy.formulas import Parameters
from xuanxian.policy.instruments.counted import CountRule, judge_counts
from xuanxian.policy.instruments.saying import read_aloud
from xuanxian.policy.kinds import Instrument, Provision, StatedExpression, answer_of
from xuanxian.policy.outcome import Outcome, Verdict
from xuanxian.policy.parts import Facts, Finding, Part

TICKED, ALL = "计数", "总数"
_MOST_WAYS = 5000
"""Ways in which unknown items may turn out that are tried out one by one."""


class ListItem(Part):
    """One item.

    Attributes:
        id: name inside the list.
        label: the item as staff read it, in our own words.
        group: heading it stands under; counted by that name.
        cite: article, where it differs from the list's.
        note: how it is to be read.
    """

    id: str
    label: str
    group: str = ""
    cite: str = ""
    note: str = ""


class ListRule(CountRule):
    """A condition over how many items are ticked.

    Attributes:
        rule: over 计数, the items ticked; 总数, the items named; and the ticked of each group by
            the group's name.
    """

    rule: str


class ListFacts(Facts):
    """What is asked of a list.

    Attributes:
        ticked: ids of the items that are the case.
        unknown: ids of the items of which it is not known.
        others: matters that are the case and that an incomplete list does not name.
        asked: texts of which it is asked whether they stand in the list.
    """

    ticked: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    others: int = Field(default=0, ge=0)
    asked: tuple[str, ...] = ()


class ItemList(Instrument):
    """A list of items.

    Attributes:
        items: what the source names.
        stated: how many the source says there are; None where it does not count.
        incomplete: the source counts more than it names; what is not found is then unknown.
        membership: what a text asked for has to do: stand in the list (`required`), stay out of it
            (`excluded`); "" only answers.
        otherwise: verdict of a text that does not (`else` in the file).
        rules: conditions over how many are ticked.
    """

    KIND: ClassVar[str] = "list"
    TITLE: ClassVar[str] = "清单"

    kind: Literal["list"] = "list"
    items: tuple[ListItem, ...] = Field(min_length=1)
    stated: int | None = Field(default=None, ge=1)
    incomplete: bool = False
    membership: Literal["required", "excluded", ""] = ""
    otherwise: Verdict = Field(default=Verdict.HOLD, alias="else")
    rules: tuple[ListRule, ...] = ()

    @model_validator(mode="after")
    def _fits(self) -> "ItemList":
        for what, found in (
            ("items 中有相同的 id", [each.id for each in self.items]),
            ("items 中有相同的 label", [each.label for each in self.items]),
            ("rules 中有相同的 id", [each.id for each in self.rules]),
        ):
            if twice := [each for each in found if found.count(each) > 1]:
                raise ValueError(f"{what}：{twice[0]}。")
        if {TICKED, ALL} & set(self.groups):
            raise ValueError(f"group 不能叫“{TICKED}”或“{ALL}”。")
        named = len(self.items)
        if self.stated is not None and self.stated < named:
            raise ValueError(f"原文说{self.stated}项，却列出了{named}项；请核对 stated 和 items。")
        if self.stated is not None and self.stated > named and not self.incomplete:
            raise ValueError(
                f"原文说{self.stated}项，只列出{named}项；请补齐，或写 incomplete: true。"
            )
        if self.incomplete and self.stated == named:
            raise ValueError(f"原文说的{named}项已经列全，请去掉 incomplete。")
        return self

    @cached_property
    def groups(self) -> tuple[str, ...]:
        """The headings, in order."""
        return tuple(dict.fromkeys(each.group for each in self.items if each.group))

    @cached_property
    def names(self) -> dict[str, ValueType]:
        """What a rule may name."""
        return dict.fromkeys((TICKED, ALL, *self.groups), NUMBER)

    def explain(self) -> list[str]:
        """See `Instrument.explain`."""
        first, *rest = self.provisions()
        named = "；".join(
            (f"{group}：" if group else "") + "、".join(each.label for each in items)
            for group, items in self._by_group()
        )
        rules = [
            each.text + _cited(each.cite or self.cite) for each in rest if "rules" in each.part
        ]
        return [first.text + named + "。" + _cited(self.cite), *rules]

    def provisions(self) -> list[Provision]:
        """See `Instrument.provisions`: one item an item, then its rules."""
        lacking = ""
        if self.incomplete:
            counted = f"原文称共{self.stated}项，" if self.stated else ""
            lacking = f"（{counted}现列出{len(self.items)}项，尚不完整）"
        membership = {
            "required": "只限下列各项",
            "excluded": "不得属于下列各项",
            "": "包括下列各项",
        }
        consequence = f"，否则{self.otherwise.consequence}" if self.membership else ""
        first = f"{self.title or self.TITLE}{membership[self.membership]}{consequence}{lacking}："
        return [
            Provision(first),
            *(
                Provision(
                    f"{each.group}：{each.label}。" if each.group else f"{each.label}。",
                    each.cite,
                    ("items", each.id),
                    each.note,
                )
                for each in self.items
            ),
            *(
                Provision(
                    f"{rule.label}：{'一般要求' if rule.soft else ''}"
                    f"{read_aloud(rule.rule, self.names)}；"
                    f"不符合的，{rule.verdict_of_breach.consequence}。",
                    rule.cite,
                    ("rules", rule.id),
                    rule.note,
                )
                for rule in self.rules
            ),
        ]

    def _by_group(self) -> Iterator[tuple[str, list[ListItem]]]:
        for group in dict.fromkeys(each.group for each in self.items):
            yield group, [each for each in self.items if each.group == group]

    def expressions(self) -> Sequence[StatedExpression]:
        """See `Instrument.expressions`."""
        return [
            StatedExpression(("rules", rule.id, field), text, self.names)
            for rule in self.rules
            for field, text in (("rule", rule.rule), ("when", rule.when))
            if text
        ]

    def found(self, text: str) -> ListItem | None:
        """The item a text names, by its label or id; None where none does."""
        wanted = text.strip()
        return next((each for each in self.items if wanted in {each.label, each.id}), None)

    def holds(self, text: str) -> bool | None:
        """Whether a text stands in the list; None where the list is incomplete and lacks it."""
        if self.found(text):
            return True
        return None if self.incomplete else False

    def decide(self, facts: ListFacts, parameters: Parameters) -> Outcome:
        """What the list says of texts asked for and of items ticked. Pure.

        Raises:
            ValueError: an id is not in the list, or others are given though the list is complete.
        """
        self._refuse_unknown(facts)
        finding = Finding(self)
        for text in facts.asked:
            self._add_membership(finding, text)
        ways = list(self._ways(facts))
        for rule in self.rules:
            self._add_rule(finding, rule, facts, ways, parameters)
        return Outcome.of(finding)

    def judged(self, given: Mapping[str, Any], parameters: Mapping[str, Value]) -> Outcome:
        """See `Instrument.judged`."""
        return self.decide(ListFacts.model_validate(dict(given)), parameters)

    def rehearse(
        self, given: Mapping[str, Any], parameters: Mapping[str, Value]
    ) -> Mapping[str, Any]:
        """See `Instrument.rehearse`; 计数 tells how many are ticked, 属于 what stands in it."""
        facts = ListFacts.model_validate(dict(given))
        answer = answer_of(self.decide(facts, parameters))
        rules = {name.partition(".")[2]: verdict for name, verdict in answer["rules"].items()}
        counts = {group: self._ticked(facts, group) for group in self.groups}
        return {
            **answer,
            "rules": rules,
            TICKED: self._ticked(facts, None) + facts.others,
            "不明": len(set(facts.unknown)),
            **counts,
            "属于": {
                text: {True: "是", False: "否", None: "不明"}[self.holds(text)]
                for text in facts.asked
            },
        }

    # -- deciding

    def _refuse_unknown(self, facts: ListFacts) -> None:
        ids = {each.id for each in self.items}
        for each in (*facts.ticked, *facts.unknown):
            if each not in ids:
                close = get_close_matches(each, ids, n=1, cutoff=0.5)
                raise ValueError(
                    f"清单里没有“{each}”" + (f"，是不是想写“{close[0]}”" if close else "")
                )
        if facts.others and not self.incomplete:
            raise ValueError("清单是完整的，没有清单以外的情形")

    def _ticked(self, facts: ListFacts, group: str | None) -> int:
        ticked = set(facts.ticked)
        return sum(each.id in ticked and group in (None, each.group) for each in self.items)

    def _ways(self, facts: ListFacts) -> Iterator[dict[str, Value]]:
        """The counts for every way in which the unknown items may turn out; none where too many."""
        unknown = set(facts.unknown) - set(facts.ticked)
        open_by_group = {
            group: sum(each.id in unknown for each in items) for group, items in self._by_group()
        }
        if prod(count + 1 for count in open_by_group.values()) > _MOST_WAYS:
            return
        ticked = self._ticked(facts, None) + facts.others
        for more in product(*(range(count + 1) for count in open_by_group.values())):
            by_group = dict(zip(open_by_group, more, strict=True))
            yield {
                TICKED: Fraction(ticked + sum(more)),
                ALL: Fraction(len(self.items)),
                **{
                    group: Fraction(self._ticked(facts, group) + by_group[group])
                    for group in self.groups
                },
            }

    def _add_membership(self, finding: Finding, text: str) -> None:
        found, holds = self.found(text), self.holds(text)
        title = self.title or self.TITLE
        wanted = {"required": True, "excluded": False}.get(self.membership)
        said = {
            True: f"“{text}”属于{title}",
            False: f"“{text}”不属于{title}",
            None: f"{title}没有列全，不能确定“{text}”是否属于",
        }[holds]
        if holds is None:
            breach = self.otherwise if wanted is not None else Verdict.HOLD
            verdict = min(Verdict.HOLD, breach, key=lambda each: each.weight)
            said = f"情况不明：{said}，请核实"
        elif wanted is None or holds is wanted:
            verdict = Verdict.PASS
        else:
            verdict = self.otherwise
        cite = found.cite if found else ""
        finding.add(f"items.{text}", verdict, title, f"{said}。", cite=cite)

    def _add_rule(
        self,
        finding: Finding,
        rule: ListRule,
        facts: ListFacts,
        ways: Sequence[dict[str, Value]],
        parameters: Parameters,
    ) -> None:
        ticked = self._ticked(facts, None) + facts.others
        unknown = len(set(facts.unknown) - set(facts.ticked))
        figures = {TICKED: f"{ticked}项"} | ({"不明": f"{unknown}项"} if unknown else {})
        judge_counts(finding, rule, self.names, ways, parameters, figures=lambda _: figures)


def _cited(cite: str) -> str:
    return f"（{cite}）" if cite else ""
