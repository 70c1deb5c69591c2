"""职数审查: what the ledger of posts shows of a unit that no unit may have. Pure."""

from collections import defaultdict
from typing import Literal

from pydantic import Field, model_validator

from xuanxian.policy.kinds import Instrument, Provision
from xuanxian.policy.outcome import Outcome, Verdict
from xuanxian.policy.parts import Facts, Finding, Parameters, Part, Whole, said, whole

FindingKind = Literal["over_number", "over_body", "over_rank", "mixed_posts", "concurrent_posts"]

_TITLES: dict[FindingKind, str] = {
    "over_number": "超职数",
    "over_body": "超机构",
    "over_rank": "超规格",
    "mixed_posts": "混岗",
    "concurrent_posts": "兼职",
}

_SAID: dict[FindingKind, str] = {
    "over_number": "实有人数超过核定职数，或者没有核定职数而配备的",
    "over_body": "在已撤销的机构或者职位任职的",
    "over_rank": "职务层次高于所在机构级别的",
    "mixed_posts": "编制所在单位与任职单位分属机关、事业单位、企业不同类别的",
    "concurrent_posts": "一人担任的占职数的职务多于规定的",
}


class EstablishmentCheck(Part):
    """One thing looked for.

    Attributes:
        finding: what.
        title: the policy's own word for it; "" for the usual one.
        otherwise: what it means when it is found, `else` in the file.
        at_most: how many counted posts one person may hold; only for 兼职.
    """

    finding: FindingKind
    title: str = ""
    otherwise: Verdict = Field(default=Verdict.HOLD, alias="else")
    at_most: Whole = 1
    cite: str = ""

    @property
    def label(self) -> str:
        """The word users read."""
        return self.title or _TITLES[self.finding]


class EstablishmentLine(Facts):
    """The figures of one rank: 核定 (None: no figure), 实有, 预留, 拟配."""

    rank: str
    approved: int | None = None
    filled: int = 0
    reserved: int = 0
    planned: int = 0


class Stay(Facts):
    """Somebody in a post of the unit on the day.

    Attributes:
        holder: what tells people apart, as the id of the file.
        stands: whether body and post exist on the day.
        above_unit: whether the post ranks above the body; None where a level is not on the books.
        fits: whether the staffing unit is of the same class as the body; None unknown.
        counted_posts: how many counted posts the holder has, in whatever unit.
    """

    holder: str
    name: str
    post: str
    stands: bool = True
    above_unit: bool | None = None
    fits: bool | None = None
    counted_posts: int = 1


class EstablishmentReviewFacts(Facts):
    """One unit on a day: its figures by rank and who holds its posts."""

    unit: str
    lines: tuple[EstablishmentLine, ...] = ()
    stays: tuple[Stay, ...] = ()


class EstablishmentReview(Instrument):
    """What is looked for in the ledger of posts, and what each finding means.

    Attributes:
        checks: what is looked for, each once.
        ranks: the ranks (职务层次) whose numbers are limited; () every rank.
    """

    KIND = "establishment_review"
    TITLE = "职数审查"

    kind: Literal["establishment_review"] = "establishment_review"
    checks: tuple[EstablishmentCheck, ...] = Field(min_length=1)
    ranks: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _checks_differ(self) -> "EstablishmentReview":
        found = [each.finding for each in self.checks]
        if len(set(found)) != len(found):
            raise ValueError("checks 中有相同的 finding")
        return self

    def explain(self) -> list[str]:
        """See `Instrument.explain`."""
        return [each.text for each in self.provisions()]

    def provisions(self) -> list[Provision]:
        """See `Instrument.provisions`: one item a check."""
        return [
            Provision(
                "职数台账逐单位审查下列情形"
                + (f"（职数按{'、'.join(self.ranks)}计算）" if self.ranks else "")
                + "："
            ),
            *(
                Provision(
                    f"{each.label}：{_SAID[each.finding]}{_limit(each)}，"
                    f"{each.otherwise.consequence}。",
                    each.cite,
                    ("checks", each.finding),
                )
                for each in self.checks
            ),
        ]

    def decide(self, facts: EstablishmentReviewFacts, parameters: Parameters) -> Outcome:
        """What is found in one unit. What the books do not say is unknown and holds."""
        finding = Finding(self)
        for check in self.checks:
            match check.finding:
                case "over_number":
                    _over_number(check, facts, self.ranks, finding)
                case "concurrent_posts":
                    _concurrent(check, facts, parameters, finding)
                case "over_body":
                    _of_stays(check, facts, finding, {one: not one.stands for one in facts.stays})
                case "over_rank":
                    _of_stays(check, facts, finding, {one: one.above_unit for one in facts.stays})
                case "mixed_posts":
                    mixed = {one: None if one.fits is None else not one.fits for one in facts.stays}
                    _of_stays(check, facts, finding, mixed)
        return Outcome.of(finding)


