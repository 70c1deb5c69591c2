"""What a written policy consists of, before it is a page, docx or pdf. Plain data."""

from dataclasses import dataclass
from datetime import date, datetime

from xuanxian.kernel.partial_date import PartialDate
from xuanxian.policy.difference import Difference


@dataclass(frozen=True, slots=True)
class Adopted:
    """Who took the policy as a rule, and from when.

    Attributes:
        scope: name of the unit whose management scope it is.
        valid_from, valid_until: first day, and the first day on which it no longer holds.
        adopted_by, adopted_at: who did it, and when.
    """

    scope: str
    valid_from: date
    valid_until: date | None
    adopted_by: str
    adopted_at: datetime


@dataclass(frozen=True, slots=True)
class Item:
    """One item (项) of an article.

    Attributes:
        text: its text, with values in place.
        cite: its own article of the source, "" where it is that of the section.
        origin: the policy it is inherited from, as texts name it; "" for the policy's own, and
            where the citation says it.
        note: how it is to be read.
    """

    text: str
    cite: str = ""
    origin: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Article:
    """One article (条), numbered through the whole document."""

    number: int
    text: str
    items: tuple[Item, ...] = ()

    @property
    def heading(self) -> str:
        """第一条, 第二十一条."""
        return f"第{chinese_number(self.number)}条"


@dataclass(frozen=True, slots=True)
class Section:
    """What one instrument provides; `id` is the instrument's, "" for sections made here.

    Attributes:
        title: its heading; "" where the chapter bears the name already.
        cite: article of the source.
        origin: the policy it is wholly inherited from, as texts name it; "" for the policy's own.
        completes: the policy whose section of this name it changes; "" for none.
    """

    articles: tuple[Article, ...]
    id: str = ""
    title: str = ""
    cite: str = ""
    origin: str = ""
    completes: str = ""


@dataclass(frozen=True, slots=True)
class Chapter:
    """One chapter (章)."""

    number: int
    title: str
    sections: tuple[Section, ...]

    @property
    def heading(self) -> str:
        """第一章　总则."""
        return f"第{chinese_number(self.number)}章　{self.title}"


@dataclass(frozen=True, slots=True)
class ParameterRow:
    """One line of the table of parameters.

    Attributes:
        name: its name in the policy file.
        label, remark: what it is, and what was noted on the source.
        value: the value in force with its unit; 待定 while open.
        source_value: the value the source gives; 原文没有规定 where it gives none.
        limits: 只能提高, 只能降低 or ""; which way it may be set on adoption.
        state: 待定, 采用时设定, 采用时收紧, 待核对原文 or "".
        cite: article of the source.
        origin: the policy it is inherited from, as texts name it; "" for the policy's own.
    """

    name: str
    label: str
    remark: str
    value: str
    source_value: str
    state: str
    limits: str
    cite: str
    origin: str


@dataclass(frozen=True, slots=True)
class ListOfCodes:
    """A list of the policy; `incomplete` where the source counts more than it names."""

    title: str
    items: tuple[str, ...]
    incomplete: bool
    cite: str


@dataclass(frozen=True, slots=True)
class Point:
    """An unclear point of the source."""

    text: str
    cite: str


@dataclass(frozen=True, slots=True)
class Booklet:
    """A policy as a document a committee could adopt.

    Attributes:
        policy_id: id of the policy.
        title: its title.
        place: the place it is of, as 山东省潍坊市昌邑市.
        state: where it stands, under the title: adopted by whom, or a text not yet adopted.
        chapters: 总则, what the instruments provide, 附则.
        parameters, lists, unclear, differences: the appendices; () where there is nothing.
        parent: the policy, as texts name it, that `differences` compares with.
        open_values: how many values have still to be set.
        digest: the version of the text.
    """

    policy_id: str
    title: str
    place: str
    state: str
    chapters: tuple[Chapter, ...]
    parameters: tuple[ParameterRow, ...]
    lists: tuple[ListOfCodes, ...]
    unclear: tuple[Point, ...]
    differences: tuple[Difference, ...]
    parent: str
    open_values: int
    digest: str

    @property
    def appendices(self) -> tuple[str, ...]:
        """Titles of the appendices there are, in order."""
        titles = (
            ("参数表", self.parameters),
            ("名单", self.lists),
            (self.title_of_differences, self.differences),
            ("原文不明之处", self.unclear),
        )
        return tuple(title for title, entries in titles if entries)

    @property
    def title_of_differences(self) -> str:
        """与《…》的不同."""
        return f"与{self.parent}的不同"

    @property
    def headings(self) -> dict[str, str]:
        """Headings of the appendices there are, by the name of what they hold, for pages."""
        titles = {
            "parameters": "参数表",
            "lists": "名单",
            "differences": self.title_of_differences,
            "unclear": "原文不明之处",
        }
        return {
            key: self.appendix_heading(title)
            for key, title in titles.items()
            if title in self.appendices
        }

    def appendix_heading(self, title: str) -> str:
        """附件2　名单."""
        return f"附件{self.appendices.index(title) + 1}　{title}"

    @property
    def version(self) -> str:
        """The first figures of the digest, enough to tell versions apart on paper."""
        return self.digest.removeprefix("sha256:")[:16]


_DIGITS = "零一二三四五六七八九"


def chinese_number(number: int) -> str:
    """1 to 999 as articles are counted: 一, 十, 十二, 二十, 一百零五, 一百一十."""
    hundreds, rest = divmod(number, 100)
    tens, ones = divmod(rest, 10)
    said = f"{_DIGITS[hundreds]}百" if hundreds else ""
    if tens:
        said += ("" if tens == 1 and not hundreds else _DIGITS[tens]) + "十"
    elif hundreds and ones:
        said += "零"
    return said + (_DIGITS[ones] if ones or not number else "")


def chinese_day(day: date) -> str:
    """2026年11月21日."""
    return PartialDate.of(day).chinese()
