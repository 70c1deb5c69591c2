"""What training is made of: courses, tests; and what is known of one person's."""

from collections.abc import Mapping
from datetime import date
from typing import Any, Literal

from xuanxian.policy.parts import ExactText, Facts, Part, Whole


class Category(Part):
    """A kind of course; its measures are named 〔title〕学分, 〔title〕天数 and so on."""

    id: str
    title: str


class Course(Part):
    """A course and what it counts, unless the record of attendance says otherwise."""

    id: str
    title: str
    category: str = ""
    credits: ExactText = "0"
    days: ExactText = "0"
    hours: ExactText = "0"


class Test(Part):
    """A test that has to be passed.

    Attributes:
        passes: condition over 得分.
        attempts: how often it may be sat, make-ups included.
        failed: verdict once all attempts have failed.
        measure: what follows, in words.
    """

    __test__ = False

    id: str
    title: str
    passes: str
    attempts: Whole = 1
    failed: Literal["flag", "hold", "bar"] = "hold"
    measure: str = ""
    cite: str = ""


class Attendance(Facts):
    """A course somebody was enrolled in.

    Attributes:
        course: id of a listed course, or the title of another one.
        category: id of a category, where the course is not listed.
        on: last day of the course.
        present: whether it was attended; who was absent earns nothing.
        credits, days, hours: what it counted; None as the listed course says.
    """

    course: str
    category: str = ""
    on: date
    present: bool = True
    credits: str | int | None = None
    days: str | int | None = None
    hours: str | int | None = None


class Score(Facts):
    """One attempt at a test."""

    test: str
    on: date
    score: str | int | None


class TrainingFacts(Facts):
    """One person's training up to a day."""

    as_of: date
    values: Mapping[str, Any] = {}
    attended: tuple[Attendance, ...] = ()
    scores: tuple[Score, ...] = ()
