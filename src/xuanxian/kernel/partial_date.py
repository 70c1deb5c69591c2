"""Dates as personnel files know them: to the day, or only to the month or year."""

import calendar
import re
from dataclasses import dataclass
from datetime import date
from typing import Any, Self

from pydantic import GetCoreSchemaHandler
from pydantic_core import core_schema

_WRITTEN = re.compile(
    r"""^\s*(?P<year>\d{4})
        (?:\s*[.\-/年]?\s*(?P<month>\d{1,2})
            (?:\s*[.\-/月]?\s*(?P<day>\d{1,2})?\s*日?)?
            \s*月?
        )?\s*年?\s*$""",
    re.VERBOSE,
)


@dataclass(frozen=True, slots=True, order=True)
class PartialDate:
    """A date of a personnel file: year, perhaps month, perhaps day.

    Ordered like its ISO text; an unknown part sorts before any known one (0 stands for unknown).
    """

    year: int
    month: int = 0
    day: int = 0

    def __post_init__(self) -> None:
        if not 1900 <= self.year <= 2200:
            raise ValueError(f"年份{self.year}不在1900至2200之间")
        if not 0 <= self.month <= 12:
            raise ValueError(f"月份{self.month}不在1至12之间")
        if self.day and not self.month:
            raise ValueError("有日而没有月")
        if self.day and not 1 <= self.day <= calendar.monthrange(self.year, self.month)[1]:
            raise ValueError(f"{self.year}年{self.month}月没有{self.day}日")

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read `198005`, `1980.05`, `1980-05-03`, `19800503`, `1980年5月` or `1980`.

        Raises:
            ValueError: the text is no date; the message says so in Chinese.
        """
        match = _WRITTEN.match(text)
        if match is None:
            raise ValueError(f"“{text}”不是有效年月，请写成 1980.05 或 1980.05.03")
        return cls(*(int(match[part] or 0) for part in ("year", "month", "day")))

    @classmethod
    def of(cls, day: date) -> Self:
        """The same day, known to the day."""
        return cls(day.year, day.month, day.day)

    def earliest(self) -> date:
        """The first day it can mean."""
        return date(self.year, self.month or 1, self.day or 1)

    def latest(self) -> date:
        """The last day it can mean."""
        month = self.month or 12
        return date(self.year, month, self.day or calendar.monthrange(self.year, month)[1])

    def iso(self) -> str:
        """`1980-05-03`, `1980-05` or `1980`: how it is stored; text order is date order."""
        return self._joined("-")

    def dotted(self, *, to_month: bool = True) -> str:
        """`1980.05`, as lists and the 任免审批表 print it; with the day if `to_month` is False."""
        return PartialDate(self.year, self.month)._joined(".") if to_month else self._joined(".")

    def compact(self, *, to_month: bool = True) -> str:
        """`198005`, as .lrmx files write it."""
        return PartialDate(self.year, self.month)._joined("") if to_month else self._joined("")

    def chinese(self) -> str:
        """`1980年5月3日`, as papers write it."""
        text = f"{self.year}年"
        if self.month:
            text += f"{self.month}月"
        if self.day:
            text += f"{self.day}日"
        return text

    def _joined(self, separator: str) -> str:
        parts = [f"{self.year:04}"]
        if self.month:
            parts.append(f"{self.month:02}")
        if self.day:
            parts.append(f"{self.day:02}")
        return separator.join(parts)

    def __str__(self) -> str:
        return self.dotted(to_month=False)

    @classmethod
    def __get_pydantic_core_schema__(
        cls, source: Any, handler: GetCoreSchemaHandler
    ) -> core_schema.CoreSchema:
        return core_schema.no_info_plain_validator_function(
            cls._validate,
            serialization=core_schema.plain_serializer_function_ser_schema(
                cls.iso, return_schema=core_schema.str_schema()
            ),
        )

    @classmethod
    def _validate(cls, value: object) -> Self:
        if isinstance(value, cls):
            return value
        if isinstance(value, date):
            return cls.of(value)
        if isinstance(value, str):
            return cls.parse(value)
        raise ValueError(f"{value!r}不是有效年月")


def full_years_between(start: date, end: date) -> int:
    """Full years (周岁、满年) from `start` to `end`; a 29 February anniversary falls on 1 March."""
    return end.year - start.year - ((end.month, end.day) < (start.month, start.day))
