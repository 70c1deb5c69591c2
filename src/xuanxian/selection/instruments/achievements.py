"""实绩公示: what somebody has achieved, in so many words, of the last years, confirmed by two."""

from collections.abc import Mapping
from datetime import date

from pydantic import Field

from xuanxian.kernel.deadlines import add_months
from xuanxian.policy.parts import (
    Facts,
    Finding,
    Named,
    Parameters,
    Part,
    RoleCode,
    Whole,
    role_names,
    said,
    whole,
)


class Confirmer(Named):
    """Somebody who confirms the statement by signing it.

    Attributes:
        roles: who registers the signature.
    """

    roles: tuple[RoleCode, ...] = ()


class AchievementsRule(Part):
    """How a statement of achievements is written.

    Attributes:
        characters_maximum: how many characters it has at most, blanks not counted.
        years: how far back it reaches.
        sections: what has to stand in it.
        confirmed_by: who confirms it; each of them must.
        filed_before: whether it is filed with the organisation department before it goes up.
    """

    characters_maximum: Whole
    years: Whole
    sections: tuple[Named, ...] = Field(min_length=1)
    confirmed_by: tuple[Confirmer, ...] = ()
    filed_before: bool = False
    cite: str = ""

    def explain(self) -> list[str]:
        """The rule as Chinese sentences."""
        lines = [
            f"同时公示近{said(self.years)}年的实绩，不超过{said(self.characters_maximum)}字，"
            f"写明{'、'.join(one.title for one in self.sections)}。"
        ]
        if self.confirmed_by:
            by = "、".join(
                f"{one.title}{f'（由{role_names(one.roles)}登记）' if one.roles else ''}"
                for one in self.confirmed_by
            )
            lines.append(
                f"实绩材料由{by}逐一签字确认{'，公示前报备' if self.filed_before else ''}。"
            )
        return lines

    def judge(self, facts: "AchievementsFacts", finding: Finding, parameters: Parameters) -> None:
        """Add to `finding` what is still missing of the statement, or that it is in order."""
        if not facts.sections:
            finding.missing("achievements", "实绩材料", "还没有写实绩材料。", cite=self.cite)
            return
        most = whole(self.characters_maximum, parameters, of="实绩材料字数")
        years = whole(self.years, parameters, of="实绩年限")
        count = characters(facts.sections)
        self._add(
            finding,
            "achievements.length",
            count <= most,
            f"实绩材料{count}字，{'没有超过' if count <= most else '超过'}{most}字。",
        )
        empty = [one.title for one in self.sections if not facts.sections.get(one.id, "").strip()]
        if empty:
            finding.missing(
                "achievements.sections",
                "实绩材料",
                f"没有写{'、'.join(empty)}。",
                cite=self.cite,
            )
        if facts.earliest_on is None:
            finding.missing(
                "achievements.period", "实绩年限", "没有写明最早一项实绩的日期。", cite=self.cite
            )
        else:
            recent = add_months(facts.earliest_on, 12 * years) >= facts.shown_on
            self._add(
                finding,
                "achievements.period",
                recent,
                f"最早一项实绩在{facts.earliest_on:%Y.%m.%d}，"
                f"{'在' if recent else '不在'}近{years}年内。",
            )
        unsigned = [one.title for one in self.confirmed_by if one.id not in facts.confirmed]
        if unsigned:
            finding.missing(
                "achievements.confirmed",
                "实绩确认",
                f"{'、'.join(unsigned)}还没有签字确认。",
                cite=self.cite,
            )
        if self.filed_before and not facts.filed:
            finding.missing("achievements.filed", "实绩报备", "公示前还没有报备。", cite=self.cite)

    def _add(self, finding: Finding, rule: str, kept: bool, sentence: str) -> None:
        if kept:
            finding.met(rule, "实绩材料", sentence, cite=self.cite)
        else:
            finding.missing(rule, "实绩材料", sentence, cite=self.cite)


class AchievementsFacts(Facts):
    """The statement of one person.

    Attributes:
        shown_on: the day it goes up, or today before that.
        sections: section id → text.
        earliest_on: day of the earliest achievement told of.
        confirmed: ids of those who have signed it as it stands.
        filed: whether it was filed.
    """

    shown_on: date
    sections: Mapping[str, str] = {}
    earliest_on: date | None = None
    confirmed: tuple[str, ...] = ()
    filed: bool = False


def characters(sections: Mapping[str, str]) -> int:
    """How many characters the texts have, blanks and line feeds not counted."""
    return sum(len("".join(text.split())) for text in sections.values())
