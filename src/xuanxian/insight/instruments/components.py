"""What an index is made of: weighted components, bands, marks."""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Literal

from pydantic import model_validator

from xuanxian.kernel.errors import Refusal
from xuanxian.policy.expressions import Quantity, exact, show
from xuanxian.policy.formulas import exact as exact_number
from xuanxian.policy.parts import ExactText, Part


class Component(Part):
    """A part of an index: either a formula or parts of its own.

    Attributes:
        weight: what it weighs among its siblings: 30%, 1/3, `$name`, or points per unit.
        formula: its value, over the values of the subject and their means over all subjects
            compared, named 〔value〕均值.
        components: the parts it is made of, whose weighted sum is its value.
        least, most: bounds of its value; beyond them it counts as the bound.
    """

    id: str
    label: str
    weight: ExactText = "1"
    formula: str = ""
    components: tuple["Component", ...] = ()
    least: ExactText = ""
    most: ExactText = ""
    cite: str = ""

    @model_validator(mode="after")
    def _is_one_or_the_other(self) -> "Component":
        if bool(self.formula) == bool(self.components):
            raise ValueError("写 formula 或 components，只写其中一个。")
        return self


class Band(Part):
    """A range of the index, from `at_least` (inclusive) up to the next band; the last is open."""

    id: str
    title: str
    at_least: ExactText = ""


class Mark(Part):
    """What calls for attention.

    Attributes:
        when: condition over 指数, 名次, 倒数名次, 参评数.
        verdict: what it means (`flag` or `hold`; an index never bars).
        measure: what is to be done, in words.
    """

    id: str
    label: str
    when: str
    verdict: Literal["flag", "hold"] = "flag"
    measure: str = ""
    cite: str = ""


def refuse_unequal_to_one(weights: Sequence[str]) -> None:
    """Refuse weights that are all written as numbers and do not add up to 1.

    Raises:
        ValueError: they do not; weights that are parameters are looked at when they are set.
    """
    numbers = [number_written(weight) for weight in weights]
    known = [one for one in numbers if one is not None]
    if len(known) == len(numbers) and sum(known) != 1:
        raise ValueError(
            f"权重之和是{show(sum(known, Fraction()))}，不是1；请改正，使同一层各项之和为100%。"
        )


def number_written(text: str) -> Fraction | None:
    """The number a setting is written as, None where it is a parameter or a sum."""
    written = exact(text)
    if isinstance(written, Fraction):
        return written
    is_decimal = isinstance(written, str) and written.strip().replace(".", "", 1).isdigit()
    return Fraction(str(written).strip()) if is_decimal else None


def number_known(text: str, parameters: Mapping[str, Quantity]) -> Fraction | None:
    """The number a setting stands for, None where its parameter is open or missing."""
    try:
        return exact_number(text, parameters)
    except Refusal:
        return None
