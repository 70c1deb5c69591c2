"""What an instrument says about its paper forms: piles, faulty lines, how long scans are kept."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from xuanxian.kernel.errors import Problem, Refusal
from xuanxian.policy.formulas import Parameters
from xuanxian.policy.parts import Reference, whole

_NAMES = {"largest_batch": "纸质票每批最多张数", "scans_kept_days": "扫描图像保存天数"}


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

    largest_batch: Annotated[int, Field(ge=2, le=500)] | Reference
    unclear_line: Literal["blank", "invalid"]
    scans_kept_days: Annotated[int, Field(ge=0, le=3650)] | Reference

    def settled(self, parameters: Parameters) -> "SettledPaperRules":
        """The rules with their parameters filled in.

        Raises:
            Refusal: a parameter is not set, is no whole number or out of bounds.
        """
        numbers = {
            name: whole(getattr(self, name), parameters, of=title) for name, title in _NAMES.items()
        }
        try:
            return SettledPaperRules(unclear_line=self.unclear_line, **numbers)
        except ValidationError as faults:
            raise Refusal(
                [
                    Problem(
                        "纸质票规则",
                        _NAMES[str(fault["loc"][0])],
                        str(fault["input"]),
                        "超出允许的范围。",
                        "每批 2 至 500 张，图像保存 0 至 3650 天；请修订制度的参数。",
                    )
                    for fault in faults.errors()
                ]
            ) from faults

    def explain(self) -> list[str]:
        """The rules as Chinese sentences."""
        unclear = {"blank": "按未填计", "invalid": "整张票无效"}[self.unclear_line]
        batch, days = (_said(each) for each in (self.largest_batch, self.scans_kept_days))
        return [
            f"纸质票打乱后每批不超过{batch}张，由两名计票人各自录入，不一致的由第三人逐张核定。",
            f"一项有多处填写或者无法辨认的，{unclear}。",
            f"扫描图像加密保存，计票后{days}日删除。",
        ]


class SettledPaperRules(PaperRules):
    """Rules that hold for the forms of one poll: every number is known."""

    largest_batch: int = Field(ge=2, le=500)
    scans_kept_days: int = Field(ge=0, le=3650)


def _said(number: int | str) -> str:
    """A number in a sentence that brings its own unit."""
    return f"〔{number[1:]}〕" if isinstance(number, str) else str(number)
