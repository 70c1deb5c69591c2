"""What an inspection asks for besides notice, talks and report, and whether it is there. Pure."""

from collections.abc import Mapping, Sequence
from datetime import date

from pydantic import Field

from xuanxian.policy.outcome import Outcome, Verdict
from xuanxian.policy.parts import Finding, Named
from xuanxian.selection.instruments.inspection.facts import InspectionFacts, TeamMember


class Appraisal(Named):
    """A written appraisal of the person (鉴定), signed in the name of certain posts.

    Attributes:
        signed_as: the posts that sign it, each by somebody else.
    """

    signed_as: tuple[str, ...] = Field(default=(), max_length=6)


def judge_licences(team: Sequence[TeamMember], on: date, finding: Finding) -> None:
    """Whether every member holds the 考察员资格 on that day."""
    lacking = [member.name for member in team if not member.is_licensed(on)]
    if lacking:
        finding.missing(
            "licence",
            "考察员资格",
            f"考察组成员{'、'.join(lacking)}在{on:%Y.%m.%d}没有有效的考察员资格。",
            figures={"无资格": len(lacking)},
        )
    elif team:
        finding.met("licence", "考察员资格", "考察组成员都有有效的考察员资格。")


def judge_pledges(facts: InspectionFacts, finding: Finding) -> None:
    """Whether every member signed the 考察承诺书."""
    lacking = [member.name for member in facts.team if member.name not in facts.pledged]
    if lacking:
        finding.missing("pledge", "考察承诺书", f"{'、'.join(lacking)}还没有签订考察承诺书。")
    elif facts.team:
        finding.met("pledge", "考察承诺书", "考察组成员都签订了考察承诺书。")


def judge_asked(
    asked: Sequence[Named], answers: Mapping[str, Outcome], rule: str, open_: str, finding: Finding
) -> None:
    """What the forms counted, or the lists filled in, say of the person.

    Args:
        rule: the name reasons begin with.
        open_: what is said of one that is not there yet, after its title.
    """
    for one in asked:
        answer = answers.get(one.id)
        if answer is None:
            finding.missing(f"{rule}.{one.id}", one.title, f"{one.title}{open_}")
            continue
        telling = [reason for reason in answer.reasons if reason.verdict is not Verdict.PASS]
        if not telling:
            finding.met(f"{rule}.{one.id}", one.title, f"{one.title}没有需要注意的情况。")
        for reason in telling:
            finding.add(
                f"{rule}.{one.id}",
                reason.verdict,
                one.title,
                reason.explanation,
                figures=reason.figures,
                threshold=reason.threshold,
                cite=reason.citation,
            )


def judge_claims(sections: Sequence[Named], facts: InspectionFacts, finding: Finding) -> None:
    """Whether every section of the report rests on a claim with its source."""
    bare = [section.title for section in sections if not facts.claims.get(section.id)]
    if bare:
        finding.missing(
            "evidence", "考察依据", f"考察材料的{'、'.join(bare)}还没有写明来源的依据。"
        )
    else:
        finding.met(
            "evidence", "考察依据", f"考察材料各部分共有依据{sum(facts.claims.values())}条。"
        )


def judge_appraisals(
    appraisals: Sequence[Appraisal], facts: InspectionFacts, finding: Finding
) -> None:
    """Whether every appraisal is written and signed in the name of each post."""
    for one in appraisals:
        signed = facts.appraisals.get(one.id)
        if signed is None:
            finding.missing(f"appraisal.{one.id}", one.title, f"{one.title}还没有出具。")
            continue
        lacking = [post for post in one.signed_as if post not in signed]
        if lacking:
            finding.missing(
                f"appraisal.{one.id}", one.title, f"{one.title}还没有{'、'.join(lacking)}的签字。"
            )
        else:
            finding.met(f"appraisal.{one.id}", one.title, f"{one.title}已经出具并签字。")
