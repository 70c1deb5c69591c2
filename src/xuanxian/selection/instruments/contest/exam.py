"""考务: what a policy says of how the marks of a round come about."""

from collections.abc import Iterator
from typing import Literal

from xuanxian.policy.parts import Part, RoleCode, Whole, role_names, said

DrawKind = Literal["seat", "order"]

DRAWS: dict[str, str] = {"seat": "座位号", "order": "面试顺序"}
"""What applicants draw lots for → its Chinese name."""


class Examiners(Part):
    """Who examines.

    Attributes:
        number: how many examiners a round needs; None leaves it open.
        from_elsewhere: how many of them at least come from another place (异地考官).
        each_sex: how many men and how many women at least (男女搭配).
        same_unit: how many at most from one unit; None without limit.
        drawn: whether they are drawn by lot from a pool.
    """

    number: Whole | None = None
    from_elsewhere: Whole = 0
    each_sex: Whole = 0
    same_unit: Whole | None = None
    drawn: bool = False


class Exam(Part):
    """How a round is held.

    Attributes:
        draws: what applicants draw lots for; all must be drawn before a mark is keyed.
        examiners: who examines; None where the source is silent.
        sealed_papers: papers are sealed and registered, and opened before a mark is keyed.
        keyed_twice: every mark is keyed by two people apart, and counts once they agree.
        signed_by: roles of which somebody signs the marks before they are published.
        announced: marks are announced on the spot.
    """

    draws: tuple[DrawKind, ...] = ()
    examiners: Examiners | None = None
    sealed_papers: bool = False
    keyed_twice: bool = False
    signed_by: tuple[RoleCode, ...] = ()
    announced: bool = False
    cite: str = ""

    def spoken(self) -> str:
        """As `考务：抽取座位号；考官7名，其中异地至少3名；…`."""
        return f"考务：{'；'.join(self._said())}。" if any(self._said()) else ""

    def _said(self) -> Iterator[str]:
        if self.draws:
            yield f"现场抽取{'和'.join(DRAWS[one] for one in self.draws)}"
        if self.examiners:
            yield from _of_examiners(self.examiners)
        if self.sealed_papers:
            yield "试卷密封登记"
        if self.keyed_twice:
            yield "成绩由两人分别录入，一致的才算"
        if self.signed_by:
            yield f"成绩由{role_names(self.signed_by)}签字"
        if self.announced:
            yield "成绩当场宣布"


def _of_examiners(examiners: Examiners) -> Iterator[str]:
    if examiners.number is not None:
        yield f"考官{said(examiners.number)}名"
    if examiners.from_elsewhere != 0:
        yield f"异地考官至少{said(examiners.from_elsewhere)}名"
    if examiners.each_sex != 0:
        yield f"男女考官各至少{said(examiners.each_sex)}名"
    if examiners.same_unit is not None:
        yield f"同一单位的考官至多{said(examiners.same_unit)}名"
    if examiners.drawn:
        yield "考官从考官库中抽取"
