"""What a pool is made of: tiers, classes, exits, the review, places."""

from collections.abc import Mapping
from datetime import date
from typing import Any, Literal

from pydantic import Field, model_validator

from xuanxian.policy.instruments.criteria import Rule
from xuanxian.policy.parts import ExactText, Facts, Part, Whole

Bound = Literal["about", "least", "most"]
Rounding = Literal["up", "down", "half_up"]

BOUNDS: dict[str, str] = {"about": "左右", "least": "以上", "most": "以下"}
ROUNDINGS: dict[str, str] = {"up": "进位取整", "down": "舍去尾数", "half_up": "四舍五入"}


class Tier(Part):
    """A level or list of the pool.

    Attributes:
        size: how many it holds; None where the source does not say.
        bound: whether that is about, at least or at most.
        entry: conditions of entering.
    """

    id: str
    title: str
    size: Whole | None = None
    bound: Bound = "about"
    entry: tuple[Rule, ...] = ()
    cite: str = ""


class Dimension(Part):
    """A way in which members are classed, each into one of `classes`, as the five fields."""

    id: str
    title: str
    classes: tuple[str, ...] = Field(min_length=2)
    cite: str = ""


class ExitGround(Part):
    """Why a member leaves.

    Attributes:
        when: condition over the member's facts; "" where people establish it.
        verdict: what it means: `hold` puts the leaving before people, `bar` bars the member.
    """

    id: str
    label: str
    when: str = ""
    verdict: Literal["flag", "hold", "bar"] = "hold"
    cite: str = ""


class Review(Part):
    """The periodic look at all members.

    Attributes:
        every_months: at least so often.
        eliminate: share of the members reviewed that leaves; "" where the source gives none.
        round: how that share becomes a number of people.
    """

    every_months: Whole | None = None
    eliminate: ExactText = ""
    round: Rounding | None = None
    cite: str = ""

    @model_validator(mode="after")
    def _share_has_rounding(self) -> "Review":
        if bool(self.eliminate) != (self.round is not None):
            raise ValueError("写了 eliminate（淘汰比例）就要写 round（取整方法），没有写就都不写。")
        return self


class Places(Part):
    """How many people a unit may name; the first that applies counts.

    Attributes:
        when: condition over the unit; "" for all others.
    """

    id: str
    when: str = ""
    count: Whole


class PoolFacts(Facts):
    """One person before a tier of the pool, or already in it.

    Attributes:
        member: whether the person is in; then exits and review are looked at instead of entry.
        values: facts of the person, and values the pool declares.
        classes: dimension id → class.
        grounds: ids of exit grounds that people have established.
        reviewed_on: day of the last review, of the entry where there was none since.
    """

    as_of: date | None = None
    tier: str
    member: bool = False
    values: Mapping[str, Any] = {}
    classes: Mapping[str, str] = {}
    grounds: tuple[str, ...] = ()
    reviewed_on: date | None = None
