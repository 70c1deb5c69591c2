"""What follows from a posting, and what is known of one."""

from collections.abc import Mapping
from datetime import date
from typing import Any, Literal

from xuanxian.growth.instruments.cadence import Entry
from xuanxian.policy.parts import Facts, Part, Whole


class Gain(Part):
    """What follows from the assessment.

    Attributes:
        when: condition over the results.
        effect: what follows, in words, as 结对帮扶单位年度考核优秀名额增加.
        number: how many of it; None where it is no number.
        unit: unit of the number.
        verdict: `pass` where it is a gain; `flag`, `hold` where it is put before people.
    """

    id: str
    label: str
    when: str
    effect: str
    number: Whole | None = None
    unit: str = "个"
    verdict: Literal["pass", "flag", "hold"] = "pass"
    cite: str = ""


class PostingFacts(Facts):
    """One posting on a day.

    Attributes:
        values: facts of the person and values declared.
        place: values of the place.
        started_on: first day; None before it.
        ended_on: last day, where it has ended.
        entries: records kept: months, talks, days on the spot.
        grounds: ids of grounds for recall that people have established.
        results: results of the assessment, by name.
    """

    as_of: date
    values: Mapping[str, Any] = {}
    place: Mapping[str, Any] = {}
    started_on: date | None = None
    ended_on: date | None = None
    entries: tuple[Entry, ...] = ()
    grounds: tuple[str, ...] = ()
    results: Mapping[str, Any] = {}
