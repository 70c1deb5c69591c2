"""Rules of a ballot on which names are chosen: what is written beside a name, whose unit it is of.

Both speak of one name at a time or of the names of one ballot; how many names there may be stands
with the question itself.
"""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from xuanxian.policy.parts import ExactText


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class NameNote(_Part):
    """Something written beside every name chosen: 推荐理由, 主要特点.

    Attributes:
        title: how it is called on the ballot.
        longest: characters at most: a whole number or `$name`.
        missing: what follows where it is left empty beside a name: the `ballot` is invalid, the
            `name` counts for nobody and keeps its place, or `nothing`. Whoever votes on a page is
            asked to fill in what would cost something.
    """

    title: str = Field(min_length=1, max_length=20)
    longest: ExactText
    missing: Literal["ballot", "name", "nothing"] = "nothing"


class UnitRule(_Part):
    """How many names of one ballot may, or must, be of the voter's own unit or of others.

    Where the unit of the voter or of a name is not known, the rule takes the name for whatever
    keeps it: nobody's ballot suffers from what nobody knows.

    Attributes:
        outside_least: names from outside the voter's own unit at least; a whole number or `$name`,
            "" for any number.
        own_most: names of the voter's own unit at most, likewise.
        breach: the `ballot` is invalid, or it counts and is `stated` (原则上).
    """

    outside_least: ExactText = ""
    own_most: ExactText = ""
    breach: Literal["ballot", "stated"] = "ballot"

    @model_validator(mode="after")
    def _says_something(self) -> "UnitRule":
        if not self.outside_least and not self.own_most:
            raise ValueError("units 中至少写 outside_least 或 own_most 之一")
        return self
