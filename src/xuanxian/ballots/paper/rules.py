"""What an instrument says about its paper forms: piles, faulty lines, how long scans are kept."""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field


class PaperRules(BaseModel):
    """The part `paper` of an instrument.

    An instrument without it leaves these to whoever decides that forms are handed out; they then
    stand on the record with the forms.

    Attributes:
        largest_batch: forms at most in a pile (批) that two tellers key in.
        unclear_line: what a line with two marks, or one nobody can read, counts as: `blank`, a
            line not filled in, or `invalid`, which makes the whole ballot invalid.
        scans_kept_days: days after the count for which scanned pages are kept for a recount.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    largest_batch: int = Field(ge=2, le=500)
    unclear_line: Literal["blank", "invalid"]
    scans_kept_days: int = Field(ge=0, le=3650)

    def explain(self) -> list[str]:
        """The rules as Chinese sentences."""
        unclear = {"blank": "按未填计", "invalid": "整张票无效"}[self.unclear_line]
        return [
            f"纸质票打乱后每批不超过{self.largest_batch}张，由两名计票人各自录入，"
            "不一致的由第三人逐张核定。",
            f"一项有多处填写或者无法辨认的，{unclear}。",
            f"扫描图像加密保存，计票后{self.scans_kept_days}日删除。",
        ]