def _limit(check: EstablishmentCheck) -> str:
    return f"{said(check.at_most)}个" if check.finding == "concurrent_posts" else ""


def _over_number(
    check: EstablishmentCheck,
    facts: EstablishmentReviewFacts,
    ranks: tuple[str, ...],
    finding: Finding,
) -> None:
    kept = True
    for line in facts.lines:
        if ranks and line.rank not in ranks:
            continue
        over = line.filled - (line.approved or 0)
        if over <= 0:
            continue
        kept = False
        said_approved = "没有核定职数" if line.approved is None else f"核定{line.approved}名"
        finding.add(
            f"{check.finding}.{line.rank}",
            check.otherwise,
            check.label,
            f"{facts.unit}{line.rank}{said_approved}，实有{line.filled}名，超配{over}名。",
            figures={"核定": line.approved or 0, "实有": line.filled},
            cite=check.cite,
        )
    if kept:
        finding.met(check.finding, check.label, f"{facts.unit}没有{check.label}。")


def _concurrent(
    check: EstablishmentCheck,
    facts: EstablishmentReviewFacts,
    parameters: Parameters,
    finding: Finding,
) -> None:
    most = whole(check.at_most, parameters, of="兼任职务的个数")
    posts: dict[str, list[Stay]] = defaultdict(list)
    for one in facts.stays:
        posts[one.holder].append(one)
    kept = True
    for held in posts.values():
        first = held[0]
        if first.counted_posts <= most:
            continue
        kept = False
        finding.add(
            f"{check.finding}.{first.holder}",
            check.otherwise,
            check.label,
            f"{first.name}担任占职数的职务{first.counted_posts}个，规定不多于{most}个。",
            figures={"职务": first.counted_posts},
            threshold=f"≤{most}个",
            cite=check.cite,
        )
    if kept:
        finding.met(check.finding, check.label, f"{facts.unit}没有{check.label}。")


def _of_stays(
    check: EstablishmentCheck,
    facts: EstablishmentReviewFacts,
    finding: Finding,
    found: dict[Stay, bool | None],
) -> None:
    """One reason a person found; one for all of whom the books do not say."""
    unknown = [one for one, so in found.items() if so is None]
    for one, so in found.items():
        if so:
            finding.add(
                f"{check.finding}.{one.holder}.{one.post}",
                check.otherwise,
                check.label,
                f"{one.name}任{one.post}：{_SAID[check.finding].removesuffix('的')}。",
                cite=check.cite,
            )
    if unknown:
        verdict = min(Verdict.HOLD, check.otherwise, key=lambda verdict: verdict.weight)
        finding.add(
            f"{check.finding}.unknown",
            verdict,
            check.label,
            f"{facts.unit}有{len(unknown)}人是否{check.label}，从登记的机构和人员信息看不出来。",
            figures={"不明": len(unknown)},
            cite=check.cite,
        )
    if not unknown and not any(found.values()):
        finding.met(check.finding, check.label, f"{facts.unit}没有{check.label}。")
