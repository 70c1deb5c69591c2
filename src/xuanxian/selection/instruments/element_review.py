"""动议前置要素预审: elements of a person that offices look into before the motion. Pure."""

from collections.abc import Mapping
from datetime import date
from typing import Literal

from pydantic import Field, model_validator

from xuanxian.policy.kinds import Instrument, Provision
from xuanxian.policy.outcome import Outcome, Verdict
from xuanxian.policy.parts import (
    Facts,
    Finding,
    Parameters,
    Part,
    RoleCode,
    Whole,
    role_names,
    said,
    whole,
)

ElementAnswer = Literal["clear", "doubt", "cleared"]

ANSWERS: dict[ElementAnswer, str] = {
    "clear": "没有疑问",
    "doubt": "存疑",
    "cleared": "已查实，不影响使用",
}
"""What an office may find → the words users read."""


class ReviewingOffice(Part):
    """An office that looks into some of the elements, acting in a role."""

    id: str
    title: str
    roles: tuple[RoleCode, ...] = Field(min_length=1)


class ReviewedElement(Part):
    """One element (要素).

    Attributes:
        office: id of the office that looks into it.
        special: 特殊要素, not a regular one.
    """

    id: str
    title: str
    office: str
    special: bool = False
    cite: str = ""


class ElementFinding(Facts):
    """What was found of one element, by whom and when."""

    answer: ElementAnswer
    by: str = ""
    on: date | None = None
    note: str = ""


class ElementFacts(Facts):
    """Element id → what was found of it, for one person."""

    as_of: date
    findings: Mapping[str, ElementFinding] = {}


class ElementReview(Instrument):
    """Elements that have to be looked into before somebody stands on the list of a motion.

    Attributes:
        offices: who looks into what.
        elements: the elements.
        regular, special: how many the source speaks of; more than are listed is flagged.
        missing: what an element nobody has looked into means.
        doubt: what a doubt that was not cleared means.
    """

    KIND = "element_review"
    TITLE = "动议前置要素预审"

    kind: Literal["element_review"] = "element_review"
    offices: tuple[ReviewingOffice, ...] = Field(min_length=1)
    elements: tuple[ReviewedElement, ...] = Field(min_length=1)
    regular: Whole | None = None
    special: Whole | None = None
    missing: Verdict = Verdict.HOLD
    doubt: Verdict = Verdict.BAR

    @model_validator(mode="after")
    def _offices_are_known(self) -> "ElementReview":
        ids = [each.id for each in self.elements]
        if len(set(ids)) != len(ids):
            raise ValueError("elements 中有相同的 id")
        known = {each.id for each in self.offices}
        if unknown := [each.id for each in self.elements if each.office not in known]:
            raise ValueError(f"{'、'.join(unknown)} 的 office 没有写在 offices 里")
        return self

    def office(self, office_id: str) -> ReviewingOffice | None:
        """The office with this id."""
        return next((each for each in self.offices if each.id == office_id), None)

    def elements_of(self, office_id: str) -> tuple[ReviewedElement, ...]:
        """What an office looks into."""
        return tuple(each for each in self.elements if each.office == office_id)

    def explain(self) -> list[str]:
        """See `Instrument.explain`."""
        return [each.text for each in self.provisions()]

    def provisions(self) -> list[Provision]:
        """See `Instrument.provisions`: one item an office."""
        items = [Provision("列为动议人选以前，按下列分工逐项预审：")]
        for office in self.offices:
            mine = self.elements_of(office.id)
            regular = "、".join(each.title for each in mine if not each.special)
            special = "、".join(each.title for each in mine if each.special)
            parts = [
                f"{word}{titles}"
                for word, titles in (("常规要素", regular), ("特殊要素", special))
                if titles
            ]
            items.append(
                Provision(
                    f"{office.title}（由{role_names(office.roles)}登记）：{'；'.join(parts)}。",
                    part=("offices", office.id),
                )
            )
        numbers = [
            f"{word}{said(number)}项"
            for word, number in (("常规要素", self.regular), ("特殊要素", self.special))
            if number is not None
        ]
        if numbers:
            items.append(Provision(f"共{'、'.join(numbers)}。"))
        items.append(
            Provision(
                f"没有预审的，{self.missing.consequence}；"
                f"存疑而没有查清的，{self.doubt.consequence}。"
            )
        )
        return items

    def decide(self, facts: ElementFacts, parameters: Parameters) -> Outcome:
        """Whether every element was looked into and no doubt is left."""
        finding = Finding(self)
        offices = {each.id: each.title for each in self.offices}
        for element in self.elements:
            found = facts.findings.get(element.id)
            if found is None:
                finding.add(
                    element.id,
                    self.missing,
                    element.title,
                    f"{offices[element.office]}还没有预审{element.title}。",
                    cite=element.cite,
                )
                continue
            note = f"：{found.note}" if found.note else ""
            doubtful = found.answer == "doubt"
            finding.add(
                element.id,
                self.doubt if doubtful else Verdict.PASS,
                element.title,
                f"{offices[element.office]}预审{element.title}，"
                f"{ANSWERS[found.answer]}{note}{'，还没有查清' if doubtful else ''}。",
                cite=element.cite,
            )
        for rule, word, special, number in (
            ("regular", "常规要素", False, self.regular),
            ("special", "特殊要素", True, self.special),
        ):
            if number is None:
                continue
            stated = whole(number, parameters, of=f"{word}项数")
            listed = sum(each.special is special for each in self.elements)
            if listed < stated:
                finding.add(
                    rule,
                    Verdict.FLAG,
                    word,
                    f"制度说{word}共{stated}项，只列出{listed}项，其余由采用单位补列。",
                    figures={"列出": listed, "应有": stated},
                )
        return Outcome.of(finding)
