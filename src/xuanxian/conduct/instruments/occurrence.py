"""What happened: an entry of somebody's ledger, as points, situations and warnings count them."""

from collections.abc import Mapping
from datetime import date
from typing import Any, Literal

from pydantic import Field, model_validator

from xuanxian.conduct.instruments.declared import ExactNumber
from xuanxian.policy.parts import Facts

State = Literal["confirmed", "pending", "unfounded"]

STATES: dict[str, str] = {
    "confirmed": "已核实",
    "pending": "待核实",
    "unfounded": "查无实据",
}
"""State of an occurrence → its words. Only what is confirmed ever counts."""


class Occurrence(Facts):
    """Something that happened. A case may write its name alone.

    Attributes:
        event: what, by the name the policy gives it.
        on: the day; None where nobody wrote it down.
        times: how often at once.
        points: the amount judged for it, where the policy leaves that to judgement.
        round: the occasion it belongs to, as one recommendation meeting.
        about: whom or what it concerns.
        values: figures of it that the policy's conditions ask for.
        state: whether it was verified.
        evidence: what proves it.
        rectified_on: the day it was put right.
    """

    event: str
    on: date | None = None
    times: int = Field(default=1, ge=1)
    points: ExactNumber | None = None
    round: str = ""
    about: str = ""
    values: Mapping[str, Any] = {}
    state: State = "confirmed"
    evidence: tuple[str, ...] = ()
    rectified_on: date | None = None

    @model_validator(mode="before")
    @classmethod
    def _named_alone(cls, given: Any) -> Any:
        return {"event": given} if isinstance(given, str) else given

    @model_validator(mode="after")
    def _in_order(self) -> "Occurrence":
        if self.on and self.rectified_on and self.rectified_on < self.on:
            raise ValueError(f"“{self.event}”的整改日期早于发生日期，请改正其中一个。")
        return self

    @property
    def said(self) -> str:
        """It in a few words: 2026年3月1日提拔重用."""
        day = f"{self.on.year}年{self.on.month}月{self.on.day}日" if self.on else ""
        about = f"（{self.about}）" if self.about else ""
        return f"{day}“{self.event}”{about}"
